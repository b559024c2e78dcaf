package io.pelagos.preview;

import io.pelagos.lead.LeadRow;
import io.pelagos.recycling.Deadline;
import io.pelagos.recycling.RuleBook;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What rules of a pool would do to leads, and would have done in a time that is over. Pure functions. */
final class RulePreview {
    private RulePreview() {}

    /** A lead that would go. */
    record Going(long lead, String owner, long atMillis, String rule) {}

    /** Those of today's leads that would go, the first in front. */
    static List<Going> going(RuleBook rules, List<LeadRow> owned) {
        List<Going> going = new ArrayList<>();
        for (LeadRow lead : owned) {
            Deadline deadline = rules.next(lead);
            if (deadline != null) {
                going.add(new Going(
                        lead.id(),
                        String.valueOf(lead.owner()),
                        deadline.atMillis(),
                        deadline.rule().name()));
            }
        }
        going.sort(Comparator.comparingLong(Going::atMillis).thenComparingLong(Going::lead));
        return going;
    }

    /** How many would go on each day, in the order in which they go: {@code {"day","leads"}}, at most so many days. */
    static JsonArray byDay(List<Going> going, ZoneId zone, int daysMax) {
        Map<LocalDate, Integer> days = new LinkedHashMap<>();
        for (Going one : going) {
            LocalDate day = Instant.ofEpochMilli(one.atMillis()).atZone(zone).toLocalDate();
            if (days.size() == daysMax && !days.containsKey(day)) {
                break;
            }
            days.merge(day, 1, Integer::sum);
        }
        JsonArray list = new JsonArray();
        days.forEach((day, leads) ->
                list.add(new JsonObject().put("day", day.toString()).put("leads", leads)));
        return list;
    }

    /** What happened to the leads of a pool in a period, and what would have. */
    static final class Tally {
        private int holdings;
        private int recycled;
        private int wouldRecycle;
        private long heldMillis;
        private long wouldHoldMillis;
        private final Map<String, Integer> byRule = new TreeMap<>();

        JsonObject json() {
            JsonObject rules = new JsonObject();
            byRule.forEach(rules::put);
            return new JsonObject()
                    .put("holdings", holdings)
                    .put("recycled", recycled)
                    .put("would_recycle", wouldRecycle)
                    .put("by_rule", rules)
                    .put("turnover", rate(recycled))
                    .put("would_turnover", rate(wouldRecycle))
                    .put("hours_held", hours(heldMillis))
                    .put("would_hours_held", hours(wouldHoldMillis));
        }

        private double rate(int times) {
            return holdings == 0 ? 0 : Math.round(1000.0 * times / holdings) / 1000.0;
        }

        /** Per holding. */
        private double hours(long millis) {
            return holdings == 0 ? 0 : Math.round(millis / 360_000.0 / holdings) / 10.0;
        }

        /**
         * Adds one lead's life: each time that somebody held it in the pool, begun within the period.
         *
         * @param rows after each line of its journal, see {@link LeadReplay}
         * @param types of those lines
         */
        void add(RuleBook rules, String pool, List<LeadRow> rows, List<String> types, long fromMillis, long toMillis) {
            for (int i = 0; i < rows.size(); i++) {
                LeadRow row = rows.get(i);
                boolean begins = row.owner() != null
                        && (i == 0 || !row.owner().equals(rows.get(i - 1).owner()));
                boolean counts = begins
                        && row.pool().equals(pool)
                        && row.changedAtMillis() >= fromMillis
                        && row.changedAtMillis() < toMillis;
                if (counts) {
                    hold(rules, rows, types, i, toMillis);
                }
            }
        }

        private void hold(RuleBook rules, List<LeadRow> rows, List<String> types, int begin, long toMillis) {
            long start = rows.get(begin).changedAtMillis();
            String owner = String.valueOf(rows.get(begin).owner());
            int i = begin;
            @Nullable Deadline gone = null;
            while (gone == null && i < rows.size() && owner.equals(rows.get(i).owner())) {
                long next = i + 1 < rows.size() ? rows.get(i + 1).changedAtMillis() : Long.MAX_VALUE;
                Deadline deadline = rules.next(rows.get(i));
                // What happens in the same moment as the deadline was decided before it.
                if (deadline != null && deadline.atMillis() < Math.min(next, toMillis)) {
                    gone = deadline;
                }
                i++;
            }
            int end = begin;
            while (end < rows.size() && owner.equals(rows.get(end).owner())) {
                end++;
            }
            boolean over = end < rows.size();
            long ended = over ? Math.min(toMillis, rows.get(end).changedAtMillis()) : toMillis;
            holdings++;
            heldMillis += Math.max(0, ended - start);
            boolean wasRecycled = over && types.get(end).equals("recycled") && ended < toMillis;
            recycled += wasRecycled ? 1 : 0;
            if (gone == null) {
                // A real recycling that these rules would not have done: nobody knows how long it would have stayed.
                wouldHoldMillis += Math.max(0, ended - start);
            } else {
                wouldRecycle++;
                wouldHoldMillis += Math.max(0, gone.atMillis() - start);
                byRule.merge(gone.rule().name(), 1, Integer::sum);
            }
        }
    }
}
