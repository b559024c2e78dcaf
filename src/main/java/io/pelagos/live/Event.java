package io.pelagos.live;

import io.pelagos.journal.JournalCursor;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is written, made once for all who see the same. Compared by identity, so that who is told the same
 * events can be given the same bytes.
 */
final class Event {
    private static final int ID_BYTES = 64;
    private static final Buffer END = Buffer.buffer("\n");

    /** What it tells about: of two with the same key the newer says all. */
    final String key;

    /** Behind which line of the journal it stands; null for what is not in the journal. */
    final @Nullable JournalCursor cursor;

    private final Buffer text;

    Event(String name, String key, @Nullable JournalCursor cursor, Buffer data) {
        this.key = key;
        this.cursor = cursor;
        // Data without a line break: JSON as it is written here has none.
        this.text = Buffer.buffer(data.length() + 32)
                .appendString("event: ")
                .appendString(name)
                .appendString("\ndata: ")
                .appendBuffer(data)
                .appendString("\n");
    }

    /** With its id, about. */
    int length() {
        return text.length() + ID_BYTES;
    }

    /** Whether two events that follow each other tell of one line. */
    static boolean ofOneLine(Event event, @Nullable Event behind) {
        return event.cursor != null && behind != null && event.cursor.equals(behind.cursor);
    }

    static int bytes(List<Event> events) {
        int sum = 0;
        for (Event event : events) {
            sum += event.length();
        }
        return sum;
    }

    /**
     * Events as Server-Sent Events. The id comes with the last event of a line: who is cut off within one gets all of
     * its events again.
     *
     * @param next the event that will follow, or null
     */
    static Buffer write(List<Event> events, @Nullable Event next) {
        Buffer out =
                Buffer.buffer(events.stream().mapToInt(e -> e.length() + 64).sum());
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            Event behind = i + 1 < events.size() ? events.get(i + 1) : next;
            out.appendBuffer(event.text);
            if (event.cursor != null && !ofOneLine(event, behind)) {
                appendId(out, event.cursor);
            }
            out.appendBuffer(END);
        }
        return out;
    }

    /** A comment, which keeps the stream open; its id goes on with the journal though nothing in it was for this reader. */
    static Buffer beat(JournalCursor cursor) {
        return appendId(Buffer.buffer(":\n"), cursor).appendBuffer(END);
    }

    private static Buffer appendId(Buffer out, JournalCursor cursor) {
        return out.appendString("id: ").appendString(cursor.text()).appendString("\n");
    }
}
