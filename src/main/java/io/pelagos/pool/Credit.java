package io.pelagos.pool;

import io.pelagos.team.Document;
import java.util.List;
import java.util.Locale;

/**
 * Whose win it is.
 *
 * @param needsFollowup a first claimer must have followed up at least once; grabbing and dropping would earn otherwise
 * @param firstShare per cent of a split that go to the first claimer
 */
public record Credit(Policy policy, boolean needsFollowup, int firstShare) {
    /** Who gets it. */
    public enum Policy {
        LAST_CLAIMER,
        FIRST_CLAIMER,
        SPLIT,
        TEAM;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Terms(boolean needsFollowup, int firstShare) {
        static final Terms USUAL = new Terms(true, 50);
    }

    static Credit in(Document pool) {
        String policy =
                pool.choice("attribution", List.of("last_claimer", "first_claimer", "split", "team"), "last_claimer");
        Terms terms = pool.object(
                "credit", d -> new Terms(d.flag("needs_followup", true), (int) d.integer("first_share", 1, 99, 50)));
        Terms known = terms == null ? Terms.USUAL : terms;
        return new Credit(Policy.valueOf(policy.toUpperCase(Locale.ROOT)), known.needsFollowup, known.firstShare);
    }
}
