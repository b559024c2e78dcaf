package io.pelagos.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A row of table lead: what its journal must lead to. Facts are not in it; no line tells all of them. */
record Standing(
        long lead,
        int version,
        String state,
        String pool,
        @Nullable String owner,
        @Nullable String team,
        long enteredMicros,
        long claimedMicros,
        long changedMicros,
        int rounds,
        byte[] chain) {
    /** A page of tenant 1's leads behind 2, up to 3, at most 4. */
    static final String SQL = """
            select id, version, state::text, pool, owner, team, (extract(epoch from entered_at) * 1000000)::bigint,
              coalesce((extract(epoch from claimed_at) * 1000000)::bigint, 0),
              (extract(epoch from changed_at) * 1000000)::bigint, rounds, chain
            from lead where tenant = ? and id > ? and id <= ? order by id limit ?""";

    @SuppressWarnings("NullAway") // The schema says which columns may be null.
    static Standing of(ResultSet row) throws SQLException {
        return new Standing(
                row.getLong(1),
                row.getInt(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getInt(10),
                row.getBytes(11));
    }
}
