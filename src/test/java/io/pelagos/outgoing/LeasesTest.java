package io.pelagos.outgoing;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.LeadDatabase;
import io.pelagos.platform.PgLink;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the table says is this node's, and nobody works for: its lease runs out, and somebody takes it over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeasesTest {
    private static final Key BI = new Key(7, "bi");
    private static final Key CRM = new Key(7, "crm");
    private static final Set<Key> BOTH = Set.of(BI, CRM);
    private static final int LEASE_MILLIS = 60_000;

    private LeadDatabase database;
    private Positions positions;
    private Leases leases;

    @BeforeAll
    void start() {
        database = new LeadDatabase();
        positions = new Positions(new PgLink(database.vertx, database.options(), 10_000), "node");
    }

    @BeforeEach
    void fresh() {
        database.rows("delete from outgoing");
        leases = new Leases(positions, ReaderTest.desk(), () -> 0, LEASE_MILLIS);
        await(leases.renew(Set.of(BI)));
        assertThat(worked()).containsExactly(BI);
    }

    @AfterAll
    void close() {
        database.close();
    }

    private List<Key> worked() {
        return leases.feeds().stream().map(feed -> feed.key).toList();
    }

    private OffsetDateTime leased(Key key) {
        return database.rows(
                        "select lease from outgoing where tenant = $1 and webhook = $2", key.tenant(), key.webhook())
                .get(0)
                .getOffsetDateTime(0);
    }

    /** While the lease of the other is renewed. */
    private void runsOutAndIsTakenOver() {
        assertThat(worked()).containsExactly(BI);
        OffsetDateTime bi = leased(BI);
        OffsetDateTime crm = leased(CRM);
        await(leases.renew(BOTH));
        assertThat(leased(BI)).isAfter(bi);
        assertThat(leased(CRM)).isEqualTo(crm);
        assertThat(worked()).containsExactly(BI);
        database.rows("update outgoing set lease = now() where webhook = $1", CRM.webhook());
        await(leases.renew(BOTH));
        assertThat(worked()).containsExactlyInAnyOrder(BI, CRM);
    }

    @Test
    void one_that_was_taken_by_a_statement_whose_answer_was_lost() {
        assertThat(await(positions.take(List.of(CRM), LEASE_MILLIS, 1))).hasSize(1);
        runsOutAndIsTakenOver();
    }

    @Test
    void one_that_was_given_up_while_postgresqls_clock_was_ahead() {
        await(leases.renew(BOTH));
        assertThat(worked()).containsExactlyInAnyOrder(BI, CRM);
        // To the table a clock that is ahead is a lease that is earlier.
        String shift = "update outgoing set lease = lease + $1::int * interval '1 second' where webhook = $2";
        database.rows(shift, -100, CRM.webhook());
        await(leases.renew(BOTH));
        database.rows(shift, 100, CRM.webhook());
        runsOutAndIsTakenOver();
    }

    @Test
    void one_that_was_switched_off_and_on_again() {
        await(leases.renew(BOTH));
        assertThat(worked()).containsExactlyInAnyOrder(BI, CRM);
        await(leases.renew(Set.of(BI)));
        runsOutAndIsTakenOver();
    }
}
