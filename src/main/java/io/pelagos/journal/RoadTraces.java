package io.pelagos.journal;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.pelagos.platform.Tracing;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The road in traces: which request under way belongs to which, and, for a while, which lines of the journal. Only of traces
 * that are kept. Belongs to the journal's thread.
 */
public final class RoadTraces {
    /** Whoever tells others of a line does so within seconds, or begins a trace of its own. */
    private static final int LINES_MAX = 10_000;

    private final Tracing tracing;
    private final Map<Long, Context> requests = new HashMap<>();
    private final Map<Line, SpanContext> lines = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Line, SpanContext> eldest) {
            return size() > LINES_MAX;
        }
    };

    private record Line(long lead, int version) {}

    RoadTraces(Tracing tracing) {
        this.tracing = tracing;
    }

    /** A request on the road, and its verdict under the span that is current now. */
    Future<Verdict> follow(Proposal proposal, Supplier<Future<Verdict>> submit) {
        if (!tracing.recording()) {
            return tracing.keep(submit.get());
        }
        requests.put(proposal.requestId(), Context.current());
        return tracing.keep(submit.get().onComplete(done -> requests.remove(proposal.requestId())));
    }

    /** A step for many requests. */
    <T> Future<T> step(String system, String what, LongStream ids, Supplier<Future<T>> work) {
        if (requests.isEmpty()) {
            return work.get();
        }
        List<Context> parents = new ArrayList<>();
        ids.forEach(id -> {
            Context parent = requests.get(id);
            if (parent != null) {
                parents.add(parent);
            }
        });
        return tracing.together(system, what, parents, work);
    }

    /** A read for the request whose span is current. */
    <T> Future<T> read(String what, Supplier<Future<T>> work) {
        return tracing.call("redis", what, work);
    }

    /** A line that a request has written. */
    void wrote(Entry entry, long lead, int version) {
        Context context = requests.get(entry.requestId());
        if (context != null) {
            lines.put(new Line(lead, version), Span.fromContext(context).getSpanContext());
        }
    }

    /** The span of the request that wrote a line here lately; null for others. */
    public @Nullable SpanContext of(long lead, int version) {
        return lines.get(new Line(lead, version));
    }
}
