package io.pelagos.http;

import io.pelagos.team.Fault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error answer (RFC 9457).
 *
 * @param slug names the type: {@code /problems/<slug>}
 * @param extra further members, such as {@code errors}
 */
public record Problem(
        String slug, int status, String title, @Nullable String detail, JsonObject extra, Map<String, String> headers) {
    public static final Problem NOT_FOUND = of("not-found", 404, "There is no such thing, or not for you");
    public static final Problem FORBIDDEN = of("forbidden", 403, "You may not do this");
    public static final Problem UNAUTHORIZED =
            of("unauthorized", 401, "Sign in with a valid token").header("WWW-Authenticate", "Bearer");
    public static final Problem CSRF = of("csrf", 403, "The request does not show that one of our pages has made it")
            .detail("Send csrf_token of your session as X-CSRF-Token, or the token as Authorization: Bearer");
    public static final Problem NOT_READY =
            of("not-ready", 503, "Not ready, try again soon").header("Retry-After", "1");
    public static final Problem OUTCOME_UNKNOWN = of("outcome-unknown", 503, "It may or may not have happened")
            .detail("Repeat the request with the same Idempotency-Key")
            .header("Retry-After", "1");
    public static final Problem TOO_LARGE = of("too-large", 413, "The body is too large");
    public static final Problem TOO_SLOW = of("too-slow", 408, "The body did not arrive in time");
    public static final Problem UNSUPPORTED_TYPE =
            of("unsupported-media-type", 415, "This media type is not understood here");
    public static final Problem CHANGED =
            of("precondition-failed", 412, "The configuration has changed; read it again");
    public static final Problem INTERNAL = of("internal-error", 500, "The server failed; it has been logged");

    public static Problem of(String slug, int status, String title) {
        return new Problem(slug, status, title, null, new JsonObject(), Map.of());
    }

    public static Problem invalid(String pointer, String detail) {
        return invalid(List.of(new Fault(pointer, detail)));
    }

    public static Problem invalid(List<Fault> faults) {
        return invalid(errors(faults));
    }

    /** Faults as the member {@code errors} has them. */
    static JsonArray errors(List<Fault> faults) {
        JsonArray errors = new JsonArray();
        for (Fault fault : faults) {
            errors.add(new JsonObject().put("pointer", fault.pointer()).put("detail", fault.detail()));
        }
        return errors;
    }

    /** {@code errors}: objects with pointer and detail, and what else tells the place. */
    static Problem invalid(JsonArray errors) {
        return of("invalid-request", 400, "The request is not valid").with("errors", errors);
    }

    public static Problem conflict(String slug, String title) {
        return of(slug, 409, title);
    }

    public Problem detail(String text) {
        return new Problem(slug, status, title, text, extra, headers);
    }

    public Problem with(String name, Object value) {
        return new Problem(slug, status, title, detail, extra.copy().put(name, value), headers);
    }

    public Problem header(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Problem(slug, status, title, detail, extra, Map.copyOf(more));
    }

    public Answer answer() {
        JsonObject body = new JsonObject()
                .put("type", "/problems/" + slug)
                .put("title", title)
                .put("status", status);
        if (detail != null) {
            body.put("detail", detail);
        }
        body.mergeIn(extra);
        return new Answer(status, body.toBuffer(), "application/problem+json", headers);
    }

    /** For the places that cannot return an answer. */
    public Refusal refusal() {
        return new Refusal(this);
    }
}
