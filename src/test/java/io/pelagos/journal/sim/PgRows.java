package io.pelagos.journal.sim;

import io.vertx.sqlclient.PropertyKind;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.desc.ColumnDescriptor;
import io.vertx.sqlclient.impl.RowBase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** What a statement answers. */
final class PgRows implements RowSet<Row> {
    private final List<String> columns;
    private final List<Row> rows = new ArrayList<>();
    private int changed;

    PgRows(String... columns) {
        this.columns = List.of(columns);
    }

    static PgRows changed(int rows) {
        PgRows none = new PgRows();
        none.changed = rows;
        return none;
    }

    PgRows row(Object... values) {
        rows.add(new Line(columns, values));
        changed++;
        return this;
    }

    private static final class Line extends RowBase {
        private final List<String> columns;

        Line(List<String> columns, Object[] values) {
            super(Arrays.asList(values));
            this.columns = columns;
        }

        @Override
        public String getColumnName(int at) {
            return columns.get(at);
        }

        @Override
        public int getColumnIndex(String name) {
            return columns.indexOf(name);
        }
    }

    @Override
    public RowIterator<Row> iterator() {
        Iterator<Row> all = rows.iterator();
        return new RowIterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public Row next() {
                return all.next();
            }
        };
    }

    @Override
    public int rowCount() {
        return changed;
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public List<String> columnsNames() {
        return columns;
    }

    @Override
    public List<ColumnDescriptor> columnDescriptors() {
        return List.of();
    }

    @Override
    public <V> V property(PropertyKind<V> kind) {
        return null;
    }

    @Override
    public RowSet<Row> value() {
        return this;
    }

    @Override
    public RowSet<Row> next() {
        return null;
    }
}
