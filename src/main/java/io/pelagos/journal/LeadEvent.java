package io.pelagos.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pelagos.lead.LeadJson;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One line of a lead's journal. Its {@link #bytes()} are stored as they are and chained:
 * {@code hash = sha256(hash of the line before ‖ bytes)}, nothing before the first.
 *
 * @param from where the lead was, in the words of the API: {@code {"state","pool","owner"}}; empty for the first event
 * @param data what else is to be known, not personal
 * @param sealed personal values (a reason in free words), sealed under the lead's key
 */
public record LeadEvent(
        long lead,
        int version,
        String type,
        long atMillis,
        String actor,
        @Nullable String reason,
        JsonObject from,
        JsonObject to,
        @Nullable JsonObject data,
        byte @Nullable [] sealed,
        Written written) {

    private static final int BYTES_USUAL = 512;

    /**
     * What columns of the row say that nothing else in the line tells: in the bytes too, so that the chain covers them.
     *
     * @param transition the request that made it
     * @param team of who has the lead now; {@code leftTeam} of who has it no longer
     */
    public record Written(
            int tenant,
            long transition,
            @Nullable String team,
            @Nullable String leftTeam) {
        private void write(JsonGenerator out) throws IOException {
            out.writeObjectFieldStart("row");
            out.writeNumberField("tenant", tenant);
            out.writeStringField("transition", Long.toString(transition));
            if (team != null) {
                out.writeStringField("team", team);
            }
            if (leftTeam != null) {
                out.writeStringField("left_team", leftTeam);
            }
            out.writeEndObject();
        }
    }

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_USUAL);
        try (JsonGenerator out = LeadJson.generator(bytes)) {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("lead", Long.toString(lead));
        out.writeNumberField("version", version);
        out.writeStringField("type", type);
        out.writeNumberField("at", atMillis);
        out.writeStringField("actor", actor);
        if (reason != null) {
            out.writeStringField("reason", reason);
        }
        LeadJson.writeField(out, "from", from);
        LeadJson.writeField(out, "to", to);
        if (data != null) {
            LeadJson.writeField(out, "data", data);
        }
        if (sealed != null) {
            out.writeStringField("sealed", Base64.getEncoder().encodeToString(sealed));
        }
        written.write(out);
        out.writeEndObject();
    }

    /** The chain's next hash. */
    public static byte[] chain(byte[] previous, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous);
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
