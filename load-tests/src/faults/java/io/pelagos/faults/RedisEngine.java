package io.pelagos.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One Redis process without persistence, at a port of its own. */
final class RedisEngine implements AutoCloseable {

    private final String name;
    private final Children children;
    private final Path program;
    private final Path folder;
    private final int port;
    /** By which its replica reaches it. */
    private final TcpProxy replication;

    private Child child;

    RedisEngine(String name, Children children, Path program, Path work, int port) {
        this.name = name;
        this.children = children;
        this.program = program;
        this.folder = work.resolve(name);
        this.port = port;
        this.replication = new TcpProxy(name + "-replication", port);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    String name() {
        return name;
    }

    /** Starts it, empty, and returns when it answers. */
    void start() {
        child = children.start(
                name,
                folder.resolve("redis.log"),
                Map.of(),
                List.of(
                        program.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--maxmemory-policy",
                        "noeviction",
                        "--repl-diskless-sync-delay",
                        "0",
                        "--dir",
                        folder.toString()));
        Wait.until(Duration.ofSeconds(10), name + " answers", () -> "PONG".equals(call("PING")));
    }

    /** kill -9 and a new, empty process: what a Redis without persistence is after a crash. */
    void killAndRestart() {
        child.kill();
        start();
    }

    void kill() {
        child.kill();
    }

    boolean alive() {
        return child.alive();
    }

    void freeze(long millis) {
        child.signal("STOP");
        Wait.pause(millis);
        child.signal("CONT");
    }

    void follow(RedisEngine master) {
        call("REPLICAOF", "127.0.0.1", Integer.toString(master.replication.port()));
    }

    void promote() {
        call("REPLICAOF", "NO", "ONE");
    }

    /** Whether this replica has caught up with its master within the bound. */
    boolean synced(Duration bound) {
        return Wait.happens(bound, () -> ((String) call("INFO", "replication")).contains("master_link_status:up"));
    }

    /** How much of what has been written this one knows, in bytes of the master's log. */
    long offset(String name) {
        return ((String) call("INFO", "replication"))
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(
                        line -> Long.parseLong(line.substring(name.length() + 1).strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + " in INFO replication"));
    }

    /** What is written here does not reach the replica, until {@link #healReplication}. */
    void holdReplication() {
        replication.mode(TcpProxy.Mode.STALL);
    }

    void healReplication() {
        replication.heal();
    }

    @Override
    public void close() {
        replication.close();
    }

    Object call(String... words) {
        try (Resp resp = new Resp(port)) {
            return resp.call(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
