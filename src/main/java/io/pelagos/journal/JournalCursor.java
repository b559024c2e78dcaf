package io.pelagos.journal;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in the journal: behind this line. It always names a line that was committed, never a place between two: after
 * a crash PostgreSQL may give out anew the number of a transaction that wrote nothing.
 *
 * @param store names the database, its past included; another one, or a restored one, has another name
 * @param xid the transaction of the line; 0, with no lead: before the first line
 */
public record JournalCursor(String store, long xid, long lead, int version) implements Comparable<JournalCursor> {
    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{12})-(\\d{1,18})-(\\d{1,19})-(\\d{1,9})");
    private static final Comparator<JournalCursor> ORDER = Comparator.comparingLong(JournalCursor::xid)
            .thenComparingLong(JournalCursor::lead)
            .thenComparingInt(JournalCursor::version);

    static JournalCursor start(String store) {
        return new JournalCursor(store, 0, 0, 0);
    }

    boolean first() {
        return xid == 0;
    }

    /** As clients keep it, who see nothing in it: {@code 8f0c1d2e3a4b-7341-616917529027641081-3}. */
    public String text() {
        return store + '-' + xid + '-' + lead + '-' + version;
    }

    /** Null for what no journal has given. */
    public static @Nullable JournalCursor parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        try {
            return new JournalCursor(
                    parts.group(1),
                    Long.parseLong(parts.group(2)),
                    Long.parseLong(parts.group(3)),
                    Integer.parseInt(parts.group(4)));
        } catch (NumberFormatException e) {
            return null; // of as many digits as a long, and greater
        }
    }

    /** In the order of the journal; for cursors of one store. */
    @Override
    public int compareTo(JournalCursor other) {
        return ORDER.compare(this, other);
    }
}
