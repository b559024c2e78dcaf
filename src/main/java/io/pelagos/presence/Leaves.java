package io.pelagos.presence;

import io.pelagos.journal.Jobs;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Agents' leaves: table {@code leave}. What one does to leads is a job, made in the transaction that begins or ends it. */
public final class Leaves {
    /** The kinds of job. */
    public static final String BEGIN = "leave";

    public static final String END = "leave_end";

    private static final String COLUMNS = "id, tenant, agent, (date_part('epoch', from_at) * 1000)::bigint,"
            + " (date_part('epoch', until_at) * 1000)::bigint, leads, deputy, actor, status";
    private static final String CREATE = """
            insert into leave (id, tenant, agent, from_at, until_at, leads, deputy, actor)
            values ($1, $2, $3, $4, $5, $6, $7, $8)""";
    private static final int TENANT_SPACE = 0x6c656176;
    private static final String ALONE = "select pg_advisory_xact_lock(" + TENANT_SPACE + ", $1)";
    /** Nobody is away twice, and no deputy is away. */
    private static final String OVERLAPS = """
            select exists (select 1 from leave where tenant = $1 and (agent in ($2, $5) or deputy = $2)
              and status in ('planned', 'running') and from_at < $4 and until_at > $3)""";

    private static final String FIND = "select " + COLUMNS + " from leave where tenant = $1 and id = $2";
    private static final String LIST =
            "select " + COLUMNS + " from leave where tenant = $1 and agent = $2 and id < $3 order by id desc limit $4";
    private static final String RUNNING = "select " + COLUMNS + " from leave where status = 'running' and tenant = $1";
    private static final String STARTS = "update leave set status = 'running' where id = (select id from leave"
            + " where status = 'planned' and from_at <= $1 order by from_at limit 1 for update skip locked)"
            + " returning " + COLUMNS;
    private static final String ENDS = "update leave set status = 'over' where id = (select id from leave"
            + " where status = 'running' and until_at <= $1 order by until_at limit 1 for update skip locked)"
            + " returning " + COLUMNS;
    private static final String BUSY = "select exists (select 1 from job where tenant = $1 and kind = $2"
            + " and status = 'running' and doc ->> $3 = $4)";
    private static final String STOP = "update leave set status = case status when 'planned' then 'cancelled'"
            + " else 'over' end, until_at = case status when 'planned' then until_at else $3 end"
            + " where tenant = $1 and id = $2 and status in ('planned', 'running') returning " + COLUMNS;

    private final PgPool sql;
    private final PgLink pg;
    private final LongSupplier ids;

    /** @param ids makes ids of jobs, unique over all nodes */
    public Leaves(PgPool sql, PgLink pg, LongSupplier ids) {
        this.sql = sql;
        this.pg = pg;
        this.ids = ids;
    }

    /** Enters a leave; false when in its time the agent has another, or is a deputy, or the deputy is away. */
    public Future<Boolean> create(SqlConnection transaction, Leave leave) {
        Tuple times = Tuple.of(
                leave.tenant(),
                leave.agent(),
                Presences.time(leave.fromMillis()),
                Presences.time(leave.untilMillis()),
                leave.deputy() == null ? leave.agent() : leave.deputy());
        // Two at the same moment must not both find the time free.
        return transaction
                .preparedQuery(ALONE)
                .execute(Tuple.of(leave.tenant()))
                .compose(alone -> transaction.preparedQuery(OVERLAPS).execute(times))
                .compose(found -> found.iterator().next().getBoolean(0)
                        ? Future.succeededFuture(false)
                        : transaction
                                .preparedQuery(CREATE)
                                .execute(Tuple.of(
                                        leave.id(),
                                        leave.tenant(),
                                        leave.agent(),
                                        Presences.time(leave.fromMillis()),
                                        Presences.time(leave.untilMillis()),
                                        leave.leads(),
                                        leave.deputy(),
                                        leave.actor()))
                                .map(true));
    }

    /** Cancels a leave that has not begun, or ends it now; null when there is none, or it is over. */
    public Future<@Nullable Leave> stop(SqlConnection transaction, int tenant, long id, long nowMillis) {
        return transaction
                .preparedQuery(STOP)
                .execute(Tuple.of(tenant, id, Presences.time(nowMillis)))
                .compose(rows -> {
                    Leave leave = first(rows);
                    // Leads that went back to pools stay there.
                    boolean ends = leave != null
                            && leave.status().equals(Leave.OVER)
                            && !leave.leads().equals(Leave.RETURN);
                    return leave != null && ends
                            ? job(transaction, leave, END).map(leave)
                            : Future.succeededFuture(leave);
                });
    }

    public Future<@Nullable Leave> find(int tenant, long id) {
        return pg.ask(c -> c.preparedQuery(FIND).execute(Tuple.of(tenant, id))).map(Leaves::first);
    }

    /** An agent's leaves, newest first. */
    public Future<List<Leave>> list(int tenant, String agent, long before, int limit) {
        return pg.ask(c -> c.preparedQuery(LIST).execute(Tuple.of(tenant, agent, before, limit)))
                .map(Leaves::all);
    }

    /** A firm's leaves that have begun and are not over. */
    public Future<List<Leave>> running(int tenant) {
        return pg.ask(c -> c.preparedQuery(RUNNING).execute(Tuple.of(tenant))).map(Leaves::all);
    }

    /** Begins and ends one whose time has come; whether there may be more. */
    Future<Boolean> turnOne(long nowMillis) {
        Tuple now = Tuple.of(Presences.time(nowMillis));
        // Ends first: the job of a leave that follows at once waits for that of the one before.
        return sql.transaction(transaction ->
                        transaction.preparedQuery(ENDS).execute(now).compose(rows -> over(transaction, first(rows))))
                .compose(ended -> sql.transaction(transaction -> transaction
                                .preparedQuery(STARTS)
                                .execute(now)
                                .compose(rows -> begun(transaction, first(rows))))
                        .map(began -> began || ended));
    }

    /** A pause ends by itself at its date, and leads that went back to pools stay there. */
    private Future<Boolean> over(SqlConnection transaction, @Nullable Leave leave) {
        return leave != null && leave.leads().equals(Leave.DEPUTY)
                ? job(transaction, leave, END).map(true)
                : Future.succeededFuture(leave != null);
    }

    private Future<Boolean> begun(SqlConnection transaction, @Nullable Leave leave) {
        return leave == null
                ? Future.succeededFuture(false)
                : job(transaction, leave, BEGIN).map(true);
    }

    /** Whether the leave's beginning is still being brought to leads. */
    Future<Boolean> beginning(int tenant, String leave) {
        return busy(tenant, BEGIN, "leave", leave);
    }

    /** Whether the end of a leave of the agent's is still being brought to leads. */
    Future<Boolean> ending(int tenant, String agent) {
        return busy(tenant, END, "agent", agent);
    }

    private Future<Boolean> busy(int tenant, String kind, String field, String value) {
        return pg.ask(c -> c.preparedQuery(BUSY).execute(Tuple.of(tenant, kind, field, value)))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private Future<?> job(SqlConnection transaction, Leave leave, String kind) {
        return Jobs.create(
                transaction, ids.getAsLong(), leave.tenant(), kind, LeaveJob.document(leave), leave.actor(), 0);
    }

    private static @Nullable Leave first(RowSet<Row> rows) {
        return rows.rowCount() == 0 ? null : leave(rows.iterator().next());
    }

    private static List<Leave> all(RowSet<Row> rows) {
        List<Leave> all = new ArrayList<>();
        rows.forEach(row -> all.add(leave(row)));
        return all;
    }

    private static Leave leave(Row row) {
        return new Leave(
                row.getLong(0),
                row.getInteger(1),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8));
    }
}
