package io.pelagos.exchange;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A file of leads on its way in, as stored in table {@code import}.
 *
 * @param doc {@code {"format","pool","channel","region","mapping","grace_millis","encoding","delimiter"}}
 * @param columns sealed names of its columns; null while it is uploaded
 * @param body what it was: hash of method, path, query and file; null without a key
 * @param status uploading, running, stopping or done
 * @param total rows in it
 * @param merged rows whose lead was there, and got something from them
 */
public record Import(
        long id,
        int tenant,
        JsonObject doc,
        @Nullable Buffer columns,
        String actor,
        @Nullable Buffer body,
        String status,
        int total,
        int accepted,
        int duplicate,
        int merged,
        int rejected,
        long createdAtMillis) {
    static final String UPLOADING = "uploading";
    public static final String RUNNING = "running";
    /** Nobody hears of it any more; rows that have begun to come in go on until they are where they belong. */
    static final String STOPPING = "stopping";

    /** What the API says: who has not sent all of it yet does not know of it. */
    public String shownStatus() {
        return status.equals(UPLOADING) ? RUNNING : status;
    }

    Format format() {
        Format format = Format.of(doc.getString("format", ""));
        return format == null ? Format.CSV : format;
    }
}
