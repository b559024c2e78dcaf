package io.pelagos.faults;

import java.util.List;

/** A wire of a node. */
enum Wire {
    POSTGRES,
    REDIS,
    CLIENTS,
    /** By which nodes reach each other: it takes both ends, as either may have called the other. */
    NODES;

    List<TcpProxy> of(Rig rig, Node node) {
        return switch (this) {
            case POSTGRES -> List.of(node.postgres);
            case REDIS -> List.of(node.redis);
            case CLIENTS -> List.of(node.clients);
            case NODES -> rig.nodes.stream().map(one -> one.cluster).toList();
        };
    }
}
