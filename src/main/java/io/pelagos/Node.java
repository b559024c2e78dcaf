package io.pelagos;

import io.pelagos.demo.Pace;
import io.pelagos.demo.Traffic;
import io.pelagos.http.Edge;
import io.pelagos.journal.Housekeeping;
import io.pelagos.lead.Keysets;
import io.pelagos.platform.Cluster;
import io.pelagos.platform.Postgres;
import io.pelagos.platform.RedisCheck;
import io.pelagos.platform.RedisLinks;
import io.pelagos.platform.RedisUrl;
import io.pelagos.platform.StartFailure;
import io.pelagos.platform.Tracing;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tokens;
import io.pelagos.team.Turns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.redis.client.RedisConnection;
import java.io.PrintStream;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node: starts its {@link NodeParts parts} in order, listens, and stops. */
final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long REDIS_ANSWER_MILLIS = 3_000;
    /** For requests that are here when the node stops accepting. */
    private static final long FAREWELL_MILLIS = 4_000;

    private final NodeParts.Base base;
    private final Config config;
    private final Vertx vertx;
    private final Directory directory;
    private String unfit = "";
    private @Nullable NodeParts parts;
    private @Nullable HttpServer http;
    private @Nullable DemoDocument demoDocument;
    private List<Demo.Person> people = List.of();
    private volatile @Nullable Traffic traffic;
    private volatile boolean stopping;

    Node(Config config, Cluster cluster, Tracing tracing, Postgres postgres, RedisUrl redisUrl) {
        this.config = config;
        this.vertx = cluster.vertx();
        Clock clock = Clock.systemUTC();
        PostgresLinks pg = new PostgresLinks(vertx, config, postgres, tracing);
        this.directory = new Directory(pg.watch, config.cells(), () -> System.nanoTime() / 1_000_000, cluster::wake);
        this.base = new NodeParts.Base(
                config,
                cluster,
                vertx.getOrCreateContext(),
                clock,
                new NodeMeters(),
                tracing,
                pg,
                new RedisLinks(vertx, redisUrl, this::check, REDIS_ANSWER_MILLIS),
                directory,
                new Tokens(pg.sql, directory, clock, config.bootstrapToken()),
                UUID.randomUUID().toString());
    }

    /** Each new connection may lead to another Redis: it must be as fit as the first, which the start has looked at. */
    private Future<Void> check(RedisConnection connection, String server, Predicate<String> has) {
        return RedisCheck.check(connection, server)
                .onSuccess(fit -> unfit = "")
                .onFailure(this::tellUnfit)
                .compose(fit -> {
                    NodeParts known = parts;
                    return known == null
                            ? Future.succeededFuture()
                            : known.journal().connected(connection::send, has);
                });
    }

    /** Once, though it is tried again and again. */
    private void tellUnfit(Throwable why) {
        String message = String.valueOf(why.getMessage());
        if (why instanceof StartFailure && !message.equals(unfit)) {
            unfit = message;
            LOG.error("{}; this node waits until that is mended", message);
        }
    }

    /** Starts everything on this node's thread; done when it serves. */
    Future<Void> start() {
        return on(() -> new Housekeeping(base.pg().sums)
                .partitions(LocalDate.now(ZoneOffset.UTC))
                .compose(done -> directory.start(vertx))
                .compose(done -> checkCells())
                .compose(done -> Keysets.open(base.pg().sql, config.masterKey()))
                .compose(keysets -> takeNumber().map(number -> new NodeParts(base, keysets, number)))
                .compose(this::begin)
                .compose(done -> listen())
                .onSuccess(done -> simulate()));
    }

    /** A cell behind the last could not be rebuilt by its number, and new tenants would be spread over fewer. */
    private Future<Void> checkCells() {
        int last = directory.all().stream().mapToInt(TenantConfig::cell).max().orElse(0);
        return last < config.cells()
                ? Future.succeededFuture()
                : Future.failedFuture(new StartFailure("cells is " + config.cells() + ", but tenants are in cell "
                        + last + " already: it must be what it was at first, on all nodes"));
    }

    private Future<Void> begin(NodeParts made) {
        parts = made;
        if (stopping) {
            made.leave();
        }
        return base.redis()
                .open()
                .compose(done -> made.follow())
                .compose(done -> demo(made))
                .compose(done -> made.start());
    }

    /** Over HTTP to itself, so not where that needs a certificate for another name. */
    private void simulate() {
        Config.Demo demo = config.demo();
        if (!demo.enabled() || !demo.traffic() || config.http().tls() != null) {
            return;
        }
        String host = config.http().host().equals("0.0.0.0")
                ? "127.0.0.1"
                : config.http().host();
        String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
        Traffic simulated = new Traffic(
                new Traffic.Parts(
                        vertx,
                        directory,
                        new Turns(base.pg().background),
                        new DemoCast(vertx, base.pg().sql, directory, base.tokens(), base.clock()),
                        Demo.TENANT,
                        base.name(),
                        url),
                Pace.of(demo.trafficSpeed()),
                new SplittableRandom());
        traffic = simulated;
        simulated.start();
    }

    /** For tests: whether this node simulates traffic. */
    boolean simulates() {
        return traffic != null;
    }

    private Future<Integer> takeNumber() {
        return base.pg()
                .sql
                .use(c -> c.query("select nextval('node_number')::int").execute())
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    private Future<Void> demo(NodeParts made) {
        if (!config.demo().enabled()) {
            return Future.succeededFuture();
        }
        Demo demo = new Demo(
                vertx,
                base.pg().sql,
                directory,
                base.tokens(),
                made.passwords(),
                made.vault()::ready,
                made.vault()::keys,
                config.dataDir().resolve("demo-tokens"));
        return vertx.executeBlocking(() -> DemoDocument.of(config.demo().file()))
                .onSuccess(document -> demoDocument = document)
                .compose(demo::setUp)
                .onSuccess(found -> people = found)
                .mapEmpty();
    }

    private Future<Void> listen() {
        Config.Http settings = config.http();
        Edge edge = parts().edge();
        HttpServer server = vertx.createHttpServer(NodeSettings.http(settings));
        http = server;
        return server.requestHandler(edge.handler(vertx, NodeSettings.web(settings)))
                .invalidRequestHandler(edge.invalidHandler())
                .listen(settings.port(), settings.host())
                .recover(failure -> Future.failedFuture(cannotListen(settings, failure)))
                .compose(listening -> renew(settings.tls(), listening));
    }

    /** Now and from now on takes up another certificate when its files have changed. */
    private Future<Void> renew(Config.@Nullable Tls tls, HttpServer listening) {
        if (tls == null) {
            return Future.succeededFuture();
        }
        Certificate certificate = new Certificate(vertx, tls);
        vertx.setPeriodic(Certificate.LOOK_MILLIS, timer -> certificate.look(listening));
        return certificate.look(listening);
    }

    static StartFailure cannotListen(Config.Http settings, Throwable failure) {
        return new StartFailure(
                "cannot listen on " + settings.host() + ":" + settings.port() + ": " + failure.getMessage(), failure);
    }

    /** Not ready, though it serves on until balancers have noticed; then finishes what is in flight and lets go of the engines. */
    Future<Void> stop(long withinMillis) {
        stopping = true;
        Traffic simulated = traffic;
        if (simulated != null) {
            simulated.stop();
        }
        NodeParts known = parts;
        if (known == null) {
            directory.stop();
            return Future.succeededFuture();
        }
        known.leave();
        return noticed().compose(done -> on(() -> finish(known, withinMillis)));
    }

    /** A balancer that still believes this node ready is served as before. */
    private Future<?> noticed() {
        long millis = port() == 0 ? 0 : config.drainMillis();
        if (millis == 0) {
            return Future.succeededFuture();
        }
        LOG.info("Not ready any more; serving on for {} ms, until load balancers have noticed", millis);
        return vertx.timer(millis, TimeUnit.MILLISECONDS);
    }

    private Future<Void> finish(NodeParts known, long withinMillis) {
        known.rest();
        // Whoever comes now is refused the connection, and goes elsewhere; whose request is here gets its answer.
        return served().compose(done -> known.settle(withinMillis - FAREWELL_MILLIS - 2_000))
                .onSuccess(done -> directory.stop())
                .compose(done -> Future.join(
                        known.close(), base.redis().close(), base.pg().close()))
                .otherwiseEmpty()
                .onSuccess(done -> base.meters().close())
                .mapEmpty();
    }

    private Future<Void> served() {
        HttpServer server = http;
        return server == null
                ? Future.succeededFuture()
                : server.shutdown(FAREWELL_MILLIS, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    NodeParts parts() {
        NodeParts known = parts;
        if (known == null) {
            throw new IllegalStateException("the node has not started");
        }
        return known;
    }

    /** The engines out of the jar, and whether each is alive. */
    void watch(Map<String, Boolean> engines) {
        new NodeGauges(base.meters()).engines(engines);
    }

    Directory directory() {
        return directory;
    }

    String dataDir() {
        return config.dataDir().toString();
    }

    int port() {
        HttpServer server = http;
        return server == null ? 0 : server.actualPort();
    }

    /** Says what a newcomer needs next. */
    void greet(PrintStream out) {
        new Greeting(config, directory, demoDocument, people, port()).print(out);
    }

    private <T> Future<T> on(Supplier<Future<T>> work) {
        io.vertx.core.Promise<T> promise = io.vertx.core.Promise.promise();
        base.context().runOnContext(x -> work.get().onComplete(promise));
        return promise.future();
    }
}
