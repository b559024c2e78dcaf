package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Rfc3339;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of leads whose owner is away, or holds too many. */
class PresenceTest extends LeadLife {
    private void says(JsonObject settings) {
        ok(firm.admin()
                .put(
                        "/tenant",
                        new JsonObject()
                                .put("name", firm.id)
                                .put("time_zone", "Asia/Shanghai")
                                .mergeIn(settings)));
        firm.known();
    }

    private List<String> claim(String agent, String pool, int count) {
        firm.leads(pool, count);
        return ok(node.as(agent).post("/pools/" + pool + "/claims", new JsonObject().put("count", count)))
                .leads();
    }

    private static JsonObject owned(int max) {
        return new JsonObject().put("owned", new JsonObject().put("max", max));
    }

    private String lastReason(String lead) {
        JsonArray events =
                firm.admin().get("/leads/" + lead + "/events?limit=200").json().getJsonArray("items");
        return events.getJsonObject(events.size() - 1).getString("reason");
    }

    private void followUp(String agent, String lead) {
        ok(node.as(agent)
                .post(
                        "/leads/" + lead + "/followups",
                        new JsonObject().put("method", "call").put("outcome", "reached")));
    }

    private void jobsDone() {
        TestNode.eventually(
                "the leaves' jobs are done", () -> firm.admin().get("/jobs").json().getJsonArray("items").stream()
                        .map(JsonObject.class::cast)
                        .filter(job -> job.getString("kind").startsWith("leave"))
                        .noneMatch(job -> job.getString("status").equals("running")));
    }

    @Test
    void what_a_lowered_cap_leaves_too_much_flows_back_after_a_warning_longest_untouched_first() {
        firm.pool("p", new JsonObject().put("claim", new JsonObject().put("max_batch", 10)));
        String ann = firm.agent("ann");
        List<String> older = claim(ann, "p", 3);
        time.pass(Duration.ofMinutes(10));
        List<String> newer = claim(ann, "p", 2);
        time.pass(Duration.ofMinutes(10));
        followUp(ann, older.get(0));
        String locked = older.get(1);
        firm.pool("p", owned(2).put("locks", new JsonObject().put("max_per_agent", 1)));
        ok(node.as(ann)
                .post(
                        "/leads/" + locked + "/lock",
                        new JsonObject().put("until", Rfc3339.text(time.nowMillis() + 5 * 86_400_000L))));
        List<String> go = List.of(older.get(2), newer.get(0), newer.get(1));
        TestNode.eventually("three are warned of", () -> go.stream()
                .allMatch(lead -> types(lead).contains("warned")));
        assertThat(lastReason(go.get(0))).isEqualTo("holding_cap");
        assertThat(lead(go.get(0)).getJsonObject("deadline").getString("rule")).isEqualTo("holding_cap");
        assertThat(types(locked)).doesNotContain("warned");
        assertThat(types(older.get(0))).doesNotContain("warned");
        time.pass(Duration.ofHours(23));
        assertThat(node.as(ann).get("/me").json().getInteger("owned")).isEqualTo(5);
        // Who gives one back himself loses one less.
        ok(node.as(ann).post("/leads/" + newer.get(1) + "/release", new JsonObject()));
        time.pass(Duration.ofMinutes(61));
        becomes(go.get(0), "pooled");
        becomes(go.get(1), "pooled");
        assertThat(types(go.get(0))).endsWith("warned", "recycled");
        TestNode.eventually(
                "she holds two", () -> node.as(ann).get("/me").json().getInteger("owned") == 2);
        assertThat(lead(locked).getString("owner")).isEqualTo("ann");
        store.assertAtRest(firm);
    }

    @Test
    void an_assignment_above_the_cap_of_all_pools_flows_back() {
        firm.pool("p");
        firm.pool("q");
        says(owned(2).put("excess_warning", "PT2H"));
        String ann = firm.agent("ann");
        String first = claim(ann, "p", 1).get(0);
        time.pass(Duration.ofMinutes(1));
        claim(ann, "q", 1);
        time.pass(Duration.ofMinutes(1));
        String third = firm.leads("q", 1).get(0);
        ok(firm.admin()
                .post(
                        "/leads/" + third + "/assign",
                        new JsonObject().put("agent", "ann").put("force", true)));
        TestNode.eventually("the oldest is warned of", () -> types(first).contains("warned"));
        time.pass(Duration.ofHours(2).plusMinutes(1));
        becomes(first, "pooled");
        TestNode.eventually(
                "she holds two", () -> node.as(ann).get("/me").json().getInteger("owned") == 2);
        store.assertAtRest(firm);
    }

    @Test
    void untouched_leads_of_an_inactive_owner_return_and_who_works_keeps_them() {
        firm.pool("p", new JsonObject().put("claim", new JsonObject().put("max_batch", 10)));
        says(new JsonObject().put("presence", new JsonObject().put("inactive", new JsonObject().put("after", "PT2H"))));
        String ann = firm.agent("ann");
        String bob = firm.agent("bob");
        List<String> anns = claim(ann, "p", 2);
        List<String> bobs = claim(bob, "p", 2);
        followUp(ann, anns.get(0));
        followUp(bob, bobs.get(0));
        time.pass(Duration.ofMinutes(90));
        ok(node.as(bob).post("/leads/" + bobs.get(0) + "/notes", new JsonObject().put("text", "call again")));
        TestNode.eventually("bob was seen", () -> seenMillis("bob") >= time.nowMillis() - 60_000);
        time.pass(Duration.ofMinutes(60));
        becomes(anns.get(1), "pooled");
        assertThat(lastReason(anns.get(1))).isEqualTo("inactive");
        assertThat(lead(anns.get(0)).getString("owner")).isEqualTo("ann");
        assertThat(lead(bobs.get(1)).getString("owner")).isEqualTo("bob");
        time.pass(Duration.ofMinutes(60));
        becomes(bobs.get(1), "pooled");
        assertThat(lead(bobs.get(0)).getString("owner")).isEqualTo("bob");
        store.assertAtRest(firm);
    }

    private long seenMillis(String agent) {
        String seen = firm.admin().get("/agents/" + agent + "/presence").json().getString("seen_at");
        return seen == null ? 0 : Rfc3339.millis(seen);
    }

    @Test
    void untouched_leads_return_some_time_after_the_owner_went_home() {
        firm.pool("p", new JsonObject().put("claim", new JsonObject().put("max_batch", 10)));
        says(new JsonObject()
                .put("presence", new JsonObject().put("shift_end", new JsonObject().put("after", "PT30M"))));
        String ann = firm.agent("ann");
        List<String> leads = claim(ann, "p", 3);
        followUp(ann, leads.get(0));
        ok(node.as(ann)
                .post(
                        "/leads/" + leads.get(1) + "/nurture",
                        new JsonObject().put("until", Rfc3339.text(time.nowMillis() + 86_400_000L))));
        assertThat(ok(node.as(ann).put("/me/presence", new JsonObject().put("status", "busy")))
                        .json()
                        .getString("status"))
                .isEqualTo("busy");
        time.pass(Duration.ofHours(10));
        ok(node.as(ann).put("/me/presence", new JsonObject().put("status", "off")));
        time.pass(Duration.ofMinutes(31));
        becomes(leads.get(2), "pooled");
        assertThat(lastReason(leads.get(2))).isEqualTo("shift_end");
        assertThat(lead(leads.get(0)).getString("owner")).isEqualTo("ann");
        assertThat(lead(leads.get(1)).getString("owner")).isEqualTo("ann");
        assertThat(node.as(ann)
                        .put("/me/presence", new JsonObject().put("status", "asleep"))
                        .status())
                .isEqualTo(400);
    }

    private JsonObject leave(Duration in, Duration length, String leads) {
        long from = time.nowMillis() + in.toMillis();
        return new JsonObject()
                .put("from", Rfc3339.text(from))
                .put("until", Rfc3339.text(from + length.toMillis()))
                .put("leads", leads);
    }

    @Test
    void clocks_stand_still_while_the_owner_is_on_leave() {
        JsonObject rule = new JsonObject()
                .put("name", "silent")
                .put("trigger", "no_followup")
                .put("after", "P2D");
        firm.pool("p", new JsonObject().put("recycle", new JsonArray(List.of(rule))));
        String ann = firm.agent("ann");
        String lead = claim(ann, "p", 1).get(0);
        Http.Reply entered =
                firm.admin().post("/agents/ann/leaves", leave(Duration.ofDays(1), Duration.ofDays(5), "pause"), "l1");
        assertThat(entered.status()).as(entered.body()).isEqualTo(201);
        assertThat(entered.json().getString("status")).isEqualTo("planned");
        String id = entered.json().getString("id");
        time.pass(Duration.ofDays(1).plusMinutes(1));
        TestNode.eventually("the clocks stand still", () -> types(lead).contains("paused"));
        jobsDone();
        assertThat(firm.admin().get("/agents/ann/leaves/" + id).json().getString("status"))
                .isEqualTo("running");
        time.pass(Duration.ofDays(3));
        assertThat(lead(lead).getString("owner")).isEqualTo("ann");
        // Back two days early: what was left of the rule's time runs on from now.
        assertThat(ok(firm.admin().delete("/agents/ann/leaves/" + id)).json().getString("status"))
                .isEqualTo("over");
        TestNode.eventually(
                "the clocks run again",
                () -> types(lead).stream().filter("paused"::equals).count() == 2);
        time.pass(Duration.ofHours(23));
        assertThat(lead(lead).getString("owner")).isEqualTo("ann");
        time.pass(Duration.ofHours(2));
        becomes(lead, "pooled");
        assertThat(lastReason(lead)).isEqualTo("silent");
        store.assertAtRest(firm);
    }

    @Test
    void a_deputy_holds_the_leads_until_the_owner_is_back() {
        firm.pool("p", owned(3).put("claim", new JsonObject().put("max_batch", 10)));
        String ann = firm.agent("ann");
        String bob = firm.agent("bob");
        List<String> anns = claim(ann, "p", 3);
        List<String> bobs = claim(bob, "p", 2);
        ok(firm.admin()
                .post(
                        "/agents/ann/leaves",
                        leave(Duration.ZERO, Duration.ofDays(2), "deputy").put("deputy", "bob")));
        TestNode.eventually(
                "the deputy has them", () -> node.as(bob).get("/me").json().getInteger("owned") == 5);
        jobsDone();
        followUp(bob, anns.get(0));
        ok(node.as(bob).post("/leads/" + anns.get(1) + "/release", new JsonObject()));
        time.pass(Duration.ofDays(2).plusMinutes(1));
        TestNode.eventually(
                "they are back", () -> node.as(ann).get("/me").json().getInteger("owned") == 2);
        jobsDone();
        assertThat(lead(anns.get(0)).getString("owner")).isEqualTo("ann");
        assertThat(lead(anns.get(2)).getString("owner")).isEqualTo("ann");
        assertThat(lead(bobs.get(0)).getString("owner")).isEqualTo("bob");
        // What he held for another was no excess of his.
        assertThat(types(bobs.get(0))).containsExactly("received", "claimed");
        store.assertAtRest(firm);
    }

    @Test
    void what_was_agreed_goes_along_to_the_deputy_and_back_and_a_leave_that_follows_at_once_protects_them() {
        firm.pool("p", new JsonObject().put("claim", new JsonObject().put("max_batch", 10)));
        says(new JsonObject()
                .put("presence", new JsonObject().put("shift_end", new JsonObject().put("after", "PT30M"))));
        String ann = firm.agent("ann");
        String bob = firm.agent("bob");
        String cat = firm.agent("cat");
        List<String> leads = claim(ann, "p", 2);
        String call = Rfc3339.text(time.nowMillis() + 3 * 86_400_000L);
        ok(node.as(ann)
                .post(
                        "/leads/" + leads.get(0) + "/followups",
                        new JsonObject()
                                .put("method", "call")
                                .put("outcome", "callback")
                                .put("next_at", call)));
        JsonObject first = leave(Duration.ZERO, Duration.ofDays(2), "deputy").put("deputy", "bob");
        ok(firm.admin().post("/agents/ann/leaves", first));
        ok(firm.admin()
                .post(
                        "/agents/ann/leaves",
                        new JsonObject()
                                .put("from", first.getString("until"))
                                .put("until", Rfc3339.text(time.nowMillis() + 4 * 86_400_000L))
                                .put("leads", "pause")));
        // A deputy is not away, and who is away is no deputy.
        assertThat(firm.admin()
                        .post("/agents/bob/leaves", leave(Duration.ofDays(1), Duration.ofDays(3), "pause"))
                        .problem())
                .isEqualTo("leave-overlaps");
        assertThat(firm.admin()
                        .post(
                                "/agents/cat/leaves",
                                leave(Duration.ofDays(1), Duration.ofDays(3), "deputy")
                                        .put("deputy", "ann"))
                        .problem())
                .isEqualTo("leave-overlaps");
        assertThat(node.as(ann).get("/agents/ann/leaves").json().getJsonArray("items"))
                .hasSize(2);
        assertThat(node.as(cat).get("/agents/ann/leaves").status()).isEqualTo(404);
        TestNode.eventually(
                "the deputy has them", () -> node.as(bob).get("/me").json().getInteger("owned") == 2);
        assertThat(lead(leads.get(0)).getString("next_at")).isEqualTo(call);
        // He went home without having called them: they were worked on before, and are not his to lose.
        ok(node.as(bob).put("/me/presence", new JsonObject().put("status", "off")));
        time.pass(Duration.ofHours(1));
        time.pass(Duration.ofDays(2));
        TestNode.eventually("they are back, and stand still", () -> leads.stream()
                .allMatch(lead -> lead(lead).getString("owner", "").equals("ann")
                        && types(lead).contains("paused")));
        assertThat(lead(leads.get(0)).getString("next_at")).isEqualTo(call);
        store.assertAtRest(firm);
    }

    @Test
    void one_next_contact_is_reminded_of_once_whoever_holds_the_lead() {
        firm.pool("p");
        says(new JsonObject().put("reminders", new JsonObject().put("before", "PT1H")));
        String ann = firm.agent("ann");
        String bob = firm.agent("bob");
        String lead = claim(ann, "p", 1).get(0);
        ok(node.as(ann)
                .post(
                        "/leads/" + lead + "/followups",
                        new JsonObject()
                                .put("method", "call")
                                .put("outcome", "callback")
                                .put("next_at", Rfc3339.text(time.nowMillis() + 1_800_000))));
        TestNode.eventually("its owner is reminded", () -> types(lead).contains("reminded"));
        ok(firm.admin()
                .post(
                        "/agents/ann/leaves",
                        leave(Duration.ZERO, Duration.ofHours(2), "deputy").put("deputy", "bob")));
        TestNode.eventually(
                "the deputy has it", () -> node.as(bob).get("/me").json().getInteger("owned") == 1);
        time.pass(Duration.ofHours(2).plusMinutes(1));
        TestNode.eventually("it is back", () -> node.as(ann).get("/me").json().getInteger("owned") == 1);
        jobsDone();
        // Reminders are as late as the alarm clock's round: it has rung for what is due when it rings for this.
        String other = claim(bob, "p", 1).get(0);
        ok(node.as(bob)
                .post(
                        "/leads/" + other + "/followups",
                        new JsonObject()
                                .put("method", "call")
                                .put("outcome", "callback")
                                .put("next_at", Rfc3339.text(time.nowMillis() + 600_000))));
        TestNode.eventually(
                "another lead's owner is reminded", () -> types(other).contains("reminded"));
        assertThat(types(lead).stream().filter("reminded"::equals)).hasSize(1);
        store.assertAtRest(firm);
    }

    @Test
    void leads_go_to_people_and_not_to_machines() {
        firm.pool("p");
        String ann = firm.agent("ann");
        firm.agent("robot", new JsonObject().put("role", "integration"));
        String lead = claim(ann, "p", 1).get(0);
        refused(leave(Duration.ZERO, Duration.ofDays(1), "deputy").put("deputy", "robot"), "/deputy");
        JsonObject robot = new JsonObject().put("agent", "robot");
        assertThat(firm.admin().post("/leads/" + lead + "/assign", robot).status())
                .isEqualTo(400);
        assertThat(firm.admin()
                        .post(
                                "/agents/ann/handover",
                                new JsonObject().put("status", "left").put("agent", "robot"))
                        .status())
                .isEqualTo(400);
        // A refused handover leaves the agent as it is.
        assertThat(firm.admin().get("/agents/ann").json().getString("status")).isEqualTo("active");
        assertThat(lead(lead).getString("owner")).isEqualTo("ann");
    }

    @Test
    void leads_return_when_the_leave_says_so_and_nonsense_is_refused() {
        firm.pool("p", new JsonObject().put("claim", new JsonObject().put("max_batch", 10)));
        says(new JsonObject().put("presence", new JsonObject().put("leave", new JsonObject().put("max", "P10D"))));
        String ann = firm.agent("ann");
        firm.agent("bob");
        List<String> leads = claim(ann, "p", 2);
        refused(leave(Duration.ZERO, Duration.ofDays(11), "pause"), "/until");
        refused(leave(Duration.ZERO, Duration.ofDays(1), "deputy"), "/deputy");
        refused(leave(Duration.ZERO, Duration.ofDays(1), "deputy").put("deputy", "ann"), "/deputy");
        refused(leave(Duration.ZERO, Duration.ofDays(1), "return").put("deputy", "bob"), "/deputy");
        refused(leave(Duration.ofDays(1), Duration.ofDays(-2), "pause"), "/until");
        refused(leave(Duration.ofDays(-3), Duration.ofDays(5), "pause"), "/from");
        assertThat(node.as(ann)
                        .post("/agents/ann/leaves", leave(Duration.ZERO, Duration.ofDays(1), "pause"))
                        .status())
                .isEqualTo(403);
        ok(firm.admin().post("/agents/ann/leaves", leave(Duration.ZERO, Duration.ofDays(1), "return")));
        assertThat(firm.admin()
                        .post("/agents/ann/leaves", leave(Duration.ofHours(2), Duration.ofDays(1), "pause"))
                        .problem())
                .isEqualTo("leave-overlaps");
        leads.forEach(lead -> becomes(lead, "pooled"));
        assertThat(lastReason(leads.get(0))).isEqualTo("leave");
        JsonObject planned = ok(firm.admin()
                        .post("/agents/ann/leaves", leave(Duration.ofDays(3), Duration.ofDays(1), "pause")))
                .json();
        String path = "/agents/ann/leaves/" + planned.getString("id");
        assertThat(ok(firm.admin().delete(path)).json().getString("status")).isEqualTo("cancelled");
        assertThat(firm.admin().get("/agents/ann/leaves").json().getJsonArray("items"))
                .hasSize(2);
        assertThat(firm.admin()
                        .get("/agents/bob" + path.substring("/agents/ann".length()))
                        .status())
                .isEqualTo(404);
    }

    private void refused(JsonObject leave, String pointer) {
        Http.Reply reply = firm.admin().post("/agents/ann/leaves", leave);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .as(reply.body())
                .isEqualTo(pointer);
    }
}
