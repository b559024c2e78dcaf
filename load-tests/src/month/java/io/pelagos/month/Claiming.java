package io.pelagos.month;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** An agent's claims: the next lead, several at once, or one chosen from the pool's list, until a limit says no. */
final class Claiming {

    private static final String POOL = "/pools/" + Policy.POOL;
    /** What a race and limits bring. */
    private static final Set<String> REFUSALS =
            Set.of("quota-exceeded", "pool-empty", "already-claimed", "cooling-down", "not-found");

    private final Desk desk;

    Claiming(Desk desk) {
        this.desk = desk;
    }

    List<Held> some(int wanted) throws InterruptedException {
        List<Held> leads = new ArrayList<>();
        while (leads.size() < wanted) {
            ObjectNode body = body(wanted - leads.size());
            Wire.Reply reply = Patience.insist(() -> desk.wire.post(POOL + "/claims", body));
            desk.ledger.answered("claim", reply);
            if (!reply.ok()) {
                if (!REFUSALS.contains(reply.problem())) {
                    desk.ledger.odd(desk.id + " claims " + body, reply);
                }
                break;
            }
            for (JsonNode lead : reply.body().path("claims")) {
                long number = lead.path("id").asLong();
                String owner = lead.path("owner").asText();
                desk.ledger.told(number, lead.path("version").asInt(), "claimed", owner);
                leads.add(new Held(number, lead.path("won_at").isTextual()));
            }
        }
        return leads;
    }

    private ObjectNode body(int wanted) {
        int several = Math.min(wanted, 1 + desk.random.nextInt(5));
        Long chosen = desk.chance(0.1) ? choose() : null;
        ObjectNode body = Wire.object();
        if (chosen != null) {
            return body.put("lead", chosen.toString());
        }
        return several > 1 ? body.put("count", several) : body;
    }

    private Long choose() {
        JsonNode items = desk.wire.must("GET", POOL + "/leads?limit=20", null).path("items");
        return items.isEmpty()
                ? null
                : items.get(desk.random.nextInt(items.size())).path("id").asLong();
    }
}
