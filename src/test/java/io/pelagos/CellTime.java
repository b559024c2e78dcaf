package io.pelagos;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** Sets the clocks of all cells ahead: weeks pass in a moment. They never go back. */
final class CellTime {
    private static final ZoneId FIRMS = ZoneId.of("Asia/Shanghai");
    private static final int EVENING = 16;

    private final TestStore store;
    private final TestNode node;
    private long aheadMillis;

    CellTime(TestStore store, TestNode node) {
        this.store = store;
        this.node = node;
    }

    /** Now, on the cells' clocks. */
    long nowMillis() {
        return System.currentTimeMillis() + aheadMillis;
    }

    /** How far they are ahead of the clock on the wall, exactly: whole minutes, unless a test let less than one pass. */
    Duration ahead() {
        return Duration.ofMillis(aheadMillis);
    }

    /** So much later; waits until the node has heard of it. */
    void pass(Duration time) {
        aheadMillis += time.toMillis();
        reach();
    }

    /** The next morning of the firms of the tests, if it is evening there: some hours later it is the same day. */
    void toMorning() {
        ZonedDateTime now = Instant.ofEpochMilli(nowMillis()).atZone(FIRMS);
        if (now.getHour() >= EVENING) {
            pass(Duration.between(now, now.plusDays(1).with(LocalTime.of(8, 0))).truncatedTo(ChronoUnit.MINUTES));
        }
    }

    /** For a cell that has opened since. */
    void reach() {
        store.epochs()
                .keySet()
                .forEach(cell -> store.redis("SET", store.prefix(cell) + "offset", Long.toString(aheadMillis)));
        TestNode.eventually(
                "the node knows the time", () -> node.node().parts().journal().nowMillis() >= nowMillis() - 1_000);
    }
}
