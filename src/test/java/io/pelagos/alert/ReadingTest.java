package io.pelagos.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private static Reading.State drop(long done, long of, long doneBefore, long ofBefore) {
        Condition.Drop drop = new Condition.Drop(new Scope(Scope.FIRM, List.of()), "wins_per_claim", 7, 50, 10);
        return Meter.drop(drop, new Counts.Shares(done, of, doneBefore, ofBefore))
                .state();
    }

    @Test
    void what_is_too_little_is_well_again_only_a_fifth_above_the_limit() {
        assertThat(Reading.below(19, 20)).isEqualTo(Reading.State.BREACH);
        assertThat(Reading.below(20, 20)).isEqualTo(Reading.State.BETWEEN);
        assertThat(Reading.below(23, 20)).isEqualTo(Reading.State.BETWEEN);
        assertThat(Reading.below(24, 20)).isEqualTo(Reading.State.CLEAR);
        assertThat(Reading.below(0, 1)).isEqualTo(Reading.State.BREACH);
        assertThat(Reading.below(1, 1)).isEqualTo(Reading.State.BETWEEN);
        assertThat(Reading.below(2, 1)).isEqualTo(Reading.State.CLEAR);
    }

    @Test
    void what_is_too_much_is_well_again_only_a_fifth_below_the_limit() {
        assertThat(Reading.above(101, 100)).isEqualTo(Reading.State.BREACH);
        assertThat(Reading.above(100, 100)).isEqualTo(Reading.State.BETWEEN);
        assertThat(Reading.above(80, 100)).isEqualTo(Reading.State.CLEAR);
    }

    @Test
    void one_broken_promise_is_over_when_there_is_none_any_more() {
        assertThat(Reading.above(1, 0)).isEqualTo(Reading.State.BREACH);
        assertThat(Reading.above(0, 0)).isEqualTo(Reading.State.CLEAR);
    }

    @Test
    void conversion_drops_by_the_share_of_what_it_was() {
        assertThat(drop(5, 100, 10, 100)).isEqualTo(Reading.State.BREACH);
        assertThat(drop(55, 1000, 100, 1000)).as("45 % less, of 50").isEqualTo(Reading.State.BETWEEN);
        assertThat(drop(7, 100, 10, 100)).isEqualTo(Reading.State.CLEAR);
        assertThat(drop(20, 100, 10, 100)).as("it has risen").isEqualTo(Reading.State.CLEAR);
    }

    @Test
    void of_few_leads_nobody_says_that_conversion_drops() {
        assertThat(drop(0, 9, 10, 100)).isEqualTo(Reading.State.CLEAR);
        assertThat(drop(0, 100, 9, 9)).isEqualTo(Reading.State.CLEAR);
        assertThat(drop(0, 100, 0, 100)).as("there was nothing to lose").isEqualTo(Reading.State.CLEAR);
        assertThat(drop(0, 10, 10, 10)).isEqualTo(Reading.State.BREACH);
    }
}
