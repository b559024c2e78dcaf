package io.pelagos.platform;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The address of a PostgreSQL and what is done with it at start. Written as libpq's: {@code
 * postgresql://user:password@host:port/database?sslmode=verify-full&sslrootcert=/path/ca.pem}; with several servers {@code
 * host1:port,host2:port}, of which each connection is to the primary.
 *
 * @param sslMode disable, allow, prefer, require, verify-ca or verify-full
 * @param rootCertificate a PEM file; null: what Java trusts
 */
public record Postgres(
        PgServers servers,
        String database,
        String user,
        String password,
        String sslMode,
        @Nullable String rootCertificate) {
    private static final String NAME = "PELAGOS_POSTGRES_URL";
    private static final int PORT = 5432;
    private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
    private static final int OLDEST = 150_000;
    private static final int CONNECT_SECONDS = 5;
    private static final int TCP_USER_TIMEOUT_MILLIS = 10_000;
    private static final int PIPELINING = 256;
    private static final int STATEMENTS = 512;

    /** Throws {@link StartFailure} that never repeats the password. */
    public static Postgres of(String url) {
        URI uri = parse(url);
        String scheme = uri.getScheme();
        if (!"postgresql".equals(scheme) && !"postgres".equals(scheme)) {
            throw new StartFailure(NAME + " must begin with postgresql://");
        }
        // Not as the URI has them: it knows of one host only.
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        List<PgServers.Server> servers = servers(authority.substring(at + 1));
        String[] who = authority.substring(0, Math.max(0, at)).split(":", 2);
        String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        String user = decode(who[0]);
        if (user.isEmpty()) {
            throw new StartFailure(NAME + " names no user");
        }
        Map<String, String> query = query(uri);
        String mode = query.getOrDefault("sslmode", "prefer");
        try {
            SslMode.of(mode);
        } catch (IllegalArgumentException e) {
            throw new StartFailure(NAME + ": unknown sslmode " + mode, e);
        }
        return new Postgres(
                new PgServers(servers),
                path.isEmpty() ? user : path,
                user,
                who.length > 1 ? decode(who[1]) : "",
                mode,
                query.get("sslrootcert"));
    }

    private static List<PgServers.Server> servers(String list) {
        List<PgServers.Server> servers = new ArrayList<>();
        for (String each : list.split(",", -1)) {
            Matcher parts = SERVER.matcher(each);
            if (!parts.matches()) {
                // Not repeated: a password with a character that should be written as %.. may stand there.
                throw new StartFailure(NAME + " names no host, or one that is none");
            }
            String port = parts.group(2);
            servers.add(new PgServers.Server(
                    parts.group(1).replaceAll("[\\[\\]]", ""), port == null ? PORT : Integer.parseInt(port)));
        }
        return servers;
    }

    private static URI parse(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // Without the cause: its message holds the password.
            throw new StartFailure(NAME + " is not a URL (a special character must be written as %..): " + e.getReason()
                    + " at character " + e.getIndex());
        }
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&", -1)) {
                String[] parts = pair.split("=", 2);
                boolean known = "sslmode".equals(parts[0]) || "sslrootcert".equals(parts[0]);
                if (!known || parts.length < 2) {
                    throw new StartFailure(NAME + ": only sslmode and sslrootcert are known, not " + parts[0]);
                }
                query.put(parts[0], decode(parts[1]));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /**
     * For the reactive client. The time limits bound how long a dead node holds its locks.
     *
     * @param statementTimeoutMillis after which PostgreSQL gives up a statement
     */
    public PgConnectOptions options(int statementTimeoutMillis) {
        PgConnectOptions options = new PgServerOptions(servers)
                .setDatabase(database)
                .setUser(user)
                .setPassword(password)
                .setPipeliningLimit(PIPELINING)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(STATEMENTS)
                .setPreparedStatementCacheSqlLimit(16_384)
                .addProperty("application_name", "pelagos")
                // Compiling a plan takes longer than a statement of ours runs, and what avoids scans looks dear to
                // PostgreSQL.
                .addProperty("jit", "off")
                .addProperty("statement_timeout", Integer.toString(statementTimeoutMillis))
                .addProperty("tcp_user_timeout", Integer.toString(TCP_USER_TIMEOUT_MILLIS))
                .addProperty("idle_in_transaction_session_timeout", Integer.toString(statementTimeoutMillis));
        SslMode mode = SslMode.of(sslMode);
        options.setSslMode(mode);
        if (mode != SslMode.DISABLE) {
            options.setSslOptions(ssl(mode));
        }
        return options;
    }

    /**
     * For a link whose statements find their rows, and their order, by an index. They are planned once:
     * planning costs more than a batch of a few rows takes. Without scans and sorts, as a plan made while a
     * table is small would use them, and would be kept while it grows.
     */
    public PgConnectOptions indexedOptions(int statementTimeoutMillis) {
        return options(statementTimeoutMillis)
                .addProperty("plan_cache_mode", "force_generic_plan")
                .addProperty("enable_seqscan", "off")
                .addProperty("enable_sort", "off");
    }

    private ClientSSLOptions ssl(SslMode mode) {
        boolean verify = mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL;
        ClientSSLOptions options = new ClientSSLOptions()
                .setTrustAll(!verify)
                .setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
        if (verify && rootCertificate != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(rootCertificate));
        }
        return options;
    }

    /** For Flyway; without user and password. */
    String jdbcUrl() {
        String url = "jdbc:postgresql://" + servers.addresses() + "/" + encode(database) + "?sslmode=" + sslMode
                + (servers.several() ? "&targetServerType=primary" : "");
        if (rootCertificate != null) {
            return url + "&sslrootcert=" + encode(rootCertificate);
        }
        return sslMode.startsWith("verify") ? url + "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory" : url;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A blocking connection, for what happens before the event loops run. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        // The first of several servers may take all its time.
        properties.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS * (servers.several() ? 3 : 1)));
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("ApplicationName", "pelagos-start");
        return DriverManager.getConnection(jdbcUrl(), properties);
    }

    /** That it can keep the promises: new enough, synchronous, a primary. Blocks. Throws {@link StartFailure}. */
    public void check() {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('server_version_num')::int,"
                        + " current_setting('server_version'), current_setting('synchronous_commit'),"
                        + " current_setting('fsync'), pg_is_in_recovery()")) {
            row.next();
            if (row.getInt(1) < OLDEST) {
                throw refused("is PostgreSQL " + row.getString(2) + "; 15 or newer is needed");
            }
            if (row.getBoolean(5)) {
                throw refused("is a standby; the primary is needed");
            }
            String commit = row.getString(3);
            if ("off".equals(commit) || "local".equals(commit)) {
                throw refused("has synchronous_commit = " + commit + "; acknowledged leads could be lost");
            }
            if ("off".equals(row.getString(4))) {
                throw refused("has fsync = off; acknowledged leads could be lost");
            }
        } catch (SQLException e) {
            throw new StartFailure("cannot reach PostgreSQL at " + address() + ": " + StartFailure.oneLine(e), e);
        }
    }

    /**
     * Brings the schema up to date. Blocks.
     *
     * @param lockWait how long to wait for another node that does the same, and for each lock on a table
     */
    public void migrate(Duration lockWait) {
        try {
            Flyway.configure(Postgres.class.getClassLoader())
                    .dataSource(jdbcUrl(), user, password)
                    .locations("classpath:db/migration")
                    .initSql("set lock_timeout = " + lockWait.toMillis())
                    .lockRetryCount((int) Math.max(1, lockWait.toSeconds()))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StartFailure(
                    "cannot bring the schema at " + address() + " up to date: " + StartFailure.oneLine(e), e);
        }
    }

    private StartFailure refused(String why) {
        return new StartFailure("PostgreSQL at " + address() + " " + why);
    }

    /** Of the first server. */
    public String host() {
        return servers.first().host();
    }

    /** Likewise. */
    public int port() {
        return servers.first().port();
    }

    /** Hosts, ports and database, without secrets. */
    public String address() {
        return servers.addresses() + "/" + database;
    }

    @Override
    public String toString() {
        return "Postgres[" + user + "@" + address() + "]";
    }
}
