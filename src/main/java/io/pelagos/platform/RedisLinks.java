package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A held connection to each master of a Redis. Where masters may change it is asked once a second where they are: a
 * connection to what is a master no longer is closed, though it still answers, and one to the new master is made.
 */
public final class RedisLinks {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLinks.class);
    private static final long LOOK_MILLIS = 1_000;

    private final Vertx vertx;
    private final RedisUrl url;
    private final RedisMasters masters;
    private final Check check;
    private final long answerMillis;
    private final Map<String, RedisLink> links = new HashMap<>();
    private RedisSlots slots = RedisSlots.at("");
    private boolean looking;
    private boolean closed;

    /** Looks at a new connection before it is used, and refuses it by failing. */
    public interface Check {
        /** @param has whether the keys of a tag are there */
        Future<Void> fit(RedisConnection connection, String server, Predicate<String> has);
    }

    public RedisLinks(Vertx vertx, RedisUrl url, Check check, long answerMillis) {
        this.vertx = vertx;
        this.url = url;
        this.masters = new RedisMasters(vertx, url, answerMillis);
        this.check = check;
        this.answerMillis = answerMillis;
    }

    /** Connects, and keeps trying when that fails; the future tells of the first try. */
    public Future<Void> open() {
        if (url.kind() != RedisUrl.Kind.SINGLE) {
            vertx.setPeriodic(LOOK_MILLIS, timer -> {
                if (closed) {
                    vertx.cancelTimer(timer);
                } else {
                    look();
                }
            });
        }
        return masters.open().compose(opened -> look());
    }

    /** The Redis that has the keys of a tag, whichever that is when it is asked. */
    public RedisRequests of(String tag) {
        return request -> {
            RedisLink link = links.get(master(tag));
            return link == null ? Future.failedFuture(RedisLink.NOT_SENT) : link.send(request);
        };
    }

    /** The address of the master that has the keys of a tag; that of a dead one until another has taken its place. */
    public String master(String tag) {
        return String.valueOf(slots.master(tag));
    }

    /** Whether all masters are connected. */
    public boolean up() {
        return !links.isEmpty() && links.values().stream().allMatch(RedisLink::up);
    }

    public Future<Void> close() {
        closed = true;
        List<Future<Void>> closing =
                links.values().stream().map(RedisLink::close).toList();
        return Future.join(closing).otherwiseEmpty().eventually(masters::close).mapEmpty();
    }

    private Future<Void> look() {
        if (looking) {
            return Future.succeededFuture();
        }
        looking = true;
        return masters.look().onComplete(done -> looking = false).compose(this::follow);
    }

    private Future<Void> follow(RedisSlots now) {
        if (closed || now.equals(slots)) {
            return Future.succeededFuture();
        }
        if (url.kind() != RedisUrl.Kind.SINGLE) {
            LOG.info("Redis masters: {}", String.join(", ", now.all()));
        }
        slots = now;
        links.entrySet().removeIf(known -> {
            boolean gone = !now.all().contains(known.getKey());
            if (gone) {
                known.getValue().close();
            }
            return gone;
        });
        return Future.join(now.all().stream()
                        .filter(server -> !links.containsKey(server))
                        .map(this::connect)
                        .toList())
                .mapEmpty();
    }

    private Future<Void> connect(String server) {
        RedisLink link = new RedisLink(
                vertx,
                url.options(server),
                c -> check.fit(c, server, tag -> server.equals(slots.master(tag))),
                answerMillis);
        links.put(server, link);
        return link.open();
    }
}
