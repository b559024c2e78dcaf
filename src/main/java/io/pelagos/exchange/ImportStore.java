package io.pelagos.exchange;

import io.pelagos.journal.Jobs;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Imports in PostgreSQL. */
public final class ImportStore {
    private static final String COLUMNS = "id, tenant, doc, columns, actor, body, status, total, accepted, duplicate,"
            + " merged, rejected, (date_part('epoch', created_at) * 1000)::bigint";
    private static final String BEGIN = "insert into import (id, tenant, doc, actor) values ($1, $2, $3, $4)";
    private static final String ADD = """
            with there as (
              update import set changed_at = now() where id = $1 and status = 'uploading' returning id
            )
            insert into import_chunk (import, n, sealed) select id, $2, $3 from there""";
    private static final String START = """
            update import set status = 'running', total = $2, columns = $3, doc = $4, key = $5, body = $6, changed_at = now()
            where id = $1 and status = 'uploading'""";
    /** Whoever receives it says that he is still there. */
    private static final String RENEW = "update import set changed_at = now() where id = $1 and status = 'uploading'";

    private static final String BY_KEY = "select " + COLUMNS + " from import where key = $1";
    private static final String WORK = "select " + COLUMNS + " from import where tenant = $1 and id = $2";
    private static final String FIND = WORK + " and status <> 'stopping'";
    private static final String LIST = "select " + COLUMNS
            + " from import where tenant = $1 and id < $2 and status <> 'stopping' order by id desc limit $3";
    private static final String WAITING = "select n from import_chunk where import = $1 order by n limit $2";
    private static final String CHUNK =
            "update import_chunk set begun = true where import = $1 and n = $2 returning sealed";
    /** Whoever takes the rows away counts them: a chunk that was done twice counts once. */
    private static final String NOTE = """
            with gone as (
              delete from import_chunk where import = $1 and n = $2 returning import
            ), counted as (
              update import set accepted = accepted + $3, duplicate = duplicate + $4, merged = merged + $5,
                rejected = rejected + $6, changed_at = now()
              from gone where id = gone.import
            ), failed as (
              insert into import_error (import, n, sealed) select import, $2, $7 from gone where $7 is not null
            )
            select from gone""";

    private static final String END = """
            with stopped as (delete from import where id = $1 and status = 'stopping')
            update import set status = 'done', changed_at = now() where id = $1 and status = 'running'""";

    private static final String ERRORS =
            "select n, sealed from import_error where import = $1 and n > $2 order by n limit 1";
    /** What has begun goes on: a lead on its way to its owner is nobody's until it is there. */
    private static final String DELETE = """
            with stopped as (
              update import set status = 'stopping', key = null, changed_at = now()
              where tenant = $1 and id = $2 and status = 'running'
                and exists (select from import_chunk where import = $2 and begun)
              returning id
            ), spared as (
              delete from import_chunk c using stopped where c.import = stopped.id and not c.begun
            ), gone as (
              delete from import
              where tenant = $1 and id = $2 and status <> 'stopping' and not exists (select from stopped)
              returning id
            )
            select from stopped union all select from gone""";

    /** An upload that nobody goes on with, and what is over for a month. */
    private static final String FORGET = """
            delete from import where id in (select id from import
              where (status = 'uploading' and changed_at < now() - interval '15 minutes')
                or (status <> 'running' and changed_at < now() - interval '30 days') limit 100)""";

    private final PgLink pg;
    private final PgPool sql;

    /**
     * The store.
     *
     * @param pg for rows, which may be many: nobody else should wait behind them
     * @param sql for transactions
     */
    public ImportStore(PgLink pg, PgPool sql) {
        this.pg = pg;
        this.sql = sql;
    }

    Future<Void> begin(long id, int tenant, JsonObject doc, String actor) {
        return execute(BEGIN, Tuple.of(id, tenant, doc, actor)).mapEmpty();
    }

    /** Its upload goes on, though no row may be stored yet. */
    Future<Void> renew(long id) {
        return execute(RENEW, Tuple.of(id)).mapEmpty();
    }

    /** Fails when the import is gone. */
    Future<Void> add(long id, int n, Buffer sealed) {
        return execute(ADD, Tuple.of(id, n, sealed))
                .compose(added -> added == 1
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IllegalStateException("the import is gone")));
    }

    /**
     * The file is all there: from now on it is a job. With a key that another import has, nothing happens, and that import
     * is the answer; else null.
     *
     * @param file with its columns, its size, and its body's hash
     */
    Future<@Nullable Import> start(Import file, @Nullable Buffer key) {
        return sql.transaction(t -> byKey(t, key).compose(known -> {
            if (known != null) {
                return Future.<@Nullable Import>succeededFuture(known);
            }
            Tuple start = Tuple.of(file.id(), file.total(), file.columns(), file.doc(), key, file.body());
            return t.preparedQuery(START)
                    .execute(start)
                    .compose(started -> started.rowCount() == 1
                            ? Jobs.create(
                                    t,
                                    file.id(),
                                    file.tenant(),
                                    ImportJob.KIND,
                                    new JsonObject(),
                                    file.actor(),
                                    file.total())
                            : Future.failedFuture(new IllegalStateException("the import is gone")))
                    .map(done -> (@Nullable Import) null);
        }));
    }

    private static Future<@Nullable Import> byKey(SqlConnection t, @Nullable Buffer key) {
        return key == null
                ? Future.succeededFuture(null)
                : t.preparedQuery(BY_KEY)
                        .execute(Tuple.of(key))
                        .map(rows ->
                                rows.size() == 0 ? null : read(rows.iterator().next()));
    }

    public Future<@Nullable Import> find(int tenant, long id) {
        return one(FIND, tenant, id);
    }

    /** As {@link #find}, and one that is stopped and has rows under way. */
    Future<@Nullable Import> work(int tenant, long id) {
        return one(WORK, tenant, id);
    }

    private Future<@Nullable Import> one(String statement, int tenant, long id) {
        return pg.ask(c -> c.preparedQuery(statement).execute(Tuple.of(tenant, id)))
                .map(rows -> rows.size() == 0 ? null : read(rows.iterator().next()));
    }

    /** Newest first. */
    public Future<List<Import>> list(int tenant, long before, int limit) {
        return pg.ask(c -> c.preparedQuery(LIST).execute(Tuple.of(tenant, before, limit)))
                .map(rows -> {
                    List<Import> all = new ArrayList<>();
                    rows.forEach(row -> all.add(read(row)));
                    return all;
                });
    }

    /** Whether it was there. What has not begun of it goes with it; leads that are in stay. */
    public Future<Boolean> delete(int tenant, long id) {
        return execute(DELETE, Tuple.of(tenant, id)).map(gone -> gone == 1);
    }

    /** Numbers of the first chunks that wait. */
    Future<List<Integer>> waiting(long id, int max) {
        return pg.ask(c -> c.preparedQuery(WAITING).execute(Tuple.of(id, max))).map(rows -> {
            List<Integer> all = new ArrayList<>();
            rows.forEach(row -> all.add(row.getInteger(0)));
            return all;
        });
    }

    /** Begins a chunk; null when somebody else has done it. */
    Future<@Nullable Buffer> chunk(long id, int n) {
        return pg.ask(c -> c.preparedQuery(CHUNK).execute(Tuple.of(id, n)))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getBuffer(0));
    }

    /** A chunk is done; whether it had not been noted before. */
    Future<Boolean> note(long id, int n, Tally tally, @Nullable Buffer errors) {
        Tuple note = Tuple.of(id, n, tally.accepted, tally.duplicate, tally.merged, tally.rejected)
                .addBuffer(errors);
        return execute(NOTE, note).map(noted -> noted == 1);
    }

    Future<Void> end(long id) {
        return execute(END, Tuple.of(id)).mapEmpty();
    }

    /** Rows of a chunk that were no leads, sealed. */
    record Errors(int n, Buffer sealed) {}

    /** The first behind a chunk; null when there are no more. */
    Future<@Nullable Errors> errors(long id, int after) {
        return pg.ask(c -> c.preparedQuery(ERRORS).execute(Tuple.of(id, after))).map(rows -> {
            if (rows.size() == 0) {
                return null;
            }
            Row row = rows.iterator().next();
            return new Errors(row.getInteger(0), row.getBuffer(1));
        });
    }

    /** What nobody needs any more goes, some at a time. */
    public Future<Void> forget() {
        return execute(FORGET, Tuple.tuple()).mapEmpty();
    }

    private Future<Integer> execute(String statement, Tuple arguments) {
        return pg.ask(c -> c.preparedQuery(statement).execute(arguments)).map(done -> done.rowCount());
    }

    private static Import read(Row row) {
        return new Import(
                row.getLong(0),
                row.getInteger(1),
                row.getJsonObject(2),
                row.getBuffer(3),
                row.getString(4),
                row.getBuffer(5),
                row.getString(6),
                row.getInteger(7),
                row.getInteger(8),
                row.getInteger(9),
                row.getInteger(10),
                row.getInteger(11),
                row.getLong(12));
    }
}
