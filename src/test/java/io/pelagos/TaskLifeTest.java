package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Rfc3339;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people have to do: tasks that they are given, and the list of their day. */
class TaskLifeTest extends OneNode {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private TestTenant firm;
    private Http sam;
    private Http olga;
    private Http ann;
    private Http bob;

    /** Sam supervises team north, and with it ann's, which is below; olga and bob are elsewhere. */
    @BeforeEach
    void firm() {
        firm = node.tenant();
        time.reach();
        team("north", null);
        team("harbour", "north");
        team("south", null);
        firm.pool("p", new JsonObject());
        sam = person("sam", "supervisor", "north");
        olga = person("olga", "supervisor", "south");
        ann = person("ann", "agent", "harbour");
        bob = person("bob", "agent", "south");
    }

    private void team(String id, String parent) {
        JsonObject team = new JsonObject().put("id", id).put("name", id).put("parent", parent);
        ok(firm.admin().post("/teams", team));
        firm.known();
    }

    private Http person(String id, String role, String team) {
        return node.as(firm.agent(id, new JsonObject().put("role", role).put("team", team)));
    }

    private static Http.Reply ok(Http.Reply reply) {
        assertThat(reply.ok()).as(reply.body()).isTrue();
        return reply;
    }

    private static JsonObject task(String agent, String text) {
        return new JsonObject().put("agent", agent).put("text", text);
    }

    private static String given(Http.Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.json().getString("id");
    }

    private static List<JsonObject> items(Http.Reply reply) {
        return ok(reply).json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<String> ids(Http.Reply reply) {
        return items(reply).stream().map(item -> item.getString("id")).toList();
    }

    private static Http.Reply patch(Http who, String task, JsonObject change) {
        return who.send("PATCH", "/tasks/" + task, change);
    }

    private static JsonObject status(String status) {
        return new JsonObject().put("status", status);
    }

    private String claim(Http who) {
        firm.leads("p", 1);
        return ok(who.post("/pools/p/claims", new JsonObject())).leads().get(0);
    }

    private static void refused(Http.Reply reply, int status, String what) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).contains(what);
    }

    @Test
    void tasks_go_down_the_tree_and_to_oneself() {
        String samsOwn = given(sam.post("/tasks", task("me", "Plan the week")));
        String anns = given(sam.post("/tasks", task("ann", "Call back")));
        String own = given(ann.post("/tasks", task("me", "Learn the new script")));
        String bobs = given(firm.admin().post("/tasks", task("bob", "Tidy up")));
        refused(olga.post("/tasks", task("ann", "x")), 400, "/agent");
        refused(ann.post("/tasks", task("sam", "x")), 400, "/agent");
        refused(ann.post("/tasks", task("nobody", "x")), 400, "/agent");
        refused(ann.post("/tasks", task("me", " ")), 400, "\"/text\"");
        refused(ann.post("/tasks", task("me", "x".repeat(5_001))), 400, "5000");
        refused(ann.post("/tasks", task("me", "x").put("due", "now")), 400, "/due");
        assertThat(ids(ann.get("/tasks"))).containsExactly(anns, own);
        assertThat(ids(sam.get("/tasks"))).containsExactly(samsOwn, anns, own);
        assertThat(ids(sam.get("/tasks?agent=me"))).containsExactly(samsOwn);
        assertThat(ids(sam.get("/tasks?agent=ann"))).containsExactly(anns, own);
        assertThat(ids(firm.admin().get("/tasks"))).containsExactly(samsOwn, anns, own, bobs);
        assertThat(ids(olga.get("/tasks?agent=ann"))).isEmpty();
        assertThat(olga.get("/tasks/" + anns).status()).isEqualTo(404);
        assertThat(patch(bob, anns, status("done")).status()).isEqualTo(404);
        assertThat(bob.get("/tasks/" + anns + "/comments").status()).isEqualTo(404);
        Http.Reply page = sam.get("/tasks?limit=2");
        assertThat(ids(sam.get("/tasks?limit=2&cursor=" + page.json().getString("next"))))
                .containsExactly(own);
        assertThat(node.tenant().admin().get("/tasks/" + anns).status())
                .as("another firm")
                .isEqualTo(404);
    }

    @Test
    void a_task_is_about_a_lead_that_its_giver_sees() {
        String lead = claim(ann);
        refused(bob.post("/tasks", task("me", "Steal it").put("lead", lead)), 404, "not-found");
        refused(bob.post("/tasks", task("me", "x").put("lead", "l7")), 400, "/lead");
        String task = given(sam.post("/tasks", task("ann", "Send the offer").put("lead", lead)));
        given(sam.post("/tasks", task("ann", "Something else")));
        assertThat(ids(ann.get("/tasks?lead=" + lead))).containsExactly(task);
        assertThat(ann.get("/tasks/" + task).json().getString("lead")).isEqualTo(lead);
    }

    @Test
    void a_repeated_request_gives_one_task_and_its_answer_again() {
        JsonObject wanted = task("ann", "Call back");
        Http.Reply first = sam.post("/tasks", wanted, "k1");
        ok(firm.admin().send("PATCH", "/agents/ann", new JsonObject().put("team", "south")));
        firm.known();
        Http.Reply again = sam.post("/tasks", wanted, "k1");
        assertThat(again.replayed()).isTrue();
        assertThat(again.body()).isEqualTo(first.body());
        refused(sam.post("/tasks", task("me", "Else"), "k1"), 422, "idempotency-key-reused");
        assertThat(ids(sam.get("/tasks"))).containsExactly(given(first));
        JsonObject words = new JsonObject().put("text", "Well?");
        String comments = "/tasks/" + given(first) + "/comments";
        String comment = given(sam.post(comments, words, "k2"));
        assertThat(given(sam.post(comments, words, "k2"))).isEqualTo(comment);
        assertThat(ids(sam.get(comments))).containsExactly(comment);
    }

    @Test
    void its_agent_finishes_it_and_its_giver_changes_it() {
        String task = given(sam.post("/tasks", task("ann", "Call back").put("due_at", "2030-01-01T00:00:00.000Z")));
        refused(patch(ann, task, status("cancelled")), 403, "forbidden");
        refused(patch(ann, task, new JsonObject().put("text", "Nothing")), 403, "forbidden");
        refused(patch(firm.admin(), task, status("done")), 403, "forbidden");
        refused(patch(sam, task, new JsonObject().put("agent", "bob")), 400, "/agent");
        refused(patch(ann, task, status("late")), 400, "/status");
        JsonObject done = ok(patch(ann, task, status("done"))).json();
        assertThat(done.getString("done_at")).isNotNull();
        assertThat(ok(patch(ann, task, status("done"))).json()).isEqualTo(done);
        refused(patch(sam, task, new JsonObject().putNull("due_at")), 409, "not-open");
        assertThat(ids(ann.get("/tasks?status=open"))).isEmpty();
        JsonObject change = status("open").putNull("due_at").put("text", "Call again");
        JsonObject open = ok(patch(sam, task, change)).json();
        assertThat(open.getString("done_at")).isNull();
        assertThat(open.getString("due_at")).isNull();
        assertThat(open.getString("text")).isEqualTo("Call again");
        ok(patch(firm.admin(), task, new JsonObject().put("agent", "bob")));
        assertThat(ann.get("/tasks/" + task).status()).isEqualTo(404);
        assertThat(ids(sam.get("/tasks"))).as("still sam's to follow").containsExactly(task);
        refused(firm.admin().delete("/agents/bob"), 409, "in-use");
        ok(patch(olga, task, status("cancelled")));
        refused(patch(bob, task, status("done")), 409, "not-open");
        ok(firm.admin().delete("/agents/bob"));
        assertThat(ids(firm.admin().get("/tasks?agent=bob"))).containsExactly(task);
    }

    @Test
    void comments_are_read_in_order_by_all_whom_it_concerns() {
        String task = given(sam.post("/tasks", task("ann", "Call back")));
        String comments = "/tasks/" + task + "/comments";
        given(ann.post(comments, new JsonObject().put("text", "Nobody answers")));
        given(sam.post(comments, new JsonObject().put("text", "Try at noon")));
        given(firm.admin().post(comments, new JsonObject().put("text", "Do")));
        refused(ann.post(comments, new JsonObject()), 400, "is required");
        assertThat(items(ann.get(comments)))
                .extracting(comment -> comment.getString("by"))
                .containsExactly("ann", "sam", "admin");
        String next = ann.get(comments + "?limit=2").json().getString("next");
        assertThat(items(ann.get(comments + "?cursor=" + next)))
                .extracting(comment -> comment.getString("text"))
                .containsExactly("Do");
        assertThat(ann.get("/tasks/" + task).json().getInteger("comments")).isEqualTo(3);
    }

    private static String noon(LocalDate date) {
        return Rfc3339.text(
                date.atTime(LocalTime.NOON).atZone(SHANGHAI).toInstant().toEpochMilli());
    }

    private static List<String> kinds(JsonObject day) {
        return day.getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .map(item -> item.getString("kind"))
                .toList();
    }

    @Test
    void the_day_lists_contacts_tasks_deadlines_and_nurture_dates() {
        JsonObject rule =
                new JsonObject().put("name", "held").put("trigger", "max_hold").put("after", "P30D");
        firm.pool("p", new JsonObject().put("recycle", new JsonArray().add(rule)));
        LocalDate today =
                Instant.ofEpochMilli(time.nowMillis()).atZone(SHANGHAI).toLocalDate();
        LocalDate day = today.plusDays(3);
        String lead = claim(ann);
        ok(ann.post(
                "/leads/" + lead + "/followups",
                new JsonObject().put("method", "call").put("outcome", "reached").put("next_at", noon(day))));
        String nurtured = claim(ann);
        ok(ann.post("/leads/" + nurtured + "/nurture", new JsonObject().put("until", noon(day))));
        String task = given(sam.post(
                "/tasks", task("ann", "Report").put("due_at", noon(day)).put("lead", lead)));
        given(sam.post("/tasks", task("ann", "Some time")));
        JsonObject ahead = ok(ann.get("/me/day?date=" + day)).json();
        assertThat(ahead.getString("date")).isEqualTo(day.toString());
        assertThat(kinds(ahead)).containsExactly("contact", "task", "nurture_end");
        JsonObject item = ahead.getJsonArray("items").getJsonObject(1);
        assertThat(item.getString("task")).isEqualTo(task);
        assertThat(item.getString("lead")).isEqualTo(lead);
        assertThat(item.getBoolean("overdue")).isFalse();
        assertThat(kinds(ok(ann.get("/me/day")).json())).isEmpty();
        assertThat(ok(sam.get("/agents/ann/day?date=" + day)).json()).isEqualTo(ahead);
        assertThat(olga.get("/agents/ann/day").status()).isEqualTo(404);
        refused(ann.get("/me/day?date=2026-02-30"), 400, "date must be a day");
        refused(ann.get("/me/day?day=" + day), 400, "day is not a filter");
        assertThat(node.operator().get("/me/day").status()).isEqualTo(403);
        String deadline = firm.admin()
                .get("/leads/" + lead)
                .json()
                .getJsonObject("deadline")
                .getString("at");
        LocalDate last = Instant.parse(deadline).atZone(SHANGHAI).toLocalDate();
        JsonObject atLast = ok(ann.get("/me/day?date=" + last)).json();
        assertThat(kinds(atLast)).contains("deadline");
        assertThat(atLast.getJsonArray("items").getJsonObject(0).getString("rule"))
                .isEqualTo("held");
        time.pass(Duration.ofDays(5));
        JsonObject late = ok(ann.get("/me/day")).json();
        assertThat(kinds(late)).containsExactly("contact", "task", "nurture_end");
        assertThat(late.getJsonObject("counts"))
                .isEqualTo(new JsonObject()
                        .put("contact", 1)
                        .put("task", 1)
                        .put("deadline", 0)
                        .put("nurture_end", 1)
                        .put("overdue", 3));
        ok(patch(ann, task, status("done")));
        ok(ann.post(
                "/leads/" + lead + "/followups",
                new JsonObject().put("method", "call").put("outcome", "busy")));
        assertThat(kinds(ok(ann.get("/me/day")).json())).containsExactly("nurture_end");
    }
}
