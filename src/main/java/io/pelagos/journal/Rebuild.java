package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadRows;
import io.pelagos.platform.LuaScript;
import io.pelagos.platform.PgSteps;
import io.pelagos.platform.Repeat;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a cell's Redis from PostgreSQL under a new epoch and a new nonce. One node at a time, by a lock
 * of its connection: a rebuild that loses it starts over. Each step is bounded in time, not the whole:
 * millions of leads take long. The scripts are loaded last, so nothing is decided before all is there.
 */
final class Rebuild {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
    private static final int PAGE = 1000;
    /** First number of the advisory locks of rebuilds: one at a time for each cell. */
    private static final int REBUILD_SPACE = PostgresTruth.LOCK_SPACE + 1;

    private static final String PAGE_SQL = "select " + LeadRows.LEAD
            + " from lead l where l.tenant = $1 and l.id > $2 and l.state <> 'c' order by l.id limit " + PAGE;
    private static final String NEXT_EPOCH =
            "update cell set epoch = greatest(epoch, $2) + 1, nonce = $3, replid = '', ready = false where id = $1";
    private static final String READY = "update cell set replid = $3, ready = true where id = $1 and epoch = $2";
    private static final String XMIN = "select pg_snapshot_xmin(pg_current_snapshot())::text";
    /**
     * The newest claim and the newest leaving of a tenant, which two indexes tell at once. They are asked
     * for the sake of closed leads, whose rows are not read.
     */
    private static final String NEWEST = """
            select coalesce((date_part('epoch', greatest(
              (select max(at) from journal where tenant = $1 and type = 'claimed'),
              (select max(at) from journal where tenant = $1 and left_agent is not null))) * 1000)::bigint, 0)""";

    private static final String TENANTS = "select no, config_version from tenant where cell = $1";

    private final Supplier<? extends Future<? extends PgSteps>> connect;
    private final CellRedis redis;
    private final RedisArbiter arbiter;
    private final Placement placement;
    private final ClaimCounts counts;
    private final List<LuaScript> scripts;
    private final RandomGenerator random;

    /** @param random makes nonces: nobody must guess them, and no two may be alike */
    Rebuild(
            Supplier<? extends Future<? extends PgSteps>> connect,
            CellRedis redis,
            RedisArbiter arbiter,
            Placement placement,
            ClaimCounts counts,
            List<LuaScript> scripts,
            RandomGenerator random) {
        this.connect = connect;
        this.redis = redis;
        this.arbiter = arbiter;
        this.placement = placement;
        this.counts = counts;
        this.scripts = scripts;
        this.random = random;
    }

    /** What became of a rebuild: done, not needed as somebody else has done it, or somebody else is at it. */
    enum Outcome {
        DONE,
        NOT_NEEDED,
        BUSY
    }

    /**
     * Rebuilds a cell, unless somebody else is at it, or has just done it.
     *
     * @param greatestEpoch the greatest epoch that anybody here has seen of this cell
     * @param uselessEpoch a cell that is ready in a later epoch than this has been rebuilt meanwhile
     */
    Future<Outcome> run(int cell, long greatestEpoch, long uselessEpoch) {
        return connect.get()
                .compose(pg -> pg.ask(c -> c.preparedQuery("select pg_try_advisory_lock(" + REBUILD_SPACE + ", $1)")
                                .execute(Tuple.of(cell)))
                        .compose(rows -> rows.iterator().next().getBoolean(0)
                                ? locked(pg, cell, greatestEpoch, uselessEpoch)
                                : Future.succeededFuture(Outcome.BUSY))
                        .eventually(pg::close));
    }

    private Future<Outcome> locked(PgSteps pg, int cell, long greatestEpoch, long uselessEpoch) {
        return pg.ask(c -> CellRow.read(c, cell))
                .compose(row -> row.ready() && row.fence().epoch() > uselessEpoch
                        ? Future.succeededFuture(Outcome.NOT_NEEDED)
                        : fill(pg, cell, greatestEpoch).map(Outcome.DONE));
    }

    private Future<Void> fill(PgSteps pg, int cell, long greatestEpoch) {
        long startNanos = System.nanoTime();
        String nonce = random();
        // Its own nonce: what fills is known only to this run, and a flush in between is noticed.
        String fillNonce = random();
        return nextEpoch(pg, cell, greatestEpoch, nonce)
                .compose(done -> pg.ask(c -> CellRow.read(c, cell)))
                .compose(row -> redis.identity().compose(replid -> {
                    Fence fence = row.fence();
                    Fence filling = new Fence(cell, fence.epoch(), fillNonce, replid);
                    return redis.load(fillNonce, RedisArbiter.OWN)
                            .compose(done -> start(pg, filling))
                            .compose(done -> tenants(pg, filling))
                            .compose(leads -> compare(filling, leads))
                            .compose(leads -> redis.set(CellRow.positionKey(cell), Long.toString(row.position()))
                                    .compose(done -> redis.set(CellRow.filesKey(cell), row.filesMark()))
                                    .compose(done -> redis.set(CellRow.epochKey(cell), row.mark()))
                                    .compose(done -> redis.load(nonce, scripts))
                                    .compose(done -> redis.load(nonce, List.of(CellRedis.marker())))
                                    .compose(done -> redis.identity())
                                    .compose(after -> ready(pg, fence, replid, after))
                                    // Not waited for: memory comes back while the cell works again.
                                    .onSuccess(done -> redis.unlinkOthers(fence)
                                            .onFailure(e -> LOG.info("Old keys of cell {} stay", cell)))
                                    .onSuccess(done -> LOG.info(
                                            "Cell {} rebuilt: epoch {}, {} leads, {} ms",
                                            cell,
                                            fence.epoch(),
                                            leads,
                                            (System.nanoTime() - startNanos) / 1_000_000)));
                }));
    }

    /** Waits for the batches in flight; from here on every one of an older epoch is refused. */
    private static Future<Void> nextEpoch(PgSteps pg, int cell, long greatestEpoch, String nonce) {
        return pg.ask(c -> c.begin()
                .compose(tx -> c.preparedQuery("select pg_advisory_xact_lock(" + PostgresTruth.LOCK_SPACE + ", $1)")
                        .execute(Tuple.of(cell))
                        .compose(locked -> c.preparedQuery(NEXT_EPOCH).execute(Tuple.of(cell, greatestEpoch, nonce)))
                        .compose(done -> tx.commit())));
    }

    /** The tail of new leads begins before the first page is read; the clock is put right after the last. */
    private Future<Void> start(PgSteps pg, Fence fence) {
        return pg.ask(c -> c.query(XMIN).execute())
                .compose(rows -> redis.set(
                        fence.prefix() + "tail", rows.iterator().next().getString(0)))
                .compose(done -> redis.set(fence.prefix() + "clock", "0"));
    }

    /** What was read until now: how many leads, and the time of the newest change. */
    private record Read(int leads, long newestMillis) {
        Read and(int more, long thenMillis) {
            return new Read(leads + more, Math.max(newestMillis, thenMillis));
        }
    }

    private Future<Integer> tenants(PgSteps pg, Fence fence) {
        return pg.ask(c -> c.preparedQuery(TENANTS).execute(Tuple.of(fence.cell())))
                .compose(rows -> {
                    Future<Read> all = Future.succeededFuture(new Read(0, 0));
                    for (Row row : rows) {
                        all = all.compose(read -> tenant(pg, fence, row, read));
                    }
                    return all.compose(read -> {
                        // Limits are counted by the cell's time, so they come after the clock.
                        Future<Void> filled = redis.set(fence.prefix() + "clock", Long.toString(read.newestMillis));
                        for (Row row : rows) {
                            filled = filled.compose(done -> limits(fence, row.getInteger(0)));
                        }
                        return filled.map(read.leads);
                    });
                });
    }

    private Future<Read> tenant(PgSteps pg, Fence fence, Row row, Read before) {
        int tenant = row.getInteger(0);
        String version = row.getLong(1).toString();
        return arbiter.call(fence, RedisArbiter.NEWS, List.of(Integer.toString(tenant), version))
                .compose(done -> pg.ask(c -> c.preparedQuery(NEWEST).execute(Tuple.of(tenant))))
                .compose(newest -> new Leads(
                                pg,
                                fence,
                                tenant,
                                before.and(0, newest.iterator().next().getLong(0)))
                        .fill());
    }

    private static Future<RowSet<Row>> page(PgSteps pg, int tenant, long after) {
        return pg.ask(c -> c.preparedQuery(PAGE_SQL).execute(Tuple.of(tenant, after)));
    }

    /** A tenant's open leads on their way, page after page. */
    private final class Leads {
        private final PgSteps pg;
        private final Fence fence;
        private final int tenant;
        private Future<RowSet<Row>> asked;
        private Future<Void> filling = Future.succeededFuture();
        private Read read;

        Leads(PgSteps pg, Fence fence, int tenant, Read before) {
            this.pg = pg;
            this.fence = fence;
            this.tenant = tenant;
            this.asked = page(pg, tenant, 0);
            this.read = before;
        }

        Future<Read> fill() {
            return Repeat.whileTrue(this::next).compose(done -> filling).map(done -> read);
        }

        /** The next page is read while Redis takes this one and the one before: so Redis need not wait. */
        private Future<Boolean> next() {
            return asked.compose(rows -> {
                List<String> page = new ArrayList<>(2 * rows.size());
                long last = 0;
                long newestMillis = 0;
                for (Row row : rows) {
                    LeadRow lead = LeadRows.lead(row, 0);
                    page.add(Long.toString(lead.id()));
                    page.add(LeadRecord.of(lead, placement.place(lead)));
                    last = lead.id();
                    newestMillis = Math.max(newestMillis, lead.changedAtMillis());
                }
                if (page.isEmpty()) {
                    return Future.succeededFuture(false);
                }
                read = read.and(rows.size(), newestMillis);
                Future<Void> before = filling;
                filling = arbiter.call(fence, RedisArbiter.FILL, page).mapEmpty();
                boolean more = rows.size() == PAGE;
                if (more) {
                    asked = page(pg, tenant, last);
                }
                return before.map(more);
            });
        }
    }

    private Future<Void> limits(Fence fence, int tenant) {
        // Nobody else knows the keys of this epoch, so it is always ours.
        CountFill fill = new CountFill(arbiter, counts, fence, tenant, "rebuild");
        return fill.begin().compose(mine -> fill.rest());
    }

    /** New leads may have come in beside the fill: never fewer than were read. */
    private Future<Integer> compare(Fence fence, int leads) {
        return arbiter.call(fence, RedisArbiter.TALLY, List.of())
                .compose(reply -> reply.toInteger() >= leads
                        ? Future.succeededFuture(leads)
                        : Future.failedFuture("Redis holds " + reply + " of " + leads + " leads"));
    }

    private static Future<Void> ready(PgSteps pg, Fence fence, String before, String after) {
        if (!before.equals(after)) {
            return Future.failedFuture("another Redis answers now");
        }
        return pg.ask(c -> c.preparedQuery(READY).execute(Tuple.of(fence.cell(), fence.epoch(), after)))
                .compose(rows -> rows.rowCount() == 1
                        ? Future.succeededFuture()
                        : Future.failedFuture("another rebuild has begun"));
    }

    private String random() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
