package io.pelagos.journal;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
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
        JsonObject json() {
            JsonObject json = new JsonObject().put("tenant", tenant).put("transition", Long.toString(transition));
            if (team != null) {
                json.put("team", team);
            }
            if (leftTeam != null) {
                json.put("left_team", leftTeam);
            }
            return json;
        }
    }

    public byte[] bytes() {
        JsonObject body = new JsonObject()
                .put("lead", Long.toString(lead))
                .put("version", version)
                .put("type", type)
                .put("at", atMillis)
                .put("actor", actor);
        if (reason != null) {
            body.put("reason", reason);
        }
        body.put("from", from).put("to", to);
        if (data != null) {
            body.put("data", data);
        }
        if (sealed != null) {
            body.put("sealed", Base64.getEncoder().encodeToString(sealed));
        }
        body.put("row", written.json());
        return body.encode().getBytes(StandardCharsets.UTF_8);
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
