package io.pelagos.http;

import static io.pelagos.team.TestDirectory.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Channel;
import io.pelagos.channel.Proof;
import io.pelagos.team.Team;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigRoutesTest {
    private static final JsonObject TEAM = new JsonObject().put("name", "Blue");

    private TestApi api;
    private String admin;

    @BeforeEach
    void start() {
        api = new TestApi();
        api.here.tenant("acme");
        admin = api.here.token("acme", "admin");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void an_operator_makes_a_tenant_whose_admin_token_works_at_once() {
        JsonObject body = tenant("new");
        TestApi.Reply made = api.send(TestApi.BOOT, "POST", "/tenants", body);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().getString("time_zone")).isEqualTo("Europe/Berlin");
        TestApi.Reply own = api.get(made.body().getString("token"), "/tenant");
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.body().getString("id")).isEqualTo("new");
        assertThat(api.send(TestApi.BOOT, "POST", "/tenants", body).status()).isEqualTo(409);
        assertThat(api.send(admin, "POST", "/tenants", tenant("third")).status())
                .isEqualTo(403);
    }

    @Test
    void a_new_tenants_faults_have_pointers() {
        assertThat(api.send(TestApi.BOOT, "POST", "/tenants", tenant("Bad Id")).fault())
                .startsWith("/id ");
        assertThat(api.send(TestApi.BOOT, "POST", "/tenants", tenant("x").put("time_zone", "+08:00"))
                        .fault())
                .startsWith("/time_zone ");
        assertThat(api.send(TestApi.BOOT, "POST", "/tenants", tenant("x").put("calendar", new JsonObject()))
                        .fault())
                .isEqualTo("/calendar/shifts must have 1 to 50 shifts");
        assertThat(api.send(TestApi.BOOT, "POST", "/tenants", tenant("x").put("name", " \u2009"))
                        .fault())
                .isEqualTo("/name must not be blank");
    }

    @Test
    void nobody_can_write_what_misleads_a_reader_but_what_is_stored_is_read() {
        JsonObject team = new JsonObject().put("name", "North\u202E");
        assertThat(api.send(admin, "POST", "/teams", team.copy().put("id", "n")).fault())
                .isEqualTo("/name must not contain control characters, nor such as turn the direction of text");
        assertThat(Team.TEAM.read().apply("n", team).name()).isEqualTo("North\u202E");
        for (String end : List.of("\n", "\r", "\r\nBcc: all@firm.example")) {
            JsonObject lines = new JsonObject().put("id", "n").put("name", "North" + end);
            assertThat(api.send(admin, "POST", "/teams", lines).fault()).isEqualTo("/name must be one line");
        }
    }

    @Test
    void the_same_key_and_body_is_answered_the_same_again() {
        TestApi.Reply first = api.send(TestApi.BOOT, "POST", "/tenants", tenant("new"), "Idempotency-Key", "k1");
        TestApi.Reply second = api.send(TestApi.BOOT, "POST", "/tenants", tenant("new"), "Idempotency-Key", "k1");
        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.raw().body()).isEqualTo(first.raw().body());
        TestApi.Reply other = api.send(TestApi.BOOT, "POST", "/tenants", tenant("else"), "Idempotency-Key", "k1");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.type()).isEqualTo("/problems/idempotency-key-reused");
        // Another principal's key is another key.
        assertThat(api.send(admin, "POST", "/teams", TEAM, "Idempotency-Key", "k1")
                        .status())
                .isEqualTo(201);
        // A token must not lie in the table in the clear.
        String token = first.body().getString("token");
        await(api.here.sql.query("select encode(answer, 'escape') from request").execute())
                .forEach(row -> assertThat(row.getString(0)).doesNotContain(token));
    }

    @Test
    void parallel_requests_with_one_key_write_once() {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<TestApi.Reply>> replies = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> api.send(admin, "POST", "/teams", TEAM, "Idempotency-Key", "same"), threads))
                    .toList();
            assertThat(replies.stream().map(reply -> reply.join().status())).containsOnly(201);
            assertThat(replies.stream().map(reply -> reply.join().raw().body()).distinct())
                    .hasSize(1);
            assertThat(api.get(admin, "/teams").body().getJsonArray("items")).hasSize(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void parallel_writers_without_if_match_all_get_through() {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<Integer>> replies = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> api.send(admin, "POST", "/teams", TEAM).status(), threads))
                    .toList();
            assertThat(replies.stream().map(CompletableFuture::join)).containsOnly(201);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void a_refused_request_is_not_remembered() {
        JsonObject pool = new JsonObject()
                .put("name", "Web")
                .put("members", new JsonObject().put("teams", new JsonArray().add("blue")));
        assertThat(api.send(admin, "POST", "/pools", pool, "Idempotency-Key", "p")
                        .fault())
                .isEqualTo("/members/teams there is no team blue");
        api.send(admin, "POST", "/teams", TEAM.copy().put("id", "blue"));
        assertThat(api.send(admin, "POST", "/pools", pool, "Idempotency-Key", "p")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void if_match_protects_against_lost_updates() {
        TestApi.Reply made = api.send(admin, "POST", "/teams", TEAM.copy().put("id", "blue"));
        String etag = made.header("ETag");
        assertThat(api.get(admin, "/teams/blue").header("ETag")).isEqualTo(etag);
        JsonObject red = new JsonObject().put("name", "Red");
        TestApi.Reply put = api.send(admin, "PUT", "/teams/blue", red, "If-Match", etag);
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.header("ETag")).isNotEqualTo(etag);
        assertThat(api.send(admin, "PUT", "/teams/blue", TEAM, "If-Match", etag).status())
                .isEqualTo(412);
        assertThat(api.send(admin, "PUT", "/teams/blue", TEAM, "If-Match", "\"99999\"")
                        .status())
                .isEqualTo(412);
        assertThat(api.send(admin, "DELETE", "/teams/blue", null, "If-Match", "\"x\"")
                        .status())
                .isEqualTo(412);
        assertThat(api.get(admin, "/teams/blue").body().getString("name")).isEqualTo("Red");
    }

    @Test
    void what_was_read_can_be_written_back() {
        api.send(admin, "POST", "/pools", new JsonObject().put("id", "web").put("name", "Web"));
        JsonObject channel = new JsonObject()
                .put("id", "ads")
                .put("type", "google")
                .put("name", "Ads")
                .put("pool", "web")
                .put("secret", "s3cret");
        TestApi.Reply made = api.send(admin, "POST", "/channels", channel);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().getString("hook_url")).matches("/hooks/[0-9A-Za-z]{22}");
        assertThat(made.raw().body()).doesNotContain("s3cret", "sealed", "hook_key");
        JsonObject read = api.get(admin, "/channels/ads").body();
        assertThat(read).isEqualTo(made.body());
        TestApi.Reply put = api.send(admin, "PUT", "/channels/ads", read);
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo(read);
        assertThat(secret()).startsWith("sealed:").doesNotContain("s3cret");
        String before = secret();
        api.send(admin, "PUT", "/channels/ads", read.copy().put("name", "Other"));
        assertThat(secret()).isEqualTo(before);
        api.send(admin, "PUT", "/channels/ads", read.copy().put("secret", "another"));
        assertThat(secret()).startsWith("sealed:").isNotEqualTo(before);
        assertThat(api.send(admin, "PUT", "/channels/ads", read.copy().put("hook_url", "/hooks/mine"))
                        .fault())
                .isEqualTo("/hook_url is given by the server");
        assertThat(api.send(admin, "PUT", "/channels/ads", read.copy().put("pool", "none"))
                        .fault())
                .isEqualTo("/pool there is no such pool");
    }

    @Test
    void a_secret_is_told_by_a_null_and_kept_by_it() {
        api.send(admin, "POST", "/pools", new JsonObject().put("id", "web").put("name", "Web"));
        JsonObject channel =
                new JsonObject().put("type", "generic").put("name", "Forms").put("pool", "web");
        TestApi.Reply open = api.send(admin, "POST", "/channels", channel.copy().put("id", "open"));
        assertThat(open.body().containsKey("secret")).isFalse();

        JsonObject closed = channel.copy().put("id", "ads").put("secret", "s3cret");
        JsonObject read = api.send(admin, "POST", "/channels", closed).body();
        assertThat(read.containsKey("secret")).isTrue();
        assertThat(read.getValue("secret")).isNull();
        String before = secret();
        for (JsonObject body : List.of(read, channel, channel.copy().putNull("secret"))) {
            assertThat(api.send(admin, "PUT", "/channels/ads", body).body()).isEqualTo(read);
            assertThat(secret()).isEqualTo(before);
        }
        assertThat(api.here
                        .directory
                        .tenant("acme")
                        .get(Channel.CHANNEL, "ads")
                        .proof()
                        .kind())
                .isEqualTo(Proof.Kind.USUAL);

        JsonObject none = read.copy().put("auth", new JsonObject().put("type", "none"));
        assertThat(api.send(admin, "PUT", "/channels/ads", none).status()).isEqualTo(200);
        assertThat(api.here
                        .directory
                        .tenant("acme")
                        .get(Channel.CHANNEL, "ads")
                        .proof()
                        .kind())
                .isEqualTo(Proof.Kind.NONE);
    }

    @Test
    void a_secret_that_no_signature_can_be_checked_with_is_refused() {
        api.send(admin, "POST", "/pools", new JsonObject().put("id", "web").put("name", "Web"));
        JsonObject channel = new JsonObject()
                .put("id", "ads")
                .put("type", "generic")
                .put("name", "Forms")
                .put("pool", "web");
        JsonObject standard = new JsonObject().put("type", "standard-webhooks");
        String fault = "/secret must be whsec_ and the base64 of a key, as Standard Webhooks asks";
        for (JsonObject bad : List.of(
                channel.copy().put("secret", "whsec_!!!"),
                channel.copy().put("secret", "whsec_"),
                channel.copy().put("secret", "plain").put("auth", standard))) {
            assertThat(api.send(admin, "POST", "/channels", bad).fault()).isEqualTo(fault);
        }
        JsonObject plain = channel.copy().put("secret", "plain");
        assertThat(api.send(admin, "POST", "/channels", plain).status()).isEqualTo(201);
        // The secret that is kept must fit, too.
        JsonObject other = channel.copy().put("auth", standard);
        assertThat(api.send(admin, "PUT", "/channels/ads", other).fault()).isEqualTo(fault);
        other.put("secret", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
        assertThat(api.send(admin, "PUT", "/channels/ads", other).status()).isEqualTo(200);
    }

    @Test
    void addresses_that_may_not_be_called_are_refused() {
        api.send(admin, "POST", "/pools", new JsonObject().put("id", "web").put("name", "Web"));
        Map<String, String> faults = Map.of(
                "https://10.0.0.1/", "leads to an address that may not be called",
                "https://127.0.0.1:18190/graph", "leads to an address that may not be called",
                "http://graph.example.com/", "must begin with https://",
                "https://example.com:22/", "must have port 443, 80, or one from 1024 to 65535");
        faults.forEach((url, fault) -> {
            Map<String, JsonObject> settings = Map.of(
                    "meta/graph_url", new JsonObject().put("graph_url", url),
                    "linkedin/api_url", new JsonObject().put("api_url", url),
                    "kuaishou/pull/url",
                            new JsonObject().put("pull", new JsonObject().put("url", url + "?page={page}")));
            settings.forEach((at, some) -> {
                JsonObject channel = new JsonObject()
                        .put("type", at.substring(0, at.indexOf('/')))
                        .put("name", "Ads")
                        .put("pool", "web")
                        .put("secret", "s")
                        .put("settings", some);
                assertThat(api.send(admin, "POST", "/channels", channel).fault())
                        .isEqualTo("/settings" + at.substring(at.indexOf('/')) + " " + fault);
            });
        });
    }

    @Test
    void rules_look_only_at_fields_that_the_firm_has() {
        api.send(admin, "POST", "/pools", new JsonObject().put("id", "web").put("name", "Web"));
        JsonObject when = new JsonObject().put("field", "fields.size").put("min", 5);
        JsonObject rule = new JsonObject().put("name", "big").put("when", when);
        JsonObject scoring =
                new JsonObject().put("rules", new JsonArray().add(rule.copy().put("points", 5)));
        JsonObject firm = new JsonObject()
                .put("name", "Acme")
                .put("time_zone", "Asia/Shanghai")
                .put("scoring", scoring);
        JsonObject channel = new JsonObject()
                .put("type", "generic")
                .put("name", "Forms")
                .put("pool", "web")
                .put("routing", new JsonArray().add(rule.copy().put("pool", "web")));
        String fault = "looks at a field that the firm does not have";
        assertThat(api.send(admin, "PUT", "/tenant", firm).fault()).isEqualTo("/scoring/rules/0/when " + fault);
        assertThat(api.send(admin, "POST", "/channels", channel).fault()).isEqualTo("/routing/0/when " + fault);

        JsonObject size = new JsonObject().put("id", "size").put("name", "Size").put("type", "number");
        firm.put("fields", new JsonArray().add(size));
        assertThat(api.send(admin, "PUT", "/tenant", firm).status()).isEqualTo(200);
        assertThat(api.send(admin, "POST", "/channels", channel).status()).isEqualTo(201);
    }

    @Test
    void credentials_are_named_never_shown_and_kept_one_by_one() {
        api.send(admin, "POST", "/pools", new JsonObject().put("id", "web").put("name", "Web"));
        JsonObject channel = new JsonObject()
                .put("type", "meta")
                .put("name", "Ads")
                .put("pool", "web")
                .put("secret", "s3cret")
                .put("credentials", new JsonObject().put("verify_token", "tok").put("page_token", "p4ge"));
        TestApi.Reply made = api.send(admin, "POST", "/channels", channel.copy().put("id", "ads"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.raw().body()).doesNotContain("tok\"", "p4ge", "sealed:");
        JsonObject read = api.get(admin, "/channels/ads").body();
        assertThat(read.getJsonObject("credentials"))
                .isEqualTo(new JsonObject().putNull("verify_token").putNull("page_token"));
        JsonObject before = credentials();
        assertThat(before.encode()).doesNotContain("p4ge").contains("sealed:");

        api.send(admin, "PUT", "/channels/ads", read);
        assertThat(credentials()).isEqualTo(before);
        api.send(admin, "PUT", "/channels/ads", channel.copy().putNull("credentials"));
        assertThat(credentials()).isEqualTo(before);
        JsonObject other = new JsonObject().put("page_token", "another").put("verify_token", "");
        api.send(admin, "PUT", "/channels/ads", channel.copy().put("credentials", other));
        assertThat(credentials().fieldNames()).containsExactly("page_token");
        assertThat(credentials().getString("page_token"))
                .startsWith("sealed:")
                .isNotEqualTo(before.getString("page_token"));
        JsonObject forged = new JsonObject().put("page_token", "sealed:AAAA");
        assertThat(api.send(admin, "PUT", "/channels/ads", channel.copy().put("credentials", forged))
                        .fault())
                .isEqualTo("/credentials/page_token must not begin with sealed:");
        assertThat(api.send(admin, "PUT", "/channels/ads", channel.copy().put("credentials", "x"))
                        .fault())
                .isEqualTo("/credentials must be an object");
    }

    private JsonObject credentials() {
        return api.here.directory.tenant("acme").doc("channel", "ads").getJsonObject("credentials");
    }

    @Test
    void a_pool_that_holds_leads_or_is_referred_to_stays() {
        api.send(admin, "POST", "/pools", new JsonObject().put("id", "web").put("name", "Web"));
        api.withLeads.add("web");
        assertThat(api.send(admin, "DELETE", "/pools/web", null).type()).isEqualTo("/problems/pool-not-empty");
        api.withLeads.clear();
        JsonObject channel =
                new JsonObject().put("id", "ads").put("type", "generic").put("name", "Ads");
        api.send(admin, "POST", "/channels", channel.put("pool", "web"));
        assertThat(api.send(admin, "DELETE", "/pools/web", null).type()).isEqualTo("/problems/in-use");
        assertThat(api.send(admin, "DELETE", "/channels/ads", null).status()).isEqualTo(204);
        assertThat(api.send(admin, "DELETE", "/pools/web", null).status()).isEqualTo(204);
        assertThat(api.get(admin, "/pools/web").status()).isEqualTo(404);
    }

    @Test
    void teams_form_a_tree_and_stay_while_used() {
        api.send(admin, "POST", "/teams", TEAM.copy().put("id", "a"));
        api.send(admin, "POST", "/teams", TEAM.copy().put("id", "b").put("parent", "a"));
        assertThat(api.send(admin, "PUT", "/teams/a", TEAM.copy().put("parent", "b"))
                        .fault())
                .startsWith("/parent teams must form a tree");
        assertThat(api.send(admin, "PUT", "/teams/a", TEAM.copy().put("parent", "a"))
                        .fault())
                .startsWith("/parent ");
        assertThat(api.send(admin, "DELETE", "/teams/a", null).status()).isEqualTo(409);
        assertThat(api.send(admin, "DELETE", "/teams/b", null).status()).isEqualTo(204);
    }

    @Test
    void a_patch_changes_what_it_names() {
        JsonObject ann = new JsonObject().put("id", "ann").put("login", "ann").put("name", "Ann");
        assertThat(api.send(admin, "POST", "/agents", ann.put("seniority", 3)).status())
                .isEqualTo(201);
        JsonObject patch = new JsonObject().put("status", "suspended").putNull("seniority");
        JsonObject patched = api.send(admin, "PATCH", "/agents/ann", patch).body();
        assertThat(patched.getString("status")).isEqualTo("suspended");
        assertThat(patched.getString("login")).isEqualTo("ann");
        assertThat(patched.containsKey("seniority")).isFalse();
        assertThat(api.send(admin, "PATCH", "/agents/ann", new JsonObject().put("role", "god"))
                        .fault())
                .startsWith("/role must be one of");
        assertThat(api.send(
                                admin,
                                "PATCH",
                                "/agents/ann",
                                new JsonObject()
                                        .put("quotas", new JsonArray().add(new JsonObject().put("window", "day"))))
                        .fault())
                .isEqualTo("/quotas/0/max is required");
        assertThat(api.send(admin, "POST", "/agents", ann.copy().put("id", "bob"))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void tokens_are_shown_once_and_can_be_revoked() {
        api.here.agent("acme", "ann", "agent", null);
        JsonObject wanted = new JsonObject().put("name", "phone").put("scopes", new JsonArray().add("pools:read"));
        TestApi.Reply issued = api.send(admin, "POST", "/agents/ann/tokens", wanted);
        assertThat(issued.status()).isEqualTo(201);
        String token = issued.body().getString("token");
        assertThat(api.get(token, "/pools").status()).isEqualTo(200);
        assertThat(api.get(token, "/tenant").status()).isEqualTo(403);
        TestApi.Reply list = api.get(admin, "/agents/ann/tokens");
        assertThat(list.body().getJsonArray("items")).hasSize(1);
        assertThat(list.raw().body()).doesNotContain(token);
        String path = "/agents/ann/tokens/" + issued.body().getString("id");
        assertThat(api.send(admin, "DELETE", path, null).status()).isEqualTo(204);
        assertThat(api.get(token, "/pools").status()).isEqualTo(401);
        assertThat(api.send(admin, "DELETE", path, null).status()).isEqualTo(404);
        JsonObject bad = new JsonObject().put("scopes", new JsonArray().add("operator"));
        assertThat(api.send(admin, "POST", "/agents/ann/tokens", bad).fault()).startsWith("/scopes/0 ");
        JsonObject past = new JsonObject().put("expires_at", "2020-01-01T00:00:00Z");
        assertThat(api.send(admin, "POST", "/agents/ann/tokens", past).fault()).startsWith("/expires_at ");
    }

    @Test
    void a_token_is_not_made_for_an_agent_who_is_just_being_deleted() {
        api.here.agent("acme", "ann", "agent", null);
        var connection = await(api.here.sql.getConnection());
        var deletion = await(connection.begin());
        await(connection.query("delete from config where id = 'ann'").execute());
        CompletableFuture<TestApi.Reply> issued =
                CompletableFuture.supplyAsync(() -> api.send(admin, "POST", "/agents/ann/tokens", new JsonObject()));
        String waiting = "select 1 from pg_locks where not granted";
        while (await(connection.query(waiting).execute()).size() == 0) {
            assertThat(issued).isNotDone();
        }
        await(deletion.commit());
        await(connection.close());
        assertThat(issued.join().status()).isEqualTo(404);
    }

    @Test
    void lists_go_on_where_the_cursor_says() {
        for (String id : List.of("a", "b", "c")) {
            api.send(admin, "POST", "/teams", TEAM.copy().put("id", id));
        }
        JsonObject first = api.get(admin, "/teams?limit=2").body();
        assertThat(first.getJsonArray("items")).hasSize(2);
        JsonObject rest = api.get(admin, "/teams?limit=2&cursor=" + first.getString("next"))
                .body();
        assertThat(rest.getJsonArray("items").getJsonObject(0).getString("id")).isEqualTo("c");
        assertThat(rest.getValue("next")).isNull();
        assertThat(rest.containsKey("next")).isTrue();
    }

    private String secret() {
        return api.here.directory.tenant("acme").doc("channel", "ads").getString("secret");
    }

    private static JsonObject tenant(String id) {
        return new JsonObject().put("id", id).put("name", "New").put("time_zone", "Europe/Berlin");
    }

    @Test
    void the_last_active_admin_stays_one() {
        String one = "/agents/admin";
        JsonObject stored = api.get(admin, one).body();
        for (JsonObject change : List.of(
                stored.copy().put("role", "manager"),
                stored.copy().put("status", "suspended"),
                stored.copy().put("status", "left"))) {
            assertThat(api.send(admin, "PUT", one, change).type())
                    .as(change.encode())
                    .isEqualTo("/problems/last-admin");
        }
        assertThat(api.send(admin, "PATCH", one, new JsonObject().put("status", "left"))
                        .type())
                .isEqualTo("/problems/last-admin");
        assertThat(api.send(admin, "DELETE", one, null).type()).isEqualTo("/problems/last-admin");
        assertThat(api.get(admin, one).body()).isEqualTo(stored);
        api.here.agent("acme", "second", "admin", null);
        assertThat(api.send(admin, "PATCH", one, new JsonObject().put("status", "left"))
                        .status())
                .isEqualTo(200);
        String second = api.here.token("acme", "second");
        assertThat(api.send(second, "DELETE", "/agents/second", null).type()).isEqualTo("/problems/last-admin");
    }

    @Test
    void an_agent_is_shown_whole_though_its_document_leaves_out_what_is_usual() {
        api.here.put(
                "acme", "agent", "raw", new JsonObject().put("login", "raw").put("name", "Raw"));
        assertThat(api.send(admin, "GET", "/agents/raw", null).body())
                .contains(Map.entry("role", "agent"), Map.entry("status", "active"));
    }

    @Test
    void to_a_pools_admin_pools_and_channels_that_he_does_not_see_are_not_there() {
        api.here.agent("acme", "ann", "agent", null);
        String ann = api.here.token("acme", "ann");
        JsonObject hidden =
                new JsonObject().put("id", "hidden").put("name", "H").put("visible", false);
        assertThat(api.send(admin, "POST", "/pools", hidden).status()).isEqualTo(201);
        JsonObject hers = new JsonObject().put("name", "Hers").put("admins", new JsonArray().add("ann"));
        assertThat(api.send(admin, "POST", "/pools", hers.copy().put("id", "hers"))
                        .status())
                .isEqualTo(201);
        for (String pool : List.of("hidden", "elsewhere")) {
            assertThat(api.send(ann, "PUT", "/pools/hers", ruled(hers, pool, null))
                            .fault())
                    .isEqualTo("/recycle/0/to there is no such pool");
        }
        JsonObject ads = new JsonObject()
                .put("id", "ads")
                .put("type", "google")
                .put("name", "Ads")
                .put("secret", "s")
                .put("pool", "hidden");
        assertThat(api.send(admin, "POST", "/channels", ads).status()).isEqualTo(201);
        for (String channel : List.of("ads", "nobody")) {
            assertThat(api.send(ann, "PUT", "/pools/hers", ruled(hers, "hers", channel))
                            .fault())
                    .isEqualTo("/recycle/0/applies_to/channels there is no channel " + channel);
        }
        JsonObject named = ruled(hers, "hidden", "ads");
        assertThat(api.send(admin, "PUT", "/pools/hers", named).status()).isEqualTo(200);
        assertThat(api.send(ann, "PUT", "/pools/hers", named.copy().put("name", "Mine"))
                        .status())
                .as("what a manager has named")
                .isEqualTo(200);
        assertThat(api.send(ann, "PUT", "/pools/hidden", hers).status()).isEqualTo(404);
        for (JsonObject open : List.of(
                named.copy().put("masking", new JsonArray()),
                named.copy().put("reveal", new JsonObject().put("by", new JsonArray().add("agent"))))) {
            assertThat(api.send(ann, "PUT", "/pools/hers", open).status())
                    .as("nor does he open other people's contacts to himself")
                    .isEqualTo(403);
        }
    }

    private static JsonObject ruled(JsonObject pool, String to, String channel) {
        JsonObject rule = new JsonObject()
                .put("name", "idle")
                .put("trigger", "no_followup")
                .put("after", "P9D")
                .put("to", to);
        if (channel != null) {
            rule.put("applies_to", new JsonObject().put("channels", new JsonArray().add(channel)));
        }
        return pool.copy().put("recycle", new JsonArray().add(rule));
    }
}
