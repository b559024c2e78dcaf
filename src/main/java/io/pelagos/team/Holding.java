package io.pelagos.team;

import org.jspecify.annotations.Nullable;

/**
 * A cap on leads held at the same time.
 *
 * @param max 0 for no cap
 */
public record Holding(int max, boolean countWon, boolean countNurtured) {
    public static final Holding NONE = new Holding(0, false, true);

    private static Holding read(Document document) {
        return new Holding(
                (int) document.integer("max", 1, 1_000_000),
                document.flag("count_won", false),
                document.flag("count_nurtured", true));
    }

    /** Reads the field {@code owned} of a pool or a tenant. */
    public static Holding in(Document parent) {
        @Nullable Holding holding = parent.object("owned", Holding::read);
        return holding == null ? NONE : holding;
    }
}
