package io.pelagos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People who sign in, with a password or where their firm's people do; and what browsers are told. */
class SignInTest {
    private static final String SESSION = "/api/v1/session";
    private static final String RIGHT = "correct horse";
    private static final String API = "https://pelagos.example";

    private static EmbeddedRedis redis;
    private static TestNode node;
    private static TestProvider provider;

    @BeforeAll
    static void start(@TempDir Path dir) {
        redis = TestEngines.ownRedis(dir);
        node = TestNode.start(
                TestEngines.postgresUrl(),
                redis.url(),
                "sweep_after_millis: 500",
                "outgoing: {allow_private: true, allow_http: true}");
        provider = new TestProvider();
    }

    @AfterAll
    static void stop() {
        provider.close();
        node.close();
        redis.close();
    }

    private static Browser browser() {
        return new Browser("http://127.0.0.1:" + node.port());
    }

    private static JsonObject words(TestTenant firm, String login, String password) {
        return new JsonObject().put("tenant", firm.id).put("login", login).put("password", password);
    }

    /** A firm with agent ann, who has a password. */
    private static TestTenant firm() {
        TestTenant firm = node.tenant().pool("p");
        firm.agent("ann");
        password(firm, "ann", new JsonObject().put("password", RIGHT));
        return firm;
    }

    private static void password(TestTenant firm, String agent, JsonObject body) {
        Http.Reply set = firm.admin().put("/agents/" + agent + "/password", body);
        assertThat(set.status()).as(set.body()).isEqualTo(204);
    }

    private static Browser.Page signIn(Browser browser, TestTenant firm, String login, String password) {
        return browser.send("POST", SESSION, words(firm, login, password));
    }

    @Test
    void a_cookie_opens_the_api_to_pages_and_a_csrf_token_shows_that_a_request_is_theirs() {
        TestTenant firm = firm();
        Browser page = browser();
        Browser.Page in = signIn(page, firm, "ann", RIGHT);
        assertThat(in.status()).as(in.raw().body()).isEqualTo(201);
        assertThat(in.headers("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith("pelagos_session=pel_")
                .contains("Path=/", "HTTPOnly", "SameSite=Strict")
                .doesNotContain("Secure", "Max-Age", "Domain");
        assertThat(in.json().getJsonObject("agent").getString("id")).isEqualTo("ann");
        String csrf = in.json().getString("csrf_token");
        Browser.Page me = page.get(SESSION);
        assertThat(me.json().getString("csrf_token")).isEqualTo(csrf);
        assertThat(me.json().getJsonObject("session").getBoolean("current")).isTrue();
        JsonObject busy = new JsonObject().put("status", "busy");
        assertThat(page.send("PUT", "/api/v1/me/presence", busy).problem()).isEqualTo("csrf");
        assertThat(page.send("PUT", "/api/v1/me/presence", busy, "X-CSRF-Token", csrf + "x")
                        .problem())
                .isEqualTo("csrf");
        assertThat(page.send("PUT", "/api/v1/me/presence", busy, "X-CSRF-Token", csrf)
                        .status())
                .isEqualTo(200);
        assertThat(node.as(in.json().getString("token"))
                        .put("/me/presence", busy)
                        .status())
                .as("the token by itself needs none")
                .isEqualTo(200);
        Browser other = browser();
        String others = signIn(other, firm, "ann", RIGHT).json().getString("csrf_token");
        assertThat(page.send("PUT", "/api/v1/me/presence", busy, "X-CSRF-Token", others)
                        .problem())
                .as("another session's")
                .isEqualTo("csrf");
    }

    @Test
    void where_there_are_both_the_header_counts() {
        TestTenant firm = firm();
        String bob = firm.agent("bob");
        Browser page = browser();
        signIn(page, firm, "ann", RIGHT);
        Browser.Page who = page.get(SESSION, "Authorization", "Bearer " + bob);
        assertThat(who.json().getJsonObject("agent").getString("id")).isEqualTo("bob");
        assertThat(who.json().getValue("session")).isNull();
        JsonObject off = new JsonObject().put("status", "off");
        assertThat(page.send("PUT", "/api/v1/me/presence", off, "Authorization", "Bearer " + bob)
                        .status())
                .isEqualTo(200);
        assertThat(page.get(SESSION, "Authorization", "Bearer nonsense").status())
                .isEqualTo(401);
    }

    @Test
    void whoever_signs_out_is_out_and_an_api_token_is_no_session() {
        TestTenant firm = firm();
        Browser page = browser();
        Browser.Page in = signIn(page, firm, "ann", RIGHT);
        String token = in.json().getString("token");
        assertThat(page.send("DELETE", SESSION, null).problem()).isEqualTo("csrf");
        Browser.Page out =
                page.send("DELETE", SESSION, null, "X-CSRF-Token", in.json().getString("csrf_token"));
        assertThat(out.status()).isEqualTo(204);
        assertThat(out.header("Set-Cookie")).startsWith("pelagos_session=;").contains("Max-Age=0");
        assertThat(page.cookies()).isEmpty();
        assertThat(node.as(token).get("/session").status()).isEqualTo(401);
        assertThat(firm.admin().delete("/session").status()).isEqualTo(404);
        assertThat(firm.admin().get("/session").status()).isEqualTo(200);
    }

    @Test
    void all_who_are_refused_hear_the_same() {
        TestTenant firm = firm();
        String wrong = signIn(browser(), firm, "ann", "battery staple").raw().body();
        assertThat(new JsonObject(wrong).getInteger("status")).isEqualTo(401);
        assertThat(signIn(browser(), firm, "bob", RIGHT).raw().body()).isEqualTo(wrong);
        JsonObject elsewhere = words(firm, "ann", RIGHT).put("tenant", "elsewhere");
        assertThat(browser().send("POST", SESSION, elsewhere).raw().body()).isEqualTo(wrong);
        for (int i = 0; i < 9; i++) {
            signIn(browser(), firm, "ann", "battery staple");
        }
        Browser.Page locked = signIn(browser(), firm, "ann", RIGHT);
        assertThat(locked.raw().body()).isEqualTo(wrong);
        password(firm, "ann", new JsonObject().put("password", RIGHT));
        assertThat(signIn(browser(), firm, "ann", RIGHT).status())
                .as("unlocked")
                .isEqualTo(201);
        assertThat(browser().send("POST", SESSION, new JsonObject()).json().getJsonArray("errors"))
                .hasSize(3);
    }

    @Test
    void no_form_of_another_site_signs_anybody_in() {
        TestTenant firm = firm();
        Http.Reply form = node.as("")
                .file(
                        "/session",
                        "text/plain",
                        words(firm, "ann", RIGHT).toBuffer().getBytes(),
                        "");
        assertThat(form.status()).isEqualTo(415);
    }

    @Test
    void passwords_are_set_by_whom_it_becomes_and_are_no_easy_guess() {
        TestTenant firm = firm();
        String mei = firm.agent("mei", new JsonObject().put("role", "manager"));
        firm.agent("crm", new JsonObject().put("role", "integration"));
        JsonObject fine = new JsonObject().put("password", "a fine password");
        assertThat(node.as(mei).put("/agents/ann/password", fine).status()).isEqualTo(204);
        assertThat(node.as(mei).put("/agents/admin/password", fine).status()).isEqualTo(403);
        assertThat(firm.admin().put("/agents/crm/password", fine).problem()).isEqualTo("no-person");
        assertThat(firm.admin().put("/agents/nobody/password", fine).status()).isEqualTo(404);
        String limited = firm.admin()
                .post("/agents/admin/tokens", new JsonObject("{\"scopes\":[\"agents:write\"]}"))
                .json()
                .getString("token");
        assertThat(node.as(limited).put("/agents/ann/password", fine).status()).isEqualTo(403);
        assertThat(node.as(firm.token("ann")).put("/agents/ann/password", fine).status())
                .isEqualTo(403);
        for (String bad : List.of("short", " ".repeat(9), "x".repeat(201), firm.id)) {
            Http.Reply refused = firm.admin().put("/agents/ann/password", new JsonObject().put("password", bad));
            assertThat(refused.status()).as(bad).isEqualTo(400);
            assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                    .isEqualTo("/password");
        }
        assertThat(node.as(firm.token("mei"))
                        .put("/me/password", new JsonObject("{\"old\":\"whatever\",\"new\":\"whatever else\"}"))
                        .problem())
                .isEqualTo("no-password");
    }

    @Test
    void whoever_sets_his_own_password_gives_the_old_one_whatever_his_role() {
        TestTenant firm = firm();
        JsonObject first = new JsonObject().put("password", "the first of all");
        assertThat(firm.admin().put("/agents/admin/password", first).status())
                .as("there is none yet")
                .isEqualTo(204);
        Http.Reply without =
                firm.admin().put("/agents/admin/password", first.copy().put("password", "mine now"));
        assertThat(pointer(without)).isEqualTo("/old");
        JsonObject wrong = new JsonObject().put("password", "mine now").put("old", "a guess of mine");
        assertThat(pointer(firm.admin().put("/agents/admin/password", wrong))).isEqualTo("/old");
        assertThat(pointer(
                        firm.admin().put("/agents/admin/password", wrong.copy().put("must_change", true))))
                .isEqualTo("/must_change");
        assertThat(signIn(browser(), firm, "admin", "the first of all").status())
                .as("it is as it was")
                .isEqualTo(201);
        JsonObject right = wrong.copy().put("old", "the first of all");
        assertThat(firm.admin().put("/agents/admin/password", right).status()).isEqualTo(204);
        assertThat(signIn(browser(), firm, "admin", "mine now").status()).isEqualTo(201);
        String mei = firm.agent("mei", new JsonObject().put("role", "manager"));
        password(firm, "mei", first);
        assertThat(pointer(node.as(mei).put("/agents/mei/password", new JsonObject().put("password", "mine now"))))
                .isEqualTo("/old");
    }

    private static String pointer(Http.Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        return reply.json().getJsonArray("errors").getJsonObject(0).getString("pointer");
    }

    @Test
    void people_who_work_no_leads_choose_their_passwords_and_see_their_sessions_too() {
        TestTenant firm = firm();
        for (String role : List.of("marketer", "auditor", "service")) {
            firm.agent(role, new JsonObject().put("role", role));
            password(
                    firm,
                    role,
                    new JsonObject().put("password", "first password").put("must_change", true));
            Http own = node.as(
                    signIn(browser(), firm, role, "first password").json().getString("token"));
            JsonObject change = new JsonObject().put("old", "first password").put("new", "a password of mine");
            assertThat(own.put("/me/password", change).status()).as(role).isEqualTo(204);
            assertThat(own.get("/me/sessions").json().getJsonArray("items")).hasSize(1);
        }
    }

    @Test
    void a_first_password_may_have_to_be_changed_before_anything_else() {
        TestTenant firm = firm();
        password(firm, "ann", new JsonObject().put("password", "first password").put("must_change", true));
        Browser.Page in = signIn(browser(), firm, "ann", "first password");
        assertThat(in.json().getBoolean("password_change_required")).isTrue();
        Http ann = node.as(in.json().getString("token"));
        assertThat(ann.get("/me").problem()).isEqualTo("password-change-required");
        assertThat(ann.post("/pools/p/claims", new JsonObject()).problem()).isEqualTo("password-change-required");
        assertThat(ann.put("/me/presence", new JsonObject().put("status", "ready"))
                        .problem())
                .isEqualTo("password-change-required");
        JsonObject change = new JsonObject().put("old", "first passwords").put("new", "a password of mine");
        assertThat(ann.put("/me/password", change)
                        .json()
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("pointer"))
                .isEqualTo("/old");
        assertThat(ann.put("/me/password", change.copy().put("old", "a password of mine"))
                        .status())
                .isEqualTo(400);
        assertThat(ann.put("/me/password", change.copy().put("old", "first password"))
                        .status())
                .isEqualTo(204);
        assertThat(ann.get("/me").status()).isEqualTo(200);
        assertThat(signIn(browser(), firm, "ann", "a password of mine").json().getBoolean("password_change_required"))
                .isFalse();
    }

    @Test
    void sessions_are_listed_and_ended_by_their_owner_and_by_managers() {
        TestTenant firm = firm();
        String mei = firm.agent("mei", new JsonObject().put("role", "manager"));
        Http one = node.as(signIn(browser(), firm, "ann", RIGHT).json().getString("token"));
        Http two = node.as(signIn(browser(), firm, "ann", RIGHT).json().getString("token"));
        JsonArray mine = one.get("/me/sessions").json().getJsonArray("items");
        assertThat(mine).hasSize(2);
        assertThat(mine.getJsonObject(0).getBoolean("current")).isTrue();
        assertThat(mine.getJsonObject(0).getString("address")).isEqualTo("127.0.0.1");
        assertThat(mine.encode()).doesNotContain("pel_");
        String second = mine.getJsonObject(1).getString("id");
        String bob = firm.agent("bob");
        assertThat(node.as(bob).delete("/me/sessions/" + second).status())
                .as("not bob's")
                .isEqualTo(404);
        assertThat(one.delete("/me/sessions/" + second).status()).isEqualTo(204);
        assertThat(two.get("/me").status()).isEqualTo(401);
        assertThat(node.as(mei).get("/agents/ann/sessions").json().getJsonArray("items"))
                .hasSize(1);
        assertThat(node.as(mei).get("/agents/admin/sessions").status()).isEqualTo(403);
        assertThat(node.as(mei).delete("/agents/ann/sessions/" + second).status())
                .isEqualTo(404);
        assertThat(node.as(mei).delete("/agents/ann/sessions").json().getInteger("ended"))
                .isEqualTo(1);
        assertThat(one.get("/me").status()).isEqualTo(401);
        Http again = node.as(signIn(browser(), firm, "ann", RIGHT).json().getString("token"));
        JsonObject ann = firm.admin().get("/agents/ann").json();
        firm.admin().put("/agents/ann", ann.copy().put("status", "suspended"));
        assertThat(again.get("/me").status()).isEqualTo(401);
        firm.admin().put("/agents/ann", ann);
        assertThat(again.get("/me").status()).as("it has ended for good").isEqualTo(401);
        assertThat(node.as(mei).get("/agents/ann/sessions").json().getJsonArray("items"))
                .isEmpty();
    }

    @Test
    void admins_see_who_has_signed_in_and_who_has_tried() {
        TestTenant firm = firm();
        String token = signIn(browser(), firm, "ann", RIGHT).json().getString("token");
        signIn(browser(), firm, "ann", "battery staple");
        node.as(token).delete("/session");
        TestNode.eventually("the failure is in the trail", () -> kinds(firm).size() == 4);
        assertThat(kinds(firm)).containsExactlyInAnyOrder("password_set", "signed_in", "failed", "signed_out");
        JsonObject page = firm.admin().get("/sign-ins?agent=ann&limit=1").json();
        assertThat(page.getJsonArray("items").getJsonObject(0).getString("kind"))
                .isIn("signed_out", "failed");
        assertThat(firm.admin()
                        .get("/sign-ins?limit=200&cursor=" + page.getString("next"))
                        .json()
                        .getJsonArray("items"))
                .hasSize(3);
        assertThat(firm.admin().get("/sign-ins?agent=bob").json().getJsonArray("items"))
                .isEmpty();
        assertThat(node.as(firm.agent("mei", new JsonObject().put("role", "manager")))
                        .get("/sign-ins")
                        .status())
                .isEqualTo(403);
    }

    private static List<String> kinds(TestTenant firm) {
        return firm.admin().get("/sign-ins").json().getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("kind"))
                .toList();
    }

    @Test
    void rules_of_sign_in_are_checked_when_they_are_saved() {
        TestTenant firm = node.tenant();
        JsonObject tenant = firm.admin().get("/tenant").json();
        Http.Reply refused = firm.admin()
                .put(
                        "/tenant",
                        tenant.copy()
                                .put(
                                        "sign_in",
                                        new JsonObject("{\"failures\":{\"max\":1},\"session\":{\"idle\":\"PT1M\"}}")));
        assertThat(refused.json().getJsonArray("errors").encode())
                .contains("/sign_in/failures/max", "/sign_in/session/idle");
        assertThat(firm.admin()
                        .put("/tenant", tenant.copy().put("sign_in", new JsonObject("{\"failures\":{\"max\":5}}")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void head_hears_of_what_get_is_answered_and_does_not_get_it() {
        for (String path : List.of("/", "/desk", "/docs", "/health/live", "/health/ready")) {
            Browser watcher = browser();
            Browser.Page heard = watcher.send("HEAD", path, null);
            Browser.Page got = watcher.get(path);
            assertThat(heard.status()).as(path).isEqualTo(200);
            assertThat(heard.raw().body()).as(path).isEmpty();
            assertThat(heard.header("Content-Type")).as(path).isEqualTo(got.header("Content-Type"));
            assertThat(heard.header("Content-Length"))
                    .as("%s, of which the framework's file sending says no length", path)
                    .isIn(
                            path.equals("/docs")
                                    ? ""
                                    : String.valueOf(got.raw().body().getBytes(UTF_8).length));
        }
        for (String path : List.of("/api/v1/me", "/api/v1/session/oidc/callback")) {
            Browser.Page closed = browser().send("HEAD", path, null);
            assertThat(closed.status()).as(path).isEqualTo(405);
            assertThat(closed.header("Allow")).as(path).isEqualTo("GET");
        }
        assertThat(browser().send("DELETE", "/health/live", null).header("Allow"))
                .isEqualTo("GET, HEAD");
    }

    @Test
    void browsers_are_told_to_do_nothing_with_answers_and_little_with_pages() {
        Browser.Page answer = browser().get(SESSION);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Strict-Transport-Security"))
                .as("only over TLS")
                .isEmpty();
        for (String path : List.of("/docs", "/docs/start.js", "/docs/assets/swagger-ui-bundle.js")) {
            Browser.Page page = browser().get(path);
            assertThat(page.header("Content-Security-Policy"))
                    .as(path)
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(page.header("X-Frame-Options")).as(path).isEqualTo("DENY");
            assertThat(page.header("Referrer-Policy")).as(path).isEqualTo("no-referrer");
            assertThat(page.header("Cross-Origin-Opener-Policy")).as(path).isEqualTo("same-origin");
        }
        assertThat(browser().get("/docs").raw().body())
                .contains("/docs/start.js")
                .doesNotContain("style=", "onload=");
    }

    // OpenID Connect

    private static JsonObject oidc() {
        return new JsonObject()
                .put("issuer", provider.issuer())
                .put("client_id", TestProvider.CLIENT)
                .put("client_secret", TestProvider.SECRET)
                .put("tokens", new JsonObject().put("audience", API));
    }

    /** A firm whose people sign in at the provider: agent ann by her address. */
    private static TestTenant firmWithProvider(String audience) {
        TestTenant firm = node.tenant();
        firm.agent("ann", new JsonObject().put("login", "ann@example.com"));
        firm.agent("crm", new JsonObject().put("role", "integration"));
        JsonObject oidc = oidc().put("tokens", new JsonObject().put("audience", audience));
        Http.Reply put =
                firm.admin().put("/tenant", firm.admin().get("/tenant").json().put("oidc", oidc));
        assertThat(put.status()).as(put.body()).isEqualTo(200);
        return firm;
    }

    private static String begin(Browser browser, TestTenant firm, String returnTo) {
        Browser.Page begun = browser.get(SESSION + "/oidc?tenant=" + firm.id + returnTo);
        assertThat(begun.status()).as(begun.raw().body()).isEqualTo(302);
        assertThat(begun.header("Set-Cookie"))
                .startsWith("pelagos_oidc=")
                .contains("HTTPOnly", "SameSite=Lax", "Path=/api/v1/session/oidc");
        return begun.header("Location");
    }

    private static JWTClaimsSet.Builder ann(JWTClaimsSet.Builder claims) {
        return claims.claim("email", "Ann@Example.com").claim("email_verified", true);
    }

    @Test
    void somebody_whom_the_provider_knows_is_signed_in_and_sent_on() {
        TestTenant firm = firmWithProvider("https://right.example");
        Browser browser = browser();
        String location = begin(browser, firm, "&return_to=/docs%3Fa=b");
        assertThat(location).startsWith(provider.issuer() + "/authorize?response_type=code&client_id=pelagos-pages&");
        assertThat(TestProvider.form(location.substring(location.indexOf('?') + 1)))
                .containsEntry("scope", "openid email")
                .containsEntry("code_challenge_method", "S256")
                .containsKeys("nonce", "state");
        String back = provider.back(location, SignInTest::ann);
        Browser.Page in = browser.get(back);
        assertThat(in.status()).as(in.raw().body()).isEqualTo(302);
        assertThat(in.header("Location")).isEqualTo("/docs?a=b");
        assertThat(browser.cookies()).containsOnlyKeys("pelagos_session");
        JsonObject me = browser.get(SESSION).json();
        assertThat(me.getJsonObject("agent").getString("id")).isEqualTo("ann");
        assertThat(me.getJsonObject("session").getString("how")).isEqualTo("oidc");
        assertThat(browser.get(back).problem()).as("the browser has forgotten").isEqualTo("sign-in-stale");
    }

    @Test
    void nobody_is_sent_to_another_server() {
        TestTenant firm = firmWithProvider("https://redirect.example");
        for (String path : List.of(
                "https://evil.example",
                "//evil.example",
                "/%5Cevil.example",
                "/%2F/evil.example",
                "evil",
                "/a%0d%0aSet-Cookie:x")) {
            assertThat(browser()
                            .get(SESSION + "/oidc?tenant=" + firm.id + "&return_to=" + path)
                            .status())
                    .as(path)
                    .isEqualTo(400);
        }
        assertThat(browser().get(SESSION + "/oidc?tenant=elsewhere").status()).isEqualTo(404);
        assertThat(browser().get(SESSION + "/oidc?tenant=" + node.tenant().id).status())
                .isEqualTo(404);
        assertThat(browser().get(SESSION + "/oidc").status()).isEqualTo(400);
    }

    @Test
    void a_way_back_counts_once_and_only_in_the_browser_that_set_out() {
        TestTenant firm = firmWithProvider("https://back.example");
        Browser browser = browser();
        String back = provider.back(begin(browser, firm, ""), SignInTest::ann);
        assertThat(browser().get(back).problem()).as("another browser").isEqualTo("sign-in-stale");
        Browser other = browser();
        begin(other, firm, "");
        assertThat(other.get(back).problem()).as("another state").isEqualTo("sign-in-stale");
        assertThat(browser.get(back.replaceFirst("code=[^&]*", "code=guessed")).problem())
                .isEqualTo("sign-in-refused");
        Browser twice = browser();
        String used = provider.back(begin(twice, firm, ""), SignInTest::ann);
        String kept = twice.cookies().get("pelagos_oidc");
        assertThat(twice.get(used).header("Location")).isEqualTo("/");
        twice.cookies().clear();
        twice.cookies().put("pelagos_oidc", kept);
        assertThat(twice.get(used).problem()).as("the code was used").isEqualTo("sign-in-refused");
        Browser forged = browser();
        begin(forged, firm, "");
        forged.cookies().put("pelagos_oidc", "AAAA" + kept.substring(4));
        assertThat(forged.get(used).problem()).isEqualTo("sign-in-stale");
    }

    @Test
    void an_id_token_must_be_right_in_all_its_parts() {
        TestTenant firm = firmWithProvider("https://parts.example");
        assertThat(with(firm, claims -> claims)).isEqualTo("302");
        assertThat(with(firm, claims -> claims.claim("nonce", "another"))).isEqualTo("sign-in-refused");
        assertThat(with(firm, claims -> claims.claim("nonce", null))).isEqualTo("sign-in-refused");
        assertThat(with(firm, claims -> claims.audience("another"))).isEqualTo("sign-in-refused");
        assertThat(with(firm, claims -> claims.audience(List.of(TestProvider.CLIENT, "another"))))
                .isEqualTo("sign-in-refused");
        assertThat(with(firm, claims -> claims.issuer("https://another.example")))
                .isEqualTo("sign-in-refused");
        assertThat(with(
                        firm,
                        claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(120)))))
                .isEqualTo("sign-in-refused");
        assertThat(with(firm, claims -> claims.claim("email_verified", false))).isEqualTo("sign-in-refused");
        assertThat(with(firm, claims -> claims.claim("email", "eve@example.com")))
                .isEqualTo("sign-in-refused");
        JsonObject ann = firm.admin().get("/agents/ann").json();
        firm.admin().put("/agents/ann", ann.copy().put("status", "left"));
        assertThat(with(firm, claims -> claims)).isEqualTo("sign-in-refused");
    }

    private static String with(TestTenant firm, UnaryOperator<JWTClaimsSet.Builder> change) {
        Browser browser = browser();
        Browser.Page page = browser.get(provider.back(begin(browser, firm, ""), claims -> change.apply(ann(claims))));
        return page.status() == 302 ? "302" : page.problem();
    }

    @Test
    void a_machine_may_come_with_a_token_of_the_provider() {
        TestTenant firm = firmWithProvider("https://machines.example");
        String audience = "https://machines.example";
        JWTClaimsSet.Builder good = provider.claims(audience);
        for (String token : List.of(
                TestProvider.signed(good, provider.rsa),
                TestProvider.signed(good, provider.rsa, JWSAlgorithm.PS256),
                TestProvider.signed(good, provider.ec))) {
            Http.Reply who = node.as(token).get("/session");
            assertThat(who.status()).as(who.body()).isEqualTo(200);
            assertThat(who.json().getString("tenant")).isEqualTo(firm.id);
            assertThat(who.json().getJsonObject("agent").getString("id")).isEqualTo("crm");
        }
        Date soon = Date.from(Instant.now().plusSeconds(120));
        Date before = Date.from(Instant.now().minusSeconds(120));
        refused("another audience", TestProvider.signed(provider.claims("https://another.example"), provider.rsa));
        refused(
                "another issuer",
                TestProvider.signed(provider.claims(audience).issuer("https://another.example"), provider.rsa));
        refused("expired", TestProvider.signed(provider.claims(audience).expirationTime(before), provider.rsa));
        refused("without an end", TestProvider.signed(provider.claims(audience).expirationTime(null), provider.rsa));
        refused("not yet", TestProvider.signed(provider.claims(audience).notBeforeTime(soon), provider.rsa));
        refused("nobody's", TestProvider.signed(provider.claims(audience).subject("nobody"), provider.rsa));
        refused("unsigned", new PlainJWT(good.build()).serialize());
        refused("for browsers", TestProvider.signed(provider.claims(TestProvider.CLIENT), provider.rsa));
        String right = TestProvider.signed(good, provider.rsa);
        refused("changed", right.substring(0, right.length() - 8) + "AAAAAAAA");
        refused("nonsense", "a.b.c");
    }

    private static void refused(String why, String token) {
        assertThat(node.as(token).get("/session").status()).as(why).isEqualTo(401);
    }

    @Test
    void a_token_of_the_provider_reaches_no_further_than_its_scopes_and_stands_for_no_person() {
        TestTenant firm = firmWithProvider("https://scopes.example");
        JWTClaimsSet.Builder claims = provider.claims("https://scopes.example");
        Http limited = node.as(
                TestProvider.signed(claims.claim("scope", "openid session:read operator password:due"), provider.rsa));
        assertThat(limited.get("/session").status()).isEqualTo(200);
        assertThat(limited.get("/leads").status()).as("not in its scopes").isEqualTo(403);
        assertThat(limited.post("/operator/rebuild", new JsonObject()).status()).isEqualTo(403);
        claims.claim("scope", null).claim("scp", List.of("leads:read"));
        Http reader = node.as(TestProvider.signed(claims, provider.rsa));
        assertThat(reader.get("/leads").status()).isEqualTo(200);
        assertThat(reader.get("/session").status()).isEqualTo(403);
        Http nothing = node.as(TestProvider.signed(claims.claim("scp", "openid profile"), provider.rsa));
        assertThat(nothing.get("/leads").status()).as("none of ours").isEqualTo(403);
        claims.claim("scp", null);
        refused("a person", TestProvider.signed(claims.subject("ann@example.com"), provider.rsa));
        refused("an admin", TestProvider.signed(claims.subject("admin"), provider.rsa));
        JsonObject crm = firm.admin().get("/agents/crm").json();
        String token = TestProvider.signed(claims.subject("crm").claim("n", 1), provider.rsa);
        assertThat(node.as(token).get("/session").status()).isEqualTo(200);
        assertThat(firm.admin().put("/agents/crm", crm.put("role", "manager")).status())
                .isEqualTo(200);
        refused("a machine that has become a person", token);
    }

    @Test
    void an_address_whose_ways_back_fail_is_sent_away_before_the_provider_is_asked() {
        TestTenant firm = firmWithProvider("https://tries.example");
        JsonObject tenant = firm.admin().get("/tenant").json();
        tenant.put("sign_in", new JsonObject("{\"address\":{\"max\":3,\"window\":\"PT1H\"}}"));
        assertThat(firm.admin().put("/tenant", tenant).status()).isEqualTo(200);
        assertThat(with(firm, claims -> claims)).as("a success counts nothing").isEqualTo("302");
        for (int i = 0; i < 3; i++) {
            assertThat(with(firm, claims -> claims.claim("email", "eve@example.com")))
                    .isEqualTo("sign-in-refused");
        }
        Browser browser = browser();
        Browser.Page away = browser.get(provider.back(begin(browser, firm, ""), SignInTest::ann));
        assertThat(away.status()).isEqualTo(429);
        assertThat(away.problem()).isEqualTo("too-many-sign-ins");
        assertThat(away.header("Retry-After")).isEqualTo("60");
        JsonObject words = words(firm, "ann@example.com", RIGHT);
        assertThat(browser().send("POST", SESSION, words).problem())
                .as("with a password, too")
                .isEqualTo("too-many-sign-ins");
    }

    @Test
    void a_firm_cannot_take_the_place_of_another_whose_machines_come_with_the_same_tokens() {
        String audience = "https://shared.example";
        firmWithProvider(audience);
        String token = TestProvider.signed(provider.claims(audience), provider.rsa);
        TestTenant rival = node.tenant();
        JsonObject tenant = rival.admin().get("/tenant").json();
        tenant.put("oidc", oidc().put("tokens", new JsonObject().put("audience", audience)));
        Http.Reply refused = rival.admin().put("/tenant", tenant);
        assertThat(refused.status()).as(refused.body()).isEqualTo(409);
        assertThat(refused.problem()).isEqualTo("already-exists");
        assertThat(node.as(token).get("/session").status()).isEqualTo(200);
    }

    @Test
    void a_public_key_is_no_secret_to_sign_with() throws JOSEException {
        firmWithProvider("https://hmac.example");
        byte[] pem = provider.rsa.toRSAPublicKey().getEncoded();
        refused(
                "HS256",
                TestProvider.signed(
                        provider.claims("https://hmac.example"), JWSAlgorithm.HS256, "k1", new MACSigner(pem)));
    }

    @Test
    void a_key_that_is_not_known_is_asked_for_but_not_again_and_again() {
        firmWithProvider("https://keys.example");
        JWTClaimsSet.Builder claims = provider.claims("https://keys.example");
        assertThat(node.as(TestProvider.signed(claims, provider.rsa))
                        .get("/session")
                        .status())
                .isEqualTo(200);
        int asked = provider.keysAsked.get();
        for (int i = 0; i < 5; i++) {
            refused("an unknown key", TestProvider.signed(claims.claim("n", i), provider.unknown));
        }
        assertThat(provider.keysAsked.get() - asked).isLessThanOrEqualTo(1);
    }

    @Test
    void a_firm_that_leaves_its_provider_takes_no_tokens_of_it_any_more() {
        TestTenant firm = firmWithProvider("https://leaving.example");
        String token = TestProvider.signed(provider.claims("https://leaving.example"), provider.rsa);
        assertThat(node.as(token).get("/session").status()).isEqualTo(200);
        JsonObject tenant = firm.admin().get("/tenant").json();
        tenant.remove("oidc");
        assertThat(firm.admin().put("/tenant", tenant).status()).isEqualTo(200);
        assertThat(node.as(token).get("/session").status()).isEqualTo(401);
    }

    @Test
    void the_secret_of_the_client_is_never_read_back_and_goes_to_no_other_issuer() {
        TestTenant firm = firmWithProvider("https://secret.example");
        JsonObject tenant = firm.admin().get("/tenant").json();
        assertThat(tenant.encode()).contains(provider.issuer()).doesNotContain("secret\"", "s3cret", "sealed");
        assertThat(firm.admin().put("/tenant", tenant).body()).doesNotContain("s3cret", "sealed");
        assertThat(with(firm, claims -> claims)).as("it has stayed").isEqualTo("302");
        try (TestProvider other = new TestProvider()) {
            tenant.getJsonObject("oidc").put("issuer", other.issuer());
            assertThat(firm.admin().put("/tenant", tenant).status()).isEqualTo(200);
            Browser browser = browser();
            String back = other.back(begin(browser, firm, ""), SignInTest::ann);
            assertThat(browser.get(back).problem()).as("without it").isEqualTo("sign-in-refused");
        }
    }

    @Test
    void a_provider_that_is_away_is_told_apart_from_a_refusal() {
        TestTenant firm = firmWithProvider("https://away.example");
        JsonObject tenant = firm.admin().get("/tenant").json();
        tenant.put("oidc", oidc().put("issuer", "http://127.0.0.1:" + node.port() + "/nothing"));
        assertThat(firm.admin().put("/tenant", tenant).status()).isEqualTo(200);
        Browser.Page begun = browser().get(SESSION + "/oidc?tenant=" + firm.id);
        assertThat(begun.status()).isEqualTo(503);
        assertThat(begun.problem()).isEqualTo("identity-provider");
        tenant.put(
                "oidc",
                oidc().put("issuer", "ftp://example.com")
                        .put("tokens", new JsonObject().put("audience", TestProvider.CLIENT)));
        assertThat(firm.admin()
                        .put("/tenant", tenant)
                        .json()
                        .getJsonArray("errors")
                        .encode())
                .contains("/oidc/tokens/audience");
        tenant.put("oidc", oidc().put("issuer", "ftp://example.com"));
        assertThat(firm.admin()
                        .put("/tenant", tenant)
                        .json()
                        .getJsonArray("errors")
                        .encode())
                .contains("/oidc/issuer");
    }
}
