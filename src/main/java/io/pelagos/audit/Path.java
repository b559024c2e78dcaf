package io.pelagos.audit;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the lines of a lead have brought it: what commit.sql makes of them, worked out again. */
final class Path {
    private String state = "";
    private @Nullable String pool;
    private @Nullable String owner;
    private @Nullable String team;
    private boolean teamKnown;
    private long enteredMicros;
    private long claimedMicros;
    private long changedMicros;
    private int rounds;

    @Nullable
    String pool() {
        return pool;
    }

    /** Lines are missing: where it was before the next one is not known. */
    void lose() {
        pool = null;
    }

    void follow(LineText line, Line row) {
        JsonObject to = line.to();
        String next = String.valueOf(to.getValue("state")).substring(0, 1);
        String nextOwner = to.getValue("owner") instanceof String text ? text : null;
        String told = line.pool(pool);
        String nextPool = told == null ? row.pool() : told;
        changedMicros = row.atMicros();
        boolean first = state.isEmpty();
        if (first || (next.equals("p") && (!state.equals("p") || !Objects.equals(nextPool, pool)))) {
            enteredMicros = changedMicros;
        }
        if (next.equals("o") && !Objects.equals(nextOwner, owner)) {
            claimedMicros = changedMicros;
        }
        if (next.equals("p") && state.equals("o")) {
            rounds++;
        }
        state = next;
        pool = nextPool;
        owner = nextOwner;
        team = row.team();
        teamKnown = line.whole();
    }

    /** What the lead's row says otherwise. */
    List<String> differences(Standing row) {
        List<String> found = new ArrayList<>();
        differ(found, "state", row.state(), state);
        differ(found, "pool", row.pool(), pool);
        differ(found, "owner", row.owner(), owner);
        if (teamKnown) {
            differ(found, "team", row.team(), team);
        }
        differ(found, "entered_at", row.enteredMicros(), enteredMicros);
        differ(found, "claimed_at", row.claimedMicros(), claimedMicros);
        differ(found, "changed_at", row.changedMicros(), changedMicros);
        differ(found, "rounds", row.rounds(), rounds);
        return found;
    }

    private static void differ(List<String> found, String column, @Nullable Object stored, @Nullable Object told) {
        if (!Objects.equals(stored, told)) {
            found.add("the lead's " + column + " is not what its journal leads to");
        }
    }
}
