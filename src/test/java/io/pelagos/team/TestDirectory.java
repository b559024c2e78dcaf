package io.pelagos.team;

import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.pelagos.platform.Postgres;
import io.pelagos.platform.TestEngines;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A directory and tokens on a real database of their own, with clocks that a test sets. */
public final class TestDirectory implements AutoCloseable {
    public final Vertx vertx = Vertx.vertx();
    public final AtomicLong monotonicMillis = new AtomicLong(5_000);
    public final AtomicLong nowMillis =
            new AtomicLong(Instant.parse("2026-03-01T10:00:00Z").toEpochMilli());
    public final Pool sql;
    public final PgPool sessions;
    private final PgLink watch;
    public final Directory directory;
    public final Tokens tokens;

    public TestDirectory() {
        this(TestEngines.postgresUrl(), null);
    }

    public TestDirectory(String url, String bootstrap) {
        this.sql = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(8))
                .connectingTo(Postgres.of(url).options(5_000))
                .using(vertx)
                .build();
        this.sessions = new PgPool(vertx, Postgres.of(url).options(5_000), 4, 10_000);
        this.watch = new PgLink(vertx, Postgres.of(url).options(5_000), 10_000);
        this.directory = new Directory(watch, 16, monotonicMillis::get, tenant -> {});
        this.tokens = new Tokens(sessions, directory, clock(), bootstrap);
    }

    public Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(nowMillis.get());
            }
        };
    }

    /** A tenant with an admin. */
    public TenantConfig tenant(String id) {
        JsonObject doc = new JsonObject().put("name", id).put("time_zone", "Asia/Shanghai");
        await(sql.withTransaction(
                c -> new Tenants(directory).create(c, id, "test", doc, List.of(Tenants.firstAdmin()))));
        await(directory.changed(id));
        return directory.tenant(id);
    }

    public TenantConfig put(String tenant, String section, String id, JsonObject doc) {
        await(put(directory.tenant(tenant), section, id, doc, null));
        return directory.tenant(tenant);
    }

    /** Writes one document in a transaction of its own; null deletes it. */
    public Future<Put> put(TenantConfig tenant, String section, String id, JsonObject doc, Long ifVersion) {
        List<Change> changes = List.of(new Change(section, id, doc));
        return sessions.transaction(c -> directory.put(c, tenant.no(), "test", changes, ifVersion))
                .compose(put -> directory.changed(tenant.id()).map(put));
    }

    public TenantConfig agent(String tenant, String id, String role, String team) {
        return put(
                tenant,
                "agent",
                id,
                new JsonObject()
                        .put("login", id)
                        .put("name", id)
                        .put("role", role)
                        .put("team", team));
    }

    public String token(String tenant, String agent) {
        return await(tokens.issue(sql, directory.tenant(tenant).no(), agent, "test", List.of(), null))
                .token();
    }

    public Principal principal(String token) {
        return await(tokens.principal(token));
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public void close() {
        directory.stop();
        await(Future.join(sql.close(), sessions.close(), watch.close()));
        await(vertx.close());
    }
}
