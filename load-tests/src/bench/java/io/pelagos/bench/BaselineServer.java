package io.pelagos.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What one would build without Pelagos' road: the same HTTP stack, and PostgreSQL alone, one statement and one commit
 * per request. A process of its own, like the server. Arguments: PostgreSQL address, port, number of agents.
 */
public final class BaselineServer {
    static final int TENANT = 1;
    static final String POOL = "bench";
    static final String HOOK = "/hooks/baseline";
    /** The path of an answer behind which there is nothing: what this machine and HTTP take alone. */
    static final String FIXED = "/fixed";

    private static final String FIXED_BODY = "{\"fixed\":\"" + "-".repeat(600) + "\"}";

    static final String SECRET = "the key of the baselines' sealed columns";
    private static final int FIRST_POOL_SIZE = 16;

    private final Vertx vertx;
    private final PgConnectOptions postgres;
    private final Map<String, String> agentOfToken = new HashMap<>();
    private Pool pool;
    private BaselineClaim claim;
    private BaselineIntake intake;

    private BaselineServer(Vertx vertx, String postgres, int agents) {
        this.vertx = vertx;
        this.postgres = PgConnectOptions.fromUri(postgres)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(16);
        for (int i = 1; i <= agents; i++) agentOfToken.put(token(i), "agent-" + i);
    }

    static String token(int agent) {
        return "baseline-token-%032d".formatted(agent);
    }

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        BaselineServer server = new BaselineServer(vertx, args[0], Integer.parseInt(args[2]));
        vertx.runOnContext(context -> server.start(Integer.parseInt(args[1]))
                .onSuccess(port -> System.out.println("Baseline is ready on http://127.0.0.1:" + port))
                .onFailure(cause -> {
                    System.err.println("Baseline cannot start: " + cause);
                    System.exit(1);
                }));
    }

    private Future<Integer> start(int port) {
        resize(FIRST_POOL_SIZE);
        Router router = Router.router(vertx);
        router.post("/api/v1/pools/:pool/claims")
                .handler(BodyHandler.create(false))
                .handler(this::claim);
        router.post("/hooks/:key").handler(BodyHandler.create(false)).handler(this::hook);
        router.post(FIXED).handler(ctx -> ctx.response()
                .setStatusCode(201)
                .putHeader("Content-Type", "application/json")
                .end(FIXED_BODY));
        router.put("/pool-size/:size").handler(this::poolSize);
        return vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        // As the product does, so that both have the same handlers for an answer.
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false))
                .requestHandler(router)
                .listen()
                .map(server -> server.actualPort());
    }

    private void claim(RoutingContext ctx) {
        String authorization = ctx.request().getHeader("Authorization");
        String agent = authorization == null || !authorization.startsWith("Bearer ")
                ? null
                : agentOfToken.get(authorization.substring(7));
        if (agent == null) {
            ctx.response().setStatusCode(401).end();
            return;
        }
        ctx.body().asJsonObject();
        claim.next(ctx.pathParam("pool"), agent)
                .onSuccess(body -> {
                    if (body == null) {
                        ctx.response()
                                .setStatusCode(409)
                                .putHeader("Content-Type", "application/problem+json")
                                .end("{\"type\":\"/problems/pool-empty\",\"status\":409}");
                    } else {
                        ctx.response()
                                .setStatusCode(201)
                                .putHeader("Content-Type", "application/json")
                                .end(body);
                    }
                })
                .onFailure(ctx::fail);
    }

    private void hook(RoutingContext ctx) {
        byte[] body = ctx.body().buffer().getBytes();
        intake.accept(body, ctx.request().getHeader("X-Signature"))
                .onSuccess(known -> ctx.response()
                        .setStatusCode(known ? 200 : 401)
                        .putHeader("Content-Type", "application/json")
                        .end("{}"))
                .onFailure(ctx::fail);
    }

    /** So that the bench finds the best size with a warm JVM; 0 closes the connections. */
    private void poolSize(RoutingContext ctx) {
        Pool before = pool;
        resize(Integer.parseInt(ctx.pathParam("size")));
        before.close().onComplete(closed -> ctx.response().end());
    }

    private void resize(int size) {
        pool = PgBuilder.pool()
                .connectingTo(postgres)
                .with(new PoolOptions().setMaxSize(Math.max(1, size)).setMaxWaitQueueSize(10_000))
                .using(vertx)
                .build();
        Sealing sealing = new Sealing(SECRET.getBytes(StandardCharsets.UTF_8));
        claim = new BaselineClaim(pool, sealing);
        intake = new BaselineIntake(pool, sealing);
    }
}
