package io.pelagos.exchange;

import io.pelagos.lead.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times as people and tables write them, in the firm's time zone unless they name another. */
final class Moments {
    /** {@code 2026-05-04}, {@code 2026/5/4 9:30}, {@code 2026.05.04 09:30:15}, {@code 2026年5月4日 9:30}. */
    private static final Pattern LOCAL = Pattern.compile("(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?"
            + "(?:[T ]\\s*(\\d{1,2})[:时](\\d{1,2})分?(?::?(\\d{1,2})(?:\\.\\d{1,9})?秒?)?)?");

    private Moments() {}

    /** Epoch milliseconds; 0 for what is no time. */
    static long millis(String text, ZoneId zone) {
        try {
            Matcher local = LOCAL.matcher(text.strip());
            if (!local.matches()) {
                Instant time = OffsetDateTime.parse(text.strip()).toInstant();
                return Rfc3339.writable(time) ? time.toEpochMilli() : 0;
            }
            return LocalDateTime.of(
                            part(local, 1),
                            part(local, 2),
                            part(local, 3),
                            part(local, 4),
                            part(local, 5),
                            part(local, 6))
                    .atZone(zone)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException e) {
            return 0;
        }
    }

    private static int part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
