package io.pelagos.outgoing;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Lines that a webhook was told in vain until they were given up: table {@code outgoing_dead}. */
public final class DeadLetters {
    private static final String LIST = """
            select id, lead, version, type, (date_part('epoch', at) * 1000)::bigint, attempts, error,
              (date_part('epoch', dead_at) * 1000)::bigint
            from outgoing_dead where tenant = $1 and webhook = $2 and id > $3 order by id limit $4""";
    private static final String DELETE = "delete from outgoing_dead where tenant = $1 and webhook = $2 and id = $3";
    private static final String REPLAY = "with gone as (" + DELETE + """
             returning *)
            insert into outgoing_pending (tenant, webhook, lead, version, type, at, due_at)
            select tenant, webhook, lead, version, type, at, $4 from gone
            on conflict (tenant, webhook, lead, version) do update set due_at = excluded.due_at""";

    private final PgLink pg;
    private final LongSupplier nowMillis;

    /** Takes the time of the cells. */
    public DeadLetters(PgLink pg, LongSupplier nowMillis) {
        this.pg = pg;
        this.nowMillis = nowMillis;
    }

    /** @param error why the last attempt failed */
    public record Letter(
            long id,
            long lead,
            int version,
            String type,
            long atMillis,
            int attempts,
            @Nullable String error,
            long deadAtMillis) {}

    /** A page in the order in which they were given up. */
    public Future<List<Letter>> page(int tenant, String webhook, long after, int limit) {
        return pg.ask(c -> c.preparedQuery(LIST).execute(Tuple.of(tenant, webhook, after, limit)))
                .map(rows -> {
                    List<Letter> letters = new ArrayList<>(rows.size());
                    rows.forEach(row -> letters.add(new Letter(
                            row.getLong(0),
                            row.getLong(1),
                            row.getInteger(2),
                            row.getString(3),
                            row.getLong(4),
                            row.getInteger(5),
                            row.getString(6),
                            row.getLong(7))));
                    return letters;
                });
    }

    /** It waits again, as if it had never been tried; false when there is no such letter. */
    public Future<Boolean> replay(SqlClient transaction, int tenant, String webhook, long id) {
        Tuple arguments = Tuple.of(tenant, webhook, id).addOffsetDateTime(Positions.time(nowMillis.getAsLong()));
        return transaction.preparedQuery(REPLAY).execute(arguments).map(rows -> rows.rowCount() > 0);
    }

    public Future<Boolean> delete(int tenant, String webhook, long id) {
        return pg.ask(c -> c.preparedQuery(DELETE).execute(Tuple.of(tenant, webhook, id)))
                .map(rows -> rows.rowCount() > 0);
    }
}
