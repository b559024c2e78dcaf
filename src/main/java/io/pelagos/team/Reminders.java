package io.pelagos.team;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether owners are reminded of their leads' next contacts.
 *
 * @param before how long before; null: not at all
 */
public record Reminders(@Nullable Duration before) {
    static final Reminders NONE = new Reminders(null);
    private static final Duration LONGEST = Duration.ofDays(1);

    static Reminders in(Document tenant) {
        @Nullable Reminders reminders = tenant.object("reminders", Reminders::read);
        return reminders == null ? NONE : reminders;
    }

    private static Reminders read(Document document) {
        String text = document.optionalText("before", 30);
        Duration before = text == null ? null : Durations.parse(text);
        boolean fits = before != null && before.compareTo(LONGEST) <= 0;
        if (text != null && !fits) {
            document.fault("before", "must be an ISO 8601 duration from PT0S to " + Durations.text(LONGEST));
        }
        return new Reminders(before);
    }
}
