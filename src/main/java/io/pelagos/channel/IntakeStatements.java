package io.pelagos.channel;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntFunction;

/** One connection with the intake's statements prepared on it. */
final class IntakeStatements {
    private final PgConnection connection;
    private final Map<IntakeSql, PreparedStatement> statements;
    private volatile boolean closed;

    private IntakeStatements(PgConnection connection, Map<IntakeSql, PreparedStatement> statements) {
        this.connection = connection;
        this.statements = statements;
        connection.closeHandler(gone -> closed = true);
        // A loss is noticed by the statements that it fails; without a handler it would be logged as unhandled.
        connection.exceptionHandler(noticed -> closed = true);
    }

    /** The connection stays open when this fails. */
    static Future<IntakeStatements> prepare(PgConnection connection) {
        Map<IntakeSql, PreparedStatement> statements = new ConcurrentHashMap<>();
        List<Future<?>> prepared = new ArrayList<>();
        for (IntakeSql sql : IntakeSql.values()) {
            prepared.add(connection.prepare(sql.text).map(ready -> {
                statements.put(sql, ready);
                return sql;
            }));
        }
        return Future.all(prepared).map(all -> new IntakeStatements(connection, new EnumMap<>(statements)));
    }

    boolean usable() {
        return !closed;
    }

    void close() {
        closed = true;
        connection.close();
    }

    Future<RowSet<Row>> query(IntakeSql statement, Tuple arguments) {
        return Objects.requireNonNull(statements.get(statement)).query().execute(arguments);
    }

    /** BEGIN and the like. */
    Future<?> run(String word) {
        return connection.query(word).execute();
    }

    static Long[] ids(List<Entry> entries) {
        return column(entries, Long[]::new, e -> e.row().id());
    }

    static OffsetDateTime[] times(List<Entry> entries) {
        return column(entries, OffsetDateTime[]::new, e -> Instant.ofEpochMilli(
                        e.row().enteredAtMillis())
                .atOffset(ZoneOffset.UTC));
    }

    static <E, T> T[] column(List<E> rows, IntFunction<T[]> array, Function<E, T> value) {
        T[] column = array.apply(rows.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        return column;
    }
}
