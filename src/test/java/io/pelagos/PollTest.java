package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.TestPlatform.Said;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leads that a platform gives only to who asks: asked for by one of two nodes, from where the last look has ended. */
class PollTest {
    private static final DateTimeFormatter CHINA = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestPlatform platform;
    private static TestNode first;
    private static TestNode second;

    private TestTenant firm;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        platform = new TestPlatform();
        String fetch = "outgoing: {allow_private: true, allow_http: true, timeout_millis: 3000}";
        first = TestNode.start(postgres, redis.url(), "sweep_after_millis: 500", fetch);
        second = TestNode.start(postgres, redis.url(), "sweep_after_millis: 500", fetch);
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        platform.close();
        store.close();
        redis.close();
    }

    @BeforeEach
    void firm() {
        firm = first.tenant(second).pool("p");
    }

    private void channel(Instant since) {
        JsonObject body =
                new JsonObject().put("page", "{page}").put("from", "{from}").put("to", "{to}");
        JsonObject pull = new JsonObject()
                .put("url", platform.url() + "/clues")
                .put("body", body)
                .put("list", "data.list")
                .put("page_size", 2)
                .put("overlap", "PT1H")
                .put("since", since.toString());
        Http.Reply made = firm.admin()
                .post(
                        "/channels",
                        new JsonObject()
                                .put("id", "ks")
                                .put("type", "kuaishou")
                                .put("name", "Kuaishou")
                                .put("pool", "p")
                                .put("credentials", new JsonObject().put("token", "t0ken"))
                                .put(
                                        "mapping",
                                        new JsonObject()
                                                .put("name", "details[key=name].value")
                                                .put("campaign", "campaign"))
                                .put("settings", new JsonObject().put("pull", pull)));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        firm.known();
    }

    /** One page of two out of so many leads. */
    private static Said page(int page, int all) {
        JsonArray list = new JsonArray();
        for (int i = 2 * page - 1; i <= Math.min(all, 2 * page); i++) {
            list.add(new JsonObject()
                    .put("id", 9_007_199_254_740_993L + i)
                    .put(
                            "details",
                            new JsonArray()
                                    .add(new JsonObject().put("key", "name").put("value", "Li " + i))));
        }
        return Said.ok(new JsonObject()
                .put("code", 0)
                .put("data", new JsonObject().put("list", list))
                .encode());
    }

    private JsonObject poll() {
        return firm.admin().get("/channels/ks/fetches").json().getJsonObject("poll");
    }

    private static Instant time(String text) {
        return LocalDateTime.parse(text, CHINA).toInstant(ZoneOffset.ofHours(8));
    }

    @Test
    void all_pages_of_all_windows_are_read_once_and_by_one_node_at_a_time() {
        Instant since = Instant.now().minus(60, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        List<JsonObject> windows = new CopyOnWriteArrayList<>();
        AtomicInteger together = new AtomicInteger();
        AtomicBoolean crowded = new AtomicBoolean();
        platform.mood(asked -> {
            crowded.compareAndSet(false, together.incrementAndGet() > 1);
            JsonObject body = new JsonObject(asked.body());
            if (body.getInteger("page") == 1) {
                windows.add(body);
            }
            if (windows.size() == 1) {
                // Slow enough that the other node looks for work meanwhile.
                LockSupport.parkNanos(700_000_000);
            }
            together.decrementAndGet();
            return page(body.getInteger("page"), 5);
        });
        channel(since);
        TestNode.eventually(
                "it has been read up to now",
                () -> poll() != null
                        && Instant.parse(poll().getString("cursor_at")).isAfter(since.plus(59, ChronoUnit.HOURS)));
        assertThat(store.leads(firm)).hasSize(5);
        assertThat(windows).hasSize(3);
        assertThat(time(windows.get(0).getString("from"))).isEqualTo(since.minus(1, ChronoUnit.HOURS));
        assertThat(time(windows.get(0).getString("to"))).isEqualTo(since.plus(24, ChronoUnit.HOURS));
        assertThat(time(windows.get(1).getString("from"))).isEqualTo(since.plus(23, ChronoUnit.HOURS));

        assertThat(firm.admin()
                        .post("/channels/ks/fetches:retry", new JsonObject())
                        .status())
                .isEqualTo(200);
        TestNode.eventually("it has been read again", () -> windows.size() == 4);
        assertThat(crowded).isFalse();
        assertThat(store.leads(firm)).hasSize(5);
    }

    @Test
    void a_look_that_breaks_off_is_made_again_and_doubles_nothing() {
        Instant since = Instant.now().minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
        AtomicBoolean well = new AtomicBoolean();
        platform.mood(asked -> {
            int page = new JsonObject(asked.body()).getInteger("page");
            return page == 1 || well.get() ? page(page, 3) : Said.ok("{\"code\":40100,\"message\":\"busy\"}");
        });
        channel(since);
        TestNode.eventually(
                "it has failed", () -> poll() != null && "refused-40100".equals(poll().getString("reason")));
        assertThat(Instant.parse(poll().getString("cursor_at"))).isEqualTo(since);
        assertThat(store.leads(firm)).hasSize(2);

        well.set(true);
        firm.admin().post("/channels/ks/fetches:retry", new JsonObject());
        TestNode.eventually("all are there", () -> store.leads(firm).size() == 3 && poll().getString("reason") == null);
        assertThat(Instant.parse(poll().getString("cursor_at"))).isAfter(since);
        store.assertAtRest(firm);
    }

    /** A page of these leads; no page of this number for none. */
    private static Said list(Object... ids) {
        JsonArray list = new JsonArray();
        for (Object id : ids) {
            list.add(id instanceof Integer ? new JsonObject().put("id", "lead-" + id) : id);
        }
        JsonObject data = ids.length == 0 ? new JsonObject() : new JsonObject().put("list", list);
        return Said.ok(new JsonObject().put("code", 0).put("data", data).encode());
    }

    private void awaitRead() {
        TestNode.eventually(
                "it has been read up to now",
                () -> poll() != null
                        && store.count(
                                        "select count(*) from poll where tenant = ? and reason is null and tries = 0"
                                                + " and cursor_at > now() - interval '10 minutes' and due_at > now() + interval '3 minutes'",
                                        firm.no())
                                == 1);
    }

    @Test
    void pages_may_be_shorter_than_was_asked_for() {
        platform.mood(asked -> {
            int page = new JsonObject(asked.body()).getInteger("page");
            return page <= 4 ? list(page) : list();
        });
        channel(Instant.now().minus(2, ChronoUnit.HOURS));
        awaitRead();
        assertThat(store.leads(firm)).hasSize(4);
    }

    @Test
    void the_last_page_again_is_the_end_and_so_is_the_first() {
        for (int over : new int[] {1, 3}) {
            firm();
            platform.mood(asked -> {
                int page = new JsonObject(asked.body()).getInteger("page");
                return page <= 3 ? list(2 * page, 2 * page + 1) : list(2 * over, 2 * over + 1);
            });
            channel(Instant.now().minus(2, ChronoUnit.HOURS));
            awaitRead();
            assertThat(store.leads(firm)).hasSize(6);
        }
    }

    @Test
    void a_time_of_too_many_pages_is_read_in_smaller_ones() {
        platform.mood(asked -> {
            JsonObject body = new JsonObject(asked.body());
            int page = body.getInteger("page");
            Duration span = Duration.between(time(body.getString("from")), time(body.getString("to")));
            return page == 1 ? list(1) : span.toHours() < 15 ? list() : list("page " + page % 2);
        });
        channel(Instant.now().minus(20, ChronoUnit.HOURS));
        awaitRead();
        assertThat(store.leads(firm)).hasSize(1);
    }

    @Test
    void a_platform_that_is_slow_is_asked_for_less_at_a_time() {
        List<Integer> asked = new CopyOnWriteArrayList<>();
        platform.mood(one -> {
            JsonObject body = new JsonObject(one.body());
            int page = body.getInteger("page");
            Duration span = Duration.between(time(body.getString("from")), time(body.getString("to")));
            if (span.toHours() < 15) {
                return page == 1 ? list(1) : list();
            }
            asked.add(page);
            LockSupport.parkNanos(300_000_000);
            return page == 1 ? list(1) : list("page " + page % 2);
        });
        channel(Instant.now().minus(20, ChronoUnit.HOURS));
        awaitRead();
        assertThat(asked).as("pages of the whole time").hasSizeBetween(10, 100);
    }

    private JsonArray letters() {
        return firm.admin().get("/channels/ks/dead-letters").json().getJsonArray("items");
    }

    @Test
    void what_cannot_be_taken_of_a_page_is_a_dead_letter_and_not_one_of_each_look() {
        JsonObject poisoned = new JsonObject()
                .put("id", "p")
                .put(
                        "details",
                        new JsonArray().add(new JsonObject().put("key", "name").put("value", "P")));
        platform.mood(asked -> new JsonObject(asked.body()).getInteger("page") == 1
                ? list(1, "no object", poisoned.copy().put("campaign", "poison"))
                : list());
        store.sql("alter table lead_detail add constraint poison check (source ->> 'campaign' <> 'poison')");
        try {
            channel(Instant.now().minus(2, ChronoUnit.HOURS));
            for (int look = 0; look < 5; look++) {
                awaitRead();
                firm.admin().post("/channels/ks/fetches:retry", new JsonObject());
            }
            awaitRead();
            TestNode.eventually("they are kept", () -> letters().size() >= 2);
        } finally {
            store.sql("alter table lead_detail drop constraint poison");
        }
        assertThat(store.leads(firm)).hasSize(1);
        // Each of two nodes tells of each of the two.
        assertThat(letters()).hasSizeLessThanOrEqualTo(4);
        assertThat(firm.admin()
                        .post("/channels/ks/dead-letters:replay", new JsonObject())
                        .status())
                .isEqualTo(200);
        assertThat(store.leads(firm)).hasSize(2);
    }

    @Test
    void a_channel_that_is_not_polled_for_a_while_goes_on_where_it_was() {
        platform.mood(asked -> list(1));
        channel(Instant.now().minus(2, ChronoUnit.HOURS));
        awaitRead();
        JsonObject channel = firm.admin().get("/channels/ks").json();
        JsonObject without =
                new JsonObject().put("type", "kuaishou").put("name", "Kuaishou").put("pool", "p");
        assertThat(firm.admin().put("/channels/ks", without).status()).isEqualTo(200);
        firm.known();
        store.sql("update poll set cursor_at = now() - interval '1 hour', due_at = now() where tenant = ?", firm.no());
        TestNode.eventually(
                "it is looked at",
                () -> store.count("select count(*) from poll where tenant = ? and reason = 'not-polled'", firm.no())
                        == 1);
        assertThat(poll()).isNull();
        without.put("settings", channel.getJsonObject("settings"));
        assertThat(firm.admin().put("/channels/ks", without).status()).isEqualTo(200);
        firm.known();
        assertThat(Instant.parse(poll().getString("cursor_at")))
                .isBefore(Instant.now().minus(59, ChronoUnit.MINUTES));
        firm.admin().post("/channels/ks/fetches:retry", new JsonObject());
        awaitRead();
    }
}
