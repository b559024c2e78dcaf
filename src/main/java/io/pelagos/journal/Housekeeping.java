package io.pelagos.journal;

import io.pelagos.platform.PgLink;
import io.pelagos.platform.Repeat;
import io.vertx.core.Future;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Keeps the journal's partitions ahead of the calendar, sums old claims by the hour, and forgets requests
 * after their day, and jobs after a season. */
public final class Housekeeping {
    private static final int MONTHS_AHEAD = 3;
    private static final int FORGET_ROWS = 5_000;
    private static final int FORGET_STEPS = 2_000;
    private static final long SUM_LOCK = PostgresTruth.LOCK_SPACE + 2L;
    private static final String FORGET = """
            delete from request where key in (
              select key from request where at < now() - interval '24 hours' limit 5000)""";

    private static final String FORGET_JOBS =
            "delete from job where status <> 'running' and changed_at < now() - interval '90 days'";

    private static final String FORGET_DIALS = "delete from dial where at < now() - interval '367 days'";

    private static final String FORGET_COUNTS = "delete from cap_count where day < current_date - 3";

    /** An hour is summed a day after it ended: by then nothing decided in it waits to be committed. */
    private static final String SUM = """
            with mark as (
              select coalesce((select max(hour) from claim_sum where tenant = 0),
                (select date_trunc('hour', min(at)) from journal where type = 'claimed'),
                date_trunc('hour', now() - interval '24 hours')) as summed,
                date_trunc('hour', now() - interval '24 hours') as until
            ), gone as (
              delete from claim_sum using mark
              where (tenant = 0 and hour < until) or hour < now() - interval '40 days'
            ), summed as (
              insert into claim_sum (tenant, hour, pool, agent, team, claims)
              select j.tenant, date_trunc('hour', j.at), j.pool, j.agent, coalesce(j.team, ''), count(*)
              from journal j, mark
              where j.type = 'claimed' and j.at >= mark.summed and j.at < mark.until
              group by 1, 2, 3, 4, 5
            )
            insert into claim_sum (tenant, hour, pool, agent, team, claims)
            select 0, greatest(summed, until), '', '', '', 0 from mark on conflict do nothing""";

    private final PgLink pg;

    public Housekeeping(PgLink pg) {
        this.pg = pg;
    }

    /** One round; harmless when several nodes do it at once. */
    public Future<Void> run(LocalDate today) {
        return partitions(today)
                .compose(done -> forget())
                .compose(done -> execute(FORGET_JOBS))
                .compose(done -> execute(FORGET_DIALS))
                .compose(done -> execute(FORGET_COUNTS))
                .compose(done -> sumClaims());
    }

    /** The part that a node must not start without. */
    public Future<Void> partitions(LocalDate today) {
        List<YearMonth> months = IntStream.rangeClosed(0, MONTHS_AHEAD)
                .mapToObj(ahead -> YearMonth.from(today).plusMonths(ahead))
                .toList();
        Future<Void> made = Future.succeededFuture();
        for (YearMonth month : months) {
            // A month that another node makes at this moment, or whose rows came early, stays in the default.
            made = made.compose(done -> execute(partition(month)).otherwiseEmpty());
        }
        return made;
    }

    private Future<Void> forget() {
        AtomicInteger steps = new AtomicInteger();
        return Repeat.whileTrue(() -> pg.ask(c -> c.query(FORGET).execute())
                .map(rows -> rows.rowCount() == FORGET_ROWS && steps.incrementAndGet() < FORGET_STEPS));
    }

    /** Sums the claims of the hours since the last sum; one node at a time. */
    private Future<Void> sumClaims() {
        // Two statements in one message are one transaction, which holds the lock.
        return execute("select pg_advisory_xact_lock(" + SUM_LOCK + "); " + SUM);
    }

    private static String partition(YearMonth month) {
        return "create table if not exists journal_%d_%02d partition of journal for values from ('%s') to ('%s')"
                .formatted(
                        month.getYear(),
                        month.getMonthValue(),
                        month.atDay(1) + " 00:00:00+00",
                        month.plusMonths(1).atDay(1) + " 00:00:00+00");
    }

    private Future<Void> execute(String sql) {
        return pg.ask(c -> c.query(sql).execute()).mapEmpty();
    }
}
