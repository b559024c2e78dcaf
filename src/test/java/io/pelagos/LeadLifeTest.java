package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Rfc3339;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do with a lead between its claim and its end, over weeks that pass in a moment. */
class LeadLifeTest extends LeadLife {
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_lead_that_its_owner_closed_cools_down_for_him_when_it_is_reopened(boolean rebuilt) {
        firm.pool("p", new JsonObject().put("cooldown", new JsonObject().put("agent", "P7D")));
        String ann = firm.agent("ann");
        String lead = claim(ann, "p");
        ok(node.as(ann).post("/leads/" + lead + "/close", new JsonObject().put("reason", "unreachable")));
        if (rebuilt) {
            node.rebuild();
        }
        ok(firm.admin().post("/leads/" + lead + "/reopen", new JsonObject().put("pool", "p")));
        JsonObject chosen = new JsonObject().put("lead", lead);
        Http.Reply refused = node.as(ann).post("/pools/p/claims", chosen);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getString("type")).isEqualTo("/problems/cooling-down");
        ok(node.as(firm.agent("bob")).post("/pools/p/claims", chosen));
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
}
