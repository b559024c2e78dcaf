package io.pelagos.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** P3: at no time has an agent more leads locked, or nurtured, than the pool allows whose lead came last. */
final class StopCheck {

    /**
     * A lead of an agent's that begins to stand still, or no longer does.
     *
     * @param by 1, or -1 when it ends
     * @param max how many the agent may have when one begins
     */
    private record Change(long atMillis, String agent, int by, int max, Truth.Line line) {}

    private StopCheck() {}

    static void check(Truth truth, Rules rules, Findings findings) {
        check(truth, rules, Life.LOCK, findings);
        check(truth, rules, Life.NURTURE, findings);
    }

    private static void check(Truth truth, Rules rules, String why, Findings findings) {
        List<Change> changes = new ArrayList<>();
        truth.lines().values().forEach(lines -> lead(lines, rules, why, changes));
        // Within one millisecond: what ends is taken first, then whom the least is allowed.
        changes.sort(Comparator.comparingLong(Change::atMillis)
                .thenComparingInt(Change::by)
                .thenComparingInt(Change::max));
        Map<String, Integer> counts = new HashMap<>();
        for (Change change : changes) {
            int count = counts.merge(change.agent(), change.by(), Integer::sum);
            findings.must(
                    change.by() < 0 || count <= change.max(),
                    "P3",
                    "too many leads " + why,
                    () -> change.line().describe() + " is number " + count + " of " + change.max());
        }
    }

    private static void lead(List<Truth.Line> lines, Rules rules, String why, List<Change> changes) {
        long until = 0;
        Truth.Line begun = null;
        for (Truth.Line line : lines) {
            long at = line.atMillis();
            boolean leaves = line.from().owner() != null
                    && !line.from().owner().equals(line.to().owner());
            long next = line.type().equals(why) ? Life.until(line) : until;
            if (begun != null && (until <= at || leaves || next <= at)) {
                changes.add(new Change(Math.min(until, at), begun.to().owner(), -1, 0, begun));
                boolean goesAlong = leaves && until > at && Life.lent(line);
                begun = goesAlong ? line : null;
                if (goesAlong) {
                    changes.add(new Change(at, line.to().owner(), 1, Integer.MAX_VALUE, line));
                }
            }
            if (line.type().equals(why) && next > at && begun == null) {
                // One that is renewed before it is over takes no further place.
                begun = line;
                changes.add(new Change(
                        at, line.to().owner(), 1, max(rules, line.to().pool(), why), line));
            }
            until = next;
        }
        if (begun != null) {
            changes.add(new Change(until, begun.to().owner(), -1, 0, begun));
        }
    }

    private static int max(Rules rules, String pool, String why) {
        PoolRules its = rules.pool(pool);
        return its == null ? 0 : why.equals(Life.LOCK) ? its.locksMax() : its.nurturesMax();
    }
}
