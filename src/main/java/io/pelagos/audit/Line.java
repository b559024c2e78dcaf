package io.pelagos.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A row of the journal, as it is stored. All but {@code body} and {@code hash} is also said in the body. */
record Line(
        long lead,
        int version,
        long atMicros,
        String type,
        long transition,
        @Nullable String agent,
        @Nullable String team,
        @Nullable String pool,
        @Nullable String leftAgent,
        @Nullable String leftTeam,
        byte[] body,
        byte[] hash) {
    /** Those of tenant 1 with leads behind 2, up to 3. */
    static final String SQL = """
            select lead, version, (extract(epoch from at) * 1000000)::bigint, type, transition,
              agent, team, pool, left_agent, left_team, body, hash
            from journal where tenant = ? and lead > ? and lead <= ?
            order by lead, version, at""";

    @SuppressWarnings("NullAway") // The schema says which columns may be null.
    static Line of(ResultSet row) throws SQLException {
        return new Line(
                row.getLong(1),
                row.getInt(2),
                row.getLong(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getBytes(11),
                row.getBytes(12));
    }
}
