package io.pelagos.cost;

import com.github.f4b6a3.tsid.Tsid;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadRows;
import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sets costs against leads, by the source that leads came with. Leads count by the day on which they came in. */
public final class LeadCosts {
    /** Reasons of closed leads for which nobody wants to have paid. */
    private static final String[] INVALID = {"invalid", "unreachable", "duplicate"};

    private static final int MILLIS_SHIFT = 22;
    private static final int DECIMALS = 4;
    private static final String SUMS = """
            with came as (
              select coalesce(d.channel, '') as channel, %1$s as name, count(*) as leads,
                count(*) filter (where not (l.state = 'c' and coalesce(l.facts ->> 'closed_reason', '') = any ($6))) as valid,
                count(*) filter (where (l.facts ->> 'won_at')::bigint >= (l.id >> %3$d) + %4$d) as wins
              from lead l join lead_detail d on d.tenant = l.tenant and d.lead = l.id
              where l.tenant = $1 and l.id >= $2 and l.id < $3 group by 1, 2
            ), paid as (
              select channel, name, array_agg(currency order by currency) as currencies,
                array_agg(amount::text order by currency) as amounts
              from (select channel, %2$s as name, currency, sum(amount) as amount from ad_cost
                where tenant = $1 and day between $4 and $5 group by 1, 2, 3) c group by 1, 2
            )
            select channel, name, coalesce(leads, 0), coalesce(valid, 0), coalesce(wins, 0), currencies, amounts
            from came full join paid using (channel, name) order by channel, name offset $7 limit $8""";
    private static final String REFUNDS = "select " + LeadRows.LEAD + ", " + LeadRows.DETAIL + """
             from lead l join lead_detail d on d.tenant = l.tenant and d.lead = l.id
            where l.tenant = $1 and l.id >= $2 and l.id < $3 and l.state = 'c' and l.facts ->> 'closed_reason' = any ($4)
              and ($5::text is null or d.channel = $5) order by l.id limit $6""";

    private final PgPool scans;
    private final ContactVault vault;

    public LeadCosts(PgPool scans, ContactVault vault) {
        this.scans = scans;
        this.vault = vault;
    }

    /** What costs are set against. */
    public enum By {
        CHANNEL,
        CAMPAIGN,
        AD_GROUP,
        AD;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String sql() {
            String lead = this == CHANNEL ? "''" : "coalesce(d.source ->> '" + text() + "', '')";
            // What another system had won before a file brought the lead is nothing that these costs have brought.
            return SUMS.formatted(lead, this == CHANNEL ? "''" : text(), MILLIS_SHIFT, Tsid.TSID_EPOCH);
        }
    }

    /** Days in a time zone, both included. */
    public record Days(LocalDate from, LocalDate to, ZoneId zone) {
        private long firstId() {
            return idAt(from);
        }

        private long endId() {
            return idAt(to.plusDays(1));
        }

        /** Ids of leads grow with time, by milliseconds in their upper 42 bits. */
        private long idAt(LocalDate day) {
            long millis = day.atStartOfDay(zone).toInstant().toEpochMilli() - Tsid.TSID_EPOCH;
            return Math.max(0, millis) << MILLIS_SHIFT;
        }
    }

    /**
     * What a channel, or a campaign or an advertisement of it, has brought.
     *
     * @param channel empty for leads that came by none
     * @param name of the campaign, ad group or advertisement; empty when it is not known
     * @param valid leads that were not closed as invalid, unreachable or a duplicate
     */
    public record Line(String channel, String name, long leads, long valid, long wins, List<Cost> costs) {}

    /** In one currency. */
    public record Cost(String currency, BigDecimal amount) {
        /** Null when there is nothing to divide by. */
        public @Nullable BigDecimal per(long count) {
            return count == 0 ? null : amount.divide(BigDecimal.valueOf(count), DECIMALS, RoundingMode.HALF_UP);
        }
    }

    /** Lines in the order of channel and name. */
    public Future<List<Line>> sums(int tenant, Days days, By by, int skip, int limit) {
        Tuple arguments = Tuple.from(new Object[] {
            tenant, days.firstId(), days.endId(), days.from, days.to, INVALID, (long) skip, (long) limit
        });
        return scans.use(c -> c.preparedQuery(by.sql()).execute(arguments)).map(rows -> {
            List<Line> lines = new ArrayList<>(rows.size());
            rows.forEach(row -> lines.add(line(row)));
            return lines;
        });
    }

    private static Line line(Row row) {
        String[] currencies = row.getArrayOfStrings(5);
        String[] amounts = row.getArrayOfStrings(6);
        List<Cost> costs = new ArrayList<>();
        for (int i = 0; currencies != null && amounts != null && i < currencies.length; i++) {
            costs.add(new Cost(currencies[i], new BigDecimal(amounts[i])));
        }
        return new Line(row.getString(0), row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), costs);
    }

    /** A lead that was not worth its money; nothing of it says who it is but the platform's own id. */
    public record Refund(
            long lead,
            @Nullable String channel,
            @Nullable String externalId,
            JsonObject source,
            String reason,
            long createdAtMillis,
            long closedAtMillis) {}

    /**
     * Leads of some days that were invalid, after one, in the order in which they came.
     *
     * @param channel null for all
     */
    public Future<List<Refund>> refunds(int tenant, Days days, @Nullable String channel, long after, int limit) {
        Tuple arguments = Tuple.from(
                new Object[] {tenant, Math.max(days.firstId(), after + 1), days.endId(), INVALID, channel, (long) limit
                });
        return scans.use(c -> c.preparedQuery(REFUNDS).execute(arguments)).map(rows -> {
            List<Refund> refunds = new ArrayList<>(rows.size());
            for (Row row : rows) {
                LeadRow lead = LeadRows.lead(row, 0);
                var detail = vault.open(LeadRows.detail(row, 0));
                refunds.add(new Refund(
                        lead.id(),
                        detail.channel(),
                        detail.externalId(),
                        detail.source(),
                        lead.facts().getString(Facts.CLOSED_REASON, ""),
                        detail.createdAtMillis(),
                        lead.changedAtMillis()));
            }
            return refunds;
        });
    }
}
