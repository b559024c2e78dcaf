package io.pelagos.recycling;

import io.pelagos.lead.Facts;
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

    public static final long OPEN = Long.MAX_VALUE;

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

    public static JsonArray json(List<Pause> pauses) {
        JsonArray all = new JsonArray();
        for (Pause pause : pauses) {
            JsonObject item = new JsonObject().put("what", pause.what).put("from", pause.fromMillis);
            if (pause.untilMillis != OPEN) {
                item.put("until", pause.untilMillis);
            }
            all.add(item);
        }
        return all;
    }

    /**
     * The pauses with one more for the same reason from now on; one that runs ends now. The past stays as it was.
     *
     * @param untilMillis not after now: only ends what runs
     */
    public static List<Pause> from(long nowMillis, String what, long untilMillis, List<Pause> before) {
        List<Pause> pauses = new ArrayList<>();
        for (Pause pause : before) {
            boolean runs = pause.what.equals(what) && pause.untilMillis > nowMillis;
            if (!runs) {
                pauses.add(pause);
            } else if (pause.fromMillis < nowMillis) {
                pauses.add(new Pause(what, pause.fromMillis, nowMillis));
            }
        }
        if (untilMillis > nowMillis) {
            pauses.add(new Pause(what, nowMillis, untilMillis));
        }
        return pauses;
    }
}
