package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files of leads, in and out. */
class ImportTest {
    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(TestEngines.postgresUrl(), TestEngines.redisUrl());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String started(Http api, String query, String type, byte[] file) {
        Http.Reply reply = api.file("/imports?" + query, type, file, "");
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        assertThat(reply.json().getString("status")).isEqualTo("running");
        return reply.json().getString("id");
    }

    private static JsonObject done(Http api, String id) {
        TestNode.eventually(
                "the import is done",
                () -> api.get("/imports/" + id).json().getString("status").equals("done"));
        return api.get("/imports/" + id).json();
    }

    private static JsonObject imported(Http api, String query, String type, String text) {
        return done(api, started(api, query, type, bytes(text)));
    }

    private static void counts(JsonObject file, int total, int accepted, int duplicate, int rejected) {
        assertThat(List.of(
                        file.getInteger("total"),
                        file.getInteger("accepted"),
                        file.getInteger("duplicate"),
                        file.getInteger("rejected")))
                .as(file.encode())
                .containsExactly(total, accepted, duplicate, rejected);
    }

    private static List<JsonObject> exported(Http api, String query) {
        Http.Reply reply = api.get("/exports/leads?format=ndjson" + query);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.body().lines().map(JsonObject::new).toList();
    }

    @Test
    void a_table_in_gb18030_becomes_leads_and_what_is_none_a_file_of_errors() {
        TestTenant firm = node.tenant().pool("web");
        String text = String.join(
                "\r\n",
                "姓名,手机号,标签,预算,备注",
                "张伟,13800138001,\"mba,晚班\",100,\"喜欢\"\"红色\"\"",
                "的\"",
                "李娜,13800138002,,=1+1,",
                "王芳,12345,,,",
                "重复,+8613800138001,,,",
                "",
                "短的,13800138004",
                "科学,1.38E+10,,,");
        byte[] file = text.getBytes(Charset.forName("GB18030"));
        String id = started(firm.admin(), "pool=web&region=CN", CSV, file);
        JsonObject state = done(firm.admin(), id);
        counts(state, 6, 2, 1, 3);
        assertThat(state.getString("encoding")).isEqualTo("GB18030");
        assertThat(state.getJsonArray("columns")).hasSize(5);
        Http.Reply errors = firm.admin().get("/imports/" + id + "/errors");
        assertThat(errors.headers().firstValue("Content-Type")).contains("text/csv;charset=utf-8");
        assertThat(errors.body().lines().toList())
                .containsExactly(
                        "\uFEFF姓名,手机号,标签,预算,备注,error",
                        "王芳,12345,,,,line 5: the phone is not a valid number",
                        "短的,13800138004,\"line 8: has 2 values, and the first line 5\"",
                        "科学,1.38E+10,,,,line 9: the phone has lost its digits: let the spreadsheet show the column as text");
        String agent = firm.agent("lin");
        assertThat(node.as(agent)
                        .post("/pools/web/claims", new JsonObject().put("count", 2))
                        .leads())
                .hasSize(2);
        JsonObject lead = node.as(agent)
                .get("/leads?phone=%2B8613800138001")
                .json()
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(lead.getJsonObject("contact").getString("name")).isEqualTo("张伟");
        assertThat(lead.getJsonArray("tags")).containsExactly("mba", "晚班");
        assertThat(lead.getJsonObject("attributes").getString("备注")).isEqualTo("喜欢\"红色\"\r\n的");
        assertThat(node.as(agent).get("/exports/leads?format=csv&owner=me").body())
                .as("a formula, whole to its owner")
                .contains("'+8613800138002", "=1+1");
        assertThat(firm.admin().delete("/imports/" + id).status()).isEqualTo(204);
        assertThat(firm.admin().get("/imports/" + id).status()).isEqualTo(404);
    }

    @Test
    void a_file_that_is_sent_twice_with_one_key_comes_in_once() {
        TestTenant firm = node.tenant().pool("web");
        byte[] file = bytes("name\nLi\nLi\n");
        Http.Reply first = firm.admin().file("/imports?pool=web", CSV, file, "k");
        Http.Reply second = firm.admin().file("/imports?pool=web", CSV, file, "k");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.replayed()).isTrue();
        counts(done(firm.admin(), first.json().getString("id")), 2, 2, 0, 0);
        assertThat(firm.admin()
                        .file("/imports?pool=web", CSV, bytes("name\nWu\n"), "k")
                        .status())
                .isEqualTo(422);
        assertThat(exported(firm.admin(), "")).hasSize(2);
        assertThat(firm.admin().get("/imports").json().getJsonArray("items")).hasSize(1);
    }

    @Test
    void what_cannot_be_imported_is_refused_and_leaves_nothing() {
        TestTenant firm = node.tenant().pool("web");
        Http admin = firm.admin();
        byte[] fine = bytes("name\nLi\n");
        assertThat(admin.file("/imports?pool=none", CSV, fine, "").status()).isEqualTo(400);
        assertThat(admin.file("/imports", CSV, fine, "").status()).isEqualTo(400);
        assertThat(admin.file("/imports?pool=web&colour=red", CSV, fine, "").status())
                .isEqualTo(400);
        assertThat(admin.file("/imports?pool=web&mapping=" + encoded("{\"name\":\"king\"}"), CSV, fine, "")
                        .body())
                .contains("/mapping/name");
        assertThat(admin.file("/imports?pool=web&mapping=" + encoded("{\"nope\":\"name\"}"), CSV, fine, "")
                        .body())
                .contains("names the column nope");
        assertThat(admin.file("/imports?pool=web", "text/plain", fine, "").status())
                .isEqualTo(415);
        assertThat(admin.file("/imports?pool=web", XLSX, fine, "").status()).isEqualTo(400);
        assertThat(admin.file("/imports?pool=web", CSV, bytes("13800138000,x\n13900139000,y\n"), "")
                        .body())
                .contains("the first line must name the columns");
        assertThat(admin.file("/imports?pool=web", CSV, bytes(""), "").status()).isEqualTo(400);
        assertThat(node.as(firm.agent("lin"))
                        .file("/imports?pool=web", CSV, fine, "")
                        .status())
                .isEqualTo(403);
        assertThat(admin.get("/imports").json().getJsonArray("items")).isEmpty();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void a_preview_shows_how_a_workbook_is_read_and_stores_nothing() throws IOException {
        TestTenant firm = node.tenant().pool("web");
        ByteArrayOutputStream book = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(book, "tests", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("leads");
            List<String> head = List.of("姓名", "电话", "微信", "城市", "Rating");
            IntStream.range(0, head.size()).forEach(i -> sheet.value(0, i, head.get(i)));
            sheet.value(1, 0, "张伟");
            sheet.value(1, 1, 13_800_138_000L);
            sheet.value(1, 2, "zw");
            sheet.value(1, 3, "上海");
            sheet.value(1, 4, "A");
            sheet.value(2, 1, 1);
        }
        String query = "/imports:preview?pool=web&region=CN&mapping=" + encoded("{\"Rating\":\"grade\"}");
        Http.Reply reply = firm.admin().file(query, XLSX, book.toByteArray(), "");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().getJsonObject("mapping").getMap())
                .containsEntry("姓名", "name")
                .containsEntry("电话", "phone")
                .containsEntry("微信", "wechat")
                .containsEntry("城市", "attribute")
                .containsEntry("Rating", "grade");
        JsonObject lead = reply.json().getJsonArray("leads").getJsonObject(0);
        assertThat(lead.getJsonObject("contact").getString("phone")).isEqualTo("+8613800138000");
        assertThat(lead.getString("grade")).isEqualTo("A");
        assertThat(reply.json().getJsonArray("errors").getJsonObject(0).getInteger("line"))
                .isEqualTo(3);
        assertThat(exported(firm.admin(), "")).isEmpty();
        String id = started(firm.admin(), query.substring(query.indexOf('?') + 1), XLSX, book.toByteArray());
        counts(done(firm.admin(), id), 2, 1, 0, 1);
    }

    @Test
    void a_lead_of_another_system_goes_on_with_its_owner_and_its_rules_after_the_grace() {
        TestTenant firm = node.tenant();
        firm.pool(
                "web",
                new JsonObject()
                        .put("owned", new JsonObject().put("max", 1))
                        .put(
                                "recycle",
                                new JsonArray()
                                        .add(rule("first", "no_first_contact", "PT48H"))
                                        .add(rule("silent", "no_followup", "P15D"))
                                        .add(rule("long", "max_hold", "P30D"))));
        String lin = firm.agent("lin");
        String rows = new JsonObject()
                        .put("name", "Li")
                        .put("phone", "+8613800138000")
                        .put("owner", "lin")
                        .put("won_at", "2025-03-01")
                        .put("created_at", "2024-12-24")
                        .put(
                                "followups",
                                new JsonArray()
                                        .add(followup("2025-02-01T08:00:00Z", "reached", "wants a red one"))
                                        .add(followup("2025-03-01T08:00:00Z", "interested", "signed")))
                        .encode()
                + "\n{\"name\":\"Wu\",\"owner\":\"lin\"}\n{\"name\":\"Gone\",\"closed_reason\":\"lost\"}\n"
                + "{\"name\":\"No\",\"owner\":\"nobody\"}\n{\"name\":\"Free\"}\n";
        JsonObject state = imported(firm.admin(), "pool=web&grace=P7D", NDJSON, rows);
        counts(state, 5, 4, 0, 1);
        Http.Reply errors = firm.admin().get("/imports/" + state.getString("id") + "/errors");
        assertThat(errors.headers().firstValue("Content-Type")).contains("application/x-ndjson;charset=utf-8");
        JsonObject faulty = new JsonObject(errors.body());
        assertThat(faulty.getString("error")).startsWith("line 4: ").contains("owner");
        firm.agent("nobody");
        counts(imported(firm.admin(), "pool=web", NDJSON, errors.body()), 1, 1, 0, 0);
        assertThat(exported(firm.admin(), "&owner=nobody").get(0).getJsonObject("attributes"))
                .as("what the file of errors has told is none of the lead's")
                .isEmpty();
        List<JsonObject> mine = exported(node.as(lin), "&owner=me");
        assertThat(mine).hasSize(2);
        JsonObject lead = mine.get(0);
        assertThat(lead.getJsonObject("contact").getString("phone")).isEqualTo("+8613800138000");
        assertThat(lead.getString("won_at")).isEqualTo("2025-02-28T16:00:00.000Z");
        assertThat(lead.getString("last_followup_at")).isEqualTo("2025-03-01T08:00:00.000Z");
        JsonObject line = imported(node.as(lin), lead);
        deadline(lead, "silent", line, 15);
        deadline(mine.get(1), "first", imported(node.as(lin), mine.get(1)), 2);
        assertThat(line.getString("type")).isEqualTo("imported");
        JsonObject data = line.getJsonObject("data");
        assertThat(data.getString("created_at")).isEqualTo("2024-12-23T16:00:00.000Z");
        assertThat(data.getJsonArray("followups")).hasSize(2);
        assertThat(data.getJsonArray("contents")).containsExactly("wants a red one", "signed");
        assertThat(exported(firm.admin(), "&state=closed")).hasSize(1);
        assertThat(exported(firm.admin(), "&state=pooled")).hasSize(1);
        assertThat(node.as(firm.agent("wei"))
                        .post("/pools/web/claims", new JsonObject())
                        .leads())
                .as("what is nobody's can be claimed")
                .hasSize(1);
    }

    private static JsonObject rule(String name, String trigger, String after) {
        return new JsonObject().put("name", name).put("trigger", trigger).put("after", after);
    }

    private static JsonObject followup(String at, String outcome, String content) {
        return new JsonObject()
                .put("at", at)
                .put("method", "call")
                .put("outcome", outcome)
                .put("content", content);
    }

    /** The second line of a lead's journal. */
    private static JsonObject imported(Http api, JsonObject lead) {
        return api.get("/leads/" + lead.getString("id") + "/events")
                .json()
                .getJsonArray("items")
                .getJsonObject(1);
    }

    /** So many days after the grace, which is seven days. */
    private static void deadline(JsonObject lead, String rule, JsonObject line, int days) {
        JsonObject deadline = lead.getJsonObject("deadline");
        Instant graceUntil = line.getJsonObject("data").getInstant("grace_until");
        assertThat(deadline.getString("rule")).isEqualTo(rule);
        assertThat(deadline.getInstant("at")).isEqualTo(graceUntil.plus(days, ChronoUnit.DAYS));
        assertThat(Duration.between(lead.getInstant("claimed_at"), graceUntil))
                .isBetween(Duration.ofDays(6), Duration.ofDays(7));
    }

    @Test
    void what_is_exported_can_be_imported_elsewhere() {
        TestTenant from = node.tenant().pool("web");
        String lin = from.agent("lin");
        String rows = IntStream.range(0, 1_200)
                .mapToObj(i -> new JsonObject()
                        .put("name", "客户 \"" + i + "\", x")
                        .put("phone", "+86138%08d".formatted(i))
                        .put("owner", "lin")
                        .put("grade", i % 2 == 0 ? "A" : "B")
                        .put("tags", new JsonArray().add("t" + i % 3).add("=x"))
                        .put("score", i)
                        .put("city", "-上海")
                        .encode())
                .collect(Collectors.joining("\n"));
        counts(imported(from.admin(), "pool=web", NDJSON, rows), 1_200, 1_200, 0, 0);
        List<JsonObject> before = exported(node.as(lin), "");
        for (String format : List.of("csv", "ndjson")) {
            TestTenant to = node.tenant().pool("web");
            String there = to.agent("lin");
            String file = node.as(lin).get("/exports/leads?format=" + format).body();
            counts(imported(to.admin(), "pool=web", format.equals("csv") ? CSV : NDJSON, file), 1_200, 1_200, 0, 0);
            assertThat(plain(exported(node.as(there), ""))).isEqualTo(plain(before));
        }
        assertThat(exported(from.admin(), "").get(0).getJsonObject("contact").getString("phone"))
                .as("masked for whoever does not own it")
                .contains("****");
        for (String format : List.of("csv", "ndjson")) {
            String masked = from.admin().get("/exports/leads?format=" + format).body();
            JsonObject state = imported(
                    node.tenant().pool("web").admin(), "pool=web", format.equals("csv") ? CSV : NDJSON, masked);
            assertThat(state.getInteger("accepted"))
                    .as("what is masked is nobody")
                    .isZero();
        }
    }

    @Test
    void who_enters_a_lead_may_have_it_at_once_and_others_learn_only_that_it_is_there() {
        TestTenant firm = node.tenant().pool("web", new JsonObject().put("owned", new JsonObject().put("max", 1)));
        Http lin = node.as(firm.agent("lin"));
        JsonObject wanted = new JsonObject()
                .put("pool", "web")
                .put("owner", "me")
                .put("contact", new JsonObject().put("phone", "+8613800138000"));
        String asked = "/leads:exists?phone=%2B8613800138000";
        assertThat(lin.get(asked).json().getBoolean("exists")).isFalse();
        Http.Reply first = lin.post("/leads", wanted, "mine");
        assertThat(first.status()).as(first.body()).isEqualTo(201);
        assertThat(first.json().getString("owner")).isEqualTo("lin");
        assertThat(lin.post("/leads", wanted, "mine").body()).isEqualTo(first.body());
        JsonObject second = wanted.copy().put("contact", new JsonObject().put("phone", "+8613800138001"));
        JsonObject stays = lin.post("/leads", second).json();
        assertThat(stays.getString("owner")).as("above the cap").isNull();
        assertThat(stays.getString("state")).isEqualTo("pooled");
        JsonObject others = wanted.copy().put("owner", "wei");
        assertThat(firm.admin().post("/leads", others).status()).isEqualTo(400);
        Http wei = node.as(firm.agent("wei"));
        assertThat(wei.get(asked).body()).isEqualTo("{\"exists\":true}");
        Http.Reply last = wei.get(asked);
        for (int i = 0; i < 120 && last.ok(); i++) {
            last = wei.get(asked);
        }
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void many_leads_move_with_one_request_and_each_is_answered_for_itself() {
        TestTenant firm = node.tenant().pool("web").pool("old");
        List<String> leads = firm.leads("web", 70);
        firm.admin().post("/leads/" + leads.get(3) + "/close", new JsonObject().put("reason", "lost"));
        JsonObject wanted = new JsonObject()
                .put("action", "move")
                .put("pool", "old")
                .put("leads", new JsonArray(new ArrayList<>(leads)).add("1"));
        Http.Reply first = firm.admin().post("/leads/bulk", wanted, "all");
        List<JsonObject> results = first.json().getJsonArray("results").stream()
                .map(JsonObject.class::cast)
                .toList();
        assertThat(results).hasSize(71);
        assertThat(results).filteredOn(result -> result.getBoolean("ok")).hasSize(69);
        assertThat(results.get(3).getJsonObject("problem").getString("type")).isEqualTo("/problems/closed");
        assertThat(results.get(70).getJsonObject("problem").getInteger("status"))
                .isEqualTo(404);
        assertThat(firm.admin().post("/leads/bulk", wanted, "all").body())
                .as("repeated")
                .isEqualTo(first.body());
        assertThat(exported(firm.admin(), "&pool=old&state=pooled")).hasSize(69);
    }

    /** What a lead is, whoever has received it when; in the order of phones. */
    private static List<String> plain(List<JsonObject> leads) {
        return leads.stream()
                .map(lead -> lead.getJsonObject("contact").encode()
                        + lead.getString("owner")
                        + lead.getString("grade")
                        + lead.getValue("score")
                        + lead.getJsonArray("tags")
                        + lead.getJsonObject("attributes"))
                .sorted()
                .toList();
    }
}
