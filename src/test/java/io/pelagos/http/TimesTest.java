package io.pelagos.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    @Test
    void reads_times_of_years_with_four_digits() {
        assertThat(Times.time("9999-12-31T23:59:59.999Z")).isEqualTo(Instant.parse("9999-12-31T23:59:59.999Z"));
        assertThat(Times.time("0000-01-01T00:00:00Z")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-02-30T00:00:00.000Z",
                "-0001-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "+999999999-01-01T00:00:00.000Z",
                "-999999999-01-01T00:00:00.000Z"
            })
    void takes_nothing_else_for_a_time(String text) {
        assertThat(Times.time(text)).isNull();
    }
}
