package io.pelagos.pool;

import org.jspecify.annotations.Nullable;

/**
 * A claim as the journal tells of it.
 *
 * @param version of the lead's journal line
 * @param team the agent's at that time; null for none
 * @param pool from which the lead was claimed
 */
public record Claim(
        int version, long atMillis, String agent, @Nullable String team, String pool) {}
