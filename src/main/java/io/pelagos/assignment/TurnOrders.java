package io.pelagos.assignment;

import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The orders of turns as all nodes see them. */
final class TurnOrders {
    private static final String READ = """
            select day, agents from turn_order where tenant = $1 and pool = $2 and day <= $3 order by day desc limit 1""";
    private static final String WRITE = """
            insert into turn_order (tenant, pool, day, agents) values ($1, $2, $3, $4) on conflict do nothing""";
    private static final String FORGET = "delete from turn_order where tenant = $1 and pool = $2 and day < $3";

    private final PgPool sql;

    TurnOrders(PgPool sql) {
        this.sql = sql;
    }

    /** Of a day of the firm; the first agent in front. */
    record Order(LocalDate day, List<String> agents) {}

    /** The day's order, or the last one before it; null for none. */
    Future<@Nullable Order> read(int tenant, String pool, LocalDate day) {
        return sql.use(c -> c.preparedQuery(READ).execute(Tuple.of(tenant, pool, day)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    return new Order(row.getLocalDate(0), List.of(row.getArrayOfStrings(1)));
                });
    }

    /** Keeps an order and forgets those before it. The result: that of another node when it was faster. */
    Future<Order> write(int tenant, String pool, Order mine) {
        Tuple row = Tuple.of(tenant, pool, mine.day).addArrayOfString(mine.agents.toArray(String[]::new));
        return sql.use(c -> c.preparedQuery(WRITE).execute(row).compose(done -> c.preparedQuery(FORGET)
                        .execute(Tuple.of(tenant, pool, mine.day))))
                .compose(done -> read(tenant, pool, mine.day))
                .map(found -> found == null ? mine : found);
    }
}
