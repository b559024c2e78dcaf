package io.pelagos.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * What comes in.
 *
 * @param told how it is written, as far as its sender says; null: finds out
 */
public record Source(Format format, @Nullable Charset told) {
    /** By the Content-Type; null when it is none that is understood. */
    public static @Nullable Source ofType(@Nullable String contentType) {
        Format format = Format.ofType(contentType);
        return format == null ? null : new Source(format, Encoding.named(contentType));
    }

    Lines open(InputStream bytes, Spool spool) throws IOException {
        return switch (format) {
            case CSV -> CsvLines.open(bytes, told);
            case NDJSON -> NdjsonLines.open(bytes, told);
            case XLSX -> XlsxLines.open(bytes, spool);
        };
    }
}
