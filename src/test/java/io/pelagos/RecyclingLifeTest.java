package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Rfc3339;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rules do with a lead: warnings, deadlines, grace, reminders, clean-up, previews. */
class RecyclingLifeTest extends LeadLife {
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
    void a_reopened_lead_is_first_for_whoever_closed_it() {
        firm.pool("p", new JsonObject("{\"first_refusal\":{\"for\":\"previous_owner\",\"time\":\"PT2H\"}}"));
        String ann = firm.agent("ann");
        String bo = firm.agent("bo");
        String lead = claim(ann, "p");
        ok(node.as(ann).post("/leads/" + lead + "/release", new JsonObject()));
        time.pass(Duration.ofHours(2).plusSeconds(2));
        ok(node.as(bo).post("/pools/p/claims", new JsonObject()));
        ok(node.as(bo).post("/leads/" + lead + "/close", new JsonObject().put("reason", "lost")));
        ok(firm.admin().post("/leads/" + lead + "/reopen", new JsonObject().put("pool", "p")));
        assertThat(node.as(ann).post("/pools/p/claims", new JsonObject()).problem())
                .isEqualTo("pool-empty");
        assertThat(node.as(bo).post("/pools/p/claims", new JsonObject()).leads())
                .containsExactly(lead);
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
        int counted = today.getJsonArray("by_day").stream()
                .mapToInt(day -> ((JsonObject) day).getInteger("leads"))
                .sum();
        assertThat(counted).isEqualTo(2);
        String day = Instant.ofEpochMilli(Rfc3339.millis(
                        today.getJsonArray("items").getJsonObject(0).getString("at")))
                .atZone(ZoneId.of("Asia/Shanghai"))
                .toLocalDate()
                .toString();
        assertThat(today.getJsonArray("by_day").getJsonObject(0).getString("day"))
                .isEqualTo(day);
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
        JsonArray twice =
                new JsonArray().add(there.put("to", "p")).add(there.copy().put("count", 2));
        Http.Reply named = firm.admin().put("/pools/q", body.put("cleanup", twice));
        assertThat(named.status()).isEqualTo(400);
        assertThat(named.body()).contains("/cleanup/1/name");
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
