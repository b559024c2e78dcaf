package io.pelagos.channel;

import io.pelagos.team.Document;
import io.pelagos.team.Span;
import io.pelagos.team.WorkCalendar;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long no lead may come by a channel. Field {@code silence_alarm}: {@code {"after":"PT2H","time":"calendar|working"}}.
 *
 * @param working counted in the tenant's working time, if it has a calendar
 */
public record SilenceAlarm(Span after, boolean working) {
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    static @Nullable SilenceAlarm in(Document channel) {
        return channel.object("silence_alarm", SilenceAlarm::read);
    }

    private static SilenceAlarm read(Document document) {
        Span after = document.span("after", LONGEST);
        if (after == null && !document.has("after")) {
            document.fault("after", "is required");
        } else if (after != null && after.duration().compareTo(SHORTEST) < 0) {
            document.fault("after", "must be at least PT1M");
        }
        boolean working = document.choice("time", List.of("calendar", "working"), "calendar")
                .equals("working");
        return new SilenceAlarm(after == null ? new Span(1, 0) : after, working);
    }

    /** When a channel is silent by whose last lead came then. */
    public long silentAt(long lastMillis, @Nullable WorkCalendar calendar) {
        return working && calendar != null
                ? calendar.plus(lastMillis, after)
                : lastMillis + after.duration().toMillis();
    }
}
