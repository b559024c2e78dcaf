package io.pelagos.platform;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.Stream;

/** Meters whose values are told in buckets, so that quantiles can be reckoned over many nodes. */
public final class Histograms {
    private static final Duration[] TIMES = Stream.of(
                    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
            .map(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
            .toArray(Duration[]::new);
    private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

    private Histograms() {}

    /** Fourteen buckets from half a millisecond to ten seconds. */
    public static Timer.Builder times(String name, String help) {
        return Timer.builder(name).description(help).serviceLevelObjectives(TIMES);
    }

    /** Ten buckets from 1 to 512. */
    public static DistributionSummary.Builder sizes(String name, String help, String unit) {
        return DistributionSummary.builder(name)
                .description(help)
                .baseUnit(unit)
                .serviceLevelObjectives(SIZES);
    }
}
