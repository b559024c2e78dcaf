package io.pelagos.channel.poll;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.poll.PollTable.Turn;
import io.pelagos.lead.LeadDatabase;
import io.pelagos.platform.PgLink;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Turns of one channel, on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PollTableTest {
    private static final int TENANT = 7;
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    private LeadDatabase database;
    private PollTable table;

    @BeforeAll
    void start() {
        database = new LeadDatabase();
        table = new PollTable(new PgLink(database.vertx, database.options(), 10_000));
    }

    @BeforeEach
    void fresh() {
        database.rows("delete from poll");
        await(table.begin(TENANT, "ks", SINCE));
    }

    @AfterAll
    void close() {
        database.close();
    }

    private Turn take() {
        return await(table.take(15));
    }

    /** As after its lease. */
    private void pass() {
        database.rows("update poll set due_at = now()");
    }

    private String row() {
        return database.rows("select row_to_json(p)::text from poll p").get(0).getString(0);
    }

    @Test
    void a_turn_is_one_nodes_while_it_renews_it() {
        Turn first = take();
        assertThat(first.cursorMillis()).isEqualTo(SINCE.toEpochMilli());
        assertThat(take()).isNull();
        pass();
        assertThat(await(table.hold(first, 15))).isTrue();
        assertThat(take()).isNull();
    }

    @Test
    void what_a_node_writes_that_was_away_for_too_long_is_dropped() {
        Turn first = take();
        pass();
        Turn second = take();
        assertThat(second.tries()).isEqualTo(2);
        String taken = row();
        assertThat(await(table.hold(first, 60))).isFalse();
        await(table.read(first, SINCE.toEpochMilli() + 1_000, 0, 60));
        await(table.narrow(first, "too-many-pages", 60));
        await(table.failed(first, 0, "refused-500"));
        assertThat(row()).isEqualTo(taken);

        await(table.read(second, SINCE.toEpochMilli() + 1_000, 0, 60));
        assertThat(take().cursorMillis()).isEqualTo(SINCE.toEpochMilli() + 1_000);
    }

    @Test
    void a_turn_that_is_over_is_not_renewed() {
        Turn first = take();
        await(table.failed(first, 0, "refused-500"));
        assertThat(await(table.hold(first, 15))).isFalse();
        assertThat(take()).isNotNull();
    }

    @Test
    void whoever_asks_for_it_anew_gets_it_anew() {
        Turn first = take();
        await(table.now(TENANT, "ks"));
        assertThat(await(table.hold(first, 15))).isFalse();
        await(table.read(first, SINCE.toEpochMilli() + 1_000, 3_600, 60));
        assertThat(take().cursorMillis()).isEqualTo(SINCE.toEpochMilli());
    }
}
