package io.pelagos.bench;

import static io.pelagos.bench.Report.format;
import static io.pelagos.bench.Report.median;
import static io.pelagos.bench.Report.say;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * R7: many leads whose deadline comes at the same moment. They are written into the tables as owned leads, a rebuild
 * brings them to Redis, and at their moment rules take them all back; first beside claims, then alone.
 */
final class Recycling {
    private static final int OWNERS = 200;
    private static final int CLAIMS_PER_SECOND = 1_000;
    private static final int CLAIM_SECONDS = 10;
    /** What writing and rebuilding take at most, per 1,000 leads. */
    private static final int PREPARE_MILLIS = 150;

    private static final int PREPARE_SECONDS_MIN = 40;
    private static final long PATIENCE_NANOS = 400_000_000_000L;
    /** Counting a million rows takes its time from the server. */
    private static final long LOOK_MILLIS = 10_000;

    private static final String LEADS = """
            insert into lead (tenant, id, version, state, pool, owner, entered_at, claimed_at, changed_at, facts, chain)
            select %1$d, %2$d + n, 2, 'o', 'due', 'owner-' || n %% %3$d, now() - interval '31 days',
              to_timestamp(%4$d / 1000.0) - interval '30 days', now() - interval '30 days', '{}', '\\x00'
            from generate_series(1, %5$d) n""";
    private static final String DETAILS = """
            insert into lead_detail (tenant, lead, key, sealed, source, created_at)
            select %1$d, %2$d + n, '\\x00', '\\x00', '{}', now() - interval '31 days' from generate_series(1, %3$d) n""";
    /** Far below the ids that servers make now. */
    private static final long FIRST_ID = 1_000_000_000_000L;

    private final Product product;
    private final Database database;
    private final Report report;
    private final long leads;
    private final int runs;

    Recycling(Stand stand) throws IOException, InterruptedException, SQLException {
        this.product = stand.product(stand.options().agents());
        this.database = stand.database();
        this.report = stand.report();
        this.leads = stand.options().recycling();
        this.runs = stand.options().runs();
    }

    void run() throws IOException, InterruptedException, SQLException {
        TestTenant tenant = product.tenant();
        tenant.admin().post("/pools", """
            {"id":"due","name":"due","members":{"everyone":true},
             "recycle":[{"name":"held","trigger":"max_hold","after":"P30D"}]}""");
        product.fill((2L + 2 * runs) * CLAIMS_PER_SECOND * CLAIM_SECONDS);
        int no = (int) database.number("select no from tenant where id = '" + tenant.id() + "'");
        long seconds = Math.max(PREPARE_SECONDS_MIN, leads * PREPARE_MILLIS / 1_000_000);
        seconds += (1 + runs) * CLAIM_SECONDS;
        long dueAtMillis = System.currentTimeMillis() + seconds * 1_000;
        say("writing %,d owned leads, due in %d s", leads, seconds);
        database.execute(LEADS.formatted(no, FIRST_ID, OWNERS, dueAtMillis, leads));
        database.execute(DETAILS.formatted(no, FIRST_ID, leads));
        database.rest();
        long before = System.nanoTime();
        product.server().rebuild();
        say("rebuilt in %.1f s", (System.nanoTime() - before) / 1e9);
        // A rebuild leaves cold connections and a busy disk behind.
        product.openLoop(CLAIMS_PER_SECOND, CLAIM_SECONDS);
        double rest_ms = p99_ms();
        long wait = dueAtMillis - System.currentTimeMillis();
        if (wait < 0) {
            throw new IllegalStateException("the leads were due before all was ready: it took too long");
        }
        Thread.sleep(wait);
        double beside_ms = p99_ms();
        long besideCount = recycled(no);
        if (besideCount == leads) {
            throw new IllegalStateException("all leads were back before the claims beside them had ended");
        }
        double alone = alone(no);
        report.atLeast("R7", "recycled leads/s, alone", format("%,d leads due", leads), alone, 10_000, 25_000);
        report.atMost(
                "R7",
                "p99 of 1,000 claims/s beside it : at rest",
                format(
                        "%.1f : %.1f ms, %,d leads/s recycled meanwhile",
                        beside_ms, rest_ms, besideCount / (runs * CLAIM_SECONDS)),
                beside_ms / rest_ms,
                "",
                2,
                1.5);
    }

    /** Of claims on a schedule: the median of the runs. */
    private double p99_ms() throws IOException {
        List<Double> p99_ms = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            p99_ms.add(product.openLoop(CLAIMS_PER_SECOND, CLAIM_SECONDS).p99_ms());
        }
        say("p99 of claims, ms: %s", Report.runs(p99_ms));
        return median(p99_ms);
    }

    /** Leads per second from now until the last is back, by the leads' own times: looks are rare, as they cost the server time. */
    private double alone(int no) throws SQLException, InterruptedException {
        long startMillis = System.currentTimeMillis();
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (recycled(no) < leads) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("only " + recycled(no) + " of " + leads + " leads came back");
            }
            Thread.sleep(LOOK_MILLIS);
        }
        String later = due(no) + " and changed_at > to_timestamp(" + startMillis + " / 1000.0)";
        long lastMillis = database.number("select (extract(epoch from max(changed_at)) * 1000)::bigint" + later);
        return database.number("select count(*)" + later) * 1_000.0 / (lastMillis - startMillis);
    }

    /** By the primary key's range: the leads that are not owned any more. */
    private long recycled(int no) throws SQLException {
        return leads - database.number("select count(*)" + due(no) + " and state = 'o'");
    }

    private String due(int no) {
        return " from lead where tenant = " + no + " and id between " + FIRST_ID + " and " + (FIRST_ID + leads);
    }
}
