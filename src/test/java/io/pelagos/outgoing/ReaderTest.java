package io.pelagos.outgoing;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.journal.JournalCursor;
import io.pelagos.journal.JournalTail;
import io.pelagos.lead.LeadDatabase;
import io.pelagos.platform.PgLink;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** On a journal of several pages; its transactions have small numbers, which no running one holds back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReaderTest {
    private static final int TENANT = 7;
    private static final int LINES = 1_201;
    private static final int PENDING_MAX = 10_000;

    private LeadDatabase database;
    private JournalTail tail;
    private Positions positions;
    private Reader reader;

    @BeforeAll
    void start() {
        database = new LeadDatabase();
        PgLink pg = new PgLink(database.vertx, database.options(), 10_000);
        tail = new JournalTail(pg);
        positions = new Positions(pg, "node");
        database.rows(
                "insert into journal (tenant, lead, version, at, type, transition, body, hash, xid)"
                        + " select $1::int, n, 1, now(), 'claimed', 1, '', '', (10 + n / 10)::text::xid8"
                        + " from generate_series(1, $2::int) n",
                TENANT,
                LINES);
    }

    @BeforeEach
    void fresh() {
        database.rows("delete from outgoing");
        reader = new Reader(tail, positions, ReaderTest::webhook, () -> 0, PENDING_MAX);
        // The first look of a start finds the name of the database.
        assertThat(await(reader.read(List.of(feed("first", LINES))))).isTrue();
    }

    @AfterAll
    void close() {
        database.close();
    }

    private static Webhook webhook(Key key) {
        return new Webhook(key.webhook(), "", Set.of("*"), null, null, false, true, null, "secret", null, 0, null);
    }

    /** Of a webhook that has been told of so many lines. */
    private Feed feed(String webhook, int told) {
        database.rows(
                "insert into outgoing (tenant, webhook, xid, lead, version)"
                        + " values ($1, $2, (10 + $3::int / 10)::text::xid8, $3, 1)",
                TENANT,
                webhook,
                told);
        Key key = new Key(TENANT, webhook);
        JournalCursor position =
                await(positions.take(List.of(key), 60_000, 0, 1)).get(0).position();
        return new Feed(key, new Courier(key, desk(), gone -> {}), position);
    }

    /** Sends nothing. */
    static Desk desk() {
        return new Desk(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                () -> 0,
                () -> 0,
                new SplittableRandom(1),
                new Outgoing.Settings(1_000, 0, 1, PENDING_MAX));
    }

    private List<Long> waiting(String webhook) {
        return database.rows("select lead from outgoing_pending where webhook = $1 order by lead", webhook).stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    @Test
    void after_a_start_it_goes_on_where_the_webhooks_have_stopped() {
        boolean more = await(reader.read(List.of(feed("crm", LINES - 1), feed("bi", LINES - 3))));
        assertThat(more).isFalse();
        assertThat(waiting("crm")).containsExactly((long) LINES);
        assertThat(waiting("bi")).containsExactly(LINES - 2L, LINES - 1L, (long) LINES);
    }

    @Test
    void one_far_behind_holds_nobody_up() {
        await(reader.read(List.of(feed("late", 1), feed("crm", LINES - 1))));
        assertThat(waiting("crm")).containsExactly((long) LINES);
        assertThat(waiting("late")).hasSize(500).startsWith(2L).endsWith(501L);
    }

    @Test
    void one_that_joins_those_who_go_through_the_past_does_not_wait_for_them() {
        Feed late = feed("late", 1);
        assertThat(await(reader.read(List.of(late)))).isTrue();
        Feed crm = feed("crm", LINES - 1);
        await(reader.read(List.of(late, crm)));
        assertThat(waiting("crm")).containsExactly((long) LINES);
        assertThat(waiting("late")).hasSize(1_000);
        // Together again, each line once.
        await(reader.read(List.of(late, crm)));
        assertThat(waiting("crm")).hasSize(1);
        assertThat(waiting("late")).hasSize(LINES - 1);
    }
}
