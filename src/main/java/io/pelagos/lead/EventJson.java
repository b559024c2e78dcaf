package io.pelagos.lead;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A line of the journal as the API shows it. */
public final class EventJson {
    /** What the sealed part of an event is; the same word opens it. */
    public static final String REASON = "reason";

    private EventJson() {}

    /**
     * {@code {"version","type","at","actor","reason","from","to","data","hash"}}.
     *
     * @param body the line's, opened
     * @param key opens what was said in free words; null for who may not read it
     */
    public static JsonObject of(JsonObject body, Buffer hash, @Nullable LeadKey key) {
        JsonObject data = body.getJsonObject("data", new JsonObject());
        Object reason = body.getValue("reason");
        String sealed = body.getString("sealed");
        if (sealed != null && key != null) {
            byte[] open = key.open(Base64.getDecoder().decode(sealed), REASON);
            JsonObject said = new JsonObject(Buffer.buffer(open));
            Object words = said.remove("reason");
            reason = words == null ? reason : words;
            data.mergeIn(said);
        }
        return new JsonObject()
                .put("version", body.getValue("version"))
                .put("type", body.getValue("type"))
                .put("at", Rfc3339.text(body.getLong("at")))
                .put("actor", body.getValue("actor"))
                .put("reason", reason)
                .put("from", body.getValue("from"))
                .put("to", body.getValue("to"))
                .put("data", data)
                .put("hash", HexFormat.of().formatHex(hash.getBytes()));
    }
}
