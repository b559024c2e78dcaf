package io.pelagos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partners ask first, and send what they have sold. */
class PingPostTest {
    private static final String PHONE = "+8613800138000";

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

    private static String hook(TestTenant firm, Integer maxPerDay) {
        JsonArray prices = new JsonArray(
                "[{\"when\":{\"lead.zip\":[\"90*\"],\"grade\":[\"A\",\"B\"]},\"price\":12.5},{\"when\":{\"grade\":[\"a\"]},\"price\":3}]");
        JsonObject channel = new JsonObject()
                .put("id", "partner")
                .put("type", "generic")
                .put("name", "Partner")
                .put("pool", "p")
                .put("default_region", "CN")
                .put(
                        "ping_post",
                        new JsonObject()
                                .put("ttl", "PT10M")
                                .put("currency", "USD")
                                .put("prices", prices)
                                .put("max_per_day", maxPerDay));
        Http.Reply made = firm.admin().post("/channels", channel);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        firm.known();
        return made.json().getString("hook_url");
    }

    private static CompletableFuture<Http.Reply> send(TestNode node, String path, JsonObject body) {
        return node.as("").sendBytes("POST", path, body.encode().getBytes(UTF_8), "");
    }

    private static JsonObject ping(String hook, JsonObject offer) {
        Http.Reply reply = Http.await(send(first, hook + "/ping", offer));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private static JsonObject offer() {
        return new JsonObject().put("grade", "A");
    }

    private static Http.Reply post(TestNode node, String hook, Object ping, JsonObject lead) {
        return Http.await(send(node, hook, lead.copy().put("ping_id", ping)));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_lead_is_bought_at_the_first_price_that_fits_and_once() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, null);
        assertThat(ping(hook, new JsonObject().put("grade", "C")).getString("reason"))
                .isEqualTo("not_wanted");
        assertThat(ping(hook, offer()).getDouble("price")).isEqualTo(3);
        JsonObject bid = ping(
                hook,
                offer().put("lead", new JsonObject().put("zip", 90210))
                        .put("phone_hash", sha256(PHONE).toUpperCase(Locale.ROOT)));
        assertThat(bid.getDouble("price")).isEqualTo(12.5);
        assertThat(bid.getString("currency")).isEqualTo("USD");
        // Reserved is reserved, by whichever way the phone is told.
        assertThat(ping(hook, offer().put("phone", "13800138000")).getString("reason"))
                .isEqualTo("duplicate");

        JsonObject lead = new JsonObject().put("name", "Jane").put("phone", "138 0013 8000");
        String id = bid.getString("ping_id");
        assertThat(post(first, hook, id, lead.copy().put("phone", "13800138001"))
                        .problem())
                .isEqualTo("ping-mismatch");
        assertThat(post(first, hook, "1", lead).problem()).isEqualTo("unknown-ping");
        assertThat(Http.await(send(first, hook, lead)).problem()).isEqualTo("unknown-ping");
        Http.Reply bought = post(first, hook, id, lead);
        assertThat(bought.json().getString("result")).isEqualTo("accepted");
        assertThat(post(second, hook, id, lead).json()).isEqualTo(bought.json());
        assertThat(store.leads(firm)).hasSize(1);
        assertThat(ping(hook, offer().put("phone", PHONE)).getString("reason")).isEqualTo("duplicate");
        assertThat(ping(hook, offer().put("phone_hash", sha256(PHONE))).getString("reason"))
                .isEqualTo("duplicate");
        assertThat(store.sql("select encode(phone, 'hex') from ping where phone is not null and tenant = ?", firm.no())
                        .toString())
                .doesNotContain(sha256(PHONE).substring(0, 32));
        store.assertAtRest(firm);
    }

    @Test
    void a_days_cap_holds_under_parallel_pings_of_two_nodes_and_time_outs_free_it() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, 5);
        List<CompletableFuture<Http.Reply>> asked = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            asked.add(send(i % 2 == 0 ? first : second, hook + "/ping", offer()));
        }
        Set<String> reserved = new TreeSet<>();
        for (Http.Reply reply : Http.all(asked)) {
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            String id = reply.json().getString("ping_id");
            if (id != null) {
                reserved.add(id);
            } else {
                assertThat(reply.json().getString("reason")).isEqualTo("cap_reached");
            }
        }
        assertThat(reserved).hasSize(5);
        List<String> ids = List.copyOf(reserved);
        assertThat(post(first, hook, ids.get(0), new JsonObject().put("name", "In time"))
                        .status())
                .isEqualTo(200);
        store.sql("update ping set expires_at = now() - interval '1 minute' where tenant = ?", firm.no());
        // The four that were not sent are free again, the one that was is not.
        for (int i = 0; i < 4; i++) {
            assertThat(ping(hook, offer()).getBoolean("accepted"))
                    .as("ping %s", i)
                    .isTrue();
        }
        assertThat(ping(hook, offer()).getString("reason")).isEqualTo("cap_reached");
        Http.Reply late = post(first, hook, ids.get(1), new JsonObject().put("name", "Late"));
        assertThat(late.status()).isEqualTo(410);
        assertThat(late.problem()).isEqualTo("ping-expired");
        assertThat(store.leads(firm)).hasSize(1);
    }

    @Test
    void a_lead_with_another_phone_leaves_the_reservation_as_it_was() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, null);
        String id = ping(hook, offer().put("phone", PHONE)).getString("ping_id");
        JsonObject wrong = new JsonObject().put("name", "Jane").put("phone", "13800138001");
        assertThat(post(first, hook, id, wrong).problem()).isEqualTo("ping-mismatch");
        assertThat(post(first, hook, id, new JsonObject().put("name", "Jane")).problem())
                .isEqualTo("ping-mismatch");
        store.sql("update ping set expires_at = now() - interval '1 minute' where tenant = ?", firm.no());
        assertThat(post(first, hook, id, wrong).problem()).isEqualTo("ping-expired");
        assertThat(ping(hook, offer().put("phone", PHONE)).getBoolean("accepted"))
                .isTrue();
        assertThat(store.count("select n from ping_day where tenant = ?", firm.no()))
                .isEqualTo(1);
    }

    @Test
    void a_lead_that_says_otherwise_than_its_price_was_for_is_refused_and_so_is_a_listed_number() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, null);
        String id = ping(
                        hook,
                        offer().put("lead", new JsonObject().put("zip", "90210"))
                                .put("phone", PHONE))
                .getString("ping_id");
        JsonObject lead = new JsonObject().put("name", "Jane").put("phone", PHONE);
        assertThat(post(first, hook, id, lead.copy().put("lead", new JsonObject().put("zip", "10001")))
                        .problem())
                .isEqualTo("ping-mismatch");
        assertThat(post(
                                first,
                                hook,
                                id,
                                lead.copy().put("grade", "b").put("lead", new JsonObject().put("zip", "90001")))
                        .json()
                        .getString("result"))
                .isEqualTo("accepted");
        firm.admin().post("/do-not-call", new JsonObject().put("phones", new JsonArray().add("+8613800138009")));
        assertThat(ping(hook, offer().put("phone", "13800138009")).getString("reason"))
                .isEqualTo("not_wanted");
    }

    @Test
    void a_reservation_without_a_phone_buys_one_lead_though_its_request_is_forgotten() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, null);
        String id = ping(hook, offer()).getString("ping_id");
        Http.Reply bought = post(first, hook, id, new JsonObject().put("name", "Jane"));
        assertThat(bought.json().getString("result")).isEqualTo("accepted");
        store.sql("delete from request where tenant = ?", firm.no());
        store.sql("update ping set expires_at = now() - interval '3 days' where tenant = ?", firm.no());
        assertThat(post(second, hook, id, new JsonObject().put("name", "Somebody else"))
                        .json())
                .isEqualTo(bought.json());
        assertThat(store.leads(firm)).hasSize(1);
    }

    @Test
    void a_sold_reservation_whose_lead_is_not_known_holds_no_longer_than_its_request() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, null);
        String id = ping(hook, offer()).getString("ping_id");
        JsonObject lead = new JsonObject().put("name", "Jane");
        Http.Reply bought = post(first, hook, id, lead);
        // As if the node had died before it noted the lead.
        store.sql("update ping set lead = null, expires_at = now() - interval '21 hours' where tenant = ?", firm.no());
        assertThat(post(first, hook, id, lead).json()).isEqualTo(bought.json());
        store.sql("update ping set lead = null, expires_at = now() - interval '23 hours' where tenant = ?", firm.no());
        assertThat(post(first, hook, id, lead).problem()).isEqualTo("ping-expired");
        assertThat(store.leads(firm)).hasSize(1);
    }

    @Test
    void two_nodes_never_reserve_one_phone_twice() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, 1_000);
        List<CompletableFuture<Http.Reply>> asked = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            JsonObject offer = offer();
            offer.put(i % 4 < 2 ? "phone" : "phone_hash", i % 4 < 2 ? PHONE : sha256(PHONE));
            asked.add(send(i % 2 == 0 ? first : second, hook + "/ping", offer));
        }
        long accepted = Http.all(asked).stream()
                .filter(reply -> reply.json().getBoolean("accepted"))
                .count();
        assertThat(accepted).isEqualTo(1);
        // What was refused as a duplicate holds no room.
        assertThat(store.count("select n from ping_day where tenant = ?", firm.no()))
                .isEqualTo(1);
    }
}
