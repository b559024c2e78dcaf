package io.pelagos.channel;

import io.pelagos.channel.Folding.Group;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one batch at a time through the database, over a connection of its own, until each lead is answered. */
final class BatchRun {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRun.class);
    private static final long STEP_MILLIS_MAX = 5_000;
    private static final long PAUSE_MILLIS_MAX = 400;
    /** Nothing is at stake before the first INSERT: the platform had better come again soon. */
    private static final int CONNECTS_MAX = 2;
    /** No try begins later than this: the platform has hung up by then, and other leads wait. */
    private static final long TRIES_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Vertx vertx;
    private final Supplier<Future<PgConnection>> connect;
    private final DraftSealer sealer;
    private final Entered entered;
    private final Runnable touched;
    private final Intake.Settings settings;
    private final IntakeCounts counts;
    private @Nullable IntakeStatements connection;
    /** Said once, though each batch meets it. */
    private boolean unreachable;

    BatchRun(
            Vertx vertx,
            Supplier<Future<PgConnection>> connect,
            DraftSealer sealer,
            Entered entered,
            Runnable touched,
            Intake.Settings settings,
            IntakeCounts counts) {
        this.vertx = vertx;
        this.connect = connect;
        this.sealer = sealer;
        this.entered = entered;
        this.touched = touched;
        this.settings = settings;
        this.counts = counts;
    }

    /** Completes, never fails, when each entry has its answer. */
    Future<Void> run(List<Entry> batch) {
        return attempt(batch, new Try(1, 0, false, System.nanoTime() + TRIES_NANOS))
                .recover(broken -> {
                    LOG.error("an intake batch broke", broken);
                    batch.forEach(entry -> answer(entry, new Accepted.Unknown()));
                    return Future.succeededFuture();
                });
    }

    /**
     * @param races how often another batch was faster; each time it has committed, so that such tries end by themselves
     * @param uncertain an earlier try lost its connection and may have committed
     */
    private record Try(int number, int races, boolean uncertain, long endNanos) {
        Try next() {
            return new Try(number + 1, races, uncertain, endNanos);
        }

        Try raced() {
            return new Try(number, races + 1, uncertain, endNanos);
        }

        /** For others, of which nothing has been sent. */
        Try anew() {
            return new Try(1, 0, false, endNanos);
        }

        Try lost() {
            return new Try(number + 1, races, true, endNanos);
        }

        boolean tooLate() {
            return System.nanoTime() - endNanos > 0;
        }
    }

    private Future<Void> attempt(List<Entry> entries, Try attempt) {
        if (entries.isEmpty()) {
            return Future.succeededFuture();
        }
        if (attempt.number() > settings.maxAttempts() || attempt.tooLate()) {
            return giveUp(entries, attempt);
        }
        return connection().transform(connected -> {
            if (connected.failed()) {
                if (!unreachable) {
                    LOG.warn(
                            "the intake cannot reach PostgreSQL: {}",
                            connected.cause().getMessage());
                }
                unreachable = true;
                return attempt.uncertain() || attempt.number() < CONNECTS_MAX
                        ? again(entries, attempt.next())
                        : giveUp(entries, attempt);
            }
            unreachable = false;
            IntakeStatements sql = connected.result();
            return new IntakeLookup(sql)
                    .known(entries, attempt.uncertain())
                    .timeout(STEP_MILLIS_MAX, TimeUnit.MILLISECONDS)
                    .transform(known -> {
                        if (known.failed()) {
                            disconnect(sql);
                            return again(entries, attempt.next());
                        }
                        Folding folding = new Folding(entries, known.result(), sealer.nowMillis());
                        return insert(sql, folding, known.result(), attempt);
                    });
        });
    }

    private Future<Void> insert(IntakeStatements sql, Folding folding, IntakeLookup.Known known, Try attempt) {
        answerSettled(folding);
        List<Group> groups = folding.groups;
        if (groups.isEmpty()) {
            return Future.succeededFuture();
        }
        for (Group group : groups) {
            Entry leader = group.leader();
            if (group.touched() != null) {
                leader.touch(sealer.touch(leader));
            } else if (leader.phone().anyMatch(known.listed()::contains)) {
                leader.stamp(sealer.closed(leader));
            }
        }
        return new IntakeWrites(sql)
                .insert(groups, known, (lead, pool) -> lead.stamp(sealer.placed(lead, pool)))
                .timeout(STEP_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .transform(done -> done.succeeded()
                        ? attempt(committed(groups), attempt.anew())
                        : failed(sql, groups, attempt, done.cause()));
    }

    private Future<Void> failed(IntakeStatements sql, List<Group> groups, Try attempt, Throwable cause) {
        List<Entry> entries = Folding.entries(groups);
        return switch (CommitFailure.of(cause)) {
            // At once while that is likely to help: a big batch may lose to many small ones.
            case RACE ->
                attempt.races() < settings.maxAttempts()
                        ? repeat(entries, attempt.raced())
                        : again(entries, attempt.raced());
            case ID_TAKEN -> {
                // After a lost connection the ids may be taken by our own leads; the next look finds them.
                if (!attempt.uncertain()) {
                    groups.forEach(group -> restamp(group.leader()));
                }
                yield repeat(entries, attempt.next());
            }
            case DATA -> split(groups, attempt, cause);
            case PASSING -> again(entries, attempt.next());
            case LOST -> {
                LOG.warn("the intake lost its connection in a transaction: {}", cause.getMessage());
                disconnect(sql);
                yield attempt.uncertain() ? giveUp(entries, attempt) : repeat(entries, attempt.lost());
            }
        };
    }

    /** Finds the lead that cannot be stored, so that it does not take the others with it. */
    private Future<Void> split(List<Group> groups, Try attempt, Throwable cause) {
        if (groups.size() > 1) {
            int half = groups.size() / 2;
            return attempt(Folding.entries(groups.subList(0, half)), attempt)
                    .compose(first -> attempt(Folding.entries(groups.subList(half, groups.size())), attempt));
        }
        Group offender = groups.get(0);
        // Only the code: the message may repeat what the platform sent.
        String code = cause instanceof PgException refusal ? String.valueOf(refusal.getSqlState()) : "unknown";
        LOG.warn(
                "a lead of tenant {} cannot be stored: {}",
                offender.leader().row().tenant(),
                code);
        answer(offender.leader(), new Accepted.Refused("a value cannot be stored (" + code + ")"));
        return attempt(offender.followers(), attempt);
    }

    /** Answers what was committed; the entries that have to be looked at again. */
    private List<Entry> committed(List<Group> groups) {
        List<LeadRow> rows = new ArrayList<>(groups.size());
        List<Entry> again = new ArrayList<>();
        boolean touched = false;
        for (Group group : groups) {
            if (group.touched() == null) {
                rows.add(group.leader().row());
            } else {
                touched = true;
            }
            answer(group.leader(), group.answer(false));
            for (Entry follower : group.followers()) {
                Accepted heard = group.follow(follower);
                if (heard == null) {
                    again.add(follower);
                } else {
                    answer(follower, heard);
                }
            }
        }
        tellEntered(rows);
        if (touched) {
            this.touched.run();
        }
        return again;
    }

    private void answerSettled(Folding folding) {
        List<LeadRow> late = new ArrayList<>();
        for (Folding.Settled settled : folding.settled) {
            if (settled.answer() instanceof Accepted.Lead lead && !lead.replayed()) {
                late.add(settled.entry().row());
            }
            answer(settled.entry(), settled.answer());
        }
        if (!late.isEmpty()) {
            tellEntered(late);
        }
    }

    private void tellEntered(List<LeadRow> rows) {
        List<LeadRow> pooled =
                rows.stream().filter(row -> row.state() == LeadState.POOLED).toList();
        if (pooled.isEmpty()) {
            return;
        }
        try {
            entered.entered(pooled);
        } catch (RuntimeException e) {
            LOG.error("committed leads were not announced; the scrubber will find them", e);
        }
    }

    private Future<Void> giveUp(List<Entry> entries, Try attempt) {
        for (Entry entry : entries) {
            answer(entry, attempt.uncertain() ? new Accepted.Unknown() : new Accepted.Overloaded());
        }
        return Future.succeededFuture();
    }

    private Future<Void> repeat(List<Entry> entries, Try attempt) {
        counts.repeats.increment();
        return attempt(entries, attempt);
    }

    /** Tries again after a pause that doubles: for troubles that need a moment to pass. */
    private Future<Void> again(List<Entry> entries, Try attempt) {
        long pauseMillis = Math.min(PAUSE_MILLIS_MAX, 25L << Math.min(attempt.number(), 10));
        return vertx.timer(pauseMillis, TimeUnit.MILLISECONDS).compose(waited -> repeat(entries, attempt));
    }

    private void restamp(Entry entry) {
        entry.stamp(sealer.stamp(entry.row().tenant(), entry.judged, entry.actor));
    }

    private void answer(Entry entry, Accepted answer) {
        counts.count(answer);
        entry.answer(answer);
    }

    private Future<IntakeStatements> connection() {
        IntakeStatements present = connection;
        if (present != null && present.usable()) {
            return Future.succeededFuture(present);
        }
        return connect.get()
                .compose(fresh -> IntakeStatements.prepare(fresh)
                        .timeout(STEP_MILLIS_MAX, TimeUnit.MILLISECONDS)
                        .onFailure(late -> fresh.close()))
                .onSuccess(fresh -> connection = fresh);
    }

    private void disconnect(IntakeStatements lost) {
        lost.close();
        connection = null;
    }

    /** Closes the connection; for the end. */
    void close() {
        IntakeStatements present = connection;
        if (present != null) {
            disconnect(present);
        }
    }
}
