package io.pelagos.month;

import io.pelagos.tool.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

/** What runs: the engines out of the jar, and one server node on top of them. */
final class Plant implements AutoCloseable {

    private static final long START_MILLIS = 90_000;
    private static final long LOOK_MILLIS = 50;
    /** One tenant needs one cell, and no demo beside it. */
    private static final String SETTINGS = "cells: 1\ndemo: {enabled: false}\n";

    private static final String READY = "Pelagos is ready on http://";

    final String operatorToken = UUID.randomUUID().toString();
    final int port = Ports.free();
    private final Child engines;
    private final Child server;
    private final URI postgres;
    private final URI redis;

    Plant(Path jar, Path work) throws IOException {
        Files.createDirectories(work);
        Path log = work.resolve("engines.log");
        String data = work.resolve("data").toString();
        Path settings = Files.writeString(work.resolve("pelagos.yaml"), SETTINGS);
        engines = Child.start(
                jar,
                List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                List.of("engines"),
                log,
                Map.of("PELAGOS_DATA_DIR", data));
        try {
            redis = URI.create(awaitLine(engines, log, "PELAGOS_REDIS_URL="));
            postgres = URI.create(awaitLine(engines, log, "PELAGOS_POSTGRES_URL="));
            server = Child.start(
                    jar,
                    List.of("-Xmx768m", "-XX:+UseSerialGC"),
                    List.of("serve", "--config", settings.toString()),
                    work.resolve("server.log"),
                    environment(data));
        } catch (RuntimeException e) {
            engines.close();
            throw e;
        }
        try {
            awaitLine(server, work.resolve("server.log"), READY);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Map<String, String> environment(String data) {
        return Map.of(
                "PELAGOS_POSTGRES_URL",
                postgres.toString(),
                "PELAGOS_REDIS_URL",
                redis.toString(),
                "PELAGOS_HTTP_PORT",
                Integer.toString(port),
                "PELAGOS_HTTP_HOST",
                "127.0.0.1",
                "PELAGOS_DATA_DIR",
                data,
                "PELAGOS_DEMO_TRAFFIC",
                "false",
                "PELAGOS_BOOTSTRAP_TOKEN",
                operatorToken,
                "PELAGOS_MASTER_KEY",
                "the simulated month's own master key, nothing secret");
    }

    /** The rest of the first line that holds these words. */
    private static String awaitLine(Child child, Path log, String words) {
        for (long waited = 0; waited < START_MILLIS; waited += LOOK_MILLIS) {
            try {
                // Only whole lines: the last one may still be on its way.
                String text = Files.readString(log);
                String whole = text.substring(0, text.lastIndexOf('\n') + 1);
                for (String line : whole.lines().toList()) {
                    int at = line.indexOf(words);
                    if (at >= 0) {
                        return line.substring(at + words.length());
                    }
                }
                Thread.sleep(LOOK_MILLIS);
            } catch (IOException e) {
                // Not there yet.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            if (!child.alive()) {
                break;
            }
        }
        throw new IllegalStateException("did not start, see " + log);
    }

    Connection database() throws SQLException {
        String[] user = postgres.getUserInfo().split(":", 2);
        Properties properties = new Properties();
        properties.setProperty("user", user[0]);
        properties.setProperty("password", user[1]);
        properties.setProperty("gssEncMode", "disable");
        String url = "jdbc:postgresql://" + postgres.getHost() + ":" + postgres.getPort() + postgres.getPath();
        return DriverManager.getConnection(url, properties);
    }

    Resp arbiter() throws IOException {
        String password = redis.getUserInfo().split(":", 2)[1];
        Resp resp = new Resp(redis.getPort());
        resp.call("AUTH", password);
        return resp;
    }

    @Override
    public void close() {
        server.close();
        engines.close();
    }
}
