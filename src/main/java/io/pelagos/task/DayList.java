package io.pelagos.task;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadRow;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What an agent has to do on a day: the first of it in order of time, and how much it is in all. */
public final class DayList {
    public static final int ITEMS_MAX = 500;

    /** What is to be done: call, do a task, act before a rule does, or call whom the lead was nurtured for. */
    public enum Kind {
        CONTACT,
        TASK,
        DEADLINE,
        NURTURE_END;

        /** The name that the API shows. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One thing to do.
     *
     * @param lead 0 for none, and so is {@code task}
     * @param rule whose deadline it is; null for none
     */
    public record Item(
            Kind kind,
            long atMillis,
            long lead,
            long task,
            @Nullable String rule) {}

    private static final Comparator<Item> BY_TIME = Comparator.comparingLong(Item::atMillis)
            .thenComparing(Item::kind)
            .thenComparingLong(Item::lead)
            .thenComparingLong(Item::task);

    private final Day day;
    /** The latest in front. */
    private final PriorityQueue<Item> first = new PriorityQueue<>(BY_TIME.reversed());

    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private int overdue;

    DayList(Day day) {
        this.day = day;
    }

    /** Adds what the day asks for with an owned lead. */
    void add(LeadRow lead, LeadJson.@Nullable Deadline deadline) {
        add(new Item(Kind.CONTACT, lead.factMillis(Facts.NEXT_AT), lead.id(), 0, null));
        long nurturedMillis = lead.factMillis(Facts.NURTURE_UNTIL);
        // Whoever has followed up since has done what the date was for.
        if (lead.factMillis(Facts.FOLLOWED_UP_AT) < nurturedMillis) {
            add(new Item(Kind.NURTURE_END, nurturedMillis, lead.id(), 0, null));
        }
        if (deadline != null) {
            String rule = deadline.rule();
            add(new Item(Kind.DEADLINE, deadline.atMillis(), lead.id(), 0, rule));
        }
    }

    /** Adds an open task. */
    void add(Task task) {
        add(new Item(Kind.TASK, task.dueAtMillis(), task.lead(), task.id(), null));
    }

    private void add(Item item) {
        if (item.atMillis == 0 || !day.holds(item.atMillis)) {
            return;
        }
        counts.merge(item.kind, 1, Integer::sum);
        overdue += day.overdue(item.atMillis) ? 1 : 0;
        first.add(item);
        if (first.size() > ITEMS_MAX) {
            first.poll();
        }
    }

    /** At most {@link #ITEMS_MAX}, the earliest in front. */
    public List<Item> items() {
        return first.stream().sorted(BY_TIME).toList();
    }

    /** Of all, not only of {@link #items}. */
    public int count(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** Likewise. */
    public int overdue() {
        return overdue;
    }
}
