package io.pelagos.faults;

import java.time.Duration;
import java.util.List;

/** Waits until nothing is under way, and then has everything checked. */
final class Rest {

    /** A leased alarm rings again after 30 s, so a deadline may be that late after a crash. */
    private static final Duration DEADLINES_BOUND = Duration.ofSeconds(60);

    private static final Duration OUTBOX_BOUND = Duration.ofSeconds(60);
    /** What a dying node left committed but invisible is found by the scrubber, which walks slowly. */
    private static final Duration AGREEMENT_BOUND = Duration.ofSeconds(60);

    private final Archive archive;
    private final Rules rules;
    private Truth truth;

    Rest(Archive archive, Rules rules) {
        this.archive = archive;
        this.rules = rules;
    }

    /** The state that was checked last. */
    Truth truth() {
        return truth;
    }

    Findings check(List<Operation> history) throws Exception {
        Findings waits = new Findings();
        for (var pool : rules.pools().entrySet()) {
            if (pool.getValue().maxHoldMillis() > 0) {
                waits.must(
                        Wait.happens(DEADLINES_BOUND, () -> archive.ownedIn(pool.getKey()) == 0),
                        "P4",
                        "a deadline is lost",
                        () -> "leads are still owned in pool " + pool.getKey() + " " + DEADLINES_BOUND.toSeconds()
                                + " s after the last claim");
            }
        }
        waits.must(
                Wait.happens(OUTBOX_BOUND, () -> archive.outbox() == 0),
                "P4",
                "the outbox does not drain",
                () -> "not empty " + OUTBOX_BOUND.toSeconds() + " s after the last request");
        Findings agreement = agreement();
        Findings all = Checker.atRest(history, truth, agreement, rules);
        all.addAll(waits);
        return all;
    }

    /** What is left of the differences between Redis and PostgreSQL when they had time to agree. */
    Findings agreement() {
        Findings[] last = new Findings[1];
        Wait.happens(AGREEMENT_BOUND, () -> {
            // Redis first: what PostgreSQL commits in between makes the pair differ, never agree by chance.
            Arbiter arbiter = archive.arbiter();
            truth = archive.truth();
            last[0] = new Findings();
            AgreementCheck.check(truth, arbiter, last[0]);
            return last[0].isEmpty();
        });
        if (last[0] == null) {
            throw new IllegalStateException("PostgreSQL and Redis could not be read at rest");
        }
        return last[0];
    }
}
