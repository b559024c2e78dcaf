package io.pelagos.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Redis seen by the bench: a socket, one command after the other. */
final class RedisLink implements AutoCloseable {
    private final URI url;
    private final Socket socket;
    private final DataInputStream in;

    /** @param url {@code redis://user:password@host:port} */
    RedisLink(String url) throws IOException {
        this.url = URI.create(url);
        if (!"redis".equals(this.url.getScheme())) {
            throw new IllegalStateException("the bench needs a Redis without TLS: redis://…");
        }
        this.socket = new Socket(host(), port());
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        if (!password().isEmpty()) {
            if (user().isEmpty()) call("AUTH", password());
            else call("AUTH", user(), password());
        }
    }

    String host() {
        return url.getHost();
    }

    int port() {
        return url.getPort() < 0 ? 6379 : url.getPort();
    }

    /** Empty: the usual one. */
    String user() {
        String info = url.getRawUserInfo();
        return info == null || !info.contains(":") ? "" : decoded(info.substring(0, info.indexOf(':')));
    }

    /** Empty: none is needed. */
    String password() {
        String info = url.getRawUserInfo();
        return info == null ? "" : decoded(info.substring(info.indexOf(':') + 1));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    String version() throws IOException {
        Matcher version = Pattern.compile("(?:redis|valkey)_version:(\\S+)").matcher(call("INFO", "server"));
        return version.find() ? version.group(1) : "?";
    }

    /** Bytes that Redis has allocated. */
    long usedMemory() throws IOException {
        Matcher used = Pattern.compile("used_memory:(\\d+)").matcher(call("INFO", "memory"));
        if (!used.find()) throw new IOException("INFO memory tells no used_memory");
        return Long.parseLong(used.group(1));
    }

    /** How often something was called since the counters began, and how many microseconds it took. */
    record Calls(long calls, long micros) {
        Calls since(Calls before) {
            return new Calls(calls - before.calls, micros - before.micros);
        }

        Calls and(Calls others) {
            return new Calls(calls + others.calls, micros + others.micros);
        }
    }

    /** By command, those that scripts have called too. */
    Map<String, Calls> commands() throws IOException {
        Matcher stat =
                Pattern.compile("cmdstat_([^:]+):calls=(\\d+),usec=(\\d+)").matcher(call("INFO", "commandstats"));
        Map<String, Calls> commands = new TreeMap<>();
        while (stat.find()) {
            commands.put(stat.group(1), new Calls(Long.parseLong(stat.group(2)), Long.parseLong(stat.group(3))));
        }
        return commands;
    }

    Calls scripts() throws IOException {
        Map<String, Calls> commands = commands();
        return Stream.of("evalsha", "eval", "fcall")
                .map(name -> commands.getOrDefault(name, new Calls(0, 0)))
                .reduce(new Calls(0, 0), Calls::and);
    }

    /** One command, one reply of any simple kind as text; an error reply fails. */
    String call(String... command) throws IOException {
        StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
        for (String part : command) {
            request.append('$')
                    .append(part.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
            request.append(part).append("\r\n");
        }
        OutputStream out = socket.getOutputStream();
        out.write(request.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        String head = line();
        if (head.startsWith("-")) throw new IOException("Redis answered " + head.substring(1));
        if (!head.startsWith("$")) return head.substring(1);
        int length = Integer.parseInt(head.substring(1));
        if (length < 0) return "";
        byte[] text = in.readNBytes(length);
        line();
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) throw new IOException("Redis closed the connection");
            if (c != '\r') line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
