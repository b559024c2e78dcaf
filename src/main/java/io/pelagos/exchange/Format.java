package io.pelagos.exchange;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a file of leads may be. */
public enum Format {
    CSV("text/csv"),
    NDJSON("application/x-ndjson"),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

    private final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** The name that the API shows. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its name; null for none of these. */
    public static @Nullable Format of(String text) {
        for (Format format : values()) {
            if (format.text().equals(text)) {
                return format;
            }
        }
        return null;
    }

    /** By a Content-Type, whatever its parameters; null for none of these. */
    public static @Nullable Format ofType(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
        for (Format format : values()) {
            if (format.mediaType.equalsIgnoreCase(type)) {
                return format;
            }
        }
        return null;
    }
}
