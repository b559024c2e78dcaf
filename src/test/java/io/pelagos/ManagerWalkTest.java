package io.pelagos;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A manager's first hour: all that a lead needs on its way is made in the browser, and the lead is seen to take it. */
class ManagerWalkTest extends Screens {
    private static final Page.GetByLabelOptions EXACT = new Page.GetByLabelOptions().setExact(true);

    @Test
    void a_manager_makes_a_pool_a_rule_and_a_channel_and_sees_a_lead_run_through_them() {
        TestTenant firm = node.tenant();
        firm.agent("mei", new JsonObject().put("role", "manager"));
        firm.agent("ann");
        // Not before: a node without a firm hears no cell's time.
        time.toMorning();
        Chromium.password(firm, "mei");
        Chromium.password(firm, "ann");
        Page mei = chromium.signedIn(node.port(), firm.id, "mei", 1280, "en-GB");
        makesAPoolWithARule(mei);
        String hook = makesAChannel(mei);
        // What an ad platform does.
        APIResponse taken = mei.request()
                .post(
                        hook,
                        RequestOptions.create()
                                .setHeader("Content-Type", "application/json")
                                .setData(BODY));
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        claimsAndLeavesItAlone(chromium.signedIn(node.port(), firm.id, "ann", 1280, "en-GB"));
        goes(mei, "floor");
        Locator ann = mei.locator("console-floor tbody tr").filter(new Locator.FilterOptions().setHasText("ann"));
        assertThat(ann).containsText("1");

        time.pass(Duration.ofHours(25));
        goes(mei, "leads");
        mei.locator("select[name=state]").selectOption("pooled");
        mei.locator("select[name=pool]").selectOption("harbour");
        TestNode.eventually("it is back in its pool", () -> {
            mei.locator(".filters .btn-primary").click();
            return mei.locator("console-leads tbody tr").count() == 1;
        });
        mei.locator("console-leads tbody tr a").first().click();
        Locator history = mei.locator("lead-page .history li");
        assertThat(history).hasCount(3);
        assertThat(history.nth(0)).containsText("Taken back");
        assertThat(history.nth(0)).containsText("Call within a day");
        assertThat(history.nth(1)).containsText("Claimed");
        assertThat(history.nth(2)).containsText("Came in");
        mei.context().close();
    }

    private static final JsonObject PERSON =
            new JsonObject().put("name", "Wang").put("phone", "13800138041");
    private static final String BODY = new JsonObject().put("contact", PERSON).encode();

    private static void goes(Page page, String to) {
        page.locator(".console-nav a[href='/console/" + to + "']").click();
        page.locator("console-" + to + " h1").waitFor();
    }

    private static void saves(Page page) {
        page.locator(".form-foot .btn-primary").click();
    }

    private static void makesAPoolWithARule(Page mei) {
        goes(mei, "pools");
        mei.locator(".page-head .btn-primary").click();
        mei.locator("#f-name").fill("Harbour");
        mei.locator("#f-id").fill("harbour");
        saves(mei);
        assertThat(mei.locator("h1")).hasText("Harbour");
        mei.locator("button.add")
                .filter(new Locator.FilterOptions().setHasText("Add a rule"))
                .click();
        mei.locator("#f-recycle-0-name").fill("Call within a day");
        mei.locator("#f-recycle-0-after").fill("24");
        mei.waitForResponse(reply -> reply.request().method().equals("PUT") && reply.ok(), () -> saves(mei));
    }

    /** The address to which its platform sends, with its secret. */
    private static String makesAChannel(Page mei) {
        goes(mei, "channels");
        mei.locator("console-channels a.btn-primary, console-channels .empty a")
                .first()
                .click();
        mei.locator(".kind-card").first().click();
        mei.getByLabel("Name", EXACT).fill("Website");
        mei.getByLabel("Pool").selectOption("harbour");
        String secret = mei.getByLabel("Secret").inputValue();
        saves(mei);
        String address = mei.locator(".copyable code").first().textContent();
        return address.substring(address.indexOf("/hooks/")) + "?secret=" + secret;
    }

    private static void claimsAndLeavesItAlone(Page ann) {
        assertThat(ann.locator(".rules")).containsText("Without a first contact within 24 hours it goes back.");
        assertThat(ann.locator(".lead-row")).hasCount(1);
        ann.keyboard().press("n");
        assertThat(ann.locator(".held-row")).hasCount(1);
        assertThat(ann.locator("lead-card h2")).hasText("Wang");
        ann.context().close();
    }
}
