package io.pelagos;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The agent's desk, in a real browser. */
class DeskTest extends Screens {
    private static final Pattern RACE_LOST = Pattern.compile("faster|no longer there");

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
            Chromium.password(firm, agent);
        }
        return firm;
    }

    private static Page desk(TestTenant firm, String login, int width, String language) {
        return desk(node.port(), firm, login, width, language);
    }

    private static Page desk(int port, TestTenant firm, String login, int width, String language) {
        Page page = chromium.signedIn(port, firm.id, login, width, language);
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
        Chromium.assertAccessible(page);
        page.context().close();
    }

    @Test
    void what_is_begun_about_one_lead_is_not_saved_with_another() {
        TestTenant firm = firm();
        firm.leads("web", 2);
        Page page = desk(firm, "ann", 1280, "en-GB");
        next(page).click();
        assertThat(page.locator(".held-row")).hasCount(1);
        page.keyboard().press("7");
        page.locator("#followup-content").fill("Of the first");
        next(page).click();
        assertThat(page.locator(".held-row")).hasCount(2);
        assertThat(page.locator("#followup-content")).hasValue("");
        assertThat(page.locator(".outcomes [aria-checked=true]")).hasCount(0);
        // It is there again with the first, also when the page was loaded anew meanwhile.
        page.keyboard().press("Escape");
        page.locator(".held-row", new Page.LocatorOptions().setHas(page.locator(".begun")))
                .click();
        assertThat(page.locator("#followup-content")).hasValue("Of the first");
        page.reload();
        assertThat(page.locator("#followup-content")).hasValue("Of the first");
        assertThat(page.locator(".outcomes [aria-checked=true]")).hasCount(1);
        String open = page.url().substring(page.url().lastIndexOf('/') + 1);
        JsonObject away = new JsonObject().put("agent", "bob");
        assertThat(firm.admin().post("/leads/" + open + "/assign", away).ok()).isTrue();
        assertThat(page.locator(".note", new Page.LocatorOptions().setHasText("was given to somebody else")))
                .isVisible();
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
        Chromium.assertNoSidewaysScrolling(page);
        Chromium.shoot(page, "desk-phone");
        next(page).click();
        assertThat(page.locator("lead-card h2")).isVisible();
        Chromium.shoot(page, "lead-phone");
        Chromium.assertAccessible(page);
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

    @Test
    void a_claim_survives_a_restart_of_the_server() {
        TestTenant firm = firm();
        firm.leads("web", 3);
        TestNode[] own = {TestNode.start(postgresUrl(), redisUrl())};
        own[0].poll(firm.id);
        int port = own[0].port();
        Page page = desk(port, firm, "ann", 1280, "en-GB");
        assertThat(page.locator(".lead-row")).hasCount(3);
        boolean[] stopped = {false};
        page.context().route("**/claims", route -> {
            if (!stopped[0]) {
                stopped[0] = true;
                own[0].close();
            }
            route.resume();
        });
        next(page).click();
        assertThat(page.locator(".cut")).isVisible();
        assertThat(page.locator(".held-row")).hasCount(0);
        own[0] = TestNode.start(postgresUrl(), redisUrl(), Map.of("PELAGOS_HTTP_PORT", Integer.toString(port)));
        assertThat(page.locator(".held-row")).hasCount(1);
        assertThat(page.locator(".cut")).isHidden();
        assertThat(page.locator(".lead-row")).hasCount(2);
        assertThat(store.claims(firm)).isEqualTo(1);
        page.context().close();
        own[0].close();
    }

    @Test
    void where_claims_are_requests_the_desk_says_that_it_has_asked_and_a_deal_that_waits_is_not_won() {
        TestTenant firm = firm();
        JsonObject pool = firm.admin().get("/pools/web").json();
        pool.put("claim", new JsonObject().put("mode", "request"));
        pool.put("approvals", new JsonObject().put("deals", true));
        assertThat(firm.admin().put("/pools/web", pool).ok()).isTrue();
        String lead = firm.leads("web", 1).get(0);
        Page page = desk(firm, "ann", 1280, "en-GB");
        assertThat(page.locator(".lead-row button")).hasText("Ask for it");
        page.keyboard().press("n");
        assertThat(page.locator(".note")).hasText("Asked for; a supervisor decides.");
        assertThat(page.locator(".lead-row button")).hasText("Asked for");
        assertThat(page.locator(".lead-row button")).isDisabled();
        JsonObject claim = new JsonObject().put("what", "claim").put("agent", "ann");
        assertThat(firm.admin().post("/leads/" + lead + "/approve", claim).ok()).isTrue();
        page.locator(".held-row").click();
        page.keyboard().press("w");
        page.locator(".question .btn-primary").click();
        assertThat(page.locator(".note", new Page.LocatorOptions().setHasText("has approved it")))
                .isVisible();
        assertThat(page.locator("lead-card header .badge")).hasCount(0);
        page.keyboard().press("x");
        page.getByLabel("lost").check();
        page.locator(".question .btn-primary").click();
        assertThat(page.locator(".held-row")).hasCount(0);
        assertThat(page.locator(".note", new Page.LocatorOptions().setHasText("no longer yours")))
                .hasCount(0);
        assertThat(firm.admin().get("/leads/" + lead).json().getString("state")).isEqualTo("closed");
        page.context().close();
    }

    @Test
    void what_is_half_written_outlives_the_end_of_the_session() {
        TestTenant firm = firm().known();
        JsonObject wang = firm.lead("web", "Wang");
        wang.getJsonObject("contact").put("phone", "+8613800138051");
        assertThat(firm.admin().post("/leads", wang).ok()).isTrue();
        Page page = desk(firm, "ann", 1280, "en-GB");
        assertThat(page.locator(".lead-row")).hasCount(1);
        page.keyboard().press("n");
        assertThat(page.locator("lead-card h2")).isFocused();
        page.keyboard().press("d");
        assertThat(page.locator(".actions a")).hasAttribute("href", "tel:+8613800138051");
        page.keyboard().press("7");
        page.locator("#followup-content").fill("Wants a call on Mon");
        assertThat(firm.admin().delete("/agents/ann/sessions").ok()).isTrue();
        assertThat(page.locator("pelagos-sign-in")).isVisible();
        page.locator("#login").fill("ann");
        page.locator("#password").fill(Chromium.PASSWORD);
        page.locator(".sign-in .btn-primary").click();
        assertThat(page.locator("#followup-content")).hasValue("Wants a call on Mon");
        page.locator("#followup-content").fill("Wants a call on Monday");
        page.locator(".followup .btn-primary").click();
        assertThat(page.locator(".history")).containsText("Wants a call on Monday");
        assertThat(firm.admin().get("/leads?owner=ann").json().getJsonArray("items"))
                .hasSize(1);
        page.context().close();
    }

    private static void fill(TestTenant firm, int leads) {
        StringBuilder file = new StringBuilder("phone,name\n");
        for (int i = 0; i < leads; i++) {
            file.append("138").append(10_000_000 + i).append(",Li ").append(i).append('\n');
        }
        byte[] bytes = file.toString().getBytes(StandardCharsets.UTF_8);
        Http.Reply begun = firm.admin().file("/imports?pool=web&region=CN", "text/csv", bytes, "");
        assertThat(begun.status()).as(begun.body()).isEqualTo(202);
        String path = "/imports/" + begun.json().getString("id");
        TestNode.eventually(
                "the import is done",
                () -> firm.admin().get(path).json().getString("status").equals("done"));
    }

    @Test
    void thousands_of_leads_that_move_keep_the_page_small() {
        TestTenant firm = firm();
        fill(firm, 5_000);
        Page page = desk(firm, "ann", 1280, "en-GB");
        Locator rows = page.locator("pool-list .rows li");
        // Further pages are read as the list is scrolled down.
        page.waitForFunction("() => { const list = document.querySelector('pool-list virtual-list');"
                + " list.scrollTop = list.scrollTop ? 0 : list.scrollHeight;"
                + " return list.querySelector('li')?.ariaSetSize === '5000'; }");
        page.evaluate("() => { const list = document.querySelector('pool-list virtual-list');"
                + " let frames = 0; let most = 0; let running = true; const begun = performance.now();"
                + " const frame = () => { frames++; most = Math.max(most, document.querySelectorAll('*').length);"
                + " list.scrollTop = (frames * 40) % list.scrollHeight; if (running) requestAnimationFrame(frame); };"
                + " frame(); window.measured = () => { running = false;"
                + " return [most, frames * 1000 / (performance.now() - begun)]; }; }");
        long begunNanos = System.nanoTime();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.addAll(firm.enter("web", 60));
        }
        double perSecond = ids.size() * 1e9 / (System.nanoTime() - begunNanos);
        assertThat(page.locator(".tabs .count")).hasText("5600");
        List<?> measured = (List<?>) page.evaluate("() => window.measured()");
        System.out.printf(
                Locale.ROOT,
                "the desk with 5,000 leads: %.0f changes and %.0f frames a second, at most %s elements%n",
                perSecond,
                ((Number) measured.get(1)).doubleValue(),
                measured.get(0));
        assertThat(((Number) measured.get(0)).intValue()).isLessThan(1_500);
        assertThat(rows.count()).isLessThan(60);
        page.context().close();
    }
}
