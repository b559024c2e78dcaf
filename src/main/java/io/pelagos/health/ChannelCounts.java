package io.pelagos.health;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.LeadDraft;
import io.pelagos.lead.Contact;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what comes by channels: in memory, so that whoever is counted pays next to nothing, and once a second into tables
 * {@code channel_count} and {@code channel_seen}. A node that dies takes its last second along; after a lost connection a
 * second may count twice.
 */
public final class ChannelCounts {
    /** The kinds: what came, and what became of the leads in it. */
    public static final String DELIVERY = "delivery";

    public static final String REFUSED = "refused";
    public static final String FAILED = "failed";
    /** The reason of leads that were taken and have no phone, e-mail address or WeChat id. */
    public static final String NO_CONTACT = "no_contact";

    static final String ACCEPTED = "accepted";
    static final String MERGED = "merged";
    /** Results of leads, as tables and metrics name them. */
    public static final List<String> RESULTS = List.of(ACCEPTED, "duplicate", MERGED, "test", REFUSED, FAILED);

    static final long BUCKET_MILLIS = 300_000;
    /** While PostgreSQL is away no more different ones are remembered. */
    private static final int KEYS_MAX = 100_000;

    private static final String ADD = """
            with counted as (
              insert into channel_count as c (tenant, channel, at, kind, reason, n)
              select * from unnest($1::int[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::bigint[])
              on conflict (tenant, channel, at, kind, reason) do update set n = c.n + excluded.n
            ), summed as (
              insert into channel_sum as c (tenant, channel, at, kind, n)
              select tenant, channel, date_bin('15 minutes', at, timestamptz 'epoch') as quarter, kind, sum(n)
              from unnest($1::int[], $2::text[], $3::timestamptz[], $4::text[], $6::bigint[]) as u (tenant, channel, at, kind, n)
              where kind in ('accepted', 'duplicate', 'merged') group by 1, 2, 3, 4 order by 1, 3, 2, 4
              on conflict (tenant, at, channel, kind) do update set n = c.n + excluded.n
            )
            insert into channel_seen as s (tenant, channel, delivery_at, lead_at)
            select * from unnest($7::int[], $8::text[], $9::timestamptz[], $10::timestamptz[])
            on conflict (tenant, channel) do update set
              delivery_at = greatest(s.delivery_at, excluded.delivery_at), lead_at = greatest(s.lead_at, excluded.lead_at)""";
    private static final String FORGET = "delete from channel_count where at < $1";
    private static final String FORGET_SUMS = "delete from channel_sum where at < $1";
    private static final long KEPT_MILLIS = 2 * 86_400_000L;
    /** What numbers of a period before are compared with. */
    private static final long SUMS_KEPT_MILLIS = 800 * 86_400_000L;

    private final PgLink pg;
    private final LongSupplier nowMillis;
    private final ChannelMeters meters;
    private final Map<String, Long> totals = new TreeMap<>();
    private Map<Key, Long> counts = new HashMap<>();
    private Map<Place, Seen> seen = new HashMap<>();
    private boolean flushing;

    private record Place(int tenant, String channel) {}

    private record Key(Place place, long bucketMillis, String kind, String reason) {}

    /** Times in milliseconds; 0 for none. */
    private record Seen(long deliveryMillis, long leadMillis) {
        Seen and(Seen other) {
            return new Seen(Math.max(deliveryMillis, other.deliveryMillis), Math.max(leadMillis, other.leadMillis));
        }
    }

    /** Takes the time of the cells. */
    public ChannelCounts(PgLink pg, LongSupplier nowMillis, ChannelMeters meters) {
        this.pg = pg;
        this.nowMillis = nowMillis;
        this.meters = meters;
    }

    /** Something came to a channel's address. */
    public void arrived(int tenant, String channel) {
        long now = nowMillis.getAsLong();
        count(new Place(tenant, channel), DELIVERY, "", new Seen(now, 0), now);
    }

    /** A delivery, or a part of one, that was not taken. */
    public void refused(int tenant, String channel, String reason) {
        count(new Place(tenant, channel), REFUSED, reason, new Seen(0, 0), nowMillis.getAsLong());
    }

    /** What became of a lead. One that nobody can be reached by is taken all the same, and counted by its own reason, too. */
    public void answered(int tenant, String channel, LeadDraft draft, Accepted answer) {
        Contact contact = draft.contact();
        boolean reachable = contact.phone() != null || contact.email() != null || contact.wechat() != null;
        answered(tenant, channel, reachable ? "" : NO_CONTACT, answer);
    }

    /** A test, which is no lead. */
    public void tested(int tenant, String channel) {
        answered(tenant, channel, "", new Accepted.Test());
    }

    private void answered(int tenant, String channel, String lack, Accepted answer) {
        long now = nowMillis.getAsLong();
        Place place = new Place(tenant, channel);
        boolean again = answer instanceof Accepted.Lead lead && lead.replayed();
        if (again) {
            count(place, "duplicate", "", new Seen(0, 0), now);
        } else if (answer instanceof Accepted.Refused) {
            count(place, REFUSED, "value", new Seen(0, 0), now);
        } else if (answer instanceof Accepted.Overloaded || answer instanceof Accepted.Unknown) {
            count(place, FAILED, answer.word(), new Seen(0, 0), now);
        } else if (!(answer instanceof Accepted.Reused)) {
            boolean lead = answer instanceof Accepted.Lead || answer instanceof Accepted.Merged;
            count(place, answer.word(), lead ? lack : "", new Seen(0, lead ? now : 0), now);
        }
    }

    private synchronized void count(Place place, String kind, String reason, Seen at, long now) {
        totals.merge(kind, 1L, Long::sum);
        meters.count(place.tenant, place.channel, kind);
        add(new Key(place, now - now % BUCKET_MILLIS, kind, reason), 1);
        see(place, at);
    }

    private void add(Key key, long n) {
        if (counts.size() < KEYS_MAX || counts.containsKey(key)) {
            counts.merge(key, n, Long::sum);
        }
    }

    private void see(Place place, Seen at) {
        if (seen.size() < KEYS_MAX || seen.containsKey(place)) {
            seen.merge(place, at, Seen::and);
        }
    }

    /** What was counted since the last time, stored; nothing while that is under way. */
    public Future<Void> flush() {
        Map<Key, Long> mine;
        Map<Place, Seen> mySeen;
        synchronized (this) {
            if (flushing || counts.isEmpty()) {
                return Future.succeededFuture();
            }
            flushing = true;
            mine = counts;
            mySeen = seen;
            counts = new HashMap<>();
            seen = new HashMap<>();
        }
        return pg.ask(c -> c.preparedQuery(ADD).execute(arguments(mine, mySeen)))
                .onComplete(done -> {
                    synchronized (this) {
                        flushing = false;
                        if (done.failed()) {
                            mine.forEach(this::add);
                            mySeen.forEach(this::see);
                        }
                    }
                })
                .mapEmpty();
    }

    /** In the order of the primary keys, so that two nodes never wait for each other in a circle. */
    private static Tuple arguments(Map<Key, Long> counts, Map<Place, Seen> seen) {
        Comparator<Place> byPlace = Comparator.comparingInt(Place::tenant).thenComparing(Place::channel);
        List<Key> keys = new ArrayList<>(counts.keySet());
        keys.sort(Comparator.comparing(Key::place, byPlace)
                .thenComparingLong(Key::bucketMillis)
                .thenComparing(Key::kind)
                .thenComparing(Key::reason));
        List<Place> places = new ArrayList<>(seen.keySet());
        places.sort(byPlace);
        return Tuple.from(new Object[] {
            column(keys, Integer[]::new, key -> key.place.tenant),
            column(keys, String[]::new, key -> key.place.channel),
            column(keys, OffsetDateTime[]::new, key -> time(key.bucketMillis)),
            column(keys, String[]::new, Key::kind),
            column(keys, String[]::new, Key::reason),
            column(keys, Long[]::new, counts::get),
            column(places, Integer[]::new, Place::tenant),
            column(places, String[]::new, Place::channel),
            column(places, OffsetDateTime[]::new, place -> time(seen(seen, place).deliveryMillis)),
            column(places, OffsetDateTime[]::new, place -> time(seen(seen, place).leadMillis))
        });
    }

    private static Seen seen(Map<Place, Seen> seen, Place place) {
        return seen.getOrDefault(place, new Seen(0, 0));
    }

    private static <E, T> T[] column(List<E> rows, IntFunction<T[]> array, Function<E, @Nullable T> value) {
        return rows.stream().map(value).toArray(array);
    }

    /** Counts since this node's start by kind, over all tenants. */
    public synchronized Map<String, Long> totals() {
        Map<String, Long> all = new TreeMap<>();
        all.put(DELIVERY, 0L);
        RESULTS.forEach(kind -> all.put(kind, 0L));
        all.putAll(totals);
        return all;
    }

    /** Forgets counts that nobody asks for any more. */
    public Future<?> forget() {
        return forget(FORGET, KEPT_MILLIS).compose(done -> forget(FORGET_SUMS, SUMS_KEPT_MILLIS));
    }

    private Future<?> forget(String sql, long keptMillis) {
        return pg.ask(c -> c.preparedQuery(sql).execute(Tuple.of(time(nowMillis.getAsLong() - keptMillis))));
    }

    static @Nullable OffsetDateTime time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
