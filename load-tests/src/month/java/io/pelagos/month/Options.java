package io.pelagos.month;

import java.nio.file.Path;

/**
 * What a run is given.
 *
 * @param sessions how often a day all agents work, 1 to 10; between two of them at least an hour passes
 * @param work folder for logs and data; removed after a run without violations
 */
public record Options(Path jar, Path work, int agents, int leads, int days, int sessions, long seed) {

    public Options {
        require(agents >= 2 && agents <= 2_000, "--agents must be from 2 to 2000");
        require(leads >= 1 && leads <= 1_000_000, "--leads must be from 1 to 1000000");
        require(days >= 1 && days <= 60, "--days must be from 1 to 60");
        require(sessions >= 1 && sessions <= 10, "--sessions must be from 1 to 10");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
