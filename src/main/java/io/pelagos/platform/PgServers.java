package io.pelagos.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The servers of one PostgreSQL, of which one is the primary at a time: usually the only one. All connections of a
 * process share what is known of them. May be called from any thread.
 */
final class PgServers {
    private final List<Server> servers;
    private final AtomicLong newestTimeline = new AtomicLong();
    private volatile Server primary;

    record Server(String host, int port) {
        /** As in a URL. */
        String address() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** @param servers at least one */
    PgServers(List<Server> servers) {
        this.servers = List.copyOf(servers);
        this.primary = servers.get(0);
    }

    boolean several() {
        return servers.size() > 1;
    }

    Server first() {
        return servers.get(0);
    }

    /** Where the primary was last comes first. */
    List<Server> inTurn() {
        Server last = primary;
        List<Server> all = new ArrayList<>(servers);
        all.remove(last);
        all.add(0, last);
        return all;
    }

    /**
     * A server has said that it is a primary.
     *
     * @param timeline of its log: each promotion begins a newer one
     * @return false for a former primary, which must not be written to: another was promoted since
     */
    boolean isPrimary(Server server, long timeline) {
        boolean newest = newestTimeline.accumulateAndGet(timeline, Math::max) == timeline;
        if (newest) {
            primary = server;
        }
        return newest;
    }

    /** All of them, as in a URL. */
    String addresses() {
        return servers.stream().map(Server::address).collect(Collectors.joining(","));
    }
}
