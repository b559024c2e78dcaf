package io.pelagos;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The console's pages of how leads come in, and of whom is told of them, in a real browser. */
class IntakeScreensTest extends Screens {
    private static final Pattern LAST = Pattern.compile("/hooks/[A-Za-z0-9]+");

    private static TestTenant firm() {
        TestTenant firm = node.tenant().pool("web").pool("south");
        firm.agent("mei", new JsonObject().put("role", "manager"));
        Chromium.password(firm, "mei");
        return firm;
    }

    private static Page console(TestTenant firm, String path, int width, String language) {
        Page page = chromium.signedIn(node.port(), firm.id, "mei", width, language);
        page.navigate("/console/" + path);
        return page;
    }

    private static void finished(Page page, String name) {
        Chromium.shoot(page, name);
        Chromium.assertAccessible(page);
        Chromium.assertNoSidewaysScrolling(page);
    }

    private static Locator save(Page page) {
        return page.locator(".form-foot .btn-primary");
    }

    @Test
    void a_manager_adds_a_channel_tries_its_fields_on_a_real_message_and_a_lead_arrives() {
        TestTenant firm = firm();
        Page page = console(firm, "channels", 1280, "en-GB");
        assertThat(page.locator(".empty")).containsText("There is none yet.");
        page.locator(".empty a").click();
        finished(page, "channel-kinds");
        page.locator(".kind-card").first().click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("Website form");
        page.getByLabel("Pool").selectOption("web");
        assertThat(page.getByLabel("Country of phones")).hasValue("CN");
        String secret = page.getByLabel("Secret").inputValue();
        save(page).click();
        assertThat(page.locator(".secret-once")).isVisible();
        String address = page.locator(".copyable code").first().textContent();
        finished(page, "channel");

        page.locator("nav.tabs a").nth(1).click();
        page.locator("#body-text")
                .fill(
                        "{\"who\":{\"tel\":\"13800138021\"},\"answers\":[{\"q\":\"name\",\"a\":\"王小明\"}],\"city\":\"Sanya\"}");
        assertThat(page.locator(".outcome")).containsText("nothing by which this lead could be reached");
        use(page, "13800138021", "phone");
        use(page, "王小明", "name");
        assertThat(page.locator("#map-name")).hasValue("answers[q=name].a");
        assertThat(page.locator(".mapping-row output.found").first()).hasText("王**");
        assertThat(page.locator(".mapping-row output.found").nth(1)).hasText("138****8021");
        finished(page, "channel-fields");
        page.locator("nav.tabs a").nth(2).click();
        page.getByText("Add a rule").click();
        page.locator(".item select").first().selectOption("south");
        page.getByText("Add a condition").click();
        page.getByLabel("Field", new Page.GetByLabelOptions().setExact(true)).selectOption("attributes.");
        page.getByLabel("Its path").fill("attributes.city");
        page.getByLabel("Value", new Page.GetByLabelOptions().setExact(true)).fill("Sanya");
        finished(page, "channel-rules");
        save(page).click();
        assertThat(save(page)).isDisabled();
        page.locator("nav.tabs a").nth(1).click();
        assertThat(page.locator(".outcome")).containsText("Rule 1");
        page.getByText("Send test", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("mapping-editor [role=status] code"))
                .containsText("200 {\"lead\":null,\"result\":\"test\"}");

        String hook = address.substring(address.indexOf("/hooks/"));
        assertThat(hook).matches(LAST);
        byte[] lead =
                "{\"who\":{\"tel\":\"13800138021\"},\"answers\":[{\"q\":\"name\",\"a\":\"王小明\"}],\"city\":\"Sanya\"}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(Http.await(node.as("").sendBytes("POST", hook + "?secret=wrong", lead, ""))
                        .status())
                .isEqualTo(401);
        assertThat(Http.await(node.as("").sendBytes("POST", hook + "?secret=" + secret, lead, ""))
                        .ok())
                .isTrue();
        assertThat(store.leads(firm)).singleElement().satisfies(one -> assertThat(one.pool())
                .isEqualTo("south"));
        byte[] broken = "{\"who\":".getBytes(StandardCharsets.UTF_8);
        Http.await(node.as("").sendBytes("POST", hook + "?secret=" + secret, broken, ""));
        page.locator("nav.tabs a").last().click();
        TestNode.eventually(
                "it is kept", () -> firm.admin().get("/channels:health").body().contains("\"dead_letters\":1"));
        page.reload();
        assertThat(page.locator(".letter")).hasCount(1);
        page.getByText("Look at it").click();
        assertThat(page.locator("pre.body")).containsText("{\"who\":");
        finished(page, "channel-letters");
        page.context().close();
    }

    private static void use(Page page, String value, String field) {
        page.locator("button.leaf", new Page.LocatorOptions().setHasText(value)).click();
        page.locator(".use-as").selectOption(field);
    }

    @Test
    void a_file_comes_in_with_its_columns_named_and_its_faulty_rows_come_back() {
        TestTenant firm = firm();
        Page page = console(firm, "imports", 1280, "en-GB");
        String file = "姓名,线路,备注\n王小明,13800138031,MBA\n李娜,nobody,\n张伟,13800138032,\n";
        page.locator("input[type=file]")
                .setInputFiles(new FilePayload(
                        "leads.csv", "text/csv", file.getBytes(java.nio.charset.Charset.forName("GB18030"))));
        assertThat(page.locator(".columns-table tbody tr")).hasCount(3);
        page.getByLabel("Column 线路 is").selectOption("phone");
        assertThat(page.locator(".columns-table tbody tr")).hasCount(2);
        assertThat(page.locator("import-form")).containsText("GB18030");
        assertThat(page.locator("import-form .fault")).containsText("the phone is not a valid number");
        finished(page, "import-columns");
        page.getByLabel("Pool").selectOption("south");
        page.locator(".form-foot .btn-primary").click();
        assertThat(page.locator("import-list .badge")).hasText("done");
        assertThat(page.locator("import-list tbody td.figure-cell")).hasText(new String[] {"3", "2", "0", "0", "1"});
        String errors = page.locator("import-list a").getAttribute("href");
        assertThat(page.request()
                        .get("http://127.0.0.1:" + node.port() + errors)
                        .text())
                .contains("李娜,nobody");
        assertThat(store.leads(firm)).hasSize(2).allSatisfy(one -> assertThat(one.pool())
                .isEqualTo("south"));
        finished(page, "imports");
        page.context().close();
    }

    @Test
    void a_webhook_shows_its_secret_once_and_another_when_it_is_replaced() {
        TestTenant firm = firm();
        Page page = console(firm, "webhooks/new", 1280, "en-GB");
        page.getByLabel("Address").fill("https://10.0.0.1/hook");
        save(page).click();
        assertThat(page.locator(".field .fault")).isVisible();
        page.getByLabel("Address").fill("https://93.184.215.14/hook");
        page.getByLabel("Switched on").uncheck();
        save(page).click();
        Locator secret = page.locator(".copyable code");
        assertThat(secret).containsText("whsec_");
        String first = secret.textContent();
        page.onceDialog(com.microsoft.playwright.Dialog::accept);
        page.getByText("Replace by a new one").click();
        assertThat(secret).not().hasText(first);
        finished(page, "webhook");
        page.reload();
        assertThat(page.locator("webhook-progress h2")).isVisible();
        assertThat(secret).hasCount(0);
        page.context().close();
    }

    @Test
    void the_pages_speak_chinese_and_fit_a_phone() {
        TestTenant firm = firm();
        Http.Reply made = firm.admin()
                .post(
                        "/channels",
                        new JsonObject()
                                .put("id", "baidu")
                                .put("type", "baidu")
                                .put("name", "百度")
                                .put("pool", "web")
                                .put("secret", "token"));
        assertThat(made.ok()).as(made.body()).isTrue();
        firm.known();
        Page page = console(firm, "channels", 390, "zh-CN");
        assertThat(page.locator("tbody tr")).containsText("百度营销");
        finished(page, "channels-phone");
        for (String tab : new String[] {"mapping", "rules", "settings"}) {
            page.navigate("/console/channels/baidu/" + tab);
            assertThat(page.locator(".form-foot")).containsText("保存");
            finished(page, "channel-" + tab + "-phone");
        }
        page.navigate("/console/imports");
        assertThat(page.locator(".drop-zone")).containsText("将线索文件拖到此处");
        finished(page, "imports-phone");
        page.navigate("/console/webhooks");
        assertThat(page.locator(".empty")).containsText("尚未设置推送");
        finished(page, "webhooks-phone");
        page.context().close();
    }
}
