package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces, as a collector gets them over real sockets. */
class TracesTest {
    private static final String NAME = "Wang Fang of the traces";
    private static final String PHONE = "13900139042";
    private static final String CLAIM = "POST /api/v1/pools/{pool}/claims";

    private static EmbeddedRedis redis;
    private static OtlpReceiver collector;
    private static TestReceiver webhook;
    private static TestNode node;
    private static TestTenant firm;
    private static final Random RANDOM = new Random();
    private static int people;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start(@TempDir Path dir) {
        redis = TestEngines.ownRedis(dir);
        collector = new OtlpReceiver();
        webhook = new TestReceiver();
        String sections = String.join(
                "\n",
                "tracing: {endpoint: '" + collector.endpoint() + "', sample_percent: 0}",
                "outgoing: {allowed_networks: [127.0.0.1/32], allow_http: true}");
        node = TestNode.start(TestEngines.postgresUrl(), redis.url(), "sweep_after_millis: 500", sections);
        firm = node.tenant();
        firm.pool("p");
    }

    @AfterAll
    static void stop() {
        node.close();
        webhook.close();
        collector.close();
        redis.close();
    }

    /** A trace that its caller keeps. */
    private static String trace() {
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private static CompletableFuture<HttpResponse<String>> claim(String token, String trace, String flags) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(node.as("").base() + "/api/v1/pools/p/claims?phone=" + PHONE))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-" + flags)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void lead() {
        JsonObject contact = new JsonObject().put("name", NAME).put("phone", "+86" + (13900140000L + ++people));
        JsonObject lead = new JsonObject().put("pool", "p").put("contact", contact);
        assertThat(firm.admin().post("/leads", lead).status()).isEqualTo(201);
    }

    private static void leads(int count) {
        int before = firm.visible("p").size();
        IntStream.range(0, count).forEach(i -> lead());
        TestNode.eventually("the leads are in the pool", () -> firm.visible("p").size() >= before + count);
    }

    /** One of a name, waited for: spans are sent in batches. */
    private static OtlpReceiver.Span span(String trace, String name) {
        TestNode.eventually("the span " + name + " is told", () -> collector.spans(trace).stream()
                .anyMatch(span -> span.name().equals(name)));
        return collector.spans(trace).stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_claim_is_one_trace_with_http_redis_and_postgresql() {
        leads(1);
        String trace = trace();
        assertThat(Http.await(claim(firm.agent("one"), trace, "01")).statusCode())
                .isEqualTo(201);
        OtlpReceiver.Span http = span(trace, CLAIM);
        assertThat(http.kind()).isEqualTo(2);
        assertThat(http.parent()).isEqualTo("00f067aa0ba902b7");
        assertThat(http.attributes())
                .containsEntry("http.route", "/api/v1/pools/{pool}/claims")
                .containsEntry("http.response.status_code", "201");
        for (String step : List.of("redis decide", "postgresql commit", "redis settle")) {
            OtlpReceiver.Span span = span(trace, step);
            assertThat(span.parent()).as(step).isEqualTo(http.id());
            assertThat(span.kind()).as(step).isEqualTo(3);
            assertThat(span.attributes()).containsEntry("db.system.name", step.substring(0, step.indexOf(' ')));
        }
    }

    @Test
    void a_batch_links_to_the_spans_of_its_requests() {
        int claims = 20;
        leads(claims);
        List<String> agents = IntStream.range(0, claims)
                .mapToObj(i -> firm.agent("many-" + i))
                .toList();
        List<String> traces = IntStream.range(0, claims).mapToObj(i -> trace()).toList();
        Http.all(IntStream.range(0, claims)
                        .mapToObj(i -> claim(agents.get(i), traces.get(i), "01"))
                        .toList())
                .forEach(answer -> assertThat(answer.statusCode()).isEqualTo(201));
        List<String> commits = traces.stream()
                .map(trace -> span(trace, "postgresql commit").id())
                .toList();
        TestNode.eventually("each is linked to by a batch", () -> links(traces).containsAll(commits));
        assertThat(links(traces)).doesNotHaveDuplicates();
    }

    /** Of all batches of commits. */
    private static List<String> links(List<String> traces) {
        return traces.stream()
                .flatMap(trace -> collector.spans(trace).stream())
                .filter(span -> span.name().equals("commit batch"))
                .flatMap(span -> span.links().stream())
                .toList();
    }

    @Test
    void a_webhook_hears_of_the_trace_in_which_it_happened() {
        JsonObject hook = new JsonObject()
                .put("id", "crm")
                .put("url", webhook.url("/hook"))
                .put("events", new JsonArray().add("claimed"));
        assertThat(firm.admin().post("/webhooks", hook).status()).isEqualTo(201);
        leads(1);
        String trace = trace();
        assertThat(Http.await(claim(firm.agent("two"), trace, "01")).statusCode())
                .isEqualTo(201);
        TestNode.eventually("the webhook is told of the claim", () -> webhook.seen("/hook").stream()
                .anyMatch(message ->
                        message.headers().getOrDefault("traceparent", "").contains(trace)));
        assertThat(span(trace, "webhook").parent()).isEqualTo(span(trace, CLAIM).id());
    }

    @Test
    void nothing_is_kept_of_who_does_not_ask_for_it_and_nothing_of_a_contact() {
        leads(2);
        String agent = firm.agent("three");
        String quiet = trace();
        String loud = trace();
        assertThat(Http.await(claim(agent, quiet, "00")).statusCode()).isEqualTo(201);
        // Spans are sent in the order in which they ended.
        assertThat(Http.await(claim(agent, loud, "01")).statusCode()).isEqualTo(201);
        span(loud, CLAIM);
        assertThat(collector.spans(quiet)).isEmpty();
        assertThat(collector.texts())
                .isNotEmpty()
                .noneMatch(text -> text.contains(PHONE) || text.contains("Wang Fang") || text.contains("139001"));
    }
}
