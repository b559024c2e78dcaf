package io.pelagos.pool;

import io.pelagos.journal.Step;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.Rfc3339;
import io.pelagos.team.TenantConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When the owner of a lead is reminded of its next contact: once for each. Pure functions. */
final class Reminder {
    /** Nobody wants to hear of a contact that should have been made longer ago. */
    private static final long LATE_MILLIS_MAX = TimeUnit.DAYS.toMillis(1);

    private Reminder() {}

    /** {@code Long.MAX_VALUE} for never; in the past when it is late. */
    static long atMillis(TenantConfig config, LeadRow lead, long nowMillis) {
        Duration before = config.tenant().reminders().before();
        long nextMillis = lead.factMillis(Facts.NEXT_AT);
        boolean waits = lead.state() == LeadState.OWNED
                && nextMillis != 0
                && nextMillis != lead.factMillis(Facts.REMINDED)
                && nowMillis - nextMillis <= LATE_MILLIS_MAX;
        return before == null || !waits ? Long.MAX_VALUE : nextMillis - before.toMillis();
    }

    /** The reminder that is due now; null for none. */
    static @Nullable Step due(TenantConfig config, LeadRow lead, long nowMillis) {
        if (atMillis(config, lead, nowMillis) > nowMillis) {
            return null;
        }
        long nextMillis = lead.factMillis(Facts.NEXT_AT);
        return Step.stays(lead, "reminded").set(Facts.REMINDED, nextMillis).tell("next_at", Rfc3339.text(nextMillis));
    }
}
