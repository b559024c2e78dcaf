package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A tenant of this tool, set up through the API: pools with tight limits, channels, teams, agents with tokens. */
final class Firm {

    static final String SUPERVISOR = "boss";
    /** Closed leads are nobody's: only who manages sees them. */
    static final String MANAGER = "chief";
    /** The phone system. */
    static final String PHONES = "phones";

    static final List<String> GRADES = List.of("A", "B", "C");
    static final String GENERIC = "forms";
    static final String GOOGLE = "ads";
    private static final String GOOGLE_KEY = "faults-google-key";
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);
    private static final int AGENTS = 12;
    private static final int TEAMS = 2;

    private final String id;
    private final Rules rules;
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final Map<String, String> hooks = new LinkedHashMap<>();
    private final List<String> agents = new ArrayList<>();
    private String admin;
    private int changes;

    private Firm(String id, Rules rules) {
        this.id = id;
        this.rules = rules;
    }

    static Firm setUp(Api api, Node node, String operatorToken, String id, Rules rules) {
        Firm firm = new Firm(id, rules);
        ObjectNode tenant = object().put("id", id)
                .put("name", "Fault campaign " + id)
                .put("time_zone", rules.zone().getId());
        firm.admin = api.must(node, "POST", "/api/v1/tenants", operatorToken, tenant)
                .path("token")
                .asText();
        String admin = firm.admin;
        firm.setUpTenant(api, node, admin);
        firm.setUpPeople(api, node, admin);
        // A rule may name any pool, so all have to be there first.
        rules.pools().forEach((pool, its) -> api.must(node, "POST", "/api/v1/pools", admin, pool(pool, its)));
        rules.pools()
                .forEach((pool, its) -> api.must(
                        node, "PUT", "/api/v1/pools/" + pool, admin, PoolDocument.withRules(pool(pool, its), its)));
        firm.setUpChannels(api, node, admin);
        return firm;
    }

    private void setUpTenant(Api api, Node node, String admin) {
        ObjectNode tenant = object().put("name", "Fault campaign " + id)
                .put("time_zone", rules.zone().getId());
        tenant.putObject("owned").put("max", rules.ownedMax());
        tenant.put("excess_warning", PoolDocument.duration(rules.excessWarningMillis()));
        tenant.putObject("presence").putObject("shift_end").put("after", PoolDocument.duration(rules.shiftEndMillis()));
        GRADES.forEach(tenant.putArray("grades")::add);
        ArrayNode dials = tenant.putObject("contact_policy").putArray("dials");
        rules.dials().forEach(limit -> dials.addObject()
                .put("max", limit.max())
                .put("window", PoolDocument.duration(limit.windowMillis())));
        api.must(node, "PUT", "/api/v1/tenant", admin, tenant);
    }

    private void setUpPeople(Api api, Node node, String admin) {
        // The supervisor's team is above the agents' teams.
        api.must(
                node,
                "POST",
                "/api/v1/teams",
                admin,
                object().put("id", "floor").put("name", "Floor"));
        for (int i = 1; i <= TEAMS; i++) {
            ObjectNode team =
                    object().put("id", "team" + i).put("name", "Team " + i).put("parent", "floor");
            api.must(node, "POST", "/api/v1/teams", admin, team);
        }
        for (int i = 1; i <= AGENTS; i++) {
            String agent = "agent" + i;
            agents.add(agent);
            person(api, node, admin, agent, "agent", "team" + (i % TEAMS + 1));
            // Only who is ready is given leads.
            api.must(node, "PUT", "/api/v1/me/presence", token(agent), object().put("status", "ready"));
        }
        person(api, node, admin, Rules.PROBE, "agent", "floor");
        person(api, node, admin, SUPERVISOR, "supervisor", "floor");
        person(api, node, admin, MANAGER, "manager", "floor");
        person(api, node, admin, PHONES, "integration", "floor");
    }

    private void person(Api api, Node node, String admin, String person, String role, String team) {
        ObjectNode agent = object().put("id", person)
                .put("login", person)
                .put("name", person)
                .put("role", role)
                .put("team", team);
        api.must(node, "POST", "/api/v1/agents", admin, agent);
        JsonNode token =
                api.must(node, "POST", "/api/v1/agents/" + person + "/tokens", admin, object().put("name", "faults"));
        tokens.put(person, token.path("token").asText());
    }

    private void setUpChannels(Api api, Node node, String admin) {
        ObjectNode generic = object().put("id", GENERIC)
                .put("type", "generic")
                .put("name", "Forms")
                .put("pool", Rules.ROLLING)
                .put("default_region", "CN");
        generic.putObject("mapping")
                .put("id", "external_id")
                .put("name", "name")
                .put("phone", "phone");
        ObjectNode google = object().put("id", GOOGLE)
                .put("type", "google")
                .put("name", "Ads")
                .put("pool", Rules.HOLD)
                .put("secret", GOOGLE_KEY)
                .put("default_region", "CN");
        for (ObjectNode channel : List.of(generic, google)) {
            JsonNode answer = api.must(node, "POST", "/api/v1/channels", admin, channel);
            hooks.put(channel.path("id").asText(), answer.path("hook_url").asText());
        }
    }

    /** Has a webhook told of what happens from now on; waits until all nodes know the whole firm. */
    void setUpWebhook(Api api, List<Node> nodes, Receiver receiver) {
        ObjectNode webhook = object().put("id", "crm").put("url", receiver.url(id));
        WebhookCheck.TYPES.forEach(webhook.putArray("events")::add);
        JsonNode answer = api.must(nodes.get(0), "POST", "/api/v1/webhooks", admin, webhook);
        receiver.inbox(id).secret(answer.path("secret").asText());
        awaitKnown(api, nodes, "/webhooks/crm");
    }

    /** Waits until all nodes know a document of the configuration, and so all that came before it. */
    void awaitKnown(Api api, List<Node> nodes, String document) {
        for (Node node : nodes) {
            Wait.until(
                    KNOWN_WITHIN,
                    "node " + node.number() + " knows " + document + " of " + id,
                    () -> api.must(node, "GET", "/api/v1" + document, admin, null) != null);
        }
    }

    /** New rules: a job sets the alarms of all leads anew. */
    void changeRules(Api api, Node node) {
        changes++;
        PoolRules free = rules.pool(Rules.FREE);
        ObjectNode pool = PoolDocument.withRules(pool(Rules.FREE, free), free);
        api.tell(
                node,
                "PUT",
                "/api/v1/pools/" + Rules.FREE,
                admin,
                pool.put("order", changes % 2 == 0 ? "fifo" : "lifo"));
    }

    private static ObjectNode pool(String id, PoolRules rules) {
        ObjectNode pool = object().put("id", id).put("name", id).put("order", "fifo");
        if (rules.members() == null) {
            pool.putObject("members").put("everyone", true);
        } else {
            ArrayNode members = pool.putObject("members").putArray("agents");
            rules.members().forEach(members::add);
        }
        ArrayNode quotas = pool.putArray("quotas");
        for (PoolRules.Quota quota : rules.quotas()) {
            quotas.addObject()
                    .put("per", quota.per())
                    .put("window", quota.window())
                    .put("max", quota.max());
        }
        if (rules.cap() > 0) {
            pool.putObject("owned").put("max", rules.cap());
        }
        if (rules.cooldownMillis() > 0) {
            pool.putObject("cooldown").put("agent", PoolDocument.duration(rules.cooldownMillis()));
        }
        if (rules.embargoMillis() > 0) {
            pool.put("embargo", PoolDocument.duration(rules.embargoMillis()));
        }
        return pool;
    }

    /** What the channel's platform would send. */
    String delivery(String channel, String externalId, String phone) {
        if (channel.equals(GENERIC)) {
            return object().put("id", externalId)
                    .put("name", "Form " + externalId)
                    .put("phone", phone)
                    .toString();
        }
        ObjectNode body = object().put("lead_id", externalId).put("google_key", GOOGLE_KEY);
        ArrayNode columns = body.putArray("user_column_data");
        columns.addObject().put("column_id", "FULL_NAME").put("string_value", "Ad " + externalId);
        columns.addObject().put("column_id", "PHONE_NUMBER").put("string_value", phone);
        return body.toString();
    }

    String id() {
        return id;
    }

    Rules rules() {
        return rules;
    }

    List<String> agents() {
        return agents;
    }

    String token(String person) {
        return tokens.get(person);
    }

    String hook(String channel) {
        return hooks.get(channel);
    }

    static String poolOf(String channel) {
        return channel.equals(GENERIC) ? Rules.ROLLING : Rules.HOLD;
    }

    private static ObjectNode object() {
        return Api.JSON.createObjectNode();
    }
}
