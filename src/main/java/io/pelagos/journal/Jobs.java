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

    private static final String COLUMNS = "id, tenant, kind, doc, actor, status, total, done, failed,"
            + " (extract(epoch from created_at) * 1000)::bigint";
    private static final String CREATE =
            "insert into job (id, tenant, kind, doc, actor, total) values ($1, $2, $3, $4, $5, $6)";
    private static final String TAKE = "update job set lease = now() + interval '" + LEASE_SECONDS + " seconds'"
            + " where id = (select id from job where status = 'running' and lease <= now()"
            + " order by lease limit 1 for update skip locked) returning " + COLUMNS;
    private static final String NOTE = """
            update job set done = done + $2, failed = $3, status = $4, total = greatest(total, done + $2),
              lease = now(), changed_at = now() where id = $1""";
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
     * @param status running, done or failed
     * @param total leads, as far as was known when it began
     * @param failed leads that could not be changed
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
            long createdAtMillis) {}

    /**
     * What a chunk has done.
     *
     * @param done leads that were changed
     * @param failed what the worker counts of its failures; at the end, leads that could not be changed
     * @param over whether nothing is left to be tried
     * @param rest whether to wait a little before the next chunk, as this one has found no way
     */
    public record Chunk(int done, int failed, boolean over, boolean rest) {}

    /** Does a kind of job, a chunk of at most 100 leads at a time; a chunk that is done again does no harm. */
    @FunctionalInterface
    public interface Worker {
        Future<Chunk> chunk(Job job);
    }

    /** Within the transaction that decides that it is to be done. */
    public static Future<?> create(
            SqlClient transaction, long id, int tenant, String kind, JsonObject doc, String actor, int total) {
        return transaction.preparedQuery(CREATE).execute(Tuple.of(id, tenant, kind, doc, actor, total));
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
            String status = !chunk.over ? "running" : chunk.failed == 0 ? "done" : "failed";
            if (chunk.over) {
                LOG.info("Job {} ({}) is {}: {} leads", job.id, job.kind, status, job.done + chunk.done);
            }
            return pg.ask(c -> c.preparedQuery(NOTE).execute(Tuple.of(job.id, chunk.done, chunk.failed, status)))
                    .map(noted -> !chunk.rest);
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
                row.getLong(9));
    }
}
