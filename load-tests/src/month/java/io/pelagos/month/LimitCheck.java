package io.pelagos.month;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Claims per day, leads in hand, and the time for which a lead that left an agent is closed to them. */
final class LimitCheck {

    private record Day(String agent, LocalDate date) {}

    /** One claim more on a day, or one less since a refund. */
    private record Use(long atMillis, int change, long lead) {}

    /** One lead more in an agent's hands, or one less. */
    private record Grip(long atMillis, int change, long lead, int version) {}

    private final Policy policy;
    private final Findings findings;
    private final Map<Day, List<Use>> claims = new HashMap<>();
    private final Map<String, List<Grip>> grips = new HashMap<>();
    private int most;

    LimitCheck(Policy policy, Findings findings) {
        this.policy = policy;
        this.findings = findings;
    }

    void lead(List<Event> life) {
        Map<String, Long> left = new HashMap<>();
        for (Event event : life) {
            if (event.is("claimed")) {
                claimed(event, life, left.get(event.to().owner()));
            } else if (event.is("refunded")) {
                refunded(event, life);
            }
            if (event.leaves()) {
                left.put(event.from().owner(), event.atMillis());
                grip(event.from().owner(), event, -1);
            }
            if (event.begins()) {
                grip(event.to().owner(), event, 1);
            }
        }
    }

    private void claimed(Event event, List<Event> life, Long leftMillis) {
        use(event, event.atMillis(), 1);
        if (leftMillis != null
                && event.atMillis() < leftMillis + policy.cooldown().toMillis()) {
            findings.add("cooldown", event, life, "it left " + event.to().owner() + " at " + leftMillis);
        }
    }

    /** The claim counts no longer from here on. */
    private void refunded(Event event, List<Event> life) {
        int version = event.data().path("claim").asInt();
        Event claim = life.stream()
                .filter(one -> one.is("claimed") && one.version() == version)
                .findFirst()
                .orElse(null);
        boolean again = life.stream()
                .anyMatch(one -> one.is("refunded")
                        && one.version() < event.version()
                        && one.data().path("claim").asInt() == version);
        if (claim == null || again) {
            findings.add("refund", event, life, "of no claim, or of one that was refunded before");
            return;
        }
        use(claim, event.atMillis(), -1);
    }

    private void use(Event claim, long atMillis, int change) {
        LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(claim.atMillis()), policy.zone());
        claims.computeIfAbsent(new Day(claim.to().owner(), date), day -> new ArrayList<>())
                .add(new Use(atMillis, change, claim.lead()));
    }

    private void grip(String agent, Event event, int change) {
        grips.computeIfAbsent(agent, key -> new ArrayList<>())
                .add(new Grip(event.atMillis(), change, event.lead(), event.version()));
    }

    /** When all leads have been seen. */
    void end() {
        claims.forEach((day, uses) -> {
            uses.sort(Comparator.comparingLong(Use::atMillis).thenComparingInt(Use::change));
            int claimed = 0;
            for (Use use : uses) {
                claimed += use.change;
                if (claimed > policy.claimsPerDay() && use.change > 0) {
                    findings.add("claim limit", day.agent + " claims no. " + claimed + " of " + day.date + ": " + use);
                }
            }
        });
        grips.forEach((agent, list) -> {
            // Within one millisecond the order of two leads is unknown: what leaves counts first.
            list.sort(Comparator.comparingLong(Grip::atMillis).thenComparingInt(Grip::change));
            int held = 0;
            for (Grip grip : list) {
                held += grip.change;
                most = Math.max(most, held);
                if (held > policy.heldMax() && grip.change > 0) {
                    findings.add("holding cap", agent + " holds " + held + " with " + grip);
                }
            }
        });
    }

    /** The most leads that anybody held at any moment. */
    int most() {
        return most;
    }

    /** How often somebody had all claims of a day. */
    long fullDays() {
        return claims.values().stream()
                .filter(uses -> uses.stream().mapToInt(Use::change).sum() == policy.claimsPerDay())
                .count();
    }
}
