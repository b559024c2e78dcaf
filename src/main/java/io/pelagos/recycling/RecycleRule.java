package io.pelagos.recycling;

import io.pelagos.team.Document;
import io.pelagos.team.Unsupported;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a lead back from its owner some time after something happened, or failed to happen.
 *
 * @param trigger what the time runs from; as yet only {@code max_hold}: the claim
 * @param time calendar or working; as yet only calendar
 * @param evidence what a follow-up must show to count; as yet always null
 * @param warnBefore longest first; as yet always empty
 * @param to the pool it goes to; null for the one that it was claimed from
 * @param extensions {@code {"max","by"}}; as yet always null
 */
public record RecycleRule(
        String name,
        String trigger,
        Duration after,
        String time,
        AppliesTo appliesTo,
        @Nullable JsonObject evidence,
        List<Duration> warnBefore,
        @Nullable String to,
        @Nullable JsonObject extensions) {
    private static final List<String> TRIGGERS = List.of(
            "max_hold", // What runs comes first: it is what a faulty trigger is read as.
            "no_first_contact",
            "no_followup",
            "no_deal",
            "no_repurchase",
            "no_opportunity",
            "nurture_passed",
            "contract_end");
    private static final Duration LONGEST = Duration.ofDays(3660);

    /** Reads one item of a pool's {@code recycle}. */
    public static RecycleRule read(Document document) {
        String trigger = document.choice("trigger", TRIGGERS, null);
        if (!trigger.equals("max_hold")) {
            Unsupported.refuse(document, "trigger");
        }
        String time = document.choice("time", List.of("calendar", "working"), "calendar");
        if (time.equals("working")) {
            Unsupported.refuse(document, "time");
        }
        return new RecycleRule(
                document.text("name", 100),
                trigger,
                after(document),
                time,
                AppliesTo.in(document),
                refused(document, "evidence", evidence(document)),
                warnings(document),
                document.optionalId("to"),
                refused(document, "extensions", extensions(document)));
    }

    private static Duration after(Document document) {
        Duration after = document.duration("after", LONGEST);
        if (after == null && !document.has("after")) {
            document.fault("after", "is required");
        }
        return after == null ? LONGEST : after;
    }

    private static @Nullable JsonObject evidence(Document document) {
        return document.object("evidence", d -> new JsonObject()
                .put("call_seconds", d.integer("call_seconds", 0, 86_400, 0))
                .put("outcomes", d.texts("outcomes", 50, 60)));
    }

    private static @Nullable JsonObject extensions(Document document) {
        return document.object("extensions", d -> new JsonObject()
                .put("max", d.integer("max", 0, 1000))
                .put("by", d.choice("by", List.of("agent", "supervisor", "manager"), "supervisor")));
    }

    private static @Nullable JsonObject refused(Document document, String name, @Nullable JsonObject value) {
        if (value != null) {
            Unsupported.refuse(document, name);
        }
        return value;
    }

    private static List<Duration> warnings(Document document) {
        List<Duration> warnings = new ArrayList<>(document.durations("warn_before", 10, LONGEST));
        if (!warnings.isEmpty()) {
            Unsupported.refuse(document, "warn_before");
        }
        warnings.sort(java.util.Comparator.reverseOrder());
        return List.copyOf(warnings);
    }
}
