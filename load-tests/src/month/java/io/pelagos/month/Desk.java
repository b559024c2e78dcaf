package io.pelagos.month;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;

/** How one person speaks to the server: every change that was acknowledged goes to the ledger. */
class Desk {

    final String id;
    final Wire wire;
    final Ledger ledger;
    final Bulletin bulletin;
    final CellClock clock;
    final Random random;

    Desk(String id, Wire wire, Ledger ledger, Bulletin bulletin, CellClock clock, long seed) {
        this.id = id;
        this.wire = wire;
        this.ledger = ledger;
        this.bulletin = bulletin;
        this.clock = clock;
        this.random = new Random(seed * 31 + id.hashCode());
    }

    final boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    final long inDays(int from, int to) {
        // Any minute of a day: deadlines that a pause moves should not all fall into sessions.
        return clock.nowMillis() + (from * 1_440L + random.nextInt((to - from) * 1_440)) * 60_000;
    }

    /**
     * Changes one lead. Refusals that life brings (it is somebody else's by now, a limit is reached) are counted; any
     * other is odd.
     *
     * @param type of the line in the journal that this leaves
     * @param expected refusals that are no surprise, beside "not there"
     */
    final Wire.Reply change(String type, long lead, String path, JsonNode body, String... expected)
            throws InterruptedException {
        String whole = "/leads/" + lead + path;
        Wire.Reply reply = Patience.insist(() -> wire.post(whole, body));
        ledger.answered(type, reply);
        if (reply.ok()) {
            JsonNode owner = reply.body().path("owner");
            // A follow-up's answer names its author, who is the owner.
            JsonNode has = owner.isMissingNode() ? reply.body().path("agent") : owner;
            ledger.told(lead, reply.body().path("version").asInt(), type, has.isTextual() ? has.asText() : null);
        } else if (reply.status() != 404 && !List.of(expected).contains(reply.problem())) {
            ledger.odd(id + " POST " + whole + " " + body, reply);
        }
        return reply;
    }
}
