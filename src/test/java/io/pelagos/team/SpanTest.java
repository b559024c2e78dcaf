package io.pelagos.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {
    @ParameterizedTest
    @CsvSource({
        "P2D, 2, 0, P2D",
        "PT48H, 0, 172800000, PT48H",
        "P1W, 7, 0, P7D",
        "P1W2D, 9, 0, P9D",
        "P1DT6H, 1, 21600000, P1DT6H",
        "P1DT30H, 1, 108000000, P1DT30H",
        "PT90M, 0, 5400000, PT1H30M",
        "PT1S, 0, 1000, PT1S",
        "P0D, 0, 0, PT0S",
        "P99999DT999999H59M59S, 99999, 3599999999000, P99999DT999999H59M59S",
    })
    void keeps_days_and_hours_apart(String text, int days, long millis, String written) {
        Span span = Span.parse(text);
        assertThat(span).isEqualTo(new Span(days, millis));
        assertThat(span.text()).isEqualTo(written);
        assertThat(Span.parse(written)).isEqualTo(span);
    }

    @ParameterizedTest
    @CsvSource({"''", "P", "PT", "P1DT", "7D", "P1Y", "P1M", "PT1.5S", "PT-1H", "-P1D", "pt1h", "P999999D"})
    void refuses_what_is_no_span(String text) {
        assertThat(Span.parse(text)).isNull();
    }

    @Test
    void a_day_is_24_hours_where_a_duration_is_asked_for() {
        assertThat(Span.parse("P2DT1S").duration()).isEqualTo(Duration.ofSeconds(172_801));
        assertThat(Span.parse("PT0S").isZero()).isTrue();
        assertThat(Span.parse("P1D").isZero()).isFalse();
        assertThat(Span.parse("PT1S").isZero()).isFalse();
    }

    @Test
    void is_not_negative() {
        assertThatThrownBy(() -> new Span(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Span(0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_document_has_spans_where_it_has_durations() {
        JsonObject json = new JsonObject("{\"after\":\"P2D\",\"none\":null,\"warn\":[\"PT48H\",\"P1D\"]}");
        List<Span> spans = Document.read(json, document -> {
            assertThat(document.span("none", Duration.ofDays(9))).isNull();
            assertThat(document.span("after", Duration.ofDays(2))).isEqualTo(new Span(2, 0));
            return document.spans("warn", 2, Duration.ofDays(2));
        });
        assertThat(spans).containsExactly(new Span(0, 172_800_000), new Span(1, 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"after":"P3D"}           | /after must be an ISO 8601 duration such as PT48H or P7D, at most P2D
            {"after":"PT0S"}          | /after must be an ISO 8601 duration such as PT48H or P7D, at most P2D
            {"after":"2 days"}        | /after must be an ISO 8601 duration such as PT48H or P7D, at most P2D
            {"after":2}               | /after must be a text
            {"warn":["P1D","PT49H"]}  | /warn/1 must be an ISO 8601 duration such as P1D, at most P2D
            """)
    void says_where_and_what_is_wrong(String json, String fault) {
        assertThatThrownBy(() -> Document.read(new JsonObject(json), document -> {
                    document.span("after", Duration.ofDays(2));
                    return document.spans("warn", 2, Duration.ofDays(2));
                }))
                .isInstanceOfSatisfying(InvalidDocument.class, invalid -> assertThat(invalid.faults())
                        .extracting(found -> found.pointer() + " " + found.detail())
                        .containsExactly(fault));
    }
}
