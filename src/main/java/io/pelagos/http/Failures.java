package io.pelagos.http;

import io.pelagos.journal.Trouble;
import io.pelagos.lead.KeysBehind;
import io.pelagos.platform.Outage;
import io.pelagos.team.InvalidDocument;
import io.vertx.core.http.HttpMethod;
import io.vertx.pgclient.PgException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever failed into a problem, once, at the edge. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static Problem problem(Endpoint endpoint, Throwable cause) {
        if (cause instanceof Refusal refusal) {
            return refusal.problem();
        }
        if (cause instanceof InvalidDocument invalid) {
            return Problem.invalid(invalid.faults());
        }
        if (cause instanceof Trouble trouble) {
            boolean read = endpoint.method().equals(HttpMethod.GET) || trouble.kind() == Trouble.Kind.NOT_SENT;
            return read ? Problem.NOT_READY : Problem.OUTCOME_UNKNOWN;
        }
        if (cause instanceof KeysBehind) {
            log.info("{} {} is a moment ahead of the keys of this node", endpoint.method(), endpoint.path());
            return endpoint.method().equals(HttpMethod.GET) ? Problem.NOT_READY : Problem.OUTCOME_UNKNOWN;
        }
        if (Outage.is(cause)) {
            // By the thousand while an engine is away, which its cells report: not worth a line each.
            log.debug("{} {} waits for an engine: {}", endpoint.method(), endpoint.path(), describe(cause));
            // What was to be written may have been written before the line broke.
            return endpoint.method().equals(HttpMethod.GET) ? Problem.NOT_READY : Problem.OUTCOME_UNKNOWN;
        }
        // The pattern of the path, never the path, and no message: both may hold personal data.
        log.error("{} {} failed: {}", endpoint.method(), endpoint.path(), describe(cause));
        return Problem.INTERNAL;
    }

    private static String describe(Throwable cause) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (Throwable t = cause; t != null && depth < 3; t = t.getCause(), depth++) {
            text.append(depth == 0 ? "" : " by ").append(t.getClass().getName());
            if (t instanceof PgException error) {
                text.append(" (").append(error.getSqlState()).append(')');
            }
            int frames = 0;
            for (StackTraceElement frame : t.getStackTrace()) {
                if (frames < 2 && (frames > 0 || frame.getClassName().startsWith("io.pelagos"))) {
                    text.append(" at ").append(frame);
                    frames++;
                }
            }
        }
        return text.toString();
    }
}
