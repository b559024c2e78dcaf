package io.pelagos.exchange;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is uploaded, from the event loop that receives it to the thread that reads it. It holds little: who sends is told
 * to wait meanwhile.
 */
public final class Pipe extends InputStream {
    private static final int FULL_BYTES = 1 << 20;
    private static final int LOW_BYTES = 1 << 18;
    /** Who is silent for so long has gone, and nobody has noticed. */
    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final long maxBytes;
    private final Queue<Buffer> waiting = new ArrayDeque<>();
    private Runnable onRoom = () -> {};
    private long held;
    private long count;
    private boolean ended;
    private boolean abandoned;
    private @Nullable IOException failure;
    private @Nullable Buffer current;
    private int at;

    Pipe(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** What to do once more may come, after it was full; called from another thread. */
    public synchronized void onRoom(Runnable action) {
        onRoom = action;
    }

    /** Whether more may come at once. */
    public synchronized boolean offer(Buffer bytes) {
        if (ended || abandoned) {
            return true;
        }
        count += bytes.length();
        if (count > maxBytes) {
            failure = BadFile.tooLarge(maxBytes);
            ended = true;
            waiting.clear();
        } else if (bytes.length() > 0) {
            waiting.add(bytes);
            held += bytes.length();
        }
        notifyAll();
        return held < FULL_BYTES;
    }

    /** All is there. */
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The rest will not come. */
    public synchronized void fail() {
        if (!ended) {
            failure = new IOException("the upload broke off");
            ended = true;
        }
        notifyAll();
    }

    /** Nobody reads any more: what still comes is forgotten. */
    @Override
    public synchronized void close() {
        abandoned = true;
        waiting.clear();
        held = 0;
        onRoom.run();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] into, int from, int length) throws IOException {
        Buffer part = current;
        if (part == null || at == part.length()) {
            part = take();
            current = part;
            at = 0;
            if (part == null) {
                return -1;
            }
        }
        int size = Math.min(length, part.length() - at);
        part.getBytes(at, at + size, into, from);
        at += size;
        return size;
    }

    private @Nullable Buffer take() throws IOException {
        long begunNanos = System.nanoTime();
        while (waiting.isEmpty() && !ended) {
            if (System.nanoTime() - begunNanos > SILENCE_NANOS) {
                throw new IOException("nothing comes any more");
            }
            try {
                wait(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        if (failure != null && waiting.isEmpty()) {
            throw failure;
        }
        Buffer part = waiting.poll();
        if (part != null) {
            boolean wasHigh = held >= LOW_BYTES;
            held -= part.length();
            if (wasHigh && held < LOW_BYTES) {
                onRoom.run();
            }
        }
        return part;
    }
}
