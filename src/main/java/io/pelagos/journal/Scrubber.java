package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadRows;
import io.pelagos.platform.PgSteps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts Redis right where it differs from PostgreSQL, as {@link Walks} tells. It reads Redis first,
 * then PostgreSQL, skips leads in flight, and settles only if Redis is still as it was read. In a
 * healthy system it heals nothing; after a change of rules it sets order and alarms anew.
 */
final class Scrubber {
    private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);
    private static final String TENANTS = "select no from tenant where cell = $1 order by no";
    private static final String IDS = "select id from lead where tenant = $1 and id > $2 order by id limit $3";
    private static final String ROWS =
            "select " + LeadRows.LEAD + " from lead l where l.tenant = $1 and l.id = any($2)";

    private static final long SETTLED_AFTER_MILLIS = 5_000;

    private final PgSteps pg;
    private final RedisArbiter arbiter;
    private final Placement placement;
    private final JournalMetrics metrics;
    private final LongSupplier nowMillis;

    /** Takes the time of the cells. */
    Scrubber(PgSteps pg, RedisArbiter arbiter, Placement placement, JournalMetrics metrics, LongSupplier nowMillis) {
        this.pg = pg;
        this.arbiter = arbiter;
        this.placement = placement;
        this.metrics = metrics;
        this.nowMillis = nowMillis;
    }

    /** The tenants of a cell. */
    Future<List<Integer>> tenants(Fence fence) {
        return query(TENANTS, Tuple.of((short) fence.cell())).map(rows -> {
            List<Integer> tenants = new ArrayList<>(rows.size());
            rows.forEach(row -> tenants.add(row.getInteger(0)));
            return tenants;
        });
    }

    /** Compares a tenant's next leads behind one; which these were, fewer than asked for at the end. */
    Future<List<Long>> step(Fence fence, int tenant, long after, int leads) {
        return query(IDS, Tuple.of(tenant, after, leads)).compose(rows -> {
            List<Long> ids = new ArrayList<>(rows.size());
            rows.forEach(row -> ids.add(row.getLong(0)));
            return compare(fence, tenant, ids).map(ids);
        });
    }

    /** Compares some leads, and heals; the number that was put right. */
    Future<Integer> compare(Fence fence, int tenant, List<Long> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(0);
        }
        return arbiter.look(fence, ids)
                .compose(looks -> query(ROWS, Tuple.of(tenant, (Object) ids.toArray(Long[]::new)))
                        .compose(rows -> heal(fence, ids, looks, rows)));
    }

    private Future<Integer> heal(Fence fence, List<Long> ids, List<Arbiter.Look> looks, RowSet<Row> rows) {
        Map<Long, LeadRow> truth = new HashMap<>();
        for (Row row : rows) {
            LeadRow lead = LeadRows.lead(row, 0);
            truth.put(lead.id(), lead);
        }
        List<Settlement> repairs = new ArrayList<>();
        int lost = 0;
        for (int i = 0; i < ids.size(); i++) {
            LeadRow lead = truth.get(ids.get(i));
            Arbiter.Look look = looks.get(i);
            if (lead == null || LeadRecord.inFlight(look.record()) || justMoved(lead)) {
                continue;
            }
            String record = LeadRecord.of(lead, placement.place(lead));
            if (!record.equals(look.record()) || !look.whole()) {
                repairs.add(Settlement.put(lead.id(), look.record(), record));
                lost += look.whole() && sameSpot(look.record(), record) ? 0 : 1;
            }
        }
        if (repairs.isEmpty()) {
            return Future.succeededFuture(0);
        }
        int healed = lost;
        return arbiter.settled(fence, repairs).map(done -> {
            int put = (int) done.chars().filter(c -> c == '1').count();
            if (healed > 0) {
                metrics.healed(Math.min(healed, put));
                LOG.warn("Cell {}: {} leads were not where PostgreSQL has them; put right", fence.cell(), healed);
            }
            return put;
        });
    }

    /** Whoever has committed it is about to settle it. */
    private boolean justMoved(LeadRow lead) {
        return nowMillis.getAsLong() - lead.changedAtMillis() < SETTLED_AFTER_MILLIS;
    }

    /** Only order or alarm differ: the configuration has changed, nothing is wrong. */
    private static boolean sameSpot(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.equals(b);
        }
        return LeadRecord.Spot.of(a).equals(LeadRecord.Spot.of(b)) && version(a).equals(version(b));
    }

    private static String version(String record) {
        return record.split("\\|", 3)[1];
    }

    private Future<RowSet<Row>> query(String sql, Tuple arguments) {
        return pg.ask(c -> c.preparedQuery(sql).execute(arguments));
    }
}
