package io.pelagos.pool;

import io.pelagos.team.Document;
import org.jspecify.annotations.Nullable;

/** Leads that went round so often ask for so much seniority. */
public record Hard(int afterRounds, int seniority) {
    static @Nullable Hard in(Document pool) {
        return pool.object(
                "hard", d -> new Hard((int) d.integer("after_rounds", 1, 1000), (int) d.integer("seniority", 0, 1000)));
    }
}
