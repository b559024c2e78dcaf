package io.pelagos.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * P5 from the other side: every transition that nobody was told of must be of a request whose outcome stayed
 * unknown. A request that was refused, or carried out twice, has none to spare.
 */
final class ExplainedCheck {

    private static final long CLOCK_SLACK_MILLIS = 1_000;

    private ExplainedCheck() {}

    /** All attempts of one wish together. */
    private static final class Wish {
        private final Intent intent;
        private long firstAsked = Long.MAX_VALUE;
        private boolean acknowledged;
        private boolean unknown;

        Wish(Intent intent) {
            this.intent = intent;
        }

        void add(Operation op) {
            firstAsked = Math.min(firstAsked, op.startMillis());
            acknowledged |= op.ok();
            unknown |= op.answer().unknown();
        }
    }

    static void check(List<Operation> history, Truth truth, Findings findings) {
        Map<String, TreeMap<Long, Integer>> spare = spare(history);
        Set<Told.Step> told = new HashSet<>();
        history.stream().filter(Operation::ok).forEach(op -> told.addAll(Told.steps(op.answer())));
        Map<String, List<Truth.Line>> untold = new HashMap<>();
        for (Truth.Line line : truth.journal()) {
            String whose = Told.subject(line);
            if (whose != null && !told.contains(new Told.Step(line.lead(), line.version()))) {
                untold.computeIfAbsent(whose, w -> new ArrayList<>()).add(line);
            }
        }
        untold.forEach((whose, lines) -> explain(lines, spare.getOrDefault(whose, new TreeMap<>()), findings));
    }

    /** For each subject: when a request of unknown outcome was first made → how many leads it asked for. */
    private static Map<String, TreeMap<Long, Integer>> spare(List<Operation> history) {
        Map<String, Wish> wishes = new HashMap<>();
        for (Operation op : history) {
            if (Told.moves(op.intent())) {
                wishes.computeIfAbsent(Told.wish(op.intent()), w -> new Wish(op.intent()))
                        .add(op);
            }
        }
        Map<String, TreeMap<Long, Integer>> spare = new HashMap<>();
        for (Wish wish : wishes.values()) {
            if (wish.unknown && !wish.acknowledged) {
                spare.computeIfAbsent(Told.subject(wish.intent), w -> new TreeMap<>())
                        .merge(wish.firstAsked, wish.intent.count(), Integer::sum);
            }
        }
        return spare;
    }

    private static void explain(List<Truth.Line> lines, TreeMap<Long, Integer> spare, Findings findings) {
        lines.sort(Comparator.comparingLong(Truth.Line::atMillis));
        for (Truth.Line line : lines) {
            // Any request made before will do; the earliest, so that later ones are left for later lines.
            Long asked = spare.isEmpty() ? null : spare.firstKey();
            if (asked == null || asked > line.atMillis() + CLOCK_SLACK_MILLIS) {
                findings.add("P5", "a transition that nobody can have asked for", line.describe());
                continue;
            }
            spare.computeIfPresent(asked, (at, left) -> left == 1 ? null : left - 1);
        }
    }
}
