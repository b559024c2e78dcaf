package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leads whose numbers nobody may call: as they come in, in pools, and with their owners. */
class ListedNumbersTest extends OneNode {
    private static final String PHONE = "+8613812345678";
    private static final String OTHER = "+8613812345679";

    private TestTenant firm;

    @BeforeEach
    void firm() {
        firm = node.tenant();
        firm.pool("p");
    }

    private Http.Reply enter(String phone, String key) {
        JsonObject body = new JsonObject().put("pool", "p").put("contact", new JsonObject().put("phone", phone));
        return firm.admin().post("/leads", body, key);
    }

    private Http.Reply list(String path, String phone) {
        Http.Reply reply = firm.admin().post(path, new JsonObject().put("phones", new JsonArray(List.of(phone))));
        assertThat(reply.ok()).as(reply.body()).isTrue();
        return reply;
    }

    private JsonObject lead(String id) {
        return firm.admin().get("/leads/" + id).json();
    }

    private void isClosed(String id) {
        TestNode.eventually(id + " is closed", () -> lead(id).getString("state").equals("closed"));
    }

    private JsonObject event(String lead, int index) {
        return firm.admin()
                .get("/leads/" + lead + "/events")
                .json()
                .getJsonArray("items")
                .getJsonObject(index);
    }

    private Http.Reply reopen(String lead) {
        return firm.admin().post("/leads/" + lead + "/reopen", new JsonObject().put("pool", "p"));
    }

    @Test
    void a_lead_with_a_listed_number_arrives_closed_and_its_neighbours_do_not() {
        list("/do-not-call", PHONE);
        Http.Reply made = enter(PHONE, "k1");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String lead = made.json().getString("id");
        assertThat(made.json().getString("state")).isEqualTo("closed");
        assertThat(enter(OTHER, "").json().getString("state")).isEqualTo("pooled");
        JsonObject received = event(lead, 0);
        assertThat(received.getString("type")).isEqualTo("received");
        assertThat(received.getString("reason")).isEqualTo("do_not_contact");
        assertThat(received.getJsonObject("to").getString("state")).isEqualTo("closed");
        assertThat(enter(PHONE, "k1").json()).isEqualTo(made.json());
        assertThat(enter(PHONE, "").problem()).isEqualTo("duplicate-lead");
        TestNode.eventually("the other one is visible", () -> firm.visible("p").size() == 1);
        store.assertAtRest(firm);
    }

    @Test
    void another_firms_list_closes_nothing() {
        list("/do-not-call", PHONE);
        firm = node.tenant();
        firm.pool("p");
        assertThat(enter(PHONE, "").json().getString("state")).isEqualTo("pooled");
    }

    @Test
    void a_webhook_hears_nothing_of_the_list() {
        list("/do-not-call", PHONE);
        JsonObject channel = new JsonObject()
                .put("id", "web")
                .put("type", "generic")
                .put("name", "web")
                .put("pool", "p");
        String hook = firm.admin().post("/channels", channel).json().getString("hook_url");
        Http.Reply reply = node.as("").post(hook, new JsonObject().put("phone", PHONE));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().getString("result")).isEqualTo("accepted");
        assertThat(lead(reply.json().getString("lead")).getString("state")).isEqualTo("closed");
    }

    @Test
    void a_pooled_lead_is_closed_when_its_number_is_listed_and_can_be_reopened_when_it_is_not() {
        String lead = enter(PHONE, "").json().getString("id");
        list("/do-not-call", PHONE);
        isClosed(lead);
        JsonObject closed = event(lead, 1);
        assertThat(closed.getString("type")).isEqualTo("closed");
        assertThat(closed.getString("reason")).isEqualTo("do_not_contact");
        assertThat(reopen(lead).problem()).isEqualTo("do-not-contact");
        list("/do-not-call/remove", PHONE);
        assertThat(reopen(lead).ok()).isTrue();
        JsonObject why = new JsonObject().put("reason", "do_not_contact");
        assertThat(firm.admin().post("/leads/" + lead + "/close", why).ok()).isTrue();
        assertThat(reopen(lead).problem()).isEqualTo("do-not-contact");
        store.assertAtRest(firm);
    }

    @Test
    void a_pooled_lead_is_closed_when_it_gets_a_listed_number() {
        list("/do-not-call", PHONE);
        String lead = enter(OTHER, "").json().getString("id");
        JsonObject number = new JsonObject().put("contact", new JsonObject().put("phone", PHONE));
        Http.Reply edited = firm.admin().send("PATCH", "/leads/" + lead, number);
        assertThat(edited.ok()).as(edited.body()).isTrue();
        isClosed(lead);
        store.assertAtRest(firm);
    }

    @Test
    void a_lost_lead_whose_number_is_listed_is_not_reopened() {
        String lead = enter(PHONE, "").json().getString("id");
        firm.admin().post("/leads/" + lead + "/close", new JsonObject().put("reason", "lost"));
        list("/do-not-call", PHONE);
        assertThat(reopen(lead).problem()).isEqualTo("do-not-contact");
    }

    @Test
    void an_owner_keeps_a_lead_whose_number_is_listed_and_it_is_closed_when_it_is_back_in_the_pool() {
        String lead = enter(PHONE, "").json().getString("id");
        Http ann = node.as(firm.agent("ann"));
        TestNode.eventually("it is visible", () -> !firm.visible("p").isEmpty());
        assertThat(ann.post("/pools/p/claims", new JsonObject()).status()).isEqualTo(201);
        list("/do-not-call", PHONE);
        TestNode.eventually("it was looked at", () -> later("> now()") == 1);
        assertThat(lead(lead).getString("state")).isEqualTo("owned");
        assertThat(ann.post("/leads/" + lead + "/dial", new JsonObject()).problem())
                .isEqualTo("contact-policy");
        assertThat(ann.post("/leads/" + lead + "/release", new JsonObject()).ok())
                .isTrue();
        // A minute later.
        store.sql(
                "update do_not_call set look_at = now(), added_at = now() - interval '1 hour' where tenant = ?",
                firm.no());
        isClosed(lead);
        TestNode.eventually("nobody looks any more", () -> later("is null") == 1);
        store.assertAtRest(firm);
    }

    private long later(String lookAt) {
        return store.count("select count(*) from do_not_call where tenant = ? and look_at " + lookAt, firm.no());
    }
}
