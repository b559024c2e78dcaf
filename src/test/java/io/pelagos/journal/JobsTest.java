package io.pelagos.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.LeadDatabase;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a chunk of a job has done is noted, unless somebody has changed what the job has to know. */
class JobsTest {
    private final LeadDatabase database = new LeadDatabase();
    private final PgLink link = new PgLink(database.vertx, database.options(), 10_000);
    private boolean meddled = true;
    private final Jobs jobs = new Jobs(link, Map.of("count", this::chunk));

    @AfterEach
    void close() {
        database.close();
    }

    /** Counts; and the first time somebody else changes what it was told. */
    private Future<Jobs.Chunk> chunk(Jobs.Job job) {
        int n = job.doc().getInteger("n");
        Jobs.Chunk chunk = new Jobs.Chunk(1, 3 - n, false, job.doc().copy().put("n", n + 1), 0);
        if (!meddled) {
            return Future.succeededFuture(chunk);
        }
        meddled = false;
        return link.ask(c -> c.query("update job set doc = jsonb_set(doc, '{key}', '\"new\"')")
                        .execute())
                .map(chunk);
    }

    private JsonObject stored() {
        return database.rows("select doc, done, status from job").get(0).toJson();
    }

    @Test
    void a_chunk_that_was_told_something_else_is_done_again_and_undoes_nothing() {
        JsonObject doc = new JsonObject().put("n", 1).put("key", "old");
        LeadDatabase.await(link.ask(c -> Jobs.create(c, 1, 7, "count", doc, "ann", 3)));
        assertThat(LeadDatabase.await(jobs.runDue())).isFalse();
        assertThat(stored().getJsonObject("doc")).isEqualTo(doc.copy().put("key", "new"));
        assertThat(stored().getInteger("done")).isZero();
        // It is somebody's for as long as a node has that takes it up.
        database.rows("update job set lease = now()");
        LeadDatabase.await(jobs.runDue());
        assertThat(stored().getJsonObject("doc"))
                .isEqualTo(new JsonObject().put("n", 2).put("key", "new"));
        assertThat(stored().getInteger("done")).isEqualTo(1);
    }
}
