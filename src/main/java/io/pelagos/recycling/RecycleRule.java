package io.pelagos.recycling;

import io.pelagos.team.Document;
import io.pelagos.team.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a lead back from its owner some time after something happened, or failed to happen.
 *
 * @param trigger what the time runs from
 * @param working whether it is working time
 * @param warnBefore how long before the deadline owner and supervisor are warned, longest first
 * @param to the pool it goes to; null for the one that it was claimed from
 * @param sinceMillis since when the rule is as it is; 0 since ever. Whom it puts past the deadline gets grace
 */
public record RecycleRule(
        String name,
        Trigger trigger,
        Span after,
        boolean working,
        AppliesTo appliesTo,
        Evidence evidence,
        List<Duration> warnBefore,
        @Nullable String to,
        Extensions extensions,
        long sinceMillis) {
    /** Where the server keeps {@link #sinceMillis} in a stored rule; clients neither write nor read it. */
    public static final String SINCE = "since";

    private static final Duration LONGEST = Duration.ofDays(3660);

    /** Reads one item of a pool's {@code recycle}. */
    public static RecycleRule read(Document document) {
        Trigger trigger = Trigger.of(document.choice("trigger", Trigger.WORDS, null));
        Span after = after(document);
        // P7D and PT168H are one warning.
        List<Duration> warnings = new ArrayList<>(new LinkedHashSet<>(document.durations("warn_before", 10, LONGEST)));
        if (warnings.stream().anyMatch(w -> w.compareTo(after.duration()) >= 0)) {
            document.fault("warn_before", "must be shorter than after: the warning would come before the time begins");
        }
        warnings.sort(Comparator.reverseOrder());
        Evidence evidence = Evidence.in(document);
        if (!evidence.equals(Evidence.NONE) && !trigger.countsFollowups()) {
            document.fault("evidence", "is for no_first_contact and no_followup: other rules count no follow-ups");
        }
        return new RecycleRule(
                document.text("name", 100),
                trigger,
                after,
                document.choice("time", List.of("calendar", "working"), "calendar")
                        .equals("working"),
                AppliesTo.in(document),
                evidence,
                List.copyOf(warnings),
                document.optionalId("to"),
                Extensions.in(document),
                document.integer(SINCE, 0, Long.MAX_VALUE, 0));
    }

    private static Span after(Document document) {
        Span after = document.span("after", LONGEST);
        if (after == null && !document.has("after")) {
            document.fault("after", "is required");
        }
        return after == null ? new Span(3660, 0) : after;
    }

    /** The time that a lead gets which a changed rule, grade or filter puts past its deadline. */
    long graceMillis() {
        return warnBefore.isEmpty() ? 0 : warnBefore.get(0).toMillis();
    }
}
