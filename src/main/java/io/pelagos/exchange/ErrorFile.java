package io.pelagos.exchange;

import io.pelagos.lead.ContactVault;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an import that were no leads, as a CSV file: their columns as they came, and {@code error}. Put right, it can
 * be imported again.
 */
public final class ErrorFile {
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
            List<List<String>> rows = new ArrayList<>();
            for (Line line : parcel.open(tenant, Parcel.errors(file.id(), errors.n()), errors.sealed())) {
                List<String> row = new ArrayList<>(line.values());
                row.add("line " + line.number() + ": " + line.fault());
                rows.add(row);
            }
            return new Part(head.appendBuffer(CsvText.rows(rows)), errors.n());
        });
    }

    private Buffer head(Import file) {
        List<String> names = new ArrayList<>();
        Buffer columns = file.columns();
        if (columns != null) {
            names.addAll(parcel.open(file.tenant(), Parcel.columns(file.id()), columns)
                    .get(0)
                    .values());
        }
        names.add("error");
        return Buffer.buffer(CsvText.MARK).appendBuffer(CsvText.rows(List.of(names)));
    }
}
