package io.pelagos.bench;

import static io.pelagos.bench.Report.format;
import static io.pelagos.bench.Report.median;
import static io.pelagos.bench.Report.say;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * R12: what a newcomer does. {@code java -jar pelagos.jar} in an empty folder, then the two commands that it prints: a
 * lead comes in, an agent claims it. From the start of the process to the answer of the claim.
 */
final class FirstClaim {
    private static final int START_SECONDS = 120;
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final Pattern HOOK = Pattern.compile("(http\\S+/hooks/\\S+).*google_key\":\"([^\"]+)\"");
    private static final Pattern CLAIM = Pattern.compile("(http\\S+/claims) .*Bearer ([^']+)'");

    private final Stand stand;
    private final HttpClient http = HttpClient.newHttpClient();

    FirstClaim(Stand stand) {
        this.stand = stand;
    }

    private record Times(double ready_seconds, double claimed_seconds) {}

    void run() throws IOException, InterruptedException {
        List<Double> ready = new ArrayList<>();
        List<Double> claimed = new ArrayList<>();
        for (int i = 0; i < stand.options().runs(); i++) {
            Times times = start(stand.directory().resolve("first-" + i));
            ready.add(times.ready_seconds());
            claimed.add(times.claimed_seconds());
            say("start %d: ready after %.1f s, claimed after %.1f s", i + 1, ready.get(i), claimed.get(i));
        }
        stand.report()
                .atMost(
                        "R12",
                        "start with embedded engines to the first claim",
                        format("ready after %.1f s", median(ready)),
                        median(claimed),
                        " s",
                        15,
                        6);
    }

    /** Everything as it comes, but for the port, the folder, and the engines that the bench's environment may name. */
    private Times start(Path data) throws IOException, InterruptedException {
        Map<String, String> environment =
                Map.of("PELAGOS_HTTP_PORT", Integer.toString(Server.freePort()), "PELAGOS_DATA_DIR", data.toString());
        List<String> command = List.of(
                Children.javaCommand(),
                "-jar",
                stand.options().jar().toAbsolutePath().toString());
        long start = System.nanoTime();
        Children.Child server = stand.children().start("server", environment, command);
        Matcher hook = printed(server, "/hooks/", HOOK);
        Matcher claim = printed(server, "/claims", CLAIM);
        server.awaitLine("Pelagos is ready on", START_SECONDS);
        long ready = System.nanoTime();
        String body =
                "{\"lead_id\":\"first\",\"user_column_data\":[{\"column_id\":\"FULL_NAME\",\"string_value\":\"Zhang"
                        + " Wei\"},{\"column_id\":\"PHONE_NUMBER\",\"string_value\":\"+8613812345678\"}],\"google_key\":\""
                        + hook.group(2) + "\"}";
        HttpResponse<String> answer = post(hook.group(1), "-", body);
        if (answer.statusCode() != 200) throw new IllegalStateException("the lead was refused: " + answer.body());
        // An acknowledged lead is visible a moment later.
        answer = post(claim.group(1), claim.group(2), "{}");
        while (answer.statusCode() != 201 && System.nanoTime() - ready < PATIENCE_NANOS) {
            answer = post(claim.group(1), claim.group(2), "{}");
        }
        long end = System.nanoTime();
        if (answer.statusCode() != 201) throw new IllegalStateException("no claim: " + answer.body());
        stand.children().stop(server);
        return new Times((ready - start) / 1e9, (end - start) / 1e9);
    }

    private static Matcher printed(Children.Child server, String text, Pattern pattern) throws InterruptedException {
        String line = server.awaitLine(text, START_SECONDS);
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) throw new IllegalStateException("the greeting reads otherwise: " + line);
        return matcher;
    }

    private HttpResponse<String> post(String url, String token, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(java.time.Duration.ofNanos(TimeUnit.SECONDS.toNanos(10)))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
