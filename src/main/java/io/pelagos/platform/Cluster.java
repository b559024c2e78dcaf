package io.pelagos.platform;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes other nodes up. Nothing is decided by it, and any message may be lost: everybody also looks for
 * himself. Bound to one address, loopback unless configured.
 */
public final class Cluster implements Share {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final String TOPIC = "pelagos.configuration";
    private static final String JOURNAL = "pelagos.journal";
    /** The others read on no more often than that. */
    private static final long BREATH_MILLIS = 50;

    private final Vertx vertx;
    private final @Nullable HazelcastClusterManager manager;
    private final AtomicBoolean telling = new AtomicBoolean();

    private Cluster(Vertx vertx, @Nullable HazelcastClusterManager manager) {
        this.vertx = vertx;
        this.manager = manager;
    }

    /** Alone: messages stay in this process. */
    public static Cluster alone(VertxOptions options) {
        return new Cluster(Vertx.vertx(options), null);
    }

    /**
     * Joins the others. Blocks until it has.
     *
     * @param port the first that is tried; the next ones are, too
     * @param members addresses of other nodes, {@code host} or {@code host:port}; this host if empty
     */
    public static Cluster join(VertxOptions options, String host, int port, List<String> members) {
        System.setProperty("hazelcast.logging.type", "slf4j");
        Config config = new Config().setClusterName("pelagos");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.getNetworkConfig().setPort(port).setPortAutoIncrement(true);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(host);
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(members.isEmpty() ? List.of(host) : members);
        options.getEventBusOptions().setHost(host);
        HazelcastClusterManager manager = new HazelcastClusterManager(config);
        Vertx vertx = Vertx.builder()
                .with(options)
                .withClusterManager(manager)
                .buildClustered()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return new Cluster(vertx, manager);
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Of the nodes that this one sees the one with the highest hash of its id and the work: who comes or goes moves little. */
    @Override
    public boolean mine(String work) {
        return manager == null
                || nodes().stream()
                        .max(Comparator.comparingLong((String node) -> hash(node + ' ' + work))
                                .thenComparing(Comparator.naturalOrder()))
                        .map(manager.getNodeId()::equals)
                        .orElse(true);
    }

    /** None where Hazelcast has ended by itself, as after a merge that failed: this node goes on as if it were alone. */
    private List<String> nodes() {
        try {
            return manager == null ? List.of() : manager.getNodes();
        } catch (RuntimeException ended) {
            LOG.debug("nobody knows who is in the cluster: {}", ended.getMessage());
            return List.of();
        }
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
        if (manager != null && telling.compareAndSet(false, true)) {
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
        return vertx.close();
    }
}
