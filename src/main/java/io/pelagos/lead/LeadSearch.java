package io.pelagos.lead;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds which leads a search has to look at: those that its rarest term names. However many there are, one call looks
 * at no more than {@link #LOOK_MAX}.
 */
final class LeadSearch {
    static final int LOOK_MAX = 10_000;

    /** The rarest term; of those that are too many to count, one with a value: its index has leads in order. */
    private static final String RAREST = """
            select w.n, found from
              unnest($2::text[], $3::text[], $4::text[]::numeric[], $5::text[]::numeric[]) with ordinality
                as w (name, value, min, max, n),
              lateral (select case when w.value is not null then (select count(*) from (
                  select from lead_term t
                  where t.tenant = $1 and t.name = w.name and t.value = term_value(w.name, w.value) limit $6) few)
                else (select count(*) from (
                  select from lead_term t
                  where t.tenant = $1 and t.name = w.name
                    and t.number between coalesce(w.min, '-infinity') and coalesce(w.max, 'infinity') limit $6) few)
                end) as counted (found)
            order by found, w.value is null, w.n limit 1""";

    private static final String WITH_VALUE = """
            select lead from lead_term
            where tenant = $1 and name = $2 and value = term_value($2, $3) and lead > $4 order by lead limit $5""";

    /** All are found first and then put in order: they were counted, and are few. */
    private static final String IN_RANGE = """
            with found as materialized (
              select lead from lead_term
              where tenant = $1 and name = $2 and number between coalesce($3::text::numeric, '-infinity')
                and coalesce($4::text::numeric, 'infinity'))
            select lead from found where lead > $5 order by lead limit $6""";

    private static final String ALL = "select id from lead where tenant = $1 and id > $2 order by id limit $3";

    private LeadSearch() {}

    /**
     * Leads to look at, in the order of their ids.
     *
     * @param next behind which there are more; null when these are all
     */
    record Candidates(List<Long> ids, @Nullable Long next) {}

    /** Those that may pass a filter with terms, behind an id. */
    static Future<Candidates> candidates(PgConnection connection, int tenant, long after, LeadFilter filter) {
        Tuple counting = filter.addTerms(Tuple.of(tenant)).addInteger(LOOK_MAX);
        return connection.preparedQuery(RAREST).execute(counting).compose(rows -> {
            Row rarest = rows.iterator().next();
            LeadFilter.Term term = filter.terms().get(rarest.getLong(0).intValue() - 1);
            return candidates(connection, tenant, after, term, rarest.getLong(1));
        });
    }

    private static Future<Candidates> candidates(
            PgConnection connection, int tenant, long after, LeadFilter.Term term, long found) {
        if (term.value() != null) {
            return ids(connection, WITH_VALUE, Tuple.of(tenant, term.name(), term.value(), after, LOOK_MAX));
        }
        if (found < LOOK_MAX) {
            Tuple range = Tuple.of(tenant, term.name(), LeadFilter.text(term.min()), LeadFilter.text(term.max()));
            return ids(connection, IN_RANGE, range.addLong(after).addInteger(LOOK_MAX));
        }
        // So many are in the range that looking at all leads in order meets them soon.
        return ids(connection, ALL, Tuple.of(tenant, after, LOOK_MAX));
    }

    private static Future<Candidates> ids(PgConnection connection, String sql, Tuple arguments) {
        return connection.preparedQuery(sql).execute(arguments).map(rows -> {
            List<Long> ids = new ArrayList<>(rows.size());
            rows.forEach(row -> ids.add(row.getLong(0)));
            return new Candidates(ids, ids.size() < LOOK_MAX ? null : ids.get(LOOK_MAX - 1));
        });
    }
}
