package io.pelagos.lead;

import io.pelagos.platform.PgPool;
import io.pelagos.platform.Postgres;
import io.pelagos.platform.TestEngines;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A database of the test's own, and what tests of leads ask it. */
public final class LeadDatabase implements AutoCloseable {
    public final Vertx vertx = Vertx.vertx();
    private final Postgres postgres = Postgres.of(TestEngines.postgresUrl());
    public final Pool pool = PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(4))
            .connectingTo(postgres.options(5_000))
            .using(vertx)
            .build();

    public final PgPool sessions = new PgPool(vertx, postgres.options(5_000), 4, 10_000);

    public Future<PgConnection> connect() {
        return PgConnection.connect(vertx, postgres.options(5_000));
    }

    public PgConnectOptions options() {
        return postgres.options(5_000);
    }

    /** Done when so many connections to this database wait for a lock. */
    public Future<Void> waiting(int sessions) {
        return pool.query("select count(*) from pg_stat_activity where datname = current_database()"
                        + " and wait_event_type = 'Lock'")
                .execute()
                .compose(rows ->
                        rows.iterator().next().getLong(0) >= sessions ? Future.succeededFuture() : waiting(sessions));
    }

    /** By way of something on this machine that passes bytes on. */
    public Future<PgConnection> connectThrough(int port) {
        return PgConnection.connect(
                vertx, postgres.options(5_000).setHost("127.0.0.1").setPort(port));
    }

    public SocketAddress address() {
        return SocketAddress.inetSocketAddress(postgres.port(), postgres.host());
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    public List<Row> rows(String sql, Object... arguments) {
        List<Row> rows = new ArrayList<>();
        await(pool.preparedQuery(sql).execute(Tuple.from(arguments))).forEach(rows::add);
        return rows;
    }

    public long count(String sql, Object... arguments) {
        return rows(sql, arguments).get(0).getLong(0);
    }

    /** All columns of all tables as one text; binary ones both as hexadecimal and as the text they may hold. */
    public String everything() {
        StringBuilder all = new StringBuilder();
        for (String table :
                List.of("lead", "lead_detail", "lead_term", "identity", "journal", "request", "keyset", "config")) {
            for (Row row : rows("select * from " + table)) {
                for (int column = 0; column < row.size(); column++) {
                    Object value = row.getValue(column);
                    all.append(value).append('\n');
                    if (value instanceof io.vertx.core.buffer.Buffer bytes) {
                        all.append(java.util.HexFormat.of().formatHex(bytes.getBytes()))
                                .append('\n');
                    }
                }
            }
        }
        return all.toString();
    }

    /** A lead's stored details, opened. */
    public LeadDetail detail(ContactVault vault, int tenant, long lead) {
        Row row = rows(
                        "select channel, key, sealed, source from lead_detail where tenant = $1 and lead = $2",
                        tenant,
                        lead)
                .get(0);
        JsonObject source = row.getJsonObject(3);
        return vault.open(
                tenant,
                lead,
                row.getString(0),
                row.getBuffer(1).getBytes(),
                row.getBuffer(2).getBytes(),
                source,
                1);
    }

    public Keysets keysets(@Nullable String masterKey) {
        return await(Keysets.open(sessions, masterKey));
    }

    @Override
    public void close() {
        await(Future.join(pool.close(), sessions.close()));
        await(vertx.close());
    }
}
