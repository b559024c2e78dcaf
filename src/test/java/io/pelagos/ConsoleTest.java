package io.pelagos;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What supervisors and managers see of the floor and of leads, in a real browser. */
class ConsoleTest extends Screens {
    private static TestTenant firm(JsonObject pool) {
        TestTenant firm = node.tenant().pool("web", pool);
        Http.Reply made = firm.admin()
                .post(
                        "/agents",
                        new JsonObject()
                                .put("id", "mei")
                                .put("login", "mei")
                                .put("name", "Mei")
                                .put("role", "manager"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        Chromium.password(firm, "mei");
        firm.known();
        return firm;
    }

    private static Page console(TestTenant firm, String page, int width, String language) {
        Page shown = chromium.signedIn(node.port(), firm.id, "mei", width, language);
        shown.locator(".console-nav a[href='/console/" + page + "']").click();
        shown.locator("console-" + page + " h1").waitFor();
        return shown;
    }

    @Test
    void the_floor_shows_what_each_agent_holds_and_does_not_touch() {
        TestTenant firm = firm(new JsonObject());
        Http ann = node.as(firm.agent("ann"));
        firm.leads("web", 5);
        List<String> leads =
                ann.post("/pools/web/claims", new JsonObject().put("count", 3)).leads();
        JsonObject reached = new JsonObject().put("method", "call").put("outcome", "reached");
        assertThat(ann.post("/leads/" + leads.get(0) + "/followups", reached).ok())
                .isTrue();
        assertThat(ann.put("/me/presence", new JsonObject().put("status", "ready"))
                        .ok())
                .isTrue();

        JsonArray floor = firm.admin().get("/floor").json().getJsonArray("items");
        JsonObject row = floor.stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("agent").equals("ann"))
                .findFirst()
                .orElseThrow();
        assertThat(row.getInteger("held")).isEqualTo(3);
        assertThat(row.getInteger("untouched")).isEqualTo(2);
        assertThat(row.getString("untouched_since")).isNotNull();
        assertThat(row.getInteger("overdue")).isZero();
        assertThat(row.getString("status")).isEqualTo("ready");

        Page page = console(firm, "floor", 1280, "en-GB");
        Locator hers = page.locator("console-floor tbody tr").filter(new Locator.FilterOptions().setHasText("ann"));
        assertThat(hers).containsText("Ready");
        assertThat(hers.locator(".warn")).containsText("2");
        assertThat(page.locator(".tile .big")).hasText("2");
        // What happens is shown without a reload.
        firm.leads("web", 1);
        assertThat(page.locator(".tile .big")).hasText("3");
        Chromium.shoot(page, "floor");
        Chromium.assertAccessible(page);
        page.context().close();
    }

    @Test
    void a_claim_is_approved_and_many_leads_are_given_at_once() {
        TestTenant firm = firm(new JsonObject().put("claim", new JsonObject().put("mode", "request")));
        Http ann = node.as(firm.agent("ann"));
        firm.agent("bob");
        firm.leads("web", 4);
        assertThat(ann.post("/pools/web/claims", new JsonObject()).status()).isEqualTo(202);

        Page page = console(firm, "approvals", 1280, "en-GB");
        assertThat(page.locator(".approvals .item")).hasCount(1);
        assertThat(page.locator(".approvals .approval")).containsText("ann");
        // A slip of the finger judges nothing; a rejection wants a reason.
        page.locator(".approvals .btn-outline-danger").click();
        assertThat(page.locator(".approvals [name=note]")).hasAttribute("required", "");
        Chromium.shoot(page, "approvals");
        Chromium.assertAccessible(page);
        page.locator(".approval .btn-success").click();
        page.locator(".approvals .question .btn-success").click();
        assertThat(page.locator("console-approvals .empty")).isVisible();

        page.locator(".console-nav a[href='/console/leads']").click();
        page.locator("select[name=state]").selectOption("pooled");
        Locator rows = page.locator("console-leads tbody tr");
        assertThat(rows).hasCount(3);
        page.locator("console-leads thead input").check();
        assertThat(page.locator(".bulk .count")).hasText("3 chosen");
        Chromium.shoot(page, "leads");
        Chromium.assertAccessible(page);
        page.locator(".bulk select[name=agent]").selectOption("bob");
        page.locator(".bulk .btn-primary").click();
        assertThat(page.locator("console-leads .empty")).isVisible();
        assertThat(firm.admin().get("/leads?owner=bob").json().getJsonArray("items"))
                .hasSize(3);
        page.locator("select[name=state]").selectOption("");
        assertThat(rows).hasCount(4);
        rows.first().locator("a").click();
        assertThat(page.locator("lead-page .history li").last()).containsText("Came in");
        // Nothing is chosen for anybody.
        assertThat(page.locator("lead-page .actions button").first()).isDisabled();
        Chromium.shoot(page, "journal");
        Chromium.assertAccessible(page);
        page.context().close();
    }

    @Test
    void an_alert_is_told_on_the_screen_and_somebody_takes_care_of_it() {
        TestTenant firm = firm(new JsonObject());
        firm.leads("web", 1);
        Page page = console(firm, "alerts", 1280, "en-GB");
        page.locator("console-alerts .tabs a[href$=rules]").click();
        page.locator("console-alerts a.btn-primary").click();
        page.getByLabel("Name").fill("Website runs dry");
        page.getByLabel("Fewer leads than").fill("5");
        page.getByLabel("For, minutes").fill("0");
        page.locator(".chip", new Page.LocatorOptions().setHasText("web")).click();
        Chromium.shoot(page, "alert-rule");
        Chromium.assertAccessible(page);
        page.locator(".form-foot .btn-primary").click();
        // It is told within seconds, wherever one is.
        assertThat(page.locator(".note", new Page.LocatorOptions().setHasText("Pool runs dry")))
                .isVisible();
        assertThat(page.locator(".console-nav .badge")).hasText("1");
        page.locator("console-alerts .tabs a[href$=now]").click();
        page.getByText("I take care of it").click();
        assertThat(page.locator("console-alerts .alerts")).containsText("Mei takes care of it");
        assertThat(page.locator(".console-nav .badge")).hasCount(0);
        Chromium.shoot(page, "alerts");
        Chromium.assertAccessible(page);
        page.context().close();
    }

    @Test
    void the_console_speaks_chinese_and_fits_a_phone() {
        TestTenant firm = firm(new JsonObject());
        firm.agent("ann");
        firm.leads("web", 3);
        Page page = console(firm, "floor", 390, "zh-CN");
        assertThat(page.locator("h1")).hasText("现场");
        Chromium.assertNoSidewaysScrolling(page);
        Chromium.assertAccessible(page);
        Chromium.shoot(page, "floor-phone");
        page.locator(".console-nav a[href='/console/leads']").click();
        assertThat(page.locator("console-leads tbody tr")).hasCount(3);
        Chromium.assertNoSidewaysScrolling(page);
        Chromium.assertAccessible(page);
        page.context().close();
    }
}
