package io.pelagos;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The console's pages on which rules are changed without a programmer, in a real browser. */
class RulesScreensTest extends Screens {
    /** With a pool `web`, an agent `ann`, a manager `boss` and an admin `root` who can sign in. */
    private static TestTenant firm() {
        TestTenant firm = node.tenant().pool("web", new JsonObject());
        firm.agent("ann");
        firm.agent("boss", new JsonObject().put("role", "manager"));
        firm.agent("root", new JsonObject().put("role", "admin"));
        return firm;
    }

    private static Page console(TestTenant firm, String login, int width, String language, String path) {
        Chromium.password(firm, login);
        Page page = chromium.signedIn(node.port(), firm.id, login, width, language);
        page.navigate(path);
        return page;
    }

    private static void save(Page page) {
        page.waitForResponse(
                reply -> reply.request().method().equals("PUT") && reply.ok(),
                () -> page.locator(".form-foot .btn-primary").click());
    }

    private static void look(Page page, String name) {
        Chromium.assertAccessible(page);
        Chromium.shoot(page, name);
    }

    private static void add(Page page, String what) {
        page.locator("button.add")
                .filter(new Locator.FilterOptions().setHasText(what))
                .click();
    }

    @Test
    void a_manager_adds_a_pool_and_a_rule_previews_it_saves_it_and_undoes_it() {
        TestTenant firm = firm();
        Page page = console(firm, "boss", 1280, "en-GB", "/console/pools");
        assertThat(page.locator("pool-table tbody tr")).hasCount(1);
        look(page, "pools");
        page.locator(".page-head .btn-primary").click();
        page.locator("#f-id").fill("night");
        page.locator(".form-foot .btn-primary").click();
        assertThat(page.locator("#f-name-about")).hasText("This must not be empty.");
        page.locator("#f-name").fill("Night shift");
        page.locator(".form-foot .btn-primary").click();
        page.waitForURL("**/console/pools/night");
        assertThat(page.locator("h1")).hasText("Night shift");

        firm.known();
        firm.leads("night", 3);
        JsonObject three = new JsonObject().put("count", 3);
        Http ann = node.as(firm.token("ann"));
        TestNode.eventually(
                "ann has them", () -> ann.post("/pools/night/claims", three).ok());
        add(page, "Add a rule");
        page.locator("#f-recycle-0-name").fill("Call at once");
        page.locator("#f-recycle-0-after").fill("24");
        assertThat(page.locator(".plain")).containsText("Without a first contact within 24 hours it goes back.");
        page.locator(".form-foot .btn-outline-primary").click();
        assertThat(page.locator("pool-preview"))
                .containsText("Of 3 leads in hand 3 would go back at some time; by the rules of now 0.");
        assertThat(page.locator("pelagos-chart canvas")).isVisible();
        page.locator("pool-preview summary").click();
        assertThat(page.locator("pool-preview tbody a")).hasCount(3);
        assertThat(page.locator("pool-preview .table-frame").last()).containsText("Taken back");
        assertThat(firm.admin().get("/pools/night").json().containsKey("recycle"))
                .isFalse();
        look(page, "pool-preview");
        save(page);
        assertThat(firm.admin().get("/pools/night").body()).contains("PT24H");

        page.locator(".page-head a.btn").click();
        page.waitForURL("**/console/history?section=pool&id=night");
        Locator newest = page.locator(".versions > li").first();
        assertThat(newest).containsText("Taking leads back");
        assertThat(newest).containsText("After: 24 hours");
        newest.locator(".document .btn").click();
        assertThat(newest.locator("config-revert")).containsText("Call at once");
        look(page, "history");
        newest.locator("config-revert .btn-primary").click();
        assertThat(page.locator(".versions > li")).hasCount(3);
        assertThat(firm.admin().get("/pools/night").body()).doesNotContain("PT24H");
        page.context().close();
    }

    @Test
    void what_others_save_meanwhile_is_told_and_what_is_not_saved_is_not_lost_silently() {
        TestTenant firm = firm().pool("other", new JsonObject());
        Page page = console(firm, "boss", 1280, "en-GB", "/console/pools/web");
        Locator name = page.locator("#f-name");
        name.fill("Website");
        // Another document has moved the version, but is in nobody's way.
        ok(firm.admin().put("/pools/other", new JsonObject().put("name", "Another")));
        save(page);
        assertThat(firm.admin().get("/pools/web").json().getString("name")).isEqualTo("Website");

        ok(firm.admin().put("/pools/web", new JsonObject().put("name", "Theirs")));
        name.fill("Mine");
        page.locator(".form-foot .btn-primary").click();
        assertThat(page.locator(".form-foot .fault")).containsText("Somebody else has saved this meanwhile");
        assertThat(firm.admin().get("/pools/web").json().getString("name")).isEqualTo("Theirs");
        page.onceDialog(Dialog::dismiss);
        page.locator(".trail a").click();
        assertThat(name).hasValue("Mine");
        page.locator(".form-foot .fault button").click();
        assertThat(name).hasValue("Theirs");
        page.locator(".trail a").click();
        assertThat(page.locator("pool-table tbody tr")).hasCount(2);
        page.context().close();
    }

    @Test
    void a_new_person_gets_a_first_password_that_is_shown_once_and_gets_in_with_it() {
        TestTenant firm = firm();
        Page page = console(firm, "boss", 1280, "en-GB", "/console/people/team/_new");
        page.locator("#f-name").fill("North");
        page.locator("#f-id").fill("north");
        page.locator(".form-foot .btn-primary").click();
        assertThat(page.locator(".teams")).containsText("North");
        page.locator(".page-head .btn-primary").click();
        page.locator("#f-name").fill("Lin");
        page.locator("#f-login").fill("boss");
        page.locator("#f-team").selectOption("north");
        page.locator("#first-password").fill("short");
        page.locator(".form-foot .btn-primary").click();
        assertThat(page.locator(".field:has(#first-password) .fault")).hasText("At least 8 characters.");
        page.locator("#first-password").fill("long-enough-1");
        page.locator(".form-foot .btn-primary").click();
        assertThat(page.locator("#f-login-about")).hasText("Somebody else has this login: choose another.");
        page.locator("#f-login").fill("lin");
        add(page, "Add a limit");
        page.locator(".form-foot .btn-primary").click();
        Locator shown = page.locator(".once input");
        assertThat(shown).hasValue(Pattern.compile("\\S{8,}"));
        String password = shown.inputValue();
        look(page, "person");
        page.locator("person-absence .btn-outline-primary").click();
        page.locator("#leave-until").fill("2029-01-01T10:00");
        page.locator("person-absence .btn-primary").click();
        assertThat(page.locator("person-absence .fault")).isVisible();
        page.onceDialog(Dialog::accept);
        page.locator("person-status .btn").click();
        assertThat(page.locator("person-status .status")).hasText("suspended");
        page.locator("person-status .btn").click();
        assertThat(page.locator("person-status .status")).hasText("active");
        page.navigate("/console/people");
        assertThat(page.locator("people-table tbody tr"))
                .hasCount(
                        firm.admin().get("/agents").json().getJsonArray("items").size());
        look(page, "people");

        Page hers = chromium.page(node.port(), 1280, 844, "en-GB");
        hers.navigate("/");
        hers.locator("#firm").fill(firm.id);
        hers.locator("#login").fill("lin");
        hers.locator("#password").fill(password);
        hers.locator(".sign-in .btn-primary").click();
        assertThat(hers.locator(".sign-in")).containsText("Change the password");
        hers.context().close();
        page.context().close();
    }

    @Test
    void an_admin_sets_working_time_and_applies_a_file_after_seeing_what_it_changes() {
        TestTenant firm = firm();
        Page page = console(firm, "root", 1280, "en-GB", "/console/calendar");
        add(page, "Add a shift");
        page.locator("#holiday-from").fill("2027-02-15");
        page.locator("#holiday-to").fill("2027-02-17");
        page.locator(".holidays .btn").click();
        save(page);
        JsonObject calendar = firm.admin().get("/tenant").json().getJsonObject("calendar");
        assertThat((List<?>) calendar.getJsonArray("holidays").getList())
                .isEqualTo(List.of("2027-02-15", "2027-02-16", "2027-02-17"));
        assertThat(calendar.getJsonArray("shifts").getJsonObject(0).getString("from"))
                .isEqualTo("09:00");
        look(page, "firm");

        page.navigate("/console/history");
        Download whole = page.waitForDownload(() -> page.locator(".page-head a").click());
        assertThat(whole.suggestedFilename()).isEqualTo(firm.id + ".yaml");
        String file = "pools:\n  web:\n    name: From the file\n    order: sideways\n";
        page.locator("config-file summary").click();
        choose(page, file);
        assertThat(page.locator("config-file .fault")).containsText("/pools/web/order");
        choose(page, file.replace("    order: sideways\n", ""));
        assertThat(page.locator("config-file .diff")).containsText("From the file");
        look(page, "config-file");
        page.locator("config-file .btn-primary").click();
        assertThat(page.locator(".versions > li").first()).containsText("From the file");
        assertThat(firm.admin().get("/pools/web").json().getString("name")).isEqualTo("From the file");
        page.context().close();
    }

    private static void choose(Page page, String file) {
        page.locator("#config-file")
                .setInputFiles(new FilePayload("firm.yaml", "application/yaml", file.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void all_pages_speak_chinese_and_fit_a_phone() {
        TestTenant firm = firm();
        Page page = console(firm, "root", 390, "zh-CN", "/console/pools");
        Map<String, String> pages = Map.of(
                "/console/pools", "新建公海",
                "/console/pools/web", "回收规则",
                "/console/people", "新增人员",
                "/console/people/agent/ann", "交接线索",
                "/console/calendar", "工作时间",
                "/console/calendar/safety", "数据保留",
                "/console/history", "下载配置文件");
        pages.forEach((path, words) -> {
            page.navigate(path);
            assertThat(page.locator(".console-page")).containsText(words);
            Chromium.assertNoSidewaysScrolling(page);
            look(page, "phone" + path.substring("/console".length()).replace('/', '-'));
        });
        page.context().close();
    }

    private static void ok(Http.Reply reply) {
        assertThat(reply.ok()).as(reply.body()).isTrue();
    }
}
