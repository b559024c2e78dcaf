package io.pelagos.team;

import org.jspecify.annotations.Nullable;

/** The tree of teams. */
public final class Teams {
    private static final int DEPTH_MAX = 50;

    private Teams() {}

    /** Whether a team is another one or below it. */
    public static boolean below(TenantConfig tenant, @Nullable String above, @Nullable String team) {
        String at = team;
        for (int depth = 0; above != null && at != null && depth < DEPTH_MAX; depth++) {
            if (at.equals(above)) {
                return true;
            }
            Team next = tenant.get(Team.TEAM, at);
            at = next == null ? null : next.parent();
        }
        return false;
    }
}
