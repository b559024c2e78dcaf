package io.pelagos.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/**
 * What comes in.
 *
 * @param told how it is written, as far as its sender says; null: finds out
 */
public record Source(Format format, @Nullable Charset told) {
    /** By the Content-Type; null when it is none that is understood, or its charset is not. */
    public static @Nullable Source ofType(@Nullable String contentType) {
        Format format = Format.ofType(contentType);
        try {
            return format == null ? null : new Source(format, Encoding.named(contentType));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    Lines open(InputStream bytes, Spool spool) throws IOException {
        return switch (format) {
            case CSV -> CsvLines.open(bytes, told);
            case NDJSON -> NdjsonLines.open(bytes, told);
            case XLSX -> XlsxLines.open(bytes, spool);
        };
    }
}
