package io.pelagos.task;

import io.pelagos.lead.ContactVault;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.pelagos.task.Task.Comment;
import io.pelagos.task.Task.Status;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables {@code task} and {@code task_comment}. People write phone numbers into such texts, so they are sealed. */
public final class Tasks {
    /** So many of an agent are open at a time. */
    public static final int OPEN_MAX = 1_000;
    /** Of one task. */
    public static final int COMMENTS_MAX = 1_000;

    private static final String TASK = "task";
    private static final String COMMENT = "task comment";
    /** First number of the advisory locks of agents: whoever gives one of them a task counts his open ones alone. */
    private static final int AGENT_SPACE = 0x7461736b;

    private static final String COLUMNS = "id, lead, agent, actor, sealed, (date_part('epoch', due_at) * 1000)::bigint,"
            + " status, (date_part('epoch', created_at) * 1000)::bigint,"
            + " (date_part('epoch', done_at) * 1000)::bigint, comments";
    private static final String ALONE =
            "select pg_advisory_xact_lock(" + AGENT_SPACE + ", hashtext($1::int || '/' || $2::text))";
    private static final String OPEN =
            "select count(*)::int from task where tenant = $1 and agent = $2 and status = 'open'";
    private static final String WAITS =
            "select exists (select 1 from task where tenant = $1 and agent = $2 and status = 'open')";
    private static final String ADD = """
            insert into task (tenant, id, lead, agent, actor, sealed, due_at, status, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""";
    private static final String CHANGE = """
            update task set agent = $3, sealed = $4, due_at = $5, status = $6, done_at = $7
            where tenant = $1 and id = $2""";
    private static final String FIND = "select " + COLUMNS + " from task where tenant = $1 and id = $2";
    private static final String DUE = "select " + COLUMNS
            + " from task where tenant = $1 and agent = $2 and status = 'open' and due_at >= $3 and due_at < $4";
    private static final String SAY =
            "insert into task_comment (tenant, task, id, actor, sealed, at) values ($1, $2, $3, $4, $5, $6)";
    private static final String SAID = "update task set comments = comments + 1 where tenant = $1 and id = $2";
    private static final String COMMENTS = """
            select id, actor, sealed, (date_part('epoch', at) * 1000)::bigint from task_comment
            where tenant = $1 and task = $2 and id > $3 order by id limit $4""";

    private final PgLink pg;
    private final PgPool scans;
    private final ContactVault vault;

    /**
     * @param pg for what an index finds at once
     * @param scans for what may have to read its way through a tenant's tasks
     */
    public Tasks(PgLink pg, PgPool scans, ContactVault vault) {
        this.pg = pg;
        this.scans = scans;
        this.vault = vault;
    }

    /**
     * Which tasks are wanted; null filters nothing.
     *
     * @param agents whose tasks the caller may see, beside those that he gave himself
     * @param giver the caller
     */
    public record Filter(
            @Nullable List<String> agents,
            String giver,
            @Nullable String agent,
            @Nullable Status status,
            @Nullable Long lead) {}

    /** Stores a new task; false when its agent has too many open ones. */
    public Future<Boolean> add(SqlConnection transaction, int tenant, Task task) {
        Tuple arguments = Tuple.tuple()
                .addInteger(tenant)
                .addLong(task.id())
                .addLong(task.lead() == 0 ? null : task.lead())
                .addString(task.agent())
                .addString(task.by())
                .addBuffer(sealed(tenant, task.text(), TASK))
                .addOffsetDateTime(time(task.dueAtMillis()))
                .addString(task.status().text())
                .addOffsetDateTime(time(task.createdAtMillis()));
        return room(transaction, tenant, task.agent())
                .compose(room -> room
                        ? transaction.preparedQuery(ADD).execute(arguments).map(true)
                        : Future.succeededFuture(false));
    }

    /** Stores what has changed of a task that is held; false when its agent would have too many open ones. */
    public Future<Boolean> change(SqlConnection transaction, int tenant, Task before, Task after) {
        Tuple arguments = Tuple.tuple()
                .addInteger(tenant)
                .addLong(after.id())
                .addString(after.agent())
                .addBuffer(sealed(tenant, after.text(), TASK))
                .addOffsetDateTime(time(after.dueAtMillis()))
                .addString(after.status().text())
                .addOffsetDateTime(time(after.doneAtMillis()));
        Future<Boolean> fits =
                after.adds(before) ? room(transaction, tenant, after.agent()) : Future.succeededFuture(true);
        return fits.compose(room ->
                room ? transaction.preparedQuery(CHANGE).execute(arguments).map(true) : Future.succeededFuture(false));
    }

    private static Future<Boolean> room(SqlConnection transaction, int tenant, String agent) {
        Tuple arguments = Tuple.of(tenant, agent);
        return transaction
                .preparedQuery(ALONE)
                .execute(arguments)
                // Another statement, so that it sees what was committed while this one waited.
                .compose(alone -> transaction.preparedQuery(OPEN).execute(arguments))
                .map(rows -> rows.iterator().next().getInteger(0) < OPEN_MAX);
    }

    public Future<@Nullable Task> find(int tenant, long id) {
        return pg.ask(c -> c.preparedQuery(FIND).execute(Tuple.of(tenant, id))).map(rows -> first(tenant, rows));
    }

    /** Finds a task and keeps it as it is until the transaction ends. */
    public Future<@Nullable Task> hold(SqlConnection transaction, int tenant, long id) {
        return transaction
                .preparedQuery(FIND + " for update")
                .execute(Tuple.of(tenant, id))
                .map(rows -> first(tenant, rows));
    }

    /** A page of tasks in the order of their ids. */
    public Future<List<Task>> page(int tenant, Filter filter, long after, int limit) {
        Conditions wanted = new Conditions().and("tenant = ?", tenant).and("id > ?", after);
        if (filter.agents != null) {
            wanted.and("(agent = any(?) or actor = ?)", filter.agents.toArray(String[]::new), filter.giver);
        }
        if (filter.agent != null) {
            wanted.and("agent = ?", filter.agent);
        }
        if (filter.status != null) {
            wanted.and("status = ?", filter.status.text());
        }
        if (filter.lead != null) {
            wanted.and("lead = ?", filter.lead);
        }
        String sql = "select " + COLUMNS + " from task where " + wanted.sql + " order by id limit " + limit;
        return scans.use(c -> c.preparedQuery(sql).execute(wanted.arguments)).map(rows -> tasks(tenant, rows));
    }

    /** Joined by {@code and}; each question mark stands for one value. */
    private static final class Conditions {
        private final StringBuilder sql = new StringBuilder();
        private final Tuple arguments = Tuple.tuple();

        Conditions and(String condition, Object... values) {
            String numbered = condition;
            for (Object value : values) {
                arguments.addValue(value);
                numbered = numbered.replaceFirst("\\?", "\\$" + arguments.size());
            }
            sql.append(sql.isEmpty() ? "" : " and ").append(numbered);
            return this;
        }
    }

    /** Whether an agent has any open task. */
    public Future<Boolean> waitFor(int tenant, String agent) {
        return pg.ask(c -> c.preparedQuery(WAITS).execute(Tuple.of(tenant, agent)))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** An agent's open tasks that are due from one time on and before another: no more than may be open. */
    Future<List<Task>> due(int tenant, String agent, long fromMillis, long toMillis) {
        Tuple arguments = Tuple.of(tenant, agent, at(fromMillis), at(toMillis));
        return pg.ask(c -> c.preparedQuery(DUE).execute(arguments)).map(rows -> tasks(tenant, rows));
    }

    /** Adds a comment to a task that is held. */
    public Future<?> say(SqlConnection transaction, int tenant, long task, Comment comment) {
        Tuple arguments = Tuple.of(
                tenant,
                task,
                comment.id(),
                comment.by(),
                sealed(tenant, comment.text(), COMMENT),
                at(comment.atMillis()));
        return transaction.preparedQuery(SAY).execute(arguments).compose(said -> transaction
                .preparedQuery(SAID)
                .execute(Tuple.of(tenant, task)));
    }

    /** A page of a task's comments, oldest first. */
    public Future<List<Comment>> comments(int tenant, long task, long after, int limit) {
        return pg.ask(c -> c.preparedQuery(COMMENTS).execute(Tuple.of(tenant, task, after, limit)))
                .map(rows -> {
                    List<Comment> comments = new ArrayList<>(rows.size());
                    rows.forEach(row -> comments.add(new Comment(
                            row.getLong(0),
                            row.getString(1),
                            opened(tenant, row.getBuffer(2), COMMENT),
                            row.getLong(3))));
                    return comments;
                });
    }

    private @Nullable Task first(int tenant, RowSet<Row> rows) {
        return rows.size() == 0 ? null : task(tenant, rows.iterator().next());
    }

    private List<Task> tasks(int tenant, RowSet<Row> rows) {
        List<Task> tasks = new ArrayList<>(rows.size());
        rows.forEach(row -> tasks.add(task(tenant, row)));
        return tasks;
    }

    private Task task(int tenant, Row row) {
        return new Task(
                row.getLong(0),
                orNone(row.getLong(1)),
                row.getString(2),
                row.getString(3),
                opened(tenant, row.getBuffer(4), TASK),
                orNone(row.getLong(5)),
                Status.of(row.getString(6)),
                row.getLong(7),
                orNone(row.getLong(8)),
                row.getInteger(9));
    }

    private Buffer sealed(int tenant, String text, String what) {
        return Buffer.buffer(vault.sealForTenant(tenant, text.getBytes(StandardCharsets.UTF_8), what));
    }

    private String opened(int tenant, Buffer sealed, String what) {
        return new String(vault.openForTenant(tenant, sealed.getBytes(), what), StandardCharsets.UTF_8);
    }

    private static long orNone(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static @Nullable OffsetDateTime time(long millis) {
        return millis == 0 ? null : at(millis);
    }

    private static OffsetDateTime at(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
