package io.pelagos.team;

import org.jspecify.annotations.Nullable;

/**
 * No claim while more held leads than this are untouched, or more next contacts overdue.
 *
 * @param maxUntouched -1 for no gate
 * @param maxOverdue -1 for no gate
 */
public record WorkFirst(int maxUntouched, int maxOverdue) {
    public static final WorkFirst NONE = new WorkFirst(-1, -1);

    private static WorkFirst read(Document document) {
        return new WorkFirst((int) document.integer("max_untouched", 0, 1_000_000, -1), (int)
                document.integer("max_overdue", 0, 1_000_000, -1));
    }

    static WorkFirst in(Document parent) {
        @Nullable WorkFirst gate = parent.object("work_first", WorkFirst::read);
        return gate == null ? NONE : gate;
    }
}
