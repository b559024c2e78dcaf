package io.pelagos.month;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The call centre, set up through the API: a tenant, its pool, teams of twenty with a supervisor each.
 *
 * @param gate the token that leads come in with
 * @param manager the token of the one manager
 * @param agents tokens by id
 * @param supervisors likewise
 */
record Firm(String id, String gate, String manager, Map<String, String> agents, Map<String, String> supervisors) {

    static final String MANAGER = "chief";
    private static final int TEAM_SIZE = 20;

    static Firm setUp(int port, String operatorToken, String id, Policy policy, int agents) {
        ObjectNode tenant =
                named(id, "A call centre").put("time_zone", policy.zone().getId());
        String admin = new Wire(port, operatorToken)
                .must("POST", "/tenants", tenant)
                .path("token")
                .asText();
        Wire wire = new Wire(port, admin);
        ObjectNode settings = Wire.object()
                .put("name", "A call centre")
                .put("time_zone", policy.zone().getId());
        Policy.GRADES.forEach(settings.putArray("grades")::add);
        wire.must("PUT", "/tenant", settings);
        wire.must("POST", "/pools", policy.pool());
        Firm firm = new Firm(
                id,
                person(wire, "gate", "integration", null),
                person(wire, MANAGER, "manager", null),
                new LinkedHashMap<>(),
                new LinkedHashMap<>());
        wire.must("POST", "/teams", named("floor", "Floor"));
        for (int i = 0; i < agents; i++) {
            String team = "team" + (i / TEAM_SIZE + 1);
            if (i % TEAM_SIZE == 0) {
                wire.must("POST", "/teams", named(team, team).put("parent", "floor"));
                String boss = "boss" + (i / TEAM_SIZE + 1);
                firm.supervisors.put(boss, person(wire, boss, "supervisor", "floor"));
            }
            String agent = "agent" + (i + 1);
            firm.agents.put(agent, person(wire, agent, "agent", team));
        }
        return firm;
    }

    private static String person(Wire wire, String id, String role, String team) {
        ObjectNode person = named(id, id).put("login", id).put("role", role);
        if (team != null) {
            person.put("team", team);
        }
        wire.must("POST", "/agents", person);
        JsonNode token =
                wire.must("POST", "/agents/" + id + "/tokens", Wire.object().put("name", "month"));
        return token.path("token").asText();
    }

    private static ObjectNode named(String id, String name) {
        return Wire.object().put("id", id).put("name", name);
    }
}
