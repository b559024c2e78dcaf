package io.pelagos.platform;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.OperationTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
    /** A member that hangs, or a wire that breaks while this node joins, holds it up for seconds instead of minutes. */
    private static final Map<String, String> HAZELCAST = Map.of(
            "hazelcast.phone.home.enabled", "false",
            "hazelcast.shutdownhook.enabled", "false",
            "hazelcast.socket.bind.any", "false",
            "hazelcast.wait.seconds.before.join", "1",
            "hazelcast.max.join.seconds", "20",
            "hazelcast.operation.call.timeout.millis", "5000",
            "hazelcast.merge.first.run.delay.seconds", "5",
            "hazelcast.merge.next.run.delay.seconds", "5",
            "hazelcast.graceful.shutdown.max.wait", "10");

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
     * Joins the others. Blocks until it has, or until it is clear that one of them does not answer as it should: then this
     * one starts without them, and Hazelcast merges the two as soon as they hear each other.
     *
     * @param port the first that is tried; the next ones are, too
     * @param members addresses of other nodes, {@code host} or {@code host:port}; this host if empty
     */
    public static Cluster join(VertxOptions options, String host, int port, List<String> members) {
        System.setProperty("hazelcast.logging.type", "slf4j");
        options.getEventBusOptions().setHost(host);
        List<String> all = members.isEmpty() ? List.of(host) : members;
        try {
            return member(options, config(host, port, all));
        } catch (NotJoined e) {
            LOG.warn("A node of the cluster does not answer; this one starts without the others: {}", e.getMessage());
            LOG.debug("why it did not join", e);
        }
        Config config = config(host, port, List.of());
        Cluster cluster = member(options, config);
        config.getNetworkConfig().getJoin().getTcpIpConfig().setMembers(all);
        return cluster;
    }

    private static Config config(String host, int port, List<String> members) {
        Config config = new Config().setClusterName("pelagos");
        HAZELCAST.forEach(config::setProperty);
        config.getMemberAttributeConfig()
                .setAttribute("__vertx.nodeId", UUID.randomUUID().toString());
        config.getNetworkConfig().setPort(port).setPortAutoIncrement(true);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(host);
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(members);
        return config;
    }

    private static Cluster member(VertxOptions options, Config config) {
        HazelcastInstance hazelcast;
        try {
            hazelcast = Hazelcast.newHazelcastInstance(config);
        } catch (IllegalStateException e) {
            throw new NotJoined(e);
        }
        try {
            HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast);
            Vertx vertx = Vertx.builder()
                    .with(options)
                    .withClusterManager(manager)
                    .buildClustered()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return new Cluster(vertx, manager);
        } catch (CompletionException e) {
            hazelcast.getLifecycleService().terminate();
            throw e.getCause() instanceof OperationTimeoutException ? new NotJoined(e.getCause()) : e;
        }
    }

    /** Somebody is there, and does not say what this one has to hear. */
    private static final class NotJoined extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotJoined(Throwable cause) {
            super(String.valueOf(cause.getMessage()).lines().findFirst().orElse(""), cause);
        }
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
        return manager == null
                ? vertx.close()
                : vertx.close().transform(closed -> leave(manager.getHazelcastInstance()));
    }

    private static Future<Void> leave(HazelcastInstance hazelcast) {
        return Future.fromCompletionStage(
                CompletableFuture.runAsync(() -> hazelcast.getLifecycleService().shutdown()));
    }
}
