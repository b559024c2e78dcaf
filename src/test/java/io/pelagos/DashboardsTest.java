package io.pelagos;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What managers see of numbers, in a real browser. */
class DashboardsTest extends Screens {
    private static final List<String> TABS =
            List.of("overview", "channels", "pools", "agents", "flow", "hours", "breakdown");

    private static TestTenant firm() {
        TestTenant firm = node.tenant().pool("p").pool("q");
        for (String channel : List.of("ads", "site")) {
            JsonObject body = new JsonObject("{\"type\":\"generic\",\"pool\":\"p\"}");
            assertThat(firm.admin()
                            .post("/channels", body.put("id", channel).put("name", channel))
                            .ok())
                    .isTrue();
        }
        firm.agent("mei", new JsonObject("{\"role\":\"manager\"}"));
        Chromium.password(firm, "mei");
        return firm.known();
    }

    private static Page dashboards(TestTenant firm, int width, String language) {
        Page page = chromium.signedIn(node.port(), firm.id, "mei", width, language);
        page.navigate("http://127.0.0.1:" + node.port() + "/console/dashboards");
        page.locator("console-dashboards h1").waitFor();
        return page;
    }

    private static void look(TestTenant firm, int width, String language, String name, List<String> tabs) {
        Page page = dashboards(firm, width, language);
        page.locator(".chips .chip").nth(2).click();
        for (String tab : tabs) {
            page.locator("#tab-" + tab).click();
            assertThat(page.locator("#numbers table").first()).isVisible();
            assertThat(page.locator("#numbers .table-frame").first()).isVisible();
            Chromium.shoot(page, "dashboards-" + tab + "-" + name);
            Chromium.assertAccessible(page);
            Chromium.assertNoSidewaysScrolling(page);
        }
        page.context().close();
    }

    @Test
    void a_month_is_shown_in_charts_and_tables() {
        TestTenant firm = firm();
        StatsHistory.AGENTS.forEach(firm::agent);
        Instant now = Instant.now();
        new StatsHistory(7, now.minus(25, ChronoUnit.DAYS), now, 200).store(store, firm.no());
        look(firm, 1280, "en-GB", "en", TABS);
        look(firm, 390, "zh-CN", "phone", List.of("overview", "agents", "breakdown"));

        Page page = dashboards(firm, 1280, "en-GB");
        page.locator("#tab-channels").click();
        page.locator(".chips .chip").nth(1).click();
        page.locator("input[name=compare]").check();
        Locator total = page.locator("#numbers tfoot td").first();
        assertThat(total.locator(".before")).isVisible();
        String csv = page.locator("#numbers a[download]").first().getAttribute("href");
        assertThat(csv).contains("format=csv", "compare=previous");
        page.context().close();
    }

    @Test
    void without_anything_it_says_so() {
        Page page = dashboards(firm(), 1280, "en-GB");
        assertThat(page.locator("#numbers .empty").first())
                .hasText("Nothing happened in this time. Choose a longer one.");
        Chromium.shoot(page, "dashboards-empty");
        page.context().close();
    }
}
