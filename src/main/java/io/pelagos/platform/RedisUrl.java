package io.pelagos.platform;

import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Redis. User, password and ports may be left out; {@code rediss} is with TLS.
 *
 * <ul>
 *   <li>{@code redis://user:password@host:port/number}: one Redis; the number is that of its database.
 *   <li>{@code redis+sentinel://user:password@host:port,host:port/name?sentinel_password=…}: the master that these
 *       sentinels know by that name.
 *   <li>{@code redis+cluster://user:password@host:port,host:port}: the masters of the cluster that these belong to.
 * </ul>
 *
 * @param servers each {@code host:port}
 * @param master what the sentinels call it; empty for the other kinds
 */
public record RedisUrl(
        Kind kind,
        boolean tls,
        List<String> servers,
        int database,
        String master,
        @Nullable String user,
        @Nullable String password,
        @Nullable String sentinelPassword) {
    /** How masters are found. */
    public enum Kind {
        SINGLE(6379),
        SENTINEL(26379),
        CLUSTER(6379);

        private final int port;

        Kind(int port) {
            this.port = port;
        }
    }

    private static final String NAME = "PELAGOS_REDIS_URL";
    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int TCP_USER_TIMEOUT_MILLIS = 10_000;
    private static final int WAITING_MAX = 65_536;
    private static final int SERVERS_MAX = 100;
    private static final Pattern URL = Pattern.compile(
            "redis(?<tls>s?)(\\+(?<kind>sentinel|cluster))?://((?<who>.*)@)?(?<servers>[^/?@]+)(/(?<path>[^?]*))?(\\?(?<query>.*))?");
    private static final Pattern SERVER = Pattern.compile("(?<host>[\\w.-]+|\\[[0-9a-fA-F:.]+])(:(?<port>\\d{1,5}))?");
    private static final Pattern SENTINEL_PASSWORD = Pattern.compile("sentinel_password=(?<password>[^&]+)");

    /** Throws {@link StartFailure} that never repeats a password. */
    public static RedisUrl of(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw wrong("must be such as redis://user:password@host:6379, redis+sentinel://host,host/name or"
                    + " redis+cluster://host,host, or the same with rediss (a special character in a password must be"
                    + " written as %..)");
        }
        Kind kind = parts.group("kind") == null
                ? Kind.SINGLE
                : parts.group("kind").equals("cluster") ? Kind.CLUSTER : Kind.SENTINEL;
        String path = parts.group("path") == null ? "" : parts.group("path");
        String[] who = (parts.group("who") == null ? "" : parts.group("who")).split(":", 2);
        return new RedisUrl(
                kind,
                !parts.group("tls").isEmpty(),
                servers(kind, parts.group("servers")),
                database(kind, path),
                master(kind, path),
                who[0].isEmpty() ? null : decode(who[0]),
                who.length > 1 && !who[1].isEmpty() ? decode(who[1]) : null,
                sentinelPassword(kind, parts.group("query")));
    }

    private static StartFailure wrong(String why) {
        return new StartFailure(NAME + " " + why);
    }

    private static List<String> servers(Kind kind, String text) {
        List<String> servers = new ArrayList<>();
        for (String server : text.split(",", -1)) {
            Matcher parts = SERVER.matcher(server);
            if (!parts.matches()) {
                throw wrong("names a server that is no host or host:port");
            }
            String port = parts.group("port");
            servers.add(parts.group("host") + ":" + (port == null ? kind.port : Integer.parseInt(port)));
        }
        if (servers.size() > (kind == Kind.SINGLE ? 1 : SERVERS_MAX)) {
            throw wrong(
                    kind == Kind.SINGLE
                            ? "names several hosts: begin it with redis+sentinel:// or redis+cluster://"
                            : "names more than " + SERVERS_MAX + " hosts");
        }
        return List.copyOf(servers);
    }

    private static int database(Kind kind, String path) {
        if (kind == Kind.SENTINEL || path.isEmpty()) {
            return 0;
        }
        if (!path.matches("\\d{1,4}") || (kind == Kind.CLUSTER && Integer.parseInt(path) != 0)) {
            throw wrong(
                    kind == Kind.CLUSTER
                            ? "names a database: a cluster has none but 0"
                            : ": the database behind the port must be a number");
        }
        return Integer.parseInt(path);
    }

    private static String master(Kind kind, String path) {
        if (kind != Kind.SENTINEL) {
            return "";
        }
        if (!path.matches("[\\w.-]{1,100}")) {
            throw wrong("must end with / and the name by which the sentinels know the master");
        }
        return path;
    }

    private static @Nullable String sentinelPassword(Kind kind, @Nullable String query) {
        if (query == null) {
            return null;
        }
        Matcher asked = SENTINEL_PASSWORD.matcher(query);
        if (kind != Kind.SENTINEL || !asked.matches()) {
            throw wrong("takes no parameters behind a question mark, but for the sentinels' sentinel_password");
        }
        return decode(asked.group("password"));
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Without the cause: its message holds the password.
            throw wrong("is not a URL: a % in it must be followed by two hexadecimal digits");
        }
    }

    /** Of a connection to a master that is held and pipelined: the pool is not there to queue requests. */
    public RedisOptions options(String server) {
        return options(server, database, user, password);
    }

    /** Of a connection to one of the {@link #servers} that is asked where masters are. */
    RedisOptions seedOptions(String server) {
        return kind == Kind.SENTINEL ? options(server, 0, null, sentinelPassword) : options(server);
    }

    private RedisOptions options(String server, int number, @Nullable String asUser, @Nullable String withPassword) {
        RedisOptions options = new RedisOptions()
                .setType(RedisClientType.STANDALONE)
                // Sentinels know no databases.
                .setConnectionString((tls ? "rediss://" : "redis://") + server + (number == 0 ? "" : "/" + number))
                .setMaxPoolSize(8)
                .setMaxPoolWaiting(64)
                .setMaxWaitingHandlers(WAITING_MAX)
                .setNetClientOptions(net());
        if (asUser != null) {
            options.setUser(asUser);
        }
        if (withPassword != null) {
            options.setPassword(withPassword);
        }
        return options;
    }

    private NetClientOptions net() {
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setTcpUserTimeout(TCP_USER_TIMEOUT_MILLIS)
                .setHostnameVerificationAlgorithm("HTTPS");
        return tls ? net.setSsl(true) : net;
    }

    /** Hosts and ports, without secrets. */
    public String address() {
        return String.join(",", servers);
    }

    @Override
    public String toString() {
        return "RedisUrl[" + kind + " " + address() + "]";
    }
}
