package io.pelagos.channel;

import io.pelagos.channel.Entry.Identity;
import io.pelagos.lead.Facts;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

/** One connection with the intake's statements prepared on it. */
final class IntakeStatements {
    // Places in SQL.
    private static final int OWN = 0;
    private static final int REQUESTS = 1;
    private static final int IDENTITIES = 2;
    private static final int LISTED = 3;
    private static final int INSERT_IDENTITIES = 4;
    private static final int INSERT_LEADS = 5;
    private static final int INSERT_DETAILS = 6;
    private static final int INSERT_JOURNAL = 7;
    private static final int INSERT_REQUESTS = 8;
    private static final int INSERT_TERMS = 9;

    private static final List<String> SQL = List.of(
            "select l.id from lead l join unnest($1::int[], $2::bigint[]) as own (tenant, id) using (tenant, id)",
            "select key, body, coalesce(leads[1], 0) from request where key = any ($1::bytea[])",
            "select hash, lead from identity where hash = any ($1::bytea[])",
            "select number from do_not_call join unnest($1::int[], $2::bytea[]) as u (tenant, number)"
                    + " using (tenant, number)",
            """
            insert into identity (hash, tenant, lead, kind)
            select h, t, l, k::"char" from unnest($1::bytea[], $2::int[], $3::bigint[], $4::text[]) as u (h, t, l, k)
            """,
            """
            insert into lead (tenant, id, version, state, pool, entered_at, changed_at, facts, chain)
            select t, i, 1, s::"char", p, a, a, f::jsonb, c
            from unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::bytea[])
              as u (t, i, s, p, a, f, c)
            """,
            """
            insert into lead_detail (tenant, lead, channel, key, sealed, source, created_at)
            select t, i, c, k, s, o::jsonb, a
            from unnest($1::int[], $2::bigint[], $3::text[], $4::bytea[], $5::bytea[], $6::text[], $7::timestamptz[])
              as u (t, i, c, k, s, o, a)
            """,
            """
            insert into journal (tenant, lead, version, at, type, transition, pool, body, hash)
            select t, i, 1, a, 'received', i, p, b, h
            from unnest($1::int[], $2::bigint[], $3::timestamptz[], $4::text[], $5::bytea[], $6::bytea[])
              as u (t, i, a, p, b, h)
            """,
            """
            insert into request (key, tenant, body, transition, leads, versions)
            select k, t, b, i, array[i], array[1]
            from unnest($1::bytea[], $2::int[], $3::bytea[], $4::bigint[]) as u (k, t, b, i)
            """,
            """
            insert into lead_term (tenant, lead, name, value, number)
            select u.t, u.i, n.name, n.value, n.number
            from unnest($1::int[], $2::bigint[], $3::text[]) as u (t, i, f), lead_terms(u.f::jsonb) n
            """);

    private final PgConnection connection;
    private final List<PreparedStatement> statements;
    private volatile boolean closed;

    private IntakeStatements(PgConnection connection, List<PreparedStatement> statements) {
        this.connection = connection;
        this.statements = statements;
        connection.closeHandler(gone -> closed = true);
        // A loss is noticed by the statements that it fails; without a handler it would be logged as unhandled.
        connection.exceptionHandler(noticed -> closed = true);
    }

    /** The connection stays open when this fails. */
    static Future<IntakeStatements> prepare(PgConnection connection) {
        List<Future<PreparedStatement>> prepared = new ArrayList<>();
        for (String sql : SQL) {
            prepared.add(connection.prepare(sql));
        }
        return Future.all(prepared).map(all -> new IntakeStatements(connection, all.<PreparedStatement>list()));
    }

    boolean usable() {
        return !closed;
    }

    void close() {
        closed = true;
        connection.close();
    }

    /** What is there already: own leads of an earlier try, requests by key, leads by identity; phones that nobody may call. */
    record Known(Set<Long> own, Map<Buffer, Request> requests, Map<Buffer, Long> identities, Set<Buffer> listed) {}

    record Request(Buffer body, long lead) {}

    /** @param uncertain an earlier try may have committed: look for the leads themselves too */
    Future<Known> known(List<Entry> entries, boolean uncertain) {
        Set<Long> own = new HashSet<>();
        Map<Buffer, Request> requests = new HashMap<>();
        Map<Buffer, Long> identities = new HashMap<>();
        Set<Buffer> listed = new HashSet<>();
        List<Future<?>> sent = new ArrayList<>();
        if (uncertain) {
            Tuple ids = Tuple.from(
                    new Object[] {column(entries, Integer[]::new, e -> e.row().tenant()), ids(entries)});
            sent.add(query(OWN, ids).onSuccess(rows -> rows.forEach(row -> own.add(row.getLong(0)))));
        }
        Buffer[] keys = entries.stream()
                .filter(e -> e.request != null)
                .map(Entry::requestKey)
                .toArray(Buffer[]::new);
        if (keys.length > 0) {
            sent.add(query(REQUESTS, Tuple.of(keys))
                    .onSuccess(rows -> rows.forEach(
                            row -> requests.put(row.getBuffer(0), new Request(row.getBuffer(1), row.getLong(2))))));
        }
        Buffer[] hashes = entries.stream()
                .flatMap(e -> e.identities.stream())
                .map(Identity::hash)
                .toArray(Buffer[]::new);
        if (hashes.length > 0) {
            sent.add(query(IDENTITIES, Tuple.of(hashes))
                    .onSuccess(rows -> rows.forEach(row -> identities.put(row.getBuffer(0), row.getLong(1)))));
        }
        Buffer[] phones = entries.stream().flatMap(Entry::phone).toArray(Buffer[]::new);
        if (phones.length > 0) {
            Integer[] tenants = entries.stream()
                    .flatMap(e -> e.phone().map(phone -> e.row().tenant()))
                    .toArray(Integer[]::new);
            sent.add(query(LISTED, Tuple.of(tenants, (Object) phones))
                    .onSuccess(rows -> rows.forEach(row -> listed.add(row.getBuffer(0)))));
        }
        return Future.join(sent).map(new Known(own, requests, identities, listed));
    }

    /**
     * Inserts all leads in one transaction, its statements sent in one go. Fails with the first failure among
     * them; a COMMIT after a failed statement succeeds as a rollback, so its own result is not enough.
     */
    Future<Void> insert(List<Entry> entries) {
        List<Entry> leads = new ArrayList<>(entries);
        leads.sort(Comparator.comparingInt((Entry e) -> e.row().tenant())
                .thenComparingLong(e -> e.row().id()));
        List<Future<?>> sent = new ArrayList<>();
        sent.add(connection.query("BEGIN").execute());
        insertIdentities(leads, sent);
        sent.add(query(INSERT_LEADS, leadColumns(leads)));
        sent.add(query(INSERT_DETAILS, detailColumns(leads)));
        sent.add(query(INSERT_JOURNAL, journalColumns(leads)));
        insertRequests(leads, sent);
        insertTerms(leads, sent);
        sent.add(connection.query("COMMIT").execute());
        // join, not all: no statement of this transaction may be under way when it is judged.
        return Future.join(sent).transform(done -> {
            for (Future<?> one : sent) {
                if (one.failed()) {
                    return Future.failedFuture(one.cause());
                }
            }
            return Future.succeededFuture();
        });
    }

    /** In the order of their hashes, so that two nodes never wait for each other in a circle. */
    private void insertIdentities(List<Entry> leads, List<Future<?>> sent) {
        record Owned(Identity identity, Entry entry) {}
        List<Owned> all = new ArrayList<>();
        leads.forEach(entry -> entry.identities.forEach(identity -> all.add(new Owned(identity, entry))));
        if (all.isEmpty()) {
            return;
        }
        all.sort(Comparator.comparing(owned -> owned.identity().hash().getBytes(), Arrays::compareUnsigned));
        sent.add(query(
                INSERT_IDENTITIES,
                Tuple.of(
                        column(all, Buffer[]::new, o -> o.identity().hash()),
                        column(all, Integer[]::new, o -> o.entry().row().tenant()),
                        column(all, Long[]::new, o -> o.entry().row().id()),
                        column(
                                all,
                                String[]::new,
                                o -> String.valueOf(o.identity().kind())))));
    }

    private void insertRequests(List<Entry> leads, List<Future<?>> sent) {
        List<Entry> keyed = new ArrayList<>(leads);
        keyed.removeIf(entry -> entry.request == null);
        if (keyed.isEmpty()) {
            return;
        }
        keyed.sort(Comparator.comparing(e -> e.requestKey().getBytes(), Arrays::compareUnsigned));
        sent.add(query(
                INSERT_REQUESTS,
                Tuple.of(
                        column(keyed, Buffer[]::new, Entry::requestKey),
                        column(keyed, Integer[]::new, e -> e.row().tenant()),
                        column(keyed, Buffer[]::new, Entry::requestBody),
                        ids(keyed))));
    }

    /** Most leads come without what they are found by. */
    private void insertTerms(List<Entry> leads, List<Future<?>> sent) {
        List<Entry> termed = new ArrayList<>(leads);
        termed.removeIf(entry -> Collections.disjoint(entry.row().facts().fieldNames(), Facts.OF_TERMS));
        if (!termed.isEmpty()) {
            sent.add(query(INSERT_TERMS, Tuple.from(new Object[] {
                column(termed, Integer[]::new, e -> e.row().tenant()),
                ids(termed),
                column(termed, String[]::new, e -> e.stamp().facts())
            })));
        }
    }

    private static Tuple leadColumns(List<Entry> leads) {
        return Tuple.from(new Object[] {
            column(leads, Integer[]::new, e -> e.row().tenant()),
            ids(leads),
            column(leads, String[]::new, e -> String.valueOf(e.row().state().letter())),
            column(leads, String[]::new, e -> e.row().pool()),
            times(leads),
            column(leads, String[]::new, e -> e.stamp().facts()),
            column(leads, Buffer[]::new, e -> Buffer.buffer(e.stamp().chain()))
        });
    }

    private static Tuple detailColumns(List<Entry> leads) {
        return Tuple.from(new Object[] {
            column(leads, Integer[]::new, e -> e.row().tenant()),
            ids(leads),
            leads.stream().map(e -> e.draft.channel()).toArray(String[]::new),
            column(leads, Buffer[]::new, e -> Buffer.buffer(e.stamp().sealed().key())),
            column(leads, Buffer[]::new, e -> Buffer.buffer(e.stamp().sealed().sealed())),
            column(leads, String[]::new, e -> e.draft.source().encode()),
            times(leads)
        });
    }

    private static Tuple journalColumns(List<Entry> leads) {
        return Tuple.from(new Object[] {
            column(leads, Integer[]::new, e -> e.row().tenant()),
            ids(leads),
            times(leads),
            column(leads, String[]::new, e -> e.row().pool()),
            column(leads, Buffer[]::new, e -> Buffer.buffer(e.stamp().body())),
            column(leads, Buffer[]::new, e -> Buffer.buffer(e.stamp().chain()))
        });
    }

    private static Long[] ids(List<Entry> entries) {
        return column(entries, Long[]::new, e -> e.row().id());
    }

    private static OffsetDateTime[] times(List<Entry> entries) {
        return column(entries, OffsetDateTime[]::new, e -> Instant.ofEpochMilli(
                        e.row().enteredAtMillis())
                .atOffset(ZoneOffset.UTC));
    }

    private static <E, T> T[] column(List<E> rows, IntFunction<T[]> array, Function<E, T> value) {
        return rows.stream().map(value).toArray(array);
    }

    private Future<RowSet<Row>> query(int statement, Tuple arguments) {
        return statements.get(statement).query().execute(arguments);
    }
}
