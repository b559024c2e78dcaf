package io.pelagos.assignment;

import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** What agents have achieved in a period, out of the journal. */
final class Results {
    private static final String CLAIMS_WINS_FOLLOWUPS = """
            select agent, count(*), 0::bigint, 0::bigint from journal
            where tenant = $1 and at >= $2 and at < $3 and type = 'claimed' and agent is not null
            group by agent
            union all
            select agent, 0, count(*), 0 from journal
            where tenant = $1 and at >= $2 and at < $3 and type in ('won', 'repurchased') and agent is not null
            group by agent
            union all
            select agent, 0, 0, count(*) from journal
            where tenant = $1 and at >= $2 and at < $3 and type = 'followed_up' and agent is not null
            group by agent""";

    // The line of the verdict names the follow-up's; that line knows whose it was.
    private static final String FAKES = """
            with judged as (
              select r.lead, convert_from(r.body, 'UTF8')::jsonb -> 'data' as data from journal r
              where r.tenant = $1 and r.type = 'reviewed' and r.at >= $2 and r.at < $3)
            select f.agent, count(*) from judged j
            join journal f on f.tenant = $1 and f.lead = j.lead and f.version = (j.data ->> 'followup')::int
            where j.data ->> 'verdict' = 'fake' and f.agent is not null
            group by f.agent""";

    /** @param fakes follow-ups that a supervisor has found to be made up */
    record Result(long claims, long wins, long followups, long fakes) {
        static final Result NOTHING = new Result(0, 0, 0, 0);

        private Result plus(Result other) {
            return new Result(
                    claims + other.claims, wins + other.wins, followups + other.followups, fakes + other.fakes);
        }
    }

    private final PgPool scans;

    Results(PgPool scans) {
        this.scans = scans;
    }

    /** Agent to result, of those who have done anything; from inclusive to exclusive, epoch milliseconds. */
    Future<Map<String, Result>> of(int tenant, long fromMillis, long toMillis) {
        Tuple period = Tuple.of(tenant, time(fromMillis), time(toMillis));
        return scans.use(c -> c.preparedQuery(CLAIMS_WINS_FOLLOWUPS)
                .execute(period)
                .compose(done -> c.preparedQuery(FAKES).execute(period).map(fakes -> added(done, fakes))));
    }

    private static Map<String, Result> added(RowSet<Row> done, RowSet<Row> fakes) {
        Map<String, Result> results = new HashMap<>();
        done.forEach(row -> results.merge(
                row.getString(0), new Result(row.getLong(1), row.getLong(2), row.getLong(3), 0), Result::plus));
        fakes.forEach(row -> results.merge(row.getString(0), new Result(0, 0, 0, row.getLong(1)), Result::plus));
        return results;
    }

    private static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
