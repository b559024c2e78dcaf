package io.pelagos.http;

import io.pelagos.platform.TokenBuckets;
import io.pelagos.team.Safety;
import io.pelagos.team.TenantConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many requests an address and a token may make on this node. What waits for nothing costs nothing: no engine is
 * asked, and each node counts for itself.
 */
public final class Rates {
    private static final int KEYS_MAX = 100_000;
    private static final long SECOND = 1_000_000_000L;

    private final Limits limits;
    private final TokenBuckets addresses;
    private final TokenBuckets hooks;
    private final TokenBuckets tokens;

    /**
     * Per address; 0: any number.
     *
     * @param hookPerSecond of what comes to hooks, which are not counted otherwise
     * @param loopback whether this machine is an address like any other
     */
    public record Limits(int perSecond, int burst, int hookPerSecond, int hookBurst, boolean loopback) {
        public static final Limits NONE = new Limits(0, 1, 0, 1, false);
    }

    public Rates(Limits limits, LongSupplier nanos) {
        this.limits = limits;
        this.addresses = new TokenBuckets(KEYS_MAX, nanos);
        this.hooks = new TokenBuckets(KEYS_MAX, nanos);
        this.tokens = new TokenBuckets(KEYS_MAX, nanos);
    }

    /** Refuses a request of an address that has made too many. Who looks whether the server lives is not counted. */
    void address(HttpServerRequest request) {
        if (limits.perSecond == 0 && limits.hookPerSecond == 0) {
            return;
        }
        SocketAddress remote = request.remoteAddress();
        String path = request.path();
        if (remote == null || path == null || path.startsWith("/health/") || (!limits.loopback && loopback(remote))) {
            return;
        }
        if (path.startsWith("/hooks/")) {
            take(hooks, network(remote), limits.hookPerSecond, limits.hookBurst);
        } else {
            take(addresses, network(remote), limits.perSecond, limits.burst);
        }
    }

    /** An IPv4 address, or the first half of an IPv6 one: whoever has one of those has all of its network. */
    static @Nullable String network(SocketAddress remote) {
        String host = remote.hostAddress();
        if (host == null || host.indexOf(':') < 0) {
            return host;
        }
        // Java writes all eight groups.
        String[] groups = host.split(":", -1);
        return groups.length < 8 ? host : String.join(":", List.of(groups).subList(0, 4));
    }

    private static boolean loopback(SocketAddress remote) {
        String host = remote.hostAddress();
        return host == null || host.startsWith("127.") || host.equals("::1") || host.equals("0:0:0:0:0:0:0:1");
    }

    /** Refuses a request of a token that has made more than its firm allows. */
    void token(TenantConfig tenant, HttpServerRequest request) {
        Safety.Rate rate = tenant.tenant().safety().token();
        String bearer = rate == null ? null : request.headers().get(HttpHeaders.AUTHORIZATION);
        if (rate != null && bearer != null) {
            // However the scheme is written, it is one token.
            take(tokens, bearer.substring(bearer.indexOf(' ') + 1).strip(), rate.perSecond(), rate.burst());
        }
    }

    private static void take(TokenBuckets buckets, @Nullable String key, int perSecond, int burst) {
        if (key == null || perSecond == 0) {
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
