package io.pelagos.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pelagos.pool.Usage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API's quotas. */
final class Usages {
    private Usages() {}

    static JsonObject json(Usage usage) {
        return new JsonObject()
                .put("pool", usage.pool())
                .put("per", usage.per())
                .put("window", usage.window())
                .put("max", usage.max())
                .put("used", usage.used())
                .put("resets_at", resetsAt(usage));
    }

    private static @Nullable String resetsAt(Usage usage) {
        return Times.text(usage.resetsAtMillis());
    }

    static void write(JsonGenerator out, List<Usage> usages) throws IOException {
        out.writeStartArray();
        for (Usage usage : usages) {
            out.writeStartObject();
            out.writeStringField("pool", usage.pool());
            out.writeStringField("per", usage.per());
            out.writeStringField("window", usage.window());
            out.writeNumberField("max", usage.max());
            out.writeNumberField("used", usage.used());
            out.writeStringField("resets_at", resetsAt(usage));
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
