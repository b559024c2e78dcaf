package io.pelagos.journal.sim;

import io.pelagos.platform.PgSteps;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A node's connection to PostgreSQL as PgLink keeps it: made when it is asked, each step bounded, never used again once broken. */
final class PgWire implements PgSteps {
    private static final long STEP_MICROS = 5_000_000;

    private final World world;
    private final String name;
    private final Agenda.Who node;
    private Future<Session> current;

    PgWire(World world, String name, Agenda.Who node) {
        this.world = world;
        this.name = name;
        this.node = node;
    }

    @Override
    public <T> Future<T> ask(Function<PgConnection, Future<T>> step) {
        boolean over = current == null || current.failed() || (current.succeeded() && current.result().lost);
        if (over) {
            current = session();
        }
        return current.compose(session -> session.ask(step));
    }

    @Override
    public Future<Void> close() {
        return current == null ? Future.succeededFuture() : current.compose(Session::close);
    }

    /** A new connection. */
    Future<Session> session() {
        Promise<Session> promise = Promise.promise();
        world.agenda.after(2 * world.delay(), node, () -> {
            if (world.postgresUp) {
                Session session = new Session();
                world.pgSessions.add(session);
                promise.complete(session);
            } else {
                promise.fail(new IOException("no connection to PostgreSQL"));
            }
        });
        return promise.future();
    }

    /** One connection. */
    final class Session implements PgSteps {
        private final PgServer.Backend server = world.postgres.new Backend();
        private final Set<Promise<PgRows>> unanswered = new LinkedHashSet<>();
        private final Set<Promise<?>> steps = new LinkedHashSet<>();
        private final PgConnection connection = FakePg.connection(this::send);
        private long lastSent;
        private long lastAnswer;
        private boolean lost;
        private boolean watched;
        private boolean over;

        @Override
        public <T> Future<T> ask(Function<PgConnection, Future<T>> step) {
            if (lost) {
                return Future.failedFuture(new IOException("the connection to PostgreSQL is closed"));
            }
            Promise<T> promise = Promise.promise();
            Future<T> answer;
            try {
                answer = step.apply(connection);
            } catch (RuntimeException e) {
                answer = Future.failedFuture(e);
            }
            steps.add(promise);
            watch();
            answer.onComplete(result -> {
                steps.remove(promise);
                if (result.succeeded()) {
                    promise.tryComplete(result.result());
                } else {
                    promise.tryFail(result.cause());
                }
            });
            return promise.future();
        }

        /** As bounds of steps go: about, and the oldest first. */
        private void watch() {
            if (!watched) {
                watched = true;
                Promise<?> oldest = steps.iterator().next();
                world.agenda.after(STEP_MICROS, node, () -> {
                    watched = false;
                    if (steps.contains(oldest)) {
                        world.agenda.tell(() -> name + ": PostgreSQL does not answer");
                        lost = true;
                        oldest.tryFail(new IOException("no answer from PostgreSQL in time"));
                        broken();
                    } else if (!steps.isEmpty()) {
                        watch();
                    }
                });
            }
        }

        private Future<PgRows> send(String sql, Tuple arguments) {
            if (over || lost) {
                return Future.failedFuture(new IOException("closed"));
            }
            Promise<PgRows> promise = Promise.promise();
            unanswered.add(promise);
            lastSent = Math.max(lastSent, world.agenda.nowMicros() + world.delay());
            world.agenda.at(lastSent, Agenda.WORLD, () -> {
                over = over || !world.postgresUp || (lost && !world.arrivesLate());
                if (!over) {
                    server.arrive(sql, arguments, (rows, refusal) -> {
                        lastAnswer = Math.max(lastAnswer, world.agenda.nowMicros() + world.delay());
                        world.agenda.at(lastAnswer, node, () -> {
                            if (unanswered.remove(promise)) {
                                if (refusal == null) {
                                    promise.complete(rows);
                                } else {
                                    promise.fail(refusal);
                                }
                            }
                        });
                    });
                }
            });
            return promise.future();
        }

        @Override
        public Future<Void> close() {
            Promise<Void> promise = Promise.promise();
            lost = true;
            world.agenda.at(Math.max(lastSent, world.agenda.nowMicros()) + world.delay(), Agenda.WORLD, server::ending);
            world.agenda.after(2 * world.delay(), node, promise::tryComplete);
            world.pgSessions.remove(this);
            return promise.future();
        }

        /** The network has broken it, or PostgreSQL has; both sides hear of it, this one now, that one soon. */
        void broken() {
            lost = true;
            world.pgSessions.remove(this);
            world.agenda.after(world.delay() * 3, Agenda.WORLD, server::ending);
            List<Promise<PgRows>> open = new ArrayList<>(unanswered);
            unanswered.clear();
            open.forEach(promise -> promise.tryFail(new IOException("the connection was lost")));
        }

        /** PostgreSQL itself has ended: what is not committed never will be. */
        void killed() {
            server.die();
            over = true;
            world.agenda.after(world.delay(), node, this::broken);
        }

        void abandoned() {
            lost = true;
            unanswered.clear();
            world.pgSessions.remove(this);
            world.agenda.after(world.delay() * 3, Agenda.WORLD, server::ending);
        }

        Agenda.Who node() {
            return node;
        }
    }
}
