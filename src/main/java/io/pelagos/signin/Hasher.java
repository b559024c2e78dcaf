package io.pelagos.signin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.function.Supplier;

/** Hashes passwords beside the event loop: few at a time, as each takes 19 MiB and some 50 ms, and a bounded queue. */
public final class Hasher {
    private final WorkerExecutor workers;
    private final Argon2 argon2;
    private final Crowd crowd;
    /** Of no password that anybody knows; compared with where there is no account, so that both take the same time. */
    private final String nobodys;

    /**
     * Makes its threads.
     *
     * @param atOnce how many are hashed at the same time
     * @param waitingMax how many may wait for that
     */
    public Hasher(Vertx vertx, int atOnce, int waitingMax) {
        this(vertx, Argon2.Cost.USUAL, atOnce, waitingMax);
    }

    Hasher(Vertx vertx, Argon2.Cost cost, int atOnce, int waitingMax) {
        this.workers = vertx.createSharedWorkerExecutor("passwords", atOnce);
        this.argon2 = new Argon2(cost);
        this.crowd = new Crowd(atOnce + waitingMax);
        this.nobodys = "$argon2id$v=19$m=" + cost.memoryKib() + ",t=" + cost.iterations() + ",p=" + cost.lanes()
                + "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    }

    /** Does work that hashes; {@code busy} at once when too many do so already. */
    <T> Future<T> within(T busy, Supplier<Future<T>> work) {
        return crowd.within(() -> Future.succeededFuture(busy), work);
    }

    /** Inside {@link #within}. */
    Future<String> hash(String password) {
        return workers.executeBlocking(() -> argon2.hash(password), false);
    }

    /** Inside {@link #within}. */
    Future<Boolean> matches(String password, String stored) {
        return workers.executeBlocking(() -> argon2.matches(password, stored), false);
    }

    boolean outdated(String stored) {
        return argon2.outdated(stored);
    }

    String nobodys() {
        return nobodys;
    }
}
