package io.pelagos.live;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams that are open on this node. */
final class Readers {
    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

    private final Map<Integer, Set<Reader>> byTenant = new HashMap<>();
    private final Map<String, Integer> byPrincipal = new HashMap<>();
    private int open;

    void add(Reader reader) {
        byTenant.computeIfAbsent(reader.guest.tenant(), no -> new LinkedHashSet<>())
                .add(reader);
        byPrincipal.merge(name(reader.guest), 1, Integer::sum);
        open++;
    }

    void remove(Reader reader) {
        int tenant = reader.guest.tenant();
        Set<Reader> theirs = byTenant.get(tenant);
        if (theirs == null || !theirs.remove(reader)) {
            return;
        }
        if (theirs.isEmpty()) {
            byTenant.remove(tenant);
        }
        byPrincipal.computeIfPresent(name(reader.guest), (who, n) -> n == 1 ? null : n - 1);
        open--;
    }

    private static String name(Guest guest) {
        return guest.tenant() + "/" + guest.principal();
    }

    int open() {
        return open;
    }

    int of(int tenant) {
        return byTenant.getOrDefault(tenant, Set.of()).size();
    }

    int of(Guest guest) {
        return byPrincipal.getOrDefault(name(guest), 0);
    }

    Set<Integer> tenants() {
        return Set.copyOf(byTenant.keySet());
    }

    /** A copy: who is told something may turn out to have left. */
    List<Reader> all() {
        List<Reader> all = new ArrayList<>(open);
        byTenant.values().forEach(all::addAll);
        return all;
    }

    Collection<Reader> in(int tenant) {
        return List.copyOf(byTenant.getOrDefault(tenant, Set.of()));
    }

    /** Tells each of some readers what it sees of lines that are behind its place. Who is told the same shares the bytes. */
    static void tell(Collection<Reader> readers, Map<Integer, List<Told>> told) {
        Map<List<Event>, Buffer> written = new HashMap<>();
        for (Reader reader : readers) {
            List<Told> lines = told.get(reader.guest.tenant());
            if (lines != null) {
                List<Event> events = new ArrayList<>();
                for (Told line : lines) {
                    if (line.line().cursor().compareTo(reader.position()) > 0) {
                        tell(line, reader.sight(), events);
                    }
                }
                reader.send(events, written);
            }
        }
    }

    /** A lead that cannot be shown must not keep the others from being told. */
    private static void tell(Told line, Sight sight, List<Event> events) {
        try {
            line.tell(sight, events);
        } catch (RuntimeException e) {
            LOG.error("lead {} cannot be shown in live streams", line.line().lead(), e);
        }
    }
}
