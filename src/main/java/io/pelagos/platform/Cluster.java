package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Wakes other nodes up. Nothing is decided by it, and any message may be lost: everybody also looks for
 * himself. Bound to one address, loopback unless configured.
 */
public final class Cluster implements Share {
    private static final String TOPIC = "pelagos.configuration";
    private static final String JOURNAL = "pelagos.journal";
    /** The others read on no more often than that. */
    private static final long BREATH_MILLIS = 50;

    private final Vertx vertx;
    private final @Nullable Member member;
    private final AtomicBoolean telling = new AtomicBoolean();

    private Cluster(Vertx vertx, @Nullable Member member) {
        this.vertx = vertx;
        this.member = member;
    }

    /** Alone: messages stay in this process. */
    public static Cluster alone(VertxOptions options) {
        return new Cluster(Vertx.vertx(options), null);
    }

    /**
     * Joins the others. Blocks until it has, or until it is clear that one of them does not answer as it should: then this
     * one starts without them, and is merged with them as soon as they hear each other.
     *
     * @param port the first that is tried; the next ones are, too
     * @param members addresses of other nodes, {@code host} or {@code host:port}; this host if empty
     */
    public static Cluster join(VertxOptions options, String host, int port, List<String> members) {
        Member member = Member.join(options, host, port, members.isEmpty() ? List.of(host) : members);
        return new Cluster(member.vertx(), member);
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Of the nodes that this one sees the one with the highest hash of its id and the work: who comes or goes moves little. */
    @Override
    public boolean mine(String work) {
        return member == null
                || nodes().stream()
                        .max(Comparator.comparingLong((String node) -> hash(node + ' ' + work))
                                .thenComparing(Comparator.naturalOrder()))
                        .map(member.id()::equals)
                        .orElse(true);
    }

    private List<String> nodes() {
        return member == null ? List.of() : member.ids();
    }

    private static long hash(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }

    /** How many nodes this one sees, itself among them; those that have not joined it does not. */
    public int size() {
        return Math.max(1, nodes().size());
    }

    /** Tells all nodes that something has changed. */
    public void wake(String what) {
        vertx.eventBus().publish(TOPIC, what);
    }

    public void onWake(Consumer<String> listener) {
        vertx.eventBus().<String>consumer(TOPIC, message -> listener.accept(message.body()));
    }

    /** Tells the other nodes that the journal has grown: soon, and once for all that happens until then. */
    public void grown() {
        if (member != null && telling.compareAndSet(false, true)) {
            vertx.setTimer(BREATH_MILLIS, timer -> {
                telling.set(false);
                vertx.eventBus().publish(JOURNAL, "");
            });
        }
    }

    public void onGrown(Runnable listener) {
        vertx.eventBus().<String>consumer(JOURNAL, message -> listener.run());
    }

    public Future<Void> close() {
        return member == null ? vertx.close() : member.leave();
    }
}
