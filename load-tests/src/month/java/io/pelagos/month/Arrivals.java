package io.pelagos.month;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/** Leads that come in: so many a session, a few at a time over several connections. */
final class Arrivals {

    private static final int CONNECTIONS = 12;
    /** Most leads of a real firm are ordinary: shares of A, B, C and D in a hundred. */
    private static final int[] SHARES = {10, 20, 40, 30};

    private final List<Wire> wires = new ArrayList<>();
    private final Ledger ledger;
    private final Random random;
    private final int total;
    private final int sessions;
    private int entered;

    Arrivals(int port, String token, Ledger ledger, long seed, int total, int sessions) {
        for (int i = 0; i < CONNECTIONS; i++) {
            wires.add(new Wire(port, token));
        }
        this.ledger = ledger;
        this.random = new Random(seed);
        this.total = total;
        this.sessions = sessions;
    }

    /** What is to be done in session number {@code session}, counted from 0; in the last one all that is left. */
    List<Callable<Void>> of(int session) {
        int until = (int) ((long) total * (session + 1) / sessions);
        List<List<ObjectNode>> shares = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            shares.add(new ArrayList<>());
        }
        while (entered < until) {
            shares.get(entered % CONNECTIONS).add(lead(entered++));
        }
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Wire wire = wires.get(i);
            List<ObjectNode> share = shares.get(i);
            if (!share.isEmpty()) {
                tasks.add(() -> enter(wire, share));
            }
        }
        return tasks;
    }

    private Void enter(Wire wire, List<ObjectNode> leads) throws InterruptedException {
        for (ObjectNode lead : leads) {
            Wire.Reply reply = Patience.insist(() -> wire.post("/leads", lead));
            ledger.answered("enter", reply);
            if (reply.ok()) {
                ledger.entered(
                        reply.body().path("id").asLong(),
                        reply.body().path("version").asInt(),
                        lead.path("grade").asText());
            } else {
                ledger.odd("POST /leads " + lead, reply);
            }
        }
        return null;
    }

    private ObjectNode lead(int number) {
        ObjectNode lead = Wire.object()
                .put("pool", Policy.POOL)
                .put("external_id", "m" + number)
                .put("grade", grade(random.nextInt(100)));
        lead.putObject("contact")
                .put("name", "Customer " + number)
                .put("phone", String.format("+86139%08d", 10_000_000 + number));
        return lead;
    }

    private static String grade(int of100) {
        int left = of100;
        for (int i = 0; i < SHARES.length; i++) {
            left -= SHARES[i];
            if (left < 0) {
                return Policy.GRADES.get(i);
            }
        }
        return "D";
    }
}
