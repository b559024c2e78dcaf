package io.pelagos.live;

import io.pelagos.pool.PoolLists;
import io.pelagos.pool.Stock;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Tells how many leads of a pool may be claimed: after something has changed there, and no more than once a second. */
final class StockNews {
    /** Pools that are asked for in one round; the others wait for the next. */
    private static final int ASK_MAX = 200;

    private final Readers readers;
    private final Directory directory;
    private final PoolLists lists;
    private final LongSupplier nowMillis;
    /** Those in which something has changed since they were asked for. */
    private final Set<Shelf> changed = new HashSet<>();
    /** When a lead that has to wait may be claimed, which is in no journal. */
    private final Map<Shelf, Long> nextMillis = new HashMap<>();

    private record Shelf(int tenant, String pool) {}

    StockNews(Readers readers, Directory directory, PoolLists lists, LongSupplier nowMillis) {
        this.readers = readers;
        this.directory = directory;
        this.lists = lists;
        this.nowMillis = nowMillis;
    }

    void note(Told told) {
        int tenant = told.line().tenant();
        if (told.from().pooled() && told.from().pool() != null) {
            changed.add(new Shelf(tenant, told.from().pool()));
        }
        if (told.to().pooled() && told.to().pool() != null) {
            changed.add(new Shelf(tenant, told.to().pool()));
        }
    }

    /** Somebody has just come who knows no numbers. */
    void note(Reader reader) {
        reader.sight().pools().forEach(pool -> changed.add(new Shelf(reader.guest.tenant(), pool)));
    }

    void run() {
        Set<Shelf> watched = new HashSet<>();
        Set<Sight> seen = new HashSet<>();
        for (Reader reader : readers.all()) {
            if (seen.add(reader.sight())) {
                reader.sight().pools().forEach(pool -> watched.add(new Shelf(reader.guest.tenant(), pool)));
            }
        }
        changed.retainAll(watched);
        nextMillis.keySet().retainAll(watched);
        long now = nowMillis.getAsLong();
        nextMillis.forEach((shelf, millis) -> {
            if (millis <= now) {
                changed.add(shelf);
            }
        });
        List<Shelf> due = changed.stream().limit(ASK_MAX).toList();
        due.forEach(changed::remove);
        due.forEach(this::ask);
    }

    private void ask(Shelf shelf) {
        TenantConfig config = directory.tenant(shelf.tenant);
        if (config != null) {
            lists.stock(config, shelf.pool)
                    .onSuccess(stock -> tell(shelf, stock))
                    .onFailure(e -> changed.add(shelf));
        }
    }

    private void tell(Shelf shelf, Stock stock) {
        nextMillis.put(shelf, stock.nextMillis());
        Map<Integer, Event> events = new HashMap<>();
        Map<List<Event>, Buffer> written = new HashMap<>();
        for (Reader reader : readers.in(shelf.tenant)) {
            if (reader.sight().pools().contains(shelf.pool)) {
                int claimable = stock.claimable(reader.sight().lanesOf());
                Event event = events.computeIfAbsent(claimable, n -> event(shelf.pool, n));
                reader.send(List.of(event), written);
            }
        }
    }

    private static Event event(String pool, int claimable) {
        JsonObject data = new JsonObject().put("pool", pool).put("claimable", claimable);
        return new Event("stats", "stats/" + pool, null, data.toBuffer());
    }
}
