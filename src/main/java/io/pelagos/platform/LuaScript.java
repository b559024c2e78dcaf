package io.pelagos.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script made of one or more files. Its text begins with a nonce, so that a Redis knows it only
 * if somebody who knew that nonce has loaded it.
 */
public record LuaScript(String name, String body) {

    /** Reads files that lie beside a class, first to last. */
    public static LuaScript of(String name, Part... parts) {
        StringBuilder body = new StringBuilder();
        for (Part part : parts) {
            body.append(part.text());
        }
        return new LuaScript(name, body.toString());
    }

    /** One file of a script. */
    public record Part(Class<?> beside, String file) {
        String text() {
            try (InputStream in = beside.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalStateException("script " + file + " is not in the jar");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public String text(String nonce) {
        return "-- " + nonce + "\n" + body;
    }

    /** The name by which Redis calls the text: its SHA-1 in hex. */
    public String sha(String nonce) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(text(nonce).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
