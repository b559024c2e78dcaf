package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Rfc3339;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a channel promises its customers, and what becomes of leads of which it was not kept. */
class FirstContactTest extends LeadLife {
    /** Leads arrive by the clock on the wall; that of the cells is ahead of it here. */
    private Duration promise;

    private String soonAfter(int minutes) {
        return promise.plusMinutes(minutes).toString();
    }

    private void channel(boolean reassigns) {
        promise = time.ahead().plusMinutes(30);
        JsonObject sla = new JsonObject().put("first_contact", soonAfter(0));
        if (reassigns) {
            sla.put("escalate", list(soonAfter(15))).put("reassign", soonAfter(30));
        }
        ok(firm.admin()
                .post(
                        "/channels",
                        new JsonObject()
                                .put("id", "web")
                                .put("type", "generic")
                                .put("name", "Web")
                                .put("pool", "p")
                                .put("sla", sla)));
    }

    private String enter() {
        JsonObject lead = firm.lead("p", "Wang").put("channel", "web");
        String id = ok(firm.admin().post("/leads", lead)).json().getString("id");
        TestNode.eventually("it is there", () -> firm.visible("p").contains(id));
        return id;
    }

    private static long deadline(JsonObject event) {
        return Rfc3339.millis(event.getJsonObject("data").getString("deadline"));
    }

    @Test
    void a_late_one_is_escalated_and_at_last_goes_to_somebody_else_who_has_a_time_of_his_own() {
        ok(firm.admin().post("/teams", new JsonObject().put("id", "north").put("name", "North")));
        JsonObject cooldown = new JsonObject().put("cooldown", new JsonObject().put("agent", "P7D"));
        firm.pool("p", cooldown);
        channel(true);
        JsonObject north = new JsonObject().put("team", "north");
        firm.agent("boss", north.copy().put("role", "supervisor"));
        String ann = firm.agent("ann", north);
        String bob = firm.agent("bob", north);
        String lead = enter();
        ok(node.as(ann).post("/pools/p/claims", new JsonObject()));
        JsonObject given = new JsonObject().put("assignment", new JsonObject().put("strategy", "round_robin"));
        firm.pool("p", given.mergeIn(cooldown));
        for (String agent : List.of(ann, bob)) {
            ok(node.as(agent).put("/me/presence", new JsonObject().put("status", "ready")));
        }
        time.pass(Duration.ofMinutes(31));
        TestNode.eventually("it is escalated", () -> types(lead).contains("escalated"));
        JsonObject escalated = events(lead, "escalated").findFirst().orElseThrow();
        assertThat(escalated.getJsonObject("data").getJsonArray("to")).containsExactly("boss");
        time.pass(promise.plusMinutes(1));
        TestNode.eventually("bob has it", () -> "bob".equals(lead(lead).getString("owner")));
        assertThat(types(lead)).containsExactly("received", "claimed", "escalated", "escalated", "recycled", "claimed");

        long since = Rfc3339.millis(lead(lead).getString("claimed_at"));
        time.pass(promise.plusMinutes(1));
        becomes(lead, "pooled");
        assertThat(deadline(events(lead, "recycled").toList().get(1))).isEqualTo(since + promise.toMillis());
        store.assertAtRest(firm);
    }

    @Test
    void a_lead_that_is_moved_claimed_and_given_back_is_promised_it_all_the_same() {
        firm.pool("p");
        firm.pool("q");
        channel(false);
        String ann = firm.agent("ann");
        String lead = enter();
        ok(firm.admin().post("/leads/" + lead + "/move", new JsonObject().put("pool", "q")));
        TestNode.eventually("it is there", () -> firm.visible("q").contains(lead));
        ok(node.as(ann).post("/pools/q/claims", new JsonObject()));
        ok(node.as(ann).post("/leads/" + lead + "/release", new JsonObject()));
        time.pass(Duration.ofMinutes(31));
        TestNode.eventually("it is escalated", () -> types(lead).contains("escalated"));
        long arrived = Rfc3339.millis(lead(lead).getString("created_at"));
        // The id was made a moment before the lead was written down.
        assertThat(deadline(events(lead, "escalated").findFirst().orElseThrow()) - promise.toMillis())
                .isBetween(arrived - 60_000, arrived);
        assertThat(types(lead)).containsExactly("received", "moved", "claimed", "released", "escalated");

        // Closed and opened again, it is promised anew.
        ok(firm.admin().post("/leads/" + lead + "/close", new JsonObject().put("reason", "lost")));
        ok(firm.admin().post("/leads/" + lead + "/reopen", new JsonObject().put("pool", "p")));
        time.pass(promise.plusMinutes(1));
        TestNode.eventually(
                "it is escalated anew",
                () -> types(lead).stream().filter("escalated"::equals).count() == 2);
        store.assertAtRest(firm);
    }
}
