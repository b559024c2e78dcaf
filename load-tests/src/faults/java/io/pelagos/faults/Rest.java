package io.pelagos.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Waits until nothing is under way, and then has everything checked. */
final class Rest {

    /** A leased alarm rings again after 10 s, so a deadline may be that late after a crash; and Redis has to be filled first. */
    private static final Duration DEADLINES_BOUND = Duration.ofSeconds(60);

    private static final long STEP_MILLIS = 500;
    /** What is due is looked for every second; only what is later is late. */
    private static final long RING_MILLIS = 3_000;

    /** What found the way closed is tried again after at most so long. */
    private static final Duration TOUCHES_BOUND = Duration.ofSeconds(60);

    /** What failed three times in a row is told again after so long. */
    private static final Duration WEBHOOKS_BOUND = Duration.ofSeconds(130);

    private static final Duration OUTBOX_BOUND = Duration.ofSeconds(60);
    /** What a dying node left committed but invisible is found by the scrubber, which walks slowly. */
    private static final Duration AGREEMENT_BOUND = Duration.ofSeconds(60);

    private final Archive archive;
    private final Rules rules;
    private final Inbox inbox;
    private Truth truth;

    /** @param inbox of the tenant's webhook */
    Rest(Archive archive, Rules rules, Inbox inbox) {
        this.archive = archive;
        this.rules = rules;
        this.inbox = inbox;
    }

    /** The state that was checked last. */
    Truth truth() {
        return truth;
    }

    Findings check(List<Operation> history) throws Exception {
        inbox.close();
        Findings waits = new Findings();
        Map<Long, Long> late = new TreeMap<>();
        boolean done = Wait.happens(DEADLINES_BOUND, () -> {
            Wait.pause(STEP_MILLIS);
            late.clear();
            late.putAll(LifeCheck.overdue(archive.truth(), rules, archive.nowMillis() - RING_MILLIS));
            return late.isEmpty();
        });
        waits.must(
                done,
                "P4",
                "a deadline is lost",
                () -> late.size() + " leads, " + DEADLINES_BOUND.toSeconds() + " s after the last request: " + late);
        waits.must(
                Wait.happens(TOUCHES_BOUND, () -> archive.touches() == 0),
                "P4",
                "touches are not brought to their leads",
                () -> "some are left " + TOUCHES_BOUND.toSeconds() + " s after the last request");
        waits.must(
                Wait.happens(OUTBOX_BOUND, () -> archive.outbox() == 0),
                "P4",
                "the outbox does not drain",
                () -> "not empty " + OUTBOX_BOUND.toSeconds() + " s after the last request");
        Findings agreement = agreement();
        Findings all = Checker.atRest(history, truth, agreement, rules);
        webhooks(all);
        all.addAll(waits);
        return all;
    }

    /** Rules act also at rest, so the journal is read before the messages are, and once more behind them. */
    private void webhooks(Findings findings) throws SQLException {
        Truth before = archive.truth();
        Wait.happens(WEBHOOKS_BOUND, () -> WebhookCheck.missing(before, inbox.messages())
                .isEmpty());
        List<Inbox.Message> messages = inbox.messages();
        WebhookCheck.complete(before, messages, findings);
        WebhookCheck.check(archive.truth(), messages, findings);
    }

    /** What is left of the differences between Redis and PostgreSQL when they had time to agree. */
    Findings agreement() {
        Findings[] last = new Findings[1];
        Wait.happens(AGREEMENT_BOUND, () -> {
            // Redis first: what PostgreSQL commits in between makes the pair differ, never agree by chance.
            Arbiter arbiter = archive.arbiter();
            truth = archive.truth();
            last[0] = new Findings();
            AgreementCheck.check(truth, arbiter, rules, archive.nowMillis(), last[0]);
            return last[0].isEmpty();
        });
        if (last[0] == null) {
            throw new IllegalStateException("PostgreSQL and Redis could not be read at rest");
        }
        return last[0];
    }
}
