package io.pelagos.privacy;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.KeysBehind;
import io.pelagos.lead.Keyset;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes through the places where words about people lie sealed, page by page. The tenant's keys have to be loaded. */
final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private final Vertx vertx;
    private final PgLink pg;
    private final PgPool scans;
    private final ContactVault vault;

    /** @param scans for what reads its way through a tenant's rows */
    Sweep(Vertx vertx, PgLink pg, PgPool scans, ContactVault vault) {
        this.vertx = vertx;
        this.pg = pg;
        this.scans = scans;
        this.vault = vault;
    }

    /** Whom it is about. */
    record Wanted(int tenant, DataSubject who, DataSubject.Mentions mentions) {
        Wanted(int tenant, DataSubject who) {
            this(tenant, who, who.mentions());
        }

        Predicate<String> test(Place place) {
            return place.lenient() ? text -> mentions.in(text) || who.namedIn(text) : mentions::in;
        }
    }

    /** A row of a place. */
    record Spot(String a, long b) {
        static final Spot FIRST = new Spot("", 0);
    }

    /** A row that mentions the person. */
    record Hit(
            Spot spot, @Nullable Buffer sealed, String context, boolean busy, JsonObject shown, Content.Found found) {}

    /**
     * Some rows.
     *
     * @param next the last that was looked at; null when there are no more
     */
    record Page(List<Hit> hits, @Nullable Spot next) {}

    Future<Page> page(Wanted wanted, Place place, Spot after) {
        Tuple arguments = Tuple.of(wanted.tenant, after.a, after.b, (long) place.page());
        return scans.use(c -> c.preparedQuery(place.rows()).execute(arguments))
                // Opening much, and looking through it, takes longer than others should wait.
                .compose(rows -> vertx.executeBlocking(() -> look(wanted, place, rows), false));
    }

    private Page look(Wanted wanted, Place place, RowSet<Row> rows) {
        Keyset keys = vault.keys(wanted.tenant);
        String phone = wanted.who.phone();
        Set<Buffer> numbers =
                Set.of(Buffer.buffer(Identities.phone(keys, phone)), Buffer.buffer(Identities.askedPhone(keys, phone)));
        Predicate<String> mentions = wanted.test(place);
        List<Hit> hits = new ArrayList<>();
        Spot last = null;
        for (Row row : rows) {
            last = new Spot(row.getString("a"), row.getLong("b"));
            Buffer sealed = row.getBuffer("sealed");
            boolean own = own(wanted.who, numbers, row);
            if (!own && wanted.who.nobody()) {
                continue; // No word of it is looked for.
            }
            byte[] opened = opened(wanted.tenant, row, sealed, own);
            Content.Found found = null;
            if (opened != null || own) {
                found = place.content().look(opened == null ? new byte[0] : opened, own, mentions);
            }
            if (found != null) {
                hits.add(new Hit(
                        last,
                        sealed,
                        row.getString("context"),
                        row.getBoolean("busy"),
                        row.getJsonObject("shown"),
                        found));
            }
        }
        return new Page(hits, rows.size() < place.page() ? null : last);
    }

    /** Whether all of a row is the person's, by what it says beside what is sealed. */
    private static boolean own(DataSubject who, Set<Buffer> numbers, Row row) {
        Long lead = row.getLong("lead");
        Buffer number = row.getBuffer("number");
        return (lead != null && who.leads().contains(lead)) || (number != null && numbers.contains(number));
    }

    private byte @Nullable [] opened(int tenant, Row row, @Nullable Buffer sealed, boolean own) {
        if (sealed == null) {
            return new byte[0];
        }
        try {
            return vault.openForTenant(tenant, sealed.getBytes(), row.getString("context"));
        } catch (KeysBehind e) {
            // Not unreadable, only not yet: the page is read again.
            throw e;
        } catch (IllegalStateException e) {
            // What is the person's own goes without being read; else what nobody can read is as good as erased.
            if (!own) {
                LOG.warn("a sealed row of tenant {} cannot be opened: {}", tenant, row.getString("context"));
            }
            return null;
        }
    }

    /** Takes a person out of a row; false when it is to be looked at again, as somebody else has it in hand. */
    Future<Boolean> erase(int tenant, Place place, Hit hit) {
        if (hit.busy) {
            return Future.succeededFuture(false);
        }
        byte @Nullable [] left = hit.found.left();
        Tuple row = Tuple.of(tenant, hit.spot.a, hit.spot.b).addBuffer(hit.sealed);
        if (left != null) {
            row.addBuffer(Buffer.buffer(vault.sealForTenant(tenant, left, hit.context)));
        }
        return pg.ask(c -> c.preparedQuery(left == null ? place.drop() : place.change())
                        .execute(row))
                .map(done -> done.rowCount() > 0);
    }
}
