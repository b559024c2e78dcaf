package io.pelagos.preview;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadRows;
import io.pelagos.lead.Rfc3339;
import io.pelagos.platform.PgPool;
import io.pelagos.recycling.RuleBook;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers what changed rules would do with today's leads, and would have done in a period, from the real journal. */
public final class Previews {
    /** Leads of today that are looked at, and shown. */
    private static final int LEADS_MAX = 50_000;

    private static final int SHOWN_MAX = 200;
    private static final int DAYS_MAX = 366;
    private static final int PAGE = 1_000;
    /** Lives that are in memory at once. */
    private static final int LIVES = 200;
    /** Leads whose lives are lived again: the newest claims of the period. */
    private static final int REPLAYED_MAX = 5_000;

    private static final String OWNED = "select " + LeadRows.LEAD
            + " from lead l where l.tenant = $1 and l.id > $2 and l.state = 'o' and l.pool = $3 order by l.id limit "
            + PAGE;
    private static final String CLAIMED = "select lead from (select lead, max(at) as newest from journal"
            + " where tenant = $1 and type = 'claimed' and pool = $2 and at >= $3 and at < $4 group by lead"
            + " order by newest desc limit " + REPLAYED_MAX + ") as found order by lead";
    private static final String ROWS =
            "select " + LeadRows.LEAD + " from lead l where l.tenant = $1 and l.id = any($2) order by l.id";
    private static final String LINES =
            "select lead, body from journal where tenant = $1 and lead = any($2) order by lead, version";

    private final Vertx vertx;
    private final PgPool scans;

    /** @param scans for what reads its way through a tenant's leads; what is found is weighed beside the event loop */
    public Previews(Vertx vertx, PgPool scans) {
        this.vertx = vertx;
        this.scans = scans;
    }

    /**
     * Today's leads of a pool that would go: {@code {"leads","looked_at","by_rule","by_day","items"}}, the soonest in front.
     *
     * @param zone whose days are counted
     */
    public Future<JsonObject> today(int tenant, String pool, RuleBook rules, ZoneId zone) {
        return owned(tenant, pool, 0, new ArrayList<>())
                .compose(leads -> vertx.executeBlocking(() -> {
                    List<RulePreview.Going> going = RulePreview.going(rules, leads);
                    JsonObject byRule = new JsonObject();
                    going.forEach(g -> byRule.put(g.rule(), byRule.getInteger(g.rule(), 0) + 1));
                    JsonArray items = new JsonArray();
                    going.stream()
                            .limit(SHOWN_MAX)
                            .forEach(g -> items.add(new JsonObject()
                                    .put("lead", Long.toString(g.lead()))
                                    .put("owner", g.owner())
                                    .put("at", Rfc3339.text(g.atMillis()))
                                    .put("rule", g.rule())));
                    return new JsonObject()
                            .put("looked_at", leads.size())
                            .put("leads", going.size())
                            .put("by_rule", byRule)
                            .put("by_day", RulePreview.byDay(going, zone, DAYS_MAX))
                            .put("items", items);
                }));
    }

    private Future<List<LeadRow>> owned(int tenant, String pool, long after, List<LeadRow> found) {
        return query(OWNED, Tuple.of(tenant, after, pool)).compose(rows -> {
            rows.forEach(row -> found.add(LeadRows.lead(row, 0)));
            boolean more = rows.size() == PAGE && found.size() < LEADS_MAX;
            return more ? owned(tenant, pool, found.get(found.size() - 1).id(), found) : Future.succeededFuture(found);
        });
    }

    /** What happened in a period to the leads that were claimed from a pool, and what would have under the rules. */
    public Future<JsonObject> replay(int tenant, String pool, RuleBook rules, long fromMillis, long toMillis) {
        Tuple period = Tuple.of(tenant, pool, time(fromMillis), time(toMillis));
        RulePreview.Tally tally = new RulePreview.Tally();
        return query(CLAIMED, period).compose(rows -> {
            List<Long> leads = new ArrayList<>();
            rows.forEach(row -> leads.add(row.getLong(0)));
            Future<Void> all = Future.succeededFuture();
            for (int i = 0; i < leads.size(); i += LIVES) {
                List<Long> page = leads.subList(i, Math.min(leads.size(), i + LIVES));
                all = all.compose(done -> add(tally, tenant, pool, rules, page, fromMillis, toMillis));
            }
            return all.map(done -> tally.json().put("leads", leads.size()));
        });
    }

    private Future<Void> add(
            RulePreview.Tally tally,
            int tenant,
            String pool,
            RuleBook rules,
            List<Long> leads,
            long fromMillis,
            long toMillis) {
        Tuple arguments = Tuple.of(tenant, (Object) leads.toArray(Long[]::new));
        return query(ROWS, arguments).compose(rows -> query(LINES, arguments)
                .compose(lines -> vertx.executeBlocking(() -> {
                    Map<Long, List<JsonObject>> journals = new LinkedHashMap<>();
                    for (Row line : lines) {
                        journals.computeIfAbsent(line.getLong(0), lead -> new ArrayList<>())
                                .add(line.getBuffer(1).toJsonObject());
                    }
                    for (Row row : rows) {
                        LeadRow today = LeadRows.lead(row, 0);
                        List<JsonObject> journal = journals.getOrDefault(today.id(), List.of());
                        tally.add(
                                rules,
                                pool,
                                LeadReplay.rows(today, journal),
                                journal.stream()
                                        .map(line -> line.getString("type"))
                                        .toList(),
                                fromMillis,
                                toMillis);
                    }
                    return (Void) null;
                })));
    }

    private static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }

    private Future<RowSet<Row>> query(String sql, Tuple arguments) {
        return scans.use(c -> c.preparedQuery(sql).execute(arguments));
    }
}
