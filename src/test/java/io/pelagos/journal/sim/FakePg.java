package io.pelagos.journal.sim;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collector;

/** The part of a connection's interface that the journal uses, in front of a function that takes a statement. */
final class FakePg {
    private FakePg() {}

    static PgConnection connection(BiFunction<String, Tuple, Future<PgRows>> send) {
        return (PgConnection) Proxy.newProxyInstance(
                FakePg.class.getClassLoader(),
                new Class<?>[] {PgConnection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "query", "preparedQuery" -> new Statement((String) arguments[0], send);
                    case "begin" -> send.apply("begin", Tuple.tuple()).map(begun -> transaction(send));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Transaction transaction(BiFunction<String, Tuple, Future<PgRows>> send) {
        return new Transaction() {
            @Override
            public Future<Void> commit() {
                return send.apply("commit", Tuple.tuple()).mapEmpty();
            }

            @Override
            public Future<Void> rollback() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Future<Void> completion() {
                throw new UnsupportedOperationException();
            }
        };
    }

    private record Statement(String sql, BiFunction<String, Tuple, Future<PgRows>> send)
            implements PreparedQuery<RowSet<Row>> {
        @Override
        public Future<RowSet<Row>> execute() {
            return execute(Tuple.tuple());
        }

        @Override
        public Future<RowSet<Row>> execute(Tuple arguments) {
            return send.apply(sql, arguments).map(rows -> rows);
        }

        @Override
        public Future<RowSet<Row>> executeBatch(List<Tuple> batch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <R> PreparedQuery<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U> PreparedQuery<RowSet<U>> mapping(Function<Row, U> mapper) {
            throw new UnsupportedOperationException();
        }
    }
}
