package io.pelagos.privacy;

import io.pelagos.lead.Rfc3339;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Who has read contact data in the clear that he does not own; and how often somebody may look. */
public final class Reads {
    /** Counting and deciding is one statement, so that a limit holds over all nodes. */
    private static final String COUNT = """
            insert into read_count as c (tenant, reader, day, what, n) select $1, $2, $3, $4, 1 where $5::int > 0
            on conflict (tenant, reader, day, what) do update set n = c.n + 1 where c.n < $5 returning n""";

    /** Of what counts only once a day: it is counted unless it is marked, and marked where it was counted. */
    private static final String COUNT_ONCE = """
            with known as (
              select 1 from read_count where tenant = $1 and reader = $2 and day = $3 and what = $6),
            counted as (
              insert into read_count as c (tenant, reader, day, what, n) select $1, $2, $3, $4, 1
              where $5::int > 0 and not exists (select from known)
              on conflict (tenant, reader, day, what) do update set n = c.n + 1 where c.n < $5 returning n),
            marked as (
              insert into read_count (tenant, reader, day, what, n) select $1, $2, $3, $6, 1 from counted
              on conflict do nothing returning n)
            select exists (select from known) as known, exists (select from counted) as counted,
              exists (select from marked) as marked""";

    private static final String KNOWN =
            "select 1 from read_count where tenant = $1 and reader = $2 and day = $3 and what = $4";
    private static final String COUNT_BACK =
            "update read_count set n = n - 1 where tenant = $1 and reader = $2 and day = $3 and what = $4 and n > 0";
    private static final String NOTE =
            "insert into contact_read (tenant, id, reader, how, what, leads) values ($1, $2, $3, $4, $5, $6)";
    private static final String UNSAID = "delete from contact_read where tenant = $1 and id = $2";
    private static final String LIST = """
            select id, (date_part('epoch', at) * 1000)::bigint, reader, how, what, leads from contact_read
            where tenant = $1 and id < $2 and ($3::text is null or reader = $3)
              and ($4::bigint is null or leads @> array[$4::bigint])
            order by id desc limit $5""";
    /** Some at a time, the rest in the next round. */
    private static final String FORGET = """
            with counts as (delete from read_count where day < current_date - 3)
            delete from contact_read where (tenant, id) in (
              select tenant, id from contact_read where at < now() - interval '400 days' limit 5000)""";

    private final PgLink pg;
    private final LongSupplier ids;

    /** @param ids unique over all nodes, growing with time */
    public Reads(PgLink pg, LongSupplier ids) {
        this.pg = pg;
        this.ids = ids;
    }

    /**
     * What somebody counts for on a day.
     *
     * @param what of which pool he looks at what
     */
    public record Counter(int tenant, String reader, LocalDate day, String what) {
        private Tuple tuple() {
            return Tuple.of(tenant, reader, day, what);
        }
    }

    /** Counts one more; false when there were so many already. */
    public Future<Boolean> count(Counter counter, int max) {
        return pg.ask(c -> c.preparedQuery(COUNT).execute(counter.tuple().addInteger(max)))
                .map(rows -> rows.size() > 0);
    }

    /** Likewise, but the same thing only once, however often and at how many nodes it is asked for at once. */
    public Future<Boolean> countOnce(Counter counter, String thing, int max) {
        Counter mark = new Counter(counter.tenant, counter.reader, counter.day, counter.what + "/" + thing);
        return pg.ask(c -> c.preparedQuery(COUNT_ONCE)
                        .execute(counter.tuple().addInteger(max).addString(mark.what)))
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    if (row.getBoolean("counted") && !row.getBoolean("marked")) {
                        // Somebody who asked at the same time has marked it, and counted.
                        return countBack(counter).map(true);
                    }
                    return row.getBoolean("known") || row.getBoolean("counted")
                            ? Future.succeededFuture(true)
                            : pg.ask(c -> c.preparedQuery(KNOWN).execute(mark.tuple()))
                                    .map(known -> known.size() > 0);
                });
    }

    /** It came to nothing after all. */
    public Future<?> countBack(Counter counter) {
        return pg.ask(c -> c.preparedQuery(COUNT_BACK).execute(counter.tuple()));
    }

    /**
     * Notes that somebody reads contact data; before he gets them.
     *
     * @param how in a word
     * @param what fields, or of what it is; null for all of a lead
     * @return the note's id
     */
    public Future<Long> note(int tenant, String reader, String how, @Nullable String what, List<Long> leads) {
        long id = ids.getAsLong();
        Tuple note = Tuple.of(tenant, id, reader, how, what).addArrayOfLong(leads.toArray(Long[]::new));
        return pg.ask(c -> c.preparedQuery(NOTE).execute(note)).map(id);
    }

    /** He did not get them. */
    public Future<?> unsaid(int tenant, long note) {
        return pg.ask(c -> c.preparedQuery(UNSAID).execute(Tuple.of(tenant, note)));
    }

    /** A note as the API shows it. */
    public record Read(long id, JsonObject json) {}

    /** Notes older than one, newest first: of a reader, about a lead, or all. */
    public Future<List<Read>> page(int tenant, long before, @Nullable String reader, @Nullable Long lead, int limit) {
        Tuple arguments =
                Tuple.of(tenant, before).addString(reader).addLong(lead).addInteger(limit);
        return pg.ask(c -> c.preparedQuery(LIST).execute(arguments)).map(rows -> {
            List<Read> reads = new ArrayList<>(rows.size());
            rows.forEach(row -> reads.add(new Read(row.getLong(0), json(row))));
            return reads;
        });
    }

    private static JsonObject json(Row row) {
        JsonArray leads = new JsonArray();
        Arrays.stream(row.getArrayOfLongs(5)).forEach(lead -> leads.add(Long.toString(lead)));
        return new JsonObject()
                .put("id", Long.toString(row.getLong(0)))
                .put("at", Rfc3339.text(row.getLong(1)))
                .put("reader", row.getString(2))
                .put("how", row.getString(3))
                .put("what", row.getString(4))
                .put("leads", leads);
    }

    /** Forgets notes of more than a year ago. */
    public Future<?> forget() {
        return pg.ask(c -> c.query(FORGET).execute());
    }
}
