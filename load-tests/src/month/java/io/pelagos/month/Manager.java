package io.pelagos.month;

import java.util.concurrent.Callable;

/** Opens leads again that were closed. Not a supervisor's work: supervisors do not see closed leads. */
final class Manager extends Desk implements Callable<Void> {

    Manager(String id, Wire wire, Ledger ledger, Bulletin bulletin, CellClock clock, long seed) {
        super(id, wire, ledger, bulletin, clock, seed);
    }

    @Override
    public Void call() throws InterruptedException {
        for (int i = random.nextInt(3); i > 0; i--) {
            Long closed = bulletin.reopen();
            if (closed != null) {
                change("reopened", closed, "/reopen", Wire.object().put("pool", Policy.POOL), "not-closed");
            }
        }
        return null;
    }
}
