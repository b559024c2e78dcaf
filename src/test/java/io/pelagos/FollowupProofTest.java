package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Rfc3339;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a follow-up is worth: call records, evidence, fakes, dials, and who may read and judge it. */
class FollowupProofTest extends LeadLife {
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
}
