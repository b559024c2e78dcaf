package io.pelagos.bench;

import static io.pelagos.bench.Report.format;
import static io.pelagos.bench.Report.say;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

/**
 * Where the time of a saturated run goes, per request: processors by process, commands of Redis, bytes of the
 * write-ahead log. No row: it says what to look at before something is made faster. Linux alone tells the first.
 */
final class Profile {
    private static final int WARM_SECONDS = 6;
    private static final String WAL = "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint";
    /** Commands that are rarer than that per request tell nothing. */
    private static final double RARE = 0.005;

    private final Stand stand;
    private final Options options;

    private interface Load {
        Wrk.Run run() throws IOException, InterruptedException;
    }

    Profile(Stand stand) {
        this.stand = stand;
        this.options = stand.options();
    }

    void run() throws IOException, InterruptedException, SQLException {
        Product product = stand.product(options.agents());
        product.warm(WARM_SECONDS);
        try (RedisLink redis = stand.redis()) {
            for (int i = 0; i < options.runs(); i++) {
                Wrk.Run hooks = measured("webhooks", redis, () -> product.hooks(options.seconds()));
                product.fill((long) (hooks.perSecond() * Everyday.WARMER * options.seconds()));
                measured("claims", redis, () -> product.claims(options.seconds()));
            }
        }
    }

    private Wrk.Run measured(String what, RedisLink redis, Load load)
            throws IOException, InterruptedException, SQLException {
        Map<String, RedisLink.Calls> commands = redis.commands();
        long wal = stand.database().number(WAL);
        Processors processors = Processors.now();
        Wrk.Run run = load.run();
        String used = Processors.now().since(processors, run.ok());
        say("%s: %s", what, run.told());
        say("  us of a processor per request: %s", used);
        say("  Redis, calls x us per request: %s", told(commands, redis.commands(), run.ok()));
        say("  write-ahead log: %,d B per request", (stand.database().number(WAL) - wal) / run.ok());
        return run;
    }

    private static String told(Map<String, RedisLink.Calls> before, Map<String, RedisLink.Calls> after, long requests) {
        StringBuilder told = new StringBuilder();
        after.forEach((command, calls) -> {
            RedisLink.Calls since = calls.since(before.getOrDefault(command, new RedisLink.Calls(0, 0)));
            if ((double) since.calls() / requests > RARE) {
                told.append(format(
                        "%s %.2f x %.1f, ",
                        command, (double) since.calls() / requests, (double) since.micros() / since.calls()));
            }
        });
        return told.toString();
    }
}
