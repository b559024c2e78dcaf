package io.pelagos.channel.fetch;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.fetch.FetchTable.Pending;
import io.pelagos.lead.LeadDatabase;
import io.pelagos.platform.PgLink;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is to be fetched for one channel, on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FetchTableTest {
    private static final int TENANT = 7;
    private static final int MAX = 16;

    private LeadDatabase database;
    private FetchTable table;

    @BeforeAll
    void start() {
        database = new LeadDatabase();
        table = new FetchTable(new PgLink(database.vertx, database.options(), 10_000));
    }

    @BeforeEach
    void fresh() {
        database.rows("delete from fetch_pause");
        database.rows("delete from pending_fetch");
        database.rows("insert into pending_fetch (tenant, channel, id, action, known)" + " select " + TENANT
                + ", 'ads', n::text, 'created', '{}' from generate_series(1, 2) n");
    }

    @AfterAll
    void close() {
        database.close();
    }

    private List<Pending> take() {
        return await(table.take(MAX, 15));
    }

    /** As after their lease. */
    private void pass() {
        database.rows("update pending_fetch set due_at = now()");
    }

    private List<String> rows() {
        return database.rows("select row_to_json(p)::text from pending_fetch p order by id").stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private long pauses() {
        return database.rows("select count(*) from fetch_pause").get(0).getLong(0);
    }

    @Test
    void they_are_one_nodes_while_it_renews_them() {
        List<Pending> taken = take();
        assertThat(taken).hasSize(2);
        assertThat(take()).isEmpty();
        pass();
        assertThat(await(table.hold(taken, 15))).isTrue();
        assertThat(take()).isEmpty();
    }

    @Test
    void what_a_node_writes_that_was_away_for_too_long_is_dropped() {
        Pending first = take().get(0);
        pass();
        List<Pending> second = take();
        assertThat(second).hasSize(2);
        List<String> taken = rows();
        assertThat(await(table.hold(List.of(first), 60))).isFalse();
        await(table.postpone(first, 0, "refused-400", true, true));
        await(table.pause(first, 3_600, "rate-limited", 1));
        await(table.blockAll(first, "token-refused"));
        assertThat(rows()).isEqualTo(taken);
        assertThat(pauses()).isZero();

        await(table.pause(second.get(0), 3_600, "rate-limited", 1));
        assertThat(pauses()).isEqualTo(1);
        await(table.blockAll(second.get(1), "token-refused"));
        assertThat(await(table.state(TENANT, "ads")).blocked()).isEqualTo(2);
    }

    @Test
    void what_a_node_has_taken_in_is_taken_in_whoever_has_it_by_now() {
        List<Pending> first = take();
        pass();
        List<Pending> second = take();
        await(table.done(first.get(0)));
        assertThat(rows()).hasSize(1);
        assertThat(await(table.hold(second, 15))).isTrue();
    }

    @Test
    void those_that_are_postponed_are_not_renewed_with_the_others() {
        List<Pending> taken = take();
        await(table.postpone(taken.get(0), 0, "not-ready", false, false));
        assertThat(await(table.hold(taken, 15))).isTrue();
        assertThat(take())
                .extracting(Pending::wanted)
                .containsExactly(taken.get(0).wanted());
        await(table.postpone(taken.get(1), 0, "not-ready", false, false));
        assertThat(await(table.hold(taken, 15))).isFalse();
    }

    @Test
    void whoever_asks_for_them_anew_gets_them_anew() {
        List<Pending> taken = take();
        await(table.retry(TENANT, "ads"));
        assertThat(await(table.hold(taken, 15))).isFalse();
        await(table.pause(taken.get(0), 3_600, "rate-limited", 1));
        assertThat(take()).hasSize(2);
    }
}
