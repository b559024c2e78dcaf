package io.pelagos.http;

import io.pelagos.channel.Channel;
import io.pelagos.lead.Rfc3339;
import io.pelagos.stats.Dimension;
import io.pelagos.stats.Grain;
import io.pelagos.stats.Period;
import io.pelagos.stats.Query;
import io.pelagos.stats.StatsPolicy;
import io.pelagos.team.TenantConfig;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What somebody wants to have counted, as the query parameters say it. */
final class StatsQuery {
    private static final Set<String> EVERYWHERE = Set.of("from", "to", "format");
    private static final int DAY_LETTERS = 10;

    private final Call call;
    private final long nowMillis;

    /** @param more parameters that this route knows beside from, to and format */
    StatsQuery(Call call, long nowMillis, String... more) {
        this.call = call;
        this.nowMillis = nowMillis;
        Set<String> known = new TreeSet<>(EVERYWHERE);
        known.addAll(List.of(more));
        call.onlyQuery(known, "is not a parameter of these numbers");
    }

    private static Refusal refused(String why) {
        return Problem.invalid("", why).refusal();
    }

    /** From the beginning of today to its end, unless it is said otherwise. */
    Period period() {
        ZoneId zone = call.tenant().tenant().zone();
        LocalDate today = Instant.ofEpochMilli(nowMillis).atZone(zone).toLocalDate();
        long from = time("from", zone, false, start(today, zone));
        long to = time("to", zone, true, start(today.plusDays(1), zone));
        Period period = new Period(from, to, time("until", zone, true, to), zone, grain());
        String fault = period.fault();
        if (fault != null) {
            throw refused(fault);
        }
        return period;
    }

    private static long start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    /** A day is meant as a whole: at the end of a stretch its end. */
    private long time(String name, ZoneId zone, boolean end, long otherwise) {
        String text = call.query(name);
        if (text == null) {
            return otherwise;
        }
        try {
            if (text.length() == DAY_LETTERS) {
                LocalDate day = LocalDate.parse(text);
                return start(end ? day.plusDays(1) : day, zone);
            }
            Instant time = Instant.parse(text);
            if (Rfc3339.writable(time)) {
                return time.toEpochMilli();
            }
        } catch (DateTimeParseException e) {
            // Falls through to the refusal.
        }
        throw refused(name + " must be a day such as 2026-05-04, or an RFC 3339 time such as 2026-05-04T08:00:00.000Z");
    }

    private @Nullable Grain grain() {
        String text = call.query("step");
        if (text == null) {
            return null;
        }
        Grain grain = Grain.of(text);
        if (grain == null) {
            throw refused("step must be one of " + String.join(", ", Grain.WORDS));
        }
        return grain;
    }

    /** Whether the period before is to be told, too. */
    boolean compare() {
        String text = call.query("compare");
        if (text == null || text.equals("previous")) {
            return text != null;
        }
        throw refused("compare must be previous");
    }

    /** Whether the answer is to be a table for spreadsheets. */
    boolean csv() {
        String format = call.query("format");
        if (format == null) {
            String accept = call.header("Accept");
            return accept != null && accept.toLowerCase(Locale.ROOT).startsWith("text/csv");
        } else if (format.equals("csv") || format.equals("json")) {
            return format.equals("csv");
        }
        throw refused("format must be csv or json");
    }

    Dimension by() {
        String text = call.query("by");
        Dimension by = text == null ? Dimension.CHANNEL : Dimension.of(text, call.tenant());
        if (by == null) {
            throw refused(
                    "by must be one of " + String.join(", ", Dimension.WORDS) + ", or field.ID of a field of the firm");
        }
        return by;
    }

    @Nullable
    String channel() {
        String id = call.query("channel");
        if (id != null && call.tenant().get(Channel.CHANNEL, id) == null) {
            throw refused("channel must be the id of a channel");
        }
        return id;
    }

    int number(String name, int min, int max, int otherwise) {
        String text = call.query(name);
        try {
            int number = text == null ? otherwise : Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal.
        }
        throw refused(name + " must be a whole number from " + min + " to " + max);
    }

    /** One of some words; the first when it is absent. */
    String word(String name, List<String> words) {
        String text = call.query(name);
        if (text == null || words.contains(text)) {
            return text == null ? words.get(0) : text;
        }
        throw refused(name + " must be one of " + String.join(", ", words));
    }

    /** Of these agents, or everybody. */
    Query query(@Nullable List<String> agents, @Nullable String channel, Dimension by) {
        TenantConfig tenant = call.tenant();
        return new Query(
                tenant.no(), period(), StatsPolicy.of(tenant).unanswered(), agents, channel, by, 1, Integer.MAX_VALUE);
    }

    /** Of everybody, and only so many rows. */
    Query rows(int claimsMin, int rowsMax) {
        Query query = query(null, null, Dimension.CHANNEL);
        return new Query(
                query.tenant(), query.period(), query.unanswered(), null, null, query.by(), claimsMin, rowsMax);
    }
}
