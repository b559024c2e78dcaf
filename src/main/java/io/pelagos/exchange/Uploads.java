package io.pelagos.exchange;

import io.pelagos.lead.ContactVault;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Receives files, each on a thread of its own: a few at a time, none in memory. */
public final class Uploads {
    private static final long THREAD_MINUTES_MAX = 24 * 60;
    /** A workbook is read whole before its first row is stored; meanwhile its import must not look abandoned. */
    private static final long RENEW_MILLIS = 60_000;

    private final Vertx vertx;
    private final Settings settings;
    private final ImportStore store;
    private final Parcel parcel;
    private final Spool spool;
    private final LongSupplier ids;
    private final WorkerExecutor threads;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * Bounds of uploads.
     *
     * @param directory for workbooks while they are read; their files have no name there
     * @param maxBytes of one file
     * @param max so many at a time in this node
     */
    public record Settings(Path directory, long maxBytes, int max) {}

    public Uploads(Vertx vertx, ImportStore store, ContactVault vault, Settings settings, LongSupplier ids) {
        this.vertx = vertx;
        this.settings = settings;
        this.store = store;
        this.parcel = new Parcel(vault);
        this.spool = new Spool(settings.directory());
        this.ids = ids;
        this.threads =
                vertx.createSharedWorkerExecutor("imports", settings.max(), THREAD_MINUTES_MAX, TimeUnit.MINUTES);
    }

    /**
     * What a request asks for.
     *
     * @param doc see {@link Import#doc}; what the file itself tells is added
     * @param key null without an Idempotency-Key
     * @param digest has read what names the request beside the file
     */
    public record Wanted(
            TenantConfig config,
            String actor,
            Source source,
            JsonObject doc,
            byte @Nullable [] key,
            MessageDigest digest) {}

    /**
     * What became of a file.
     *
     * @param replayed it is an earlier one with the same key
     * @param same whether that was the same request with the same file
     */
    public record Stored(Import file, boolean replayed, boolean same) {}

    /** Room for one upload, which {@link #store} or {@link #preview} gives back; null while there is none. */
    public @Nullable Pipe take() {
        if (open.incrementAndGet() > settings.max()) {
            open.decrementAndGet();
            return null;
        }
        return new Pipe(settings.maxBytes());
    }

    /** The largest file. */
    public long maxBytes() {
        return settings.maxBytes();
    }

    /**
     * Stores a file's rows as they come, and begins the import when all are there. Fails with {@link BadFile}; nothing is
     * left of such a file.
     */
    public Future<Stored> store(Pipe pipe, Wanted wanted) {
        long id = ids.getAsLong();
        int tenant = wanted.config.no();
        wanted.doc.put("format", wanted.source.format().text());
        long renewal = vertx.setPeriodic(RENEW_MILLIS, t -> store.renew(id));
        return store.begin(id, tenant, wanted.doc, wanted.actor)
                .compose(begun -> threads.executeBlocking(
                        () -> new Reception(id, wanted, store, parcel, spool).read(pipe), false))
                .compose(file -> store.start(file, wanted.key == null ? null : Buffer.buffer(wanted.key))
                        .compose(earlier -> earlier == null
                                ? Future.succeededFuture(new Stored(file, false, true))
                                : store.delete(tenant, id)
                                        .map(gone -> new Stored(
                                                earlier, true, Objects.equals(earlier.body(), file.body())))))
                .onFailure(broken -> store.delete(tenant, id))
                .onComplete(done -> {
                    vertx.cancelTimer(renewal);
                    free(pipe);
                });
    }

    /** What a file would be; reads no more of it than that needs. Fails with {@link BadFile}. */
    public Future<JsonObject> preview(Pipe pipe, Wanted wanted) {
        wanted.doc.put("format", wanted.source.format().text());
        return threads.executeBlocking(
                        () -> {
                            try (Lines lines = wanted.source.open(pipe, spool)) {
                                return Preview.of(lines, wanted.config, wanted.doc);
                            }
                        },
                        false)
                .onComplete(done -> free(pipe));
    }

    private void free(Pipe pipe) {
        pipe.close();
        open.decrementAndGet();
    }

    /** Opens an import's columns. */
    public JsonArray columns(Import file) {
        Buffer sealed = file.columns();
        JsonArray names = new JsonArray();
        if (sealed != null) {
            parcel.open(file.tenant(), Parcel.columns(file.id()), sealed)
                    .forEach(line -> line.values().forEach(names::add));
        }
        return names;
    }
}
