package io.pelagos.http;

import io.pelagos.team.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A registered route.
 *
 * @param path from the root, with parameters in braces: {@code /api/v1/pools/{pool}}
 * @param roles who may call it; empty for everybody, without sign-in
 * @param scope what a token with scopes must hold: {@code pools:read}
 * @param types media types of the body; empty for any
 * @param known whether there is something under these parameters of the path, as far as can be told at once
 * @param unread hears of bodies that are not read
 * @param meter times its answers
 */
public record Endpoint(
        HttpMethod method,
        String path,
        Set<Role> roles,
        String scope,
        Body body,
        Set<String> types,
        int maxBytes,
        List<String> parameters,
        Predicate<List<String>> known,
        Unread unread,
        Route route,
        RouteMeter meter) {
    /** What happens to the body before the route is called. */
    public enum Body {
        NONE,
        READ,
        /** The route reads it, from a request that is paused. */
        STREAM
    }

    /** A handler; whatever it throws or fails with becomes a problem. */
    @FunctionalInterface
    public interface Route {
        Future<Answer> handle(Call call);
    }

    /** Hears of a request whose body was not read, and what it is answered. */
    @FunctionalInterface
    public interface Unread {
        void refused(HttpServerRequest request, List<String> values, int status);
    }

    /** A GET by which something may change: a sign-in that comes back, or what a platform calls. */
    boolean acts() {
        return path.startsWith(Api.BASE) || path.startsWith("/hooks/");
    }

    boolean open() {
        return roles.isEmpty();
    }
}
