package io.pelagos.health;

import io.pelagos.alert.AlertKind;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How channels are, as the tables say: what was counted lately, when something came for the last time. */
public final class ChannelHealth {
    private static final long HOUR_MILLIS = 3_600_000;
    private static final String COUNTS = """
            select channel, kind, reason, coalesce(sum(n) filter (where at > $3), 0)::bigint, sum(n)::bigint
            from channel_count where tenant = $1 and at > $2 and channel = any ($4::text[]) group by 1, 2, 3""";
    private static final String SEEN = "select channel, (date_part('epoch', delivery_at) * 1000)::bigint,"
            + " (date_part('epoch', lead_at) * 1000)::bigint, (date_part('epoch', watched_at) * 1000)::bigint"
            + " from channel_seen where tenant = $1";
    private static final String WATCHED = "select distinct tenant from channel_seen where watched_at is not null";
    private static final String LASTING = """
            select subject, (date_part('epoch', since) * 1000)::bigint from alert
            where tenant = $1 and kind = $2 and ended_at is null""";
    private static final String FORGET_COUNTS = "delete from channel_count where tenant = $1 and channel = $2";
    private static final String FORGET_SEEN = "delete from channel_seen where tenant = $1 and channel = $2";

    private final PgLink pg;
    private final LongSupplier nowMillis;

    /** Takes the time of the cells. */
    public ChannelHealth(PgLink pg, LongSupplier nowMillis) {
        this.pg = pg;
        this.nowMillis = nowMillis;
    }

    /** Times in milliseconds; 0 for never. */
    public record LastSeen(long deliveryMillis, long leadMillis, long watchedMillis) {
        static final LastSeen NEVER = new LastSeen(0, 0, 0);
    }

    /** Counts of some time by kind; those of what was refused or failed also by reason, and what has no contact. */
    public record Counts(Map<String, Long> kinds, Map<String, Long> reasons) {
        Counts() {
            this(new TreeMap<>(), new TreeMap<>());
        }

        private void add(String kind, String reason, long n) {
            if (n > 0) {
                kinds.merge(kind, n, Long::sum);
                if (!reason.isEmpty()) {
                    reasons.merge(reason, n, Long::sum);
                }
            }
        }

        public long of(String kind) {
            return kinds.getOrDefault(kind, 0L);
        }

        /** New leads, and what was added to old ones. */
        public long leads() {
            return of(ChannelCounts.ACCEPTED) + of(ChannelCounts.MERGED);
        }
    }

    /** @param silentSinceMillis 0 for a channel that is not silent */
    public record Health(LastSeen seen, long silentSinceMillis, Counts hour, Counts day) {}

    /** The health of some channels, by id. The last hour and day are counted to five minutes. */
    public Future<Map<String, Health>> read(int tenant, Collection<String> channels) {
        long now = nowMillis.getAsLong();
        Tuple wanted = Tuple.of(
                tenant,
                ChannelCounts.time(now - 24 * HOUR_MILLIS),
                ChannelCounts.time(now - HOUR_MILLIS),
                channels.toArray(String[]::new));
        Map<String, Counts> hours = new HashMap<>();
        Map<String, Counts> days = new HashMap<>();
        return pg.ask(c -> c.preparedQuery(COUNTS).execute(wanted))
                .onSuccess(rows -> rows.forEach(row -> {
                    String channel = row.getString(0);
                    count(hours, channel).add(row.getString(1), row.getString(2), row.getLong(3));
                    count(days, channel).add(row.getString(1), row.getString(2), row.getLong(4));
                }))
                .compose(rows -> seen(tenant))
                .compose(seen -> silent(tenant).map(silent -> {
                    Map<String, Health> health = new TreeMap<>();
                    channels.forEach(id -> health.put(
                            id,
                            new Health(
                                    seen.getOrDefault(id, LastSeen.NEVER),
                                    silent.getOrDefault(id, 0L),
                                    count(hours, id),
                                    count(days, id))));
                    return health;
                }));
    }

    private static Counts count(Map<String, Counts> counts, String channel) {
        return counts.computeIfAbsent(channel, id -> new Counts());
    }

    /** When something came by each channel. */
    Future<Map<String, LastSeen>> seen(int tenant) {
        return pg.ask(c -> c.preparedQuery(SEEN).execute(Tuple.of(tenant))).map(rows -> {
            Map<String, LastSeen> seen = new HashMap<>();
            rows.forEach(row -> seen.put(
                    row.getString(0),
                    new LastSeen(orNone(row.getLong(1)), orNone(row.getLong(2)), orNone(row.getLong(3)))));
            return seen;
        });
    }

    /** Firms of whose channels somebody waits for the next lead. */
    Future<Set<Integer>> watchedFirms() {
        return pg.ask(c -> c.query(WATCHED).execute()).map(rows -> {
            Set<Integer> firms = new HashSet<>();
            rows.forEach(row -> firms.add(row.getInteger(0)));
            return firms;
        });
    }

    private Future<Map<String, Long>> silent(int tenant) {
        return pg.ask(c -> c.preparedQuery(LASTING).execute(Tuple.of(tenant, AlertKind.CHANNEL_SILENT)))
                .map(rows -> {
                    Map<String, Long> silent = new HashMap<>();
                    rows.forEach(row -> silent.put(row.getString(0), row.getLong(1)));
                    return silent;
                });
    }

    /** Another channel may get the id of one that goes. */
    public Future<?> forget(SqlConnection transaction, int tenant, String channel) {
        Tuple arguments = Tuple.of(tenant, channel);
        return transaction.preparedQuery(FORGET_COUNTS).execute(arguments).compose(gone -> transaction
                .preparedQuery(FORGET_SEEN)
                .execute(arguments));
    }

    private static long orNone(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
