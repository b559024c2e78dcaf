package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Knows where the masters are: at the address itself, or as sentinels or servers of a cluster say, whichever answers first. */
final class RedisMasters {
    private final RedisUrl url;
    private final List<Seed> seeds = new ArrayList<>();

    private record Seed(String host, RedisLink link) {}

    RedisMasters(Vertx vertx, RedisUrl url, long answerMillis) {
        this.url = url;
        if (url.kind() != RedisUrl.Kind.SINGLE) {
            url.servers().forEach(server -> {
                RedisLink link =
                        new RedisLink(vertx, url.seedOptions(server), c -> Future.succeededFuture(), answerMillis);
                seeds.add(new Seed(server.substring(0, server.lastIndexOf(':')), link));
            });
        }
    }

    /** Fails when nobody could be asked; each is connected to again and again. */
    Future<Void> open() {
        List<Future<Void>> opening =
                seeds.stream().map(seed -> seed.link.open()).toList();
        return opening.isEmpty()
                ? Future.succeededFuture()
                : Future.any(opening).mapEmpty();
    }

    Future<RedisSlots> look() {
        return switch (url.kind()) {
            case SINGLE -> Future.succeededFuture(RedisSlots.at(url.servers().get(0)));
            case SENTINEL -> ask(0, this::sentinel);
            case CLUSTER -> ask(0, this::cluster);
        };
    }

    private interface Question {
        Future<RedisSlots> put(Seed seed);
    }

    /** The first of them that knows. */
    private Future<RedisSlots> ask(int from, Question question) {
        if (from == seeds.size()) {
            return Future.failedFuture("nobody at " + url.address() + " says where the Redis master is");
        }
        return question.put(seeds.get(from)).recover(failure -> ask(from + 1, question));
    }

    private Future<RedisSlots> sentinel(Seed seed) {
        Request request =
                Request.cmd(Command.SENTINEL).arg("GET-MASTER-ADDR-BY-NAME").arg(url.master());
        return seed.link
                .send(request)
                .compose(reply -> reply == null || reply.size() != 2
                        ? Future.failedFuture("this sentinel does not know " + url.master())
                        : Future.succeededFuture(RedisSlots.at(address(
                                seed, reply.get(0).toString(), reply.get(1).toInteger()))));
    }

    private Future<RedisSlots> cluster(Seed seed) {
        return seed.link
                .send(Request.cmd(Command.CLUSTER).arg("SLOTS"))
                .compose(ranges -> ranges.size() == 0
                        ? Future.failedFuture("this server belongs to no cluster")
                        : Future.succeededFuture(slots(seed, ranges)));
    }

    /** Of ranges: first slot, last slot, master, replicas. */
    private static RedisSlots slots(Seed seed, Response ranges) {
        TreeMap<Integer, String> masters = new TreeMap<>();
        for (Response range : ranges) {
            Response master = range.get(2);
            Response host = master.get(0);
            masters.put(
                    range.get(0).toInteger(),
                    address(
                            seed,
                            host == null ? "" : host.toString(),
                            master.get(1).toInteger()));
            masters.putIfAbsent(range.get(1).toInteger() + 1, "");
        }
        return new RedisSlots(masters);
    }

    /** A server that does not know its own name is where it was asked. */
    private static String address(Seed seed, String host, int port) {
        String name = host.isEmpty() ? seed.host : host.contains(":") ? "[" + host + "]" : host;
        return name + ":" + port;
    }

    Future<Void> close() {
        return Future.join(seeds.stream().map(seed -> seed.link.close()).toList())
                .otherwiseEmpty()
                .mapEmpty();
    }
}
