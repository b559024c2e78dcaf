package io.pelagos.journal.sim;

import java.util.ArrayList;
import java.util.List;

/** What befalls a world, from its seed: nothing, or some of everything. */
final class Faults {
    private final World world;
    private final Agenda agenda;
    private final List<String> happened = new ArrayList<>();
    private final boolean any;
    private boolean over;
    private long slowUntil;
    private long sluggishUntil;

    private enum Fault {
        CRASH,
        STOP,
        STALL,
        REDIS_FLUSHED,
        REDIS_RESTARTED,
        REDIS_FAILOVER,
        REDIS_SCRIPTS_GONE,
        REDIS_CONNECTION_CUT,
        REDIS_DOWN,
        POSTGRES_CONNECTION_CUT,
        POSTGRES_RESTARTED,
        REDIS_CLOCK,
        NODE_CLOCK,
        CONFIGURATION,
        REBUILD,
        SLOW,
        SLUGGISH
    }

    Faults(World world) {
        this.world = world;
        this.agenda = world.agenda;
        this.any = agenda.chance(0.9);
    }

    void plan(long untilMicros) {
        int count = any ? 1 + agenda.below(6) : 0;
        for (int i = 0; i < count; i++) {
            Fault fault = Fault.values()[agenda.below(Fault.values().length)];
            long at = agenda.between(200_000, untilMicros - 100_000);
            if (fault == Fault.REDIS_FAILOVER) {
                agenda.at(at, Agenda.WORLD, () -> failover(world.replica()));
            } else {
                agenda.at(at, Agenda.WORLD, () -> strike(fault));
            }
        }
    }

    List<String> happened() {
        return happened;
    }

    boolean any() {
        return any && !over;
    }

    boolean slow() {
        return agenda.nowMicros() < slowUntil;
    }

    boolean sluggish() {
        return agenda.nowMicros() < sluggishUntil;
    }

    /** From here on all is well. */
    void end() {
        over = true;
        slowUntil = 0;
        sluggishUntil = 0;
        world.redisUp = true;
        world.postgresUp = true;
        if (world.nodes.isEmpty()) {
            world.start("node1");
        }
    }

    private void tell(String what) {
        happened.add(what);
        agenda.tell(() -> "*** " + what);
    }

    private void strike(Fault fault) {
        Node node = world.nodes.isEmpty() ? null : world.nodes.get(agenda.below(world.nodes.size()));
        switch (fault) {
            case CRASH -> crash(node, "dies");
            case STOP -> stop(node);
            case STALL -> {
                if (node != null) {
                    tell(node.name + " stands still");
                    node.stalledUntilMicros = agenda.nowMicros() + agenda.between(50_000, 6_000_000);
                }
            }
            case REDIS_FLUSHED -> {
                tell("Redis is emptied");
                world.redis.flush();
            }
            case REDIS_RESTARTED -> {
                tell("Redis is started anew");
                world.redis.restart();
                redisAway(agenda.between(0, 800_000));
            }
            case REDIS_SCRIPTS_GONE -> {
                tell("Redis forgets its scripts");
                world.redis.forgetScripts();
            }
            case REDIS_CONNECTION_CUT -> {
                List<RedisWire.Connection> all = List.copyOf(world.redisConnections);
                if (!all.isEmpty()) {
                    tell("a connection to Redis is cut");
                    all.get(agenda.below(all.size())).broken();
                }
            }
            case REDIS_DOWN -> {
                tell("Redis cannot be reached");
                redisAway(agenda.between(100_000, 2_000_000));
            }
            case POSTGRES_CONNECTION_CUT -> {
                tell("connections to PostgreSQL are cut");
                List.copyOf(world.pgSessions).stream()
                        .filter(session -> agenda.chance(0.5))
                        .forEach(PgWire.Session::broken);
            }
            case POSTGRES_RESTARTED -> {
                tell("PostgreSQL is started anew");
                world.postgresUp = false;
                List.copyOf(world.pgSessions).forEach(PgWire.Session::killed);
                agenda.after(agenda.between(10_000, 1_500_000), Agenda.WORLD, () -> world.postgresUp = true);
            }
            case REDIS_CLOCK -> {
                tell("Redis' clock jumps");
                world.redisAheadMillis += agenda.between(-5_000, 5_000);
            }
            case NODE_CLOCK -> {
                if (node != null) {
                    tell(node.name + "'s clock jumps");
                    node.clockAheadMillis += agenda.between(-3_600_000, 3_600_000);
                }
            }
            case CONFIGURATION -> {
                tell("the configuration changes");
                world.truth.configVersion++;
            }
            case REBUILD -> {
                if (node != null) {
                    tell("the operator has " + node.name + " rebuild");
                    node.journal.rebuild(PgModel.CELL);
                }
            }
            case SLOW -> {
                tell("the network is slow");
                slowUntil = agenda.nowMicros() + agenda.between(100_000, 1_500_000);
            }
            case SLUGGISH -> {
                tell("PostgreSQL is slow");
                sluggishUntil = agenda.nowMicros() + agenda.between(50_000, 800_000);
            }
            case REDIS_FAILOVER -> throw new IllegalStateException("has a replica to make first");
        }
    }

    private void failover(RedisModel.Replica behind) {
        agenda.after(agenda.between(0, 300_000), Agenda.WORLD, () -> {
            if (!over) {
                tell("Redis fails over to a replica that is behind");
                world.redis.failover(behind, agenda.chance(0.4));
                redisAway(agenda.between(0, 300_000));
            }
        });
    }

    private void redisAway(long micros) {
        world.redisUp = false;
        List.copyOf(world.redisConnections)
                .forEach(connection -> agenda.after(world.delay(), connection.node(), connection::broken));
        agenda.after(micros, Agenda.WORLD, () -> world.redisUp = true);
    }

    private void crash(Node node, String how) {
        if (node != null) {
            tell(node.name + " " + how);
            world.crash(node);
            agenda.after(agenda.between(20_000, 1_500_000), Agenda.WORLD, () -> world.start(node.slot));
        }
    }

    /** SIGTERM. */
    private void stop(Node node) {
        if (node != null) {
            tell(node.name + " is stopped");
            node.journal.close(500).onComplete(drained -> {
                if (world.nodes.contains(node)) {
                    crash(node, "has stopped");
                }
            });
        }
    }
}
