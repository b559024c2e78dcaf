package io.pelagos.team;

import io.pelagos.platform.PgSteps;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of all tenants in memory. It asks PostgreSQL for newer versions every 300 ms, and
 * at once when woken. Whoever answers requests asks {@link #fresh()} first: a directory that could not
 * look for a second may be missing a suspension or a revocation.
 */
public final class Directory {
    private static final Logger log = LoggerFactory.getLogger(Directory.class);
    private static final long POLL_MILLIS = 300;
    private static final long FRESH_MILLIS = 1_000;

    private final PgSteps sql;
    private final int cells;
    private final LongSupplier monotonicMillis;
    private final Consumer<String> wake;
    private final Map<Integer, TenantConfig> byNo = new ConcurrentHashMap<>();
    private final Map<String, TenantConfig> byId = new ConcurrentHashMap<>();
    private final Map<Integer, Long> accessVersions = new ConcurrentHashMap<>();
    private final List<Consumer<TenantConfig>> listeners = new CopyOnWriteArrayList<>();
    private final List<IntConsumer> accessListeners = new CopyOnWriteArrayList<>();
    private volatile Keys keys = (tenant, version) -> Future.succeededFuture();
    private final AtomicLong polledAtMillis = new AtomicLong(Long.MIN_VALUE);
    private @Nullable Future<Void> looking;
    private @Nullable Future<Void> next;
    private volatile boolean failing;
    private volatile boolean stopped;

    /** Takes up a tenant's encryption keys of at least a version, if it has older ones. */
    @FunctionalInterface
    public interface Keys {
        Future<Void> follow(int tenant, long version);
    }

    /**
     * @param sql a connection of its own: nobody's work must keep it from seeing that tokens are revoked
     * @param cells how many cells tenants are spread over
     * @param monotonicMillis a clock that is never set, such as {@code System.nanoTime() / 1_000_000}
     * @param wake tells the other nodes the id of a tenant that has changed; may lose it
     */
    public Directory(PgSteps sql, int cells, LongSupplier monotonicMillis, Consumer<String> wake) {
        this.sql = sql;
        this.cells = cells;
        this.monotonicMillis = monotonicMillis;
        this.wake = wake;
    }

    /** Polls now and from now on; the future is done when all tenants are in memory. */
    public Future<Void> start(Vertx vertx) {
        return poll().onComplete(done -> again(vertx));
    }

    private void again(Vertx vertx) {
        if (!stopped) {
            vertx.setTimer(POLL_MILLIS, id -> poll().onComplete(done -> again(vertx)));
        }
    }

    public void stop() {
        stopped = true;
    }

    public @Nullable TenantConfig tenant(String id) {
        return byId.get(id);
    }

    public @Nullable TenantConfig tenant(int no) {
        return byNo.get(no);
    }

    public List<TenantConfig> all() {
        return List.copyOf(byNo.values());
    }

    /** Whether the last successful poll began less than a second ago. */
    public boolean fresh() {
        long at = polledAtMillis.get();
        return at != Long.MIN_VALUE && monotonicMillis.getAsLong() - at <= FRESH_MILLIS;
    }

    /** Is called with each newer snapshot of a tenant, on any thread. */
    public void onChange(Consumer<TenantConfig> listener) {
        listeners.add(listener);
    }

    /** Each look takes up newer encryption keys, too: it is not done before, and who has old keys is not fresh. */
    public void keys(Keys follower) {
        keys = follower;
    }

    /** Is called with a tenant's number when one of its tokens was revoked. */
    void onAccessChange(IntConsumer listener) {
        accessListeners.add(listener);
    }

    /** Looks once for newer versions and loads what has grown. */
    public Future<Void> poll() {
        long begun = monotonicMillis.getAsLong();
        return sql.ask(ConfigStore::versions)
                .compose(this::follow)
                .onSuccess(done -> {
                    polledAtMillis.accumulateAndGet(begun, Math::max);
                    failing = false;
                })
                .onFailure(cause -> {
                    if (!failing && !stopped) {
                        log.warn(
                                "cannot read the configuration: {}",
                                cause.getMessage() == null ? cause : cause.getMessage());
                    }
                    failing = true;
                });
    }

    private Future<Void> follow(List<ConfigStore.Versions> versions) {
        List<Integer> grown = new ArrayList<>();
        List<Future<Void>> rest = new ArrayList<>();
        for (ConfigStore.Versions now : versions) {
            TenantConfig known = byNo.get(now.no());
            if (known == null || known.version() < now.config()) {
                grown.add(now.no());
            }
            Long before = accessVersions.put(now.no(), now.access());
            if (before != null && before < now.access()) {
                accessListeners.forEach(listener -> listener.accept(now.no()));
            }
            Future<Void> followed = keys.follow(now.no(), now.keys());
            if (!followed.succeeded()) {
                rest.add(followed);
            }
        }
        if (!grown.isEmpty()) {
            rest.add(load(grown.toArray(Integer[]::new)));
        }
        return rest.isEmpty() ? Future.succeededFuture() : Future.all(rest).mapEmpty();
    }

    private Future<Void> load(Integer[] tenants) {
        return sql.ask(c -> ConfigStore.load(c, tenants)).map(configs -> {
            configs.forEach(this::install);
            return null;
        });
    }

    // Loads may overtake each other; a snapshot only ever replaces an older one.
    private synchronized void install(TenantConfig config) {
        TenantConfig known = byNo.get(config.no());
        if (known != null && known.version() >= config.version()) {
            return;
        }
        byNo.put(config.no(), config);
        byId.put(config.id(), config);
        for (Consumer<TenantConfig> listener : listeners) {
            try {
                listener.accept(config);
            } catch (RuntimeException e) {
                log.error("a listener failed on the configuration of tenant {}", config.id(), e);
            }
        }
    }

    /**
     * Looks for what has changed until now. A look that is under way may have begun too early, so it is
     * the next one that counts; all who ask meanwhile share it.
     */
    public synchronized Future<Void> refresh() {
        Future<Void> running = looking;
        if (running == null || running.isComplete()) {
            return look();
        }
        Future<Void> shared = next;
        if (shared == null) {
            shared = running.otherwiseEmpty().compose(done -> look());
            next = shared;
        }
        return shared;
    }

    private synchronized Future<Void> look() {
        next = null;
        Future<Void> look = poll();
        looking = look;
        return look;
    }

    /** Writes inside a transaction of the caller's, who calls {@link #changed} after it has committed. */
    public Future<Put> put(
            SqlConnection transaction, int tenant, String actor, List<Change> changes, @Nullable Long ifVersion) {
        return ConfigStore.put(transaction, tenant, actor, changes, ifVersion);
    }

    /** A new tenant's number, or null when the id is taken; inside a transaction of the caller's. */
    public Future<@Nullable Integer> create(SqlConnection transaction, String id) {
        return ConfigStore.create(transaction, id, cells);
    }

    /** A committed change: this node sees it before the future is done, the others are told. */
    public Future<Void> changed(String tenant) {
        wake.accept(tenant);
        // The write stands even if this look fails; the next poll sees it.
        return refresh().otherwiseEmpty();
    }
}
