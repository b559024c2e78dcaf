package io.pelagos.followup;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadStore;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** What is known of numbers, as keyed hashes: which nobody of a firm may call, and when others were called. */
public final class DoNotCall {
    private static final String ADD = """
            insert into do_not_call (tenant, number, actor) select $1, n, $3 from unnest($2::bytea[]) as n
            on conflict do nothing""";
    private static final String REMOVE = "delete from do_not_call where tenant = $1 and number = any($2)";
    private static final String DIALS = """
            select (date_part('epoch', at) * 1000)::bigint from dial
            where tenant = $1 and number = $2 order by at desc limit $3""";
    private static final String LISTS = "select 1 from do_not_call where tenant = $1 and number = $2";

    private final PgLink pg;
    private final ContactVault vault;

    public DoNotCall(PgLink pg, ContactVault vault) {
        this.pg = pg;
        this.vault = vault;
    }

    /** Adds numbers in E.164; how many were new. */
    public Future<Integer> add(SqlConnection transaction, int tenant, List<String> numbers, String actor) {
        Buffer[] hashes =
                numbers.stream().distinct().map(number -> hash(tenant, number)).toArray(Buffer[]::new);
        return transaction
                .preparedQuery(ADD)
                .execute(Tuple.of(tenant, (Object) hashes, actor))
                .map(rows -> rows.rowCount());
    }

    /** Takes numbers off the list; how many were on it. */
    public Future<Integer> remove(SqlConnection transaction, int tenant, List<String> numbers) {
        Buffer[] hashes = numbers.stream().map(number -> hash(tenant, number)).toArray(Buffer[]::new);
        return transaction
                .preparedQuery(REMOVE)
                .execute(Tuple.of(tenant, (Object) hashes))
                .map(rows -> rows.rowCount());
    }

    public Future<Boolean> lists(int tenant, String number) {
        return pg.ask(c -> c.preparedQuery(LISTS).execute(Tuple.of(tenant, hash(tenant, number))))
                .map(rows -> rows.size() > 0);
    }

    /** Whether the lead's number is on the list; false without a number. */
    public Future<Boolean> lists(LeadStore.Stored lead) {
        String number = vault.open(lead.detail()).contact().phone();
        return number == null ? Future.succeededFuture(false) : lists(lead.row().tenant(), number);
    }

    /** When a number was dialled, oldest first; the newest of them. */
    Future<List<Long>> dials(int tenant, String number, int max) {
        return pg.ask(c -> c.preparedQuery(DIALS).execute(Tuple.of(tenant, hash(tenant, number), max)))
                .map(rows -> {
                    List<Long> dials = new ArrayList<>();
                    rows.forEach(row -> dials.add(0, row.getLong(0)));
                    return dials;
                });
    }

    Buffer hash(int tenant, String number) {
        return Buffer.buffer(Identities.phone(vault.keys(tenant), number));
    }
}
