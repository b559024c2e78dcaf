package io.pelagos.stats;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The step of time in which numbers are shown one after the other, by the tenant's clock; weeks begin on Mondays. */
public enum Grain {
    HOUR,
    DAY,
    WEEK,
    MONTH;

    public static final List<String> WORDS =
            Arrays.stream(values()).map(Grain::text).toList();

    /** Null for what is none. */
    public static @Nullable Grain of(String text) {
        return WORDS.contains(text) ? valueOf(text.toUpperCase(Locale.ROOT)) : null;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The beginning of the step that a time is in, as PostgreSQL's date_trunc has it. */
    ZonedDateTime start(ZonedDateTime time) {
        return switch (this) {
            // Not by truncating: of an hour that comes twice it would be the first.
            case HOUR ->
                time.minusNanos(time.toLocalTime().toNanoOfDay()
                        % ChronoUnit.HOURS.getDuration().toNanos());
            case DAY -> time.toLocalDate().atStartOfDay(time.getZone());
            case WEEK ->
                time.toLocalDate()
                        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                        .atStartOfDay(time.getZone());
            case MONTH -> time.toLocalDate().withDayOfMonth(1).atStartOfDay(time.getZone());
        };
    }

    ZonedDateTime next(ZonedDateTime start) {
        return switch (this) {
            case HOUR -> start.plusHours(1);
            case DAY -> start.toLocalDate().plusDays(1).atStartOfDay(start.getZone());
            case WEEK -> start.toLocalDate().plusWeeks(1).atStartOfDay(start.getZone());
            case MONTH -> start.toLocalDate().plusMonths(1).atStartOfDay(start.getZone());
        };
    }
}
