package io.pelagos.signin;

import io.pelagos.platform.PgPool;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.TokenHash;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of people: table {@code session}, of which package team reads whom a token stands for. One that has
 * ended is refused by this node at once, and by all within a second.
 */
public final class Sessions {
    private static final int CLIENT_CHARACTERS_MAX = 200;

    private static final String OPEN = """
            insert into session (hash, id, tenant, agent, scopes, how, address, client,
              created_at, seen_at, idle_seconds, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)""";

    // The oldest beyond the number that an agent may have.
    private static final String CROWD = """
            delete from session where tenant = $1 and agent = $2 and id in (
              select id from session where tenant = $1 and agent = $2 order by id desc offset $3)""";

    private static final String LIST = """
            select id, how, address, client, created_at, seen_at, expires_at, hash = $5 as current from session
            where tenant = $1 and agent = $2 and id > $3
              and expires_at > $6 and seen_at + make_interval(secs => idle_seconds) > $6
            order by id limit $4""";

    private static final String FIND = """
            select id, how, address, client, created_at, seen_at, expires_at, true as current from session
            where hash = $1""";

    private static final String END = "delete from session where tenant = $1 and agent = $2 and id = $3";
    private static final String END_ALL =
            "delete from session where tenant = $1 and agent = $2 and ($3::bigint is null or id <> $3)";
    private static final String FREE = "update session set scopes = '{}' where id = $1";
    private static final String TELL = "update tenant set access_version = access_version + 1 where no = $1";

    private static final String FORGET = """
            delete from session where hash in (select hash from session where expires_at < $1 limit %d
              for update skip locked)""".formatted(SignInCare.ROWS);

    /**
     * What a session is opened with.
     *
     * @param scopes what it is limited to; empty for all that the agent's role may do
     * @param how its owner has proven who he is
     */
    record Wanted(List<String> scopes, String how, Origin origin) {}

    /**
     * A new session; its token is shown once.
     *
     * @param crowded whether older ones have ended for it
     */
    public record Opened(long id, String token, Instant expiresAt, boolean crowded) {}

    /** What may be said about a session later. */
    public record Info(
            long id,
            String how,
            String address,
            String client,
            Instant createdAt,
            Instant seenAt,
            Instant expiresAt,
            boolean current) {}

    private final PgPool sql;
    private final Directory directory;
    private final Tokens tokens;
    private final Trail trail;
    private final Clock clock;
    private final LongSupplier ids;

    public Sessions(PgPool sql, Directory directory, Tokens tokens, Trail trail, Clock clock, LongSupplier ids) {
        this.sql = sql;
        this.directory = directory;
        this.tokens = tokens;
        this.trail = trail;
        this.clock = clock;
        this.ids = ids;
    }

    /** Opens one inside a transaction that has begun with {@link Tokens#begin}, and after which comes {@link #ended}. */
    Future<Opened> open(SqlConnection transaction, TenantConfig tenant, String agent, Wanted wanted) {
        SignInPolicy policy = SignInPolicy.of(tenant);
        String token = TokenHash.random();
        long id = ids.getAsLong();
        Instant now = clock.instant();
        Instant expires = now.plus(policy.sessionMax());
        String said = wanted.origin.client();
        String client = said.substring(0, Math.min(CLIENT_CHARACTERS_MAX, said.length()));
        Tuple row = Tuple.tuple()
                .addBuffer(TokenHash.of(token).buffer())
                .addLong(id)
                .addInteger(tenant.no())
                .addString(agent)
                .addArrayOfString(wanted.scopes.toArray(String[]::new))
                .addString(wanted.how)
                .addString(wanted.origin.address())
                .addString(client)
                .addOffsetDateTime(time(now))
                .addInteger((int) policy.sessionIdle().toSeconds())
                .addOffsetDateTime(time(expires));
        return transaction
                .preparedQuery(OPEN)
                .execute(row)
                .compose(opened -> transaction
                        .preparedQuery(CROWD)
                        .execute(Tuple.of(tenant.no(), agent, policy.sessionsPerAgent())))
                .compose(gone -> told(transaction, tenant, gone.rowCount()))
                .map(gone -> new Opened(id, token, expires, gone > 0));
    }

    /** The session of a token; null for what is none. */
    public Future<@Nullable Info> find(String token) {
        return sql.use(c -> c.preparedQuery(FIND)
                        .execute(Tuple.of(TokenHash.of(token).buffer())))
                .map(rows -> rows.size() == 0 ? null : info(rows.iterator().next()));
    }

    /**
     * An agent's sessions by id, after the given one.
     *
     * @param token that of the caller, whose session is marked
     */
    public Future<List<Info>> list(TenantConfig tenant, String agent, long after, int limit, String token) {
        Tuple values =
                Tuple.of(tenant.no(), agent, after, limit, TokenHash.of(token).buffer(), time(clock.instant()));
        return sql.use(c -> c.preparedQuery(LIST).execute(values)).map(rows -> {
            List<Info> infos = new ArrayList<>();
            rows.forEach(row -> infos.add(info(row)));
            return infos;
        });
    }

    /** Ends one, for the reason that the trail is to have; false when the agent has no such session. */
    public Future<Boolean> end(TenantConfig tenant, String agent, long id, Trail.Event event) {
        return ended(
                        tenant,
                        transaction -> transaction
                                .preparedQuery(END)
                                .execute(Tuple.of(tenant.no(), agent, id))
                                .compose(gone -> told(transaction, tenant, gone.rowCount())),
                        event)
                .map(count -> count > 0);
    }

    /** Ends all of an agent's, likewise; how many there were. */
    public Future<Integer> endAll(TenantConfig tenant, String agent, Trail.Event event) {
        return ended(tenant, transaction -> endAll(transaction, tenant, agent, null), event);
    }

    private Future<Integer> ended(
            TenantConfig tenant, Function<SqlConnection, Future<Integer>> work, Trail.Event event) {
        return sql.transaction(transaction -> tokens.begin(transaction, tenant.no())
                        .compose(begun -> work.apply(transaction))
                        .compose(count -> count == 0
                                ? Future.succeededFuture(count)
                                : trail.add(transaction, tenant.no(), event).map(done -> count)))
                .compose(count -> count == 0
                        ? Future.succeededFuture(count)
                        : ended(tenant).map(count));
    }

    /**
     * How many have ended; in a transaction as {@link #open}.
     *
     * @param but the one that goes on; null for none
     */
    Future<Integer> endAll(SqlConnection transaction, TenantConfig tenant, String agent, @Nullable Long but) {
        return transaction
                .preparedQuery(END_ALL)
                .execute(Tuple.of(tenant.no(), agent, but))
                .compose(gone -> told(transaction, tenant, gone.rowCount()));
    }

    /** Ends all of one who may not come in any more, in the transaction that says so. */
    public Future<?> retire(SqlConnection transaction, TenantConfig tenant, String agent) {
        return endAll(transaction, tenant, agent, null);
    }

    /** Takes away what a session is limited to; in a transaction as {@link #open}. */
    Future<?> free(SqlConnection transaction, TenantConfig tenant, long id) {
        return transaction.preparedQuery(FREE).execute(Tuple.of(id)).compose(done -> tell(transaction, tenant));
    }

    private static Future<Integer> told(SqlConnection transaction, TenantConfig tenant, int count) {
        return count == 0
                ? Future.succeededFuture(0)
                : tell(transaction, tenant).map(done -> count);
    }

    private static Future<?> tell(SqlConnection transaction, TenantConfig tenant) {
        return transaction.preparedQuery(TELL).execute(Tuple.of(tenant.no()));
    }

    /** After sessions have ended: this node forgets them before the future is done, the others are told. */
    Future<Void> ended(TenantConfig tenant) {
        tokens.forget(tenant.no());
        return directory.changed(tenant.id());
    }

    /** Takes away what has expired, at most {@link SignInCare#ROWS}; how many. */
    Future<Integer> forget() {
        return sql.use(c -> c.preparedQuery(FORGET).execute(Tuple.of(time(clock.instant()))))
                .map(SqlResult::rowCount);
    }

    private static Info info(Row row) {
        return new Info(
                row.getLong("id"),
                row.getString("how"),
                row.getString("address"),
                row.getString("client"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("seen_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant(),
                row.getBoolean("current"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
