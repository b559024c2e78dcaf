package io.pelagos.month;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Replays one lead and holds each recycling and each warning against the deadline that the rules give.
 *
 * <p>The specification leaves some things open, which are read so. A warning belongs to a deadline: when that moves, it
 * is warned of anew, but when it comes back to where it was (the follow-up that moved it was found fake), the warning
 * that was given holds. One whose time was over when the deadline came about is due at once. Whoever takes a lead starts
 * with no pause: nurturing and locks are the owner's before.
 */
final class DeadlineCheck {

    private final Policy policy;
    private final Settled settled;
    private final Findings findings;
    private final List<Event> life;
    private final String grade;
    private Ownership ownership;
    private Ownership.Deadline deadline;
    /** Since when the deadline is the one that it is. */
    private long sinceMillis;

    /** What the present owner was warned of. */
    private final Set<Ownership.Deadline> warned = new HashSet<>();

    private boolean won;

    private DeadlineCheck(Policy policy, Settled settled, Findings findings, List<Event> life, String grade) {
        this.policy = policy;
        this.settled = settled;
        this.findings = findings;
        this.life = life;
        this.grade = grade;
    }

    static void of(List<Event> life, String grade, Policy policy, Settled settled, Findings findings) {
        DeadlineCheck check = new DeadlineCheck(policy, settled, findings, life, grade);
        life.forEach(check::next);
        Event last = life.get(life.size() - 1);
        check.promptness(last, settled.last() + 1, "at the end of the month");
    }

    private void next(Event event) {
        promptness(event, event.atMillis(), "before this");
        if (event.is("recycled")) {
            recycled(event);
        } else if (event.is("warned")) {
            warned(event);
        }
        apply(event);
    }

    /** What was due and should have been done by {@code millis}. */
    private void promptness(Event event, long millis, String when) {
        if (deadline == null) {
            return;
        }
        if (settled.between(Math.max(deadline.atMillis(), sinceMillis), millis)) {
            findings.add("not recycled in time", event, life, "was due " + when + " by " + told());
        }
        boolean asks = deadline.rule().equals(Policy.SILENCE) && !warned.contains(deadline);
        if (asks && settled.between(Math.max(warnAt(), sinceMillis), Math.min(millis, deadline.atMillis()))) {
            findings.add("not warned in time", event, life, "a warning was due " + when + " of " + told());
        }
    }

    private void recycled(Event event) {
        if (deadline == null) {
            findings.add("recycled without a rule", event, life, "no rule applies");
            return;
        }
        if (event.atMillis() < deadline.atMillis()) {
            findings.add("recycled too early", event, life, "not before " + told());
        }
        if (!deadline.rule().equals(event.reason())) {
            findings.add("recycled by the wrong rule", event, life, "it is " + told());
        }
        if (told(event) != deadline.atMillis()) {
            findings.add("another deadline", event, life, "it is " + told());
        }
    }

    /** The deadline that an event tells of; 0 for none. */
    private static long told(Event event) {
        String text = event.data().path("deadline").asText();
        return text.isEmpty() ? 0 : Instant.parse(text).toEpochMilli();
    }

    private void warned(Event event) {
        if (deadline == null || !deadline.rule().equals(Policy.SILENCE) || !Policy.SILENCE.equals(event.reason())) {
            findings.add("warned without a rule", event, life, "no rule that warns is next");
            return;
        }
        if (event.atMillis() < warnAt() || event.atMillis() >= deadline.atMillis()) {
            findings.add("warned at the wrong time", event, life, "seven days before " + told());
        }
        if (!warned.add(deadline)) {
            findings.add("warned twice", event, life, "of " + told());
        }
        if (told(event) != deadline.atMillis()) {
            findings.add("another deadline", event, life, "it is " + told());
        }
    }

    private void apply(Event event) {
        if (event.begins()) {
            ownership = new Ownership(event.atMillis());
            warned.clear();
        } else if (!event.to().is("owned")) {
            ownership = null;
        }
        won |= event.is("won");
        Ownership.Deadline before = deadline;
        if (ownership == null) {
            deadline = null;
        } else {
            ownership.apply(event);
            deadline = ownership.deadline(policy, grade, won);
        }
        if (deadline == null || event.begins() || !deadline.equals(before)) {
            sinceMillis = event.atMillis();
        }
    }

    private long warnAt() {
        return deadline.atMillis() - policy.warning().toMillis();
    }

    private String told() {
        return deadline.rule() + " at " + deadline.atMillis() + " (" + Instant.ofEpochMilli(deadline.atMillis())
                + "), known since " + Instant.ofEpochMilli(sinceMillis);
    }
}
