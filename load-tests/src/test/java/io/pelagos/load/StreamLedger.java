package io.pelagos.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/** Changes of a pool, and when which stream was told of which. */
final class StreamLedger {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_MILLIS = 10_000;
    private static final long HIGHEST_MILLIS = 600_000;

    private final int expected;
    private final Map<Change, Long> asked_millis = new ConcurrentHashMap<>();
    private final AtomicInteger over = new AtomicInteger();
    private final Queue<Stream> streams = new ConcurrentLinkedQueue<>();
    private volatile long overAt_millis;

    /** A lead has reached a version: its first in the pool, its second out of it. */
    record Change(String lead, int version) {
        Change next() {
            return new Change(lead, version + 1);
        }
    }

    /** @param expected changes in all */
    StreamLedger(int expected) {
        this.expected = expected;
    }

    /** One open stream; what it was told first of each change, in milliseconds of the epoch. */
    final class Stream {
        private final Map<Change, Long> told_millis = new ConcurrentHashMap<>();
        private final AtomicInteger resets = new AtomicInteger();

        /** @param message an event as Gatling hands it over: {@code event}, {@code id} and {@code data} */
        void hear(String message, long atMillis) {
            JsonNode event = parsed(message);
            if (event.path("event").asText().equals("reset")) resets.incrementAndGet();
            JsonNode data =
                    event.path("data").isTextual() ? parsed(event.path("data").asText()) : event.path("data");
            if (data.has("lead")) {
                told_millis.putIfAbsent(
                        new Change(
                                data.get("lead").asText(), data.path("version").asInt()),
                        atMillis);
            }
        }

        /** Whether there is nothing to wait for any more. */
        boolean isOver() {
            boolean all = over.get() >= expected;
            return all && (missing() == 0 || System.currentTimeMillis() - overAt_millis > PATIENCE_MILLIS);
        }

        /** A slow reader is told the newest of a lead only, which tells of what was before. */
        private boolean folded(Change change) {
            return !told_millis.containsKey(change) && told_millis.containsKey(change.next());
        }

        private long missing() {
            return asked_millis.keySet().stream()
                    .filter(change -> !told_millis.containsKey(change) && !folded(change))
                    .count();
        }
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream open() {
        Stream stream = new Stream();
        streams.add(stream);
        return stream;
    }

    int opened() {
        return streams.size();
    }

    /** The server has confirmed a change that it was asked for at that time. */
    void changed(String lead, int version, long askedAtMillis) {
        asked_millis.put(new Change(lead, version), askedAtMillis);
    }

    /** So many changes were made, or have failed. */
    void over(int changes) {
        overAt_millis = System.currentTimeMillis();
        over.addAndGet(changes);
    }

    /** At rest: was everybody told of everything? */
    boolean judge(Promises promises, int mostStreams) {
        long missing = streams.stream().mapToLong(Stream::missing).sum();
        long resets = streams.stream().mapToLong(stream -> stream.resets.get()).sum();
        long folded = 0;
        Histogram latency_millis = new Histogram(HIGHEST_MILLIS, 3);
        for (Stream stream : streams) {
            for (Map.Entry<Change, Long> change : asked_millis.entrySet()) {
                Long told = stream.told_millis.get(change.getKey());
                if (stream.folded(change.getKey())) folded++;
                if (told != null) {
                    latency_millis.recordValue(Math.max(0, Math.min(HIGHEST_MILLIS, told - change.getValue())));
                }
            }
        }
        promises.note(
                "from the request that changes the pool to the event on a stream: p50 %d, p99 %d, at most %d ms, %,d"
                        + " events",
                latency_millis.getValueAtPercentile(50),
                latency_millis.getValueAtPercentile(99),
                latency_millis.getMaxValue(),
                latency_millis.getTotalCount());
        if (folded > 0) promises.note("%,d times a stream was told the next change of a lead instead", folded);
        boolean kept = missing == 0 && resets == 0 && asked_millis.size() == expected && opened() == mostStreams;
        return promises.holds(
                kept,
                "every stream was told of every change",
                Promises.text(
                        "%,d streams of %,d, %,d changes of %,d, %,d missing, %,d resets",
                        opened(), mostStreams, asked_millis.size(), expected, missing, resets));
    }
}
