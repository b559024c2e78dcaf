package io.pelagos.audit;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes heads as JSON lines: {@code {"heads":1,"tenant","at"}}, then {@code {"lead","version","hash"}} for each lead in
 * the order of their ids, then {@code {"leads","sha256"}}: how many, and the SHA-256 over the bytes of all lines of
 * leads. That last line alone, written down elsewhere, proves the file.
 */
public final class HeadsText {
    static final int FORMAT = 1;

    private final MessageDigest digest = sha256();
    private long leads;

    public Buffer first(String tenant, Instant at) {
        return line(new JsonObject().put("heads", FORMAT).put("tenant", tenant).put("at", at.toString()));
    }

    public Buffer page(List<Head> heads) {
        Buffer page = Buffer.buffer(heads.size() * 128);
        heads.forEach(head -> page.appendBuffer(line(new JsonObject()
                .put("lead", Long.toString(head.lead()))
                .put("version", head.version())
                .put("hash", HexFormat.of().formatHex(head.hash())))));
        leads += heads.size();
        digest.update(page.getBytes());
        return page;
    }

    public Buffer last() {
        return line(new JsonObject()
                .put("leads", leads)
                .put("sha256", HexFormat.of().formatHex(digest.digest())));
    }

    private static Buffer line(JsonObject json) {
        return json.toBuffer().appendString("\n");
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
