package io.pelagos.bots;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Table {@code suspect}: what any node has noticed, for all nodes and for supervisors. */
public final class Suspects {
    private static final String WRITE = """
            insert into suspect as s (tenant, agent, since, until_at, why, evidence, action)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (tenant, agent) do update set
              since = case when s.ended then excluded.since else s.since end,
              until_at = greatest(s.until_at, excluded.until_at), why = excluded.why, evidence = excluded.evidence,
              action = excluded.action, ended = false, lifted_by = null""";
    private static final String LASTING =
            "select tenant, agent, (date_part('epoch', until_at) * 1000)::bigint from suspect"
                    + " where not ended and until_at > $1 limit 10000";
    private static final String END = """
            update suspect set ended = true where (tenant, agent) in (
              select tenant, agent from suspect where not ended and until_at <= $1 limit 1000)
            returning tenant, agent""";
    private static final String LIFT =
            "update suspect set until_at = $3, ended = true, lifted_by = $4 where tenant = $1 and agent = $2 and not ended";
    private static final String PAGE = """
            select agent, (date_part('epoch', since) * 1000)::bigint, (date_part('epoch', until_at) * 1000)::bigint,
              why, evidence, action, lifted_by
            from suspect where tenant = $1 and agent > $2 order by agent limit $3""";
    private static final String FORGET = "delete from suspect where ended and until_at < now() - interval '90 days'";

    private final PgLink pg;

    public Suspects(PgLink pg) {
        this.pg = pg;
    }

    Future<Void> write(Key key, Suspect suspect) {
        Tuple arguments = Tuple.of(
                key.tenant(),
                key.agent(),
                time(suspect.sinceMillis()),
                time(suspect.untilMillis()),
                suspect.why(),
                suspect.evidence(),
                suspect.then());
        return pg.ask(c -> c.preparedQuery(WRITE).execute(arguments)).mapEmpty();
    }

    /** Until when, of all that last. */
    Future<Map<Key, Long>> lasting(long nowMillis) {
        return pg.ask(c -> c.preparedQuery(LASTING).execute(Tuple.of(time(nowMillis))))
                .map(rows -> {
                    Map<Key, Long> lasting = new HashMap<>();
                    rows.forEach(row -> lasting.put(new Key(row.getInteger(0), row.getString(1)), row.getLong(2)));
                    return lasting;
                });
    }

    /** Ends those whose time is over, each once. */
    Future<List<Key>> end(long nowMillis) {
        return pg.ask(c -> c.preparedQuery(END).execute(Tuple.of(time(nowMillis))))
                .map(Suspects::keys);
    }

    /** Whether there was one to lift. */
    Future<Boolean> lift(Key key, String by, long nowMillis) {
        Tuple arguments = Tuple.of(key.tenant(), key.agent(), time(nowMillis), by);
        return pg.ask(c -> c.preparedQuery(LIFT).execute(arguments)).map(rows -> rows.rowCount() > 0);
    }

    /** A tenant's, in the order of agents' ids behind one; those of the last season, too. */
    public Future<List<Suspect>> page(int tenant, String after, int limit) {
        return pg.ask(c -> c.preparedQuery(PAGE).execute(Tuple.of(tenant, after, limit)))
                .map(rows -> {
                    List<Suspect> page = new ArrayList<>(rows.size());
                    rows.forEach(row -> page.add(suspect(row)));
                    return page;
                });
    }

    Future<?> forget() {
        return pg.ask(c -> c.query(FORGET).execute());
    }

    private static Suspect suspect(Row row) {
        return new Suspect(
                row.getString(0),
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getJsonObject(4),
                row.getString(5),
                row.getString(6));
    }

    private static List<Key> keys(RowSet<Row> rows) {
        List<Key> keys = new ArrayList<>(rows.size());
        rows.forEach(row -> keys.add(new Key(row.getInteger(0), row.getString(1))));
        return keys;
    }

    private static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
