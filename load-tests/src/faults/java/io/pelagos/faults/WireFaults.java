package io.pelagos.faults;

/** Damage to the wires of one node. */
final class WireFaults {

    private WireFaults() {}

    /** All open connections are reset, several times in a short while; new ones work. */
    static Fault.Act cut(Wire wire) {
        return (rig, random) -> {
            Node node = Fault.node(rig, random);
            int times = 1 + random.nextInt(4);
            for (int i = 0; i < times; i++) {
                wire.of(rig, node).forEach(TcpProxy::cut);
                Wait.pause(Fault.millis(random, 5, 200));
            }
            return "node " + node.number() + " " + times + " times";
        };
    }

    /** A bad network: late, now more, now less, and narrow; in both directions or in one. */
    static Fault.Act slow(Wire wire) {
        return (rig, random) -> {
            Node node = Fault.node(rig, random);
            long delay = Fault.millis(random, 0, 150);
            long jitter = Fault.millis(random, 0, 150);
            // From a telephone's network to a good one; an eighth has all the width.
            int kilobytes = 1 << (4 + random.nextInt(8));
            TcpProxy.Way way = TcpProxy.Way.values()[random.nextInt(TcpProxy.Way.values().length)];
            long millis = Fault.millis(random, 300, 2_000);
            TcpProxy.Slowness slowness =
                    new TcpProxy.Slowness(way, delay, jitter, kilobytes == 1 << 11 ? 0 : kilobytes);
            wire.of(rig, node).forEach(one -> one.slow(slowness));
            Wait.pause(millis);
            wire.of(rig, node).forEach(TcpProxy::heal);
            return "node " + node.number() + " " + way.text() + " by " + delay + " to " + (delay + jitter) + " ms, "
                    + kilobytes + " KiB/s, for " + millis + " ms";
        };
    }

    /** The wire is in the given mode for a while. */
    static Fault.Act broken(Wire wire, TcpProxy.Mode mode) {
        return (rig, random) -> {
            Node node = Fault.node(rig, random);
            long millis = Fault.millis(random, 100, 3_000);
            wire.of(rig, node).forEach(one -> one.mode(mode));
            Wait.pause(millis);
            wire.of(rig, node).forEach(TcpProxy::heal);
            return "node " + node.number() + " for " + millis + " ms";
        };
    }
}
