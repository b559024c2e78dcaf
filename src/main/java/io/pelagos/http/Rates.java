package io.pelagos.http;

import io.pelagos.platform.TokenBuckets;
import io.pelagos.team.Safety;
import io.pelagos.team.TenantConfig;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How many requests an address and a token may make on this node. What waits for nothing costs nothing: no engine is
 * asked, and each node counts for itself.
 */
public final class Rates {
    private static final int KEYS_MAX = 100_000;
    private static final long SECOND = 1_000_000_000L;

    private final Limits limits;
    private final ClientAddress address;
    private final TokenBuckets addresses;
    private final TokenBuckets hooks;
    private final TokenBuckets strangers;
    private final TokenBuckets tokens;

    /**
     * Per address; 0: any number.
     *
     * @param hookPerSecond of what comes to hooks, which are not counted otherwise
     * @param unknownPerSecond of tokens that are nobody's
     * @param loopback whether this machine is an address like any other
     */
    public record Limits(
            int perSecond,
            int burst,
            int hookPerSecond,
            int hookBurst,
            int unknownPerSecond,
            int unknownBurst,
            boolean loopback) {
        public static final Limits NONE = new Limits(0, 1, 0, 1, 0, 1, false);
    }

    public Rates(Limits limits, Web web, LongSupplier nanos) {
        this.limits = limits;
        this.address = new ClientAddress(web.forwarded());
        this.addresses = new TokenBuckets(KEYS_MAX, nanos);
        this.hooks = new TokenBuckets(KEYS_MAX, nanos);
        this.strangers = new TokenBuckets(KEYS_MAX, nanos);
        this.tokens = new TokenBuckets(KEYS_MAX, nanos);
    }

    /** Refuses a request of an address that has made too many. Who looks whether the server lives is not counted. */
    void address(HttpServerRequest request) {
        if (limits.perSecond == 0 && limits.hookPerSecond == 0) {
            return;
        }
        String path = request.path();
        if (path == null || path.startsWith("/health/")) {
            return;
        }
        String from = address.network(request);
        if (spared(from)) {
            return;
        }
        if (path.startsWith("/hooks/")) {
            take(hooks, from, limits.hookPerSecond, limits.hookBurst);
        } else {
            take(addresses, from, limits.perSecond, limits.burst);
        }
    }

    private boolean spared(String from) {
        return !limits.loopback && ClientAddress.loopback(from);
    }

    /**
     * Refuses to look for the holder of a token where too many from the same address were nobody's: each has cost a look
     * into the database, or at a signature.
     *
     * @param known whether it costs nothing this time
     */
    void stranger(HttpServerRequest request, BooleanSupplier known) {
        if (limits.unknownPerSecond == 0) {
            return;
        }
        String from = address.network(request);
        long wait = strangers.missing(from, limits.unknownPerSecond, limits.unknownBurst);
        if (wait > 0 && !known.getAsBoolean()) {
            throw tooMany((wait + SECOND - 1) / SECOND).refusal();
        }
    }

    /** A token was nobody's. */
    void nobodys(HttpServerRequest request) {
        String from = address.network(request);
        if (limits.unknownPerSecond > 0 && !spared(from)) {
            strangers.take(from, limits.unknownPerSecond, limits.unknownBurst);
        }
    }

    /** Refuses a request of a token, of a session or another, that has made more than its firm allows. */
    void token(TenantConfig tenant, String token) {
        Safety.Rate rate = tenant.tenant().safety().token();
        if (rate != null) {
            take(tokens, token, rate.perSecond(), rate.burst());
        }
    }

    /** Refuses what is one too many; {@code perSecond} 0: any number. */
    static void take(TokenBuckets buckets, Object key, int perSecond, int burst) {
        if (perSecond == 0) {
            return;
        }
        long wait = buckets.take(key, perSecond, burst);
        if (wait > 0) {
            throw tooMany((wait + SECOND - 1) / SECOND).refusal();
        }
    }

    static Problem tooMany(long seconds) {
        return Problem.of("too-many-requests", 429, "Too many requests").header("Retry-After", Long.toString(seconds));
    }
}
