package io.pelagos.journal;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import org.jspecify.annotations.Nullable;

/** The texts by which Redis knows where a lead is; road.lua describes them. */
final class LeadRecord {
    /** No record: a closed lead is not in Redis. */
    static final String NONE = "";

    private LeadRecord() {}

    /** What Redis should hold for a committed row. */
    static String of(LeadRow row, Placement.Place place) {
        return switch (row.state()) {
            case CLOSED -> NONE;
            case POOLED ->
                "p|" + row.version() + '|' + name(row.tenant(), row.pool()) + '|' + place.lane() + '|' + place.score()
                        + '|' + place.visibleAtMillis() + '|' + flags(row, place) + '|' + place.alarmAtMillis() + '|'
                        + place.first();
            case OWNED ->
                "o|" + row.version() + '|' + name(row.tenant(), row.pool()) + '|'
                        + name(row.tenant(), row.owner()) + '|' + name(row.tenant(), row.team()) + '|'
                        + row.claimedAtMillis() + '|' + row.factMillis(Facts.NEXT_AT) + '|' + flags(row, place) + '|'
                        + place.alarmAtMillis();
        };
    }

    /** What the lead counts as beside its place; the letters are those of road.lua. */
    static String flags(LeadRow row, Placement.Place place) {
        StringBuilder flags = new StringBuilder(5);
        // A lead that its owner closed and that was opened again has left somebody, though it made no round.
        boolean reopened = row.state() == LeadState.POOLED && row.claimedAtMillis() > 0;
        if (row.rounds() > 0 || reopened) {
            flags.append('c');
        }
        if (row.factMillis(Facts.WON_AT) > 0) {
            flags.append('w');
        }
        if (row.state() == LeadState.OWNED) {
            if (place.nurtured()) {
                flags.append('n');
            }
            if (place.locked()) {
                flags.append('l');
            }
            if (row.untouched()) {
                flags.append('u');
            }
        }
        return flags.toString();
    }

    /** {@code T/<id>}, or nothing for nobody. */
    static String name(int tenant, @Nullable String id) {
        return id == null ? "" : tenant + "/" + id;
    }

    /**
     * Whether a pooled lead went to its owner just as decided, but for its alarm, which is last and 0 in
     * the decision: then Redis counts it right already.
     */
    static boolean claimedAsDecided(Entry.Move move, String record) {
        String after = move.after();
        return move.before().startsWith("p")
                && after.startsWith("o")
                && record.length() >= after.length()
                && record.startsWith(after.substring(0, after.length() - 1))
                && record.indexOf('|', after.length() - 1) < 0;
    }

    static boolean inFlight(String record) {
        return record.startsWith("f");
    }

    /** Where a record says that a lead is; the parts that PostgreSQL stores too. */
    record Spot(
            LeadState state,
            @Nullable String pool,
            @Nullable String owner,
            @Nullable String team) {
        static final Spot CLOSED = new Spot(LeadState.CLOSED, null, null, null);

        static Spot of(String record) {
            if (record.isEmpty()) {
                return CLOSED;
            }
            String[] parts = record.split("\\|", 6);
            if (record.charAt(0) == 'p') {
                return new Spot(LeadState.POOLED, plain(parts[2]), null, null);
            }
            return new Spot(LeadState.OWNED, plain(parts[2]), plain(parts[3]), plain(parts[4]));
        }

        private static @Nullable String plain(String name) {
            int slash = name.indexOf('/');
            return slash < 0 ? null : name.substring(slash + 1);
        }
    }
}
