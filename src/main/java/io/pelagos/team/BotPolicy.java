package io.pelagos.team;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What no person does, and what happens to who does it.
 *
 * @param attemptsPerSecond more claims in a second are suspicious; 0: never
 * @param reflex wins too fast; null: never suspicious
 * @param sessions more sessions at a time; null: never suspicious
 * @param delay how long claims wait when they are slowed down
 * @param hold how long a suspicion lasts after its last reason
 */
public record BotPolicy(
        int attemptsPerSecond,
        @Nullable Reflex reflex,
        @Nullable Sessions sessions,
        Then then,
        Duration delay,
        Duration hold) {
    private static final List<String> SIGNS = List.of("attempts_per_second", "reflex", "sessions");
    private static final Duration DELAY = Duration.ofSeconds(2);
    private static final Duration DELAY_MAX = Duration.ofSeconds(10);
    private static final Duration HOLD = Duration.ofMinutes(15);
    private static final Duration HOLD_MAX = Duration.ofDays(7);
    private static final Duration WITHIN = Duration.ofMinutes(10);

    /** What happens to claims of a suspect. */
    public enum Then {
        WARN,
        SLOW_DOWN,
        BLOCK
    }

    /** So many wins, one after the other, each so soon after its lead had come into the pool. */
    public record Reflex(int millis, int times) {}

    /** Different pairs of token and address that were used within a time. */
    public record Sessions(int max, Duration within) {}

    static BotPolicy read(Document document) {
        int attempts = (int) document.integer("attempts_per_second", 1, 1_000, 0);
        Reflex reflex = document.object(
                "reflex", d -> new Reflex((int) d.integer("millis", 1, 10_000), (int) d.integer("times", 2, 1_000)));
        Sessions sessions = document.object(
                "sessions",
                d -> new Sessions(
                        (int) d.integer("max", 1, 100), or(d.duration("within", Duration.ofDays(1)), WITHIN)));
        String then = document.choice("then", List.of("warn", "slow_down", "block"), null);
        if (SIGNS.stream().noneMatch(document::has)) {
            document.fault("then", "has nothing to follow: name attempts_per_second, reflex or sessions");
        }
        return new BotPolicy(
                attempts,
                reflex,
                sessions,
                then(then),
                or(document.duration("delay", DELAY_MAX), DELAY),
                or(document.duration("for", HOLD_MAX), HOLD));
    }

    private static Then then(String word) {
        return switch (word) {
            case "slow_down" -> Then.SLOW_DOWN;
            case "block" -> Then.BLOCK;
            default -> Then.WARN;
        };
    }

    private static Duration or(@Nullable Duration said, Duration usual) {
        return said == null ? usual : said;
    }
}
