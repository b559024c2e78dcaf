package io.pelagos.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** PostgreSQL seen by the bench: counting, never on the measured road. */
final class Database implements AutoCloseable {
    private final String url;
    private final Connection connection;

    private Database(String url, Connection connection) {
        this.url = url;
        this.connection = connection;
    }

    /** @param url {@code postgresql://user:password@host:port/database} */
    static Database open(String url) throws SQLException {
        URI uri = URI.create(url);
        Properties properties = new Properties();
        if (uri.getRawUserInfo() != null) {
            String[] user = uri.getRawUserInfo().split(":", 2);
            properties.setProperty("user", decoded(user[0]));
            if (user.length == 2) properties.setProperty("password", decoded(user[1]));
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        String jdbc = "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + query;
        return new Database(url, DriverManager.getConnection(jdbc, properties));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Makes a database beside this one (needs CREATEDB) and answers its address. */
    String createBeside(String name) throws SQLException {
        execute("create database " + name);
        return beside(name);
    }

    private String beside(String name) {
        URI uri = URI.create(url);
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return uri.getScheme() + "://" + uri.getRawAuthority() + "/" + name + query;
    }

    void drop(String name) throws SQLException {
        execute("drop database if exists " + name + " with (force)");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What a database that was just filled would do beside the measurement, it does now. */
    void rest() throws SQLException {
        execute("vacuum (analyze)");
        execute("checkpoint");
    }

    long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Syncs of the write-ahead log since the counters began; pg_stat_wal has no such column from 18 on. */
    long walSyncs() throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion() >= 18
                ? number("select coalesce(sum(fsyncs), 0) from pg_stat_io where object = 'wal'")
                : number("select wal_sync from pg_stat_wal");
    }

    Connection connection() {
        return connection;
    }

    /** The product's own tables, from its jar (or a directory), so that both sides write the same rows. */
    static List<String> migrations(Path jar) throws IOException {
        List<String> scripts = new ArrayList<>();
        if (Files.isDirectory(jar)) {
            try (Stream<Path> files = Files.list(jar)) {
                for (Path file : files.sorted().toList()) scripts.add(Files.readString(file));
            }
            return scripts;
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> names = new ArrayList<>();
            file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.matches("db/migration/V\\d+__.*\\.sql"))
                    .forEach(names::add);
            names.sort(Comparator.comparingInt(Database::versionOf));
            for (String name : names) {
                try (InputStream in = file.getInputStream(file.getEntry(name))) {
                    scripts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return scripts;
    }

    private static int versionOf(String name) {
        return Integer.parseInt(name.replaceAll(".*/V(\\d+)__.*", "$1"));
    }

    /** Median of 200 times writing 8 KiB and fdatasync, in microseconds, where the engines keep their data. */
    static long fdatasync_micros(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "fsync", ".probe");
        List<Long> nanos = new ArrayList<>();
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            var page = java.nio.ByteBuffer.allocateDirect(8192);
            for (int i = 0; i < 220; i++) {
                page.clear();
                channel.write(page, (i % 64) * 8192L);
                long before = System.nanoTime();
                channel.force(false);
                if (i >= 20) nanos.add(System.nanoTime() - before);
            }
        } finally {
            Files.delete(file);
        }
        Collections.sort(nanos);
        return nanos.get(nanos.size() / 2) / 1000;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
