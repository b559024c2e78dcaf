package io.pelagos.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One way to damage the system.
 *
 * @param kill ends a process, or costs as much time as that
 * @param act does it, and mends what it broke; returns what exactly it did
 */
record Fault(String name, boolean kill, Act act) {

    interface Act {
        String on(Rig rig, Random random);
    }

    /** All kinds that this machine allows, one a line. */
    static List<Fault> all(Rig rig) {
        List<Fault> all = new ArrayList<>(List.of(
                light("redis-flushall", RedisFaults::flushAll),
                light("redis-script-flush", RedisFaults::scriptFlush),
                light("redis-freeze", RedisFaults::freeze),
                light("redis-failover", RedisFaults::failOver),
                light("redis-failover-stale", RedisFaults::staleFailOver),
                light("redis-there-and-back", RedisFaults::thereAndBack),
                light("redis-split-brain", RedisFaults::splitBrain),
                light("redis-memory-full", DiskFaults::redisFull),
                light("redis-clock", ClockFaults::redis),
                light("postgres-freeze", PostgresFaults::freeze),
                light("postgres-terminate-backends", PostgresFaults::terminateBackends),
                light("node-freeze", NodeFaults::freeze),
                light("node-log-full", DiskFaults::nodeLogFull),
                light("operator-rebuild", NodeFaults::rebuild),
                light("cut-postgres", WireFaults.cut(Wire.POSTGRES)),
                light("cut-redis", WireFaults.cut(Wire.REDIS)),
                light("cut-clients", WireFaults.cut(Wire.CLIENTS)),
                light("cut-nodes", WireFaults.cut(Wire.NODES)),
                light("slow-postgres", WireFaults.slow(Wire.POSTGRES)),
                light("slow-redis", WireFaults.slow(Wire.REDIS)),
                light("slow-clients", WireFaults.slow(Wire.CLIENTS)),
                light("slow-nodes", WireFaults.slow(Wire.NODES)),
                light("refuse-postgres", WireFaults.broken(Wire.POSTGRES, TcpProxy.Mode.REFUSE)),
                light("refuse-redis", WireFaults.broken(Wire.REDIS, TcpProxy.Mode.REFUSE)),
                light("refuse-nodes", WireFaults.broken(Wire.NODES, TcpProxy.Mode.REFUSE)),
                light("stall-postgres", WireFaults.broken(Wire.POSTGRES, TcpProxy.Mode.STALL)),
                light("stall-redis", WireFaults.broken(Wire.REDIS, TcpProxy.Mode.STALL)),
                light("stall-clients", WireFaults.broken(Wire.CLIENTS, TcpProxy.Mode.STALL)),
                light("stall-nodes", WireFaults.broken(Wire.NODES, TcpProxy.Mode.STALL)),
                light("half-open-postgres", WireFaults.broken(Wire.POSTGRES, TcpProxy.Mode.HALF_OPEN)),
                light("half-open-redis", WireFaults.broken(Wire.REDIS, TcpProxy.Mode.HALF_OPEN)),
                kill("redis-kill", RedisFaults::kill),
                kill("redis-failover-lost", RedisFaults::lostFailOver),
                kill("postgres-stop-immediate", PostgresFaults::stopImmediately),
                kill("postgres-kill", PostgresFaults::kill),
                kill("postgres-stand-still", PostgresFaults::standStill),
                kill("postgres-log-full", DiskFaults::postgresLogFull),
                kill("node-kill", NodeFaults::kill),
                kill("node-terminate", NodeFaults::terminate)));
        if (rig.hasSmallDisk()) {
            all.add(light("postgres-disk-full", DiskFaults::postgresFull));
        }
        if (rig.hasClocks()) {
            all.add(light("node-clock", ClockFaults::node));
            all.add(light("postgres-clock", ClockFaults::postgres));
        }
        for (Step step : Step.values()) {
            all.add(light("at-" + step.text(), StepFaults.disturb(step)));
            all.add(kill("kill-at-" + step.text(), StepFaults.kill(step)));
        }
        return all;
    }

    private static Fault light(String name, Act act) {
        return new Fault(name, false, act);
    }

    private static Fault kill(String name, Act act) {
        return new Fault(name, true, act);
    }

    /** One of those of which something may be expected. */
    static Node node(Rig rig, Random random) {
        Node node = rig.nodes.get(random.nextInt(rig.nodes.size()));
        List<Node> up = rig.up();
        return up.contains(node) ? node : up.get(0);
    }

    /** Short times are likelier than long ones: half of them are within the first eighth. */
    static long millis(Random random, long least, long most) {
        double share = random.nextDouble();
        return least + (long) (share * share * share * (most - least));
    }
}
