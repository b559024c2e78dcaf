package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Rfc3339;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claims of dead numbers are given back: in every window, once, and to nobody who only says so. */
class RefundTest extends OneNode {

    private TestTenant firm;
    private Http ann;
    private int calls;

    @BeforeEach
    void firm() {
        firm = node.tenant();
        time.reach();
        firm.admin().post("/teams", new JsonObject().put("id", "blue").put("name", "Blue"));
        firm.known();
        ann = node.as(firm.agent("ann", new JsonObject().put("team", "blue")));
    }

    private void pool(String verifiedBy, JsonArray quotas) {
        JsonObject refund = new JsonObject()
                .put("within", "PT2H")
                .put("outcomes", new JsonArray().add("wrong_number").add("empty_number"))
                .put("verified_by", verifiedBy);
        firm.pool("p", new JsonObject().put("refund", refund).put("quotas", quotas));
    }

    private static JsonArray quotas(String... perAndWindow) {
        JsonArray quotas = new JsonArray();
        for (int i = 0; i < perAndWindow.length; i += 2) {
            quotas.add(new JsonObject()
                    .put("per", perAndWindow[i])
                    .put("window", perAndWindow[i + 1])
                    .put("max", 2));
        }
        return quotas;
    }

    private static JsonArray everyWindow() {
        return quotas(
                "agent", "day", "agent", "PT20H", "team", "week", "team", "PT30H", "pool", "month", "pool", "PT40H",
                "tenant", "month", "tenant", "PT50H");
    }

    private String claim() {
        firm.leads("p", 1);
        return ok(ann.post("/pools/p/claims", new JsonObject())).leads().get(0);
    }

    private static Http.Reply ok(Http.Reply reply) {
        assertThat(reply.ok()).as(reply.body()).isTrue();
        return reply;
    }

    /** A call of a lead that began when it was claimed. */
    private JsonObject call(String lead, int seconds) {
        String claimed = firm.admin().get("/leads/" + lead).json().getString("claimed_at");
        return new JsonObject()
                .put("id", firm.id + "-" + ++calls)
                .put("lead", lead)
                .put("agent", "ann")
                .put("started_at", claimed)
                .put("seconds", seconds);
    }

    private void told(JsonObject call) {
        ok(firm.admin().post("/calls", call));
    }

    private String followUp(String lead, String outcome) {
        JsonObject said = new JsonObject().put("method", "call").put("outcome", outcome);
        return ok(ann.post("/leads/" + lead + "/followups", said)).json().getString("id");
    }

    private Http.Reply review(Http who, String lead, String followup, String verdict) {
        return who.post(
                "/leads/" + lead + "/followups/" + followup + "/review", new JsonObject().put("verdict", verdict));
    }

    private long refunds(String lead) {
        return store.events(firm, lead).stream()
                .filter(event -> event.type().equals("refunded"))
                .count();
    }

    /** Per and window to how often it is used. */
    private Map<String, Long> used() {
        Map<String, Long> used = new TreeMap<>();
        for (Object item : ann.get("/me").json().getJsonArray("quotas")) {
            JsonObject quota = (JsonObject) item;
            used.put(quota.getString("per") + " " + quota.getString("window"), quota.getLong("used"));
        }
        return used;
    }

    private void usedEverywhere(long times) {
        TestNode.eventually(
                "every window counts " + times, () -> used().values().stream().allMatch(n -> n == times));
        assertThat(used()).hasSize(8);
    }

    @Test
    void a_dead_number_that_a_call_shows_counts_in_no_window_also_after_redis_was_lost() {
        pool("call", everyWindow());
        String dead = claim();
        String alive = claim();
        assertThat(ann.post("/pools/p/claims", new JsonObject()).problem()).isEqualTo("quota-exceeded");
        told(call(dead, 12));
        followUp(dead, "wrong_number");
        assertThat(refunds(dead)).isEqualTo(1);
        usedEverywhere(1);
        assertThat(firm.admin().get("/leads/" + dead).json().getString("owner")).isEqualTo("ann");
        Map<String, Long> live = used();
        node.rebuild();
        time.reach();
        assertThat(used()).isEqualTo(live);
        // Once, however often it is told and shown.
        told(call(dead, 30));
        followUp(dead, "wrong_number");
        usedEverywhere(1);
        assertThat(refunds(dead)).isEqualTo(1);
        told(call(alive, 30));
        followUp(alive, "reached");
        claim();
        assertThat(ann.post("/pools/p/claims", new JsonObject()).problem()).isEqualTo("quota-exceeded");
        usedEverywhere(2);
        store.assertAtRest(firm);
    }

    @Test
    void a_call_record_that_comes_later_proves_it_too_though_the_lead_is_closed_by_then() {
        pool("call", everyWindow());
        String lead = claim();
        JsonObject call = call(lead, 0);
        told(call);
        followUp(lead, "empty_number");
        ok(ann.post("/leads/" + lead + "/close", new JsonObject().put("reason", "invalid")));
        assertThat(refunds(lead)).as("nobody answered yet").isZero();
        told(call.copy().put("seconds", 7));
        assertThat(refunds(lead)).isEqualTo(1);
        usedEverywhere(0);
        node.rebuild();
        time.reach();
        usedEverywhere(0);
        store.assertAtRest(firm);
    }

    @Test
    void records_that_show_no_dead_number_give_nothing_back() {
        firm.agent("bob");
        pool("call", everyWindow());
        String lead = claim();
        JsonObject[] records = {
            call(lead, 0),
            call(lead, 9).put("direction", "in"),
            call(lead, 9).put("started_at", Rfc3339.text(time.nowMillis() - 600_000)),
            call(lead, 9).put("agent", "bob")
        };
        for (JsonObject record : records) {
            told(record);
            JsonObject said = new JsonObject()
                    .put("method", "call")
                    .put("outcome", "wrong_number")
                    .put(
                            "call",
                            new JsonObject().put("id", record.getString("id")).put("seconds", 60));
            ok(ann.post("/leads/" + lead + "/followups", said));
        }
        followUp(lead, "wrong_number");
        assertThat(refunds(lead)).isZero();
        usedEverywhere(1);
    }

    @Test
    void a_supervisors_word_proves_it_and_nobodys_own() {
        String sam = firm.agent("sam", new JsonObject().put("team", "blue").put("role", "supervisor"));
        pool("supervisor", everyWindow());
        String lead = claim();
        told(call(lead, 60));
        String followup = followUp(lead, "wrong_number");
        assertThat(refunds(lead)).as("a call alone is not enough here").isZero();
        ok(review(node.as(sam), lead, followup, "fake"));
        assertThat(refunds(lead)).isZero();
        List<CompletableFuture<Http.Reply>> all = IntStream.range(0, 5)
                .mapToObj(i -> node.as(sam)
                        .sendPost(
                                "/leads/" + lead + "/followups/" + followup + "/review",
                                new JsonObject().put("verdict", "genuine"),
                                ""))
                .toList();
        assertThat(Http.all(all)).anyMatch(Http.Reply::ok);
        assertThat(refunds(lead)).isEqualTo(1);
        usedEverywhere(0);
        store.assertAtRest(firm);
    }

    @Test
    void a_released_lead_that_is_claimed_again_gives_back_only_the_claim_that_was_proved() {
        pool("supervisor", everyWindow());
        String lead = claim();
        String followup = followUp(lead, "wrong_number");
        ok(ann.post("/leads/" + lead + "/release", new JsonObject()));
        TestNode.eventually("it is back", () -> !firm.visible("p").isEmpty());
        ok(ann.post("/pools/p/claims", new JsonObject().put("lead", lead)));
        usedEverywhere(2);
        ok(review(firm.admin(), lead, followup, "genuine"));
        ok(review(firm.admin(), lead, followup, "genuine"));
        assertThat(refunds(lead)).isEqualTo(1);
        usedEverywhere(1);
        String again = followUp(lead, "wrong_number");
        ok(review(firm.admin(), lead, again, "genuine"));
        assertThat(refunds(lead)).isEqualTo(2);
        usedEverywhere(0);
        node.rebuild();
        time.reach();
        usedEverywhere(0);
    }

    @Test
    void what_was_assigned_changed_or_told_too_late_gives_nothing_back() {
        time.toMorning();
        pool("supervisor", everyWindow());
        String assigned = firm.leads("p", 1).get(0);
        ok(firm.admin().post("/leads/" + assigned + "/assign", new JsonObject().put("agent", "ann")));
        ok(review(firm.admin(), assigned, followUp(assigned, "wrong_number"), "genuine"));
        assertThat(refunds(assigned)).isZero();
        String changed = claim();
        JsonObject phone = new JsonObject().put("contact", new JsonObject().put("phone", "+8613812345670"));
        ok(ann.send("PATCH", "/leads/" + changed, phone));
        ok(review(firm.admin(), changed, followUp(changed, "wrong_number"), "genuine"));
        assertThat(refunds(changed)).isZero();
        String late = claim();
        time.pass(Duration.ofHours(2));
        ok(review(firm.admin(), late, followUp(late, "wrong_number"), "genuine"));
        assertThat(refunds(late)).isZero();
        usedEverywhere(2);
    }

    @Test
    void a_refund_waits_for_the_count_of_a_new_limit_and_counts_there_too() {
        pool("supervisor", quotas("agent", "day"));
        String lead = claim();
        claim();
        String followup = followUp(lead, "empty_number");
        pool("supervisor", quotas("agent", "day", "agent", "PT9H", "pool", "week"));
        ok(review(firm.admin(), lead, followup, "genuine"));
        assertThat(refunds(lead)).isEqualTo(1);
        TestNode.eventually(
                "one claim counts", () -> used().equals(Map.of("agent day", 1L, "agent PT9H", 1L, "pool week", 1L)));
    }

    @Test
    void nonsense_is_refused() {
        JsonObject refund = new JsonObject().put("verified_by", "hope").put("outcomes", new JsonArray());
        Http.Reply reply = firm.admin()
                .post("/pools", new JsonObject().put("id", "q").put("name", "q").put("refund", refund));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("/refund/within", "/refund/outcomes", "/refund/verified_by");
        JsonObject unknown = new JsonObject()
                .put("verified_by", "call")
                .put("within", "PT1H")
                .put("outcomes", new JsonArray().add("unheard_of"));
        reply = firm.admin()
                .post("/pools", new JsonObject().put("id", "q").put("name", "q").put("refund", unknown));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("/refund/outcomes");
    }
}
