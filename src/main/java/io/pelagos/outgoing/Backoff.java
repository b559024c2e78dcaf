package io.pelagos.outgoing;

import io.pelagos.platform.GuardedClient;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * When a line is tried again: after 5 s, four times as long each time and six hours at most, so that eleven attempts
 * take about a day. Each pause is up to a fifth shorter or longer, so that what failed together does not come back
 * together.
 */
public final class Backoff {
    static final int ATTEMPTS_MAX = 11;

    private static final long FIRST_MILLIS = 5_000;
    private static final long LONGEST_MILLIS = 6 * 3_600_000L;
    private static final double JITTER = 0.2;

    private Backoff() {}

    /** @param attempts that have failed, this one included: 1 or more */
    public static long millis(int attempts, RandomGenerator random) {
        // Four to the eighth is beyond the longest already.
        long usual = Math.min(LONGEST_MILLIS, FIRST_MILLIS << (2 * Math.min(attempts - 1, 8)));
        return (long) (usual * (1 - JITTER + 2 * JITTER * random.nextDouble()));
    }

    /** How long a receiver wants to be left alone, RFC 9110, 10.2.3; 0 when it does not say it in seconds. */
    public static long wantedMillis(Map<String, String> headers) {
        String seconds = headers.getOrDefault("retry-after", "");
        return seconds.matches("\\d{1,6}") ? Math.min(LONGEST_MILLIS, Long.parseLong(seconds) * 1_000) : 0;
    }

    /** Whether a status may be followed by such a wish. */
    public static boolean mayWish(GuardedClient.Reply reply) {
        return reply.status() == 429 || reply.status() == 503;
    }
}
