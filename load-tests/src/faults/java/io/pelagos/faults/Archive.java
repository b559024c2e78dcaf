package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads what PostgreSQL and Redis hold of one tenant. Knows the schema of the migrations. */
final class Archive {

    private static final int FETCH = 5_000;

    /** What is in each of the server's statements, and in no other. */
    private static final Map<String, String> STATEMENTS = Map.of(
            "with fence as materialized", "commit",
            "insert into lead (tenant, id, version", "intake",
            "update cell set epoch", "epoch",
            "update cell set replid", "ready",
            "insert into outgoing_pending", "take-in",
            "set delivered = o.delivered", "told",
            "delete from touch where", "touched",
            "update job set done = done + $2", "job");

    /** A name for a statement; "end" for what ends a transaction, "" for what nobody asks about. */
    static String statementName(String sql) {
        if (sql.equalsIgnoreCase("commit")) {
            return "end";
        }
        return STATEMENTS.entrySet().stream()
                .filter(statement -> sql.contains(statement.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private final Stores stores;
    private final int tenant;
    private final int cell;

    private Archive(Stores stores, int tenant, int cell) {
        this.stores = stores;
        this.tenant = tenant;
        this.cell = cell;
    }

    static Archive of(Stores stores, String tenantId) {
        try (Connection connection = stores.database();
                PreparedStatement query = connection.prepareStatement("select no, cell from tenant where id = ?")) {
            query.setString(1, tenantId);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("no tenant " + tenantId);
                }
                return new Archive(stores, row.getInt(1), row.getInt(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One snapshot of all tables. */
    Truth truth() throws SQLException {
        try (Connection connection = stores.database()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Truth truth = new Truth(
                    journal(connection),
                    leads(connection),
                    requests(connection),
                    identities(connection),
                    new TreeMap<>(),
                    new HashSet<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>());
            list(connection, "select kind::text from identity where tenant = ?", row -> truth.identitiesByKind()
                    .merge(row.getString(1), 1, Integer::sum));
            details(connection, truth.details(), truth.leadsByChannel());
            list(connection, "select id, facts::text from lead where tenant = ?", row -> truth.facts()
                    .put(row.getLong(1), json(row.getString(2))));
            list(connection, "select lead, name || '=' || value from lead_term where tenant = ?", row -> truth.terms()
                    .computeIfAbsent(row.getLong(1), lead -> new TreeSet<>())
                    .add(row.getString(2)));
            connection.rollback();
            return truth;
        }
    }

    Arbiter arbiter() throws SQLException, IOException {
        try (Resp redis = stores.redis()) {
            return layout().read(redis);
        }
    }

    long outbox() throws SQLException, IOException {
        try (Resp redis = stores.redis()) {
            return layout().outbox(redis);
        }
    }

    /** The cell's time: that of Redis, which never goes back within a cell. */
    long nowMillis() throws SQLException, IOException {
        try (Resp redis = stores.redis()) {
            return layout().nowMillis(redis);
        }
    }

    /** The cell's clock is ahead of that of Redis by so much more. */
    void advanceClock(long byMillis) throws SQLException, IOException {
        try (Resp redis = stores.redis()) {
            layout().advanceClock(redis, byMillis);
        }
    }

    /** Leads that came in again and are not yet told of in the old leads' journals. */
    long touches() throws SQLException {
        try (Connection connection = stores.database()) {
            return list(connection, "select id from touch where tenant = ?", row -> row.getLong(1))
                    .size();
        }
    }

    private Layout layout() throws SQLException {
        try (Connection connection = stores.database();
                PreparedStatement query = connection.prepareStatement("select epoch from cell where id = ?")) {
            query.setInt(1, cell);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("no cell " + cell);
                }
                return new Layout(cell, row.getLong(1), tenant);
            }
        }
    }

    private List<Truth.Line> journal(Connection connection) throws SQLException {
        return list(
                connection,
                "select lead, version, at, type, transition, agent, team, pool, left_agent, body, hash"
                        + " from journal where tenant = ? order by lead, version",
                row -> Truth.Line.of(
                        row.getLong(1),
                        row.getInt(2),
                        row.getTimestamp(3).getTime(),
                        row.getString(4),
                        row.getLong(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9),
                        row.getBytes(10),
                        row.getBytes(11)));
    }

    private Map<Long, Truth.Lead> leads(Connection connection) throws SQLException {
        Map<Long, Truth.Lead> leads = new TreeMap<>();
        for (Truth.Lead lead : list(
                connection,
                "select id, version, state, pool, owner, chain from lead where tenant = ?",
                row -> new Truth.Lead(
                        row.getLong(1),
                        row.getInt(2),
                        row.getString(3).charAt(0),
                        row.getString(4),
                        row.getString(5),
                        row.getBytes(6)))) {
            leads.put(lead.id(), lead);
        }
        return leads;
    }

    private List<Truth.Request> requests(Connection connection) throws SQLException {
        return list(
                connection,
                "select transition, leads, versions from request where tenant = ?",
                row -> new Truth.Request(row.getLong(1), List.of((Long[]) array(row.getArray(2))), List.of((Integer[])
                        array(row.getArray(3)))));
    }

    private static Object array(Array array) throws SQLException {
        return array.getArray();
    }

    private static JsonNode json(String text) {
        try {
            return Api.JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Long> identities(Connection connection) throws SQLException {
        return list(connection, "select lead from identity where tenant = ?", row -> row.getLong(1));
    }

    private void details(Connection connection, Set<Long> leads, Map<String, Integer> byChannel) throws SQLException {
        list(connection, "select lead, coalesce(channel, '') from lead_detail where tenant = ?", row -> {
            byChannel.merge(row.getString(2), 1, Integer::sum);
            return leads.add(row.getLong(1));
        });
    }

    private interface Read<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> list(Connection connection, String sql, Read<T> read) throws SQLException {
        List<T> items = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setFetchSize(FETCH);
            query.setInt(1, tenant);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    items.add(read.of(row));
                }
            }
        }
        return items;
    }
}
