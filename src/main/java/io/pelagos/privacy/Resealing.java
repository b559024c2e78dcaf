package io.pelagos.privacy;

import io.pelagos.lead.KeysBehind;
import io.pelagos.lead.Keyset;
import io.pelagos.lead.Keysets;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.pelagos.privacy.Sweep.Spot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts what lies sealed in tables under the tenant's present key, a page at a time in the order of keys. A row is changed
 * only while it is as it was read: whoever writes it meanwhile has sealed it anew himself. No lead gets a new version.
 */
final class Resealing {
    /** Rows of a page. */
    private static final int PAGE = 200;

    private static final String LEADS =
            "select lead, key from lead_detail where tenant = $1 and lead > $2 order by lead limit " + PAGE;
    /** Locked in the order in which the road locks them, so that neither waits for the other in a circle. */
    private static final String REWRAP = """
            with mine as (
              select lead from lead_detail where tenant = $1 and lead = any($2::bigint[]) order by lead for update
            )
            update lead_detail d set key = n.key
            from mine join unnest($2::bigint[], $3::bytea[], $4::bytea[]) as n (lead, before, key) on n.lead = mine.lead
            where d.tenant = $1 and d.lead = mine.lead and d.key = n.before""";

    /** Whom jobs that erase are about. */
    private static final Place SUBJECTS =
            new Place("subjects", PAGE, false, false, Content.RECORD, """
            select '' as a, id as b, null::bigint as lead, null::bytea as number, decode(doc ->> 'subject', 'hex') as sealed,
              '%s' as context, false as busy, '{}'::jsonb as shown
            from job where tenant = $1 and id > $3 and $2::text is not null and doc ? 'subject' order by id limit $4""".formatted(Erasure.CONTEXT), """
            update job set doc = jsonb_set(doc, '{subject}', to_jsonb(encode($5, 'hex')))
            where tenant = $1 and id = $3 and $2::text is not null and doc ->> 'subject' = encode($4, 'hex')""", "");

    private static final List<Place> PLACES =
            Stream.concat(Place.ALL.stream(), Stream.of(SUBJECTS)).toList();

    private final Vertx vertx;
    private final PgLink pg;
    private final PgPool scans;
    private final Keysets keysets;
    private final SealedConfig config;

    /** @param scans for what reads its way through a tenant's rows */
    Resealing(Vertx vertx, PgLink pg, PgPool scans, Keysets keysets, SealedConfig config) {
        this.vertx = vertx;
        this.pg = pg;
        this.scans = scans;
        this.keysets = keysets;
        this.config = config;
    }

    /**
     * Some rows.
     *
     * @param done that are now under the present key
     * @param old that were not, when they were read
     * @param stuck of these, that nothing opens
     * @param next the last that was looked at; null when there are no more
     */
    record Page(int done, int old, int stuck, @Nullable Spot next) {}

    /** A row as it was read, and as it is to be; null when it cannot be opened. */
    private record Old(Spot spot, Buffer before, @Nullable Buffer after) {}

    /** How many places there are. */
    int places() {
        return PLACES.size() + 2;
    }

    /** Of place 0, 1, … {@link #places}. */
    Future<Page> page(int tenant, int place, Spot after) {
        if (place == 0) {
            return leads(tenant, after);
        }
        return place > PLACES.size() ? config.page(tenant) : rows(tenant, PLACES.get(place - 1), after);
    }

    private Future<Page> leads(int tenant, Spot after) {
        Keyset keys = keysets.get(tenant);
        return scans.use(c -> c.preparedQuery(LEADS).execute(Tuple.of(tenant, after.b())))
                .compose(rows -> opened(() -> {
                            List<Old> old = new ArrayList<>();
                            for (Row row : rows) {
                                long lead = row.getLong(0);
                                add(old, keys, new Spot("", lead), row.getBuffer(1), key -> keys.rewrapped(lead, key));
                            }
                            return old;
                        })
                        .compose(old -> rewrap(tenant, old).map(done -> {
                            Spot last = rows.size() < PAGE
                                    ? null
                                    : new Spot("", last(rows).getLong(0));
                            return page(done, old, last);
                        })));
    }

    private Future<Integer> rewrap(int tenant, List<Old> old) {
        List<Old> open = old.stream().filter(row -> row.after != null).toList();
        if (open.isEmpty()) {
            return Future.succeededFuture(0);
        }
        Tuple change = Tuple.of(tenant)
                .addArrayOfLong(open.stream().map(row -> row.spot.b()).toArray(Long[]::new))
                .addArrayOfBuffer(open.stream().map(Old::before).toArray(Buffer[]::new))
                .addArrayOfBuffer(open.stream().map(Old::after).toArray(Buffer[]::new));
        return pg.ask(c -> c.preparedQuery(REWRAP).execute(change)).map(RowSet::rowCount);
    }

    private Future<Page> rows(int tenant, Place place, Spot after) {
        int limit = Math.min(PAGE, place.page());
        Keyset keys = keysets.get(tenant);
        Tuple arguments = Tuple.of(tenant, after.a(), after.b(), (long) limit);
        return scans.use(c -> c.preparedQuery(place.rows()).execute(arguments)).compose(rows -> opened(() -> {
                    List<Old> old = new ArrayList<>();
                    for (Row row : rows) {
                        String context = row.getString("context");
                        add(old, keys, spot(row), row.getBuffer("sealed"), before -> keys.resealed(before, context));
                    }
                    return old;
                })
                .compose(old -> write(tenant, place, old)
                        .map(done -> page(done, old, rows.size() < limit ? null : spot(last(rows))))));
    }

    /** Each by itself: rows of these places are written one at a time, and none must wait for many. */
    private Future<Integer> write(int tenant, Place place, List<Old> old) {
        List<Future<Integer>> written = old.stream()
                .filter(row -> row.after != null)
                .map(row -> Tuple.of(tenant, row.spot.a(), row.spot.b(), row.before, row.after))
                .map(row -> pg.ask(c -> c.preparedQuery(place.change()).execute(row))
                        .map(RowSet::rowCount))
                .toList();
        return Future.all(written)
                .map(all -> written.stream().mapToInt(Future::result).sum());
    }

    private interface Turn {
        byte[] under(byte[] before);
    }

    private static void add(List<Old> old, Keyset keys, Spot spot, @Nullable Buffer sealed, Turn turn) {
        if (sealed == null || keys.current(sealed.getBytes())) {
            return;
        }
        try {
            old.add(new Old(spot, sealed, Buffer.buffer(turn.under(sealed.getBytes()))));
        } catch (KeysBehind e) {
            throw e;
        } catch (IllegalStateException e) {
            old.add(new Old(spot, sealed, null));
        }
    }

    private static Page page(int done, List<Old> old, @Nullable Spot next) {
        int stuck = (int) old.stream().filter(row -> row.after == null).count();
        return new Page(done, old.size(), stuck, next);
    }

    /** Opening and sealing much takes longer than others should wait. */
    private Future<List<Old>> opened(Supplier<List<Old>> work) {
        return vertx.executeBlocking(work::get, false);
    }

    private static Spot spot(Row row) {
        return new Spot(row.getString("a"), row.getLong("b"));
    }

    private static Row last(RowSet<Row> rows) {
        Row last = null;
        for (Row row : rows) {
            last = row;
        }
        if (last == null) {
            throw new IllegalArgumentException("a full page has a last row");
        }
        return last;
    }
}
