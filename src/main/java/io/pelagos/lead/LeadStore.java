package io.pelagos.lead;

import io.pelagos.platform.PgPool;
import io.pelagos.platform.PgSteps;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads leads from PostgreSQL. Writing them is the journal's and the intake's. */
public final class LeadStore {
    private static final String SELECT = "select " + LeadRows.LEAD + ", " + LeadRows.DETAIL
            + " from lead l join lead_detail d on d.tenant = l.tenant and d.lead = l.id where l.tenant = $1 ";
    private static final String BY_IDS = SELECT + "and l.id = any($2)";
    private static final String ROWS =
            "select " + LeadRows.LEAD + " from lead l where l.tenant = $1 and l.id = any($2)";
    /** Both ids are named: else the details before it would be read along. */
    private static final String WALK =
            SELECT + LeadFilter.PASSES + "and l.id > $12 and d.lead > $12 order by l.id limit $13";

    private static final String AMONG = SELECT + LeadFilter.PASSES + "and l.id = any($12) order by l.id limit $13";
    private static final String IDENTITY = "select lead from identity where hash = $1 and tenant = $2";
    /** The newest first. */
    private static final String ALL_IDENTIFIED = """
            select lead from (
              select lead from identity where hash = $1 and tenant = $2
              union
              select lead from identity_also where hash = $1 and tenant = $2
            ) as found order by lead desc limit %d""";

    private static final int IDENTIFIED_MAX = 200;
    private static final String COUNT = "select count(*)::int from lead where tenant = $1";
    private static final String IN_POOL =
            "select exists (select 1 from lead where tenant = $1 and pool = $2 and state <> 'c')";
    private static final String OWNED =
            "select exists (select 1 from lead where tenant = $1 and owner = $2 and state = 'o')";
    private static final String EVENTS = """
            select body, hash from journal
            where tenant = $1 and lead = $2 and version > $3 order by version limit $4""";

    private static final String FOLLOWUPS = """
            select version, body from journal where tenant = $1 and lead = $2 and type = 'followed_up'""";

    /** So many leads are found too soon for anybody to mind the wait. */
    private static final int FEW = 1_000;

    private final PgSteps pg;
    private final PgPool scans;

    /**
     * @param pg for what an index finds at once
     * @param scans for what reads its way through a tenant's leads: on a shared connection all others would wait behind
     *     it. There is no index on pool or owner, as it would make each claim dearer.
     */
    public LeadStore(PgSteps pg, PgPool scans) {
        this.pg = pg;
        this.scans = scans;
    }

    /** A lead as stored. */
    public record Stored(LeadRow row, SealedDetail detail) {}

    /** Leads of a list, and after which id it goes on; null at its end. */
    public record Page(List<Stored> leads, @Nullable Long next) {}

    /** A line of a lead's journal: the stored bytes and the chain's hash. */
    public record Line(Buffer body, Buffer hash) {}

    public Future<@Nullable Stored> find(int tenant, long id) {
        return find(tenant, List.of(id)).map(found -> found.isEmpty() ? null : found.get(0));
    }

    /** Those that exist, in the order asked for. */
    public Future<List<Stored>> find(int tenant, List<Long> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return query(BY_IDS, Tuple.of(tenant, (Object) ids.toArray(Long[]::new)))
                .map(rows -> ordered(ids, rows));
    }

    /** Where some leads are and what rules look at, without what is personal; those that exist, in no order. */
    public Future<List<LeadRow>> rows(int tenant, List<Long> ids) {
        return query(ROWS, Tuple.of(tenant, (Object) ids.toArray(Long[]::new))).map(rows -> {
            List<LeadRow> leads = new ArrayList<>(rows.size());
            rows.forEach(row -> leads.add(LeadRows.lead(row, 0)));
            return leads;
        });
    }

    /** Those that exist and pass, in the order asked for. */
    public Future<List<Stored>> find(int tenant, List<Long> ids, LeadFilter filter) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return query(AMONG, among(tenant, ids, filter, ids.size())).map(rows -> ordered(ids, rows));
    }

    private static List<Stored> ordered(List<Long> ids, RowSet<Row> rows) {
        Map<Long, Stored> found = new HashMap<>();
        for (Row row : rows) {
            Stored stored = stored(row);
            found.put(stored.row().id(), stored);
        }
        return ids.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    /** A page of a tenant's leads that pass, in the order of their ids. */
    public Future<Page> page(int tenant, long after, LeadFilter filter, int limit) {
        return scans.use(c -> {
            if (filter.terms().isEmpty()) {
                return c.preparedQuery(WALK)
                        .execute(filter.arguments(tenant).addLong(after).addInteger(limit + 1))
                        .map(rows -> page(rows, limit, null));
            }
            return LeadSearch.candidates(c, tenant, after, filter).compose(candidates -> c.preparedQuery(AMONG)
                    .execute(among(tenant, candidates.ids(), filter, limit + 1))
                    .map(rows -> page(rows, limit, candidates.next())));
        });
    }

    /** A page of those of these leads that pass, in the order of their ids. */
    public Future<Page> page(int tenant, List<Long> ids, LeadFilter filter, int limit) {
        Tuple arguments = among(tenant, ids, filter, limit + 1);
        return (ids.size() > FEW ? scan(AMONG, arguments) : query(AMONG, arguments))
                .map(rows -> page(rows, limit, null));
    }

    private static Tuple among(int tenant, List<Long> ids, LeadFilter filter, int limit) {
        return filter.arguments(tenant).addArrayOfLong(ids.toArray(Long[]::new)).addInteger(limit);
    }

    /** @param next where to go on when the rows are no more than a page; null when nothing is behind them */
    private static Page page(RowSet<Row> rows, int limit, @Nullable Long next) {
        List<Stored> leads = new ArrayList<>(rows.size());
        rows.forEach(row -> leads.add(stored(row)));
        if (leads.size() <= limit) {
            return new Page(leads, next);
        }
        List<Stored> shown = leads.subList(0, limit);
        return new Page(shown, shown.get(limit - 1).row().id());
    }

    /** The lead with this blind index. */
    public Future<@Nullable Long> identified(int tenant, byte[] hash) {
        return query(IDENTITY, Tuple.of(Buffer.buffer(hash), tenant))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getLong(0));
    }

    /** All leads with this blind index, the newest first: several, where firms accept a person again. At most 200. */
    public Future<List<Long>> allIdentified(int tenant, byte[] hash) {
        return query(ALL_IDENTIFIED.formatted(IDENTIFIED_MAX), Tuple.of(Buffer.buffer(hash), tenant))
                .map(rows -> {
                    List<Long> leads = new ArrayList<>(rows.size());
                    rows.forEach(row -> leads.add(row.getLong(0)));
                    return leads;
                });
    }

    /** How many leads a tenant has. */
    public Future<Integer> count(int tenant) {
        return scan(COUNT, Tuple.of(tenant)).map(rows -> rows.iterator().next().getInteger(0));
    }

    /** Whether any lead that is not closed belongs to a pool. */
    public Future<Boolean> poolHoldsLeads(int tenant, String pool) {
        return scan(IN_POOL, Tuple.of(tenant, pool))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    public Future<Boolean> agentHoldsLeads(int tenant, String agent) {
        return scan(OWNED, Tuple.of(tenant, agent))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** A lead's journal, oldest first. */
    public Future<List<Line>> events(int tenant, long lead, int afterVersion, int limit) {
        return query(EVENTS, Tuple.of(tenant, lead, afterVersion, limit)).map(rows -> {
            List<Line> lines = new ArrayList<>(rows.size());
            rows.forEach(row -> lines.add(new Line(row.getBuffer(0), row.getBuffer(1))));
            return lines;
        });
    }

    /** The lines of a lead's journal that tell of follow-ups, by version. */
    public Future<Map<Integer, JsonObject>> followups(int tenant, long lead) {
        return query(FOLLOWUPS, Tuple.of(tenant, lead)).map(rows -> {
            Map<Integer, JsonObject> lines = new HashMap<>();
            rows.forEach(row -> lines.put(row.getInteger(0), row.getBuffer(1).toJsonObject()));
            return lines;
        });
    }

    private static Stored stored(Row row) {
        return new Stored(LeadRows.lead(row, 0), LeadRows.detail(row, 0));
    }

    private Future<RowSet<Row>> scan(String sql, Tuple arguments) {
        return scans.use(c -> c.preparedQuery(sql).execute(arguments));
    }

    private Future<RowSet<Row>> query(String sql, Tuple arguments) {
        return pg.ask(c -> c.preparedQuery(sql).execute(arguments));
    }
}
