package io.pelagos.lead;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;

/**
 * Reads leads from SQL rows. Statements list their columns in this order: tenant, id, version, state,
 * pool, owner, team, entered_at, claimed_at, changed_at, rounds, facts; then channel, key, sealed,
 * source, created_at. Times come as epoch milliseconds.
 */
public final class LeadRows {
    /** The columns of {@link #lead} for a table or alias {@code l}. */
    public static final String LEAD = "l.tenant, l.id, l.version, l.state::text, l.pool, l.owner, l.team,"
            + " (date_part('epoch', l.entered_at) * 1000)::bigint, (date_part('epoch', l.claimed_at) * 1000)::bigint,"
            + " (date_part('epoch', l.changed_at) * 1000)::bigint, l.rounds, l.facts";

    /** The columns of {@link #detail} for a table or alias {@code d}. */
    public static final String DETAIL =
            "d.channel, d.key, d.sealed, d.source, (date_part('epoch', d.created_at) * 1000)::bigint";

    private static final int LEAD_COLUMNS = 12;

    private LeadRows() {}

    /** @param at the first of the lead's columns */
    public static LeadRow lead(Row row, int at) {
        return new LeadRow(
                row.getInteger(at),
                row.getLong(at + 1),
                row.getInteger(at + 2),
                LeadState.of(row.getString(at + 3).charAt(0)),
                row.getString(at + 4),
                row.getString(at + 5),
                row.getString(at + 6),
                row.getLong(at + 7),
                millis(row, at + 8),
                row.getLong(at + 9),
                row.getInteger(at + 10),
                (JsonObject) row.getValue(at + 11));
    }

    /** @param at the first of the lead's columns; the detail's follow them */
    public static SealedDetail detail(Row row, int at) {
        int d = at + LEAD_COLUMNS;
        return new SealedDetail(
                row.getInteger(at),
                row.getLong(at + 1),
                row.getString(d),
                row.getBuffer(d + 1),
                row.getBuffer(d + 2),
                (JsonObject) row.getValue(d + 3),
                row.getLong(d + 4));
    }

    private static long millis(Row row, int at) {
        Long value = row.getLong(at);
        return value == null ? 0 : value;
    }
}
