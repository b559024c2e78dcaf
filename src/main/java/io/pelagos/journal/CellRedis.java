package io.pelagos.journal;

import io.pelagos.platform.LuaScript;
import io.pelagos.platform.RedisRequests;
import io.pelagos.platform.Repeat;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gate and a rebuild ask of Redis besides the scripts: who it is, and what it knows. */
final class CellRedis {
    private static final long EPOCHS_BEHIND_MAX = 1_000;

    private final RedisRequests redis;

    CellRedis(RedisRequests redis) {
        this.redis = redis;
    }

    /** The replication id; fails when this Redis is no master. */
    static Future<String> identity(Future<Response> info) {
        return info.compose(reply -> {
            String text = reply.toString();
            if (!text.contains("role:master")) {
                return Future.failedFuture("this Redis is a replica");
            }
            String name = "master_replid:";
            return text.lines()
                    .filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> Future.succeededFuture(line.substring(name.length())))
                    .orElseGet(() -> Future.failedFuture("this Redis does not tell its replication id"));
        });
    }

    Future<String> identity() {
        return identity(redis.send(Request.cmd(Command.INFO).arg("replication")));
    }

    /** The script that only a rebuild loads: its text is the nonce. */
    static LuaScript marker() {
        return new LuaScript("marker", "return 1\n");
    }

    Future<String> get(String key) {
        return redis.send(Request.cmd(Command.GET).arg(key)).map(reply -> reply == null ? "" : reply.toString());
    }

    Future<Void> set(String key, String value) {
        return redis.send(Request.cmd(Command.SET).arg(key).arg(value)).mapEmpty();
    }

    /** Takes or keeps a lease; true when it is this node's. */
    Future<Boolean> lease(String key, String node, long millis) {
        return redis.send(Request.cmd(Command.SET)
                        .arg(key)
                        .arg(node)
                        .arg("NX")
                        .arg("PX")
                        .arg(millis))
                .compose(taken -> taken != null
                        ? Future.succeededFuture(true)
                        : get(key).compose(holder -> holder.equals(node)
                                ? redis.send(Request.cmd(Command.PEXPIRE)
                                                .arg(key)
                                                .arg(millis))
                                        .map(true)
                                : Future.succeededFuture(false)));
    }

    Future<Void> delete(String key) {
        return redis.send(Request.cmd(Command.UNLINK).arg(key)).mapEmpty();
    }

    Future<Boolean> knows(String nonce, LuaScript script) {
        return missing(nonce, List.of(script)).map(List::isEmpty);
    }

    Future<List<LuaScript>> missing(String nonce, List<LuaScript> scripts) {
        Request request = Request.cmd(Command.SCRIPT).arg("EXISTS");
        scripts.forEach(s -> request.arg(s.sha(nonce)));
        return redis.send(request).map(reply -> {
            List<LuaScript> missing = new ArrayList<>();
            for (int i = 0; i < scripts.size(); i++) {
                if (reply.get(i).toInteger() == 0) {
                    missing.add(scripts.get(i));
                }
            }
            return missing;
        });
    }

    Future<Void> load(String nonce, List<LuaScript> scripts) {
        Future<Void> loaded = Future.succeededFuture();
        for (LuaScript script : scripts) {
            loaded = loaded.compose(
                    done -> redis.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text(nonce)))
                            .mapEmpty());
        }
        return loaded;
    }

    /**
     * Removes keys of epochs that are over. Their clocks first: without its clock all scripts of an epoch refuse, so that
     * nobody takes what is half removed for what was lost. Who is behind may be by more than one: rebuilds that fail take
     * an epoch each.
     */
    Future<Void> unlinkOthers(Fence fence) {
        Request clocks = Request.cmd(Command.UNLINK);
        for (long epoch = Math.max(0, fence.epoch() - EPOCHS_BEHIND_MAX); epoch < fence.epoch(); epoch++) {
            clocks.arg("{" + Fence.tag(fence.cell()) + "}:" + epoch + ":clock");
        }
        return redis.send(clocks).compose(done -> Repeat.from("0", cursor -> unlinkSome(fence, cursor)));
    }

    /** One step of a scan; where the next begins, null behind the last. */
    private Future<@Nullable String> unlinkSome(Fence fence, String cursor) {
        return redis.send(Request.cmd(Command.SCAN)
                        .arg(cursor)
                        .arg("MATCH")
                        .arg("{" + Fence.tag(fence.cell()) + "}:*")
                        .arg("COUNT")
                        .arg(500))
                .compose(reply -> {
                    List<String> old = RedisArbiter.texts(reply.get(1), 0).stream()
                            .filter(key -> olderThan(fence, key))
                            .toList();
                    Request unlink = Request.cmd(Command.UNLINK);
                    old.forEach(unlink::arg);
                    Future<?> removed = old.isEmpty() ? Future.succeededFuture() : redis.send(unlink);
                    String next = reply.get(0).toString();
                    return removed.map(next.equals("0") ? null : next);
                });
    }

    private static boolean olderThan(Fence fence, String key) {
        String rest = key.substring(key.indexOf("}:") + 2);
        int colon = rest.indexOf(':');
        if (colon <= 0 || !rest.chars().limit(colon).allMatch(Character::isDigit)) {
            return false;
        }
        return Long.parseLong(rest.substring(0, colon)) < fence.epoch();
    }
}
