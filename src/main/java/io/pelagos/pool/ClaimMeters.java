package io.pelagos.pool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pelagos.journal.Verdict.Obstacle;
import io.pelagos.platform.Histograms;
import io.vertx.core.AsyncResult;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts claims by what became of them, and times them. Registered once: a claim looks up a word, no more. */
public final class ClaimMeters {
    private static final String CLAIMED = "claimed";
    private static final String FAILED = "failed";
    private static final List<String> WORDS = List.of(
            CLAIMED,
            "replayed",
            "already-claimed",
            "pool-empty",
            "not-found",
            "lane-closed",
            "cooling-down",
            "not-your-turn",
            "quota-exceeded",
            "work-first",
            FAILED);

    private static final Map<Obstacle, String> OBSTACLES = new EnumMap<>(Obstacle.class);

    static {
        for (Obstacle obstacle : Obstacle.values()) {
            OBSTACLES.put(obstacle, obstacle.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }

    private final By people;
    private final By server;

    public ClaimMeters(MeterRegistry registry) {
        this.people = new By(registry, "people");
        this.server = new By(registry, "server");
    }

    /** Who claimed: people, or the server in their name. */
    private static final class By {
        private final Map<String, Counter> counters = new HashMap<>();
        private final Timer won;
        private final Timer refused;
        private final Timer hindered;

        By(MeterRegistry registry, String by) {
            WORDS.forEach(word -> counters.put(word, counter(registry, by, word)));
            OBSTACLES.values().forEach(word -> counters.put(word, counter(registry, by, word)));
            this.won = timer(registry, by, CLAIMED);
            this.refused = timer(registry, by, "refused");
            this.hindered = timer(registry, by, "hindered");
        }

        private static Counter counter(MeterRegistry registry, String by, String word) {
            return Counter.builder("pelagos.claims")
                    .description("Claims by what became of them")
                    .tag("by", by)
                    .tag("result", word)
                    .register(registry);
        }

        private static Timer timer(MeterRegistry registry, String by, String outcome) {
            return Histograms.times("pelagos.claim", "How long a claim takes, from its body to what became of it")
                    .tag("by", by)
                    .tag("outcome", outcome)
                    .register(registry);
        }

        private void count(String word) {
            Counter counter = counters.get(word);
            if (counter != null) {
                counter.increment();
            }
        }
    }

    void count(boolean byPeople, AsyncResult<ClaimResult> done, long nanos) {
        By by = byPeople ? people : server;
        ClaimResult result = done.succeeded() ? done.result() : null;
        by.count(result == null ? FAILED : word(result));
        Timer timer = result == null || result instanceof ClaimResult.Hindered
                ? by.hindered
                : result instanceof ClaimResult.Claimed ? by.won : by.refused;
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** As the problems are named that clients are told. */
    private static String word(ClaimResult result) {
        if (result instanceof ClaimResult.Claimed claimed) {
            return claimed.replayed() ? "replayed" : CLAIMED;
        } else if (result instanceof ClaimResult.AlreadyClaimed) {
            return "already-claimed";
        } else if (result instanceof ClaimResult.PoolEmpty) {
            return "pool-empty";
        } else if (result instanceof ClaimResult.NotFound) {
            return "not-found";
        } else if (result instanceof ClaimResult.LaneClosed) {
            return "lane-closed";
        } else if (result instanceof ClaimResult.CoolingDown) {
            return "cooling-down";
        } else if (result instanceof ClaimResult.NotYourTurn) {
            return "not-your-turn";
        } else if (result instanceof ClaimResult.QuotaExceeded) {
            return "quota-exceeded";
        } else if (result instanceof ClaimResult.WorkFirst) {
            return "work-first";
        }
        return word(((ClaimResult.Hindered) result).obstacle());
    }

    private static String word(Obstacle obstacle) {
        return OBSTACLES.getOrDefault(obstacle, FAILED);
    }
}
