package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadRows;
import io.pelagos.lead.LeadState;
import io.pelagos.platform.PgSteps;
import io.pelagos.platform.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The truth: PostgreSQL, written in batches over one pipelined connection. A batch is one statement, which
 * commits itself.
 */
final class PostgresTruth implements Truth {
    /** First number of the advisory locks of cells: batches share them, a rebuild takes its cell's alone. */
    static final int LOCK_SPACE = 0x70656c61;

    private static final String COMMIT = Sql.of(PostgresTruth.class, "commit.sql");
    /** For batches that write only leads, lines and requests: the other parts cost time even with nothing to do. */
    private static final String COMMIT_BARE = COMMIT.replaceFirst("(?s)-- beside:.*-- end\n", "");

    private static final String FIND = Sql.of(PostgresTruth.class, "find.sql");
    private static final String EPOCH = "select epoch from cell where id = $1";

    private final PgSteps link;

    PostgresTruth(PgSteps link) {
        this.link = link;
    }

    @Override
    public Future<Committed> commit(Fence fence, List<Entry> entries) {
        String statement = entries.stream().anyMatch(Entry::writesBeside) ? COMMIT : COMMIT_BARE;
        Tuple arguments;
        try {
            arguments = MoveArrays.of(entries).commitArguments(fence.cell(), fence.epoch());
        } catch (RuntimeException e) {
            // An entry that cannot be read: the batch is split until it is alone.
            return Future.failedFuture(new Trouble(Trouble.Kind.BAD_DATA, String.valueOf(e.getMessage())));
        }
        return guarded(
                c -> c.preparedQuery(statement).execute(arguments).compose(moved -> (moved.size() == moves(entries)
                                ? Future.succeededFuture(fence.epoch())
                                : epoch(c, fence.cell()))
                        .map(epoch -> new Committed(epoch, rows(entries, moved)))));
    }

    private static int moves(List<Entry> entries) {
        return entries.stream().mapToInt(e -> e.moves().size()).sum();
    }

    /** It only grows: what a transaction found too new is not older afterwards. */
    private static Future<Long> epoch(PgConnection c, int cell) {
        return c.preparedQuery(EPOCH).execute(Tuple.of(cell)).map(PostgresTruth::epochOf);
    }

    private static long epochOf(RowSet<Row> rows) {
        return rows.size() == 0 ? 0 : rows.iterator().next().getLong(0);
    }

    private static List<Truth.Landed> rows(List<Entry> entries, RowSet<Row> moved) {
        int[][] places = MoveArrays.places(entries);
        List<Truth.Landed> rows = new ArrayList<>(moved.size());
        for (Row row : moved) {
            int[] place = places[row.getInteger(0)];
            rows.add(new Truth.Landed(place[0], place[1], LeadRows.lead(row, 1), LeadRows.detail(row, 1)));
        }
        return rows;
    }

    @Override
    public Future<List<Found>> find(List<Entry> entries) {
        Tuple arguments = MoveArrays.findArguments(entries);
        int[][] places = MoveArrays.places(entries);
        return guarded(c -> c.preparedQuery(FIND).execute(arguments).map(rows -> {
            List<Found> found = new ArrayList<>(rows.size());
            for (Row row : rows) {
                found.add(found(entries, places[row.getInteger(0)], row));
            }
            return found;
        }));
    }

    private static Found found(List<Entry> entries, int[] place, Row row) {
        LeadRow lead = LeadRows.lead(row, 1);
        int j = 1 + 12 + 5;
        LeadRow committed = null;
        if (Boolean.TRUE.equals(row.getBoolean(j))) {
            Entry.Move move = entries.get(place[0]).moves().get(place[1]);
            committed = asCommitted(lead, move, row, j);
        }
        return new Found(place[0], place[1], lead, committed, row.getString(j + 6), LeadRows.detail(row, 1));
    }

    /** The lead as the move made it; what changed since is taken from the row as it is now. */
    private static LeadRow asCommitted(LeadRow lead, Entry.Move move, Row row, int j) {
        if (lead.version() == move.version()) {
            return lead;
        }
        long atMillis = row.getLong(j + 1);
        LeadState state = LeadState.of(row.getString(j + 5).charAt(0));
        @Nullable String owner = row.getString(j + 2);
        return new LeadRow(
                lead.tenant(),
                lead.id(),
                move.version(),
                state,
                row.getString(j + 4),
                owner,
                row.getString(j + 3),
                state == LeadState.POOLED ? atMillis : lead.enteredAtMillis(),
                state == LeadState.OWNED && !still(lead, owner, atMillis) ? atMillis : lead.claimedAtMillis(),
                atMillis,
                lead.rounds(),
                lead.facts());
    }

    /** Whether who has it now had it then. */
    private static boolean still(LeadRow lead, @Nullable String owner, long atMillis) {
        return owner != null && owner.equals(lead.owner()) && lead.claimedAtMillis() <= atMillis;
    }

    private <T> Future<T> guarded(Function<PgConnection, Future<T>> step) {
        return link.ask(step)
                .recover(failure ->
                        Future.failedFuture(new Trouble(kind(failure), String.valueOf(failure.getMessage()))));
    }

    /** By SQLSTATE: class 22 and 23 are data, 40 is a collision; all else leaves the outcome open. */
    private static Trouble.Kind kind(Throwable failure) {
        String state = failure instanceof PgException pg ? String.valueOf(pg.getSqlState()) : "";
        if (state.equals("23505") || state.startsWith("40")) {
            return Trouble.Kind.CONFLICT;
        }
        return state.startsWith("22") || state.startsWith("23") ? Trouble.Kind.BAD_DATA : Trouble.Kind.UNREACHABLE;
    }

    static Buffer hex(String hex) {
        return Buffer.buffer(java.util.HexFormat.of().parseHex(hex));
    }
}
