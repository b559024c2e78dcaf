package io.pelagos.presence;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Who is there: what agents say, and when each was last seen at work. */
public final class Presences {
    /** How exactly it is known when somebody was seen; a busy agent costs one write in this time. */
    private static final long SEEN_MILLIS = 60_000;
    /** Agents whose last write this node remembers; forgetting them costs a write each. */
    private static final int KNOWN_MAX = 100_000;

    private static final String COLUMNS =
            "agent, status, (date_part('epoch', since) * 1000)::bigint, (date_part('epoch', seen_at) * 1000)::bigint";
    private static final String SEEN = """
            insert into presence (tenant, agent, status, since, seen_at) values ($1, $2, 'ready', $3, $3)
            on conflict (tenant, agent) do update set seen_at = greatest(presence.seen_at, excluded.seen_at)""";
    private static final String PUT = "insert into presence (tenant, agent, status, since, seen_at)"
            + " values ($1, $2, $3, $4, $4) on conflict (tenant, agent) do update set"
            + " status = excluded.status, seen_at = greatest(presence.seen_at, excluded.seen_at), since ="
            + " case when presence.status = excluded.status then presence.since else excluded.since end"
            + " returning " + COLUMNS;
    private static final String FIND = "select " + COLUMNS + " from presence where tenant = $1 and agent = $2";
    private static final String ALL = "select " + COLUMNS + " from presence where tenant = $1";

    private final PgLink pg;
    private final LongSupplier nowMillis;
    private final Map<String, Long> known = new ConcurrentHashMap<>();

    /** Takes the time of the cells. */
    public Presences(PgLink pg, LongSupplier nowMillis) {
        this.pg = pg;
        this.nowMillis = nowMillis;
    }

    /** An agent has just done something. */
    public void seen(int tenant, String agent) {
        String key = tenant + "/" + agent;
        long now = nowMillis.getAsLong();
        Long last = known.get(key);
        if (last != null && Math.abs(now - last) < SEEN_MILLIS) {
            return;
        }
        if (known.size() >= KNOWN_MAX) {
            known.clear();
        }
        known.put(key, now);
        // What fails is written with the next thing that the agent does.
        pg.ask(c -> c.preparedQuery(SEEN).execute(Tuple.of(tenant, agent, time(now))))
                .onFailure(e -> known.remove(key));
    }

    /** The agent says so; whatever he does next tells that he is there again. */
    public Future<Presence> put(int tenant, String agent, String status) {
        known.remove(tenant + "/" + agent);
        return pg.ask(c -> c.preparedQuery(PUT).execute(Tuple.of(tenant, agent, status, time(nowMillis.getAsLong()))))
                .map(rows -> presence(rows.iterator().next()));
    }

    /** Null for an agent who has never been seen. */
    public Future<@Nullable Presence> find(int tenant, String agent) {
        return pg.ask(c -> c.preparedQuery(FIND).execute(Tuple.of(tenant, agent)))
                .map(rows ->
                        rows.rowCount() == 0 ? null : presence(rows.iterator().next()));
    }

    /** A firm's agents who have been seen, by id. */
    public Future<Map<String, Presence>> all(int tenant) {
        return pg.ask(c -> c.preparedQuery(ALL).execute(Tuple.of(tenant))).map(rows -> {
            Map<String, Presence> all = new HashMap<>();
            rows.forEach(row -> all.put(row.getString(0), presence(row)));
            return all;
        });
    }

    private static Presence presence(Row row) {
        return new Presence(row.getString(1), row.getLong(2), row.getLong(3));
    }

    static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
