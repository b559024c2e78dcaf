package io.pelagos.platform;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Traces, by OpenTelemetry. A span is current while the code runs that it is about; what waits for an engine goes through
 * here, so that it is current again when the answer is there. Switched off, each method is one look at a field. Nothing that
 * was sent or stored becomes an attribute: no bodies, no paths, no statements.
 *
 * <p>Vert.x' own tracing is not used: it makes attributes of paths and of query strings, in which there are keys of hooks and
 * numbers of people, and it knows nothing of batches on a held connection.
 */
public final class Tracing implements AutoCloseable {
    /** Where logs find the id of the trace. */
    public static final String TRACE_ID = "trace_id";

    private static final long FLUSH_SECONDS = 3;
    private static final String SYSTEM = "db.system.name";
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final Scope NOTHING = () -> {};
    private static final TextMapGetter<MultiMap> HEADERS = new TextMapGetter<>() {
        @Override
        public @Nullable String get(@Nullable MultiMap headers, String key) {
            return headers == null ? null : headers.get(key);
        }
    };

    private final @Nullable OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final boolean on;

    /** Ends what {@link #enter} began. */
    @FunctionalInterface
    public interface Scope {
        void close();
    }

    private Tracing(@Nullable OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.on = sdk != null;
        this.tracer = (sdk == null ? OpenTelemetry.noop() : sdk).getTracer("io.pelagos");
    }

    public static Tracing off() {
        return new Tracing(null);
    }

    /**
     * Traces that are sent by OTLP over HTTP. The standard variables {@code OTEL_…} win over what is given here.
     *
     * @param endpoint such as {@code http://127.0.0.1:4318}
     * @param ratio of the traces that begin here which are kept, 0 to 1
     */
    public static Tracing to(String endpoint, double ratio) {
        Map<String, String> settings = Map.of(
                "otel.service.name", "pelagos",
                "otel.traces.exporter", "otlp",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none",
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.exporter.otlp.endpoint", endpoint,
                "otel.traces.sampler", "parentbased_traceidratio",
                "otel.traces.sampler.arg", Double.toString(ratio));
        return new Tracing(AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> settings)
                .build()
                .getOpenTelemetrySdk());
    }

    public boolean on() {
        return on;
    }

    /** Whether what happens now belongs to a trace that is kept. */
    public boolean recording() {
        return on && Span.current().isRecording();
    }

    /**
     * Begins the span of a request that came in.
     *
     * @param headers may name the trace that it belongs to; null: none is believed
     * @param route with its parameters in braces
     */
    public Span serve(@Nullable MultiMap headers, String method, String route) {
        Context parent = headers == null ? Context.root() : W3C.extract(Context.root(), headers, HEADERS);
        return tracer.spanBuilder(method + " " + route)
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", method)
                .setAttribute("http.route", route)
                .startSpan();
    }

    /** Makes a span current until the scope is closed, by the same thread; logs have its trace's id meanwhile. */
    public Scope enter(Span span) {
        return enter(Context.root().with(span));
    }

    // It is closed by the scope that is given back.
    @SuppressWarnings("MustBeClosedChecker")
    private Scope enter(Context context) {
        if (!on) {
            return NOTHING;
        }
        String before = MDC.get(TRACE_ID);
        SpanContext span = Span.fromContext(context).getSpanContext();
        io.opentelemetry.context.Scope inner = context.makeCurrent();
        if (span.isValid()) {
            MDC.put(TRACE_ID, span.getTraceId());
        }
        return () -> {
            inner.close();
            if (before == null) {
                MDC.remove(TRACE_ID);
            } else {
                MDC.put(TRACE_ID, before);
            }
        };
    }

    /** Whoever hears of the future hears of it under the span that is current now. */
    public <T> Future<T> keep(Future<T> future) {
        if (!on || Context.current() == Context.root()) {
            return future;
        }
        Context now = Context.current();
        Promise<T> promise = Promise.promise();
        future.onComplete(done -> {
            Scope scope = enter(now);
            try {
                promise.handle(done);
            } finally {
                scope.close();
            }
        });
        return promise.future();
    }

    /** Work of an engine for the current span; of nobody, it has none. */
    public <T> Future<T> call(String system, String what, Supplier<Future<T>> work) {
        if (!recording()) {
            return on ? keep(work.get()) : work.get();
        }
        return keep(ended(client(system, what, Context.current()).startSpan(), work.get()));
    }

    /**
     * Work of an engine for many spans at once: each gets a span of its own below it, and the work one that belongs to the
     * first and links to all of them.
     */
    public <T> Future<T> together(String system, String what, Collection<Context> parents, Supplier<Future<T>> work) {
        if (parents.isEmpty()) {
            return work.get();
        }
        List<Span> spans = parents.stream()
                .map(parent -> client(system, what, parent)
                        .setAttribute("pelagos.batch.requests", parents.size())
                        .startSpan())
                .toList();
        SpanBuilder batch =
                tracer.spanBuilder(what + " batch").setParent(Context.root().with(spans.get(0)));
        spans.forEach(span -> batch.addLink(span.getSpanContext()));
        Future<T> done = ended(batch.startSpan(), work.get());
        spans.forEach(span -> ended(span, done));
        return done;
    }

    private SpanBuilder client(String system, String what, Context parent) {
        return tracer.spanBuilder(system + " " + what)
                .setParent(parent)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(SYSTEM, system);
    }

    /**
     * Tells somebody else of something, in the trace in which it happened.
     *
     * @param cause null: it begins a trace of its own
     * @param work takes the headers that name the trace
     */
    public <T> Future<T> tell(String what, @Nullable SpanContext cause, Function<Map<String, String>, Future<T>> work) {
        if (!on) {
            return work.apply(Map.of());
        }
        Context parent = cause == null ? Context.root() : Context.root().with(Span.wrap(cause));
        Span span = tracer.spanBuilder(what)
                .setParent(parent)
                .setSpanKind(SpanKind.CLIENT)
                .startSpan();
        Map<String, String> headers = new HashMap<>();
        W3C.inject(Context.root().with(span), headers, (carrier, name, value) -> {
            if (carrier != null) {
                carrier.put(name, value);
            }
        });
        return ended(span, work.apply(headers));
    }

    /** What a failure says may hold what somebody sent; its class does not. */
    private static <T> Future<T> ended(Span span, Future<T> work) {
        return work.onComplete(done -> {
            if (done.failed()) {
                span.setStatus(StatusCode.ERROR);
                span.setAttribute("error.type", done.cause().getClass().getName());
            }
            span.end();
        });
    }

    /** Sends what is left. Blocks, no longer than some seconds. */
    @Override
    public void close() {
        if (sdk != null) {
            sdk.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
        }
    }
}
