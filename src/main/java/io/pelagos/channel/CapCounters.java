package io.pelagos.channel;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many leads channels and rules with caps have taken in on their tenants' days, as read under a lock in the very
 * transaction that stores this batch: what rolls back counts nothing, and two nodes count one after the other.
 */
final class CapCounters {
    /** @param rule empty for the channel itself */
    record Key(int tenant, String channel, String rule, LocalDate day) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparingInt(Key::tenant)
                .thenComparing(Key::channel)
                .thenComparing(Key::rule)
                .thenComparing(Key::day);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** In the order of their keys, so that two nodes never wait for each other in a circle. */
    private final Map<Key, Integer> counts = new TreeMap<>();

    CapCounters(Collection<Entry> leads) {
        for (Entry lead : leads) {
            Routing.Choice route = lead.judged.route();
            if (route.cap() != null) {
                counts.put(key(lead, null), 0);
            }
            if (route.rule() != null && route.rule().cap() != null) {
                counts.put(key(lead, route.rule()), 0);
            }
        }
    }

    private static Key key(Entry lead, Routing.@Nullable Rule rule) {
        return new Key(
                lead.row().tenant(),
                String.valueOf(lead.draft.channel()),
                rule == null ? "" : rule.name(),
                lead.judged.today());
    }

    List<Key> keys() {
        return List.copyOf(counts.keySet());
    }

    void found(Key key, int leads) {
        counts.put(key, leads);
    }

    int of(Key key) {
        return counts.getOrDefault(key, 0);
    }

    /** The pool that a lead goes to, which counts there from now on. */
    String place(Entry lead) {
        Routing.Choice route = lead.judged.route();
        if (route.cap() != null && !counted(key(lead, null), route.cap().max())) {
            return overflow(route.cap(), route);
        }
        Routing.Rule rule = route.rule();
        if (rule != null
                && rule.cap() != null
                && !counted(key(lead, rule), rule.cap().max())) {
            return overflow(rule.cap(), route);
        }
        return route.pool();
    }

    private static String overflow(Routing.Cap cap, Routing.Choice route) {
        return cap.overflow() == null ? route.otherwise() : cap.overflow();
    }

    private boolean counted(Key key, int max) {
        int before = of(key);
        if (before >= max) {
            return false;
        }
        counts.put(key, before + 1);
        return true;
    }
}
