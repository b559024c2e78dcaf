package io.pelagos.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    @Test
    void reads_a_time_with_its_offset_and_one_of_the_firm() {
        assertThat(Moments.millis("1970-01-01T00:00:01Z", ZONE)).isEqualTo(1_000);
        assertThat(Moments.millis("1970年1月1日 8:00", ZONE)).isZero();
        assertThat(Moments.millis("1970/1/1 8:00:02", ZONE)).isEqualTo(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2026-02-30T00:00:00Z", "+999999999-01-01T00:00:00Z", "+10000-01-01T00:00:00Z"})
    void reads_nothing_out_of_what_is_no_time_or_one_that_no_calendar_of_ours_holds(String text) {
        assertThat(Moments.millis(text, ZONE)).isZero();
    }
}
