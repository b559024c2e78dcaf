package io.pelagos.platform;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;

/** Tells an engine that is away for a while from a defect of ours. */
public final class Outage {
    private Outage() {}

    /**
     * Whether another try may work. The clients report broken, closed and overfull connections as checked
     * throwables or as {@link VertxException}, which is unchecked; all else unchecked is a defect.
     */
    public static boolean is(Throwable failure) {
        if (failure instanceof PgException error) {
            return error.getSqlState() != null && passes(error.getSqlState());
        }
        return failure instanceof VertxException || !(failure instanceof RuntimeException || failure instanceof Error);
    }

    /**
     * By SQLSTATE: 08 connection, 25006 a primary that became a standby, 40 rolled back for another's sake, 53 out of resources,
     * 55P03 lock not available, 57 stopped by timeout, operator or shutdown, 58 the system below it.
     */
    private static boolean passes(String state) {
        return switch (state.substring(0, 2)) {
            case "08", "40", "53", "57", "58" -> true;
            default -> state.equals("25006") || state.equals("55P03");
        };
    }
}
