package io.pelagos.faults;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** P3: every limit, judged by the journal's times alone. */
final class LimitCheck {

    private LimitCheck() {}

    static void check(Truth truth, Rules rules, Findings findings) {
        List<Use> uses = uses(truth, findings);
        rules.pools().forEach((pool, its) -> {
            List<Use> ofPool =
                    uses.stream().filter(use -> pool.equals(use.claim().pool())).toList();
            its.quotas().forEach(quota -> quota(pool, quota, ofPool, rules, findings));
        });
        caps(truth, rules, findings);
        truth.lines().values().forEach(lines -> lead(lines, rules, findings));
    }

    /** A claim counts from its time on, and a refunded one no longer from the refund's. */
    private record Use(long atMillis, int change, Truth.Line claim) {}

    private static List<Use> uses(Truth truth, Findings findings) {
        Map<Told.Step, Truth.Line> claims = new HashMap<>();
        List<Use> uses = new ArrayList<>();
        for (Truth.Line line : truth.journal()) {
            if (line.type().equals("claimed")) {
                claims.put(new Told.Step(line.lead(), line.version()), line);
                uses.add(new Use(line.atMillis(), 1, line));
            } else if (line.type().equals("refunded")) {
                Truth.Line claim = claims.remove(
                        new Told.Step(line.lead(), line.data().path("claim").asInt()));
                findings.must(claim != null, "P3", "a refund of no claim, or of one that was refunded", line::describe);
                if (claim != null) {
                    uses.add(new Use(line.atMillis(), -1, claim));
                }
            }
        }
        // Within one millisecond the order of leads is not known: what is given back is taken first.
        uses.sort(Comparator.comparingLong(Use::atMillis).thenComparingInt(Use::change));
        return uses;
    }

    private static void quota(String pool, PoolRules.Quota quota, List<Use> uses, Rules rules, Findings findings) {
        Map<String, Deque<Long>> times = new HashMap<>();
        Map<String, Integer> used = new HashMap<>();
        for (Use use : uses) {
            Truth.Line claim = use.claim();
            String whose =
                    switch (quota.per()) {
                        case "agent" -> claim.agent();
                        case "team" -> claim.team();
                        default -> "all";
                    };
            int count;
            if (quota.window().startsWith("P")) {
                long window = Duration.parse(quota.window()).toMillis();
                Deque<Long> recent = times.computeIfAbsent(whose, w -> new ArrayDeque<>());
                if (use.change() > 0) {
                    recent.addLast(claim.atMillis());
                } else {
                    recent.removeLastOccurrence(claim.atMillis());
                }
                while (!recent.isEmpty() && recent.getFirst() <= use.atMillis() - window) {
                    recent.removeFirst();
                }
                count = recent.size();
            } else {
                count = used.merge(
                        whose + windowStart(quota.window(), claim.atMillis(), rules), use.change(), Integer::sum);
            }
            findings.must(
                    use.change() < 0 || count <= quota.max(),
                    "P3",
                    "quota exceeded",
                    () -> pool + " " + quota + " of " + whose + ": " + count + " with " + claim.describe());
        }
    }

    private static Instant windowStart(String window, long atMillis, Rules rules) {
        ZonedDateTime at = Instant.ofEpochMilli(atMillis).atZone(rules.zone());
        LocalDate day = at.toLocalDate();
        return switch (window) {
            case "hour" -> at.truncatedTo(ChronoUnit.HOURS).toInstant();
            case "day" -> day.atStartOfDay(rules.zone()).toInstant();
            case "week" ->
                day.minusDays(day.getDayOfWeek().getValue() - 1L)
                        .atStartOfDay(rules.zone())
                        .toInstant();
            case "month" -> day.withDayOfMonth(1).atStartOfDay(rules.zone()).toInstant();
            default -> throw new IllegalArgumentException("no window " + window);
        };
    }

    /** +1 for a lead that comes into an agent's hands, -1 for one that leaves. */
    private record Step(long atMillis, int change, String agent, String pool, Truth.Line line) {

        /** Whether it may be above a cap. */
        boolean excused() {
            return change < 0
                    || Objects.equals(line.from().owner(), agent)
                    || line.data().path("forced").asBoolean();
        }
    }

    private static void caps(Truth truth, Rules rules, Findings findings) {
        List<Step> steps = new ArrayList<>();
        truth.lines().values().forEach(lines -> steps(lines, steps));
        // Within one millisecond, which is long where a clock was set back, the order of leads is not known: what
        // leaves
        // is taken first, and what may be above a cap last.
        steps.sort(Comparator.comparingLong(Step::atMillis)
                .thenComparingInt(Step::change)
                .thenComparing(Step::excused));
        Map<String, Integer> inPool = new HashMap<>();
        Map<String, Integer> inAll = new HashMap<>();
        for (Step step : steps) {
            int pool = inPool.merge(step.agent() + " in " + step.pool(), step.change(), Integer::sum);
            int all = inAll.merge(step.agent(), step.change(), Integer::sum);
            PoolRules its = rules.pool(step.pool());
            boolean within = step.excused()
                    || (its == null || its.cap() == 0 || pool <= its.cap())
                            && (rules.ownedMax() == 0 || all <= rules.ownedMax());
            findings.must(
                    within,
                    "P3",
                    "holding cap exceeded",
                    () -> step.agent() + " holds " + pool + " of " + step.pool() + ", " + all + " in all, with "
                            + step.line().describe());
        }
    }

    /** A lead counts until it is won. */
    private static void steps(List<Truth.Line> lines, List<Step> steps) {
        boolean won = false;
        for (Truth.Line line : lines) {
            Truth.Place from = line.from();
            Truth.Place to = line.to();
            if (from.owner() != null && !won) {
                steps.add(new Step(line.atMillis(), -1, from.owner(), from.pool(), line));
            }
            won |= line.type().equals("won");
            if (to.owner() != null && !won) {
                steps.add(new Step(line.atMillis(), 1, to.owner(), to.pool(), line));
            }
        }
    }

    /** Cooldown, embargo and membership. */
    private static void lead(List<Truth.Line> lines, Rules rules, Findings findings) {
        Map<String, Long> leftAt = new HashMap<>();
        for (Truth.Line line : lines) {
            Truth.Place from = line.from();
            Truth.Place to = line.to();
            PoolRules its = rules.pool(from.pool() == null ? to.pool() : from.pool());
            if (its != null && line.type().equals("claimed")) {
                Long left = leftAt.get(line.agent());
                findings.must(
                        left == null || line.atMillis() - left >= its.cooldownMillis(),
                        "P3",
                        "cooldown not kept",
                        () -> line.describe() + ", had left at " + left);
                findings.must(
                        line.version() != 2
                                || its.embargoMillis() == 0
                                || line.atMillis() - lines.get(0).atMillis() >= its.embargoMillis(),
                        "P3",
                        "embargo not kept",
                        () -> line.describe() + ", came in at " + lines.get(0).atMillis());
                findings.must(
                        its.members() == null || its.members().contains(line.agent()),
                        "P3",
                        "claimed by one who is no member",
                        line::describe);
            }
            if (from.owner() != null && !from.owner().equals(to.owner())) {
                leftAt.put(from.owner(), line.atMillis());
            }
        }
    }
}
