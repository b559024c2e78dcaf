package io.pelagos;

import io.pelagos.platform.RedisUrl;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the Redis that has the keys directly; connects anew for each command, as tests kill it. */
final class TestRedis {
    private static final Pattern TAG = Pattern.compile("\\{c\\d+}");
    private static final Pattern MOVED = Pattern.compile("MOVED \\d+ (\\S+)");

    private final RedisUrl url;

    TestRedis(String url) {
        this.url = RedisUrl.of(url);
    }

    /** Text, Long, null, or a list of those; an error is thrown. */
    Object ask(String... words) {
        try {
            return at(master(words), words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object at(String server, String... words) throws IOException {
        int colon = server.lastIndexOf(':');
        try (Socket socket = new Socket(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)))) {
            socket.setSoTimeout(10_000);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            if (url.password() != null) {
                write(socket.getOutputStream(), "AUTH", url.password());
                read(in);
            }
            write(socket.getOutputStream(), words);
            return read(in);
        }
    }

    private String master(String... words) throws IOException {
        return switch (url.kind()) {
            case SINGLE -> url.servers().get(0);
            case SENTINEL -> {
                List<?> told =
                        (List<?>) first(server -> at(server, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", url.master()));
                yield told.get(0) + ":" + told.get(1);
            }
            case CLUSTER -> {
                Matcher tag = TAG.matcher(String.join(" ", words).replace("\\", ""));
                yield tag.find()
                        ? (String) first(server -> holder(server, tag.group()))
                        : url.servers().get(0);
            }
        };
    }

    private interface Question {
        Object put(String server) throws IOException;
    }

    /** Whoever answers. */
    private Object first(Question question) throws IOException {
        IOException last = new IOException("nobody was asked");
        for (String server : url.servers()) {
            try {
                return question.put(server);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /** Who has the keys of a tag, as a server of the cluster says. */
    private String holder(String server, String tag) throws IOException {
        try {
            at(server, "GET", tag);
            return server;
        } catch (IOException e) {
            Matcher moved = MOVED.matcher(String.valueOf(e.getMessage()));
            if (moved.find()) {
                return moved.group(1);
            }
            throw e;
        }
    }

    @SuppressWarnings("unchecked")
    List<String> list(String... words) {
        return (List<String>) (List<?>) (List<Object>) ask(words);
    }

    Map<String, String> hash(String key) {
        List<String> flat = list("HGETALL", key);
        Map<String, String> hash = new HashMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            hash.put(flat.get(i), flat.get(i + 1));
        }
        return hash;
    }

    private static void write(OutputStream out, String... words) throws IOException {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            text.append('$').append(length).append("\r\n").append(word).append("\r\n");
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static Object read(InputStream in) throws IOException {
        int kind = in.read();
        String line = line(in);
        return switch (kind) {
            case '+' -> line;
            case ':' -> Long.valueOf(line);
            case '$' -> text(in, Integer.parseInt(line));
            case '*' -> list(in, Integer.parseInt(line));
            default -> throw new IOException("Redis says: " + line);
        };
    }

    private static Object text(InputStream in, int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        line(in);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<Object> list(InputStream in, int size) throws IOException {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(read(in));
        }
        return list;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("Redis closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
