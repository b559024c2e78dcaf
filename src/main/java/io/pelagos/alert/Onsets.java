package io.pelagos.alert;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;

/** Table {@code alert_onset}: since when it is as a rule forbids, until an alert begins. */
final class Onsets {
    private static final String READ =
            "select rule, subject, (date_part('epoch', since) * 1000)::bigint from alert_onset where tenant = $1";
    private static final String NOTE = """
            insert into alert_onset (tenant, rule, subject, since) values ($1, $2, $3, $4)
            on conflict (tenant, rule, subject) do nothing""";
    private static final String FORGET =
            "delete from alert_onset where tenant = $1 and rule = $2 and ($3::text is null or subject = $3)";

    private final PgLink pg;

    record Key(String rule, String subject) {}

    Onsets(PgLink pg) {
        this.pg = pg;
    }

    Future<Map<Key, Long>> read(int tenant) {
        return pg.ask(c -> c.preparedQuery(READ).execute(Tuple.of(tenant))).map(rows -> {
            Map<Key, Long> onsets = new HashMap<>();
            rows.forEach(row -> onsets.put(new Key(row.getString(0), row.getString(1)), row.getLong(2)));
            return onsets;
        });
    }

    Future<?> note(int tenant, Key key, long sinceMillis) {
        Tuple arguments = Tuple.of(tenant, key.rule, key.subject, Alerts.time(sinceMillis));
        return pg.ask(c -> c.preparedQuery(NOTE).execute(arguments));
    }

    Future<?> forget(int tenant, Key key) {
        return pg.ask(c -> c.preparedQuery(FORGET).execute(Tuple.of(tenant, key.rule, key.subject)));
    }

    /** All of a rule, in the transaction that takes it away. */
    static Future<?> forgetAll(SqlClient transaction, int tenant, String rule) {
        return transaction.preparedQuery(FORGET).execute(Tuple.of(tenant, rule, null));
    }
}
