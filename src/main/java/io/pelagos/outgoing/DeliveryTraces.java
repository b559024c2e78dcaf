package io.pelagos.outgoing;

import io.opentelemetry.api.trace.SpanContext;
import io.pelagos.platform.GuardedClient;
import io.pelagos.platform.Tracing;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells a webhook in which trace it happened what it is told of: header {@code traceparent}. */
public final class DeliveryTraces {
    private final Tracing tracing;
    private final Origin origin;

    /** Who knows which request wrote a line of the journal. */
    @FunctionalInterface
    public interface Origin {
        /** Null when that is not known here, or not any more. */
        @Nullable
        SpanContext of(long lead, int version);
    }

    public DeliveryTraces(Tracing tracing, Origin origin) {
        this.tracing = tracing;
        this.origin = origin;
    }

    <T> Future<T> send(
            PendingLines.Due line, GuardedClient.Request request, Function<GuardedClient.Request, Future<T>> send) {
        if (!tracing.on()) {
            return send.apply(request);
        }
        return tracing.tell("webhook", origin.of(line.lead(), line.version()), trace -> {
            Map<String, String> headers = new HashMap<>(request.headers());
            headers.putAll(trace);
            return send.apply(new GuardedClient.Request(
                    request.method(), request.target(), headers, request.body(), request.answerMaxBytes()));
        });
    }
}
