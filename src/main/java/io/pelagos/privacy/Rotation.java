package io.pelagos.privacy;

import io.pelagos.journal.Jobs;
import io.pelagos.lead.KeyStep;
import io.pelagos.lead.Keysets;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.pelagos.privacy.Sweep.Spot;
import io.pelagos.team.Directory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another key takes the place of a tenant's: a job, so that it goes on whatever crashes. The new key is added; when each
 * node has it, it seals; all that lives on is put under it; when a whole pass has found nothing under another, the others
 * are destroyed. If something cannot be opened, they stay, and the job has failed.
 */
public final class Rotation implements Jobs.Worker {
    /** The kind of job. */
    public static final String KIND = "rotation";
    /** The index that lets a tenant have one at a time. */
    public static final String ONE_AT_A_TIME = "job_rotation";

    private static final Logger LOG = LoggerFactory.getLogger(Rotation.class);
    /** Of one chunk: its lease must not run out. */
    private static final int PAGES = 10;
    /** After so many that still found something, an old key stays. */
    private static final int PASSES_MAX = 50;

    private static final String VERSION = "select version from keyset where tenant = $1 for update";
    private static final String COUNT = "select count(*)::int from lead_detail where tenant = $1";

    private final PgPool scans;
    private final Keysets keysets;
    private final Resealing resealing;
    private final Pauses pauses;

    /**
     * Joins its parts.
     *
     * @param scans for what reads its way through a tenant's rows
     */
    public Rotation(
            Vertx vertx, PgLink pg, PgPool sql, PgPool scans, Directory directory, Keysets keysets, Pauses pauses) {
        this.scans = scans;
        this.keysets = keysets;
        this.resealing = new Resealing(vertx, pg, scans, keysets, new SealedConfig(sql, directory, keysets));
        this.pauses = pauses;
    }

    /**
     * Both in seconds, and longer than the second for which a node may be behind and still answer.
     *
     * @param spread before a new key seals: no node may be handed what it cannot open
     * @param drain before it is looked for what is left under an old key: what it sealed last must be stored by then
     */
    public record Pauses(double spread, double drain) {}

    private enum Phase {
        ADD,
        PROMOTE,
        RESEAL,
        DESTROY
    }

    /**
     * How far the job is.
     *
     * @param keys the version of the keyset when it began: who comes late with a step does it no second time
     * @param pass the first is 0
     * @param old rows that this pass has found under another key
     * @param stuck of these, that nothing opens
     */
    private record Progress(long keys, Phase phase, int pass, int place, Spot spot, int old, int stuck) {
        static Progress begun(long keys) {
            return new Progress(keys, Phase.ADD, 0, 0, Spot.FIRST, 0, 0);
        }

        static Progress of(JsonObject doc) {
            return new Progress(
                    doc.getLong("keys"),
                    Phase.valueOf(doc.getString("phase")),
                    doc.getInteger("pass"),
                    doc.getInteger("place"),
                    new Spot(doc.getString("a"), doc.getLong("b")),
                    doc.getInteger("old"),
                    doc.getInteger("stuck"));
        }

        JsonObject json() {
            return new JsonObject()
                    .put("keys", keys)
                    .put("phase", phase.name())
                    .put("pass", pass)
                    .put("place", place)
                    .put("a", spot.a())
                    .put("b", spot.b())
                    .put("old", old)
                    .put("stuck", stuck);
        }

        Progress to(Phase next, int nextPass) {
            return new Progress(keys, next, nextPass, 0, Spot.FIRST, 0, 0);
        }

        Progress behind(Resealing.Page page) {
            Spot next = page.next();
            return new Progress(
                    keys,
                    phase,
                    pass,
                    next == null ? place + 1 : place,
                    next == null ? Spot.FIRST : next,
                    old + page.old(),
                    stuck + page.stuck());
        }
    }

    /**
     * Makes the job, for a tenant that has keys. Fails for the index {@link #ONE_AT_A_TIME} while another runs; the lock
     * keeps that one from going on between the look and the making.
     */
    public static Future<?> begin(SqlClient transaction, long id, int tenant, String actor) {
        return transaction
                .preparedQuery(VERSION)
                .execute(Tuple.of(tenant))
                .compose(rows -> Jobs.create(
                        transaction,
                        id,
                        tenant,
                        KIND,
                        Progress.begun(rows.iterator().next().getLong(0)).json(),
                        actor,
                        0));
    }

    @Override
    public Future<Jobs.Chunk> chunk(Jobs.Job job) {
        Progress at = Progress.of(job.doc());
        int tenant = job.tenant();
        return keysets.load(tenant).compose(known -> switch (at.phase) {
            case ADD ->
                scans.use(c -> c.preparedQuery(COUNT).execute(Tuple.of(tenant))).compose(rows -> keysets.change(
                                tenant, at.keys, KeyStep.ADD)
                        .map(done -> chunk(
                                0, rows.iterator().next().getInteger(0), at.to(Phase.PROMOTE, 0), pauses.spread)));
            case PROMOTE ->
                keysets.change(tenant, at.keys + 1, KeyStep.PROMOTE)
                        .map(done -> chunk(0, left(job, 0), at.to(Phase.RESEAL, 0), 0));
            case RESEAL -> keysets.follow(tenant, at.keys + 2).compose(done -> reseal(job, at, 0, PAGES));
            case DESTROY -> keysets.change(tenant, at.keys + 2, KeyStep.DESTROY).map(done -> Jobs.Chunk.OVER);
        });
    }

    private static Jobs.Chunk chunk(int done, int left, Progress next, double restSeconds) {
        return new Jobs.Chunk(done, Math.max(1, left), false, next.json(), restSeconds);
    }

    private static int left(Jobs.Job job, int done) {
        return job.total() - job.done() - done;
    }

    private Future<Jobs.Chunk> reseal(Jobs.Job job, Progress at, int done, int pages) {
        if (at.place == resealing.places()) {
            return Future.succeededFuture(passed(job, at, done));
        } else if (pages == 0) {
            return Future.succeededFuture(chunk(done, left(job, done), at, 0));
        }
        return resealing
                .page(job.tenant(), at.place, at.spot)
                .compose(page -> reseal(job, at.behind(page), done + page.done(), pages - 1));
    }

    /** The first pass proves nothing: what was sealed before the new key did may have been stored behind its back. */
    private Jobs.Chunk passed(Jobs.Job job, Progress at, int done) {
        if (at.pass > 0 && at.old == 0) {
            return chunk(done, left(job, done), at.to(Phase.DESTROY, at.pass), 0);
        } else if (at.pass > 0 && (at.old == at.stuck || at.pass == PASSES_MAX)) {
            LOG.warn(
                    "tenant {} keeps an old key: {} rows are left under one, {} of them unreadable",
                    job.tenant(),
                    at.old,
                    at.stuck);
            return new Jobs.Chunk(done, at.old, false, at.json(), 0, true);
        }
        return chunk(done, left(job, done), at.to(Phase.RESEAL, at.pass + 1), pauses.drain);
    }
}
