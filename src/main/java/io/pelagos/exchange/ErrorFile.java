package io.pelagos.exchange;

import io.pelagos.lead.ContactVault;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an import that were no leads, as a file that can be put right and imported again. Of a table: CSV, their
 * columns as they came, and {@code error}. Of lines of JSON: the lines, and {@code error} in each that is an object.
 */
public final class ErrorFile {
    private static final String ERROR = "error";

    private final ImportStore store;
    private final Parcel parcel;

    public ErrorFile(ImportStore store, ContactVault vault) {
        this.store = store;
        this.parcel = new Parcel(vault);
    }

    /**
     * A part of the file.
     *
     * @param place where it goes on; null when this was the last
     */
    public record Part(Buffer text, @Nullable Integer place) {}

    /** The next part behind a place; -1 for the beginning. */
    public Future<Part> next(Import file, int place) {
        int tenant = file.tenant();
        Buffer head = place < 0 ? head(file) : Buffer.buffer();
        return store.errors(file.id(), place).map(errors -> {
            if (errors == null) {
                return new Part(head, null);
            }
            List<Line> lines = parcel.open(tenant, Parcel.errors(file.id(), errors.n()), errors.sealed());
            return new Part(head.appendBuffer(isJson(file) ? json(lines) : table(lines)), errors.n());
        });
    }

    /** What such a file is. */
    public static Format format(Import file) {
        return isJson(file) ? Format.NDJSON : Format.CSV;
    }

    private static boolean isJson(Import file) {
        return file.format() == Format.NDJSON;
    }

    private static String error(Line line) {
        return "line " + line.number() + ": " + line.fault();
    }

    private static Buffer table(List<Line> lines) {
        List<List<String>> rows = new ArrayList<>();
        for (Line line : lines) {
            List<String> row = new ArrayList<>(line.values());
            row.add(error(line));
            rows.add(row);
        }
        return CsvText.rows(rows);
    }

    private static Buffer json(List<Line> lines) {
        Buffer text = Buffer.buffer();
        for (Line line : lines) {
            JsonObject row = object(line.values().get(0));
            text.appendBuffer(row.put(ERROR, error(line)).toBuffer()).appendString("\n");
        }
        return text;
    }

    private static JsonObject object(String line) {
        try {
            return new JsonObject(line);
        } catch (DecodeException e) {
            return new JsonObject().put(NdjsonLines.COLUMN, line);
        }
    }

    private Buffer head(Import file) {
        if (isJson(file)) {
            return Buffer.buffer();
        }
        List<String> names = new ArrayList<>();
        Buffer columns = file.columns();
        if (columns != null) {
            names.addAll(parcel.open(file.tenant(), Parcel.columns(file.id()), columns)
                    .get(0)
                    .values());
        }
        names.add(ERROR);
        return Buffer.buffer(CsvText.MARK).appendBuffer(CsvText.rows(List.of(names)));
    }
}
