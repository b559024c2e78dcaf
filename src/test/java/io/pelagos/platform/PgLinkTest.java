package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to a PostgreSQL that lets one wait: none of them may be left behind. */
class PgLinkTest {
    private static final String FROM_OTHERS = " from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
    private static final String OTHERS = "select count(*)" + FROM_OTHERS;
    private static final String END_OTHERS = "select pg_terminate_backend(pid)" + FROM_OTHERS;

    private final Vertx vertx = Vertx.vertx();
    private final Postgres postgres = Postgres.of(TestEngines.postgresUrl());
    private final PgLink watcher = new PgLink(vertx, options(), 20_000);

    private PgConnectOptions options() {
        return postgres.options(20_000);
    }

    @AfterEach
    void close() throws Exception {
        await(watcher.close());
        await(vertx.close());
    }

    @Test
    void a_connection_that_comes_too_late_is_closed() throws Exception {
        LateDoor door = new LateDoor(vertx, postgres);
        PgConnectOptions late = options().setHost("127.0.0.1").setPort(door.port());
        PgLink link = new PgLink(vertx, late, 2_000);
        PgPool pool = new PgPool(vertx, late, 2, 2_000);
        List<Future<Long>> asked = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            asked.add(link.ask(PgLinkTest::pid));
            asked.add(pool.use(PgLinkTest::pid));
            for (Future<Long> each : asked) {
                assertThatThrownBy(() -> await(each)).hasCauseInstanceOf(TimeoutException.class);
            }
        }
        assertThat(others()).isZero();

        door.open();
        assertThat(await(link.ask(PgLinkTest::pid))).isPositive();
        assertThat(await(pool.use(PgLinkTest::pid))).isPositive();
        awaitOthers(2);
        await(link.close());
        await(pool.close());
        awaitOthers(0);
    }

    @Test
    void a_step_without_an_answer_takes_its_own_connection_with_it_and_no_other() throws Exception {
        PgLink link = new PgLink(vertx, options(), 2_500);
        long first = await(link.ask(PgLinkTest::pid));
        Future<?> stuck = link.ask(c -> c.query("select pg_sleep(8)").execute());
        Future<Long> behind = link.ask(PgLinkTest::pid);

        assertThatThrownBy(() -> await(stuck)).hasCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> await(behind)).hasCauseInstanceOf(TimeoutException.class);
        long second = await(link.ask(PgLinkTest::pid));
        assertThat(second).isNotEqualTo(first);
        awaitOthers(1);
        assertThat(await(link.ask(PgLinkTest::pid))).isEqualTo(second);
        await(link.close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobody_who_closes_a_connection_waits_for_its_last_statement(boolean lost) throws Exception {
        PgSession session = await(new PgConnector(vertx, options(), 2_500).session());
        Future<?> stuck = session.ask(c -> c.query("select pg_sleep(8)").execute());
        if (lost) {
            assertThatThrownBy(() -> await(stuck)).hasCauseInstanceOf(TimeoutException.class);
        }

        Future<Void> end = session.close();
        // One that gave no answer in time is not waited for again.
        assertThat(end.isComplete()).isEqualTo(lost);
        await(end);
        assertThat(session.usable()).isFalse();
        awaitOthers(1);
        await(watcher.ask(c -> c.query(END_OTHERS).execute()));
        awaitOthers(0);
    }

    @Test
    void a_session_that_postgresql_ends_is_followed_by_another() throws Exception {
        PgLink link = new PgLink(vertx, options(), 5_000);
        long first = await(link.ask(PgLinkTest::pid));
        await(watcher.ask(
                c -> c.query("select pg_terminate_backend(" + first + ", 5000)").execute()));

        assertThat(await(link.ask(PgLinkTest::pid).recover(lost -> link.ask(PgLinkTest::pid))))
                .isNotEqualTo(first);
        await(link.close());
    }

    @Test
    void work_that_took_too_long_does_not_leave_its_connection_to_the_next() throws Exception {
        PgPool pool = new PgPool(vertx, options(), 1, 2_500);
        long first = await(pool.use(PgLinkTest::pid));
        assertThat(await(pool.use(PgLinkTest::pid))).isEqualTo(first);
        Future<?> slow = pool.use(c -> c.query("select pg_sleep(8)").execute());

        assertThatThrownBy(() -> await(slow)).hasCauseInstanceOf(TimeoutException.class);
        assertThat(await(pool.use(PgLinkTest::pid))).isNotEqualTo(first);
        awaitOthers(1);
        await(pool.close());
    }

    @Test
    void work_that_throws_whatever_gives_its_connection_back() throws Exception {
        PgPool pool = new PgPool(vertx, options(), 1, 2_500);
        long first = await(pool.use(PgLinkTest::pid));
        for (int i = 0; i < 3; i++) {
            Future<?> broken = pool.use(c -> {
                throw new AssertionError("broken");
            });
            assertThatThrownBy(() -> await(broken)).hasCauseInstanceOf(AssertionError.class);
        }
        await(vertx.timer(3_000, TimeUnit.MILLISECONDS));
        assertThat(await(pool.use(PgLinkTest::pid)))
                .as("nor is it closed later")
                .isEqualTo(first);
        await(pool.close());
    }

    @Test
    void who_waits_for_a_connection_gets_it_in_turn_or_gives_up_in_time() throws Exception {
        PgPool pool = new PgPool(vertx, options(), 1, 2_500);
        List<Future<Long>> line = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            line.add(pool.use(PgLinkTest::pid));
        }
        for (Future<Long> each : line) {
            assertThat(await(each)).isEqualTo(line.get(0).result());
        }

        Future<?> slow = pool.use(c -> c.query("select pg_sleep(8)").execute());
        Future<Long> behind = pool.use(PgLinkTest::pid);
        assertThatThrownBy(() -> await(slow)).hasCauseInstanceOf(TimeoutException.class);
        assertThat(await(behind.map(true).otherwise(e -> e instanceof TimeoutException)))
                .isTrue();
        assertThat(await(pool.use(PgLinkTest::pid))).isPositive();
        await(pool.close());
    }

    @Test
    void a_transaction_is_rolled_back_when_its_work_throws_or_fails() throws Exception {
        PgPool pool = new PgPool(vertx, options(), 1, 5_000);
        await(pool.use(c -> c.query("create table t (n int)").execute()));
        Future<Long> thrown = pool.transaction(c -> insert(c).map(done -> {
            throw new IllegalArgumentException("no");
        }));
        Future<Long> failed = pool.transaction(c ->
                insert(c).compose(done -> c.query("select 1 / 0").execute()).mapEmpty());

        assertThatThrownBy(() -> await(thrown)).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> await(failed)).hasMessageContaining("division by zero");
        assertThat(await(pool.transaction(PgLinkTest::insert))).isOne();
        awaitOthers(1);
        await(pool.close());
    }

    private static Future<Long> insert(PgConnection connection) {
        return connection
                .query("insert into t values (1)")
                .execute()
                .compose(done -> connection.query("select count(*) from t").execute())
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private static Future<Long> pid(PgConnection connection) {
        return connection.query("select pg_backend_pid()::bigint").execute().map(rows -> rows.iterator()
                .next()
                .getLong(0));
    }

    private long others() throws Exception {
        return await(watcher.ask(c -> c.query(OTHERS).execute()))
                .iterator()
                .next()
                .getLong(0);
    }

    private void awaitOthers(long expected) throws Exception {
        long end = System.nanoTime() + 20_000_000_000L;
        while (others() != expected && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(others()).isEqualTo(expected);
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
