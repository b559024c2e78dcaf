package io.pelagos.cost;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Table {@code ad_cost}. */
public final class AdCosts {
    private static final String PUT = """
            insert into ad_cost (tenant, day, channel, campaign, ad_group, ad, amount, currency)
            select $1, d, ch, c, g, a, m::numeric, u
            from unnest($2::date[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
              as n (d, ch, c, g, a, m, u)
            on conflict (tenant, day, channel, campaign, ad_group, ad) do update set
              amount = excluded.amount, currency = excluded.currency""";

    private static final String DELETE = "delete from ad_cost where tenant = $1 and day between $2 and $3"
            + " and ($4::text is null or channel = $4)";

    /** Forgets the costs of some days, of one channel or of all (null); how many there were. */
    public Future<Integer> delete(
            SqlConnection transaction, int tenant, LeadCosts.Days days, @Nullable String channel) {
        return transaction
                .preparedQuery(DELETE)
                .execute(Tuple.of(tenant, days.from(), days.to(), channel))
                .map(deleted -> deleted.rowCount());
    }

    /** Stores costs, of which no two are the same; one that is there is replaced. */
    public Future<?> put(SqlConnection transaction, int tenant, List<AdCost> costs) {
        List<AdCost> ordered = new ArrayList<>(costs);
        // So that two writers never wait for each other in a circle.
        ordered.sort(Comparator.comparing(AdCost::day)
                .thenComparing(AdCost::channel)
                .thenComparing(AdCost::campaign)
                .thenComparing(AdCost::adGroup)
                .thenComparing(AdCost::ad));
        Tuple arguments = Tuple.from(new Object[] {
            tenant,
            ordered.stream().map(AdCost::day).toArray(LocalDate[]::new),
            texts(ordered, AdCost::channel),
            texts(ordered, AdCost::campaign),
            texts(ordered, AdCost::adGroup),
            texts(ordered, AdCost::ad),
            texts(ordered, cost -> cost.money().amount().toPlainString()),
            texts(ordered, cost -> cost.money().currency())
        });
        return transaction.preparedQuery(PUT).execute(arguments);
    }

    private static String[] texts(List<AdCost> costs, Function<AdCost, String> column) {
        return costs.stream().map(column).toArray(String[]::new);
    }

    /** The place of the first cost that is there twice; -1 for none. */
    public static int twice(List<AdCost> costs) {
        Set<AdCost.Key> seen = new HashSet<>();
        for (int i = 0; i < costs.size(); i++) {
            if (!seen.add(costs.get(i).key())) {
                return i;
            }
        }
        return -1;
    }
}
