package io.pelagos.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.pelagos.platform.Tracing;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Looks on while requests are answered, from when their headers are there to the end of the answer: times, and traces. */
public final class RequestWatch {
    private static final Tracing.Scope NOTHING = () -> {};

    private final MeterRegistry registry;
    private final Tracing tracing;
    private final RouteMeter elsewhere;
    private final AtomicInteger open = new AtomicInteger();

    public RequestWatch(MeterRegistry registry, Tracing tracing) {
        this.registry = registry;
        this.tracing = tracing;
        // Whatever method somebody makes up.
        this.elsewhere = new RouteMeter(registry, "any", "none");
        Gauge.builder("pelagos.http.requests.open", open, AtomicInteger::get)
                .description("Requests that are not answered to the end, live streams among them")
                .register(registry);
    }

    RouteMeter route(String method, String path) {
        return new RouteMeter(registry, method, path);
    }

    /**
     * Begins a request; what is done for it before the scope is closed belongs to its span.
     *
     * @param endpoint null when no route is for it
     */
    Tracing.Scope begin(HttpServerRequest request, @Nullable Endpoint endpoint) {
        Span span = tracing.on() && endpoint != null && traced(endpoint) ? span(request, endpoint) : null;
        watch(request, endpoint == null ? elsewhere : endpoint.meter(), span);
        return span == null ? NOTHING : tracing.enter(span);
    }

    /** Not the looks of monitoring and of load balancers, which come all the time. */
    private static boolean traced(Endpoint endpoint) {
        return endpoint.path().startsWith("/api/") || endpoint.path().startsWith("/hooks/");
    }

    /** Who need not sign in does not say what is kept of traces. */
    private Span span(HttpServerRequest request, Endpoint endpoint) {
        return tracing.serve(
                endpoint.open() ? null : request.headers(), endpoint.method().name(), endpoint.path());
    }

    private void watch(HttpServerRequest request, RouteMeter meter, @Nullable Span span) {
        long begunNanos = System.nanoTime();
        open.incrementAndGet();
        HttpServerResponse response = request.response();
        // It is called once, also when the client has gone.
        response.endHandler(end -> {
            open.decrementAndGet();
            int status = response.ended() ? response.getStatusCode() : 0;
            meter.record(status, System.nanoTime() - begunNanos);
            if (span != null) {
                end(span, status);
            }
        });
    }

    private static void end(Span span, int status) {
        if (status > 0) {
            span.setAttribute("http.response.status_code", status);
        }
        if (status == 0 || status >= 500) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    /** Whoever hears of it does so under the span that is current now. */
    <T> Future<T> keep(Future<T> future) {
        return tracing.keep(future);
    }
}
