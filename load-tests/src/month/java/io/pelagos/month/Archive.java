package io.pelagos.month;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what PostgreSQL holds of the tenant: the only class, beside the clock, that knows tables. */
final class Archive {

    private static final int FETCH = 5_000;

    /** Takes one lead after the other. */
    interface Reader {
        void life(long lead, List<Event> life);
    }

    private final Connection connection;
    private final int tenant;

    Archive(Connection connection, String tenantId) throws SQLException {
        this.connection = connection;
        // Only then the driver fetches a part at a time.
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        try (PreparedStatement query = connection.prepareStatement("select no from tenant where id = ?")) {
            query.setString(1, tenantId);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                tenant = row.getInt(1);
            }
        }
    }

    void journals(Reader reader) throws SQLException {
        String sql = "select lead, body from journal where tenant = ? order by lead, version";
        List<Event> life = new ArrayList<>();
        long lead = 0;
        try (ResultSet row = select(sql)) {
            while (row.next()) {
                if (row.getLong(1) != lead && !life.isEmpty()) {
                    reader.life(lead, life);
                    life = new ArrayList<>();
                }
                lead = row.getLong(1);
                life.add(Event.parse(row.getBytes(2)));
            }
        }
        if (!life.isEmpty()) {
            reader.life(lead, life);
        }
    }

    Map<Long, Row> rows() throws SQLException {
        String sql = "select id, version, state, pool, owner, entered_at, claimed_at, rounds, facts ->> 'grade',"
                + " coalesce((facts ->> 'won_at')::bigint, 0) from lead where tenant = ?";
        Map<Long, Row> rows = new HashMap<>();
        try (ResultSet row = select(sql)) {
            while (row.next()) {
                rows.put(
                        row.getLong(1),
                        new Row(
                                row.getInt(2),
                                state(row.getString(3)),
                                row.getString(4),
                                row.getString(5),
                                millis(row.getTimestamp(6)),
                                millis(row.getTimestamp(7)),
                                row.getInt(8),
                                row.getString(9),
                                row.getLong(10)));
            }
        }
        return rows;
    }

    private ResultSet select(String sql) throws SQLException {
        PreparedStatement query = connection.prepareStatement(sql);
        query.closeOnCompletion();
        query.setFetchSize(FETCH);
        query.setInt(1, tenant);
        return query.executeQuery();
    }

    private static String state(String letter) {
        return switch (letter) {
            case "p" -> "pooled";
            case "o" -> "owned";
            default -> "closed";
        };
    }

    private static long millis(Timestamp time) {
        return time == null ? 0 : time.getTime();
    }
}
