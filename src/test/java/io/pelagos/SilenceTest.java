package io.pelagos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Channels from which nothing comes any more. */
class SilenceTest {
    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestNode node;
    private static CellTime time;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        node = TestNode.start(postgres, redis.url());
        time = new CellTime(store, node);
    }

    @AfterAll
    static void stop() {
        node.close();
        store.close();
        redis.close();
    }

    private static String hook(TestTenant firm, String id, JsonObject more) {
        JsonObject channel = new JsonObject()
                .put("id", id)
                .put("type", "generic")
                .put("name", id)
                .put("pool", "p")
                .mergeIn(more);
        Http.Reply made = firm.admin().post("/channels", channel);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        firm.known();
        return made.json().getString("hook_url");
    }

    private static void deliver(String hook, String body) {
        assertThat(Http.await(node.as("").sendBytes("POST", hook, body.getBytes(UTF_8), ""))
                        .status())
                .isEqualTo(200);
    }

    private static JsonObject health(TestTenant firm, String channel) {
        return firm.admin().get("/channels/" + channel + "/health").json();
    }

    @Test
    void a_channel_that_falls_silent_alarms_once_until_its_next_lead() {
        TestTenant firm = node.tenant().pool("p");
        // Before anything is noted: the firm's cell may be new.
        time.reach();
        JsonObject alarm = new JsonObject().put("silence_alarm", new JsonObject().put("after", "PT2H"));
        String hook = hook(firm, "d", alarm);
        hook(firm, "calm", new JsonObject());
        deliver(hook, "{\"external_id\":\"1\"}");
        TestNode.eventually("it is watched", () -> watched(firm, "d"));
        time.pass(Duration.ofMinutes(119));
        assertThat(alerts(firm, "")).isEmpty();
        time.pass(Duration.ofMinutes(2));
        TestNode.eventually(
                "the alarm is raised", () -> alerts(firm, "?open=true").size() == 1);
        assertThat(health(firm, "d").getBoolean("silent")).isTrue();
        String last = health(firm, "d").getString("last_lead_at");
        deliver(hook, "{\"external_id\":\"1\"}");
        TestNode.eventually(
                "the repeat is counted",
                () -> health(firm, "d").getJsonObject("day").getInteger("duplicate") == 1);
        assertThat(health(firm, "d").getString("last_lead_at"))
                .as("what was there before is no lead")
                .isEqualTo(last);
        assertThat(health(firm, "calm").getBoolean("silent")).isFalse();
        time.pass(Duration.ofHours(5));
        deliver(hook, "{\"external_id\":\"2\"}");
        TestNode.eventually("the lead ends it", () -> alerts(firm, "?open=true").isEmpty());
        assertThat(health(firm, "d").getBoolean("silent")).isFalse();
        assertThat(alerts(firm, "")).hasSize(1);
        assertThat(alerts(firm, "").get(0).getString("ended_at")).isNotNull();
    }

    private static boolean watched(TestTenant firm, String channel) {
        return store.count(
                        "select count(*) from channel_seen where tenant = ? and channel = ?"
                                + " and watched_at is not null and lead_at is not null",
                        firm.no(),
                        channel)
                == 1;
    }

    private static List<JsonObject> alerts(TestTenant firm, String query) {
        return firm.admin().get("/alerts" + query).json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    void an_alarm_that_is_taken_back_ends_what_it_has_raised() {
        TestTenant firm = node.tenant().pool("p");
        // Before anything is noted: the firm's cell may be new.
        time.reach();
        JsonObject alarm = new JsonObject().put("silence_alarm", new JsonObject().put("after", "PT1M"));
        hook(firm, "e", alarm);
        TestNode.eventually(
                "it is watched, though nothing ever came",
                () -> store.count(
                                "select count(*) from channel_seen where tenant = ? and watched_at is not null",
                                firm.no())
                        == 1);
        time.pass(Duration.ofDays(2));
        TestNode.eventually(
                "the alarm is raised", () -> alerts(firm, "?open=true").size() == 1);
        JsonObject without =
                new JsonObject().put("type", "generic").put("name", "e").put("pool", "p");
        assertThat(firm.admin().put("/channels/e", without).ok()).isTrue();
        TestNode.eventually(
                "nobody waits any more", () -> alerts(firm, "?open=true").isEmpty());
        assertThat(alerts(firm, "?open=false")).hasSize(1);
    }
}
