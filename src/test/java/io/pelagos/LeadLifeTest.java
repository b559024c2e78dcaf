package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Rfc3339;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a lead between its claim and its end, over weeks that pass in a moment. */
class LeadLifeTest {
    private static final JsonObject SILENT =
            rule("silent", "no_followup", "P15D").put("warn_before", list("P7D", "P1D"));

    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestNode node;

    private static CellTime time;

    private TestTenant firm;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        node = TestNode.start(postgres, redis.url());
        time = new CellTime(store, node);
    }

    @AfterAll
    static void stop() {
        node.close();
        store.close();
        redis.close();
    }

    @BeforeEach
    void firm() {
        firm = node.tenant();
        time.reach();
    }

    private static JsonObject rule(String name, String trigger, String after) {
        return new JsonObject().put("name", name).put("trigger", trigger).put("after", after);
    }

    private static JsonArray list(String... items) {
        return new JsonArray(List.of(items));
    }

    private static JsonObject recycle(JsonObject... rules) {
        return new JsonObject().put("recycle", new JsonArray(List.of(rules)));
    }

    private String claim(String agent, String pool) {
        firm.leads(pool, 1);
        Http.Reply reply = node.as(agent).post("/pools/" + pool + "/claims", new JsonObject());
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.leads().get(0);
    }

    private JsonObject lead(String id) {
        return firm.admin().get("/leads/" + id).json();
    }

    private void becomes(String lead, String state) {
        TestNode.eventually(
                lead + " is " + state, () -> lead(lead).getString("state").equals(state));
    }

    @Test
    void a_supervisor_moves_leads_only_to_pools_that_are_there_for_him() {
        JsonObject others = new JsonObject().put("members", new JsonObject().put("agents", list("max")));
        firm.agent("max");
        firm.pool("p").pool("others", others);
        firm.admin().post("/teams", new JsonObject().put("id", "blue").put("name", "Blue"));
        JsonObject blue = new JsonObject().put("team", "blue");
        Http sam = node.as(firm.agent("sam", blue.copy().put("role", "supervisor")));
        String lead = claim(firm.agent("ann", blue), "p");
        for (String pool : List.of("others", "none")) {
            Http.Reply reply = sam.post("/leads/" + lead + "/move", new JsonObject().put("pool", pool));
            assertThat(reply.status()).as(pool).isEqualTo(400);
            assertThat(reply.body()).contains("there is no such pool");
        }
        ok(sam.post("/leads/" + lead + "/close", new JsonObject().put("reason", "lost")));
        Http.Reply reopened = sam.post("/leads/" + lead + "/reopen", new JsonObject().put("pool", "others"));
        assertThat(reopened.status()).isEqualTo(400);
        ok(sam.post("/leads/" + lead + "/reopen", new JsonObject().put("pool", "p")));
        ok(firm.admin().post("/leads/" + lead + "/move", new JsonObject().put("pool", "others")));
    }

    @Test
    void a_followup_or_a_win_that_brings_a_lead_under_a_rule_gives_it_grace() {
        JsonObject refused = rule("refused", "max_hold", "P3D")
                .put("warn_before", list("P2D"))
                .put("applies_to", new JsonObject().put("last_outcome", list("refused")));
        JsonObject won = rule("won", "max_hold", "P3D")
                .put("warn_before", list("P2D"))
                .put("applies_to", new JsonObject().put("won", true));
        firm.pool("p", recycle(refused, won));
        String agent = firm.agents(1).get(0);
        String one = claim(agent, "p");
        String two = claim(agent, "p");
        time.pass(Duration.ofDays(5));
        ok(node.as(agent).post("/leads/" + one + "/followups", followup("refused")));
        ok(node.as(agent).post("/leads/" + two + "/deals", new JsonObject()));
        for (String lead : List.of(one, two)) {
            TestNode.eventually("it is warned of", () -> types(lead).contains("warned"));
            assertThat(lead(lead).getString("state")).isEqualTo("owned");
        }
        time.pass(Duration.ofDays(2).plusMinutes(1));
        becomes(one, "pooled");
        becomes(two, "pooled");
    }

    @Test
    void nobody_approves_or_judges_what_is_his_own() {
        JsonObject forC = rule("C", "no_followup", "P15D").put("applies_to", new JsonObject().put("grades", list("C")));
        firm.pool("p", recycle(forC).put("approvals", new JsonObject().put("deals", true)));
        String max = firm.agent("max", new JsonObject().put("role", "manager"));
        String lead = claim(max, "p");
        ok(firm.admin().send("PATCH", "/leads/" + lead, new JsonObject().put("grade", "C")));
        ok(node.as(max).send("PATCH", "/leads/" + lead, new JsonObject().put("grade", "A")));
        Http.Reply sold = node.as(max).post("/leads/" + lead + "/deals", new JsonObject());
        assertThat(sold.status()).as(sold.body()).isEqualTo(202);
        for (String what : List.of("edit", "deal")) {
            JsonObject word = new JsonObject().put("what", what);
            Http.Reply own = node.as(max).post("/leads/" + lead + "/approve", word);
            assertThat(own.status()).isEqualTo(409);
            assertThat(own.problem()).isEqualTo("own-work");
            ok(firm.admin().post("/leads/" + lead + "/approve", word));
        }
        String followup = ok(node.as(max).post("/leads/" + lead + "/followups", followup("reached")))
                .json()
                .getString("id");
        String review = "/leads/" + lead + "/followups/" + followup + "/review";
        JsonObject genuine = new JsonObject().put("verdict", "genuine");
        assertThat(node.as(max).post(review, genuine).problem()).isEqualTo("own-work");
        ok(firm.admin().post(review, genuine));
        // Who asked may think better of it.
        ok(node.as(max).post("/leads/" + lead + "/deals", new JsonObject()));
        ok(node.as(max)
                .post(
                        "/leads/" + lead + "/approve",
                        new JsonObject().put("what", "deal").put("approved", false)));
    }

    @Test
    void a_call_is_told_once_under_a_key_and_of_a_lead_that_is_there() {
        firm.pool("p");
        String agent = firm.agents(1).get(0);
        String lead = claim(agent, "p");
        ok(node.as(agent).post("/leads/" + lead + "/followups", followup("reached")));
        JsonObject call = new JsonObject()
                .put("id", "call-" + lead)
                .put("lead", lead)
                .put("started_at", Rfc3339.text(time.nowMillis() - 60_000))
                .put("seconds", 45);
        Http.Reply told = ok(firm.admin().post("/calls", call, "c1"));
        assertThat(told.replayed()).isFalse();
        ok(firm.admin().post("/calls", call.copy().put("seconds", 50)));
        Http.Reply again = ok(firm.admin().post("/calls", call, "c1"));
        assertThat(again.replayed()).isTrue();
        assertThat(again.json()).isEqualTo(told.json());
        assertThat(firm.admin()
                        .post("/calls", call.copy().put("seconds", 60), "c1")
                        .problem())
                .isEqualTo("idempotency-key-reused");
        Http.Reply unknown = firm.admin().post("/calls", call.copy().put("lead", "7"), "c2");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body()).contains("/lead");
        assertThat(types(lead)).containsExactly("received", "claimed", "followed_up", "evidenced", "evidenced");
    }

    private static JsonObject followup(String outcome) {
        return new JsonObject()
                .put("method", "call")
                .put("outcome", outcome)
                .put("content", "They will think about it");
    }

    private Http.Reply ok(Http.Reply reply) {
        assertThat(reply.ok()).as(reply.body()).isTrue();
        return reply;
    }

    private List<String> types(String lead) {
        return store.events(firm, lead).stream().map(TestStore.Event::type).toList();
    }

    private Stream<JsonObject> events(String lead, String type) {
        return firm.admin().get("/leads/" + lead + "/events?limit=200").json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(event -> event.getString("type").equals(type));
    }

    @Test
    void a_lead_that_its_owner_closed_cools_down_for_him_when_it_is_reopened() {
        firm.pool("p", new JsonObject().put("cooldown", new JsonObject().put("agent", "P7D")));
        String ann = firm.agent("ann");
        String lead = claim(ann, "p");
        ok(node.as(ann).post("/leads/" + lead + "/close", new JsonObject().put("reason", "unreachable")));
        ok(firm.admin().post("/leads/" + lead + "/reopen", new JsonObject().put("pool", "p")));
        JsonObject chosen = new JsonObject().put("lead", lead);
        Http.Reply refused = node.as(ann).post("/pools/p/claims", chosen);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getString("type")).isEqualTo("/problems/cooling-down");
        ok(node.as(firm.agent("bob")).post("/pools/p/claims", chosen));
    }

    @Test
    void a_lead_that_nobody_follows_up_is_warned_of_and_comes_back() {
        firm.pool("p", recycle(SILENT));
        String agent = firm.agents(1).get(0);
        String lead = claim(agent, "p");
        assertThat(lead(lead).getJsonObject("deadline").getString("rule")).isEqualTo("silent");
        assertThat(lead(lead).getJsonObject("deadline").getBoolean("warned")).isFalse();
        time.pass(Duration.ofDays(8).plusMinutes(1));
        TestNode.eventually("the first warning", () -> types(lead).contains("warned"));
        assertThat(lead(lead).getJsonObject("deadline").getBoolean("warned")).isTrue();
        time.pass(Duration.ofDays(6));
        TestNode.eventually(
                "the second warning",
                () -> types(lead).stream().filter("warned"::equals).count() == 2);
        time.pass(Duration.ofDays(1));
        becomes(lead, "pooled");
        assertThat(types(lead)).containsExactly("received", "claimed", "warned", "warned", "recycled");
        JsonObject recycled = events(lead, "recycled").findFirst().orElseThrow();
        assertThat(recycled.getString("reason")).isEqualTo("silent");
        assertThat(recycled.getString("actor")).isEqualTo("rule");
        store.assertAtRest(firm);
    }

    @Test
    void a_followup_gives_the_time_anew_and_the_next_owner_reads_it() {
        firm.pool("p", recycle(SILENT));
        List<String> agents = firm.agents(2);
        String lead = claim(agents.get(0), "p");
        time.pass(Duration.ofDays(14));
        Http.Reply told = node.as(agents.get(0)).post("/leads/" + lead + "/followups", followup("reached"));
        assertThat(told.status()).as(told.body()).isEqualTo(201);
        assertThat(told.json().getString("content")).isEqualTo("They will think about it");
        time.pass(Duration.ofDays(7));
        assertThat(lead(lead).getString("state")).isEqualTo("owned");
        time.pass(Duration.ofDays(9));
        becomes(lead, "pooled");
        ok(node.as(agents.get(1)).post("/pools/p/claims", new JsonObject().put("lead", lead)));
        JsonObject history =
                node.as(agents.get(1)).get("/leads/" + lead + "/followups").json();
        assertThat(history.getJsonArray("items").getJsonObject(0).getString("content"))
                .isEqualTo("They will think about it");
        assertThat(history.getJsonArray("items").getJsonObject(0).getString("agent"))
                .isEqualTo("agent-1");
        store.assertAtRest(firm);
    }

    @Test
    void content_is_for_who_owns_or_supervises_and_not_in_the_clear_in_the_journal() {
        firm.pool("p");
        List<String> agents = firm.agents(1);
        String lead = claim(agents.get(0), "p");
        ok(node.as(agents.get(0)).post("/leads/" + lead + "/followups", followup("reached")));
        ok(node.as(agents.get(0)).post("/leads/" + lead + "/release", new JsonObject()));
        String other = firm.agent("eve");
        TestNode.eventually(
                "eve sees it", () -> node.as(other).get("/leads/" + lead).ok());
        JsonObject seen = node.as(other).get("/leads/" + lead + "/followups").json();
        assertThat(seen.getJsonArray("items").getJsonObject(0).getString("outcome"))
                .isEqualTo("reached");
        assertThat(seen.toString()).doesNotContain("think about");
        store.events(firm, lead)
                .forEach(event -> assertThat(new String(event.body(), java.nio.charset.StandardCharsets.UTF_8))
                        .doesNotContain("think about"));
    }

    @Test
    void nurturing_stops_the_clock_and_is_limited() {
        firm.pool(
                "p",
                recycle(SILENT)
                        .put("nurture", new JsonObject().put("max_per_agent", 1).put("longest", "P30D")));
        String agent = firm.agents(1).get(0);
        String lead = claim(agent, "p");
        String second = claim(agent, "p");
        String until = Rfc3339.text(time.nowMillis() + Duration.ofDays(20).toMillis());
        Http.Reply nurtured =
                ok(node.as(agent).post("/leads/" + lead + "/nurture", new JsonObject().put("until", until)));
        assertThat(nurtured.json().getString("nurture_until")).isEqualTo(until);
        assertThat(node.as(agent)
                        .post("/leads/" + second + "/nurture", new JsonObject().put("until", until))
                        .problem())
                .isEqualTo("too-many");
        String tooLong = Rfc3339.text(time.nowMillis() + Duration.ofDays(40).toMillis());
        assertThat(node.as(agent)
                        .post("/leads/" + lead + "/nurture", new JsonObject().put("until", tooLong))
                        .status())
                .isEqualTo(400);
        time.pass(Duration.ofDays(25));
        becomes(second, "pooled");
        assertThat(lead(lead).getString("state")).isEqualTo("owned");
        time.pass(Duration.ofDays(11));
        becomes(lead, "pooled");
        assertThat(lead(lead).getString("nurture_until")).isNull();
        store.assertAtRest(firm);
    }

    @Test
    void locks_and_extensions_are_counted() {
        firm.pool(
                "p",
                recycle(
                                rule("held", "max_hold", "P30D")
                                        .put(
                                                "extensions",
                                                new JsonObject().put("max", 1).put("by", "agent")),
                                SILENT)
                        .put("locks", new JsonObject().put("max_per_agent", 1)));
        String agent = firm.agents(1).get(0);
        String lead = claim(agent, "p");
        JsonObject more = new JsonObject().put("rule", "held").put("by", "P7D");
        ok(node.as(agent).post("/leads/" + lead + "/extend", more));
        assertThat(node.as(agent).post("/leads/" + lead + "/extend", more).problem())
                .isEqualTo("extended-already");
        assertThat(node.as(agent)
                        .post("/leads/" + lead + "/extend", more.copy().put("rule", "silent"))
                        .status())
                .isEqualTo(403);
        JsonObject lock = new JsonObject()
                .put(
                        "until",
                        Rfc3339.text(time.nowMillis() + Duration.ofDays(25).toMillis()));
        ok(node.as(agent).post("/leads/" + lead + "/lock", lock));
        time.pass(Duration.ofDays(31));
        assertThat(lead(lead).getString("state")).isEqualTo("owned");
        time.pass(Duration.ofDays(7));
        becomes(lead, "pooled");
        assertThat(events(lead, "recycled").findFirst().orElseThrow().getString("reason"))
                .isEqualTo("held");
        store.assertAtRest(firm);
    }

    @Test
    void leads_are_moved_closed_and_reopened() {
        firm.pool("p").pool("q");
        List<String> agents = firm.agents(2);
        String lead = claim(agents.get(0), "p");
        assertThat(node.as(agents.get(1))
                        .post("/leads/" + lead + "/close", new JsonObject().put("reason", "lost"))
                        .status())
                .isEqualTo(404);
        JsonObject close = new JsonObject().put("reason", "lost").put("note", "went elsewhere");
        Http.Reply closed = ok(node.as(agents.get(0)).post("/leads/" + lead + "/close", close, "k1"));
        assertThat(closed.json().getString("state")).isEqualTo("closed");
        Http.Reply again = ok(node.as(agents.get(0)).post("/leads/" + lead + "/close", close, "k1"));
        assertThat(again.replayed()).isTrue();
        assertThat(firm.admin().post("/leads/" + lead + "/close", close).problem())
                .isEqualTo("closed");
        ok(firm.admin().post("/leads/" + lead + "/reopen", new JsonObject().put("pool", "q")));
        assertThat(firm.admin()
                        .post("/leads/" + lead + "/reopen", new JsonObject().put("pool", "q"))
                        .problem())
                .isEqualTo("not-closed");
        ok(firm.admin().post("/leads/" + lead + "/move", new JsonObject().put("pool", "p")));
        ok(node.as(agents.get(1)).post("/pools/p/claims", new JsonObject().put("lead", lead)));
        assertThat(types(lead)).containsExactly("received", "claimed", "closed", "reopened", "moved", "claimed");
        assertThat(events(lead, "closed")
                        .findFirst()
                        .orElseThrow()
                        .getJsonObject("data")
                        .getString("note"))
                .isEqualTo("went elsewhere");
        store.assertAtRest(firm);
    }

    @Test
    void a_deal_waits_for_approval_and_its_credit_is_the_first_claimers_who_followed_up() {
        firm.pool(
                "p",
                recycle(rule("no deal", "no_deal", "P10D"))
                        .put("approvals", new JsonObject().put("deals", true))
                        .put("attribution", "first_claimer"));
        List<String> agents = firm.agents(3);
        String lead = claim(agents.get(0), "p");
        ok(node.as(agents.get(0)).post("/leads/" + lead + "/release", new JsonObject()));
        ok(node.as(agents.get(1)).post("/pools/p/claims", new JsonObject().put("lead", lead)));
        ok(node.as(agents.get(1)).post("/leads/" + lead + "/followups", followup("interested")));
        ok(firm.admin().post("/leads/" + lead + "/assign", new JsonObject().put("agent", "agent-3")));
        JsonObject deal =
                new JsonObject().put("amount", 1200.50).put("currency", "CNY").put("external_id", "order-7");
        Http.Reply asked = node.as(agents.get(2)).post("/leads/" + lead + "/deals", deal, "deal-7");
        assertThat(asked.status()).as(asked.body()).isEqualTo(202);
        assertThat(asked.json().getString("won_at")).isNull();
        Http.Reply contract = node.as(agents.get(2)).post("/leads/" + lead + "/contracts", new JsonObject());
        assertThat(contract.status()).as("a contract waits for nobody").isEqualTo(201);
        time.pass(Duration.ofDays(20));
        assertThat(lead(lead).getString("state")).isEqualTo("owned");
        Http.Reply won = ok(firm.admin().post("/leads/" + lead + "/approve", new JsonObject().put("what", "deal")));
        assertThat(won.json().getString("won_at")).isNotNull();
        Http.Reply again = node.as(agents.get(2)).post("/leads/" + lead + "/deals", deal, "deal-7");
        assertThat(again.status()).as("the same answer as before").isEqualTo(202);
        JsonObject credit = events(lead, "won")
                .findFirst()
                .orElseThrow()
                .getJsonObject("data")
                .getJsonObject("credit");
        assertThat(credit.getString("policy")).isEqualTo("first_claimer");
        assertThat(credit.getJsonArray("shares").getJsonObject(0).getString("agent"))
                .isEqualTo("agent-2");
        assertThat(credit.getJsonArray("shares").getJsonObject(0).getInteger("percent"))
                .isEqualTo(100);
        assertThat(node.as(agents.get(2))
                        .post("/leads/" + lead + "/deals", deal)
                        .problem())
                .isEqualTo("already-recorded");
        store.assertAtRest(firm);
    }

    @Test
    void an_owners_own_grade_weakens_no_deadline_until_it_is_approved() {
        JsonObject forB = rule("B", "no_followup", "P5D").put("applies_to", new JsonObject().put("grades", list("B")));
        firm.pool("p", recycle(forB, rule("all", "max_hold", "P30D")));
        String agent = firm.agents(1).get(0);
        String lead = claim(agent, "p");
        ok(firm.admin().send("PATCH", "/leads/" + lead, new JsonObject().put("grade", "B")));
        assertThat(lead(lead).getJsonObject("deadline").getString("rule")).isEqualTo("B");
        Http.Reply own = ok(node.as(agent).send("PATCH", "/leads/" + lead, new JsonObject().put("grade", "A")));
        assertThat(own.json().getString("grade")).isEqualTo("A");
        assertThat(own.json().getJsonObject("deadline").getString("rule")).isEqualTo("B");
        ok(firm.admin().post("/leads/" + lead + "/approve", new JsonObject().put("what", "edit")));
        assertThat(lead(lead).getJsonObject("deadline").getString("rule")).isEqualTo("all");
        assertThat(types(lead)).containsExactly("received", "claimed", "edited", "edited", "approved");
        store.assertAtRest(firm);
    }

    @Test
    void a_call_record_is_the_evidence_that_a_rule_asks_for() {
        firm.pool(
                "p",
                recycle(rule("first", "no_first_contact", "P2D")
                        .put("evidence", new JsonObject().put("call_seconds", 20))));
        String agent = firm.agents(1).get(0);
        String lead = claim(agent, "p");
        ok(node.as(agent).post("/leads/" + lead + "/followups", followup("reached")));
        assertThat(lead(lead).getJsonObject("deadline").getString("rule")).isEqualTo("first");
        JsonObject call = new JsonObject()
                .put("id", "call-1")
                .put("lead", lead)
                .put("agent", "agent-1")
                .put("started_at", Rfc3339.text(time.nowMillis() - 60_000))
                .put("seconds", 45);
        Http.Reply told = firm.admin().post("/calls", call);
        assertThat(told.status()).as(told.body()).isEqualTo(201);
        assertThat(told.json().getBoolean("matched")).as(told.body()).isTrue();
        assertThat(lead(lead).getJsonObject("deadline")).isNull();
        ok(firm.admin().post("/leads/" + lead + "/followups/3/review", new JsonObject().put("verdict", "fake")));
        assertThat(lead(lead).getJsonObject("deadline").getString("rule")).isEqualTo("first");
        assertThat(lead(lead).getString("last_followup_at")).isNull();
        assertThat(types(lead)).containsExactly("received", "claimed", "followed_up", "evidenced", "reviewed");
        store.assertAtRest(firm);
    }

    @Test
    void dials_keep_to_the_contact_policy_over_all_agents() {
        JsonObject tenant = firm.admin().get("/tenant").json();
        tenant.remove("id");
        ok(firm.admin()
                .put(
                        "/tenant",
                        tenant.put(
                                "contact_policy",
                                new JsonObject()
                                        .put(
                                                "dials",
                                                new JsonArray()
                                                        .add(new JsonObject()
                                                                .put("max", 2)
                                                                .put("window", "P1D"))))));
        firm.known();
        firm.pool("p");
        String agent = firm.agents(1).get(0);
        ok(firm.admin()
                .post(
                        "/leads",
                        new JsonObject()
                                .put("pool", "p")
                                .put("contact", new JsonObject().put("phone", "+8613812345678"))));
        TestNode.eventually("it is visible", () -> !firm.visible("p").isEmpty());
        String lead =
                node.as(agent).post("/pools/p/claims", new JsonObject()).leads().get(0);
        List<Http.Reply> all = Http.all(
                Stream.generate(() -> node.as(agent).sendPost("/leads/" + lead + "/dial", new JsonObject(), ""))
                        .limit(10)
                        .toList());
        assertThat(all.stream().filter(Http.Reply::ok).map(r -> r.json().getString("number")))
                .containsExactly("+8613812345678", "+8613812345678");
        assertThat(all.stream().filter(r -> r.problem().equals("contact-policy")))
                .hasSize(8);
        time.pass(Duration.ofDays(1).plusSeconds(5));
        ok(node.as(agent).post("/leads/" + lead + "/dial", new JsonObject()));
        ok(firm.admin().post("/do-not-call", new JsonObject().put("phones", list("+8613812345678"))));
        time.pass(Duration.ofDays(2));
        Http.Reply listed = node.as(agent).post("/leads/" + lead + "/dial", new JsonObject());
        assertThat(listed.json().getString("reason")).isEqualTo("do-not-call");
        store.assertAtRest(firm);
    }

    @Test
    void nobody_wants_a_lead_and_it_is_closed_and_a_dead_one_moves() {
        firm.pool("graveyard");
        firm.pool(
                "p",
                new JsonObject()
                        .put("stale", new JsonObject().put("after", "P30D").put("then", "close"))
                        .put(
                                "cleanup",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("name", "dead")
                                                .put("when", "outcomes")
                                                .put("outcomes", list("wrong_number"))
                                                .put("count", 1)
                                                .put("then", "move")
                                                .put("to", "graveyard"))));
        String agent = firm.agents(1).get(0);
        String dead = claim(agent, "p");
        String unwanted = firm.leads("p", 1).get(0);
        ok(node.as(agent).post("/leads/" + dead + "/followups", followup("wrong_number")));
        ok(node.as(agent).post("/leads/" + dead + "/release", new JsonObject()));
        TestNode.eventually("it is moved", () -> lead(dead).getString("pool").equals("graveyard"));
        time.pass(Duration.ofDays(31));
        becomes(unwanted, "closed");
        assertThat(events(unwanted, "closed").findFirst().orElseThrow().getString("reason"))
                .isEqualTo("stale");
        store.assertAtRest(firm);
    }

    @Test
    void the_last_owner_is_asked_first_and_a_lead_that_went_round_asks_for_seniority() {
        firm.pool(
                "p",
                new JsonObject()
                        .put(
                                "first_refusal",
                                new JsonObject().put("for", "previous_owner").put("time", "PT2H"))
                        .put("hard", new JsonObject().put("after_rounds", 2).put("seniority", 5)));
        String ann = firm.agent("ann");
        String old = firm.agent("old", new JsonObject().put("seniority", 5));
        String lead = claim(ann, "p");
        ok(node.as(ann).post("/leads/" + lead + "/release", new JsonObject()));
        JsonObject that = new JsonObject().put("lead", lead);
        assertThat(node.as(old).post("/pools/p/claims", that).status()).isEqualTo(404);
        assertThat(node.as(old).post("/pools/p/claims", new JsonObject()).problem())
                .isEqualTo("pool-empty");
        assertThat(node.as(ann).post("/pools/p/claims", new JsonObject()).leads())
                .containsExactly(lead);
        ok(node.as(ann).post("/leads/" + lead + "/release", new JsonObject()));
        assertThat(node.as(ann).post("/pools/p/claims", that).problem()).isEqualTo("lane-closed");
        assertThat(node.as(ann).post("/pools/p/claims", new JsonObject()).problem())
                .isEqualTo("pool-empty");
        assertThat(node.as(ann).get("/pools/p/leads").json().getJsonArray("items"))
                .isEmpty();
        time.pass(Duration.ofHours(2).plusSeconds(2));
        assertThat(node.as(ann).post("/pools/p/claims", that).problem()).isEqualTo("lane-closed");
        assertThat(node.as(old).post("/pools/p/claims", new JsonObject()).leads())
                .containsExactly(lead);
        store.assertAtRest(firm);
    }

    @Test
    void an_owners_edit_waits_for_approval_whoever_has_the_lead_by_then() {
        JsonObject rule =
                rule("low", "no_followup", "P15D").put("applies_to", new JsonObject().put("grades", list("C")));
        firm.pool("p", recycle(rule));
        String ann = firm.agent("ann");
        String lead = claim(ann, "p");
        ok(firm.admin().send("PATCH", "/leads/" + lead, new JsonObject().put("grade", "C")));
        ok(node.as(ann).send("PATCH", "/leads/" + lead, new JsonObject().put("grade", "A")));
        ok(node.as(ann).post("/leads/" + lead + "/release", new JsonObject()));
        ok(node.as(ann).post("/pools/p/claims", new JsonObject().put("lead", lead)));
        assertThat(lead(lead).getJsonArray("awaiting")).containsExactly("edit");
        assertThat(lead(lead).getJsonObject("deadline").getString("rule")).isEqualTo("low");
        ok(firm.admin()
                .post(
                        "/leads/" + lead + "/approve",
                        new JsonObject().put("what", "edit").put("approved", true)));
        assertThat(lead(lead).getJsonObject("deadline")).isNull();
        store.assertAtRest(firm);
    }

    @Test
    void how_often_a_customer_was_dialled_goes_with_the_number() {
        ok(firm.admin()
                .put(
                        "/tenant",
                        new JsonObject()
                                .put("name", firm.id)
                                .put("time_zone", "Asia/Shanghai")
                                .put(
                                        "contact_policy",
                                        new JsonObject()
                                                .put(
                                                        "dials",
                                                        new JsonArray()
                                                                .add(new JsonObject()
                                                                        .put("max", 2)
                                                                        .put("window", "P1D"))))));
        firm.known().pool("p");
        String ann = firm.agent("ann");
        String phone = "+8613812340001";
        String first = claim(ann, "p");
        ok(node.as(ann)
                .send(
                        "PATCH",
                        "/leads/" + first,
                        new JsonObject().put("contact", new JsonObject().put("phone", phone))));
        ok(node.as(ann).post("/leads/" + first + "/dial", new JsonObject()));
        ok(node.as(ann).post("/leads/" + first + "/dial", new JsonObject()));
        String second = claim(ann, "p");
        ok(node.as(ann)
                .send("PATCH", "/leads/" + first, new JsonObject().put("contact", new JsonObject().putNull("phone"))));
        ok(node.as(ann)
                .send(
                        "PATCH",
                        "/leads/" + second,
                        new JsonObject().put("contact", new JsonObject().put("phone", phone))));
        assertThat(node.as(ann)
                        .post("/leads/" + second + "/dial", new JsonObject())
                        .problem())
                .isEqualTo("contact-policy");
        time.pass(Duration.ofDays(1).plusMinutes(1));
        ok(node.as(ann).post("/leads/" + second + "/dial", new JsonObject()));
    }

    @Test
    void the_id_of_a_rejected_deal_is_free_again_and_amounts_stay_as_written() {
        firm.pool("p", new JsonObject().put("approvals", new JsonObject().put("deals", true)));
        String ann = firm.agent("ann");
        String lead = claim(ann, "p");
        JsonObject deal = new JsonObject()
                .put("amount", new java.math.BigDecimal("99999999999999.9999"))
                .put("currency", "CNY")
                .put("external_id", "D-1");
        assertThat(node.as(ann).post("/leads/" + lead + "/deals", deal).status())
                .isEqualTo(202);
        ok(firm.admin()
                .post(
                        "/leads/" + lead + "/approve",
                        new JsonObject().put("what", "deal").put("approved", false)));
        assertThat(node.as(ann).post("/leads/" + lead + "/deals", deal).status())
                .isEqualTo(202);
        ok(firm.admin()
                .post(
                        "/leads/" + lead + "/approve",
                        new JsonObject().put("what", "deal").put("approved", true)));
        assertThat(firm.admin()
                        .get("/leads/" + lead + "/deals")
                        .json()
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("amount"))
                .isEqualTo("99999999999999.9999");
        assertThat(node.as(ann).post("/leads/" + lead + "/deals", deal).problem())
                .isEqualTo("already-recorded");
    }

    @Test
    void an_agent_who_leaves_hands_all_leads_over() {
        firm.pool("p", new JsonObject().put("claim", new JsonObject().put("max_batch", 100)));
        List<String> agents = firm.agents(2);
        firm.leads("p", 130);
        for (int i = 0; i < 2; i++) {
            ok(node.as(agents.get(0)).post("/pools/p/claims", new JsonObject().put("count", 65)));
        }
        Http.Reply started = firm.admin()
                .post(
                        "/agents/agent-1/handover",
                        new JsonObject().put("status", "left").put("agent", "agent-2"),
                        "k1");
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        String job = started.json().getString("id");
        assertThat(firm.admin()
                        .post(
                                "/agents/agent-1/handover",
                                new JsonObject().put("status", "left").put("agent", "agent-2"),
                                "k1")
                        .json()
                        .getString("id"))
                .isEqualTo(job);
        TestNode.eventually("the job is done", () -> firm.admin()
                .get("/jobs/" + job)
                .json()
                .getString("status")
                .equals("done"));
        assertThat(firm.admin().get("/jobs/" + job).json().getInteger("done")).isEqualTo(130);
        assertThat(node.as(agents.get(1)).get("/me").json().getInteger("owned")).isEqualTo(130);
        assertThat(store.mostHeld(firm, "agent-1")).isEqualTo(130);
        store.assertAtRest(firm);
    }

    @Test
    void a_change_of_rules_is_previewed_on_todays_leads_and_on_the_journal() {
        firm.pool("p", recycle(rule("held", "max_hold", "P20D")));
        List<String> agents = firm.agents(1);
        String lead = claim(agents.get(0), "p");
        String worked = claim(agents.get(0), "p");
        time.pass(Duration.ofDays(4));
        ok(node.as(agents.get(0)).post("/leads/" + worked + "/followups", followup("reached")));
        time.pass(Duration.ofDays(4));
        JsonObject shorter = recycle(rule("silent", "no_followup", "P5D").put("warn_before", list("P1D")));
        Http.Reply reply = ok(firm.admin().post("/pools/p/recycle:preview", shorter));
        JsonObject today = reply.json().getJsonObject("today");
        assertThat(today.getInteger("looked_at")).isEqualTo(2);
        assertThat(today.getJsonObject("by_rule")).isEqualTo(new JsonObject().put("silent", 2));
        // One is past its deadline, and has the warning's day of grace; the other has a day left.
        assertThat(today.getJsonArray("items").stream().map(i -> ((JsonObject) i).getString("lead")))
                .containsExactlyInAnyOrder(lead, worked);
        JsonObject replay = reply.json().getJsonObject("replay");
        assertThat(replay.getInteger("holdings")).isEqualTo(2);
        assertThat(replay.getInteger("recycled")).isZero();
        assertThat(replay.getInteger("would_recycle")).isEqualTo(1);
        assertThat(replay.getDouble("hours_held")).isGreaterThan(190);
        assertThat(replay.getDouble("would_hours_held")).isBetween(150.0, 160.0);
        JsonObject nonsense = recycle(rule("x", "no_followup", "P5D").put("to", "nowhere"));
        Http.Reply refused = firm.admin().post("/pools/p/recycle:preview", nonsense);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("/recycle/0/to");
        assertThat(lead(lead).getJsonObject("deadline").getString("rule")).isEqualTo("held");
    }

    @Test
    void a_changed_rule_gives_grace_and_nonsense_is_refused() {
        firm.pool("p", recycle(rule("held", "max_hold", "P90D")));
        String agent = firm.agents(1).get(0);
        String lead = claim(agent, "p");
        time.pass(Duration.ofDays(10));
        firm.pool("p", recycle(rule("held", "max_hold", "P5D").put("warn_before", list("P2D"))));
        TestNode.eventually("it is warned", () -> types(lead).contains("warned"));
        assertThat(lead(lead).getString("state")).isEqualTo("owned");
        time.pass(Duration.ofDays(2));
        becomes(lead, "pooled");
        JsonObject shown = firm.admin().get("/pools/p").json();
        assertThat(shown.toString()).doesNotContain("since");
        shown.remove("id");
        ok(firm.admin().put("/pools/p", shown));
        firm.pool("q", new JsonObject());
        JsonObject there = new JsonObject()
                .put("name", "c")
                .put("when", "rounds")
                .put("count", 1)
                .put("then", "move");
        JsonObject body = new JsonObject()
                .put("name", "q")
                .put("cleanup", new JsonArray().add(there.copy().put("to", "p")));
        ok(firm.admin().put("/pools/q", body));
        Http.Reply round = firm.admin()
                .put(
                        "/pools/p",
                        new JsonObject().put("name", "p").put("cleanup", new JsonArray().add(there.put("to", "q"))));
        assertThat(round.status()).isEqualTo(400);
        assertThat(round.body()).contains("/cleanup/0/to");
    }

    private void remind(String before) {
        JsonObject tenant = new JsonObject()
                .put("name", firm.id)
                .put("time_zone", "Asia/Shanghai")
                .put("reminders", new JsonObject().put("before", before));
        ok(firm.admin().put("/tenant", tenant));
        firm.known();
    }

    /** A new lead of the agent, with a next contact so far from now. */
    private String toBeCalled(String agent, Duration ahead) {
        String lead = claim(agent, "p");
        String next = Rfc3339.text(time.nowMillis() + ahead.toMillis());
        ok(node.as(agent)
                .post("/leads/" + lead + "/followups", followup("reached").put("next_at", next)));
        return lead;
    }

    @Test
    void its_owner_is_reminded_of_the_next_contact_once() {
        firm.pool("p");
        remind("PT10M");
        String lead = toBeCalled(firm.agents(1).get(0), Duration.ofHours(5));
        time.pass(Duration.ofMinutes(295));
        TestNode.eventually("a reminder", () -> types(lead).contains("reminded"));
        JsonObject reminder = events(lead, "reminded").findFirst().orElseThrow();
        JsonObject told = events(lead, "followed_up").findFirst().orElseThrow();
        assertThat(reminder.getString("actor")).isEqualTo("rule");
        assertThat(reminder.getJsonObject("data").getString("next_at"))
                .isEqualTo(told.getJsonObject("data").getString("next_at"));
        time.pass(Duration.ofHours(1));
        remind("PT20M");
        store.assertAtRest(firm);
        assertThat(types(lead)).containsExactly("received", "claimed", "followed_up", "reminded");
    }

    @Test
    void a_late_reminder_comes_within_a_day_when_reminders_are_wanted_later() {
        firm.pool("p");
        String agent = firm.agents(1).get(0);
        String old = toBeCalled(agent, Duration.ofHours(1));
        String lead = toBeCalled(agent, Duration.ofHours(20));
        time.pass(Duration.ofHours(26));
        remind("PT0S");
        TestNode.eventually("a reminder", () -> types(lead).contains("reminded"));
        assertThat(types(old)).doesNotContain("reminded");
        store.assertAtRest(firm);
    }

    @Test
    void supervisors_find_fakes_and_every_agent_has_a_record() {
        TestTenant teams = firm;
        teams.admin().post("/teams", new JsonObject().put("id", "blue").put("name", "Blue"));
        teams.admin().post("/teams", new JsonObject().put("id", "red").put("name", "Red"));
        teams.known();
        JsonObject blue = new JsonObject().put("team", "blue");
        firm.pool("p");
        String sam = firm.agent("sam", blue.copy().put("role", "supervisor"));
        String other = firm.agent("olga", new JsonObject().put("team", "red").put("role", "supervisor"));
        String ann = firm.agent("ann", blue);
        for (int i = 0; i < 3; i++) {
            String lead = claim(ann, "p");
            ok(node.as(ann).post("/leads/" + lead + "/followups", followup("interested")));
        }
        List<JsonObject> found = items(node.as(sam).get("/followups/suspicious"));
        assertThat(found).hasSize(3).allMatch(f -> f.getJsonArray("reasons").contains("same_words"));
        Http.Reply page = ok(node.as(sam).get("/followups/suspicious?limit=2"));
        assertThat(items(page)).isEqualTo(found.subList(0, 2));
        page = ok(node.as(sam)
                .get("/followups/suspicious?limit=2&cursor=" + page.json().getString("next")));
        assertThat(items(page)).isEqualTo(found.subList(2, 3));
        assertThat(page.json().getString("next")).isNull();
        assertThat(node.as(sam).get("/followups/suspicious?cursor=1-2").status())
                .isEqualTo(400);
        assertThat(items(node.as(other).get("/followups/suspicious"))).isEmpty();
        assertThat(node.as(other).get("/agents/ann/integrity").status()).isEqualTo(404);
        List<JsonObject> sample = items(node.as(sam).get("/followups/sample"));
        assertThat(sample).hasSize(3).isEqualTo(items(node.as(sam).get("/followups/sample")));
        String review = "/leads/" + found.get(0).getString("lead") + "/followups/"
                + found.get(0).getString("id") + "/review";
        ok(node.as(sam).post(review, new JsonObject().put("verdict", "fake").put("note", "never called")));
        // Two are left with these words, which is no pattern.
        assertThat(items(node.as(sam).get("/followups/suspicious"))).isEmpty();
        JsonObject record = node.as(sam).get("/agents/ann/integrity").json();
        assertThat(record.getInteger("followups")).isEqualTo(3);
        assertThat(record.getInteger("fake")).isEqualTo(1);
        assertThat(node.as(sam).get("/followups/sample?week=2026-99").status()).isEqualTo(400);
        store.assertAtRest(firm);
    }

    private List<JsonObject> items(Http.Reply reply) {
        return ok(reply).json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    void an_edit_weakens_no_rule_that_is_not_the_next_one_either_and_a_rejection_sets_only_that_back() {
        JsonObject forC = rule("C", "no_followup", "P15D").put("applies_to", new JsonObject().put("grades", list("C")));
        firm.pool("p", recycle(rule("first", "no_first_contact", "PT48H"), forC));
        String agent = firm.agents(1).get(0);
        String lead = claim(agent, "p");
        ok(firm.admin().send("PATCH", "/leads/" + lead, new JsonObject().put("grade", "C")));
        ok(node.as(agent).send("PATCH", "/leads/" + lead, new JsonObject().put("grade", "A")));
        assertThat(lead(lead).getJsonArray("awaiting")).containsExactly("edit");
        ok(node.as(agent).post("/leads/" + lead + "/followups", followup("reached")));
        assertThat(lead(lead).getJsonObject("deadline").getString("rule")).isEqualTo("C");
        ok(firm.admin().send("PATCH", "/leads/" + lead, new JsonObject().put("tags", list("vip"))));
        ok(firm.admin()
                .post(
                        "/leads/" + lead + "/approve",
                        new JsonObject().put("what", "edit").put("approved", false)));
        JsonObject after = lead(lead);
        assertThat(after.getString("grade")).isEqualTo("C");
        assertThat(after.getJsonArray("tags")).containsExactly("vip");
        assertThat(after.getJsonArray("awaiting")).isEmpty();
        assertThat(events(lead, "rejected")
                        .findFirst()
                        .orElseThrow()
                        .getJsonObject("data")
                        .getJsonObject("set_back")
                        .getString("grade"))
                .isEqualTo("C");
        store.assertAtRest(firm);
    }

    @Test
    void one_call_shows_one_followup() {
        firm.pool(
                "p",
                recycle(rule("silent", "no_followup", "P5D")
                        .put("evidence", new JsonObject().put("call_seconds", 20))));
        String agent = firm.agents(1).get(0);
        String lead = claim(agent, "p");
        JsonObject call = new JsonObject()
                .put("id", "call-" + lead)
                .put("lead", lead)
                .put("agent", "agent-1")
                .put("started_at", Rfc3339.text(time.nowMillis() - 60_000))
                .put("seconds", 45);
        ok(firm.admin().post("/calls", call));
        JsonObject named = followup("reached").put("call", new JsonObject().put("id", "call-" + lead));
        ok(node.as(agent).post("/leads/" + lead + "/followups", named));
        String deadline = lead(lead).getJsonObject("deadline").getString("at");
        ok(node.as(agent).post("/leads/" + lead + "/followups", named));
        assertThat(lead(lead).getJsonObject("deadline").getString("at")).isEqualTo(deadline);
    }

    @Test
    void a_calendar_that_rules_need_cannot_be_taken_away() {
        JsonObject tenant = firm.admin().get("/tenant").json();
        tenant.remove("id");
        JsonObject office =
                new JsonObject().put("days", list("mon")).put("from", "09:00").put("to", "18:00");
        JsonObject working = tenant.copy().put("calendar", new JsonObject().put("shifts", new JsonArray().add(office)));
        ok(firm.admin().put("/tenant", working));
        firm.known();
        firm.pool("p", recycle(rule("held", "max_hold", "P3D").put("time", "working")));
        Http.Reply refused = firm.admin().put("/tenant", tenant);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("/recycle/0/time");
    }
}
