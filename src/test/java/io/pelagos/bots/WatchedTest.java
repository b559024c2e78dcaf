package io.pelagos.bots;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.team.BotPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchedTest {
    private static final BotPolicy POLICY = new BotPolicy(
            3,
            new BotPolicy.Reflex(200, 3),
            new BotPolicy.Sessions(2, Duration.ofMinutes(1)),
            BotPolicy.Then.WARN,
            Duration.ofSeconds(1),
            Duration.ofMinutes(5));

    private final Watched watched = new Watched();

    private String attempt(String session, long atMillis) {
        Watched.Reason reason = watched.attempt(POLICY, session, atMillis);
        return reason == null ? "" : reason.why() + reason.evidence().encode();
    }

    @Test
    void more_claims_in_a_second_than_a_person_makes_are_suspicious() {
        for (int i = 0; i < 3; i++) {
            assertThat(attempt("a", 500 + i)).isEmpty();
        }
        assertThat(attempt("a", 1_499)).isEqualTo("speed{\"attempts\":4}");
        assertThat(attempt("a", 1_500)).as("another second").isEmpty();
    }

    @Test
    void more_sessions_at_a_time_are_suspicious_and_old_ones_are_none() {
        assertThat(attempt("a", 0)).isEmpty();
        assertThat(attempt("b", 10_000)).isEmpty();
        assertThat(attempt("a", 20_000)).isEmpty();
        assertThat(attempt("c", 30_000)).isEqualTo("sessions{\"sessions\":3}");
        assertThat(attempt("d", 95_000))
                .as("the others were not used for a minute")
                .isEmpty();
    }

    @Test
    void wins_in_a_row_that_come_too_fast_are_suspicious() {
        assertThat(watched.won(POLICY.reflex(), 10)).isNull();
        assertThat(watched.won(POLICY.reflex(), 201)).isNull();
        assertThat(watched.won(POLICY.reflex(), 10)).isNull();
        assertThat(watched.won(POLICY.reflex(), 200)).isNull();
        assertThat(watched.won(POLICY.reflex(), 20).evidence().encode()).isEqualTo("{\"millis\":20,\"times\":3}");
    }
}
