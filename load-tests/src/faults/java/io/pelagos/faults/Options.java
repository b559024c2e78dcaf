package io.pelagos.faults;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What to run.
 *
 * @param faultsPerRound a round has a tenant of its own and ends at rest, with everything checked
 * @param limit no new fault after this long; rounds end in order all the same
 */
public record Options(Path jar, Path work, int faults, long seed, int clients, int faultsPerRound, Duration limit) {

    public Options {
        if (faults < 1 || faultsPerRound < 1 || clients < 1 || clients > 64) {
            throw new IllegalArgumentException("faults, faults per round and clients (at most 64) must be positive");
        }
    }
}
