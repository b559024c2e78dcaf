package io.pelagos.exchange;

import io.pelagos.channel.Intake;
import io.pelagos.journal.Jobs;
import io.pelagos.lead.ContactVault;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings an import's rows in, chunk after chunk, through the intake that all leads take. Each row has a name of its own
 * there, so a chunk that is done again after a crash doubles nothing.
 */
public final class ImportJob implements Jobs.Worker {
    /** The kind of job. */
    public static final String KIND = "import";

    /** Chunks at the same time: they keep the intake's transactions full and leave most of its room to webhooks. */
    private static final int LANES = 4;
    /** Chunks of one round. */
    private static final int CHUNKS_MAX = 60;
    /** A round ends after so long, that other jobs have their turn and the lease does not run out. */
    private static final long ROUND_NANOS = 3_000_000_000L;

    private final Vertx vertx;
    private final ImportStore store;
    private final Directory directory;
    private final ContactVault vault;
    private final Parcel parcel;
    private final Intake intake;
    private final Moving moving;

    public ImportJob(
            Vertx vertx, ImportStore store, Directory directory, ContactVault vault, Intake intake, Moving moving) {
        this.vertx = vertx;
        this.store = store;
        this.directory = directory;
        this.vault = vault;
        this.parcel = new Parcel(vault);
        this.intake = intake;
        this.moving = moving;
    }

    /** What the lanes of one round share. */
    private record Round(
            Import file,
            TenantConfig config,
            List<String> names,
            Queue<Integer> chunks,
            long endNanos,
            AtomicInteger done) {
        boolean over() {
            return System.nanoTime() - endNanos > 0;
        }
    }

    @Override
    public Future<Jobs.Chunk> chunk(Jobs.Job job) {
        TenantConfig config = directory.tenant(job.tenant());
        if (config == null) {
            return Future.succeededFuture(Jobs.Chunk.OVER);
        }
        return vault.ready(job.tenant())
                .compose(keys -> store.work(job.tenant(), job.id()))
                .compose(file -> {
                    Buffer columns = file == null ? null : file.columns();
                    if (file == null || columns == null) {
                        // Somebody has stopped it.
                        return Future.succeededFuture(Jobs.Chunk.OVER);
                    }
                    List<String> names = parcel.open(job.tenant(), Parcel.columns(file.id()), columns)
                            .get(0)
                            .values();
                    return store.waiting(file.id(), CHUNKS_MAX)
                            .compose(waiting -> waiting.isEmpty()
                                    ? store.end(file.id()).map(ended -> Jobs.Chunk.OVER)
                                    : round(new Round(
                                            file,
                                            config,
                                            names,
                                            new ConcurrentLinkedQueue<>(waiting),
                                            System.nanoTime() + ROUND_NANOS,
                                            new AtomicInteger())));
                });
    }

    private Future<Jobs.Chunk> round(Round round) {
        List<Future<Void>> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            lanes.add(lane(round));
        }
        // All of them, before the next round begins.
        return Future.join(lanes).transform(done -> {
            int rows = round.done.get();
            if (done.failed() && rows == 0) {
                return Future.failedFuture(done.cause());
            }
            Import file = round.file;
            int before = file.accepted() + file.duplicate() + file.merged() + file.rejected();
            return Future.succeededFuture(
                    new Jobs.Chunk(rows, Math.max(1, file.total() - before - rows), false, null, 0));
        });
    }

    private Future<Void> lane(Round round) {
        Integer n = round.over() ? null : round.chunks.poll();
        return n == null ? Future.succeededFuture() : rows(round, n).compose(done -> lane(round));
    }

    private Future<Void> rows(Round round, int n) {
        Import file = round.file;
        return store.chunk(file.id(), n).compose(stored -> {
            if (stored == null) {
                return Future.succeededFuture();
            }
            return new Batch(vertx, intake, moving, file, round.config, n)
                    .run(() -> parcel.open(file.tenant(), Parcel.rows(file.id(), n), stored), round.names)
                    .compose(tally -> note(round, n, tally));
        });
    }

    private Future<Void> note(Round round, int n, Tally tally) {
        Import file = round.file;
        Buffer errors =
                tally.errors.isEmpty() ? null : parcel.close(file.tenant(), Parcel.errors(file.id(), n), tally.errors);
        return store.note(file.id(), n, tally, errors).map(first -> {
            if (first) {
                round.done.addAndGet(tally.rows());
            }
            return null;
        });
    }
}
