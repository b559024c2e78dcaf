package io.pelagos.privacy;

import io.vertx.core.Future;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Notes what people see of leads that are not theirs, because a pool masks less: each list that they look at, before they
 * get it. A list that is read again and again would write more than all that happens, so whoever sees the same of a lead
 * within the hour is not noted again.
 */
public final class Sightings {
    private static final long AGAIN_MILLIS = 3_600_000;
    /** Beyond it the oldest are noted again. */
    private static final int REMEMBERED_MAX = 50_000;

    private final Reads reads;
    private final Clock clock;
    private final Map<Sighting, Long> noted = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sighting, Long> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    public Sightings(Reads reads, Clock clock) {
        this.reads = reads;
        this.clock = clock;
    }

    private record Sighting(int tenant, String reader, String how, String what, long lead) {}

    /**
     * Notes those that are new, in one note.
     *
     * @param how in a word
     * @param fields what is seen of at least one of them
     */
    public Future<?> note(int tenant, String reader, String how, Collection<String> fields, Collection<Long> leads) {
        String what = String.join(",", fields);
        long now = clock.millis();
        List<Sighting> fresh = leads.stream()
                .distinct()
                .map(lead -> new Sighting(tenant, reader, how, what, lead))
                .filter(one -> isNew(one, now))
                .toList();
        if (fresh.isEmpty()) {
            return Future.succeededFuture();
        }
        return reads.note(
                        tenant,
                        reader,
                        how,
                        what,
                        fresh.stream().map(Sighting::lead).toList())
                .onSuccess(done -> fresh.forEach(one -> remember(one, now)));
    }

    private synchronized boolean isNew(Sighting one, long now) {
        Long at = noted.get(one);
        return at == null || now - at >= AGAIN_MILLIS;
    }

    private synchronized void remember(Sighting one, long now) {
        // Behind all others, as the eldest goes first.
        noted.remove(one);
        noted.put(one, now);
    }
}
