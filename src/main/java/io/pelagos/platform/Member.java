package io.pelagos.platform;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node among those that Hazelcast has found. */
final class Member {
    private static final Logger LOG = LoggerFactory.getLogger(Member.class);

    private static final Map<String, String> SETTINGS = Map.of(
            "hazelcast.phone.home.enabled", "false",
            "hazelcast.shutdownhook.enabled", "false",
            "hazelcast.socket.bind.any", "false",
            "hazelcast.wait.seconds.before.join", "1",
            // Who hangs is left out before calls to him fail, which they do after twice their time.
            "hazelcast.max.no.heartbeat.seconds", "15",
            "hazelcast.operation.call.timeout.millis", "10000",
            // Those that could not hear each other are one cluster again soon.
            "hazelcast.merge.first.run.delay.seconds", "5",
            "hazelcast.merge.next.run.delay.seconds", "5",
            "hazelcast.graceful.shutdown.max.wait", "3");

    /** For who takes connections and says nothing, as a process that is stopped does. */
    private static final String JOIN_SECONDS = "20";

    private final HazelcastInstance hazelcast;
    private final HazelcastClusterManager manager;
    private final Vertx vertx;
    private volatile boolean leaving;

    private Member(HazelcastInstance hazelcast, HazelcastClusterManager manager, Vertx vertx) {
        this.hazelcast = hazelcast;
        this.manager = manager;
        this.vertx = vertx;
        hazelcast.getLifecycleService().addLifecycleListener(this::told);
    }

    /**
     * Joins the others. Blocks until it has, or until it is clear that one of them does not answer as it should: then this
     * one starts without them, and Hazelcast merges the two as soon as they hear each other.
     *
     * @param port the first that is tried; the next ones are, too
     * @param members addresses of other nodes, {@code host} or {@code host:port}
     */
    static Member join(VertxOptions options, String host, int port, List<String> members) {
        System.setProperty("hazelcast.logging.type", "slf4j");
        options.getEventBusOptions().setHost(host);
        Config together = config(host, port, members);
        together.setProperty("hazelcast.max.join.seconds", JOIN_SECONDS);
        try {
            return start(options, together);
        } catch (RuntimeException e) {
            LOG.warn("This node could not join the others and starts without them: {}", e.getMessage());
            LOG.debug("why it did not join", e);
        }
        Config alone = config(host, port, List.of());
        Member member = start(options, alone);
        alone.getNetworkConfig().getJoin().getTcpIpConfig().setMembers(members);
        return member;
    }

    private static Config config(String host, int port, List<String> members) {
        Config config = new Config().setClusterName("pelagos");
        SETTINGS.forEach(config::setProperty);
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

    private static Member start(VertxOptions options, Config config) {
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(config);
        try {
            HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast);
            Vertx vertx = Vertx.builder()
                    .with(options)
                    .withClusterManager(manager)
                    .buildClustered()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return new Member(hazelcast, manager, vertx);
        } catch (RuntimeException e) {
            hazelcast.getLifecycleService().terminate();
            throw e;
        }
    }

    private void told(LifecycleEvent event) {
        if (event.getState() == LifecycleEvent.LifecycleState.SHUTDOWN && !leaving) {
            LOG.warn("This node has lost the others for good, and serves on without them until it is restarted");
        }
    }

    Vertx vertx() {
        return vertx;
    }

    String id() {
        return manager.getNodeId();
    }

    /** The ids of all that it sees, its own among them; none where Hazelcast has ended by itself, as after a merge that failed. */
    List<String> ids() {
        try {
            return manager.getNodes();
        } catch (RuntimeException ended) {
            LOG.debug("nobody knows who is in the cluster: {}", ended.getMessage());
            return List.of();
        }
    }

    Future<Void> leave() {
        leaving = true;
        return vertx.close()
                .eventually(() -> Future.fromCompletionStage(CompletableFuture.runAsync(
                        () -> hazelcast.getLifecycleService().shutdown())));
    }
}
