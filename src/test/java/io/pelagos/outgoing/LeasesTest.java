package io.pelagos.outgoing;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.journal.JournalCursor;
import io.pelagos.lead.LeadDatabase;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.Share;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Which node works for which webhook. What the table says is this node's, and nobody works for: its lease runs out, and somebody
 * takes it over.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeasesTest {
    private static final Key BI = new Key(7, "bi");
    private static final Key CRM = new Key(7, "crm");
    private static final Set<Key> BOTH = Set.of(BI, CRM);
    private static final int LEASE_MILLIS = 60_000;

    private LeadDatabase database;
    private Positions positions;
    private long nowMillis;
    private Set<Key> mine;
    private Leases leases;
    /** Of a node that sees both, and to which those are left that are not left to this one. */
    private Leases other;

    @BeforeAll
    void start() {
        database = new LeadDatabase();
        positions = positions("node");
    }

    @BeforeEach
    void fresh() {
        database.rows("delete from outgoing");
        nowMillis = 0;
        mine = BOTH;
        leases = leases(positions, work -> names(mine).contains(work));
        other = leases(positions("other"), work -> !names(mine).contains(work));
        await(leases.renew(Set.of(BI)));
        assertThat(worked()).containsExactly(BI);
    }

    private Positions positions(String node) {
        return new Positions(new PgLink(database.vertx, database.options(), 10_000), node);
    }

    private Leases leases(Positions table, Share share) {
        return new Leases(table, ReaderTest.desk(), share, () -> nowMillis, LEASE_MILLIS);
    }

    private static List<String> names(Set<Key> keys) {
        return keys.stream()
                .map(key -> "webhook " + key.tenant() + " " + key.webhook())
                .toList();
    }

    @AfterAll
    void close() {
        database.close();
    }

    private List<Key> worked() {
        return worked(leases);
    }

    private static List<Key> worked(Leases leases) {
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
        assertThat(await(positions.take(List.of(CRM), LEASE_MILLIS, 0, 1))).hasSize(1);
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

    @Test
    void a_node_that_joins_is_given_what_is_left_to_it() {
        await(leases.renew(BOTH));
        mine = Set.of(BI);
        await(other.renew(BOTH));
        assertThat(worked(other)).as("not given yet").isEmpty();
        await(leases.renew(BOTH));
        assertThat(worked()).containsExactly(BI);
        assertThat(leased(CRM))
                .as("so nobody else takes it at once")
                .isAfter(OffsetDateTime.now(ZoneOffset.UTC).minusMinutes(1));
        await(other.renew(BOTH));
        assertThat(worked(other)).containsExactly(CRM);
    }

    @Test
    void a_place_goes_along() {
        mine = Set.of();
        Feed feed = leases.feeds().iterator().next();
        feed.position = new JournalCursor("", 12, 3, 4);
        await(leases.renew(Set.of(BI)));
        await(other.renew(Set.of(BI)));
        assertThat(other.feeds().iterator().next().position).isEqualByComparingTo(feed.position);
    }

    @Test
    void what_nobody_takes_goes_to_another_that_offers_it_again_after_a_while() {
        mine = Set.of(BI);
        await(leases.renew(BOTH));
        assertThat(worked()).containsExactly(BI);
        database.rows("update outgoing set lease = now() - interval '2 seconds' where webhook = $1", CRM.webhook());
        await(leases.renew(BOTH));
        assertThat(worked()).containsExactlyInAnyOrder(BI, CRM);
        nowMillis += 29_999;
        await(leases.renew(BOTH));
        assertThat(worked()).containsExactlyInAnyOrder(BI, CRM);
        await(other.renew(BOTH));
        assertThat(worked(other)).isEmpty();
        nowMillis += 1;
        await(leases.renew(BOTH));
        assertThat(worked()).containsExactly(BI);
        await(other.renew(BOTH));
        assertThat(worked(other)).containsExactly(CRM);
    }

    @Test
    void a_node_that_stops_leaves_all_to_whoever_is_first() {
        leases.end();
        await(leases.release());
        mine = BOTH;
        await(other.renew(Set.of(BI)));
        assertThat(worked(other)).containsExactly(BI);
    }
}
