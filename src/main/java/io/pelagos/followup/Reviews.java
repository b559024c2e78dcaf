package io.pelagos.followup;

import io.pelagos.followup.Suspicion.Case;
import io.pelagos.lead.Identities;
import io.pelagos.lead.Keyset;
import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What supervisors look at to find fakes: suspicious follow-ups, a random sample, an agent's record. */
public final class Reviews {
    /** Follow-ups of each agent and period that are looked at, the newest; and of all together. */
    private static final int EACH_MAX = 1_000;

    private static final int CASES_MAX = 200_000;

    private static final String CASES = "select lead, body from (select lead, body, at, version,"
            + " row_number() over (partition by agent order by at desc) as newest from journal"
            + " where tenant = $1 and type = 'followed_up' and agent = any($2) and at >= $3 and at < $4) as found"
            + " where newest <= " + EACH_MAX + " order by at, lead, version limit " + CASES_MAX;
    private static final String EVIDENCE =
            "select lead, body from journal where tenant = $1 and lead = any($2) and type = 'evidenced'";
    private static final String REVIEWED =
            "select lead, body from journal where tenant = $1 and type = 'reviewed' and at >= $2 order by at";
    private static final String PHONES = "select exists (select 1 from call_record where tenant = $1)";

    private final Vertx vertx;
    private final PgPool scans;

    /** @param scans for what reads its way through a firm's follow-ups; what is found is weighed beside the event loop */
    public Reviews(Vertx vertx, PgPool scans) {
        this.vertx = vertx;
        this.scans = scans;
    }

    /** A follow-up with what speaks against it, and what a supervisor has said: genuine, fake, or nothing. */
    public record Reviewed(Case found, Set<String> reasons, String verdict) {}

    /** All follow-ups of some agents in a period, by time, with what speaks against each. */
    public Future<List<Reviewed>> of(int tenant, List<String> agents, long fromMillis, long toMillis, long nowMillis) {
        Tuple arguments = Tuple.of(tenant, (Object) agents.toArray(String[]::new), time(fromMillis), time(toMillis));
        return query(CASES, arguments).compose(rows -> {
            Long[] leads = leads(rows);
            return query(EVIDENCE, Tuple.of(tenant, (Object) leads))
                    .compose(evidence -> query(REVIEWED, Tuple.of(tenant, time(fromMillis)))
                            .compose(reviews -> query(PHONES, Tuple.of(tenant))
                                    .compose(phones -> vertx.executeBlocking(() -> judged(
                                            rows,
                                            evidence,
                                            reviews,
                                            phones.iterator().next().getBoolean(0),
                                            nowMillis)))));
        });
    }

    private static Long[] leads(RowSet<Row> rows) {
        List<Long> leads = new ArrayList<>();
        rows.forEach(row -> leads.add(row.getLong(0)));
        return leads.stream().distinct().toArray(Long[]::new);
    }

    private static List<Reviewed> judged(
            RowSet<Row> rows, RowSet<Row> evidence, RowSet<Row> reviews, boolean phones, long nowMillis) {
        Map<String, JsonObject> shown = new HashMap<>();
        evidence.forEach(row -> shown.put(name(row), data(row)));
        Map<String, String> verdicts = new HashMap<>();
        reviews.forEach(row -> verdicts.put(name(row), data(row).getString("verdict")));
        List<Case> cases = new ArrayList<>();
        for (Row row : rows) {
            cases.add(one(row, shown));
        }
        List<Case> standing = cases.stream()
                .filter(one -> !"fake".equals(verdicts.get(name(one))))
                .toList();
        Map<Case, Set<String>> reasons = Suspicion.of(standing, phones, nowMillis);
        return cases.stream()
                .map(one ->
                        new Reviewed(one, reasons.getOrDefault(one, Set.of()), verdicts.getOrDefault(name(one), "")))
                .toList();
    }

    /** Which follow-up a line is about. */
    private static String name(Row row) {
        return row.getLong(0) + "/" + data(row).getInteger("followup");
    }

    private static String name(Case one) {
        return one.lead() + "/" + one.followup().version();
    }

    private static JsonObject data(Row row) {
        return row.getBuffer(1).toJsonObject().getJsonObject("data", new JsonObject());
    }

    private static Case one(Row row, Map<String, JsonObject> shown) {
        JsonObject line = row.getBuffer(1).toJsonObject();
        Followup told = FollowupHistory.of(List.of(line)).get(0);
        JsonObject call = shown.get(row.getLong(0) + "/" + told.version());
        Followup followup = call == null ? told : told.shownBy(call.getString("call"), call.getInteger("seconds", 0));
        return new Case(row.getLong(0), followup, data(row).getString(Followups.CONTENT_HASH, ""));
    }

    /**
     * Some of them, chosen by chance but always the same: by a keyed hash that nobody can foresee.
     *
     * @param each so many of every agent
     */
    public static List<Reviewed> sample(List<Reviewed> all, Keyset keys, int each) {
        Map<String, List<Reviewed>> byAgent = new HashMap<>();
        all.forEach(one -> byAgent.computeIfAbsent(one.found().followup().agent(), a -> new ArrayList<>())
                .add(one));
        Comparator<Reviewed> byChance = Comparator.comparing(
                one -> Identities.content(keys, "sample " + name(one.found())), Arrays::compareUnsigned);
        List<Reviewed> sample = new ArrayList<>();
        byAgent.values()
                .forEach(own ->
                        sample.addAll(own.stream().sorted(byChance).limit(each).toList()));
        sample.sort(Comparator.comparingLong(
                        (Reviewed one) -> one.found().followup().atMillis())
                .thenComparing(one -> name(one.found())));
        return sample;
    }

    private static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }

    private Future<RowSet<Row>> query(String sql, Tuple arguments) {
        return scans.use(c -> c.preparedQuery(sql).execute(arguments));
    }
}
