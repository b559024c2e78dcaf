package io.pelagos.signin;

import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The passwords of agents: table {@code account}. */
public final class Accounts {
    private static final String FIND = "select hash, must_change from account where tenant = $1 and agent = $2";

    private static final String PUT = """
            insert into account (tenant, agent, hash, must_change, changed_at) values ($1, $2, $3, $4, $5)
            on conflict (tenant, agent) do update set
              hash = excluded.hash, must_change = excluded.must_change, changed_at = excluded.changed_at""";

    // Who changes the password waits for this row, and then ends the session that is made meanwhile.
    private static final String HOLD = "select 1 from account where tenant = $1 and agent = $2 and hash = $3 for share";

    private static final String REPLACE = """
            update account set hash = $4, must_change = must_change and $5, changed_at = $6
            where tenant = $1 and agent = $2 and hash = $3""";

    private static final String REMOVE = "delete from account where tenant = $1 and agent = $2";

    /**
     * A password as it is kept.
     *
     * @param mustChange whether all that its owner may do is to choose another
     */
    record Account(String hash, boolean mustChange) {}

    private final PgPool sql;
    private final Clock clock;

    public Accounts(PgPool sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    Future<@Nullable Account> find(int tenant, String agent) {
        return sql.use(c -> c.preparedQuery(FIND).execute(Tuple.of(tenant, agent)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    return new Account(row.getString("hash"), row.getBoolean("must_change"));
                });
    }

    Future<?> put(SqlConnection transaction, int tenant, String agent, String hash, boolean mustChange) {
        return transaction
                .preparedQuery(PUT)
                .execute(Tuple.of(
                        tenant, agent, hash, mustChange, clock.instant().atOffset(ZoneOffset.UTC)));
    }

    /** Keeps the password from being changed until the transaction ends; false when it is another one now. */
    Future<Boolean> hold(SqlConnection transaction, int tenant, String agent, String hash) {
        return transaction
                .preparedQuery(HOLD)
                .execute(Tuple.of(tenant, agent, hash))
                .map(rows -> rows.size() > 0);
    }

    /**
     * Puts a hash in place of another; false when that is not the hash any more.
     *
     * @param same whether it is of the same password
     */
    Future<Boolean> replace(
            SqlConnection transaction, int tenant, String agent, String old, String hash, boolean same) {
        return transaction
                .preparedQuery(REPLACE)
                .execute(
                        Tuple.of(tenant, agent, old, hash, same, clock.instant().atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() > 0);
    }

    Future<?> remove(SqlConnection transaction, int tenant, String agent) {
        return transaction.preparedQuery(REMOVE).execute(Tuple.of(tenant, agent));
    }
}
