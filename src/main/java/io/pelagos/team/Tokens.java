package io.pelagos.team;

import com.github.f4b6a3.tsid.TsidCreator;
import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who holds which token: API tokens, people's sessions, and tokens that others have issued. Only the SHA-256 of our own
 * is stored: they are 256 random bits, so no slow hash is needed. All are kept in one bounded cache that forgets a tenant
 * when one of its tokens is revoked or one of its sessions has ended; expiry and the agent's status are looked at each
 * time.
 */
public final class Tokens {
    private static final int MAX_CACHED = 100_000;
    private static final String DEMO = "demo";
    /** Numbers of tenants begin at 1. */
    private static final int OPERATORS = 0;

    private static final Logger log = LoggerFactory.getLogger(Tokens.class);

    private static final String FIND = """
            select tenant, agent, scopes, expires_at, null::timestamptz as seen_at, 0 as idle_seconds from token
            where hash = $1 and revoked_at is null
            union all
            select tenant, agent, scopes, expires_at, seen_at, idle_seconds from session where hash = $1""";

    private static final String SEEN = "update session set seen_at = $2 where hash = $1 and seen_at < $2";

    private static final String ISSUE = """
            insert into token (hash, id, tenant, agent, name, scopes, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7)""";

    // One of an agent's tokens, or all for no id.
    private static final String REVOKE = """
            with revoked as (
              update token set revoked_at = now()
              where ($1::bigint is null or id = $1) and tenant = $2 and agent = $3 and revoked_at is null
              returning tenant)
            update tenant set access_version = access_version + 1
            where no in (select tenant from revoked)""";

    private static final String BEGIN = "select 1 from tenant where no = $1 for no key update";

    // A deletion of the agent waits for this row, or has taken it away.
    private static final String HOLD = """
            select 1 from config where tenant = $1 and section = 'agent' and id = $2 for share""";

    private static final String LIST = """
            select id, name, scopes, created_at, expires_at, revoked_at from token
            where tenant = $1 and agent = $2 and id > $3 order by id limit $4""";

    /** A new token's text, which is shown once. */
    public record Issued(long id, String token) {}

    /** What may be said about a token later. */
    public record Info(
            long id,
            String name,
            List<String> scopes,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {}

    /**
     * For whom somebody else has issued a token.
     *
     * @param scopes as in {@link Principal}
     */
    public record Known(int tenant, String agent, Set<String> scopes, long expiresAtMillis) {}

    /** Knows the tokens of others; asked only about what no token of ours looks like. */
    @FunctionalInterface
    public interface Foreign {
        Future<@Nullable Known> find(String bearer);
    }

    /**
     * What a token says, and the principal that it last stood for under that snapshot.
     *
     * @param idle of a session; null of what is none
     * @param foreign whether the tenant's configuration says if it counts
     */
    private record Cached(
            int tenant,
            @Nullable String agent,
            Set<String> scopes,
            long expiresAtMillis,
            @Nullable Idle idle,
            boolean foreign,
            @Nullable TenantConfig config,
            @Nullable Principal principal) {
        Cached under(TenantConfig newer, @Nullable Principal then) {
            return new Cached(tenant, agent, scopes, expiresAtMillis, idle, foreign, newer, then);
        }
    }

    private final PgPool sql;
    private final Directory directory;
    private final Clock clock;
    private final @Nullable TokenHash bootstrap;
    private final Map<TokenHash, Cached> cache = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();
    private volatile Foreign foreign = bearer -> Future.succeededFuture();

    /** Takes the bootstrap token, which is operator and admin of tenant demo; null for none. */
    public Tokens(PgPool sql, Directory directory, Clock clock, @Nullable String bootstrap) {
        this.sql = sql;
        this.directory = directory;
        this.clock = clock;
        this.bootstrap = bootstrap == null || bootstrap.isEmpty() ? null : TokenHash.of(bootstrap);
        directory.onAccessChange(this::forget);
    }

    /** From now on asks this one about tokens that are none of ours. */
    public void accept(Foreign issuer) {
        foreign = issuer;
    }

    /** Who holds this token; null for nobody. */
    public Future<@Nullable Principal> principal(String bearer) {
        return principal(bearer, false);
    }

    /** Likewise; a session is in use as long as it is asked for by this. */
    public Future<@Nullable Principal> use(String bearer) {
        return principal(bearer, true);
    }

    /** Whether its holder is told without asking anybody. */
    public boolean remembers(String bearer) {
        TokenHash hash = TokenHash.of(bearer);
        Cached cached = cache.get(hash);
        return hash.equals(bootstrap) || (cached != null && !outdated(cached));
    }

    private Future<@Nullable Principal> principal(String bearer, boolean use) {
        TokenHash hash = TokenHash.of(bearer);
        if (hash.equals(bootstrap)) {
            return Future.succeededFuture(
                    new Principal("operator", DEMO, Role.ADMIN, null, null, Set.of(Principal.OPERATOR_TOO)));
        }
        Cached cached = cache.get(hash);
        if (cached != null) {
            if (!outdated(cached)) {
                return Future.succeededFuture(principal(hash, cached, use));
            }
            cache.remove(hash, cached);
        }
        long before = generation.get();
        Future<@Nullable Cached> found = TokenHash.issued(bearer)
                ? find(hash)
                : foreign.find(bearer).map(known -> known == null ? null : of(known));
        return found.map(row -> row == null ? null : admit(hash, row, before, use));
    }

    private static Cached of(Known known) {
        return new Cached(known.tenant, known.agent, known.scopes, known.expiresAtMillis, null, true, null, null);
    }

    /** What must be looked up again: another node may have seen the session since; the issuer may be out of favour. */
    private boolean outdated(Cached cached) {
        Idle idle = cached.idle;
        return (idle != null && idle.over(clock.millis()))
                || (cached.foreign
                        && (cached.config != directory.tenant(cached.tenant)
                                || cached.expiresAtMillis <= clock.millis()));
    }

    private Future<@Nullable Cached> find(TokenHash hash) {
        return sql.use(c -> c.preparedQuery(FIND).execute(Tuple.of(hash.buffer())))
                .map(rows ->
                        rows.rowCount() == 0 ? null : cached(rows.iterator().next()));
    }

    private static Cached cached(Row row) {
        OffsetDateTime expires = row.getOffsetDateTime("expires_at");
        OffsetDateTime seen = row.getOffsetDateTime("seen_at");
        Integer tenant = row.getInteger("tenant");
        return new Cached(
                tenant == null ? OPERATORS : tenant,
                row.getString("agent"),
                Set.of(row.getArrayOfStrings("scopes")),
                expires == null ? Long.MAX_VALUE : expires.toInstant().toEpochMilli(),
                seen == null
                        ? null
                        : new Idle(
                                row.getInteger("idle_seconds"), seen.toInstant().toEpochMilli()),
                false,
                null,
                null);
    }

    private @Nullable Principal admit(TokenHash hash, Cached found, long generationBefore, boolean use) {
        if (found.tenant == OPERATORS) {
            // Not cached: no tenant's access version would tell of a revocation.
            return found.expiresAtMillis > clock.millis()
                    ? new Principal("operator", null, Role.OPERATOR, null, null, found.scopes)
                    : null;
        }
        if (directory.tenant(found.tenant) == null || (found.idle != null && found.idle.over(clock.millis()))) {
            // Not cached either: whoever does not know the tenant yet does not hear of a revocation.
            return null;
        }
        remember(hash, found, generationBefore);
        return principal(hash, found, use);
    }

    // A row read before a revocation must not come in after the cache was cleared for it.
    private void remember(TokenHash hash, Cached found, long generationBefore) {
        if (cache.size() >= MAX_CACHED) {
            cache.clear();
        }
        cache.put(hash, found);
        if (generation.get() != generationBefore) {
            cache.remove(hash);
        }
    }

    private @Nullable Principal principal(TokenHash hash, Cached cached, boolean use) {
        if (cached.expiresAtMillis <= clock.millis()) {
            return null;
        }
        Principal principal = principal(hash, cached);
        Idle idle = cached.idle;
        if (use && principal != null && idle != null && idle.use(clock.millis())) {
            tell(hash);
        }
        return principal;
    }

    private @Nullable Principal principal(TokenHash hash, Cached cached) {
        TenantConfig config = directory.tenant(cached.tenant);
        if (config == null || cached.agent == null) {
            return null;
        }
        if (cached.config == config) {
            return cached.principal;
        }
        Agent agent = config.get(Agent.AGENT, cached.agent);
        // Who has become a machine has no sessions any more.
        boolean fit = agent != null && agent.active() && (cached.idle == null || agent.person());
        Principal principal = agent == null || !fit
                ? null
                : new Principal(agent.id(), config.id(), agent.role(), agent.id(), agent.team(), cached.scopes);
        cache.replace(hash, cached, cached.under(config, principal));
        return principal;
    }

    /** Nobody waits for it: what is lost is made up for at the next time. */
    private void tell(TokenHash hash) {
        Tuple now = Tuple.of(hash.buffer(), clock.instant().atOffset(ZoneOffset.UTC));
        sql.use(c -> c.preparedQuery(SEEN).execute(now))
                .onFailure(e -> log.debug("a session's use was not noted: {}", e.getMessage()));
    }

    /** Looks again at all tokens of a tenant; for who has ended some of its sessions. */
    public void forget(int tenant) {
        generation.incrementAndGet();
        cache.values().removeIf(cached -> cached.tenant == tenant);
    }

    /**
     * Makes a token.
     *
     * @param where a pool, or the connection of a transaction
     * @param tenant null, with a null agent, for an operator
     * @param expiresAt null for never
     */
    public Future<Issued> issue(
            SqlClient where,
            @Nullable Integer tenant,
            @Nullable String agent,
            String name,
            List<String> scopes,
            @Nullable Instant expiresAt) {
        String token = TokenHash.random();
        long id = TsidCreator.getTsid().toLong();
        Tuple row = Tuple.tuple()
                .addBuffer(TokenHash.of(token).buffer())
                .addLong(id)
                .addInteger(tenant)
                .addString(agent)
                .addString(name)
                .addArrayOfString(scopes.toArray(String[]::new))
                .addOffsetDateTime(expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC));
        return where.preparedQuery(ISSUE).execute(row).map(done -> new Issued(id, token));
    }

    /** False when the agent has no such token, or not any more. All nodes refuse it within a second, this one at once. */
    public Future<Boolean> revoke(TenantConfig tenant, String agent, long id) {
        return sql.transaction(transaction -> begin(transaction, tenant.no())
                        .compose(begun -> transaction.preparedQuery(REVOKE).execute(Tuple.of(id, tenant.no(), agent))))
                .compose(rows -> {
                    forget(tenant.no());
                    return directory.changed(tenant.id()).map(rows.rowCount() > 0);
                });
    }

    /**
     * Revokes all of an agent's tokens inside a transaction of the caller's, after the one that deleted
     * the agent and before {@link Directory#changed}: whoever gets the id next must not get them too.
     */
    public Future<?> revokeAll(SqlConnection transaction, TenantConfig tenant, String agent) {
        return transaction.preparedQuery(REVOKE).execute(Tuple.of(null, tenant.no(), agent));
    }

    /**
     * How a transaction begins that changes who gets in: it waits for those that change the firm's configuration, which lock
     * the tenant's row before all others, too. In another order two could wait for each other.
     */
    public Future<?> begin(SqlConnection transaction, int tenant) {
        return transaction.preparedQuery(BEGIN).execute(Tuple.of(tenant));
    }

    /** Keeps an agent from being deleted until the transaction ends; false when that has happened. */
    public Future<Boolean> hold(SqlConnection transaction, TenantConfig tenant, String agent) {
        return transaction
                .preparedQuery(HOLD)
                .execute(Tuple.of(tenant.no(), agent))
                .map(rows -> rows.size() > 0);
    }

    /** An agent's tokens without their secrets, by id, after the given one. */
    public Future<List<Info>> list(TenantConfig tenant, String agent, long after, int limit) {
        return sql.use(c -> c.preparedQuery(LIST).execute(Tuple.of(tenant.no(), agent, after, limit)))
                .map(rows -> {
                    List<Info> infos = new ArrayList<>();
                    rows.forEach(row -> infos.add(new Info(
                            row.getLong("id"),
                            row.getString("name"),
                            List.of(row.getArrayOfStrings("scopes")),
                            row.getOffsetDateTime("created_at").toInstant(),
                            instant(row, "expires_at"),
                            instant(row, "revoked_at"))));
                    return infos;
                });
    }

    private static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
