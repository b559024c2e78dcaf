package io.pelagos.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;

/** A tenant of one run: made through the API with the operator's token, with pools, channels, and agents with a token each. */
public final class TestTenant {
    /** The channels' secret. */
    public static final String SECRET = "load-test-secret";

    private final String id;
    private final PelagosApi admin;
    private final List<String> agents = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();

    private TestTenant(String id, PelagosApi admin) {
        this.id = id;
        this.admin = admin;
    }

    /** @param name prefix of the random id, {@code [a-z0-9-]} */
    public static TestTenant create(PelagosApi operator, String name) {
        String id = name + "-" + UUID.randomUUID().toString().substring(0, 8);
        JsonNode made = operator.post(
                "/tenants", "{\"id\":\"%s\",\"name\":\"%s\",\"time_zone\":\"Asia/Shanghai\"}".formatted(id, id));
        String token = made.findPath("token").asText("");
        if (token.isEmpty()) throw new IllegalStateException("POST /tenants answered no token: " + made);
        return new TestTenant(id, operator.as(token));
    }

    /** A pool for everyone with one quota per agent and hour and one cap of leads in hands. */
    public void pool(String pool, int quota, int owned) {
        admin.post("/pools", """
            {"id":"%s","name":"%s","members":{"everyone":true},"order":"fifo","visible":true,
             "claim":{"max_batch":10,"mode":"open"},
             "quotas":[{"per":"agent","window":"hour","max":%d}],"owned":{"max":%d}}""".formatted(pool, pool, quota, owned));
    }

    /** A channel into the pool whose JSON is signed by HMAC in {@code X-Signature}; answers the hook's path. */
    public String signedChannel(String channel, String pool) {
        JsonNode made = admin.post("/channels", """
            {"id":"%s","type":"generic","name":"%s","pool":"%s","secret":"%s","default_region":"CN",
             "auth":{"type":"hmac-sha256","name":"X-Signature"}}""".formatted(channel, channel, pool, SECRET));
        return made.get("hook_url").asText();
    }

    /** A Google lead form channel into the pool; answers the hook's path. */
    public String googleChannel(String channel, String pool) {
        JsonNode made = admin.post("/channels", """
            {"id":"%s","type":"google","name":"%s","pool":"%s","secret":"%s","default_region":"CN","enabled":true}""".formatted(channel, channel, pool, SECRET));
        return made.get("hook_url").asText();
    }

    /** Makes the agents {@code agent-1 …} and a token for each. */
    public void agents(int count) {
        for (int i = agents.size() + 1; i <= count; i++) {
            String agent = "agent-" + i;
            admin.post("/agents", """
                {"id":"%s","login":"%s","name":"Agent %d","role":"agent"}""".formatted(agent, agent, i));
            tokens.add(admin.post("/agents/" + agent + "/tokens", "{\"name\":\"load test\"}")
                    .get("token")
                    .asText());
            agents.add(agent);
        }
    }

    /** A lead as `POST /leads` takes it; answers its id. Numbers below 10^9 give phones of their own. */
    public String lead(String pool, long number) {
        return admin.post(
                        "/leads",
                        String.format(
                                Locale.ROOT,
                                "{\"pool\":\"%s\",\"external_id\":\"lead-%d\","
                                        + "\"contact\":{\"name\":\"Li Wei\",\"phone\":\"+8613%09d\"}}",
                                pool,
                                number,
                                number))
                .get("id")
                .asText();
    }

    /** A Google lead form body; its campaign is the number too, as the lists of leads show that and not {@code lead_id}. */
    public static String googleBody(long number) {
        return String.format(
                Locale.ROOT,
                "{\"lead_id\":\"load-%1$d\",\"campaign_id\":%1$d,\"gcl_id\":\"\",\"user_column_data\":["
                        + "{\"column_name\":\"Full Name\",\"string_value\":\"Li Wei\",\"column_id\":\"FULL_NAME\"},"
                        + "{\"column_name\":\"User Phone\",\"string_value\":\"+8613%1$09d\","
                        + "\"column_id\":\"PHONE_NUMBER\"}],"
                        + "\"api_version\":\"1.0\",\"form_id\":1234,\"google_key\":\"%2$s\"}",
                number,
                SECRET);
    }

    /** Walks the pool as an agent sees it and counts its leads. */
    public long countPooled(String pool) {
        long count = 0;
        String cursor = "";
        do {
            JsonNode page = admin.get("/pools/" + pool + "/leads?limit=200" + cursor);
            count += page.get("items").size();
            cursor = page.hasNonNull("next")
                    ? "&cursor=" + encoded(page.get("next").asText())
                    : "";
        } while (!cursor.isEmpty());
        return count;
    }

    /** Shows every lead of the tenant, as its admin sees them, page by page. */
    public void forEachLead(Consumer<JsonNode> look) {
        String cursor = "";
        do {
            JsonNode page = admin.get("/leads?limit=200" + cursor);
            page.get("items").forEach(look);
            cursor = page.hasNonNull("next")
                    ? "&cursor=" + encoded(page.get("next").asText())
                    : "";
        } while (!cursor.isEmpty());
    }

    private static String encoded(String cursor) {
        return java.net.URLEncoder.encode(cursor, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Takes away what the API lets one take away; a tenant and its journal stay. Refusals are no failure. */
    public void cleanUp(List<String> pools, List<String> channels) {
        for (String channel : channels) admin.call("DELETE", "/channels/" + channel, null);
        for (String agent : agents) admin.call("DELETE", "/agents/" + agent, null);
        for (String pool : pools) admin.call("DELETE", "/pools/" + pool, null);
    }

    public String id() {
        return id;
    }

    public PelagosApi admin() {
        return admin;
    }

    public List<String> agents() {
        return List.copyOf(agents);
    }

    /** One bearer token per agent, in the order of {@link #agents()}. */
    public List<String> tokens() {
        return List.copyOf(tokens);
    }
}
