package io.pelagos.deadletter;

import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelSecrets;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.Proof;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Keyset;
import io.pelagos.team.Text;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where deliveries go that nobody could take. Whoever puts one in is answered without waiting: a bounded queue, written one
 * after the other. What does not fit in is dropped and counted, and so is what cannot be written for long.
 */
public final class LetterBox {
    private static final Logger LOG = LoggerFactory.getLogger(LetterBox.class);
    /** Of a body; what is longer is cut. */
    static final int BODY_BYTES_MAX = 1 << 16;
    /** Looked at behind the cut, so that no secret is kept by halves. */
    private static final int BEHIND_BYTES = 1 << 15;

    private static final int REASON_CHARACTERS_MAX = 500;
    private static final int WAITING_MAX = 1_000;
    private static final long WAITING_BYTES_MAX = 16L << 20;
    private static final int TRIES_MAX = 60;
    private static final long PAUSE_MILLIS = 1_000;

    private final Vertx vertx;
    private final DeadLetters letters;
    private final ContactVault vault;
    private final LongSupplier ids;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final LongAdder kept = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private long waitingBytes;
    private boolean writing;
    private boolean closing;
    private @Nullable Promise<Void> drained;

    /** Copies, so that nothing of a request is kept that is not counted. */
    private record Waiting(
            int tenant,
            Channel channel,
            MultiMap headers,
            MultiMap query,
            @Nullable String contentType,
            byte[] body,
            DeadLetter letter) {
        long bytes() {
            return body.length + bytes(headers) + bytes(query);
        }

        private static long bytes(MultiMap fields) {
            long bytes = 0;
            for (Map.Entry<String, String> field : fields) {
                bytes += field.getKey().length() + field.getValue().length();
            }
            return bytes;
        }
    }

    /** @param ids unique over all nodes, growing with time */
    public LetterBox(Vertx vertx, DeadLetters letters, ContactVault vault, LongSupplier ids) {
        this.vertx = vertx;
        this.letters = letters;
        this.vault = vault;
        this.ids = ids;
    }

    /**
     * Puts a delivery in. May be called from any thread.
     *
     * @param status what the platform is answered
     * @param reason repeats nothing of what was sent
     * @param sizeBytes of the whole body, of which the delivery may hold nothing
     * @param proven the sender had proven itself
     */
    public void put(
            int tenant, Channel channel, Delivery delivery, int status, String reason, long sizeBytes, boolean proven) {
        byte[] whole = delivery.body();
        boolean cut = sizeBytes > BODY_BYTES_MAX || whole.length < sizeBytes;
        byte[] body = cut ? Arrays.copyOf(whole, Math.min(whole.length, BODY_BYTES_MAX + BEHIND_BYTES)) : whole;
        String type = delivery.contentType();
        DeadLetter letter = new DeadLetter(
                channel.id(),
                ids.getAsLong(),
                delivery.atMillis(),
                status,
                shorter(reason),
                type == null ? null : shorter(type.split(";", 2)[0].strip()),
                sizeBytes,
                cut,
                proven);
        put(new Waiting(tenant, channel, copy(delivery.headers()), copy(delivery.query()), type, body, letter));
    }

    private static MultiMap copy(MultiMap fields) {
        return MultiMap.caseInsensitiveMultiMap().addAll(fields);
    }

    private synchronized void put(Waiting one) {
        long bytes = one.bytes();
        if (closing || queue.size() >= WAITING_MAX || waitingBytes + bytes > WAITING_BYTES_MAX) {
            dropped.increment();
            return;
        }
        waitingBytes += bytes;
        queue.add(one);
        if (!writing) {
            writing = true;
            vertx.runOnContext(go -> writeNext());
        }
    }

    private void writeNext() {
        Waiting next;
        synchronized (this) {
            next = queue.peek();
            if (next == null) {
                writing = false;
                tellWhenDrained();
                return;
            }
        }
        write(next, 1).onComplete(done -> {
            synchronized (this) {
                queue.poll();
                waitingBytes -= next.bytes();
            }
            (done.succeeded() ? kept : dropped).increment();
            writeNext();
        });
    }

    private Future<?> write(Waiting one, int attempt) {
        return Future.succeededFuture()
                .compose(go -> vault.ready(one.tenant))
                .compose(keys -> letters.add(one.tenant, one.letter, redacted(keys, one)))
                .recover(failure -> {
                    if (attempt >= TRIES_MAX || isClosing()) {
                        LOG.warn("a dead letter of tenant {} could not be kept", one.tenant);
                        return Future.failedFuture(failure);
                    }
                    return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                            .compose(waited -> write(one, attempt + 1).mapEmpty());
                });
    }

    private static LetterBody redacted(Keyset keys, Waiting one) {
        Credentials known = ChannelSecrets.open(keys, one.channel);
        List<String> secrets = new ArrayList<>(known.named().values());
        if (known.secret() != null) {
            secrets.add(known.secret());
        }
        Proof proof = one.channel.proof();
        Redaction redaction =
                new Redaction(secrets, proof.name().isEmpty() ? Set.of() : Set.of(lastName(proof.name())));
        byte[] body = redaction.body(one.body);
        return new LetterBody(
                redaction.fields(one.headers),
                redaction.fields(one.query),
                one.letter.cut() ? Arrays.copyOf(body, Math.min(body.length, BODY_BYTES_MAX)) : body,
                one.contentType);
    }

    /** Of a path in the body the last step. */
    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static String shorter(String text) {
        String clean = Text.clean(text);
        return clean.length() <= REASON_CHARACTERS_MAX ? clean : clean.substring(0, REASON_CHARACTERS_MAX);
    }

    /** Letters that were stored since the start. */
    public long kept() {
        return kept.sum();
    }

    /** Letters that found no room, or could not be stored. */
    public long dropped() {
        return dropped.sum();
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    /** Takes nothing more; completes when what waits is written or given up. */
    public Future<Void> drain() {
        Promise<Void> done = Promise.promise();
        synchronized (this) {
            closing = true;
            drained = done;
            if (!writing) {
                tellWhenDrained();
            }
        }
        return done.future();
    }

    private void tellWhenDrained() {
        Promise<Void> waiter = drained;
        if (waiter != null && queue.isEmpty()) {
            waiter.tryComplete();
        }
    }
}
