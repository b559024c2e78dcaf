package io.pelagos.journal;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.LeadDatabase;
import io.pelagos.platform.PgLink;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** On a real PostgreSQL, whose snapshots are what this is about. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JournalTailTest {
    private LeadDatabase database;
    private JournalTail tail;
    private long leads;

    @BeforeAll
    void start() {
        database = new LeadDatabase();
        tail = new JournalTail(new PgLink(database.vertx, database.options(), 10_000));
    }

    @BeforeEach
    void empty() {
        database.rows("delete from journal");
    }

    @AfterAll
    void close() {
        database.close();
    }

    private void line(SqlClient where, int tenant, long lead, int version) {
        await(where.preparedQuery(
                        "insert into journal (tenant, lead, version, at, type, transition, agent, pool, body,"
                                + " hash) values ($1, $2, $3, to_timestamp(1.5), 'claimed', 1, 'ann', 'web', '{\"lead\":1}', '')")
                .execute(Tuple.of(tenant, lead, version)));
    }

    private long line() {
        long lead = ++leads;
        line(database.pool, 7, lead, 1);
        return lead;
    }

    private JournalTail.Reply.Page page(JournalCursor after, int max) {
        return (JournalTail.Reply.Page) await(tail.read(after, max));
    }

    /** All that is readable behind a place; other tests of this PostgreSQL may hold the newest back for a moment. */
    private List<Long> leads(JournalCursor after, int count) {
        List<Long> found = new ArrayList<>();
        JournalCursor at = after;
        while (found.size() < count) {
            JournalTail.Reply.Page page = page(at, 2);
            page.lines().forEach(line -> found.add(line.lead()));
            at = page.next();
        }
        return found;
    }

    private JournalCursor end(long lead) {
        JournalCursor now = await(tail.now());
        return now.lead() == lead ? now : end(lead);
    }

    @Test
    void what_commits_late_is_not_skipped_and_keeps_its_place() {
        JournalCursor before = end(line());
        PgConnection slow = await(database.connect());
        await(slow.query("begin").execute());
        line(slow, 7, ++leads, 1);
        long late = leads;
        long early = line();

        assertThat(page(before, 10).lines()).isEmpty();
        assertThat(await(tail.now())).isEqualTo(before);

        await(slow.query("commit").execute());
        await(slow.close());
        assertThat(leads(before, 2)).containsExactly(late, early);
    }

    @Test
    void pages_go_on_where_the_last_ended_and_within_a_transaction_by_lead() {
        JournalCursor before = end(line());
        long first = leads + 1;
        leads += 5;
        database.rows(
                "insert into journal (tenant, lead, version, at, type, transition, body, hash)"
                        + " select 7, n, 1, now(), 'received', 1, '', '' from generate_series($1::bigint, $2) n order by n desc",
                first,
                leads);
        line(database.pool, 7, leads, 2);
        assertThat(leads(before, 6)).containsExactly(first, first + 1, first + 2, first + 3, leads, leads);
    }

    @Test
    void a_line_comes_with_its_columns_and_its_bytes() {
        JournalCursor before = end(line());
        long lead = line();
        end(lead);
        JournalLine line = page(before, 10).lines().get(0);
        assertThat(line.lead()).isEqualTo(lead);
        assertThat(line)
                .extracting(
                        JournalLine::tenant,
                        JournalLine::version,
                        JournalLine::type,
                        JournalLine::atMillis,
                        JournalLine::agent,
                        JournalLine::pool,
                        JournalLine::leftAgent)
                .containsExactly(7, 1, "claimed", 1_500L, "ann", "web", null);
        assertThat(line.event().getInteger("lead")).isEqualTo(1);
    }

    @Test
    void one_may_read_some_tenants_only_and_goes_on_behind_the_others() {
        JournalCursor before = end(line());
        line(database.pool, 8, ++leads, 1);
        long theirs = leads;
        JournalCursor last = end(line());
        JournalTail.Reply.Page page = (JournalTail.Reply.Page) await(tail.read(before, 10, Set.of(8)));
        assertThat(page.lines()).extracting(JournalLine::lead).containsExactly(theirs);
        assertThat(page.more()).isFalse();
        assertThat(page.next()).isEqualTo(last);
    }

    @Test
    void a_place_of_another_database_or_in_a_part_that_is_gone_answers_reset() {
        line();
        JournalCursor old = end(line());
        JournalCursor now = end(line());
        JournalCursor elsewhere = new JournalCursor("0123456789ab", now.xid(), now.lead(), now.version());
        assertThat(await(tail.read(elsewhere, 10))).isEqualTo(new JournalTail.Reply.Reset(now));
        JournalCursor ahead = new JournalCursor(now.store(), now.xid() + 1, now.lead(), now.version());
        assertThat(await(tail.read(ahead, 10))).isEqualTo(new JournalTail.Reply.Reset(now));

        database.rows("delete from journal where lead <= $1", old.lead());
        assertThat(await(tail.read(old, 10))).isEqualTo(new JournalTail.Reply.Reset(now));
        assertThat(page(now, 10).next()).isEqualTo(now);
    }

    @Test
    void an_empty_journal_has_a_beginning_from_which_all_is_read() {
        JournalCursor beginning = await(tail.now());
        assertThat(page(beginning, 10).next()).isEqualTo(beginning);
        long lead = line();
        assertThat(leads(beginning, 1)).containsExactly(lead);
        assertThat(JournalCursor.parse(beginning.text())).isEqualTo(beginning);
    }

    @Test
    void a_cursor_is_read_as_it_was_written_and_nothing_else_is() {
        JournalCursor cursor = new JournalCursor("8f0c1d2e3a4b", 7341, 616_917_529_027_641_081L, 3);
        assertThat(JournalCursor.parse(cursor.text())).isEqualTo(cursor);
        for (String strange : List.of("", "1", "8f0c1d2e3a4b-1-9999999999999999999-1", cursor.text() + "0000000000")) {
            assertThat(JournalCursor.parse(strange)).isNull();
        }
    }
}
