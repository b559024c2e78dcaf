package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    /** Nothing listens there: what is kept is not told to anybody. */
    private static final Tracing TRACING = Tracing.to("http://127.0.0.1:1", 1);

    @AfterAll
    static void close() {
        TRACING.close();
    }

    private Span served() {
        MultiMap headers =
                MultiMap.caseInsensitiveMultiMap().add("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
        return TRACING.serve(headers, "GET", "/x");
    }

    @Test
    void logs_have_the_id_of_the_trace_while_its_span_is_current() {
        Tracing.Scope scope = TRACING.enter(served());
        assertThat(MDC.get(Tracing.TRACE_ID)).isEqualTo(TRACE);
        scope.close();
        assertThat(MDC.get(Tracing.TRACE_ID)).isNull();
    }

    @Test
    void an_answer_is_heard_under_the_span_that_asked() {
        Promise<String> engine = Promise.promise();
        Tracing.Scope scope = TRACING.enter(served());
        Future<String> heard = TRACING.call("redis", "read", engine::future)
                .map(answer -> answer + " in " + Span.current().getSpanContext().getTraceId());
        scope.close();
        engine.complete("well");
        assertThat(heard.result()).isEqualTo("well in " + TRACE);
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    @Test
    void somebody_else_is_told_the_trace_and_the_span() {
        Span cause = served();
        Map<String, String> headers = TRACING.tell("webhook", cause.getSpanContext(), Future::succeededFuture)
                .result();
        assertThat(headers.get("traceparent"))
                .matches("00-" + TRACE + "-[0-9a-f]{16}-0[13]")
                .doesNotContain(cause.getSpanContext().getSpanId());
        String alone =
                TRACING.tell("webhook", null, Future::succeededFuture).result().get("traceparent");
        assertThat(alone).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]").doesNotContain(TRACE);
    }

    @Test
    void switched_off_it_gives_back_what_it_gets() {
        Tracing off = Tracing.off();
        Future<String> work = Promise.<String>promise().future();
        assertThat(off.call("redis", "read", () -> work)).isSameAs(work);
        assertThat(off.keep(work)).isSameAs(work);
        assertThat(off.recording()).isFalse();
        Map<String, String> headers =
                off.tell("webhook", null, Future::succeededFuture).result();
        assertThat(headers).isEmpty();
    }
}
