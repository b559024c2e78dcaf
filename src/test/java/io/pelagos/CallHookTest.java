package io.pelagos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phone systems and the service desk tell of customers. */
class CallHookTest {
    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestNode node;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        node = TestNode.start(postgres, redis.url());
    }

    @AfterAll
    static void stop() {
        node.close();
        store.close();
        redis.close();
    }

    private static String hook(TestTenant firm, JsonObject more) {
        JsonObject channel = new JsonObject()
                .put("id", "pbx")
                .put("type", "calls")
                .put("name", "Phones")
                .put("secret", "pbx-secret")
                .put("default_region", "CN")
                .mergeIn(more);
        Http.Reply made = firm.admin().post("/channels", channel);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        firm.known();
        return made.json().getString("hook_url") + "?secret=pbx-secret";
    }

    private static JsonObject push(String hook, JsonObject told) {
        Http.Reply answer =
                Http.await(node.as("").sendBytes("POST", hook, told.encode().getBytes(UTF_8), ""));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void a_pushed_call_shows_its_follow_up_whatever_the_phone_system_calls_its_fields() {
        TestTenant firm = node.tenant().pool("p");
        String ann = firm.agent("ann");
        String integration = firm.agent("pbx-account", new JsonObject().put("role", "integration"));
        JsonObject lead = firm.lead("p", "Zhang Wei");
        lead.getJsonObject("contact").put("phone", "+8613800138000");
        String id = firm.admin().post("/leads", lead).json().getString("id");
        TestNode.eventually("it can be claimed", () -> firm.visible("p").contains(id));
        assertThat(node.as(ann).post("/pools/p/claims", new JsonObject()).leads())
                .containsExactly(id);
        String hook = hook(
                firm,
                new JsonObject()
                        .put(
                                "mapping",
                                new JsonObject()
                                        .put("id", "call.uuid")
                                        .put("agent", "ext")
                                        .put("seconds", "billsec")));

        node.as(ann)
                .post(
                        "/leads/" + id + "/followups",
                        new JsonObject().put("method", "call").put("outcome", "reached"));
        JsonObject told = new JsonObject()
                .put("call", new JsonObject().put("uuid", "c-1"))
                .put("ext", "ann")
                .put("direction", "Inbound")
                .put("caller", "13800138000")
                .put("callee", "4008001234")
                .put("billsec", "12")
                .put("at", System.currentTimeMillis() / 1000 - 20);
        JsonObject answer = push(hook, told);
        assertThat(answer)
                .isEqualTo(new JsonObject().put("id", "c-1").put("lead", id).put("matched", true));
        assertThat(push(hook, told.copy().put("billsec", 31)).getBoolean("matched"))
                .isTrue();
        assertThat(seconds(ann, id)).isEqualTo(31);
        // Milliseconds would be the proof of a long call.
        for (Object wrong : List.of(31_000_000, -1, "1e12", "NaN")) {
            assertThat(Http.await(node.as("")
                                    .sendBytes(
                                            "POST",
                                            hook,
                                            told.copy()
                                                    .put("billsec", wrong)
                                                    .toBuffer()
                                                    .getBytes(),
                                            ""))
                            .status())
                    .isEqualTo(400);
        }
        assertThat(push(hook, told.copy().put("caller", "13800138999").put("call", new JsonObject().put("uuid", "c-2")))
                        .getString("lead"))
                .isNull();

        // Who is calling is known to the phone system, with the owner and the pool.
        JsonObject caller = node.as(integration)
                .get("/leads?phone=%2B8613800138000")
                .json()
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(caller.getString("owner")).isEqualTo("ann");
        assertThat(caller.getString("pool")).isEqualTo("p");
        store.assertAtRest(firm);
    }

    private static int seconds(String agent, String lead) {
        return node.as(agent)
                .get("/leads/" + lead + "/followups")
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getJsonObject("call")
                .getInteger("seconds");
    }

    @Test
    void a_complaint_is_in_the_leads_journal_and_sealed() {
        TestTenant firm = node.tenant().pool("p");
        String id = firm.leads("p", 1).get(0);
        JsonObject complaint = new JsonObject().put("kind", "complaint").put("text", "No calls after eight");
        assertThat(firm.admin().post("/leads/" + id + "/messages", complaint).status())
                .isEqualTo(200);
        JsonObject event = firm.admin()
                .get("/leads/" + id + "/events")
                .json()
                .getJsonArray("items")
                .getJsonObject(1);
        assertThat(event.getString("type")).isEqualTo("noted");
        assertThat(event.getJsonObject("data").getString("kind")).isEqualTo("complaint");
        assertThat(event.getJsonObject("data").getString("text")).isEqualTo("No calls after eight");
        assertThat(new String(store.events(firm, id).get(1).body(), UTF_8)).doesNotContain("after eight");
        store.assertAtRest(firm);
    }
}
