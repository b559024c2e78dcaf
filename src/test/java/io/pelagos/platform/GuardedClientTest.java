package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.platform.GuardedClient.Reply;
import io.pelagos.platform.GuardedClient.Request;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.JksOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedClientTest {
    private static final String NAME = "hooks.example.com";
    private static final AddressGuard STRICT = new AddressGuard(false, List.of());
    private static final AddressGuard LOCAL = new AddressGuard(false, List.of("127.0.0.1/32"));

    @TempDir
    static Path dir;

    private static Vertx vertx;
    private static HttpServer server;
    private static HttpServer secure;
    private static JksOptions keys;
    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        server = await(vertx.createHttpServer()
                .requestHandler(GuardedClientTest::answer)
                .listen(0, "127.0.0.1"));
        String store = dir.resolve("keys.jks").toString();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=dns:" + NAME,
                        "-keystore",
                        store,
                        "-storetype",
                        "JKS",
                        "-storepass",
                        "only-for-tests",
                        "-keypass",
                        "only-for-tests")
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        keys = new JksOptions().setPath(store).setPassword("only-for-tests");
        secure = await(
                vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(keys))
                        .requestHandler(GuardedClientTest::answer)
                        .listen(0, "127.0.0.1"));
    }

    private static void answer(HttpServerRequest request) {
        SEEN.add(request.method() + " " + request.authority() + request.uri());
        switch (request.path()) {
            case "/moved" ->
                request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "http://127.0.0.1:1/")
                        .end();
            case "/endless" -> {
                request.response().setChunked(true);
                vertx.setPeriodic(1, timer -> {
                    if (request.response().closed()) {
                        vertx.cancelTimer(timer);
                    } else {
                        request.response().write("x".repeat(1_000));
                    }
                });
            }
            case "/silent" -> {}
            default -> request.body().onSuccess(body -> request.response().end(body));
        }
    }

    @AfterAll
    static void stop() {
        await(vertx.close());
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static GuardedClient client(AddressGuard guard, GuardedClient.Names names) {
        return new GuardedClient(vertx, guard, true, names, new HttpClientOptions());
    }

    private static GuardedClient.Names always(String... literals) {
        return host -> Future.succeededFuture(
                List.of(literals).stream().map(GuardedClientTest::literal).toList());
    }

    private static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Request post(String path) {
        URI target = URI.create("http://" + NAME + ":" + server.actualPort() + path);
        return new Request("POST", target, Map.of("X-One", "1"), Buffer.buffer("{}"), 64);
    }

    private static Unreachable.Why failure(Future<Reply> sent) {
        try {
            await(sent);
        } catch (CompletionException e) {
            return ((Unreachable) e.getCause()).why();
        }
        throw new AssertionError("it was answered");
    }

    @Test
    void a_name_that_means_something_else_a_moment_later_gains_nothing() {
        AtomicInteger asked = new AtomicInteger();
        GuardedClient client =
                client(STRICT, host -> always(asked.getAndIncrement() == 0 ? "93.184.215.14" : "127.0.0.1")
                        .addresses(host));
        String url = post("/").target().toString();
        assertThat(await(client.check(url))).as("at save").isNull();
        assertThat(failure(client.send(post("/"), 5_000))).isEqualTo(Unreachable.Why.FORBIDDEN);
        assertThat(await(client.check(url))).contains("may not be called");
        assertThat(SEEN).isEmpty();
    }

    @Test
    void the_address_that_was_checked_is_the_one_that_is_called() {
        AtomicInteger asked = new AtomicInteger();
        // A second look-up would lead nowhere.
        GuardedClient client = client(
                LOCAL,
                host -> asked.getAndIncrement() == 0
                        ? always("127.0.0.1").addresses(host)
                        : Future.failedFuture("asked twice"));
        Reply reply = await(client.send(post("/a?b=%20c"), 5_000));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).hasToString("{}");
        assertThat(SEEN).containsExactly("POST " + NAME + ":" + server.actualPort() + "/a?b=%20c");
        assertThat(asked).hasValue(1);
    }

    /** Else a part of an answer could pass before anybody reads it. */
    @Test
    void whatever_thread_asks_or_knows_the_address_the_request_is_made_on_an_event_loop() {
        List<Boolean> onEventLoop = new CopyOnWriteArrayList<>();
        Map<String, String> headers = new HashMap<>(Map.of("X-One", "1")) {
            private static final long serialVersionUID = 1;

            @Override
            public void forEach(BiConsumer<? super String, ? super String> each) {
                onEventLoop.add(Context.isOnEventLoopThread());
                super.forEach(each);
            }
        };
        Promise<List<InetAddress>> later = Promise.promise();
        Request request = new Request("POST", post("/").target(), headers, Buffer.buffer("{}"), 64);
        Future<Reply> first = client(LOCAL, always("127.0.0.1")).send(request, 5_000);
        Future<Reply> second = client(LOCAL, host -> later.future()).send(request, 5_000);
        later.complete(List.of(literal("127.0.0.1")));
        assertThat(await(first).body()).hasToString("{}");
        assertThat(await(second).body()).hasToString("{}");
        assertThat(onEventLoop).containsExactly(true, true);
    }

    @Test
    void a_name_for_both_a_public_and_a_private_address_is_refused() {
        GuardedClient client = client(STRICT, always("93.184.215.14", "127.0.0.1"));
        assertThat(failure(client.send(post("/"), 5_000))).isEqualTo(Unreachable.Why.FORBIDDEN);
        GuardedClient none = client(STRICT, host -> Future.succeededFuture(List.of()));
        assertThat(failure(none.send(post("/"), 5_000))).isEqualTo(Unreachable.Why.FORBIDDEN);
        GuardedClient unknown = client(STRICT, host -> Future.failedFuture("no such name"));
        assertThat(failure(unknown.send(post("/"), 5_000))).isEqualTo(Unreachable.Why.NAME);
        assertThat(await(unknown.check("https://" + NAME))).contains("not found");
        assertThat(await(unknown.checkReach("https://" + NAME))).isNull();
    }

    @Test
    void the_certificate_must_be_that_of_the_name() {
        GuardedClient trusting = new GuardedClient(
                vertx, LOCAL, false, always("127.0.0.1"), new HttpClientOptions().setTrustOptions(keys));
        Request named = new Request("GET", https(NAME), Map.of(), Buffer.buffer(), 64);
        assertThat(await(trusting.send(named, 5_000)).status()).isEqualTo(200);
        Request other = new Request("GET", https("other.example.com"), Map.of(), Buffer.buffer(), 64);
        assertThat(failure(trusting.send(other, 5_000))).isEqualTo(Unreachable.Why.TLS);
        assertThat(failure(client(LOCAL, always("127.0.0.1")).send(named, 5_000)))
                .as("signed by nobody")
                .isEqualTo(Unreachable.Why.TLS);
    }

    private static URI https(String host) {
        return URI.create("https://" + host + ":" + secure.actualPort() + "/");
    }

    @Test
    void time_and_what_is_read_are_bounded_and_redirects_are_answers() {
        GuardedClient client = client(LOCAL, always("127.0.0.1"));
        Reply cut = await(client.send(post("/endless"), 10_000));
        assertThat(cut.cut()).isTrue();
        assertThat(cut.body().length()).isEqualTo(64);
        assertThat(failure(client.send(post("/silent"), 200))).isEqualTo(Unreachable.Why.TIME);
        assertThat(await(client.send(post("/moved"), 5_000)).status()).isEqualTo(302);
        GuardedClient slow = client(LOCAL, host -> io.vertx.core.Promise.<List<InetAddress>>promise()
                .future());
        assertThat(failure(slow.send(post("/"), 200))).isEqualTo(Unreachable.Why.TIME);
        Request nobody = new Request("GET", URI.create("http://" + NAME + ":1025/"), Map.of(), Buffer.buffer(), 64);
        assertThat(failure(client.send(nobody, 5_000))).isEqualTo(Unreachable.Why.CONNECTION);
    }

    @Test
    void what_is_no_web_address_is_refused_as_it_is_written() {
        GuardedClient client = new GuardedClient(vertx, STRICT, false);
        for (String bad : List.of(
                "ftp://example.com/",
                "http://example.com/",
                "https://user:pass@example.com/",
                "https://example.com:22/",
                "https://example.com:70000/",
                "https://example.com/#part",
                "https:///path",
                "https://exa mple.com/",
                "https://[fe80::1%25eth0]/",
                "javascript:alert(1)",
                "/relative")) {
            assertThat(client.faultOf(bad)).as(bad).isNotNull();
        }
        assertThat(client.faultOf("https://example.com:8443/a/b?c=d")).isNull();
        assertThatThrownBy(() -> await(client.send(post("/"), 1_000))).hasCauseInstanceOf(Unreachable.class);
        assertThat(await(client.check("https://127.1/"))).contains("must name a host");
        assertThat(await(client.check("https://127.0.0.1/"))).contains("may not be called");
        assertThat(await(client.check("https://[::1]/"))).contains("may not be called");
        assertThat(await(client.checkReach("https://[::1]/"))).contains("may not be called");
    }
}
