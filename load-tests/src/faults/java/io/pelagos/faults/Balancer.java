package io.pelagos.faults;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Stands between clients and nodes, over real connections that are kept open on both sides. What it assumes of a real
 * one is written in FAULTS.md: it asks each node whether it is ready, closes a connection to a node sooner than the node
 * would, and sends a request to another node only if no connection could be had, so that nothing was sent. Whatever
 * else goes wrong it answers 502, and tells.
 */
final class Balancer implements Target, AutoCloseable {

    /** Which node is next. */
    enum Policy {
        /** In turn, those that say that they are ready. */
        CHECKED,
        /** As a client without a balancer: the same one, until it closes a connection or takes none. */
        FAITHFUL
    }

    private static final long CHECK_MILLIS = 200;
    private static final int IDLE_SECONDS = 1;
    private static final int CONNECT_MILLIS = 2_000;
    private static final int CONNECTIONS_MAX = 256;
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade");

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Policy policy;
    private final List<Backend> backends;
    private final HttpClient client;
    private final HttpServer server;
    private final Findings findings = new Findings();
    private final long checks;
    private int turn;

    private static final class Backend {
        private final Node node;
        private volatile boolean ready;

        private Backend(Node node) {
            this.node = node;
        }
    }

    Balancer(List<Node> nodes, Policy policy) {
        this.policy = policy;
        this.backends = nodes.stream().map(Backend::new).toList();
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(IDLE_SECONDS).setConnectTimeout(CONNECT_MILLIS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX).setCleanerPeriod((int) CHECK_MILLIS));
        this.server = vertx.createHttpServer().requestHandler(this::handle);
        Wait.done(server.listen(0, "127.0.0.1"));
        this.checks = vertx.setPeriodic(1, CHECK_MILLIS, timer -> backends.forEach(this::check));
    }

    @Override
    public String address() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    @Override
    public int number() {
        return 0;
    }

    /** What went wrong between it and the nodes. */
    Findings findings() {
        return findings;
    }

    /** Whether it sends requests to this node. */
    boolean uses(Node node) {
        return backends.stream().anyMatch(backend -> backend.node == node && backend.ready);
    }

    private void check(Backend backend) {
        client.request(HttpMethod.GET, backend.node.port(), "127.0.0.1", "/health/ready")
                .compose(HttpClientRequest::send)
                .compose(answer -> answer.end().map(answer.statusCode() == 200))
                .timeout(CHECK_MILLIS * 5, TimeUnit.MILLISECONDS)
                .otherwise(false)
                .onSuccess(ready -> backend.ready = ready);
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> forward(request, body, candidates().iterator()));
    }

    /** In the order in which they are tried. Without a ready one all are as good. */
    private List<Backend> candidates() {
        List<Backend> all = new ArrayList<>();
        for (int i = 0; i < backends.size(); i++) {
            all.add(backends.get((turn + i) % backends.size()));
        }
        if (policy == Policy.FAITHFUL) {
            return all;
        }
        turn++;
        List<Backend> ready = all.stream().filter(backend -> backend.ready).toList();
        return ready.isEmpty() ? all : ready;
    }

    private void forward(HttpServerRequest request, Buffer body, Iterator<Backend> left) {
        if (!left.hasNext()) {
            fail(request, "no node takes a connection", "");
            return;
        }
        Backend backend = left.next();
        client.request(request.method(), backend.node.port(), "127.0.0.1", request.uri())
                .onSuccess(out -> send(request, body, backend, out))
                .onFailure(refused -> {
                    move(backend);
                    forward(request, body, left);
                });
    }

    /** The faithful go elsewhere from now on. */
    private void move(Backend from) {
        if (policy == Policy.FAITHFUL && backends.get(turn % backends.size()) == from) {
            turn++;
        }
    }

    private void send(HttpServerRequest request, Buffer body, Backend backend, HttpClientRequest out) {
        request.headers().forEach(header -> {
            if (!OF_THE_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                out.putHeader(header.getKey(), header.getValue());
            }
        });
        // A client that has left, such as one of a stream that it does not want any more.
        request.response().closeHandler(gone -> out.reset());
        out.send(body).onSuccess(in -> answer(request, backend, in)).onFailure(broken -> {
            if (!request.response().closed()) {
                fail(request, "a node broke off before it answered", "node " + backend.node.number() + " " + broken);
            }
        });
    }

    private void answer(HttpServerRequest request, Backend backend, HttpClientResponse in) {
        HttpServerResponse response = request.response().setStatusCode(in.statusCode());
        in.headers().forEach(header -> {
            if (!OF_THE_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                response.putHeader(header.getKey(), header.getValue());
            }
        });
        boolean stream = String.valueOf(in.getHeader("content-type")).startsWith("text/event-stream");
        if ("close".equalsIgnoreCase(in.getHeader("connection")) && !stream) {
            move(backend);
        }
        if (in.getHeader("content-length") == null) {
            response.setChunked(true);
        }
        in.pipe().endOnFailure(false).to(response).onFailure(broken -> {
            if (!response.closed()) {
                findings.add("answered", "a node broke off within its answer", request.method() + " " + request.path());
                request.connection().close();
            }
        });
    }

    private void fail(HttpServerRequest request, String kind, String why) {
        findings.add("answered", kind, request.method() + " " + request.path() + " " + why);
        request.response().setStatusCode(502).end();
    }

    @Override
    public void close() {
        vertx.cancelTimer(checks);
        Wait.done(vertx.close());
    }
}
