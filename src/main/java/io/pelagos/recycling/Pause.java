package io.pelagos.recycling;

import io.pelagos.journal.Step;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A time in which clocks of a lead stand still.
 *
 * @param what why: one of the words here; {@link Trigger} says which clocks it stops
 * @param untilMillis {@link #OPEN} while nobody knows
 */
public record Pause(String what, long fromMillis, long untilMillis) {
    public static final String NURTURE = "nurture";
    public static final String LOCK = "lock";
    /** A deal waits for approval. */
    public static final String DEAL = "deal";
    /** The owner is away. */
    public static final String LEAVE = "leave";
    /** It has come from another system, and its owner has not seen these rules yet. */
    public static final String GRACE = "grace";

    public static final long OPEN = Long.MAX_VALUE;
    /** So many of one ownership are remembered; each counts for the deadline, so none is forgotten. */
    public static final int MAX = 50;
    /** In a step that is not decided yet: the time of its decision. */
    private static final long NOW = -1;

    /** A lead's pauses by their beginning. */
    public static List<Pause> of(JsonObject facts) {
        List<Pause> pauses = new ArrayList<>();
        for (Object item : facts.getJsonArray(Facts.PAUSES, new JsonArray())) {
            JsonObject pause = (JsonObject) item;
            pauses.add(new Pause(pause.getString("what"), pause.getLong("from"), pause.getLong("until", OPEN)));
        }
        pauses.sort(Comparator.comparingLong(Pause::fromMillis));
        return pauses;
    }

    /** Whether any pause of a lead runs at this time. */
    public static boolean runs(LeadRow lead, long atMillis) {
        return of(lead.facts()).stream()
                .anyMatch(pause -> pause.fromMillis <= atMillis && pause.untilMillis > atMillis);
    }

    private static JsonArray json(List<Pause> pauses) {
        JsonArray all = new JsonArray();
        for (Pause pause : pauses) {
            JsonObject item = new JsonObject().put("what", pause.what).put("from", moment(pause.fromMillis));
            if (pause.untilMillis != OPEN) {
                item.put("until", moment(pause.untilMillis));
            }
            all.add(item);
        }
        return all;
    }

    private static Object moment(long millis) {
        return millis == NOW ? Step.NOW : (Object) millis;
    }

    /**
     * A lead's pauses when one more begins with the step that is being made, for the facts of that step; one that runs
     * for the same reason ends then. The past stays as it was.
     *
     * @param nowMillis about when the step will be decided
     * @param untilMillis the new one's end; not after now: nothing begins
     */
    public static JsonArray beginning(LeadRow lead, String what, long nowMillis, long untilMillis) {
        List<Pause> pauses = new ArrayList<>();
        for (Pause pause : of(lead.facts())) {
            boolean runs = pause.what.equals(what) && pause.untilMillis > nowMillis;
            pauses.add(runs ? new Pause(what, pause.fromMillis, NOW) : pause);
        }
        if (untilMillis > nowMillis) {
            pauses.add(new Pause(what, NOW, untilMillis));
        }
        return json(pauses);
    }
}
