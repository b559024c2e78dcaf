package io.pelagos.alert;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What people should look at.
 *
 * @param subject what it is about: the id of a pool, channel or agent; empty for the whole firm
 * @param rule whose it is; empty for none
 * @param facts what was measured when it began
 * @param endedAtMillis 0 while it lasts
 * @param acknowledgedAtMillis 0 as long as nobody has taken note of it
 */
public record Alert(
        long id,
        String kind,
        String subject,
        String rule,
        String severity,
        long sinceMillis,
        long endedAtMillis,
        JsonObject facts,
        long acknowledgedAtMillis,
        @Nullable String acknowledgedBy) {
    /** Field of {@link #facts}: what the subject is. */
    static final String ABOUT = "about";

    public boolean lasts() {
        return endedAtMillis == 0;
    }

    /** What the subject is: pool, channel, agent or firm. */
    public String about() {
        String usual =
                switch (kind) {
                    case AlertKind.CHANNEL_SILENT -> "channel";
                    case AlertKind.CLAIM_BOT -> "agent";
                    default -> "firm";
                };
        return facts.getString(ABOUT, usual);
    }
}
