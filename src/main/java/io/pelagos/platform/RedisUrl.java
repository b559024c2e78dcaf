package io.pelagos.platform;

import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Redis: {@code redis://user:password@host:port/number}, {@code rediss://} with TLS.
 * User, password, port and number may be left out.
 */
public record RedisUrl(
        boolean tls,
        String host,
        int port,
        int database,
        @Nullable String user,
        @Nullable String password) {
    private static final String NAME = "PELAGOS_REDIS_URL";
    private static final int PORT = 6379;
    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int TCP_USER_TIMEOUT_MILLIS = 10_000;
    private static final int WAITING_MAX = 65_536;

    /** Throws {@link StartFailure} that never repeats the password. */
    public static RedisUrl of(String url) {
        URI uri = parse(url);
        String scheme = uri.getScheme();
        if (!"redis".equals(scheme) && !"rediss".equals(scheme)) {
            throw new StartFailure(NAME + " must begin with redis:// or rediss://");
        }
        if (uri.getHost() == null) {
            throw new StartFailure(NAME + " names no host");
        }
        if (uri.getRawQuery() != null) {
            throw new StartFailure(NAME + " takes no parameters behind a question mark");
        }
        String[] who = (uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo()).split(":", 2);
        String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        if (!path.matches("\\d{0,4}")) {
            throw new StartFailure(NAME + ": the database behind the port must be a number");
        }
        return new RedisUrl(
                "rediss".equals(scheme),
                uri.getHost().replaceAll("[\\[\\]]", ""),
                uri.getPort() > 0 ? uri.getPort() : PORT,
                path.isEmpty() ? 0 : Integer.parseInt(path),
                who[0].isEmpty() ? null : decode(who[0]),
                who.length > 1 && !who[1].isEmpty() ? decode(who[1]) : null);
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

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** For connections that are held and pipelined: the pool is not there to queue requests. */
    public RedisOptions options() {
        String literal = host.contains(":") ? "[" + host + "]" : host;
        RedisOptions options = new RedisOptions()
                .setType(RedisClientType.STANDALONE)
                .setConnectionString((tls ? "rediss://" : "redis://") + literal + ":" + port + "/" + database)
                .setMaxPoolSize(8)
                .setMaxPoolWaiting(64)
                .setMaxWaitingHandlers(WAITING_MAX)
                .setNetClientOptions(net());
        if (user != null) {
            options.setUser(user);
        }
        if (password != null) {
            options.setPassword(password);
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

    /** Host and port, without secrets. */
    public String address() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return "RedisUrl[" + address() + "/" + database + "]";
    }
}
