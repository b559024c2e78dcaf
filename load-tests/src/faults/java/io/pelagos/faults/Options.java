package io.pelagos.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What to run.
 *
 * @param faultsPerRound a round has a tenant of its own and ends at rest, with everything checked
 * @param kinds only faults whose name matches; null for all
 * @param limit no new fault after this long; rounds end in order all the same
 * @param resume {@code work} is that of a campaign that was not finished, which goes on behind its last round
 */
public record Options(
        Path jar,
        Path work,
        int faults,
        long seed,
        int clients,
        int faultsPerRound,
        Pattern kinds,
        Duration limit,
        boolean resume) {

    /** A campaign of all kinds from its beginning. */
    public Options(Path jar, Path work, int faults, long seed, int clients, int faultsPerRound, Duration limit) {
        this(jar, work, faults, seed, clients, faultsPerRound, null, limit, false);
    }
}
