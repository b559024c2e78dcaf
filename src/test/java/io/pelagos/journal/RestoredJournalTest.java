package io.pelagos.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.Postgres;
import io.pelagos.platform.TestEngines;
import java.io.OutputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoredJournalTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
    private static final String BEHIND = """
            select o.webhook || ' ' || j.lead || ' ' || j.version from outgoing o, journal j
            where (j.xid, j.lead, j.version) > (o.xid, o.lead, o.version) order by 1""";

    @Test
    void lines_of_a_dump_come_before_new_ones_and_webhooks_keep_their_places() throws SQLException {
        String url = TestEngines.postgresUrl();
        try (Connection connection = TestEngines.connect(url);
                Statement sql = connection.createStatement()) {
            // Transactions of another, much older PostgreSQL: three lines each, leads in no order.
            sql.execute("insert into journal (tenant, lead, version, at, type, transition, body, hash, xid)"
                    + " select 1, 1000 - n % 70, n / 70 + 1, now(), 'moved', n, '', '', (900000000 + n / 3)::text::xid8"
                    + " from generate_series(0, 699) n");
            for (int n : List.of(0, 4, 5, 350, 699)) {
                sql.execute("insert into outgoing (tenant, webhook, xid, lead, version) select 1, 'w" + n
                        + "', xid, lead, version from journal where transition = " + n);
            }
            sql.execute("insert into outgoing (tenant, webhook, xid, lead, version) values (1, 'new', '0', 0, 0)");
            List<String> behind = all(sql, BEHIND);
            List<String> order =
                    all(sql, "select version::text from journal j where lead = 999 order by j.xid, j.version");

            RestoredJournal.takeUp(Postgres.of(url), NOWHERE);

            assertThat(all(sql, BEHIND)).isEqualTo(behind).hasSizeGreaterThan(2_000);
            assertThat(all(sql, "select version::text from journal j where lead = 999 order by j.xid, j.version"))
                    .isEqualTo(order);
            assertThat(all(
                            sql,
                            "select count(*)::text from journal where xid >= pg_snapshot_xmin(pg_current_snapshot())"))
                    .containsExactly("0");
            sql.execute("insert into journal (tenant, lead, version, at, type, transition, body, hash)"
                    + " values (1, 1, 1, now(), 'received', 1, '', '')");
            assertThat(all(sql, "select lead::text from journal order by xid desc limit 1"))
                    .containsExactly("1");
        }
    }

    @Test
    void a_journal_of_this_database_stays_as_it_is() throws SQLException {
        String url = TestEngines.postgresUrl();
        try (Connection connection = TestEngines.connect(url);
                Statement sql = connection.createStatement()) {
            sql.execute("insert into journal (tenant, lead, version, at, type, transition, body, hash)"
                    + " values (1, 1, 1, now(), 'received', 1, '', '')");
            List<String> before = all(sql, "select xid::text from journal");
            RestoredJournal.takeUp(Postgres.of(url), NOWHERE);
            assertThat(all(sql, "select xid::text from journal")).isEqualTo(before);
        }
    }

    private static List<String> all(Statement statement, String sql) throws SQLException {
        List<String> all = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }
}
