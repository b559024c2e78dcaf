package io.pelagos.alert;

import com.github.f4b6a3.tsid.Tsid;
import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Counts leads and lines of the journal, apart for each pool or channel that a rule names. */
final class Counts {
    private static final long DAY_MILLIS = 86_400_000L;
    private static final int MILLIS_SHIFT = 22;

    private static final String OLDEST = """
            select pool, (date_part('epoch', min(entered_at)) * 1000)::bigint from lead
            where tenant = $1 and state = 'p' and pool = any ($2) group by 1""";

    /** A lead whose promise was broken before counts no second time when more people are told of it. */
    private static final String BROKEN = """
            select %1$s, count(distinct j.lead) from journal j %2$s
            where j.tenant = $1 and j.type = 'escalated' and j.at > $2 and %1$s = any ($3)
              and convert_from(j.body, 'UTF8')::jsonb #>> '{data,level}' = '1'
            group by 1""";

    private static final String WINS = """
            select s.subject, count(*) filter (where s.won and s.late), count(*) filter (where not s.won and s.late),
              count(*) filter (where s.won and not s.late), count(*) filter (where not s.won and not s.late)
            from (
              select %1$s as subject, false as won, j.at >= $3 as late from journal j %2$s
              where j.tenant = $1 and j.type = 'claimed' and j.at >= $2 and j.at < $4
              union all
              select %1$s, true, j.at >= $3 from journal j %2$s
              where j.tenant = $1 and j.type = 'won' and j.at >= $2 and j.at < $4
            ) s where s.subject = any ($5) group by 1""";

    /** Leads count by when they came, contacts by when a lead was contacted: so young leads do not look like bad ones. */
    private static final String CONTACTS = """
            select s.subject, count(*) filter (where s.done and s.late), count(*) filter (where not s.done and s.late),
              count(*) filter (where s.done and not s.late), count(*) filter (where not s.done and not s.late)
            from (
              select %3$s as subject, false as done, l.id >= $7 as late from lead l %4$s
              where l.tenant = $1 and l.id >= $6 and l.id < $8
              union all
              select distinct on (j.lead, j.at >= $3) %1$s, true, j.at >= $3 from journal j %2$s
              where j.tenant = $1 and j.type = 'followed_up' and j.at >= $2 and j.at < $4
            ) s where s.subject = any ($5) group by 1""";

    private final PgPool scans;

    Counts(PgPool scans) {
        this.scans = scans;
    }

    /** What became of leads, in some days and in as many before. */
    record Shares(long done, long of, long doneBefore, long ofBefore) {
        static final Shares NONE = new Shares(0, 0, 0, 0);

        double after() {
            return of == 0 ? 0 : (double) done / of;
        }

        double before() {
            return ofBefore == 0 ? 0 : (double) doneBefore / ofBefore;
        }
    }

    /** When the oldest lead of each pool came in, of those that have any. */
    Future<Map<String, Long>> oldest(int tenant, Collection<String> pools) {
        Tuple arguments = Tuple.of(tenant).addArrayOfString(pools.toArray(String[]::new));
        return ask(OLDEST, arguments, row -> row.getLong(1));
    }

    Future<Map<String, Long>> broken(int tenant, Scope scope, int minutes, long nowMillis) {
        Tuple arguments = Tuple.of(tenant, Alerts.time(nowMillis - minutes * 60_000L), subjects(scope));
        return ask(BROKEN.formatted(subject(scope, "j"), join(scope, "j.lead", "j")), arguments, row -> row.getLong(1));
    }

    Future<Map<String, Shares>> shares(int tenant, Scope scope, String measure, int days, long nowMillis) {
        long middle = nowMillis - days * DAY_MILLIS;
        long from = middle - days * DAY_MILLIS;
        Tuple arguments =
                Tuple.of(tenant, Alerts.time(from), Alerts.time(middle), Alerts.time(nowMillis), subjects(scope));
        boolean wins = measure.equals("wins_per_claim");
        if (!wins) {
            arguments.addLong(id(from)).addLong(id(middle)).addLong(id(nowMillis));
        }
        String sql = (wins ? WINS : CONTACTS)
                .formatted(
                        subject(scope, "j"), join(scope, "j.lead", "j"), subject(scope, "l"), join(scope, "l.id", "l"));
        return ask(sql, arguments, row -> new Shares(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)));
    }

    private <T> Future<Map<String, T>> ask(String sql, Tuple arguments, Function<Row, T> value) {
        return scans.use(c -> c.preparedQuery(sql).execute(arguments)).map(rows -> {
            Map<String, T> found = new HashMap<>();
            rows.forEach(row -> found.put(row.getString(0), value.apply(row)));
            return found;
        });
    }

    private static String[] subjects(Scope scope) {
        return scope.subjects().toArray(String[]::new);
    }

    /** Of the table that stands under a name. */
    private static String subject(Scope scope, String name) {
        return switch (scope.by()) {
            case Scope.POOL -> name + ".pool";
            case Scope.CHANNEL -> "d.channel";
            default -> "''::text";
        };
    }

    private static String join(Scope scope, String lead, String name) {
        return scope.by().equals(Scope.CHANNEL)
                ? "join lead_detail d on d.tenant = " + name + ".tenant and d.lead = " + lead
                : "";
    }

    /** Ids of leads grow with time, by milliseconds in their upper 42 bits. */
    private static long id(long millis) {
        return Math.max(0, millis - Tsid.TSID_EPOCH) << MILLIS_SHIFT;
    }
}
