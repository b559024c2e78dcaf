package io.pelagos.recycling;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.team.Document;
import io.pelagos.team.Section;
import io.pelagos.team.Span;
import io.pelagos.team.WorkCalendar;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a channel promises: the first contact in time. A lead that nobody has contacted by then is escalated, and at last
 * taken from whom has it. The promise is the customer's, so its time runs from the lead's arrival to the first contact,
 * through whichever pools and hands the lead goes.
 *
 * @param working whether it is working time
 * @param escalate after how long supervisors are told, shortest first; the first of them is the promise
 * @param reassign after how long an owner loses it, who has had it for as long as the promise by then; null: never
 */
public record Sla(
        boolean working, List<Span> escalate, @Nullable Span reassign) {
    public static final Sla NONE = new Sla(false, List.of(), null);

    /** Section {@code channel}, of which it is one field: the rest is read by package channel. */
    public static final Section<Sla> OF_CHANNEL = new Section<>("channel", (id, json) -> {
        JsonObject only = new JsonObject().put("sla", json.getValue("sla"));
        return Document.read(only, document -> {
            Sla sla = document.object("sla", Sla::read);
            return sla == null ? NONE : sla;
        });
    });

    private static final Duration LONGEST = Duration.ofDays(90);
    private static final int MORE_MAX = 5;

    /** What is due next, and when. */
    public record Due(long atMillis, int level, boolean reassigns) {}

    private static Sla read(Document document) {
        Span promised = document.span("first_contact", LONGEST);
        if (promised == null && !document.has("first_contact")) {
            document.fault("first_contact", "is required");
        }
        List<Span> levels = new ArrayList<>();
        if (promised != null) {
            levels.add(promised);
        }
        levels.addAll(document.spans("escalate", MORE_MAX, LONGEST));
        Span reassign = document.span("reassign", LONGEST);
        List<Span> sorted = new ArrayList<>(new LinkedHashSet<>(levels));
        sorted.sort(Comparator.comparing(Span::duration));
        if (!sorted.isEmpty() && promised != null && !sorted.get(0).equals(promised)) {
            document.fault("escalate", "must be longer than first_contact");
        }
        if (reassign != null && promised != null && reassign.duration().compareTo(promised.duration()) < 0) {
            document.fault("reassign", "must not be shorter than first_contact");
        }
        boolean working = document.choice("time", List.of("calendar", "working"), "calendar")
                .equals("working");
        return new Sla(working, List.copyOf(sorted), reassign);
    }

    /** What is due next for a lead; null for nothing: it was contacted, or all has been done. */
    public @Nullable Due next(LeadRow lead, @Nullable WorkCalendar calendar) {
        boolean waits = !escalate.isEmpty()
                && lead.state() != LeadState.CLOSED
                && lead.factMillis(Facts.FOLLOWED_UP_AT) == 0
                && !lead.facts().containsKey(Facts.MIGRATED);
        if (!waits) {
            return null;
        }
        int level = lead.facts().getInteger(Facts.ESCALATED, 0);
        Due told = level < escalate.size()
                ? new Due(end(lead, arrivedMillis(lead), escalate.get(level), calendar), level + 1, false)
                : null;
        Due taken = reassign == null || lead.state() != LeadState.OWNED
                ? null
                : new Due(takenMillis(lead, reassign, calendar), level, true);
        return taken == null || (told != null && told.atMillis <= taken.atMillis) ? told : taken;
    }

    /** Whoever gets a lead late has a time of his own, in which he can keep the promise; else it would only go round. */
    private long takenMillis(LeadRow lead, Span after, @Nullable WorkCalendar calendar) {
        return Math.max(
                end(lead, arrivedMillis(lead), after, calendar),
                end(lead, lead.claimedAtMillis(), escalate.get(0), calendar));
    }

    private static long arrivedMillis(LeadRow lead) {
        return Math.max(lead.receivedMillis(), lead.factMillis(Facts.REOPENED_AT));
    }

    private long end(LeadRow lead, long fromMillis, Span after, @Nullable WorkCalendar calendar) {
        // It waits as rules of first contact do: for locks, nurturing and leaves.
        List<Pause> pauses = Pause.of(lead.facts()).stream()
                .filter(Trigger.NO_FIRST_CONTACT::stopsFor)
                .toList();
        return new RuleClock(working ? calendar : null, pauses).end(fromMillis, after);
    }
}
