package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** That a Redis is fit to be the arbiter: new enough, a master, without persistence or eviction. */
public final class RedisCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RedisCheck.class);
    private static final int OLDEST_MAJOR = 7;
    private static final long ANSWER_MILLIS = 3_000;

    private RedisCheck() {}

    /** Connects to each master, asks, disconnects. Fails with a {@link StartFailure}. */
    public static Future<Void> check(Vertx vertx, RedisUrl url) {
        RedisMasters masters = new RedisMasters(vertx, url, ANSWER_MILLIS);
        return masters.open()
                .compose(opened -> masters.look())
                .recover(e -> unreachable(url.address(), e))
                .compose(slots -> Future.all(slots.all().stream()
                        .map(server -> check(vertx, url, server))
                        .toList()))
                .eventually(masters::close)
                .mapEmpty();
    }

    private static Future<Void> check(Vertx vertx, RedisUrl url, String server) {
        Redis client = Redis.createClient(vertx, url.options(server));
        return client.connect()
                .recover(e -> unreachable(server, e))
                .compose(connection -> check(connection, server).recover(e -> refused(server, e)))
                .eventually(client::close);
    }

    private static <T> Future<T> unreachable(String address, Throwable cause) {
        return Future.failedFuture(
                new StartFailure("cannot reach Redis at " + address + ": " + StartFailure.oneLine(cause), cause));
    }

    /** It was reached, and does not tell what it is: mostly as it wants a password. */
    private static Future<Void> refused(String address, Throwable cause) {
        return Future.failedFuture(
                cause instanceof StartFailure
                        ? cause
                        : new StartFailure("Redis at " + address + " answers: " + StartFailure.oneLine(cause), cause));
    }

    /** Asks an open connection. Fails with a {@link StartFailure}. */
    public static Future<Void> check(RedisConnection connection, String address) {
        return connection.send(Request.cmd(Command.INFO)).compose(info -> {
            Map<String, String> facts = lines(info.toString());
            return config(connection, facts).compose(settings -> refuse(settings)
                    .<Future<Void>>map(why -> Future.failedFuture(new StartFailure("Redis at " + address + " " + why)))
                    .orElseGet(Future::succeededFuture));
        });
    }

    /** Adds the settings to INFO's facts. Managed ones refuse CONFIG; INFO tells all but the save points. */
    private static Future<Map<String, String>> config(RedisConnection connection, Map<String, String> facts) {
        Request request = Request.cmd(Command.CONFIG)
                .arg("GET")
                .arg("maxmemory-policy")
                .arg("save")
                .arg("appendonly");
        return connection
                .send(request)
                .map(answer -> {
                    facts.putAll(pairs(answer));
                    return facts;
                })
                .otherwise(e -> {
                    LOG.warn("Redis refuses CONFIG: make sure yourself that it saves no snapshots (save \"\")");
                    facts.put("maxmemory-policy", facts.getOrDefault("maxmemory_policy", "unknown"));
                    facts.put("appendonly", "0".equals(facts.get("aof_enabled")) ? "no" : "yes");
                    facts.put("save", "");
                    return facts;
                });
    }

    private static Optional<String> refuse(Map<String, String> facts) {
        String version = facts.getOrDefault("redis_version", "0");
        boolean valkey = facts.containsKey("valkey_version");
        String why = null;
        if (!valkey && major(version) < OLDEST_MAJOR) {
            why = "is version " + version + "; 7.0 or newer, or Valkey, is needed";
        } else if (!"master".equals(facts.get("role"))) {
            why = "is a replica; the master is needed";
        } else if (!"noeviction".equals(facts.get("maxmemory-policy"))) {
            why = "has maxmemory-policy " + facts.get("maxmemory-policy") + "; set noeviction, or it forgets claims";
        } else if (!"no".equals(facts.get("appendonly"))) {
            why = "has appendonly yes; set no: it must not come back with an old state";
        } else if (!facts.getOrDefault("save", "").isEmpty()) {
            why = "saves snapshots (save " + facts.get("save") + "); set save \"\": it must not come back with"
                    + " an old state";
        }
        return Optional.ofNullable(why);
    }

    private static int major(String version) {
        String digits = version.replaceFirst("\\..*$", "");
        return digits.matches("\\d{1,6}") ? Integer.parseInt(digits) : 0;
    }

    /** INFO's lines {@code name:value}. */
    private static Map<String, String> lines(String info) {
        Map<String, String> map = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                map.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return map;
    }

    /** CONFIG's answer: a map in the newer protocol, a flat list in the older. */
    private static Map<String, String> pairs(Response answer) {
        Map<String, String> map = new HashMap<>();
        if (answer.isMap()) {
            answer.getKeys().forEach(key -> map.put(key, String.valueOf(answer.get(key))));
        } else {
            for (int i = 0; i + 1 < answer.size(); i += 2) {
                map.put(String.valueOf(answer.get(i)), String.valueOf(answer.get(i + 1)));
            }
        }
        return map;
    }
}
