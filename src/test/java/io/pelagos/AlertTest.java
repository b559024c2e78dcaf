package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is told once, whichever of two nodes looks, to real receivers over real sockets. */
class AlertTest {
    private static final String OUTGOING =
            "outgoing: {allowed_networks: [127.0.0.1/32], allow_http: true, timeout_millis: 2000}";

    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestNode node;
    private static TestNode second;
    private static CellTime time;
    private static TestReceiver receiver;
    private static GreenMail smtp;
    private static int paths;

    private TestTenant firm;
    private String path;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        smtp.setUser("pelagos", "between-us");
        smtp.start();
        node = start(postgres);
        second = start(postgres);
        time = new CellTime(store, node);
        receiver = new TestReceiver();
    }

    private static TestNode start(String postgres) {
        String mail = "smtp: {host: 127.0.0.1, port: %d, tls: none, from: pelagos@firm.example,"
                + " user: pelagos, password: between-us}";
        return TestNode.guarded(
                postgres,
                redis.url(),
                OUTGOING + "\n" + mail.formatted(smtp.getSmtp().getPort()),
                "public_url: 'https://pelagos.example'");
    }

    @AfterAll
    static void stop() {
        receiver.close();
        second.close();
        node.close();
        smtp.stop();
        store.close();
        redis.close();
    }

    @BeforeEach
    void firm() {
        firm = node.tenant(second);
        firm.pool("p");
        pass(Duration.ZERO);
        path = "/alerts-" + ++paths;
    }

    /** So much later, on both nodes. */
    private static void pass(Duration by) {
        time.pass(by);
        TestNode.eventually(
                "the other node knows the time",
                () -> second.node().parts().journal().nowMillis() >= time.nowMillis() - 1_000);
    }

    private static Http.Reply ok(Http.Reply reply) {
        assertThat(reply.ok()).as(reply.body()).isTrue();
        return reply;
    }

    /** A document in single quotes. */
    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private JsonObject target(String kind) {
        return json("{'id':'ops','kind':'%s','url':'%s'}".formatted(kind, receiver.url(path)));
    }

    /** A webhook that is told; its secret. */
    private String told() {
        return ok(firm.admin().post("/alert-targets", target("webhook"))).json().getString("secret");
    }

    private void rule(String text) {
        ok(firm.admin().post("/alert-rules", json(text).put("targets", new JsonArray().add("ops"))));
        firm.known();
    }

    private List<TestReceiver.Message> messages(int count) {
        TestNode.eventually(count + " are told", () -> receiver.taken(path).size() >= count);
        assertThat(receiver.taken(path)).hasSize(count);
        return receiver.taken(path);
    }

    private JsonObject alert(int message) {
        return messages(message + 1).get(message).json().getJsonObject("data").getJsonObject("alert");
    }

    private List<JsonObject> alerts(String query) {
        return ok(firm.admin().get("/alerts" + query)).json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** Somebody has looked from the beginning to the end since this was called. */
    private void looked() {
        for (int i = 0; i < 2; i++) {
            Object before = turn();
            TestNode.eventually("somebody looks", () -> !turn().equals(before));
        }
    }

    private Object turn() {
        return store.sql("select until_at::text from turn where tenant = ? and what = 'alerts'", firm.no());
    }

    @Test
    void a_dry_pool_rings_once_again_after_its_rest_and_once_when_it_is_over_though_two_nodes_look() {
        String secret = told();
        String agent = firm.agent("ann");
        rule("{'id':'dry','kind':'pool_dry','pools':['p'],'below':2,'minutes':10,'severity':'critical'}");
        try (LiveStream live = LiveStream.open(second, firm.admin);
                LiveStream other = LiveStream.open(node, agent)) {
            TestNode.eventually(
                    "it is noted",
                    () -> store.count("select count(*) from alert_onset where tenant = ?", firm.no()) == 1);
            pass(Duration.ofMinutes(9));
            looked();
            assertThat(alerts("")).as("it may be well in time").isEmpty();
            pass(Duration.ofMinutes(2));
            TestReceiver.Message begin = messages(1).get(0);
            assertThat(begin.signedWith(secret)).isTrue();
            assertThat(begin.json().getString("type")).isEqualTo("alert.begin");
            assertThat(begin.json().getJsonObject("data").getString("title")).isEqualTo("【严重】公海池「p」 线索不足");
            assertThat(begin.json().getJsonObject("data").getString("link"))
                    .isEqualTo("https://pelagos.example/console/alerts");
            JsonObject lasting = alerts("?open=true").get(0);
            assertThat(alert(0)).isEqualTo(lasting);
            assertThat(lasting.getJsonObject("facts")).isEqualTo(json("{'claimable':0,'below':2,'minutes':10}"));
            pass(Duration.ofMinutes(61));
            assertThat(messages(2).get(1).json().getString("type")).isEqualTo("alert.repeat");
            String one = "/alerts/" + lasting.getString("id") + "/acknowledge";
            assertThat(node.as(agent).post(one, new JsonObject()).status()).isEqualTo(403);
            JsonObject noted = ok(firm.admin().post(one, new JsonObject())).json();
            assertThat(noted.getString("acknowledged_by")).isNotEmpty();
            assertThat(noted.getString("acknowledged_at")).isNotEmpty();
            pass(Duration.ofMinutes(61));
            looked();
            firm.leads("p", 2);
            looked();
            assertThat(alerts("?open=true"))
                    .as("two are just enough, which could change")
                    .hasSize(1);
            firm.leads("p", 1);
            assertThat(messages(3).get(2).json().getString("type")).isEqualTo("alert.end");
            looked();
            messages(3);
            assertThat(alerts("")).hasSize(1);
            TestNode.eventually("the screen knows", () -> heard(live).equals(List.of("begin", "acknowledged", "end")));
            assertThat(heard(other)).isEmpty();
        }
    }

    private static List<String> heard(LiveStream live) {
        return live.events().stream()
                .filter(event -> event.name().equals("alert"))
                .map(event -> event.data().getString("event"))
                .toList();
    }

    @Test
    void a_full_pool_rings_by_its_number_and_by_its_oldest_lead() {
        told();
        rule("{'id':'full','kind':'pool_overflow','pools':['p'],'above':2,'older_than':'P2D','minutes':0,"
                + "'repeat_minutes':0}");
        firm.leads("p", 3);
        assertThat(alert(0).getJsonObject("facts").getInteger("claimable")).isEqualTo(3);
        String agent = firm.agent("ann");
        ok(node.as(agent).post("/pools/p/claims", json("{'count':2}")));
        assertThat(messages(2).get(1).json().getString("type")).isEqualTo("alert.end");
        pass(Duration.ofDays(3));
        assertThat(alert(2).getJsonObject("facts").getInteger("oldest_seconds")).isGreaterThan(2 * 86_400);
    }

    @Test
    void late_first_contacts_ring_by_channel() {
        told();
        ok(firm.admin()
                .post(
                        "/channels",
                        json("{'id':'web','type':'generic','name':'Web','pool':'p'}")
                                .put(
                                        "sla",
                                        new JsonObject()
                                                .put(
                                                        "first_contact",
                                                        time.ahead()
                                                                .plusMinutes(30)
                                                                .toString()))));
        rule("{'id':'late','kind':'sla_breach','channels':['web'],'at_least':1,'minutes':120}");
        ok(firm.admin().post("/leads", firm.lead("p", "Wang").put("channel", "web")));
        ok(firm.admin().post("/leads", firm.lead("p", "Li")));
        pass(Duration.ofMinutes(40));
        JsonObject alert = alert(0);
        assertThat(alert.getString("about")).isEqualTo("channel");
        assertThat(alert.getString("subject")).isEqualTo("web");
        assertThat(alert.getJsonObject("facts").getInteger("broken")).isEqualTo(1);
        pass(Duration.ofMinutes(130));
        TestNode.eventually("it is over", () -> alerts("?open=true").isEmpty());
    }

    @Test
    void a_conversion_that_falls_rings() {
        told();
        String agent = firm.agent("ann");
        claims(agent, 4, true);
        pass(Duration.ofDays(8));
        claims(agent, 4, false);
        rule("{'id':'conversion','kind':'conversion_drop','drop_percent':50,'min_leads':4,'days':7}");
        JsonObject alert = alert(0);
        assertThat(alert.getString("about")).isEqualTo("firm");
        assertThat(alert.getJsonObject("facts"))
                .isEqualTo(json("{'measure':'wins_per_claim','days':7,'before_ratio':1.0,'now_ratio':0.0,"
                        + "'drop_percent':100}"));
        ok(firm.admin().delete("/alert-rules/conversion"));
        TestNode.eventually(
                "a rule takes its alerts along", () -> alerts("?open=true").isEmpty());
        assertThat(ok(firm.admin()
                                .post(
                                        "/alert-rules",
                                        json("{'id':'contacts','kind':'conversion_drop','measure':'contacts_per_lead',"
                                                + "'pools':['p'],'drop_percent':50}")))
                        .status())
                .isEqualTo(201);
        firm.known();
        looked();
        // Of the rule before a node that had not yet heard of its end may have raised one more.
        assertThat(alerts("")).as("of few leads nobody can say").noneMatch(told -> told.getString("rule")
                .equals("contacts"));
    }

    private void claims(String agent, int count, boolean won) {
        firm.leads("p", count);
        for (int i = 0; i < count; i++) {
            String lead = ok(node.as(agent).post("/pools/p/claims", new JsonObject()))
                    .leads()
                    .get(0);
            if (won) {
                ok(node.as(agent).post("/leads/" + lead + "/deals", json("{'amount':1,'currency':'CNY'}")));
            }
        }
    }

    @Test
    void a_silent_channel_is_told_by_its_own_alarm() {
        told();
        ok(
                firm.admin()
                        .post(
                                "/channels",
                                json(
                                        "{'id':'web','type':'generic','name':'Web','pool':'p','silence_alarm':{'after':'PT1M'}}")));
        rule("{'id':'silent','kind':'channel_silent','severity':'info'}");
        TestNode.eventually(
                "it is watched",
                () -> store.count(
                                "select count(*) from channel_seen where tenant = ? and watched_at is not null",
                                firm.no())
                        == 1);
        pass(Duration.ofDays(1));
        assertThat(alert(0).getString("kind")).isEqualTo("channel_silent");
        assertThat(messages(1).get(0).json().getJsonObject("data").getString("title"))
                .isEqualTo("【提示】渠道「Web」 没有新线索");
    }

    private JsonObject test(String target) {
        return ok(firm.admin().post("/alert-targets/" + target + "/test", new JsonObject()))
                .json();
    }

    @Test
    void each_messenger_is_written_to_and_its_refusal_is_told() {
        receiver.say(path, "{\"errcode\":0,\"code\":0}");
        receiver.answer(path, message -> 200);
        for (String kind : List.of("wecom", "dingtalk", "feishu", "slack", "webhook")) {
            JsonObject target = target(kind).put("id", kind).put("language", "en");
            if (kind.equals("dingtalk") || kind.equals("feishu")) {
                target.put("secret", "SECexample");
            }
            ok(firm.admin().post("/alert-targets", target));
            firm.known();
            assertThat(test(kind).getBoolean("delivered")).as(kind).isTrue();
        }
        List<TestReceiver.Message> seen = receiver.seen(path);
        assertThat(seen.get(0).json())
                .isEqualTo(json(
                        "{'msgtype':'markdown','markdown':{'content':'### ［test］ Pelagos alerts\\n> If you read this,"
                                + " alerts arrive here.\\n> Firm: " + firm.id
                                + " · Pelagos\\n\\n[See the alerts](https://pelagos.example/console/alerts)'}}"));
        assertThat(seen.get(1).query()).matches("timestamp=\\d{13}&sign=[A-Za-z0-9%]+");
        assertThat(seen.get(2).json().getString("sign")).isNotEmpty();
        assertThat(seen.get(3).json().getString("text")).startsWith("*[test] Pelagos alerts*\n");
        assertThat(seen.get(4).json().getString("type")).isEqualTo("alert.test");
        receiver.say(path, "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}");
        assertThat(test("wecom"))
                .isEqualTo(json("{'delivered':false,'error':'errcode 93000: invalid webhook url','status':200}")
                        .put("answer", "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}"));
    }

    @Test
    void people_are_told_by_mail() throws Exception {
        ok(firm.admin()
                .post(
                        "/alert-targets",
                        json("{'id':'ops','kind':'email','to':['ops@firm.example','boss@firm.example']}")));
        rule("{'id':'dry','name':'网销','kind':'pool_dry','pools':['p'],'below':1,'minutes':0}");
        TestNode.eventually("it comes", () -> smtp.getReceivedMessages().length == 2);
        MimeMessage mail = smtp.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("【警告】公海池「p」 线索不足");
        assertThat(mail.getFrom()[0]).hasToString("pelagos@firm.example");
        assertThat(mail.getContent().toString())
                .contains("可领取线索 0 条，低于 1 条", "规则：网销", "https://pelagos.example/console/alerts");
        assertThat(GreenMailUtil.getHeaders(mail)).doesNotContain("between-us");
        assertThat(test("ops").getBoolean("delivered")).isTrue();
    }

    private JsonObject status() {
        return ok(firm.admin().get("/alert-targets/ops/status")).json();
    }

    @Test
    void what_is_not_taken_is_tried_again_and_given_up_at_last() {
        told();
        receiver.answer(path, message -> 500);
        rule("{'id':'dry','kind':'pool_dry','pools':['p'],'below':1,'minutes':0,'repeat_minutes':0}");
        for (int attempt = 1; attempt < 7; attempt++) {
            int failed = attempt;
            TestNode.eventually("attempt " + attempt, () -> status().getInteger("failed") == failed);
            assertThat(status().getInteger("retried")).isEqualTo(1);
            pass(Duration.ofHours(3));
        }
        TestNode.eventually("it is given up", () -> status().getInteger("dead") == 1);
        JsonObject status = status();
        assertThat(status.getInteger("pending")).isZero();
        assertThat(status.getString("last_error")).isEqualTo("status 500");
        assertThat(status.getJsonArray("newest_dead").getJsonObject(0).getString("event"))
                .isEqualTo("begin");
        assertThat(receiver.seen(path)).hasSize(7);
        receiver.answer(path, message -> 204);
        firm.leads("p", 2);
        assertThat(messages(1).get(0).json().getString("type")).isEqualTo("alert.end");
    }

    @Test
    void rules_and_targets_are_checked_and_travel_in_the_file_without_their_secrets() {
        Http admin = firm.admin();
        assertThat(admin.post(
                                "/alert-rules",
                                json("{'kind':'pool_dry','pools':['none'],'below':1,'targets':['nobody']}"))
                        .body())
                .contains("/pools/0", "/targets/0");
        assertThat(admin.post("/alert-rules", json("{'kind':'pool_overflow','pools':['p']}"))
                        .body())
                .contains("/above");
        assertThat(admin.post("/alert-rules", json("{'kind':'claim_bot','below':1}"))
                        .body())
                .contains("/below");
        assertThat(admin.post("/alert-rules", json("{'kind':'claim_bot','tell':'working_hours'}"))
                        .body())
                .contains("/tell");
        assertThat(admin.post("/alert-targets", json("{'kind':'wecom','url':'http://10.0.0.1/x'}"))
                        .body())
                .contains("/url");
        assertThat(admin.post("/alert-targets", json("{'kind':'email','to':['nobody']}"))
                        .body())
                .contains("/to/0");
        assertThat(admin.post("/alert-targets", json("{'kind':'slack','url':'https://1.1.1.1/','secret':'x'}"))
                        .body())
                .contains("/secret");
        told();
        rule("{'id':'dry','kind':'pool_dry','pools':['p'],'below':1,'minutes':10}");
        assertThat(admin.delete("/alert-targets/ops").status()).isEqualTo(409);
        assertThat(admin.delete("/pools/p").status()).isEqualTo(409);
        String file = ok(admin.get("/config")).body();
        assertThat(file).contains("alert-targets:", "alert-rules:").doesNotContain(receiver.url(path), "whsec_");
        assertThat(ok(admin.yaml("/config", file)).json().getJsonArray("changed"))
                .isEmpty();
        JsonObject shown = ok(admin.get("/alert-targets/ops")).json();
        assertThat(shown).isEqualTo(json("{'id':'ops','kind':'webhook','url':null,'secret':null,'enabled':true}"));
        shown.remove("id");
        ok(admin.put("/alert-targets/ops", shown.copy().put("enabled", false)));
        ok(admin.put("/alert-targets/ops", shown));
        firm.known();
        assertThat(test("ops").getBoolean("delivered"))
                .as("its address has stayed")
                .isTrue();
        assertThat(admin.put("/alert-targets/ops", json("{'kind':'slack'}")).status())
                .as("that of another kind has not")
                .isEqualTo(400);
        ok(admin.yaml("/config", "alert-rules: {}\nalert-targets: {}"));
        assertThat(ok(admin.get("/alert-rules")).json().getJsonArray("items")).isEmpty();
    }
}
