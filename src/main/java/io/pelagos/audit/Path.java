package io.pelagos.audit;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the lines of a lead have brought it: what commit.sql makes of them, worked out again. */
final class Path {
    /** Steps that leave a lead where it is, whoever has it. */
    private static final Set<String> STAY = Set.of(
            "warned",
            "reminded",
            "escalated",
            "extended",
            "locked",
            "paused",
            "nurtured",
            "noted",
            "edited",
            "followed_up",
            "evidenced",
            "reviewed",
            "refunded",
            "dialled",
            "revealed",
            "requested",
            "rejected",
            "withdrawn",
            "offered",
            "declined",
            "opened",
            "opportunity",
            "contract",
            "payment",
            "won",
            "repurchased");

    private String state = "";
    private @Nullable String pool;
    private @Nullable String owner;
    private @Nullable String team;
    private boolean teamKnown;
    private boolean known = true;
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
        known = false;
    }

    /** How the next line cannot follow those before it. */
    List<String> breaks(LineText line) {
        List<String> found = new ArrayList<>();
        if (known) {
            breaks(found, line.from(), "it goes out from another %s than the lines before lead to");
            if (found.isEmpty() && STAY.contains(line.type())) {
                breaks(found, line.to(), "it leads to another %s, which such a step does not do");
            }
        }
        return found;
    }

    private void breaks(List<String> found, JsonObject place, String words) {
        if (!state(place).equals(state)) {
            found.add(words.formatted("state"));
        }
        if (!Objects.equals(owner(place), owner)) {
            found.add(words.formatted("owner"));
        }
    }

    /** The first letter, as the lead's row has it; empty before the first line. */
    private static String state(JsonObject place) {
        return place.getValue("state") instanceof String text && !text.isEmpty() ? text.substring(0, 1) : "";
    }

    private static @Nullable String owner(JsonObject place) {
        return place.getValue("owner") instanceof String text ? text : null;
    }

    void follow(LineText line, Line row) {
        JsonObject to = line.to();
        String next = state(to);
        String nextOwner = owner(to);
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
        known = true;
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
