package io.pelagos.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The yardstick of R1: redis-benchmark with the frozen script, in keys of its own on the same Redis. It flushes nothing:
 * neither the database nor the script cache, of which the server would take notice.
 */
final class RedisReference implements AutoCloseable {
    private static final String KEYS_PREFIX = "{pelagos-bench}:";
    private static final String[] KEYS = {"pool", "in_flight", "used", "owned", "outbox", "sequence"};
    private static final int FILL_CHUNK = 5_000;
    private static final Pattern RATE = Pattern.compile("([\\d.]+) requests per second");

    private final URI url;
    private final Children children;
    private final int agents;
    private final Socket socket;
    private final DataInputStream in;
    private final String sha;

    RedisReference(String url, Children children, int agents) throws IOException {
        this.url = URI.create(url);
        if (!"redis".equals(this.url.getScheme())) {
            throw new IllegalStateException("the reference needs a Redis without TLS: redis://…");
        }
        this.children = children;
        this.agents = agents;
        this.socket = new Socket(this.url.getHost(), port());
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        if (!password().isEmpty()) {
            if (user().isEmpty()) call("AUTH", password());
            else call("AUTH", user(), password());
        }
        this.sha = call("SCRIPT", "LOAD", Resources.text("reference-claim.lua"));
        clear();
    }

    /** Fills the pool, claims from it, and answers claims per second. */
    double run(int claims) throws IOException, InterruptedException {
        fill(claims);
        try {
            String output = children.run(command(claims));
            Matcher rate = RATE.matcher(output.replace('\r', '\n'));
            double last = -1;
            while (rate.find()) last = Double.parseDouble(rate.group(1));
            if (last < 0) throw new IllegalStateException("redis-benchmark printed no rate:\n" + output);
            long made = Long.parseLong(call("HLEN", KEYS_PREFIX + "outbox"));
            if (made < claims) {
                throw new IllegalStateException("the reference claimed " + made + " of " + claims + " leads");
            }
            return last;
        } finally {
            clear();
        }
    }

    private List<String> command(int claims) {
        List<String> command = new ArrayList<>(List.of("redis-benchmark", "-h", url.getHost(), "-p", "" + port()));
        if (!user().isEmpty()) command.addAll(List.of("--user", user()));
        if (!password().isEmpty()) command.addAll(List.of("-a", password()));
        command.addAll(List.of("-c", "128", "-n", "" + claims, "-r", "" + agents, "-P", "1", "-q"));
        command.addAll(List.of("EVALSHA", sha, "" + KEYS.length));
        for (String key : KEYS) command.add(KEYS_PREFIX + key);
        command.addAll(List.of("__rand_int__", "1000000", "1000000"));
        return command;
    }

    /** Leads with 19-digit ids, a little more than will be claimed. */
    private void fill(int claims) throws IOException {
        String script = "for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do "
                + "redis.call('ZADD', KEYS[1], i, string.format('7%018d', i)) end";
        for (int from = 0; from < claims + 1_000; from += FILL_CHUNK) {
            call("EVAL", script, "1", KEYS_PREFIX + "pool", "" + from, "" + (from + FILL_CHUNK - 1));
        }
    }

    private void clear() throws IOException {
        String[] command = new String[KEYS.length + 1];
        command[0] = "UNLINK";
        for (int i = 0; i < KEYS.length; i++) command[i + 1] = KEYS_PREFIX + KEYS[i];
        call(command);
    }

    String version() throws IOException {
        Matcher version = Pattern.compile("(?:redis|valkey)_version:(\\S+)").matcher(call("INFO", "server"));
        return version.find() ? version.group(1) : "?";
    }

    private int port() {
        return url.getPort() < 0 ? 6379 : url.getPort();
    }

    private String user() {
        String info = url.getRawUserInfo();
        return info == null || !info.contains(":") ? "" : decoded(info.substring(0, info.indexOf(':')));
    }

    private String password() {
        String info = url.getRawUserInfo();
        return info == null ? "" : decoded(info.substring(info.indexOf(':') + 1));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** One command, one reply of any simple kind as text; an error reply fails. */
    private String call(String... command) throws IOException {
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
        clear();
        socket.close();
    }
}
