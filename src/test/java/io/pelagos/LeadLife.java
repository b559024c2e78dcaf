package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** Words of the tests in which weeks of a lead's life pass in a moment. */
abstract class LeadLife extends OneNode {
    static final JsonObject SILENT = rule("silent", "no_followup", "P15D").put("warn_before", list("P7D", "P1D"));

    TestTenant firm;

    @BeforeEach
    void firm() {
        firm = node.tenant();
        time.reach();
    }

    static JsonObject rule(String name, String trigger, String after) {
        return new JsonObject().put("name", name).put("trigger", trigger).put("after", after);
    }

    static JsonArray list(String... items) {
        return new JsonArray(List.of(items));
    }

    static JsonObject recycle(JsonObject... rules) {
        return new JsonObject().put("recycle", new JsonArray(List.of(rules)));
    }

    String claim(String agent, String pool) {
        firm.leads(pool, 1);
        Http.Reply reply = node.as(agent).post("/pools/" + pool + "/claims", new JsonObject());
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.leads().get(0);
    }

    JsonObject lead(String id) {
        return firm.admin().get("/leads/" + id).json();
    }

    void becomes(String lead, String state) {
        TestNode.eventually(
                lead + " is " + state, () -> lead(lead).getString("state").equals(state));
    }

    static JsonObject followup(String outcome) {
        return new JsonObject()
                .put("method", "call")
                .put("outcome", outcome)
                .put("content", "They will think about it");
    }

    static Http.Reply ok(Http.Reply reply) {
        assertThat(reply.ok()).as(reply.body()).isTrue();
        return reply;
    }

    List<String> types(String lead) {
        return store.events(firm, lead).stream().map(TestStore.Event::type).toList();
    }

    Stream<JsonObject> events(String lead, String type) {
        return firm.admin().get("/leads/" + lead + "/events?limit=200").json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(event -> event.getString("type").equals(type));
    }

    List<JsonObject> items(Http.Reply reply) {
        return ok(reply).json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }
}
