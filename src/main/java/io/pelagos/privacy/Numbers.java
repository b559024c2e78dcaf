package io.pelagos.privacy;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.Keyset;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** What is known of a number by its keyed hash alone. The tenant's keys have to be loaded. */
final class Numbers {
    private static final int ITEMS_MAX = 1_000;

    private static final String FIND = """
            select jsonb_build_object(
              'do_not_call', (select jsonb_build_object('by', actor, 'added_at', added_at) from do_not_call
                where tenant = $1 and number = $2),
              'dials', (select coalesce(jsonb_agg(at order by at), '[]') from (select at from dial
                where tenant = $1 and number = $2 order by at desc limit %1$d) as newest),
              'pings', (select coalesce(jsonb_agg(jsonb_build_object(
                  'id', id::text, 'channel', channel, 'day', day, 'status', status, 'asked', asked)), '[]')
                from (select * from ping where tenant = $1 and phone = $3 limit %1$d) as found))""".formatted(ITEMS_MAX);

    /** A reservation stays counted for its day; whose it was is gone. */
    private static final String ERASE = """
            with dials as (
              delete from dial where tenant = $1 and number = $2
            ), pings as (
              update ping set phone = null, asked = null where tenant = $1 and phone = $3
            )
            delete from do_not_call where tenant = $1 and number = $2 and not $4""";

    /** Leads that are there keep their place: only what comes later is refused. */
    private static final String FORBID = """
            insert into do_not_call (tenant, number, actor, look_at) select $1, n, $3, null from unnest($2::bytea[]) as n
            on conflict do nothing""";

    private final PgLink pg;
    private final ContactVault vault;

    Numbers(PgLink pg, ContactVault vault) {
        this.pg = pg;
        this.vault = vault;
    }

    /** {@code {"do_not_call":{…}|null,"dials":[time],"pings":[{…}]}}. */
    Future<JsonObject> find(int tenant, String phone) {
        return pg.ask(c -> c.preparedQuery(FIND).execute(hashes(tenant, phone))).map(rows -> {
            Row row = rows.iterator().next();
            return row.getJsonObject(0);
        });
    }

    /** @param keepDoNotCall the wish not to be called outlives all else that is known */
    Future<?> erase(int tenant, String phone, boolean keepDoNotCall) {
        return pg.ask(c -> c.preparedQuery(ERASE).execute(hashes(tenant, phone).addBoolean(keepDoNotCall)));
    }

    /** Puts numbers in E.164 on the do-not-call list. */
    Future<?> forbid(int tenant, List<String> phones, String actor) {
        Keyset keys = vault.keys(tenant);
        Buffer[] hashes = phones.stream()
                .distinct()
                .map(phone -> Buffer.buffer(Identities.phone(keys, phone)))
                .toArray(Buffer[]::new);
        return pg.ask(c -> c.preparedQuery(FORBID).execute(Tuple.of(tenant, (Object) hashes, actor)));
    }

    private Tuple hashes(int tenant, String phone) {
        Keyset keys = vault.keys(tenant);
        return Tuple.of(
                tenant,
                Buffer.buffer(Identities.phone(keys, phone)),
                Buffer.buffer(Identities.askedPhone(keys, phone)));
    }
}
