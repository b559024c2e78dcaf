package io.pelagos.ping;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.Channel;
import io.pelagos.channel.PingTerms;
import io.pelagos.followup.DoNotCall;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.Keyset;
import io.pelagos.lead.LeadStore;
import io.pelagos.platform.PgLink;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reservations of leads: tables {@code ping} and {@code ping_day}. A day's count is what is reserved and what was bought; it
 * changes in the statement that changes the reservation, so it is exact however many ask at once.
 */
public final class Pings {
    /** Who was not on time: of this channel the first of them, of others only what is in the way of this phone. */
    private static final String EXPIRE = """
            with same as (
              select id from ping where tenant = $1 and phone = $3 and status = 'open' and expires_at <= $4
              for update skip locked
            ), late as (
              select id from ping where tenant = $1 and channel = $2 and status = 'open' and expires_at <= $4
              order by expires_at limit 1000 for update skip locked
            ), gone as (
              update ping set status = 'expired'
              where tenant = $1 and id in (select id from same union select id from late)
              returning channel, day
            ), freed as (select channel, day, count(*) as n from gone group by 1, 2)
            update ping_day d set n = d.n - f.n from freed f where d.tenant = $1 and d.channel = f.channel and d.day = f.day""";

    private static final String RESERVE = """
            with room as (
              insert into ping_day as d (tenant, channel, day, n) values ($1, $2, $3, 1)
              on conflict (tenant, channel, day) do update set n = d.n + 1 where d.n < $9
              returning n
            )
            insert into ping (tenant, channel, id, day, phone, price, currency, expires_at, asked)
            select $1, $2, $4, $3, $5, $6::text::numeric, $7, $8, $10::jsonb from room""";
    private static final String ASKED = "select asked from ping where tenant = $1 and id = $2 and channel = $3";

    /** Of a sold one the lead is known, or its request still is: else what is sent again would be another lead. */
    private static final String HOLDS =
            "(lead is not null or (status = 'posted' and expires_at > $5) or (status = 'open' and expires_at > $4))";

    private static final String TAKE =
            "update ping set status = 'posted' where tenant = $1 and id = $2 and channel = $3 and " + HOLDS
                    + " and (phone is null or phone = $6) returning lead, result";
    private static final String KNOWN = "select " + HOLDS + " from ping where tenant = $1 and id = $2 and channel = $3";
    private static final String BOUGHT =
            "update ping set lead = $4, result = $5 where tenant = $1 and id = $2 and channel = $3 and lead is null";
    private static final String FORGET = """
            delete from ping where (tenant, id) in (select tenant, id from ping where expires_at < $1 limit 5000)""";
    private static final String FORGET_DAYS = "delete from ping_day where day < $1";
    private static final long KEPT_DAYS = 90;
    /** From when it expires: a request is remembered for a day from when it came, which is an hour before at most. */
    private static final long REQUEST_HOURS = 22;

    private final PgLink pg;
    private final LeadStore store;
    private final DoNotCall doNotCall;
    private final ContactVault vault;
    private final LongSupplier ids;
    private final LongSupplier nowMillis;

    /**
     * Joins the parts.
     *
     * @param ids unique over all nodes
     * @param nowMillis the time of the cells
     */
    public Pings(
            PgLink pg,
            LeadStore store,
            DoNotCall doNotCall,
            ContactVault vault,
            LongSupplier ids,
            LongSupplier nowMillis) {
        this.pg = pg;
        this.store = store;
        this.doNotCall = doNotCall;
        this.vault = vault;
        this.ids = ids;
        this.nowMillis = nowMillis;
    }

    /** What a partner offers. One of phone and its hash, or neither. */
    public record Offer(
            PingTerms.@Nullable Price price,
            @Nullable String phone,
            @Nullable String phoneHash) {}

    /** What a partner hears. */
    public sealed interface Bid {
        record Reserved(long id, BigDecimal price, String currency, long expiresAtMillis) implements Bid {}

        /** NOT_WANTED, DUPLICATE or CAP_REACHED, in small letters. */
        record No(String reason) implements Bid {}
    }

    /** Reserves a lead at a price, if it is wanted, new, and there is room for it today. */
    public Future<Bid> bid(TenantConfig tenant, Channel channel, PingTerms terms, Offer offer) {
        PingTerms.Price price = offer.price;
        if (price == null) {
            return Future.succeededFuture(new Bid.No("not_wanted"));
        }
        return vault.ready(tenant.no()).compose(keys -> unwanted(tenant.no(), keys, offer.phone)
                .compose(why -> why != null
                        ? Future.succeededFuture(new Bid.No(why))
                        : reserve(tenant, channel, terms, price, phone(keys, offer))));
    }

    /** Null for a phone that may come; of a hash nobody can tell whether its owner wants to be called. */
    private Future<@Nullable String> unwanted(int tenant, Keyset keys, @Nullable String phone) {
        if (phone == null) {
            return Future.succeededFuture(null);
        }
        return doNotCall
                .lists(tenant, phone)
                .compose(listed -> listed
                        ? Future.succeededFuture("not_wanted")
                        : known(tenant, keys, phone).map(known -> known ? "duplicate" : null));
    }

    private Future<Boolean> known(int tenant, Keyset keys, String phone) {
        return store.identified(tenant, Identities.phone(keys, phone)).map(lead -> lead != null);
    }

    private static @Nullable Buffer phone(Keyset keys, Offer offer) {
        if (offer.phone != null) {
            return Buffer.buffer(Identities.askedPhone(keys, offer.phone));
        }
        return offer.phoneHash == null ? null : Buffer.buffer(Identities.askedHash(keys, offer.phoneHash));
    }

    private Future<Bid> reserve(
            TenantConfig tenant, Channel channel, PingTerms terms, PingTerms.Price price, @Nullable Buffer phone) {
        long now = nowMillis.getAsLong();
        long id = ids.getAsLong();
        long expires = now + terms.ttl().toMillis();
        LocalDate day = Instant.ofEpochMilli(now).atZone(tenant.tenant().zone()).toLocalDate();
        Tuple arguments = Tuple.tuple()
                .addInteger(tenant.no())
                .addString(channel.id())
                .addLocalDate(day)
                .addLong(id)
                .addBuffer(phone)
                .addString(price.price().toPlainString())
                .addString(terms.currency())
                .addOffsetDateTime(time(expires))
                .addLong(terms.maxPerDay() == null ? Long.MAX_VALUE : terms.maxPerDay())
                .addJsonObject(price.asked());
        return pg.ask(c -> c.preparedQuery(EXPIRE).execute(Tuple.of(tenant.no(), channel.id(), phone, time(now))))
                .compose(freed -> pg.ask(c -> c.preparedQuery(RESERVE).execute(arguments)))
                .<Bid>map(rows -> rows.rowCount() == 0
                        ? new Bid.No("cap_reached")
                        : new Bid.Reserved(id, price.price(), terms.currency(), expires))
                .recover(failure -> failure instanceof PgException error && "23505".equals(error.getSqlState())
                        ? Future.succeededFuture(new Bid.No("duplicate"))
                        : Future.failedFuture(failure));
    }

    /** Whether a lead may come by a reservation. */
    public sealed interface Post {
        /** From now on it does not expire any more; asked for again it is taken again. */
        record Taken() implements Post {}

        /** A lead came by it before. */
        record Bought(Accepted answer) implements Post {}

        /** Nothing has changed. */
        enum No implements Post {
            UNKNOWN,
            EXPIRED,
            /** The lead has another phone than was asked about, or is not what its price was for. */
            MISMATCH
        }
    }

    /**
     * Takes a reservation for a lead with this phone.
     *
     * @param field what the lead says, by path
     */
    public Future<Post> take(
            TenantConfig tenant,
            Channel channel,
            long id,
            @Nullable String phone,
            Function<String, @Nullable String> field) {
        return pg.ask(c -> c.preparedQuery(ASKED).execute(Tuple.of(tenant.no(), id, channel.id())))
                .compose(rows -> {
                    JsonObject asked =
                            rows.size() == 0 ? null : rows.iterator().next().getJsonObject(0);
                    return asked == null || PingTerms.Price.holds(asked, field)
                            ? take(tenant, channel, id, phone)
                            : Future.succeededFuture(Post.No.MISMATCH);
                });
    }

    private Future<Post> take(TenantConfig tenant, Channel channel, long id, @Nullable String phone) {
        int no = tenant.no();
        OffsetDateTime now = time(nowMillis.getAsLong());
        Tuple named = Tuple.of(no, id, channel.id(), now, now.minusHours(REQUEST_HOURS));
        return vault.ready(no).compose(keys -> {
            Tuple arguments = Tuple.of(no, id, channel.id(), now, now.minusHours(REQUEST_HOURS))
                    .addBuffer(phone == null ? null : Buffer.buffer(Identities.askedPhone(keys, phone)));
            return pg.ask(c -> c.preparedQuery(TAKE).execute(arguments)).compose(rows -> {
                if (rows.size() == 0) {
                    return pg.ask(c -> c.preparedQuery(KNOWN).execute(named)).map(Pings::no);
                }
                Row row = rows.iterator().next();
                Long lead = row.getLong(0);
                return Future.succeededFuture(
                        lead == null ? new Post.Taken() : new Post.Bought(answer(row.getString(1), lead)));
            });
        });
    }

    private static Post no(RowSet<Row> known) {
        if (known.size() == 0) {
            return Post.No.UNKNOWN;
        }
        return known.iterator().next().getBoolean(0) ? Post.No.MISMATCH : Post.No.EXPIRED;
    }

    private static Accepted answer(String result, long lead) {
        return switch (result) {
            case "merged" -> new Accepted.Merged(lead);
            case "duplicate" -> new Accepted.Duplicate(lead);
            default -> new Accepted.Lead(lead, true);
        };
    }

    /** Notes what became of the lead that came by a reservation; whoever comes by it again is answered the same. */
    public Future<?> bought(TenantConfig tenant, Channel channel, long id, Accepted answer) {
        if (answer.lead() == 0) {
            return Future.succeededFuture();
        }
        Tuple arguments = Tuple.of(tenant.no(), id, channel.id(), answer.lead(), answer.word());
        return pg.ask(c -> c.preparedQuery(BOUGHT).execute(arguments));
    }

    /** Forgets reservations of a season ago; some thousands at a time, the rest in the next round. */
    public Future<?> forget() {
        OffsetDateTime before = time(nowMillis.getAsLong()).minusDays(KEPT_DAYS);
        return pg.ask(c -> c.preparedQuery(FORGET).execute(Tuple.of(before)))
                .compose(gone -> pg.ask(c -> c.preparedQuery(FORGET_DAYS).execute(Tuple.of(before.toLocalDate()))));
    }

    private static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
