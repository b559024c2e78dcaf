package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With failures that the real client and the real engine give. */
class OutageTest {
    private final Vertx vertx = Vertx.vertx();
    private final Postgres postgres = Postgres.of(TestEngines.postgresUrl());
    private PgConnection connection;

    @BeforeEach
    void connect() throws Exception {
        connection = await(PgConnection.connect(vertx, postgres.options(5_000)));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void a_connection_that_was_closed_is_an_outage() throws Exception {
        await(connection.close());

        assertThat(failureOf(connection.query("select 1").execute())).matches(Outage::is);
    }

    @Test
    void a_session_that_the_server_ends_is_an_outage_for_all_that_waited() throws Exception {
        List<Future<?>> waiting = new ArrayList<>();
        waiting.add(connection
                .query("select pg_terminate_backend(pg_backend_pid())")
                .execute());
        for (int i = 0; i < 600; i++) { // more than are sent ahead at once
            waiting.add(connection.query("select pg_sleep(1)").execute());
        }

        for (Future<?> each : waiting) {
            assertThat(failureOf(each)).matches(Outage::is);
        }
    }

    @Test
    void a_statement_that_took_too_long_is_an_outage() {
        Future<?> slow = connection
                .query("set statement_timeout = 50")
                .execute()
                .compose(done -> connection.query("select pg_sleep(10)").execute());

        assertThat(failureOf(slow)).matches(Outage::is);
    }

    @Test
    void a_pool_that_was_closed_and_an_address_where_nobody_listens_are_outages() throws Exception {
        Pool pool = PgBuilder.pool()
                .connectingTo(postgres.options(5_000))
                .using(vertx)
                .build();
        await(pool.close());

        assertThat(failureOf(pool.query("select 1").execute())).matches(Outage::is);
        assertThat(failureOf(PgConnection.connect(
                        vertx, postgres.options(5_000).setHost("127.0.0.1").setPort(1))))
                .matches(Outage::is);
    }

    @Test
    void what_is_wrong_with_a_statement_is_a_defect() {
        assertThat(failureOf(connection.query("select nothing from nowhere").execute()))
                .matches(failure -> !Outage.is(failure));
        assertThat(failureOf(connection.query("select 1 / 0").execute())).matches(failure -> !Outage.is(failure));
        assertThat(new NullPointerException()).matches(failure -> !Outage.is(failure));
    }

    private static Throwable failureOf(Future<?> future) {
        try {
            await(future);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("it succeeded");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
