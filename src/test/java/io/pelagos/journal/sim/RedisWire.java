package io.pelagos.journal.sim;

import io.pelagos.platform.RedisLink;
import io.pelagos.platform.RedisRequests;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.RequestImpl;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * A node's connection to Redis, as RedisLink keeps it: in order, checked before it is used, made anew after it broke,
 * given up when no answer comes for three seconds.
 */
final class RedisWire implements RedisRequests {
    private static final long ANSWER_MICROS = 3_000_000;

    private final World world;
    private final String name;
    private final Agenda.Who node;
    private Function<RedisRequests, Future<Void>> check = c -> Future.succeededFuture();
    private Connection current;

    RedisWire(World world, String name, Agenda.Who node) {
        this.world = world;
        this.name = name;
        this.node = node;
    }

    Future<Void> open(Function<RedisRequests, Future<Void>> whoChecks) {
        check = whoChecks;
        return connect();
    }

    private Future<Void> connect() {
        Promise<Void> promise = Promise.promise();
        Connection fresh = new Connection();
        world.agenda.after(world.delay(), node, () -> {
            if (!world.redisUp) {
                fresh.cut();
                promise.complete();
                again();
                return;
            }
            world.redisConnections.add(fresh);
            check.apply(fresh::send).onComplete(checked -> {
                if (checked.succeeded() && !fresh.lost) {
                    current = fresh;
                } else {
                    fresh.cut();
                    again();
                }
                promise.complete();
            });
        });
        return promise.future();
    }

    private void again() {
        world.agenda.after(world.agenda.between(20_000, 100_000), node, this::connect);
    }

    @Override
    public Future<Response> send(Request request) {
        return current == null ? Future.failedFuture(RedisLink.NOT_SENT) : current.send(request);
    }

    /** One connection; it ends on both sides at once, or the server's side goes on with what was sent. */
    final class Connection {
        private final Set<Promise<Response>> unanswered = new LinkedHashSet<>();
        private long lastSent;
        private long lastAnswer;
        private boolean lost;
        private boolean watched;
        /** Nothing that was sent comes any more. */
        private boolean over;

        Future<Response> send(Request request) {
            if (lost) {
                return Future.failedFuture("CONNECTION_CLOSED");
            }
            Promise<Response> promise = Promise.promise();
            unanswered.add(promise);
            List<byte[]> arguments = new ArrayList<>(((RequestImpl) request).getArgs());
            String command = request.command().toString().toUpperCase(Locale.ROOT);
            lastSent = Math.max(lastSent, world.agenda.nowMicros() + world.delay());
            world.agenda.at(lastSent, Agenda.WORLD, () -> arrive(command, arguments, promise));
            watch();
            return promise.future();
        }

        private void watch() {
            if (!watched) {
                watched = true;
                Promise<Response> oldest = unanswered.iterator().next();
                world.agenda.after(ANSWER_MICROS, node, () -> {
                    watched = false;
                    if (unanswered.contains(oldest)) {
                        world.agenda.tell(() -> name + ": Redis does not answer");
                        broken();
                    } else if (!unanswered.isEmpty()) {
                        watch();
                    }
                });
            }
        }

        /** What was on its way when the connection broke has come in time, or never comes. */
        private void arrive(String command, List<byte[]> arguments, Promise<Response> promise) {
            over = over || !world.redisUp || (lost && !world.arrivesLate());
            if (over) {
                return;
            }
            Response reply = null;
            String refusal = null;
            try {
                reply = world.redis.run(name, command, arguments);
            } catch (RedisModel.Refused e) {
                refusal = e.getMessage();
            }
            Response answer = reply;
            if (World.VERBOSE) {
                List<String> words = arguments.stream()
                        .map(String::new)
                        .map(w -> w.length() > 300 ? "..." : w)
                        .toList();
                world.agenda.tell(() -> "      " + name + " " + command + " " + words + " -> " + answer);
            }
            String error = refusal;
            lastAnswer = Math.max(lastAnswer, world.agenda.nowMicros() + world.delay());
            world.agenda.at(lastAnswer, node, () -> {
                if (unanswered.remove(promise)) {
                    if (error == null) {
                        promise.complete(answer);
                    } else {
                        promise.fail(new RedisModel.Refused(error));
                    }
                }
            });
        }

        /** The node hears of it. */
        void broken() {
            if (!lost) {
                cut();
                if (current == this) {
                    current = null;
                    again();
                }
            }
        }

        /** The node is no more; nobody hears of anything. */
        void abandoned() {
            lost = true;
            unanswered.clear();
            world.redisConnections.remove(this);
        }

        Agenda.Who node() {
            return node;
        }

        private void cut() {
            lost = true;
            world.redisConnections.remove(this);
            List<Promise<Response>> open = new ArrayList<>(unanswered);
            unanswered.clear();
            open.forEach(promise -> promise.tryFail("CONNECTION_CLOSED"));
        }
    }
}
