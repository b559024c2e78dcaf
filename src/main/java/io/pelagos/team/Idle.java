package io.pelagos.team;

/** How long nobody has used a session, as far as this node knows. */
final class Idle {
    private static final long WRITE_MILLIS_MAX = 300_000;

    private final long limitMillis;
    private final long writeMillis;
    private volatile long usedMillis;
    private long writtenMillis;

    /** @param seenMillis when it was used last, as PostgreSQL has it */
    Idle(int limitSeconds, long seenMillis) {
        this.limitMillis = limitSeconds * 1000L;
        this.writeMillis = Math.min(WRITE_MILLIS_MAX, limitMillis / 20);
        this.usedMillis = seenMillis;
        this.writtenMillis = seenMillis;
    }

    boolean over(long nowMillis) {
        return nowMillis - usedMillis >= limitMillis;
    }

    /** Notes a use; whether PostgreSQL should hear of it: rarely, as each request is one. */
    synchronized boolean use(long nowMillis) {
        usedMillis = Math.max(usedMillis, nowMillis);
        if (nowMillis - writtenMillis < writeMillis) {
            return false;
        }
        writtenMillis = nowMillis;
        return true;
    }
}
