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

    /** One lead more in an agent's hands, or one less. */
    private record Grip(long atMillis, int change, long lead, int version) {}

    private final Policy policy;
    private final Findings findings;
    private final Map<Day, Integer> claims = new HashMap<>();
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
        LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(event.atMillis()), policy.zone());
        int claimed = claims.merge(new Day(event.to().owner(), date), 1, Integer::sum);
        if (claimed > policy.claimsPerDay()) {
            findings.add("claim limit", event, life, event.to().owner() + " claims no. " + claimed + " of " + date);
        }
        if (leftMillis != null
                && event.atMillis() < leftMillis + policy.cooldown().toMillis()) {
            findings.add("cooldown", event, life, "it left " + event.to().owner() + " at " + leftMillis);
        }
    }

    private void grip(String agent, Event event, int change) {
        grips.computeIfAbsent(agent, key -> new ArrayList<>())
                .add(new Grip(event.atMillis(), change, event.lead(), event.version()));
    }

    /** When all leads have been seen. */
    void end() {
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
        return claims.values().stream().filter(n -> n == policy.claimsPerDay()).count();
    }
}
