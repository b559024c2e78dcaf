package io.pelagos.bots;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * An agent who claims as no person does.
 *
 * @param why speed, reflex or sessions
 * @param evidence what was seen: {@code {"attempts"}}, {@code {"millis","times"}} or {@code {"sessions"}}
 * @param then warn, slow_down or block
 * @param liftedBy null when nobody has lifted it
 */
public record Suspect(
        String agent,
        long sinceMillis,
        long untilMillis,
        String why,
        JsonObject evidence,
        String then,
        @Nullable String liftedBy) {}
