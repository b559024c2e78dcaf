package io.pelagos;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The agent's desk, in a real browser. */
class DeskTest extends OneNode {
    private static final String PASSWORD = "correct horse battery";
    private static final Pattern RACE_LOST = Pattern.compile("faster|no longer there");

    private static Chromium chromium;

    @BeforeAll
    static void open() {
        chromium = Chromium.open();
    }

    @AfterAll
    static void end() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(chromium.complaints()).isEmpty();
    }

    private static TestTenant firm() {
        TestTenant firm = node.tenant()
                .pool(
                        "web",
                        new JsonObject()
                                .put(
                                        "quotas",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("window", "day")
                                                        .put("max", 5)))
                                .put(
                                        "recycle",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("name", "First contact")
                                                        .put("trigger", "no_first_contact")
                                                        .put("after", "PT48H"))));
        for (String agent : List.of("ann", "bob")) {
            firm.agent(agent);
            Http.Reply set =
                    firm.admin().put("/agents/" + agent + "/password", new JsonObject().put("password", PASSWORD));
            assertThat(set.ok()).as(set.body()).isTrue();
        }
        return firm;
    }

    private static Page desk(TestTenant firm, String login, int width, String language) {
        Page page = chromium.page(node.port(), width, 844, language);
        page.navigate("/");
        page.locator("#firm").fill(firm.id);
        page.locator("#login").fill(login);
        page.locator("#password").fill(PASSWORD);
        page.locator(".sign-in .btn-primary").click();
        page.locator(".desk").waitFor();
        return page;
    }

    private static Locator next(Page page) {
        return page.locator(".next-lead");
    }

    @Test
    void an_agent_signs_in_claims_follows_up_and_wins() {
        TestTenant firm = firm();
        String lead = firm.leads("web", 3).get(0);
        Page page = desk(firm, "ann", 1280, "en-GB");
        assertThat(page.locator(".lead-row")).hasCount(3);
        assertThat(page.locator(".rules")).containsText("Without a first contact within 48 hours it goes back.");
        page.keyboard().press("n");
        assertThat(page.locator(".held-row")).hasCount(1);
        assertThat(page.locator(".lead-row")).hasCount(2);
        assertThat(page.locator(".limits")).containsText("1/5");
        assertThat(page.locator(".deadline")).containsText("1 d 23 h");
        page.keyboard().press("7");
        page.locator("#followup-content").fill("Wants a call on Monday");
        page.locator(".followup .btn-primary").click();
        assertThat(page.locator(".history")).containsText("Wants a call on Monday");
        Chromium.shoot(page, "desk");
        page.locator("lead-card h2").focus();
        page.keyboard().press("w");
        page.locator("#amount").fill("1200.50");
        page.locator(".question .btn-primary").click();
        assertThat(page.locator("lead-card header")).containsText("won");
        assertThat(firm.admin().get("/leads/" + lead).json().getString("won_at"))
                .isNotNull();
        assertNoSeriousFindings(page);
        page.context().close();
    }

    @Test
    void of_two_who_race_for_a_lead_one_has_it_and_the_other_is_told_without_a_dialog() {
        TestTenant firm = firm();
        firm.leads("web", 1);
        Page ann = desk(firm, "ann", 1280, "en-GB");
        Page bob = desk(firm, "bob", 1280, "en-GB");
        assertThat(ann.locator(".lead-row")).hasCount(1);
        Locator his = bob.locator(".lead-row button");
        assertThat(his).hasCount(1);
        // Neither page hears of the other before both have asked.
        bob.context().route("**/claims", route -> {
            ann.locator(".lead-row button").click();
            assertThat(ann.locator(".held-row")).hasCount(1);
            route.resume();
        });
        his.click();
        assertThat(bob.locator(".note")).hasText(RACE_LOST);
        assertThat(bob.locator(".lead-row")).hasCount(0);
        assertThat(bob.locator(".held-row")).hasCount(0);
        ann.context().close();
        bob.context().close();
    }

    @Test
    void a_lost_network_is_told_and_what_was_missed_is_caught_up() {
        TestTenant firm = firm();
        Page page = desk(firm, "ann", 1280, "en-GB");
        page.context().setOffline(true);
        assertThat(page.locator(".cut")).isVisible();
        firm.leads("web", 2);
        next(page).click();
        page.context().setOffline(false);
        assertThat(page.locator(".held-row")).hasCount(1);
        assertThat(page.locator(".lead-row")).hasCount(1);
        assertThat(page.locator(".cut")).isHidden();
        assertThat(store.claims(firm)).isEqualTo(1);
        page.context().close();
    }

    @Test
    void the_desk_speaks_chinese_and_fits_a_phone() {
        TestTenant firm = firm();
        firm.leads("web", 30);
        Page page = desk(firm, "ann", 390, "zh-CN");
        assertThat(next(page)).containsText("领取下一条");
        assertThat(page.locator(".lead-row").first()).isVisible();
        int overflow = (Integer) page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assertThat(overflow).isLessThanOrEqualTo(0);
        Chromium.shoot(page, "desk-phone");
        next(page).click();
        assertThat(page.locator("lead-card h2")).isVisible();
        Chromium.shoot(page, "lead-phone");
        assertNoSeriousFindings(page);
        page.getByLabel("语言").selectOption("en");
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Save follow-up")))
                .isVisible();
        page.context().close();
    }

    @Test
    void a_rule_that_a_manager_changes_shows_on_the_desk() {
        TestTenant firm = firm();
        Page page = desk(firm, "ann", 1280, "en-GB");
        assertThat(page.locator(".rules")).containsText("At most 5 claims per agent and day.");
        JsonObject pool = firm.admin().get("/pools/web").json();
        pool.put(
                "quotas",
                new JsonArray().add(new JsonObject().put("window", "day").put("max", 9)));
        assertThat(firm.admin().put("/pools/web", pool).ok()).isTrue();
        assertThat(page.locator(".rules")).containsText("At most 9 claims per agent and day.");
        page.context().close();
    }

    /** What axe calls serious or critical. */
    private static void assertNoSeriousFindings(Page page) {
        try (InputStream axe = DeskTest.class.getResourceAsStream("/axe.min.js")) {
            page.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> result =
                (Map<String, Object>) page.evaluate("() => axe.run({ resultTypes: ['violations'] })"
                        + ".then(r => ({ found: r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                        + ".map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html).join(' | ')) }))");
        assertThat((List<?>) result.get("found")).isEmpty();
    }
}
