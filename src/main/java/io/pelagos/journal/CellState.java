package io.pelagos.journal;

/**
 * How a cell is on this node.
 *
 * @param open whether its gate is
 * @param epoch the newest that this node has seen
 * @param queued requests of people that wait to be decided
 * @param background the server's own that wait behind them
 * @param busy requests that wait for a lead in flight
 * @param inFlight requests without an answer, all of the above among them
 * @param outbox entries in the outbox, of all nodes, as the last decision told
 * @param oldestMillis how long this node's oldest decided request has waited for PostgreSQL
 * @param tended whether this node does its background work
 * @param alarmLateMillis how late the alarms of the last round rang; 0 on a node that does not ring them
 */
public record CellState(
        int cell,
        boolean open,
        long epoch,
        int queued,
        int background,
        int busy,
        int inFlight,
        int outbox,
        long oldestMillis,
        boolean tended,
        long alarmLateMillis) {}
