package io.pelagos.journal;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on many leads, in chunks, that survives the node that began it: table {@code job}. It is not atomic as a whole;
 * each lead takes the one road.
 */
public final class Jobs {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    /** A node that has not come back for so long has died. */
    private static final int LEASE_SECONDS = 15;

    /** So many chunks one after the other of which all was refused: it is no use. */
    private static final int IDLE_MAX = 120;
    /** Before the next chunk after such a one. */
    private static final double REST_SECONDS = 0.5;

    private static final String COLUMNS = "id, tenant, kind, doc, actor, status, total, done, failed, idle,"
            + " (date_part('epoch', created_at) * 1000)::bigint";
    private static final String CREATE =
            "insert into job (id, tenant, kind, doc, actor, total) values ($1, $2, $3, $4, $5, $6)";
    private static final String TAKE = "update job set lease = now() + interval '" + LEASE_SECONDS + " seconds'"
            + " where id = (select id from job where status = 'running' and lease <= now()"
            + " order by lease limit 1 for update skip locked) returning " + COLUMNS;
    /** Whoever has changed what a job has to know meanwhile, such as the key that it lies under, is not undone. */
    private static final String NOTE = """
            update job set done = done + $2, failed = case when $4 = 'failed' then $3 else 0 end, status = $4,
              total = case when $4 = 'running' then greatest(total, done + $2 + $3) else done + $2 + $3 end,
              idle = $5, lease = now() + make_interval(secs => $6), doc = coalesce($7, doc), changed_at = now()
            where id = $1 and status = 'running' and ($7::jsonb is null or doc = $8)""";

    private static final String RESTART = """
            with newest as (
              insert into job (id, tenant, kind, doc, actor, total)
              values ($1, $2, $3, jsonb_build_object('version', $4::bigint), $5, 0)
              on conflict (tenant, kind, ((doc ->> 'version')::bigint)) where doc ? 'version' do nothing
              returning id
            )
            update job set status = 'superseded', changed_at = now()
            where tenant = $2 and kind = $3 and status = 'running' and (doc ->> 'version')::bigint < $4
              and exists (select from newest)""";
    private static final String FIND = "select " + COLUMNS + " from job where tenant = $1 and id = $2";
    private static final String LIST =
            "select " + COLUMNS + " from job where tenant = $1 and id < $2 order by id desc limit $3";

    private final PgLink pg;
    private final Map<String, Worker> workers;
    private boolean running;

    /** @param workers by the kind of job */
    public Jobs(PgLink pg, Map<String, Worker> workers) {
        this.pg = pg;
        this.workers = workers;
    }

    /**
     * A job as stored.
     *
     * @param doc what it is to do, as its worker understands it
     * @param status running, done, failed, or superseded by another of its kind
     * @param total leads, as far as was known when it began
     * @param failed leads that could not be changed, once it is over
     * @param idle chunks that were refused since the last that changed something
     */
    public record Job(
            long id,
            int tenant,
            String kind,
            JsonObject doc,
            String actor,
            String status,
            int total,
            int done,
            int failed,
            int idle,
            long createdAtMillis) {}

    /**
     * What a chunk has done.
     *
     * @param done leads that were changed
     * @param left leads that are still to be changed, as far as it has looked; 0 ends the job
     * @param refused whether all that it tried was refused; what only has to wait is not
     * @param doc what the next chunk has to know; null for what this one was told
     * @param restSeconds before the next chunk
     * @param givenUp whether the job ends here, though something is left
     */
    public record Chunk(
            int done, int left, boolean refused, @Nullable JsonObject doc, double restSeconds, boolean givenUp) {
        public Chunk(int done, int left, boolean refused, @Nullable JsonObject doc, double restSeconds) {
            this(done, left, refused, doc, restSeconds, false);
        }

        /** Nothing is left to be done. */
        public static final Chunk OVER = new Chunk(0, 0, false, null, 0);
        /** Something else has to be first. */
        public static final Chunk LATER = new Chunk(0, 1, false, null, REST_SECONDS);
    }

    /** Does a kind of job, a chunk of some seconds at a time; a chunk that is done again does no harm. */
    @FunctionalInterface
    public interface Worker {
        Future<Chunk> chunk(Job job);
    }

    /** Within the transaction that decides that it is to be done. */
    public static Future<?> create(
            SqlClient transaction, long id, int tenant, String kind, JsonObject doc, String actor, int total) {
        return transaction.preparedQuery(CREATE).execute(Tuple.of(id, tenant, kind, doc, actor, total));
    }

    /**
     * Does a kind of job for a version of a tenant's configuration, once over all nodes; it takes the place of one that
     * runs for an older version. The job's document is {@code {"version"}}.
     */
    public Future<Void> restart(long id, int tenant, String kind, long version, String actor) {
        return pg.ask(c -> c.preparedQuery(RESTART).execute(Tuple.of(id, tenant, kind, version, actor)))
                .mapEmpty();
    }

    /** One chunk of the job that has waited longest; whether another may follow at once. */
    public Future<Boolean> runDue() {
        if (running) {
            return Future.succeededFuture(false);
        }
        running = true;
        return pg.ask(c -> c.query(TAKE).execute())
                .compose(rows -> {
                    if (rows.rowCount() == 0) {
                        return Future.succeededFuture(false);
                    }
                    return chunk(job(rows.iterator().next()));
                })
                .andThen(done -> running = false);
    }

    private Future<Boolean> chunk(Job job) {
        Worker worker = workers.get(job.kind());
        if (worker == null) {
            // A newer node knows it; its lease keeps it for that one.
            return Future.succeededFuture(false);
        }
        return worker.chunk(job).compose(chunk -> {
            // What found the road closed, or the lead on its way, is tried again; what is refused, not for ever.
            int idle = chunk.done > 0 ? 0 : job.idle + (chunk.refused ? 1 : 0);
            String status = chunk.left == 0 ? "done" : chunk.givenUp || idle >= IDLE_MAX ? "failed" : "running";
            double rest = chunk.done > 0 ? chunk.restSeconds : Math.max(REST_SECONDS, chunk.restSeconds);
            Tuple note = Tuple.of(job.id, chunk.done, chunk.left, status, idle, rest, chunk.doc, job.doc);
            return pg.ask(c -> c.preparedQuery(NOTE).execute(note)).map(noted -> {
                if (noted.rowCount() == 0) {
                    // Superseded, or changed by somebody: then it is done again when its lease is over.
                    return false;
                }
                if (!status.equals("running")) {
                    LOG.info("Job {} ({}) is {}: {} leads", job.id, job.kind, status, job.done + chunk.done);
                }
                return chunk.done > 0;
            });
        });
    }

    public Future<@Nullable Job> find(int tenant, long id) {
        return pg.ask(c -> c.preparedQuery(FIND).execute(Tuple.of(tenant, id)))
                .map(rows -> rows.size() == 0 ? null : job(rows.iterator().next()));
    }

    /** Newest first. */
    public Future<List<Job>> list(int tenant, long before, int limit) {
        return pg.ask(c -> c.preparedQuery(LIST).execute(Tuple.of(tenant, before, limit)))
                .map(rows -> {
                    List<Job> jobs = new ArrayList<>();
                    rows.forEach(row -> jobs.add(job(row)));
                    return jobs;
                });
    }

    private static Job job(Row row) {
        return new Job(
                row.getLong(0),
                row.getInteger(1),
                row.getString(2),
                row.getJsonObject(3),
                row.getString(4),
                row.getString(5),
                row.getInteger(6),
                row.getInteger(7),
                row.getInteger(8),
                row.getInteger(9),
                row.getLong(10));
    }
}
