package io.pelagos.signin;

import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Bounds guessing, over all nodes: table {@code sign_in_guard}. An attempt is counted as a failure before it is judged
 * and given back when it was none, so that many at once gain nothing.
 */
public final class Guard {
    /** Logins that nobody has share so many rows: whoever makes up logins must not fill the table. */
    private static final int NOBODIES = 1_024;

    private static final int COUNTED_MAX = 1_000_000;

    private static final String COUNT = """
            insert into sign_in_guard as g (tenant, subject, since, failures) values ($1, $2, $3, 1)
            on conflict (tenant, subject) do update set
              since = case when g.since <= $4 or g.locked_until <= $3 then $3 else g.since end,
              failures = case when g.since <= $4 or g.locked_until <= $3 then 1
                else least(g.failures + 1, %d) end,
              locked_until = case when g.locked_until <= $3 then null else g.locked_until end
            returning failures, locked_until is not null as locked""".formatted(COUNTED_MAX);

    private static final String LOCK =
            "update sign_in_guard set locked_until = $3, since = $4 where tenant = $1 and subject = $2";

    private static final String GIVE_BACK =
            "update sign_in_guard set failures = greatest(failures - 1, 0) where tenant = $1 and subject = $2";

    private static final String CLEAR = "delete from sign_in_guard where tenant = $1 and subject = $2";

    // No window and no lock is longer than a day.
    private static final String FORGET = """
            delete from sign_in_guard where (tenant, subject) in (
              select tenant, subject from sign_in_guard
              where since < $1 and coalesce(locked_until < $1, true) limit %d for update skip locked)""".formatted(SignInCare.ROWS);

    /** Whom an attempt is counted for. */
    record Subject(int tenant, String name) {
        static Subject account(int tenant, String agent) {
            return new Subject(tenant, "agent " + agent);
        }

        /** Of a login that nobody has. */
        static Subject nobody(int tenant, String login) {
            return new Subject(tenant, "nobody " + Math.floorMod(login.hashCode(), NOBODIES));
        }

        static Subject address(int tenant, String address) {
            return new Subject(tenant, "address " + address);
        }
    }

    /** How an attempt may go on. */
    enum Verdict {
        FREE,
        /** It may, and when it fails there is to be a lock. */
        LAST,
        CLOSED
    }

    private final PgPool sql;
    private final Clock clock;

    public Guard(PgPool sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** Counts an attempt. */
    Future<Verdict> count(Subject subject, SignInPolicy.Limit limit) {
        Instant now = clock.instant();
        Tuple values = Tuple.of(subject.tenant, subject.name, time(now), time(now.minus(limit.window())));
        return sql.use(c -> c.preparedQuery(COUNT).execute(values)).map(rows -> {
            Row row = rows.iterator().next();
            int failures = row.getInteger("failures");
            if (row.getBoolean("locked") || failures > limit.max()) {
                return Verdict.CLOSED;
            }
            return failures == limit.max() ? Verdict.LAST : Verdict.FREE;
        });
    }

    /** From now on, for so long, all attempts are closed. */
    Future<?> lock(Subject subject, Duration lock) {
        Instant now = clock.instant();
        Tuple values = Tuple.of(subject.tenant, subject.name, time(now.plus(lock)), time(now));
        return sql.use(c -> c.preparedQuery(LOCK).execute(values));
    }

    /** The attempt was no failure; those before it stay. */
    Future<?> giveBack(SqlConnection connection, Subject subject) {
        return connection.preparedQuery(GIVE_BACK).execute(Tuple.of(subject.tenant, subject.name));
    }

    /** Likewise, by itself. */
    Future<?> giveBack(Subject subject) {
        return sql.use(c -> giveBack(c, subject));
    }

    /** Forgets all failures, and a lock. */
    Future<?> clear(SqlConnection connection, Subject subject) {
        return connection.preparedQuery(CLEAR).execute(Tuple.of(subject.tenant, subject.name));
    }

    /** Takes away what counts no more, at most {@link SignInCare#ROWS}; how many. */
    Future<Integer> forget() {
        OffsetDateTime before = time(clock.instant().minus(Duration.ofDays(1)));
        return sql.use(c -> c.preparedQuery(FORGET).execute(Tuple.of(before))).map(SqlResult::rowCount);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
