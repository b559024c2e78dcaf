package io.pelagos.team;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often, and when, customers may be called.
 *
 * @param limits all of these hold, over all agents; empty for none
 * @param hours null: at any time
 * @param zones time zone of a country's numbers by its ISO 3166 code; others are of the zone that the number tells
 */
public record ContactPolicy(List<Limit> limits, @Nullable Hours hours, Map<String, ZoneId> zones) {
    static final ContactPolicy NONE = new ContactPolicy(List.of(), null, Map.of());
    /** So many dials of a lead are remembered. */
    public static final int DIALS_MAX = 50;

    /** At most so many dials of one customer in any such time. */
    public record Limit(int max, Duration window) {}

    /** From inclusive to exclusive, on the customer's clock. */
    public record Hours(LocalTime from, LocalTime to) {}

    static ContactPolicy in(Document tenant) {
        @Nullable ContactPolicy policy = tenant.object("contact_policy", ContactPolicy::read);
        return policy == null ? NONE : policy;
    }

    private static ContactPolicy read(Document document) {
        List<Limit> limits = document.list("dials", 10, ContactPolicy::limit);
        Hours hours = document.object("hours", ContactPolicy::hours);
        Map<String, ZoneId> zones = new HashMap<>();
        document.object("zones", d -> {
            for (String country : new ArrayList<>(d.names())) {
                String zone = d.optionalText(country, 60);
                if (zone != null && ZoneId.getAvailableZoneIds().contains(zone)) {
                    zones.put(country, ZoneId.of(zone));
                } else if (zone != null) {
                    d.fault(country, "must be a time zone such as Asia/Shanghai");
                }
            }
            return true;
        });
        return new ContactPolicy(List.copyOf(limits), hours, Map.copyOf(zones));
    }

    private static Limit limit(Document document) {
        Duration window = document.duration("window", Duration.ofDays(366));
        if (window == null && !document.has("window")) {
            document.fault("window", "is required");
        }
        return new Limit((int) document.integer("max", 1, DIALS_MAX), window == null ? Duration.ofDays(1) : window);
    }

    private static Hours hours(Document document) {
        LocalTime from = time(document, "from");
        LocalTime to = time(document, "to");
        if (!from.isBefore(to)) {
            document.fault("to", "must be later than from");
        }
        return new Hours(from, to);
    }

    private static LocalTime time(Document document, String name) {
        String text = document.text(name, 5);
        try {
            return text.isEmpty() ? LocalTime.MIN : LocalTime.parse(text);
        } catch (DateTimeParseException e) {
            document.fault(name, "must be a time such as 09:00");
            return LocalTime.MIN;
        }
    }
}
