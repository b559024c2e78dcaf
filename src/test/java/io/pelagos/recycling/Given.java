package io.pelagos.recycling;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.team.Document;
import io.pelagos.team.Tenant;
import io.pelagos.team.WorkCalendar;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Leads and rules as tables write them: quotes are single ones, and {@code @36} is the moment 36 hours after the lead
 * was claimed.
 */
final class Given {
    /** A Monday, 10:00 in Shanghai; the next Thursday and the Friday are off, and no Saturday is made up for them. */
    static final long CLAIMED = Instant.parse("2026-09-28T02:00:00Z").toEpochMilli();

    static final double HOUR = 3_600_000;
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Pattern MOMENT = Pattern.compile("@(-?[\\d.]+)");

    /** From Monday to Friday 9 to 12 and 13 to 18, on Saturdays 9 to 12. */
    static final WorkCalendar OFFICE = calendar("""
            {'shifts':[{'days':['mon','tue','wed','thu','fri'],'from':'13:00','to':'18:00'},
                       {'days':['mon','tue','wed','thu','fri','sat'],'from':'09:00','to':'12:00'}],
             'holidays':['2026-10-01','2026-10-02']}""");

    private Given() {}

    static long moment(double hours) {
        return CLAIMED + Math.round(hours * HOUR);
    }

    static double hours(long millis) {
        return (millis - CLAIMED) / HOUR;
    }

    static long clock(String local) {
        return LocalDateTime.parse(local).atZone(SHANGHAI).toInstant().toEpochMilli();
    }

    static String local(long millis) {
        return Instant.ofEpochMilli(millis).atZone(SHANGHAI).toLocalDateTime().toString();
    }

    static JsonObject json(String text) {
        String plain = MOMENT.matcher(text.replace('\'', '"'))
                .replaceAll(match -> Long.toString(moment(Double.parseDouble(match.group(1)))));
        return new JsonObject(plain);
    }

    /** Named {@code r} unless it says otherwise. */
    static RecycleRule rule(String text) {
        return Document.read(new JsonObject().put("name", "r").mergeIn(json(text)), RecycleRule::read);
    }

    static LeadRow lead(String facts) {
        return lead(LeadState.OWNED, 0, json(facts));
    }

    static LeadRow lead(LeadState state, int rounds, JsonObject facts) {
        return new LeadRow(7, 1, 3, state, "web", "ann", null, moment(-1), CLAIMED, moment(1), rounds, facts);
    }

    static Deadline next(LeadRow lead, RecycleRule... rules) {
        return new RuleBook(List.of(rules), null).next(lead);
    }

    /** Hours after the claim, or {@code never}. */
    static String end(LeadRow lead, RecycleRule... rules) {
        Deadline next = next(lead, rules);
        return next == null ? "never" : text(hours(next.atMillis()));
    }

    static String text(double hours) {
        return hours == Math.rint(hours) ? Long.toString((long) hours) : Double.toString(hours);
    }

    static WorkCalendar calendar(String text) {
        JsonObject tenant = new JsonObject()
                .put("name", "t")
                .put("time_zone", SHANGHAI.getId())
                .put("calendar", json(text));
        return Tenant.TENANT.check("t", tenant).calendar();
    }
}
