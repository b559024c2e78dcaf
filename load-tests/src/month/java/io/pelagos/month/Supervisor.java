package io.pelagos.month;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;

/** One supervisor's work in a session: gives leads to agents and listens to calls. */
final class Supervisor extends Desk implements Callable<Void> {

    private final List<String> agents;

    Supervisor(
            String id, Wire wire, Ledger ledger, Bulletin bulletin, CellClock clock, long seed, List<String> agents) {
        super(id, wire, ledger, bulletin, clock, seed);
        this.agents = agents;
    }

    @Override
    public Void call() throws InterruptedException {
        for (int i = random.nextInt(3); i > 0; i--) {
            assignFromPool();
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            Bulletin.Called called = bulletin.lookAt();
            if (called != null) {
                listenTo(called);
            }
        }
        return null;
    }

    private void assignFromPool() throws InterruptedException {
        JsonNode items = wire.must("GET", "/pools/" + Policy.POOL + "/leads?limit=50", null)
                .path("items");
        if (!items.isEmpty()) {
            JsonNode lead = items.get(random.nextInt(items.size()));
            assign(lead.path("id").asLong(), lead.path("won_at").isTextual());
        }
    }

    /** Some calls are found to be fake; some leads go to somebody better. */
    private void listenTo(Bulletin.Called called) throws InterruptedException {
        double verdict = random.nextDouble();
        if (verdict < 0.4) {
            ObjectNode fake = Wire.object().put("verdict", "fake").put("note", "nobody spoke");
            change("reviewed", called.lead(), "/followups/" + called.version() + "/review", fake);
        } else if (verdict < 0.7) {
            assign(called.lead(), false);
        }
    }

    /** From the pool or from another agent: the server knows which, by the time that it happens. */
    private void assign(long lead, boolean won) throws InterruptedException {
        String to = agents.get(random.nextInt(agents.size()));
        ObjectNode body = Wire.object().put("agent", to).put("reason", "fits better");
        Wire.Reply reply = change("assigned|transferred", lead, "/assign", body, "same-owner", "owned-full", "closed");
        if (reply.ok()) {
            bulletin.give(to, new Held(lead, won || reply.body().path("won_at").isTextual()));
        }
    }
}
