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

/**
 * API tokens. Only their SHA-256 is stored: they are 256 random bits, so no slow hash is needed. Rows
 * are kept in a bounded cache that forgets a tenant when one of its tokens is revoked; expiry and the
 * agent's status are looked at each time.
 */
public final class Tokens {
    private static final int MAX_CACHED = 100_000;
    private static final String DEMO = "demo";

    private static final String FIND = """
            select tenant, agent, scopes, expires_at from token
            where hash = $1 and revoked_at is null""";

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

    /** A row of table token, and the principal that it last stood for under that snapshot. */
    private record Cached(
            int tenant,
            @Nullable String agent,
            Set<String> scopes,
            long expiresAtMillis,
            @Nullable TenantConfig config,
            @Nullable Principal principal) {}

    private final PgPool sql;
    private final Directory directory;
    private final Clock clock;
    private final @Nullable TokenHash bootstrap;
    private final Map<TokenHash, Cached> cache = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();

    /** Takes the bootstrap token, which is operator and admin of tenant demo; null for none. */
    public Tokens(PgPool sql, Directory directory, Clock clock, @Nullable String bootstrap) {
        this.sql = sql;
        this.directory = directory;
        this.clock = clock;
        this.bootstrap = bootstrap == null || bootstrap.isEmpty() ? null : TokenHash.of(bootstrap);
        directory.onAccessChange(this::forget);
    }

    /** Who holds this token; null for nobody. */
    public Future<@Nullable Principal> principal(String bearer) {
        TokenHash hash = TokenHash.of(bearer);
        if (hash.equals(bootstrap)) {
            return Future.succeededFuture(
                    new Principal("operator", DEMO, Role.ADMIN, null, null, Set.of(Principal.OPERATOR_TOO)));
        }
        Cached cached = cache.get(hash);
        if (cached != null) {
            return Future.succeededFuture(principal(hash, cached));
        }
        if (!TokenHash.issued(bearer)) {
            return Future.succeededFuture();
        }
        return find(hash);
    }

    private Future<@Nullable Principal> find(TokenHash hash) {
        long before = generation.get();
        return sql.use(c -> c.preparedQuery(FIND).execute(Tuple.of(hash.buffer())))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    OffsetDateTime expires = row.getOffsetDateTime("expires_at");
                    Integer tenant = row.getInteger("tenant");
                    Cached found = new Cached(
                            tenant == null ? 0 : tenant,
                            row.getString("agent"),
                            Set.of(row.getArrayOfStrings("scopes")),
                            expires == null
                                    ? Long.MAX_VALUE
                                    : expires.toInstant().toEpochMilli(),
                            null,
                            null);
                    if (tenant == null) {
                        // Not cached: no tenant's access version would tell of a revocation.
                        return found.expiresAtMillis > clock.millis()
                                ? new Principal("operator", null, Role.OPERATOR, null, null, found.scopes)
                                : null;
                    }
                    if (directory.tenant(tenant) == null) {
                        // Not cached either: whoever does not know the tenant yet does not hear of a revocation.
                        return null;
                    }
                    remember(hash, found, before);
                    return principal(hash, found);
                });
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

    private @Nullable Principal principal(TokenHash hash, Cached cached) {
        if (cached.expiresAtMillis <= clock.millis()) {
            return null;
        }
        TenantConfig config = directory.tenant(cached.tenant);
        if (config == null || cached.agent == null) {
            return null;
        }
        if (cached.config == config) {
            return cached.principal;
        }
        Agent agent = config.get(Agent.AGENT, cached.agent);
        Principal principal = agent == null || !agent.active()
                ? null
                : new Principal(agent.id(), config.id(), agent.role(), agent.id(), agent.team(), cached.scopes);
        Cached newer =
                new Cached(cached.tenant, cached.agent, cached.scopes, cached.expiresAtMillis, config, principal);
        cache.replace(hash, cached, newer);
        return principal;
    }

    private void forget(int tenant) {
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
        return sql.use(c -> c.preparedQuery(REVOKE).execute(Tuple.of(id, tenant.no(), agent)))
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
