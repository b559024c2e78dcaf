package io.pelagos.audit;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A file of {@link HeadsText}, read in order and proven before. */
public final class HeadsFile implements AutoCloseable {
    private static final int LINE_MAX = 1_000;

    private final BufferedReader reader;
    private final String tenant;
    private @Nullable Head next;

    private HeadsFile(BufferedReader reader, String tenant) {
        this.reader = reader;
        this.tenant = tenant;
    }

    /** Reads it once to its end, then from its beginning. Throws {@link Unusable} for a file that is not whole. */
    public static HeadsFile open(Path file) throws IOException {
        try (BufferedReader whole = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            prove(file, whole);
        }
        BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        HeadsFile heads = new HeadsFile(reader, tenant(file, reader));
        heads.advance();
        return heads;
    }

    /** A file of heads that says nothing, with the reason. */
    public static final class Unusable extends IOException {
        private static final long serialVersionUID = 1;

        Unusable(Path file, String why) {
            super(file + " " + why);
        }
    }

    public String tenant() {
        return tenant;
    }

    /** The head that comes next; null behind the last. */
    @Nullable
    Head peek() {
        return next;
    }

    Head take() throws IOException {
        Head taken = next;
        if (taken == null) {
            throw new IllegalStateException("there is no further head");
        }
        advance();
        return taken;
    }

    private void advance() throws IOException {
        JsonObject line = new JsonObject(line(reader));
        next = line.containsKey("lead") ? head(line) : null;
    }

    private static Head head(JsonObject line) {
        return new Head(
                Long.parseLong(line.getString("lead")),
                line.getInteger("version", 0),
                HexFormat.of().parseHex(line.getString("hash", "")));
    }

    private static void prove(Path file, BufferedReader reader) throws IOException {
        MessageDigest digest = HeadsText.sha256();
        try {
            tenant(file, reader);
            long before = Long.MIN_VALUE;
            long leads = 0;
            while (true) {
                String text = line(reader);
                JsonObject line = new JsonObject(text);
                if (!line.containsKey("lead")) {
                    String sum = HexFormat.of().formatHex(digest.digest());
                    if (line.getLong("leads", -1L) != leads || !sum.equals(line.getString("sha256"))) {
                        throw new Unusable(file, "was changed: its last line does not fit the others");
                    }
                    return;
                }
                Head head = head(line);
                if (head.lead() <= before) {
                    throw new Unusable(file, "is not in the order of the leads' ids");
                }
                before = head.lead();
                leads++;
                digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
            throw new Unusable(file, "is no file of heads, or not whole");
        }
    }

    private static String tenant(Path file, BufferedReader reader) throws IOException {
        try {
            JsonObject first = new JsonObject(line(reader));
            String tenant = first.getString("tenant");
            if (tenant == null || first.getInteger("heads", 0) != HeadsText.FORMAT) {
                throw new Unusable(file, "is no file of heads of this version");
            }
            return tenant;
        } catch (DecodeException | ClassCastException e) {
            throw new Unusable(file, "is no file of heads");
        }
    }

    /** A bounded line, empty behind the end. */
    private static String line(BufferedReader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        int c = reader.read();
        while (c >= 0 && c != '\n' && text.length() < LINE_MAX) {
            text.append((char) c);
            c = reader.read();
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
