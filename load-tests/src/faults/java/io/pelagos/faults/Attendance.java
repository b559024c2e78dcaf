package io.pelagos.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Agents come and go: they say that they are off, and go on leave for seconds. Not in the history, as no answer promises
 * anything about a lead; what follows for leads is in the journal, and judged there.
 */
final class Attendance {
    private static final List<String> LEADS = List.of("pause", "deputy", "return");
    private static final int LEAVE_MILLIS_MIN = 1_000;
    private static final int LEAVE_MILLIS_MORE = 5_000;

    private final Api api;
    private final Firm firm;

    Attendance(Api api, Firm firm) {
        this.api = api;
        this.firm = firm;
    }

    void change(Target target, Random random) {
        String agent = firm.agents().get(random.nextInt(firm.agents().size()));
        if (random.nextInt(3) > 0) {
            ObjectNode presence = Api.JSON.createObjectNode().put("status", random.nextBoolean() ? "off" : "ready");
            api.tell(target, "PUT", "/api/v1/me/presence", firm.token(agent), presence);
            return;
        }
        String leads = LEADS.get(random.nextInt(LEADS.size()));
        long until = System.currentTimeMillis() + LEAVE_MILLIS_MIN + random.nextInt(LEAVE_MILLIS_MORE);
        ObjectNode leave = Api.JSON
                .createObjectNode()
                .put("until", Instant.ofEpochMilli(until).toString())
                .put("leads", leads);
        if (leads.equals("deputy")) {
            leave.put("deputy", firm.agents().get(random.nextInt(firm.agents().size())));
        }
        api.tell(target, "POST", "/api/v1/agents/" + agent + "/leaves", firm.token(Firm.SUPERVISOR), leave);
    }
}
