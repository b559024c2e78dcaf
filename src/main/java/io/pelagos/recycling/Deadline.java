package io.pelagos.recycling;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a rule takes an owned lead back.
 *
 * @param atMillis epoch milliseconds
 * @param warnedBeforeMillis how long before it the last warning given was due; {@code Long.MAX_VALUE} for none given
 */
public record Deadline(long atMillis, RecycleRule rule, long warnedBeforeMillis) {

    static Deadline of(long atMillis, RecycleRule rule, LeadRow lead) {
        JsonObject warned = lead.facts().getJsonObject(Facts.WARNED);
        boolean ofThis =
                warned != null && rule.name().equals(warned.getString("rule")) && atMillis == warned.getLong("at", 0L);
        return new Deadline(atMillis, rule, ofThis ? warned.getLong("before") : Long.MAX_VALUE);
    }

    public boolean warned() {
        return warnedBeforeMillis != Long.MAX_VALUE;
    }

    /** When something is to be done: the next warning, or the end. */
    public long alarmMillis() {
        for (Duration warning : rule.warnBefore()) {
            if (warning.toMillis() < warnedBeforeMillis) {
                return atMillis - warning.toMillis();
            }
        }
        return atMillis;
    }

    /** The warning to be given now, how long before the deadline it was due; null for none. Late ones are left out. */
    public @Nullable Duration warningDue(long nowMillis) {
        Duration due = null;
        for (Duration warning : rule.warnBefore()) {
            if (warning.toMillis() < warnedBeforeMillis && atMillis - warning.toMillis() <= nowMillis) {
                due = warning;
            }
        }
        return due;
    }
}
