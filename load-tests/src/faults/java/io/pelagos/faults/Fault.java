package io.pelagos.faults;

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

    static List<Fault> all() {
        return List.of(
                light("redis-flushall", (rig, random) -> "" + rig.master().call("FLUSHALL")),
                light("redis-script-flush", (rig, random) -> "" + rig.master().call("SCRIPT", "FLUSH")),
                light("redis-freeze", (rig, random) -> {
                    long millis = millis(random, 300, 3_000);
                    rig.master().freeze(millis);
                    return millis + " ms";
                }),
                light("redis-failover", (rig, random) -> synced(rig.failOver())),
                light("redis-there-and-back", (rig, random) -> {
                    // The replica has the data of its master again before it is promoted back.
                    String first = synced(rig.failOver());
                    Wait.pause(millis(random, 0, 500));
                    return first + ", back " + synced(rig.failOver());
                }),
                light("redis-split-brain", (rig, random) -> {
                    long millis = millis(random, 200, 2_000);
                    Node first = node(rig, random);
                    return "node " + first.number() + " first, " + millis + " ms, "
                            + synced(rig.splitBrain(first, millis));
                }),
                light("postgres-freeze", (rig, random) -> {
                    long millis = millis(random, 300, 4_000);
                    rig.postgres.freeze(millis);
                    return millis + " ms";
                }),
                light("postgres-terminate-backends", (rig, random) -> {
                    rig.postgres.terminateBackends();
                    return "all";
                }),
                light("node-freeze", (rig, random) -> {
                    long millis = millis(random, 300, 4_000);
                    Node node = node(rig, random);
                    node.freeze(millis);
                    return "node " + node.number() + " " + millis + " ms";
                }),
                light("operator-rebuild", (rig, random) -> rig.rebuild()),
                WireFaults.cut(WireFaults.Wire.POSTGRES),
                WireFaults.cut(WireFaults.Wire.REDIS),
                WireFaults.cut(WireFaults.Wire.CLIENTS),
                WireFaults.slow(WireFaults.Wire.POSTGRES),
                WireFaults.slow(WireFaults.Wire.REDIS),
                WireFaults.broken(WireFaults.Wire.POSTGRES, TcpProxy.Mode.REFUSE),
                WireFaults.broken(WireFaults.Wire.REDIS, TcpProxy.Mode.REFUSE),
                WireFaults.broken(WireFaults.Wire.POSTGRES, TcpProxy.Mode.STALL),
                WireFaults.broken(WireFaults.Wire.REDIS, TcpProxy.Mode.STALL),
                WireFaults.broken(WireFaults.Wire.CLIENTS, TcpProxy.Mode.STALL),
                WireFaults.broken(WireFaults.Wire.POSTGRES, TcpProxy.Mode.HALF_OPEN),
                WireFaults.broken(WireFaults.Wire.REDIS, TcpProxy.Mode.HALF_OPEN),
                kill("redis-kill", (rig, random) -> {
                    rig.master().killAndRestart();
                    return rig.master().name();
                }),
                kill("postgres-stop-immediate", (rig, random) -> {
                    rig.postgres.stopImmediatelyAndStart();
                    return "";
                }),
                kill("postgres-kill", (rig, random) -> {
                    rig.postgres.killAndRestart();
                    return "";
                }),
                kill("postgres-stand-still", (rig, random) -> {
                    // Longer than any limit of a node: it has given up all its connections by then.
                    long millis = millis(random, 12_500, 20_000);
                    rig.postgres.freeze(millis);
                    return millis + " ms";
                }),
                kill("node-kill", (rig, random) -> {
                    Node node = node(rig, random);
                    node.kill();
                    node.start();
                    return "node " + node.number();
                }),
                kill("node-terminate", (rig, random) -> {
                    Node node = node(rig, random);
                    boolean ended = node.terminate();
                    node.start();
                    return "node " + node.number() + (ended ? "" : " did not end by itself");
                }));
    }

    static Fault light(String name, Act act) {
        return new Fault(name, false, act);
    }

    private static Fault kill(String name, Act act) {
        return new Fault(name, true, act);
    }

    static Node node(Rig rig, Random random) {
        return rig.nodes.get(random.nextInt(rig.nodes.size()));
    }

    /** Short times are likelier than long ones. */
    static long millis(Random random, long least, long most) {
        double share = random.nextDouble() * random.nextDouble();
        return least + (long) (share * (most - least));
    }

    private static String synced(boolean synced) {
        return synced ? "replica in sync" : "replica behind";
    }
}
