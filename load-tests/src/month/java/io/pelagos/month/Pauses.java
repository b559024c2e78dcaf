package io.pelagos.month;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * When the clock of a rule stood still during one ownership: while the lead was nurtured or locked. What is left of the
 * time runs on afterwards. A new date takes the place of the old one; none ends the pause at once.
 */
final class Pauses {

    private record Span(String kind, long fromMillis, long toMillis) {}

    private final List<Span> spans = new ArrayList<>();

    /** @param untilMillis 0 for "no more" */
    void set(String kind, long atMillis, long untilMillis) {
        spans.replaceAll(span ->
                span.kind.equals(kind) && span.toMillis > atMillis ? new Span(kind, span.fromMillis, atMillis) : span);
        if (untilMillis > atMillis) {
            spans.add(new Span(kind, atMillis, untilMillis));
        }
        spans.sort(Comparator.comparingLong(Span::fromMillis));
    }

    /** The moment at which so much time has run since {@code fromMillis}. */
    long after(long fromMillis, long lengthMillis) {
        long at = fromMillis;
        long left = lengthMillis;
        for (Span span : spans) {
            long runs = Math.max(0, span.fromMillis - at);
            if (left <= runs) {
                break;
            }
            if (span.toMillis > at) {
                left -= runs;
                at = span.toMillis;
            }
        }
        return at + left;
    }
}
