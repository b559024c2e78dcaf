package io.pelagos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Secrets;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What platforms push, as it comes over the wire. */
class HookTest {
    private static final String KEY = "C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestNode first;
    private static TestNode second;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        first = TestNode.start(postgres, redis.url());
        second = TestNode.start(postgres, redis.url());
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        store.close();
        redis.close();
    }

    /** Makes a channel of Standard Webhooks; its hook's address. */
    private static String hook(TestTenant firm, String id) {
        Http.Reply made = firm.admin()
                .post(
                        "/channels",
                        new JsonObject()
                                .put("id", id)
                                .put("type", "generic")
                                .put("name", id)
                                .put("pool", "p")
                                .put("secret", "whsec_" + KEY));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        firm.known();
        return made.json().getString("hook_url");
    }

    /** Sends a message with a signature of this moment. */
    private static JsonObject deliver(TestNode node, String hook, String message, String body) {
        return deliver(node, hook, message, body, "");
    }

    /** {@code more}: further headers, each with its end of line. */
    private static JsonObject deliver(TestNode node, String hook, String message, String body, String more) {
        long second = System.currentTimeMillis() / 1000;
        byte[] mac = Secrets.hmacSha256(
                Base64.getDecoder().decode(KEY), (message + "." + second + "." + body).getBytes(UTF_8));
        String request = "POST " + hook + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\nwebhook-id: " + message + "\r\nwebhook-timestamp: " + second
                + "\r\nwebhook-signature: v1," + Base64.getEncoder().encodeToString(mac)
                + "\r\n" + more + "Connection: close\r\n\r\n" + body;
        String answer = Pipeline.exchange(node.port(), request.getBytes(UTF_8));
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        return new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    @Test
    void a_lead_is_not_refused_for_what_its_platform_calls_a_key() {
        TestTenant firm = first.tenant(second).pool("p");
        String key = "Idempotency-Key: " + "k".repeat(300) + "\r\n";
        assertThat(deliver(first, hook(firm, "long"), "msg_1", "{\"name\":\"Li\"}", key)
                        .getString("result"))
                .isEqualTo("accepted");
    }

    @Test
    void a_signed_message_that_is_sent_again_is_the_same_lead() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, "a");
        String other = hook(firm, "b");
        String lead = "{\"name\":\"Jane\"}";

        JsonObject original = deliver(first, hook, "msg_1", lead);
        assertThat(original.getString("result")).isEqualTo("accepted");
        assertThat(deliver(first, hook, "msg_1", lead)).isEqualTo(original);
        assertThat(deliver(second, hook, "msg_1", "{ \"name\": \"Jane\" }")).isEqualTo(original);
        // The same words under another name, or from another channel, are another customer.
        assertThat(deliver(second, hook, "msg_2", lead)).isNotEqualTo(original);
        assertThat(deliver(second, other, "msg_1", lead)).isNotEqualTo(original);
        assertThat(store.leads(firm)).hasSize(3);
        TestNode.eventually("all are shown", () -> store.allShown(firm));
        store.assertAtRest(firm);
    }
}
