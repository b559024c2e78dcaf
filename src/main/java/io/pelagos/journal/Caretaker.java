package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadRows;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cell's background work, on whichever node holds its lease: sweep the outbox, show new leads that
 * were not shown, ring the alarms, scrub. Each is a method that a test calls; none decides anything.
 */
final class Caretaker {
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
    private static final long LEASE_MILLIS = 3_000;
    private static final long ALARM_LEASE_MILLIS = 30_000;
    private static final int SWEEP_MAX = 512;
    private static final int ALARMS_MAX = 500;
    private static final int TAIL_MAX = 2_000;
    private static final int STEP_LEADS = 50;
    private static final long STEP_PAUSE_MILLIS = 5;
    private static final int HURRY_LEADS = 20_000;

    private static final String TAIL = """
            select j.tenant, j.lead, j.xid::text from journal j join tenant t on t.no = j.tenant
            where j.xid >= $1::text::xid8 and j.xid < pg_snapshot_xmin(pg_current_snapshot())
              and j.type = 'received' and t.cell = $2
            order by j.xid limit\s""" + TAIL_MAX;
    private static final String XMIN = "select pg_snapshot_xmin(pg_current_snapshot())::text";
    private static final String ROWS = "select " + LeadRows.LEAD + " from lead l join tenant t on t.no = l.tenant"
            + " where t.cell = $1 and l.id = any($2)";
    private static final String TENANTS = "select no from tenant where cell = $1 order by no";

    private final Cell cell;
    private final Committer committer;
    private final RedisArbiter arbiter;
    private final CellRedis redis;
    private final PgLink pg;
    private final Scrubber scrubber;
    private final Placement placement;
    private final Deadlines deadlines;
    private final JournalMetrics metrics;
    private final String node;
    private final long sweepAfterMillis;
    private final Road.Time time;
    private final Set<Integer> hurried = new HashSet<>();
    private boolean rounding;

    Caretaker(
            Cell cell,
            Committer committer,
            RedisArbiter arbiter,
            CellRedis redis,
            PgLink pg,
            Scrubber scrubber,
            Placement placement,
            Deadlines deadlines,
            JournalMetrics metrics,
            String node,
            long sweepAfterMillis,
            Road.Time time) {
        this.cell = cell;
        this.committer = committer;
        this.arbiter = arbiter;
        this.redis = redis;
        this.pg = pg;
        this.scrubber = scrubber;
        this.placement = placement;
        this.deadlines = deadlines;
        this.metrics = metrics;
        this.node = node;
        this.sweepAfterMillis = sweepAfterMillis;
        this.time = time;
    }

    /** One round, if this node holds the lease; false when another does, or the last one still runs. */
    Future<Boolean> round(int scrubLeads) {
        Fence fence = cell.fence();
        if (fence == null || rounding) {
            return Future.succeededFuture(false);
        }
        rounding = true;
        return work(fence, scrubLeads).andThen(done -> rounding = false);
    }

    private Future<Boolean> work(Fence fence, int scrubLeads) {
        return redis.lease(fence.prefix() + "lease", node, LEASE_MILLIS)
                .compose(mine -> mine
                        ? step("sweep", () -> sweep(fence, sweepAfterMillis))
                                .compose(done -> step("tail", () -> tail(fence)))
                                .compose(done -> step("alarms", () -> ring(fence)))
                                .compose(done -> step("scrub", () -> scrub(fence, scrubLeads)))
                                .map(true)
                        : Future.succeededFuture(false));
    }

    /** One that fails does not keep the others from their work. */
    private Future<Void> step(String name, Supplier<Future<?>> work) {
        return Future.succeededFuture()
                .compose(begin -> work.get())
                .<Void>mapEmpty()
                .onFailure(e -> LOG.info("Cell {}: {} waits for the next round: {}", cell.id(), name, e.getMessage()))
                .otherwiseEmpty();
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
        String key = fence.prefix() + "tail";
        return redis.get(key).compose(from -> query(XMIN, Tuple.tuple()).compose(xmin -> query(
                        TAIL, Tuple.of(from.isEmpty() ? "0" : from, (short) fence.cell()))
                .compose(rows -> {
                    Map<Integer, List<Long>> leads = new HashMap<>();
                    String next = xmin.iterator().next().getString(0);
                    for (Row row : rows) {
                        leads.computeIfAbsent(row.getInteger(0), t -> new ArrayList<>())
                                .add(row.getLong(1));
                        if (rows.size() == TAIL_MAX) {
                            next = row.getString(2);
                        }
                    }
                    String reached = next;
                    Future<Integer> shown = Future.succeededFuture(0);
                    for (Map.Entry<Integer, List<Long>> e : leads.entrySet()) {
                        shown = shown.compose(sum -> show(fence, e.getValue()).map(n -> sum + n));
                    }
                    return shown.compose(n -> redis.set(key, reached).map(n));
                })));
    }

    private Future<Integer> show(Fence fence, List<Long> leads) {
        return arbiter.look(fence, leads).compose(looks -> {
            List<Long> missing = new ArrayList<>();
            for (int i = 0; i < leads.size(); i++) {
                if (looks.get(i).record().isEmpty()) {
                    missing.add(leads.get(i));
                }
            }
            return rows(missing).compose(rows -> arbiter.settled(fence, entering(rows, placement))
                    .map(done -> (int) done.chars().filter(c -> c == '1').count()));
        });
    }

    static List<Settlement> entering(List<LeadRow> rows, Placement placement) {
        return rows.stream()
                .map(row -> Settlement.put(row.id(), "", LeadRecord.of(row, placement.place(row))))
                .toList();
    }

    /** Asks the rules about each lead whose alarm rings: it goes, or gets a new alarm. */
    Future<Integer> ring(Fence fence) {
        return arbiter.call(
                        fence,
                        RedisArbiter.RING,
                        List.of(Integer.toString(ALARMS_MAX), Long.toString(ALARM_LEASE_MILLIS)))
                .compose(reply -> {
                    List<Long> due = RedisArbiter.texts(reply, 1).stream()
                            .map(Long::valueOf)
                            .toList();
                    if (due.isEmpty()) {
                        return Future.succeededFuture(0);
                    }
                    long nowMillis = reply.get(0).toLong();
                    return arbiter.look(fence, due)
                            .compose(looks -> rows(due).compose(rows -> answer(fence, nowMillis, due, looks, rows)
                                    .map(due.size())));
                });
    }

    private Future<Void> answer(
            Fence fence, long nowMillis, List<Long> due, List<Arbiter.Look> looks, List<LeadRow> rows) {
        List<Settlement> later = new ArrayList<>();
        for (LeadRow row : rows) {
            Arbiter.Look look = looks.get(due.indexOf(row.id()));
            Placement.Place place = placement.place(row);
            if (place.alarmAtMillis() > 0 && place.alarmAtMillis() <= nowMillis) {
                // Not waited for: it takes the road behind the people, and the alarm is leased meanwhile.
                deadlines.passed(row);
            } else if (!LeadRecord.inFlight(look.record())) {
                later.add(Settlement.put(row.id(), look.record(), LeadRecord.of(row, place)));
            }
        }
        return later.isEmpty() ? Future.succeededFuture() : arbiter.settle(fence, later);
    }

    /** The tenant's rules have changed: its leads are walked faster, once. */
    void hurry(int tenant) {
        hurried.add(tenant);
        scrubber.restart(tenant);
    }

    private Future<Void> scrub(Fence fence, int leads) {
        return query(TENANTS, Tuple.of((short) fence.cell())).compose(rows -> {
            Future<Void> all = Future.succeededFuture();
            for (Row row : rows) {
                int tenant = row.getInteger(0);
                int pace = hurried.contains(tenant) ? HURRY_LEADS : leads;
                all = all.compose(done -> walk(fence, tenant, pace));
            }
            return all;
        });
    }

    /** In small steps with a breath in between: nobody's claim should wait behind a long one. */
    private Future<Void> walk(Fence fence, int tenant, int leads) {
        if (leads <= 0) {
            return Future.succeededFuture();
        }
        return scrubber.step(fence, tenant, Math.min(leads, STEP_LEADS)).compose(end -> {
            if (end) {
                hurried.remove(tenant);
                return Future.succeededFuture();
            }
            return breath().compose(done -> walk(fence, tenant, leads - STEP_LEADS));
        });
    }

    private Future<Void> breath() {
        Promise<Void> promise = Promise.promise();
        time.after(STEP_PAUSE_MILLIS, promise::complete);
        return promise.future();
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
