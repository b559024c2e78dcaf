package io.pelagos.faults;

import java.util.Locale;

/** Damage to the wires of one node. */
final class WireFaults {

    private WireFaults() {}

    enum Wire {
        POSTGRES,
        REDIS,
        CLIENTS;

        TcpProxy of(Node node) {
            return switch (this) {
                case POSTGRES -> node.postgres;
                case REDIS -> node.redis;
                case CLIENTS -> node.clients;
            };
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** All open connections are reset, several times in a short while; new ones work. */
    static Fault cut(Wire wire) {
        return Fault.light("cut-" + wire.text(), (rig, random) -> {
            Node node = Fault.node(rig, random);
            int times = 1 + random.nextInt(4);
            for (int i = 0; i < times; i++) {
                wire.of(node).cut();
                Wait.pause(Fault.millis(random, 5, 200));
            }
            return "node " + node.number() + " " + times + " times";
        });
    }

    static Fault slow(Wire wire) {
        return Fault.light("slow-" + wire.text(), (rig, random) -> {
            Node node = Fault.node(rig, random);
            long delay = Fault.millis(random, 5, 150);
            long millis = Fault.millis(random, 500, 2_000);
            wire.of(node).delay(delay);
            Wait.pause(millis);
            wire.of(node).heal();
            return "node " + node.number() + " by " + delay + " ms for " + millis + " ms";
        });
    }

    /** The wire is in the given mode for a while. */
    static Fault broken(Wire wire, TcpProxy.Mode mode) {
        String name = mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Fault.light(name + "-" + wire.text(), (rig, random) -> {
            Node node = Fault.node(rig, random);
            long millis = Fault.millis(random, 200, 3_000);
            wire.of(node).mode(mode);
            Wait.pause(millis);
            wire.of(node).heal();
            return "node " + node.number() + " for " + millis + " ms";
        });
    }
}
