package io.pelagos.exchange;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One file on its way into the database, on its thread: rows are sealed by the hundred, and never wait in a heap. */
final class Reception {
    /** Rows of a chunk: as many leads as the intake commits at once. */
    static final int ROWS = 500;

    private static final int CHUNK_CHARACTERS = 1 << 20;
    private static final int STORING_MAX = 4;
    private static final int STORE_SECONDS = 60;

    private final long id;
    private final Uploads.Wanted wanted;
    private final ImportStore store;
    private final Parcel parcel;
    private final Spool spool;
    private final Semaphore room = new Semaphore(STORING_MAX);
    private volatile @Nullable Throwable failure;
    private int chunks;

    Reception(long id, Uploads.Wanted wanted, ImportStore store, Parcel parcel, Spool spool) {
        this.id = id;
        this.wanted = wanted;
        this.store = store;
        this.parcel = parcel;
        this.spool = spool;
    }

    /** The import as it begins; all its rows are stored. */
    Import read(Pipe pipe) throws IOException {
        InputStream bytes = new DigestInputStream(pipe, wanted.digest());
        int tenant = wanted.config().no();
        try (Lines lines = wanted.source().open(bytes, spool)) {
            JsonObject doc = wanted.doc().copy().put("encoding", lines.encoding());
            if (lines.delimiter() != null) {
                doc.put("delimiter", lines.delimiter());
            }
            check(lines, doc);
            int total = store(lines);
            bytes.transferTo(OutputStream.nullOutputStream());
            if (total == 0) {
                throw new BadFile("the file has no rows");
            }
            Line names = new Line(0, lines.columns(), null);
            return new Import(
                    id,
                    tenant,
                    doc,
                    parcel.close(tenant, Parcel.columns(id), List.of(names)),
                    wanted.actor(),
                    wanted.key() == null ? null : Buffer.buffer(wanted.digest().digest()),
                    Import.RUNNING,
                    total,
                    0,
                    0,
                    0,
                    0,
                    0);
        }
    }

    private void check(Lines lines, JsonObject doc) throws IOException {
        Columns.check(doc.getJsonObject("mapping"), lines);
        Plan plan = Plan.of(wanted.config(), doc, lines.columns());
        if (plan == null || !plan.hasContact()) {
            throw new BadFile(
                    "no column is a name, phone, e-mail, WeChat or company: the first line must name the columns;"
                            + " say with mapping which is which");
        }
    }

    private int store(Lines lines) throws IOException {
        List<Line> rows = new ArrayList<>(ROWS);
        int characters = 0;
        int total = 0;
        for (Line line = lines.next(); line != null; line = lines.next()) {
            rows.add(line);
            total++;
            for (String value : line.values()) {
                characters += value.length();
            }
            if (rows.size() == ROWS || characters > CHUNK_CHARACTERS) {
                send(rows);
                rows = new ArrayList<>(ROWS);
                characters = 0;
            }
        }
        if (!rows.isEmpty()) {
            send(rows);
        }
        take(STORING_MAX);
        return total;
    }

    private void send(List<Line> rows) throws IOException {
        int n = chunks++;
        Buffer sealed = parcel.close(wanted.config().no(), Parcel.rows(id, n), rows);
        take(1);
        store.add(id, n, sealed).onComplete(stored -> {
            if (stored.failed()) {
                failure = stored.cause();
            }
            room.release();
        });
    }

    /** Waits until so many more may be on their way. */
    private void take(int permits) throws IOException {
        try {
            if (!room.tryAcquire(permits, STORE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the database takes too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        Throwable broken = failure;
        if (broken != null) {
            throw new IOException("rows could not be stored", broken);
        }
    }
}
