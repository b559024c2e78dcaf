package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The browser that the machine has. What a page complains of is kept: a script that fails, a policy that forbids. */
final class Chromium {
    static final String PASSWORD = "correct horse battery";

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    /** One for all tests of a JVM, with which it ends: to start it takes seconds. */
    private static @Nullable Chromium opened;

    private final Browser browser;
    private final List<String> complaints = new ArrayList<>();

    private Chromium(Path program) {
        this.browser = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")))
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        // Where tests run as root, or in a container, its own walls cannot be put up.
                        .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
    }

    /** Skips the test where there is none. */
    static Chromium open() {
        if (opened == null) {
            opened = new Chromium(program());
        }
        return opened;
    }

    private static Path program() {
        Optional<Path> program = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty() && "required".equals(System.getenv("PELAGOS_BROWSER_TESTS"))) {
            throw new AssertionError("no Chromium in /usr/bin, and PELAGOS_BROWSER_TESTS asks for it");
        }
        assumeTrue(program.isPresent(), "no Chromium in /usr/bin: the screens are not tried");
        // Timing decides nothing: a slow machine is waited for.
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        return program.orElseThrow();
    }

    /** A browser of somebody's own, at a server. */
    Page page(int port, int width, int height, String language) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL("http://127.0.0.1:" + port)
                .setLocale(language)
                // Colours do not change by and by: axe may look at any moment.
                .setReducedMotion(ReducedMotion.REDUCE)
                .setViewportSize(width, height));
        context.setDefaultTimeout(60_000);
        Page page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        return page;
    }

    /** The pages as somebody sees them who has just signed in. */
    Page signedIn(int port, String firm, String login, int width, String language) {
        Page page = page(port, width, 844, language);
        page.navigate("/");
        page.locator("#firm").fill(firm);
        page.locator("#login").fill(login);
        page.locator("#password").fill(PASSWORD);
        page.locator(".sign-in .btn-primary").click();
        page.locator("pelagos-desk, pelagos-console").waitFor();
        return page;
    }

    /** Gives an agent the password with which he signs in here. */
    static void password(TestTenant firm, String agent) {
        Http.Reply set = firm.admin().put("/agents/" + agent + "/password", new JsonObject().put("password", PASSWORD));
        assertThat(set.ok()).as(set.body()).isTrue();
    }

    /** Fails at what axe calls serious or critical. */
    static void assertAccessible(Page page) {
        try (InputStream axe = Chromium.class.getResourceAsStream("/axe.min.js")) {
            page.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat((List<?>) page.evaluate("() => axe.run({ resultTypes: ['violations'] })"
                        + ".then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                        + ".map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html).join(' | ')))"))
                .isEmpty();
    }

    /** Fails where the page as a whole is wider than the screen. */
    static void assertNoSidewaysScrolling(Page page) {
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .isLessThanOrEqualTo(0);
    }

    /** What was complained of since this was asked last. */
    List<String> complaints() {
        List<String> since = List.copyOf(complaints);
        complaints.clear();
        return since;
    }

    static void shoot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }
}
