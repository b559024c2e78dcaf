package io.pelagos.team;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a firm says about itself, for all its pools.
 *
 * @param owned cap on leads held over all pools
 * @param words what it calls things
 * @param fields its own fields, by id
 * @param calendar its working time; null when it has said nothing about it
 * @param excessWarning how long before a lead above a holding cap flows back its owner is warned
 * @param reminders of next contacts
 * @param safety limits of requests, bots, and what is forgotten when
 */
public record Tenant(
        String name,
        ZoneId zone,
        Holding owned,
        WorkFirst workFirst,
        Words words,
        @Nullable WorkCalendar calendar,
        Map<String, CustomField> fields,
        ContactPolicy contact,
        PresencePolicy presence,
        Duration excessWarning,
        Reminders reminders,
        Safety safety) {
    private static final Duration EXCESS_WARNING = Duration.ofDays(1);
    private static final int SCORING_CHARACTERS_MAX = 50_000;
    private static final int POINTS_CHARACTERS_MAX = 1_000;
    private static final int STATS_CHARACTERS_MAX = 10_000;
    private static final int SIGN_IN_CHARACTERS_MAX = 20_000;

    public static final Section<Tenant> TENANT =
            new Section<>("tenant", (id, json) -> Document.read(json, Tenant::read));

    private static Tenant read(Document document) {
        String name = document.text("name", 200);
        ZoneId zone = zone(document);
        // Package scoring reads it, which knows more of leads than this one.
        document.free("scoring", SCORING_CHARACTERS_MAX);
        // Likewise package assignment.
        document.free("points", POINTS_CHARACTERS_MAX);
        // And package stats.
        document.free("stats", STATS_CHARACTERS_MAX);
        // And package signin these.
        document.free("sign_in", SIGN_IN_CHARACTERS_MAX);
        document.free("oidc", SIGN_IN_CHARACTERS_MAX);
        return new Tenant(
                name,
                zone,
                Holding.in(document),
                WorkFirst.in(document),
                Words.in(document),
                WorkCalendar.in(document, zone),
                CustomField.in(document),
                ContactPolicy.in(document),
                PresencePolicy.in(document),
                excessWarning(document),
                Reminders.in(document),
                Safety.in(document));
    }

    static Tenant unnamed(String id) {
        return new Tenant(
                id,
                ZoneOffset.UTC,
                Holding.NONE,
                WorkFirst.NONE,
                Words.USUAL,
                null,
                Map.of(),
                ContactPolicy.NONE,
                PresencePolicy.NONE,
                EXCESS_WARNING,
                Reminders.NONE,
                Safety.NONE);
    }

    private static Duration excessWarning(Document document) {
        Duration warning = document.duration("excess_warning", Duration.ofDays(90));
        return warning == null ? EXCESS_WARNING : warning;
    }

    private static ZoneId zone(Document document) {
        String text = document.text("time_zone", 60);
        try {
            // Only names of regions: an offset has no summer time and surprises twice a year.
            if (ZoneId.getAvailableZoneIds().contains(text)) {
                return ZoneId.of(text);
            }
        } catch (DateTimeException e) {
            // Falls through to the fault.
        }
        if (!text.isEmpty()) {
            document.fault("time_zone", "must be a time zone such as Asia/Shanghai");
        }
        return ZoneOffset.UTC;
    }
}
