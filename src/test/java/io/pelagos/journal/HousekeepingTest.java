package io.pelagos.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.LeadDatabase;
import io.pelagos.platform.PgLink;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private final LeadDatabase database = new LeadDatabase();
    private final Housekeeping housekeeping = new Housekeeping(new PgLink(database.vertx, database.options(), 10_000));

    @AfterEach
    void close() {
        database.close();
    }

    private void line(String at, int version) {
        database.rows("insert into journal (tenant, lead, version, at, type, transition, body, hash)"
                + " values (7, 1, " + version + ", '" + at + "', 'claimed', " + version + ", '', '')");
    }

    private String partition(int version) {
        return database.rows("select tableoid::regclass::text from journal where version = $1", version)
                .get(0)
                .getString(0);
    }

    @Test
    void keeps_partitions_ahead_of_the_calendar() {
        LeadDatabase.await(housekeeping.run(LocalDate.of(2026, 11, 30)));
        line("2026-11-01 00:00:00+00", 1);
        line("2027-02-28 23:59:59.999+00", 2);
        line("2027-03-01 00:00:00+00", 3);
        assertThat(partition(1)).isEqualTo("journal_2026_11");
        assertThat(partition(2)).isEqualTo("journal_2027_02");
        assertThat(partition(3)).isEqualTo("journal_default");
    }

    @Test
    void a_month_whose_rows_came_early_stays_in_the_default_and_the_others_are_made() {
        line("2026-12-05 00:00:00+00", 1);
        LeadDatabase.await(housekeeping.run(LocalDate.of(2026, 11, 30)));
        LeadDatabase.await(housekeeping.run(LocalDate.of(2026, 11, 30)));
        line("2027-01-05 00:00:00+00", 2);
        assertThat(partition(1)).isEqualTo("journal_default");
        assertThat(partition(2)).isEqualTo("journal_2027_01");
    }

    @Test
    void forgets_requests_after_their_day_and_not_before() {
        database.rows("insert into request (key, tenant, body, transition, at) values"
                + " ('\\x01', 7, '', 1, now() - interval '24 hours 1 minute'),"
                + " ('\\x02', 7, '', 2, now() - interval '23 hours 59 minutes')");
        LeadDatabase.await(housekeeping.run(LocalDate.of(2026, 11, 30)));
        assertThat(database.rows("select transition from request")).hasSize(1);
        assertThat(database.count("select transition from request")).isEqualTo(2);
    }
}
