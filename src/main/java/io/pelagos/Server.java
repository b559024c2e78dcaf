package io.pelagos;

import io.pelagos.journal.RestoredJournal;
import io.pelagos.lead.Keysets;
import io.pelagos.platform.Cluster;
import io.pelagos.platform.Postgres;
import io.pelagos.platform.RedisCheck;
import io.pelagos.platform.RedisUrl;
import io.pelagos.platform.StartFailure;
import io.pelagos.platform.Tracing;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node: checks the engines, starts what {@link Node} wires, and stops it in order. */
final class Server implements AutoCloseable {
    private static final Duration MIGRATION_LOCK = Duration.ofMinutes(1);
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(15);

    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Cluster cluster;
    private final Tracing tracing;
    private final Node node;
    private final Duration drain;

    private Server(Cluster cluster, Tracing tracing, Node node, Duration drain) {
        this.cluster = cluster;
        this.tracing = tracing;
        this.node = node;
        this.drain = drain;
    }

    /** What can be told before the engines are started, which takes its time. Throws {@link StartFailure}. */
    static void checkFirst(Config config) {
        Config.Http http = config.http();
        Config.Tls tls = http.tls();
        if (tls != null) {
            Certificate.check(tls);
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(http.host(), http.port()));
        } catch (IOException e) {
            throw Node.cannotListen(http, e);
        }
        if (config.demo().enabled()) {
            DemoDocument.of(config.demo().file());
        }
    }

    /** Blocks until it serves. Throws {@link StartFailure} for what its operator can mend. */
    static Server start(Config config, Engines engines, PrintStream progress) {
        Postgres postgres = Postgres.of(engines.postgresUrl());
        RedisUrl redis = RedisUrl.of(engines.redisUrl());
        postgres.check();
        progress.println("Migrating the database …");
        postgres.migrate(MIGRATION_LOCK);
        RestoredJournal.takeUp(postgres, progress);
        // One thread does it all: nothing waits for another, and the engines have the other cores.
        VertxOptions options = new VertxOptions().setEventLoopPoolSize(1);
        Config.Cluster settings = config.cluster();
        Cluster cluster = settings.enabled() ? join(options, settings) : Cluster.alone(options);
        Tracing tracing = NodeSettings.tracing(config.tracing());
        Node node = new Node(config, cluster, tracing, postgres, redis);
        node.watch(engines.alive());
        Server server = new Server(cluster, tracing, node, Duration.ofMillis(config.drainMillis()));
        try {
            await(RedisCheck.check(cluster.vertx(), redis), START);
            progress.println("Filling Redis and opening the pools …");
            await(node.start(), START);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        node.greet(progress);
        return server;
    }

    private static Cluster join(VertxOptions options, Config.Cluster settings) {
        String address = ownAddress(settings.host());
        try {
            return Cluster.join(options, address, settings.port(), settings.members());
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String reason =
                    String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            throw new StartFailure(
                    "cannot join the cluster at " + address + ", port " + settings.port() + ": " + reason, e);
        }
    }

    /** Asked before Hazelcast is, which says in pages that it does not like an address. */
    private static String ownAddress(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (NetworkInterface.getByInetAddress(address) == null) {
                throw new StartFailure("cluster.host " + host + ": is not an address of this machine");
            }
            return address.getHostAddress();
        } catch (UnknownHostException e) {
            throw new StartFailure("cluster.host " + host + ": there is no such host", e);
        } catch (SocketException e) {
            throw new StartFailure("cluster.host " + host + ": this machine's addresses cannot be read", e);
        }
    }

    /** The port that it listens on. */
    int port() {
        return node.port();
    }

    /** For tests: what this node wired. */
    Node node() {
        return node;
    }

    /** For tests: ends as if the process had died, with whatever is under way. */
    Future<Void> die() {
        return cluster.close();
    }

    /** Tells the nodes to rebuild Redis from PostgreSQL: one cell, or all for -1. Blocks. */
    static void rebuild(String postgresUrl, int cell, PrintStream progress) {
        Postgres postgres = Postgres.of(postgresUrl);
        postgres.check();
        String sql = "update cell set ready = false where ? < 0 or id = ?";
        try (Connection connection = postgres.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, cell);
            statement.setInt(2, cell);
            progress.println("The nodes rebuild " + statement.executeUpdate() + " cells now.");
        } catch (SQLException e) {
            throw new StartFailure("cannot tell the nodes to rebuild: SQLSTATE " + e.getSQLState());
        }
    }

    /**
     * Locks the keys of all contact data with another master key. Servers that run have them in memory, and go on; their next
     * start wants the new one. Blocks.
     *
     * @param before null: they were not locked
     */
    static void rewrap(String postgresUrl, @Nullable String before, String after, PrintStream progress) {
        Postgres postgres = Postgres.of(postgresUrl);
        postgres.check();
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            try (PreparedStatement read = connection.prepareStatement(
                            "select keyset, wrapped from keyset where tenant = 0 for update");
                    ResultSet row = read.executeQuery();
                    PreparedStatement write = connection.prepareStatement(
                            "update keyset set keyset = ?, wrapped = true where tenant = 0")) {
                if (!row.next()) {
                    throw new StartFailure("there are no keys yet: no server has been started with this database");
                }
                write.setBytes(1, Keysets.rewrapped(row.getBytes(1), row.getBoolean(2), before, after));
                write.executeUpdate();
            }
            connection.commit();
            progress.println("The keys are locked with the new master key: start all servers with it from now on.");
        } catch (SQLException e) {
            throw new StartFailure("cannot change the master key: SQLSTATE " + e.getSQLState());
        }
    }

    @Override
    public void close() {
        try {
            await(node.stop(STOP.toMillis()), STOP.plus(drain).plusSeconds(2));
        } catch (RuntimeException e) {
            LOG.warn("stopped before all was settled; another node or the next start takes it over");
        }
        try {
            await(cluster.close(), CLOSE);
        } catch (RuntimeException e) {
            LOG.warn("stopped without waiting for every connection to close");
        }
        tracing.close();
    }

    private static <T> T await(Future<T> future, Duration limit) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new StartFailure(String.valueOf(cause.getMessage()), cause);
        } catch (TimeoutException e) {
            throw new StartFailure("it took longer than " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }
}
