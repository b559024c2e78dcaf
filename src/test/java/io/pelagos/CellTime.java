package io.pelagos;

import java.time.Duration;

/** Sets the clocks of all cells ahead: weeks pass in a moment. They never go back. */
final class CellTime {
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

    /** So much later; waits until the node has heard of it. */
    void pass(Duration time) {
        aheadMillis += time.toMillis();
        reach();
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
