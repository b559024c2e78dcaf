package io.pelagos.faults;

import java.util.Map;

/**
 * P4 for the alarm clock of a cell at rest: whatever rules or dates will do something with is in it, not too late, and
 * nothing else. An alarm is no order: it may ring early.
 */
final class AlarmCheck {

    private static final String P4 = "P4";
    /** An alarm that has rung is leased for 15 s; what it rang for changes the lead, or the alarm, before that. */
    private static final long LEASE_MILLIS = 16_000;

    private AlarmCheck() {}

    static void check(
            Truth truth, Map<Long, Life> lives, Arbiter arbiter, Rules rules, long nowMillis, Findings findings) {
        for (Truth.Lead lead : truth.leads().values()) {
            Arbiter.Record record = arbiter.records().get(lead.id());
            Life life = lives.get(lead.id());
            if (record == null || record.state() == 'f' || life == null) {
                findings.must(
                        record != null || !arbiter.alarms().containsKey(lead.id()),
                        P4,
                        "an alarm for nothing",
                        () -> "lead " + lead.id() + " " + lead.place() + " at "
                                + arbiter.alarms().get(lead.id()));
                continue;
            }
            wanted(lead, life, record, rules, nowMillis, findings);
            set(lead, record, arbiter.alarms().get(lead.id()), nowMillis, findings);
        }
    }

    /** The record asks for the alarm that the journal wants. */
    private static void wanted(
            Truth.Lead lead, Life life, Arbiter.Record record, Rules rules, long nowMillis, Findings findings) {
        long latest = latest(life, rules, nowMillis);
        boolean right = latest == Life.NEVER
                ? record.alarm() == 0 || maySo(lead, rules)
                : record.alarm() > 0 && record.alarm() <= latest;
        findings.must(
                right,
                P4,
                "a deadline without its alarm",
                () -> "lead " + lead.id() + " " + lead.place() + " needs one by "
                        + (latest == Life.NEVER ? "never" : latest) + ", Redis " + record);
    }

    /** When something has to ring at the latest; {@link Life#NEVER} for never. */
    private static long latest(Life life, Rules rules, long nowMillis) {
        long latest = life.due(rules);
        for (String why : new String[] {Life.LOCK, Life.NURTURE}) {
            long until = life.stoppedUntil(why, nowMillis);
            latest = until > 0 ? Math.min(latest, until) : latest;
        }
        return latest;
    }

    /** Where a rule has a filter, only the server knows whether it applies. */
    private static boolean maySo(Truth.Lead lead, Rules rules) {
        PoolRules pool = rules.pool(lead.pool());
        return lead.state() == 'o' && pool != null && pool.recycle().stream().anyMatch(rule -> rule.grade() != null);
    }

    /** The clock holds what the record asks for. */
    private static void set(Truth.Lead lead, Arbiter.Record record, Long rings, long nowMillis, Findings findings) {
        long wanted = record.alarm();
        boolean leased = rings != null && wanted <= nowMillis && rings <= nowMillis + LEASE_MILLIS;
        boolean right = wanted == 0 ? rings == null : rings != null && (rings == wanted || leased);
        findings.must(
                right,
                P4,
                "the alarm clock differs from the lead",
                () -> "lead " + lead.id() + " " + record + " rings at " + rings);
    }
}
