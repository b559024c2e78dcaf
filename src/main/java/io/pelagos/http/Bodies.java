package io.pelagos.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads bodies within a limit of bytes and of time. One timer looks after all of them: a timer for each
 * request would cost more than most requests do.
 */
final class Bodies {
    // Who sends too much is answered at once and may send on for a while: closing under a client that
    // still writes would make it lose the answer.
    private static final long MAX_DISCARDED_BYTES = 32L << 20;

    /** Instead of a limit: all that comes is forgotten, and nothing refused. */
    private static final int DISCARD = -1;

    private final long maxMillis;
    private final long maxHeldBytes;
    private final AtomicLong heldBytes = new AtomicLong();
    private final Map<Reader, Boolean> pending = new ConcurrentHashMap<>();

    /** @param maxHeldBytes what all bodies together may hold while they come in: anybody may send one, slowly */
    Bodies(Vertx vertx, long maxMillis, long maxHeldBytes) {
        this.maxMillis = maxMillis;
        this.maxHeldBytes = maxHeldBytes;
        vertx.setPeriodic(Math.max(20, Math.min(1_000, maxMillis / 4)), id -> sweep());
    }

    /** Fails with a refusal: 413, 408, or 503 while others fill the memory for bodies. */
    Future<Buffer> read(HttpServerRequest request, Context context, int maxBytes) {
        return start(new Reader(request, context, maxBytes));
    }

    private Future<Buffer> start(Reader reader) {
        pending.put(reader, true);
        reader.start();
        return reader.promise.future();
    }

    /** Lets the rest of an unwanted body come in and forgets it. */
    void discard(HttpServerRequest request, Context context) {
        if (request.isEnded()) {
            return;
        }
        if (outstanding(request)) {
            // It has been answered already, so nobody waits for the outcome.
            start(new Reader(request, context, DISCARD));
        } else {
            request.resume();
        }
    }

    /** Whether the sender has something left to send. */
    static boolean outstanding(HttpServerRequest request) {
        return !request.isEnded()
                && (request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
    }

    /** Who is late gets one more round: when this process stood still, the body lies in the socket already. */
    private void sweep() {
        long now = System.nanoTime();
        for (Reader reader : pending.keySet()) {
            if (now - reader.begunNanos > maxMillis * 1_000_000) {
                if (reader.late) {
                    reader.context.runOnContext(v -> reader.expire());
                }
                reader.late = true;
            }
        }
    }

    private final class Reader {
        private final HttpServerRequest request;
        private final Context context;
        private final int maxBytes;
        private final Promise<Buffer> promise = Promise.promise();
        private final long begunNanos = System.nanoTime();
        private Buffer bytes = Buffer.buffer();
        private boolean copied;
        private long count;
        private int held;
        private volatile boolean late;

        Reader(HttpServerRequest request, Context context, int maxBytes) {
            this.request = request;
            this.context = context;
            this.maxBytes = maxBytes;
        }

        void start() {
            promise.future().onComplete(done -> heldBytes.addAndGet(-held));
            request.handler(this::add);
            request.endHandler(v -> {
                pending.remove(this);
                promise.tryComplete(bytes);
            });
            request.exceptionHandler(cause -> {
                // The sender has gone, or sends what is no HTTP: nothing that this server could mend.
                pending.remove(this);
                promise.tryFail(Problem.invalid("", "the body cannot be read").refusal());
            });
            request.resume();
        }

        private void add(Buffer part) {
            if (maxBytes > 0 && !hold(part.length())) {
                pending.remove(this);
                bytes = Buffer.buffer();
                promise.tryFail(Problem.NOT_READY.refusal());
                return;
            }
            count += part.length();
            if (maxBytes == DISCARD) {
                if (count > MAX_DISCARDED_BYTES) {
                    close();
                }
            } else if (count > maxBytes) {
                // Who discards the rest has a time limit of its own; this one must not close the connection later.
                pending.remove(this);
                bytes = Buffer.buffer();
                promise.tryFail(Problem.TOO_LARGE
                        .detail("the body has more than " + maxBytes + " bytes")
                        .refusal());
            } else if (bytes.length() == 0) {
                bytes = part; // Nearly always the whole body: nothing is copied.
            } else {
                bytes = (copied ? bytes : bytes.copy()).appendBuffer(part);
                copied = true;
            }
        }

        private boolean hold(int more) {
            if (promise.future().isComplete()) {
                return false;
            }
            held += more;
            return heldBytes.addAndGet(more) <= maxHeldBytes;
        }

        private void expire() {
            // Whoever is answered before the end is discarded, perhaps twice: only the last reader hears of the end.
            if (pending.remove(this) == null || request.isEnded()) {
                return;
            }
            if (maxBytes == DISCARD) {
                close();
            } else {
                promise.tryFail(Problem.TOO_SLOW.refusal());
            }
        }

        private void close() {
            pending.remove(this);
            request.connection().close();
        }
    }
}
