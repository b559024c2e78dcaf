package io.pelagos.live;

import io.pelagos.journal.JournalCursor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One open stream. While its socket takes nothing, only the newest event of each lead is kept; who misses too many leads
 * has to read the lists anew, and who takes nothing for too long is dropped, and may come back with the last id.
 */
final class Reader {
    /** What may wait in the socket's own queue. */
    private static final int QUEUE_BYTES = 16_384;

    private static final int PIECE_BYTES = 16_384;
    final Guest guest;
    private final WriteStream<Buffer> out;
    private final int pendingMax;
    private final Promise<Void> over = Promise.promise();
    private final Map<String, Event> pending = new LinkedHashMap<>();
    private Sight sight;
    /** Behind this it has been told all. */
    private JournalCursor position;
    /** Whether it is told what is new; before that it is told what it has missed. */
    private boolean current;

    private long fullSinceNanos;
    private int quietSeconds;

    Reader(Guest guest, Sight sight, JournalCursor position, WriteStream<Buffer> out, int pendingMax) {
        this.guest = guest;
        this.sight = sight;
        this.position = position;
        this.out = out;
        this.pendingMax = pendingMax;
        out.setWriteQueueMaxSize(QUEUE_BYTES);
        out.drainHandler(v -> drained());
    }

    Sight sight() {
        return sight;
    }

    JournalCursor position() {
        return position;
    }

    boolean current() {
        return current;
    }

    Future<Void> over() {
        return over.future();
    }

    boolean open() {
        return !over.future().isComplete();
    }

    /** What it shows is something else now: what the client knows is of no use. */
    void see(Sight newer, JournalCursor at) {
        sight = newer;
        reset("changed", current ? at : position);
    }

    /** From now on it is told what is new. */
    void join(JournalCursor at) {
        position = at;
        current = true;
    }

    /** All up to there was looked at for it. */
    void reached(JournalCursor at) {
        if (at.compareTo(position) > 0) {
            position = at;
        }
    }

    /** The client has to ask for everything anew; what comes behind this goes on from there. */
    void reset(String why, JournalCursor at) {
        pending.clear();
        position = at;
        send(List.of(resetting(why, at)), new HashMap<>());
    }

    private static Event resetting(String why, JournalCursor at) {
        return new Event(
                "reset", "reset", at, new JsonObject().put("reason", why).toBuffer());
    }

    /**
     * Writes events, or keeps them until the socket takes more.
     *
     * @param written the bytes of events that others have been told, too
     */
    void send(List<Event> events, Map<List<Event>, Buffer> written) {
        if (!open() || events.isEmpty()) {
            return;
        }
        int at = 0;
        while (pending.isEmpty() && at < events.size() && !full()) {
            int end = pieceEnd(events, at);
            out.write(written.computeIfAbsent(events.subList(at, end), all -> Event.write(all, null)));
            at = end;
        }
        full();
        keep(events.subList(at, events.size()));
    }

    /** Where a piece ends that is not much longer than it may be: behind a line. */
    private static int pieceEnd(List<Event> events, int from) {
        int bytes = 0;
        int end = from;
        while (end < events.size() && (bytes <= PIECE_BYTES || Event.ofOneLine(events.get(end - 1), events.get(end)))) {
            bytes += events.get(end).length();
            end++;
        }
        return end;
    }

    /** Of each lead and place the newest only. */
    private void keep(List<Event> events) {
        JournalCursor last = position;
        for (Event event : events) {
            pending.remove(event.key); // the newest goes to the end, so that ids rise
            pending.put(event.key, event);
            last = event.cursor == null ? last : event.cursor;
        }
        if (pending.size() > pendingMax) {
            pending.clear();
            Event reset = resetting("too_slow", last);
            pending.put(reset.key, reset);
        }
    }

    /** A second has passed; every so many it is time for a beat. */
    boolean quiet(int seconds) {
        quietSeconds = (quietSeconds + 1) % seconds;
        return quietSeconds == 0;
    }

    /** Something to be written that nobody misses. */
    void beat(Buffer bytes) {
        if (open() && pending.isEmpty() && !full()) {
            out.write(bytes);
        }
    }

    private void drained() {
        fullSinceNanos = 0;
        write();
    }

    /** As much of what waits as the socket takes. */
    private void write() {
        while (open() && !pending.isEmpty() && !full()) {
            List<Event> piece = new ArrayList<>();
            Event next = null;
            int bytes = 0;
            for (Event event : pending.values()) {
                if (bytes > PIECE_BYTES) {
                    next = event;
                    break;
                }
                piece.add(event);
                bytes += event.length();
            }
            piece.forEach(event -> pending.remove(event.key));
            out.write(Event.write(piece, next));
        }
    }

    private boolean full() {
        boolean full = out.writeQueueFull();
        if (full && fullSinceNanos == 0) {
            fullSinceNanos = System.nanoTime();
        }
        return full;
    }

    /** For how long nothing has been taken. */
    long stalledNanos() {
        return fullSinceNanos == 0 ? 0 : System.nanoTime() - fullSinceNanos;
    }

    /** How many events wait. */
    int pending() {
        return pending.size();
    }

    /** Ends it in good order. */
    void end() {
        pending.clear();
        over.tryComplete();
    }

    /** Cuts it off: its client has what it has, and comes back from there. */
    void drop(String why) {
        pending.clear();
        over.tryFail(why);
    }
}
