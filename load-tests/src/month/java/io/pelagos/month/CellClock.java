package io.pelagos.month;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets the clocks of all cells ahead, and waits until what was due by then has been done. All that this tool knows of
 * keys in Redis is here: <code>{c&lt;cell&gt;}:&lt;epoch&gt;:</code> followed by {@code offset}, {@code alarm} (sorted
 * by time), {@code ob} (decided, not committed) and {@code fl} (on their way).
 */
final class CellClock implements AutoCloseable {

    private static final long POLL_MILLIS = 10;
    private static final long BOUND_MILLIS = 120_000;
    /**
     * A ringing alarm is put off by 15 s until the lead has been dealt with, so one that would ring within that time
     * may be work under way. Sessions drift, so that alarms that really are for so soon are rare.
     */
    private static final long PUT_OFF_MILLIS = 16_000;

    private final Resp redis;
    private final Connection database;
    private final List<Long> settled = new ArrayList<>();
    private volatile long aheadMillis;

    CellClock(Resp redis, Connection database) {
        this.redis = redis;
        this.database = database;
    }

    /** Now, on the cells' clocks. */
    long nowMillis() {
        return System.currentTimeMillis() + aheadMillis;
    }

    /** Clocks never go back. */
    void advanceTo(long millis) throws IOException, SQLException {
        aheadMillis += Math.max(0, millis - nowMillis());
        for (String prefix : prefixes()) {
            redis.call("SET", prefix + "offset", Long.toString(aheadMillis));
        }
    }

    /** Returns when nothing is overdue and nothing is on its way; remembers for the checker that it was so. */
    void settle() throws IOException, SQLException, InterruptedException {
        long end = System.currentTimeMillis() + BOUND_MILLIS;
        List<String> prefixes = prefixes();
        for (; ; ) {
            if (atRest(prefixes)) {
                // Now, and not when the look began: what was done during the look was done in time. Nothing that fell
                // due meanwhile is forgotten, as the look goes far enough ahead.
                settled.add(nowMillis());
                return;
            }
            if (System.currentTimeMillis() > end) {
                throw new IllegalStateException("what is due was not done within " + BOUND_MILLIS / 1000 + " s");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean atRest(List<String> prefixes) throws IOException {
        String soon = Long.toString(nowMillis() + PUT_OFF_MILLIS);
        for (String prefix : prefixes) {
            if (redis.number("ZCOUNT", prefix + "alarm", "-inf", soon) > 0
                    || redis.number("HLEN", prefix + "ob") > 0
                    || redis.number("HLEN", prefix + "fl") > 0) {
                return false;
            }
        }
        return true;
    }

    /** The times at which everything that was due had been done, rising. */
    List<Long> settled() {
        return settled;
    }

    /** Read anew for each step: a cell that opens or is filled again has another epoch. */
    private List<String> prefixes() throws SQLException {
        Map<Integer, Long> epochs = new LinkedHashMap<>();
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("select id, epoch from cell order by id")) {
            while (row.next()) {
                epochs.put(row.getInt(1), row.getLong(2));
            }
        }
        return epochs.entrySet().stream()
                .map(cell -> "{c" + cell.getKey() + "}:" + cell.getValue() + ":")
                .toList();
    }

    @Override
    public void close() throws IOException, SQLException {
        redis.close();
        database.close();
    }
}
