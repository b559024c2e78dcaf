package io.pelagos.bench;

import java.io.IOException;
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

    private final RedisLink redis;
    private final Children children;
    private final int agents;
    private final String sha;

    RedisReference(RedisLink redis, Children children, int agents) throws IOException {
        this.redis = redis;
        this.children = children;
        this.agents = agents;
        this.sha = redis.call("SCRIPT", "LOAD", Resources.text("reference-claim.lua"));
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
            long made = Long.parseLong(redis.call("HLEN", KEYS_PREFIX + "outbox"));
            if (made < claims) {
                throw new IllegalStateException("the reference claimed " + made + " of " + claims + " leads");
            }
            return last;
        } finally {
            clear();
        }
    }

    private List<String> command(int claims) {
        List<String> command = new ArrayList<>(List.of("redis-benchmark", "-h", redis.host(), "-p", "" + redis.port()));
        if (!redis.user().isEmpty()) command.addAll(List.of("--user", redis.user()));
        if (!redis.password().isEmpty()) command.addAll(List.of("-a", redis.password()));
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
            redis.call("EVAL", script, "1", KEYS_PREFIX + "pool", "" + from, "" + (from + FILL_CHUNK - 1));
        }
    }

    private void clear() throws IOException {
        String[] command = new String[KEYS.length + 1];
        command[0] = "UNLINK";
        for (int i = 0; i < KEYS.length; i++) command[i + 1] = KEYS_PREFIX + KEYS[i];
        redis.call(command);
    }

    @Override
    public void close() throws IOException {
        clear();
        redis.close();
    }
}
