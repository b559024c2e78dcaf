package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadRows;
import io.pelagos.platform.PgSteps;
import io.pelagos.platform.Repeat;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cell's background work, on whichever node holds its lease: sweep the outbox, show new leads that
 * were not shown, ring the alarms; and, at its own pace, scrub. Each is a method that a test calls; none decides anything.
 */
final class Caretaker {
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
    /** Longer than what it rang for may wait behind other work: else another node would ask for the same again. */
    private static final long ALARM_LEASE_MILLIS = Road.BACKGROUND_WAIT_MILLIS + 5_000;

    private static final int SWEEP_MAX = 512;
    private static final int ALARMS_MAX = 500;
    private static final int LATENESS_SAMPLE = 8;
    private static final long RINGING_MILLIS = 1_500;
    /** More than one transaction brings, which is read again when a page ends within it. */
    private static final int TAIL_PAGE = 2_000;

    private static final int TAIL_PAGES = 5;
    private static final int SHOW_MAX = 100;

    private static final String TAIL = """
            select j.lead, j.xid::text from journal j join tenant t on t.no = j.tenant
            where j.xid >= $1::text::xid8 and j.xid < pg_snapshot_xmin(pg_current_snapshot())
              and j.type = 'received' and t.cell = $2
            order by j.xid limit\s""" + TAIL_PAGE;
    private static final String XMIN = "select pg_snapshot_xmin(pg_current_snapshot())::text";
    private static final String ROWS = "select " + LeadRows.LEAD + " from lead l join tenant t on t.no = l.tenant"
            + " where t.cell = $1 and l.id = any($2)";

    private final Cell cell;
    private final Committer committer;
    private final RedisArbiter arbiter;
    private final CellRedis redis;
    private final PgSteps pg;
    private final Walks walks;
    private final Road.Time time;
    private final Placement placement;
    private final Deadlines deadlines;
    private final LongConsumer clock;
    private final JournalMetrics metrics;
    private final CellLease lease;
    private final long sweepAfterMillis;
    /** Step to why it failed when it was tried last. */
    private final Map<String, String> waitsFor = new HashMap<>();

    private boolean rounding;
    private long alarmLateMillis;

    Caretaker(
            Cell cell,
            Committer committer,
            RedisArbiter arbiter,
            CellRedis redis,
            PgSteps pg,
            Walks walks,
            Road.Time time,
            Placement placement,
            Deadlines deadlines,
            LongConsumer clock,
            JournalMetrics metrics,
            CellLease lease,
            long sweepAfterMillis) {
        this.cell = cell;
        this.committer = committer;
        this.arbiter = arbiter;
        this.redis = redis;
        this.pg = pg;
        this.walks = walks;
        this.time = time;
        this.placement = placement;
        this.deadlines = deadlines;
        this.clock = clock;
        this.metrics = metrics;
        this.lease = lease;
        this.sweepAfterMillis = sweepAfterMillis;
    }

    /** Whether this node held the lease in the last round. */
    boolean tends() {
        return cell.fence() != null && lease.mine();
    }

    /** How late the alarms of the last round rang; 0 when none did. */
    long alarmLateMillis() {
        return alarmLateMillis;
    }

    /** One round, if this node holds the lease; false when another does, or the last one still runs. */
    Future<Boolean> round() {
        Fence fence = cell.fence();
        if (fence == null || rounding) {
            return Future.succeededFuture(false);
        }
        rounding = true;
        return Future.succeededFuture().compose(begun -> work(fence)).andThen(done -> rounding = false);
    }

    private Future<Boolean> work(Fence fence) {
        AtomicBoolean mine = new AtomicBoolean();
        return Repeat.whileTrue(() -> lease.take(fence).compose(taken -> {
                    alarmLateMillis = 0;
                    mine.set(taken);
                    if (!taken) {
                        return Future.succeededFuture(false);
                    }
                    // A burst of alarms does not wait for the next second.
                    AtomicBoolean more = new AtomicBoolean();
                    return step(fence, "sweep", () -> sweep(fence, sweepAfterMillis))
                            .compose(done -> step(fence, "tail", () -> tail(fence)))
                            .compose(done ->
                                    step(fence, "alarms", () -> ringAll(fence).onSuccess(more::set)))
                            .map(done -> more.get());
                }))
                .map(done -> mine.get());
    }

    /**
     * One that fails does not keep the others from their work. It may be the first to hear that Redis has forgotten the
     * scripts: where nobody claims, nobody else asks.
     */
    private Future<Void> step(Fence fence, String name, Supplier<Future<?>> work) {
        return Future.succeededFuture()
                .compose(begin -> work.get())
                .<Void>mapEmpty()
                .onSuccess(done -> waitsFor.remove(name))
                .onFailure(e -> {
                    tell(name, String.valueOf(e.getMessage()));
                    if (Trouble.kindOf(e) == Trouble.Kind.FORGOTTEN) {
                        cell.doubt(fence, "Redis does not know the scripts");
                    }
                })
                .otherwiseEmpty();
    }

    /** Once, though it fails again each second. */
    private void tell(String step, String reason) {
        if (!reason.equals(waitsFor.put(step, reason))) {
            LOG.info("Cell {}: {} waits for a next round: {}", cell.id(), step, reason);
        }
    }

    /** Commits what a dead or slow node has left in the outbox; it never undoes. */
    Future<Integer> sweep(Fence fence, long olderThanMillis) {
        return arbiter.sweep(fence, olderThanMillis, SWEEP_MAX).map(swept -> {
            List<Entry> entries = new ArrayList<>();
            for (String text : swept.entries()) {
                try {
                    entries.add(Entry.parse(text));
                } catch (RuntimeException e) {
                    // Nobody can commit it, and the others need not wait for it.
                    metrics.refused();
                }
            }
            int adopted = committer.adopt(fence, entries);
            metrics.swept(adopted);
            return adopted;
        });
    }

    /** Shows leads that were committed while Redis was away, or whose node died before it showed them. */
    Future<Integer> tail(Fence fence) {
        return tail(fence, TAIL_PAGES);
    }

    private Future<Integer> tail(Fence fence, int pages) {
        String key = fence.prefix() + "tail";
        return redis.get(key).compose(from -> query(XMIN, Tuple.tuple()).compose(xmin -> query(
                        TAIL, Tuple.of(from.isEmpty() ? "0" : from, (short) fence.cell()))
                .compose(rows -> {
                    List<Long> leads = new ArrayList<>(rows.size());
                    String last = "";
                    for (Row row : rows) {
                        leads.add(row.getLong(0));
                        last = row.getString(1);
                    }
                    boolean more = rows.size() == TAIL_PAGE;
                    String reached = more ? last : xmin.iterator().next().getString(0);
                    return show(fence, leads)
                            .compose(shown -> redis.set(key, reached).map(shown))
                            .compose(shown -> more && pages > 1
                                    ? tail(fence, pages - 1).map(others -> shown + others)
                                    : Future.succeededFuture(shown));
                })));
    }

    /** A few at a time: nobody's claim should wait behind a long call. */
    private Future<Integer> show(Fence fence, List<Long> leads) {
        if (leads.isEmpty()) {
            return Future.succeededFuture(0);
        }
        int n = Math.min(SHOW_MAX, leads.size());
        return arbiter.missing(fence, leads.subList(0, n))
                .compose(this::rows)
                .compose(rows ->
                        rows.isEmpty() ? Future.succeededFuture("") : arbiter.settled(fence, entering(rows, placement)))
                .compose(done -> show(fence, leads.subList(n, leads.size()))
                        .map(others -> others
                                + (int) done.chars().filter(c -> c == '1').count()));
    }

    static List<Settlement> entering(List<LeadRow> rows, Placement placement) {
        return rows.stream()
                .map(row -> Settlement.put(row.id(), "", LeadRecord.of(row, placement.place(row))))
                .toList();
    }

    /**
     * Rings until nobody is due, or a round has taken long enough: then sweep and tail have their turn, and it says
     * that there is more. While the leads of one ring are on their way, the next are read.
     */
    private Future<Boolean> ringAll(Fence fence) {
        return ringOn(fence, time.nowMillis() + RINGING_MILLIS, Future.succeededFuture());
    }

    private Future<Boolean> ringOn(Fence fence, long untilMillis, Future<?> before) {
        return ring(fence).compose(rung -> before.otherwiseEmpty().compose(gone -> {
            boolean more = rung.due == ALARMS_MAX;
            return more && time.nowMillis() < untilMillis ? ringOn(fence, untilMillis, rung.done) : rung.done.map(more);
        }));
    }

    /** How many leads were due, and when all of them are where they belong now. */
    private record Rung(int due, Future<?> done) {}

    /** Asks the rules about each lead whose alarm rings: it goes, or gets a new alarm. */
    private Future<Rung> ring(Fence fence) {
        return arbiter.call(
                        fence,
                        RedisArbiter.RING,
                        List.of(Integer.toString(ALARMS_MAX), Long.toString(ALARM_LEASE_MILLIS)))
                .compose(reply -> {
                    clock.accept(reply.get(0).toLong());
                    List<Long> due = RedisArbiter.texts(reply, 1).stream()
                            .map(Long::valueOf)
                            .toList();
                    if (due.isEmpty()) {
                        return Future.succeededFuture(new Rung(0, Future.succeededFuture()));
                    }
                    long nowMillis = reply.get(0).toLong();
                    return rows(due).map(rows -> new Rung(due.size(), answer(fence, nowMillis, rows)));
                });
    }

    private void noteLateness(long nowMillis, LeadRow row) {
        long dueMillis = placement.place(row).alarmAtMillis();
        if (dueMillis > 0) {
            alarmLateMillis = Math.max(alarmLateMillis, nowMillis - dueMillis);
        }
    }

    private Future<?> answer(Fence fence, long nowMillis, List<LeadRow> rows) {
        List<Future<?>> acting = new ArrayList<>();
        List<LeadRow> calm = new ArrayList<>();
        for (LeadRow row : rows) {
            // It takes the road behind the people; the alarm is leased meanwhile.
            Future<?> acts;
            try {
                // By a few: to ask the rules about all of them once more would cost a burst too much.
                if (acting.size() + calm.size() < LATENESS_SAMPLE) {
                    noteLateness(nowMillis, row);
                }
                acts = deadlines.ring(row, nowMillis);
            } catch (RuntimeException e) {
                // One lead that no rule can read must not keep the others; its alarm is leased meanwhile.
                LOG.error("Cell {}: the rules cannot read lead {}", cell.id(), row.id(), e);
                continue;
            }
            if (acts == null) {
                calm.add(row);
            } else {
                acting.add(acts);
            }
        }
        if (!calm.isEmpty()) {
            acting.add(alarmAnew(fence, calm));
        }
        return Future.join(acting).otherwiseEmpty();
    }

    /** Nothing is to be done yet: Redis is read before PostgreSQL, and put right only if it is still as it was read. */
    private Future<Void> alarmAnew(Fence fence, List<LeadRow> calm) {
        List<Long> ids = calm.stream().map(LeadRow::id).toList();
        return arbiter.look(fence, ids).compose(looks -> rows(ids).compose(rows -> {
            List<Settlement> later = new ArrayList<>();
            for (LeadRow row : rows) {
                String record = looks.get(ids.indexOf(row.id())).record();
                if (!LeadRecord.inFlight(record)) {
                    later.add(Settlement.put(row.id(), record, LeadRecord.of(row, placement.place(row))));
                }
            }
            return later.isEmpty() ? Future.succeededFuture() : arbiter.settle(fence, later);
        }));
    }

    /** Sets order and alarms of about so many of a tenant's leads anew, behind one. */
    Future<Walks.Reached> realign(int tenant, long after, int leads) {
        Fence fence = cell.fence();
        return fence == null
                ? Future.failedFuture(new Trouble(Trouble.Kind.NOT_SENT, "the cell is not open"))
                : walks.part(fence, tenant, after, leads);
    }

    /** A stretch of the scrubber's way, if this node holds the lease. Beside the rounds, as it may take long. */
    Future<Void> scrub(int leads) {
        Fence fence = cell.fence();
        return fence == null
                ? Future.succeededFuture()
                : step(fence, "scrub", () -> lease.take(fence)
                        .compose(mine -> mine ? walks.run(fence, leads) : Future.succeededFuture()));
    }

    private Future<List<LeadRow>> rows(List<Long> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return query(ROWS, Tuple.of((short) cell.id(), (Object) ids.toArray(Long[]::new)))
                .map(rows -> {
                    List<LeadRow> leads = new ArrayList<>(rows.size());
                    for (Row row : rows) {
                        leads.add(LeadRows.lead(row, 0));
                    }
                    return leads;
                });
    }

    private Future<RowSet<Row>> query(String sql, Tuple arguments) {
        return pg.ask(c -> c.preparedQuery(sql).execute(arguments));
    }
}
