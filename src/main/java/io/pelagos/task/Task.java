package io.pelagos.task;

import java.util.Locale;

/**
 * What somebody is to do. Times are epoch milliseconds, 0 for none.
 *
 * @param lead what it is about; 0 for none
 * @param agent who is to do it
 * @param by who gave it
 * @param comments how many there are
 */
public record Task(
        long id,
        long lead,
        String agent,
        String by,
        String text,
        long dueAtMillis,
        Status status,
        long createdAtMillis,
        long doneAtMillis,
        int comments) {

    public enum Status {
        OPEN,
        DONE,
        CANCELLED;

        /** The name that the API shows and PostgreSQL stores. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Status of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** A word on a task. */
    public record Comment(long id, String by, String text, long atMillis) {}

    public boolean open() {
        return status == Status.OPEN;
    }

    /** One more that waits for its agent: that is what his limit counts. */
    boolean adds(Task before) {
        return open() && !(before.open() && before.agent.equals(agent));
    }
}
