package io.pelagos.signin;

import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who has signed in and out, and who has tried: table {@code sign_in_event}, 90 days, 100,000 rows for each tenant. */
public final class Trail {
    private static final Logger log = LoggerFactory.getLogger(Trail.class);
    private static final Duration KEPT = Duration.ofDays(90);
    private static final int ROWS_MAX = 100_000;

    private static final String ADD = """
            insert into sign_in_event (tenant, id, at, kind, agent, actor, how, address)
            values ($1, $2, $3, $4, $5, $6, $7, $8)""";

    private static final String LIST = """
            select id, at, kind, agent, actor, how, address from sign_in_event
            where tenant = $1 and id < $2 and ($3::text is null or agent = $3) order by id desc limit $4""";

    private static final String FORGET = """
            delete from sign_in_event where (tenant, id) in (
              select tenant, id from sign_in_event where at < $1 order by at limit %d)""".formatted(SignInCare.ROWS);

    private static final String BOUND = """
            delete from sign_in_event e using (
              select no, (select id from sign_in_event where tenant = no order by id desc offset %d limit 1) as last
              from tenant) t
            where e.tenant = t.no and e.id <= t.last""".formatted(ROWS_MAX);

    /** What happened. */
    public enum Kind {
        SIGNED_IN,
        FAILED,
        LOCKED,
        SIGNED_OUT,
        SESSION_ENDED,
        PASSWORD_CHANGED,
        PASSWORD_SET;

        /** The name that the API shows. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Something that happened.
     *
     * @param agent whose account; null for a login that nobody has
     * @param actor who did it to somebody else; null: the agent, or whoever tried to be it
     * @param how password or oidc; null where that says nothing
     */
    public record Event(
            Kind kind,
            @Nullable String agent,
            @Nullable String actor,
            @Nullable String how,
            String address) {}

    /** A line of the trail. */
    public record Line(long id, Instant at, Event event) {}

    private final PgPool sql;
    private final Clock clock;
    private final LongSupplier ids;

    public Trail(PgPool sql, Clock clock, LongSupplier ids) {
        this.sql = sql;
        this.clock = clock;
        this.ids = ids;
    }

    /** @param where a pool's connection, or that of the transaction in which it happens */
    Future<?> add(SqlClient where, int tenant, Event event) {
        Tuple row = Tuple.tuple()
                .addInteger(tenant)
                .addLong(ids.getAsLong())
                .addOffsetDateTime(clock.instant().atOffset(ZoneOffset.UTC))
                .addString(event.kind.text())
                .addString(event.agent)
                .addString(event.actor)
                .addString(event.how)
                .addString(event.address);
        return where.preparedQuery(ADD).execute(row);
    }

    /** Without anybody who waits for it: a failure is answered as fast as one that leaves no trail. */
    void note(int tenant, Event event) {
        sql.use(c -> add(c, tenant, event))
                .onFailure(e -> log.warn("a failed sign-in is not in the trail: {}", e.getMessage()));
    }

    /** The newest first, before an id. */
    public Future<List<Line>> list(int tenant, long before, @Nullable String agent, int limit) {
        return sql.use(c -> c.preparedQuery(LIST).execute(Tuple.of(tenant, before, agent, limit)))
                .map(rows -> {
                    List<Line> lines = new ArrayList<>();
                    rows.forEach(row -> lines.add(line(row)));
                    return lines;
                });
    }

    private static Line line(Row row) {
        Kind kind = Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
        Event event = new Event(
                kind, row.getString("agent"), row.getString("actor"), row.getString("how"), row.getString("address"));
        return new Line(row.getLong("id"), row.getOffsetDateTime("at").toInstant(), event);
    }

    /** Takes away what is too old, at most {@link SignInCare#ROWS}; how many. */
    Future<Integer> forget() {
        OffsetDateTime before = clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC);
        return sql.use(c -> c.preparedQuery(FORGET).execute(Tuple.of(before))).map(SqlResult::rowCount);
    }

    /** Takes away what is too much. */
    Future<?> bound() {
        return sql.use(c -> c.query(BOUND).execute());
    }
}
