package io.pelagos.stats;

import io.pelagos.platform.Kept;
import io.pelagos.platform.PgPool;
import io.pelagos.platform.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is asked. The same question within some seconds has the same answer, and is counted once however many ask;
 * each is as fresh as the journal was when it was counted. On one thread.
 */
public final class Counting {
    /** Beyond, a question is too much. */
    static final int ROWS_MAX = 10_000;

    private static final long RECENT_MILLIS = 5_000;
    /** What is over changes only by what a supervisor thinks of follow-ups, and by leads that are closed. */
    private static final long OVER_MILLIS = 60_000;

    private static final int KEPT_MAX = 16;
    /** Rounds of the follower that a question waits for. */
    private static final int CATCH_UP_MAX = 20;

    private final PgPool pg;
    private final LongSupplier nowMillis;
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final Kept<Counted> recent = new Kept<>(RECENT_MILLIS, KEPT_MAX);
    private final Kept<Counted> over = new Kept<>(OVER_MILLIS, KEPT_MAX);

    /**
     * Takes the time of the cells.
     *
     * @param pg its connections' statements are stopped after a while
     */
    public Counting(PgPool pg, LongSupplier nowMillis) {
        this.pg = pg;
        this.nowMillis = nowMillis;
    }

    /** What there are numbers of. */
    public enum Of {
        CHANNELS("cohort", "cohort-value"),
        LEADS("cohort", "cohort-value"),
        AGENTS("agents", "agents-value"),
        POOLS("pools", "");

        private final String sql;
        private final String value;

        Of(String sql, String value) {
            this.sql = sql;
            this.value = value;
        }
    }

    /** Lists, whose columns are told as they are. */
    public enum Rows {
        HOURS,
        FLOW,
        UNSOLD,
        SHARES,
        WINS;

        private String sql() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A list, and whether the whole journal had been read for it. */
    public record Listed(List<JsonObject> rows, boolean complete) {}

    /** Either. */
    private record Counted(List<Figures> figures, List<JsonObject> rows, boolean complete) {}

    private interface Work {
        Future<Counted> on(SqlConnection connection, boolean complete);
    }

    /** A question is told by its words. Fails with {@link TooMuch} beyond what is counted at once. */
    public Future<Sheet> sheet(Of of, Query query, boolean compare) {
        long now = nowMillis.getAsLong();
        return kept(of.name() + compare + query, query.period(), now, (connection, complete) -> figures(
                                connection, of, query, now)
                        .compose(figures -> compare
                                ? figures(
                                                connection,
                                                of,
                                                query.at(query.period().previous()),
                                                now)
                                        .map(before -> new Counted(List.of(figures, before), List.of(), complete))
                                : Future.succeededFuture(new Counted(List.of(figures), List.of(), complete))))
                .map(counted -> new Sheet(
                        query.period(),
                        counted.figures.get(0),
                        compare ? counted.figures.get(1) : null,
                        counted.complete));
    }

    public Future<Listed> rows(Rows what, Query query) {
        long now = nowMillis.getAsLong();
        return kept(what.name() + query, query.period(), now, (connection, complete) -> run(
                                connection, what.sql(), query, now)
                        .map(rows -> new Counted(List.of(), objects(rows), complete)))
                .map(counted -> new Listed(counted.rows, counted.complete));
    }

    private Future<Counted> kept(String question, Period period, long now, Work work) {
        // Somebody may still be late with what he has done a moment ago.
        boolean isOver = period.untilMillis() < now - 2 * OVER_MILLIS;
        return (isOver ? over : recent)
                .of(
                        question,
                        0,
                        now,
                        () -> pg.use(connection ->
                                caughtUp(connection, CATCH_UP_MAX).compose(complete -> work.on(connection, complete))));
    }

    private static Future<Boolean> caughtUp(SqlConnection connection, int rounds) {
        return Follower.follow(connection)
                .compose(more -> more && rounds > 1 ? caughtUp(connection, rounds - 1) : Future.succeededFuture(!more));
    }

    private Future<Figures> figures(SqlConnection connection, Of of, Query query, long now) {
        return run(connection, of.sql, query, now).map(Figures::new).compose(figures -> value(
                        connection, of, query, now, figures)
                .compose(done -> query.by().several() ? totals(connection, of, query, now, figures) : done(figures))
                .compose(done -> of == Of.CHANNELS ? arrivals(connection, query, now, figures) : done(figures)));
    }

    private static Future<Figures> done(Figures figures) {
        return Future.succeededFuture(figures);
    }

    private Future<Figures> value(SqlConnection connection, Of of, Query query, long now, Figures figures) {
        if (of.value.isEmpty()) {
            return done(figures);
        }
        return run(connection, of.value, query, now).map(rows -> {
            figures.value(rows);
            return figures;
        });
    }

    /** By what a lead may have several of, all are not the sum. */
    private Future<Figures> totals(SqlConnection connection, Of of, Query query, long now, Figures figures) {
        return figures(connection, of, query.by(Dimension.CHANNEL), now).map(all -> {
            figures.totals(all);
            return figures;
        });
    }

    private Future<Figures> arrivals(SqlConnection connection, Query query, long now, Figures figures) {
        return run(connection, "arrivals", query, now).map(rows -> {
            figures.join(new Figures(rows));
            return figures;
        });
    }

    private Future<RowSet<Row>> run(SqlConnection connection, String report, Query query, long now) {
        String sql = texts.computeIfAbsent(report + query.by().file(), name -> text(report, query.by()));
        return connection.preparedQuery(sql).execute(arguments(query, now)).map(rows -> {
            if (rows.size() > ROWS_MAX) {
                throw new TooMuch();
            }
            return rows;
        });
    }

    private static String text(String report, Dimension by) {
        return Sql.of(Counting.class, "events.sql")
                + Sql.of(Counting.class, report + ".sql").replace("{by}", by.sql())
                + "\nlimit $13";
    }

    private static Tuple arguments(Query query, long now) {
        Period period = query.period();
        @Nullable Grain grain = period.grain();
        return Tuple.from(new @Nullable Object[] {
            query.tenant(),
            Period.time(period.fromMillis()),
            Period.time(period.toMillis()),
            Period.time(period.untilMillis()),
            period.zone().getId(),
            grain == null ? null : grain.text(),
            query.unanswered().toArray(String[]::new),
            Period.id(period.fromMillis()),
            Period.id(period.toMillis()),
            query.agents() == null ? null : query.agents().toArray(String[]::new),
            query.channel(),
            query.claimsMin(),
            // One more tells that there are too many.
            Math.min(query.rowsMax(), ROWS_MAX + 1),
            Period.time(now),
            query.by().name()
        });
    }

    private static List<JsonObject> objects(RowSet<Row> rows) {
        List<JsonObject> objects = new ArrayList<>(rows.size());
        List<String> names = rows.columnsNames();
        for (Row row : rows) {
            JsonObject object = new JsonObject();
            for (int i = 0; i < names.size(); i++) {
                object.put(names.get(i), Figures.number(row.getValue(i)));
            }
            objects.add(object);
        }
        return objects;
    }
}
