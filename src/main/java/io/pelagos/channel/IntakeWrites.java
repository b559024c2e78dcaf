package io.pelagos.channel;

import static io.pelagos.channel.IntakeStatements.column;
import static io.pelagos.channel.IntakeStatements.ids;
import static io.pelagos.channel.IntakeStatements.times;

import io.pelagos.channel.Entry.Identity;
import io.pelagos.channel.Folding.Group;
import io.pelagos.channel.IntakeLookup.Known;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadState;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes a batch of leads and touches in one transaction. */
final class IntakeWrites {
    private final IntakeStatements sql;

    IntakeWrites(IntakeStatements sql) {
        this.sql = sql;
    }

    /**
     * Writes all in one transaction, its statements sent in one go, but for what has to be known under a lock first. Fails
     * with the first failure among them; a COMMIT after a failed statement succeeds as a rollback, so its own result is
     * not enough.
     *
     * @param place is told of leads that go elsewhere because of a cap, and stamps them anew
     */
    Future<Void> insert(List<Group> groups, Known known, BiConsumer<Entry, String> place) {
        List<Entry> leads = new ArrayList<>();
        groups.stream().filter(group -> group.touched() == null).forEach(group -> leads.add(group.leader()));
        leads.sort(Comparator.comparingInt((Entry e) -> e.row().tenant())
                .thenComparingLong(e -> e.row().id()));
        List<Entry> capped = new ArrayList<>(leads);
        // In the order in which they came: the first are those that find room.
        capped.removeIf(lead -> !lead.judged.route().capped() || lead.row().state() != LeadState.POOLED);
        CapCounters counters = new CapCounters(capped);
        List<Future<?>> begun = new ArrayList<>();
        begun.add(sql.run("BEGIN"));
        boolean looks = !capped.isEmpty();
        if (looks) {
            begun.add(lockCounts(counters));
        }
        Map<Buffer, Long> taken = new HashMap<>();
        groups.forEach(group -> taken.putAll(group.taken()));
        if (!taken.isEmpty()) {
            looks = true;
            begun.add(takeOver(groups, taken.size()));
        }
        if (!looks) {
            return write(groups, leads, known, null, begun);
        }
        return Future.join(begun)
                .recover(failure -> sql.run("ROLLBACK").transform(x -> Future.failedFuture(first(begun))))
                .compose(ready -> {
                    for (Entry lead : capped) {
                        String pool = counters.place(lead);
                        if (!pool.equals(lead.row().pool())) {
                            place.accept(lead, pool);
                        }
                    }
                    return write(groups, leads, known, capped.isEmpty() ? null : counters, new ArrayList<>());
                });
    }

    private static Throwable first(List<Future<?>> sent) {
        return sent.stream().filter(Future::failed).findFirst().orElseThrow().cause();
    }

    private Future<Void> write(
            List<Group> groups, List<Entry> leads, Known known, @Nullable CapCounters counters, List<Future<?>> sent) {
        if (counters != null) {
            sent.add(count(counters));
        }
        insertIdentities(groups, known, sent);
        if (!leads.isEmpty()) {
            sent.add(sql.query(IntakeSql.INSERT_LEADS, LeadColumns.lead(leads)));
            sent.add(sql.query(IntakeSql.INSERT_DETAILS, LeadColumns.detail(leads)));
            sent.add(sql.query(IntakeSql.INSERT_JOURNAL, LeadColumns.journal(leads)));
        }
        insertTouches(groups, known, sent);
        insertRequests(groups, sent);
        insertTerms(leads, sent);
        sent.add(sql.run("COMMIT"));
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

    private Future<?> lockCounts(CapCounters counters) {
        return sql.query(IntakeSql.LOCK_COUNTS, countKeys(counters.keys()))
                .onSuccess(rows -> rows.forEach(row -> counters.found(
                        new CapCounters.Key(row.getInteger(0), row.getString(1), row.getString(2), row.getLocalDate(3)),
                        row.getInteger(4))));
    }

    private Future<?> count(CapCounters counters) {
        List<CapCounters.Key> keys = counters.keys();
        return sql.query(
                IntakeSql.COUNT, countKeys(keys).addArrayOfInteger(column(keys, Integer[]::new, counters::of)));
    }

    private static Tuple countKeys(List<CapCounters.Key> keys) {
        return Tuple.tuple()
                .addArrayOfInteger(column(keys, Integer[]::new, CapCounters.Key::tenant))
                .addArrayOfString(column(keys, String[]::new, CapCounters.Key::channel))
                .addArrayOfString(column(keys, String[]::new, CapCounters.Key::rule))
                .addArrayOfLocalDate(column(keys, LocalDate[]::new, CapCounters.Key::day));
    }

    /** Fails when an identity has gone to yet another lead meanwhile. */
    private Future<?> takeOver(List<Group> groups, int expected) {
        record Taken(Buffer hash, long lead, long old) {}
        List<Taken> all = new ArrayList<>();
        groups.forEach(group -> group.taken().forEach((hash, old) -> all.add(new Taken(hash, group.lead(), old))));
        return sql.query(
                        IntakeSql.TAKE_OVER,
                        Tuple.of(
                                column(all, Buffer[]::new, Taken::hash),
                                column(all, Long[]::new, Taken::lead),
                                column(all, Long[]::new, Taken::old)))
                .map(rows -> {
                    if (rows.iterator().next().getInteger(0) != expected) {
                        throw new CommitFailure.Changed();
                    }
                    return rows;
                });
    }

    /** In the order of their hashes, so that two nodes never wait for each other in a circle. */
    private void insertIdentities(List<Group> groups, Known known, List<Future<?>> sent) {
        record Owned(Identity identity, int tenant, long lead) {}
        List<Owned> all = new ArrayList<>();
        for (Group group : groups) {
            int tenant = group.leader().row().tenant();
            group.identities(known).forEach(identity -> all.add(new Owned(identity, tenant, group.lead())));
        }
        if (all.isEmpty()) {
            return;
        }
        all.sort(Comparator.comparing(owned -> owned.identity().hash().getBytes(), Arrays::compareUnsigned));
        Tuple columns = Tuple.tuple()
                .addArrayOfBuffer(column(all, Buffer[]::new, o -> o.identity().hash()))
                .addArrayOfInteger(column(all, Integer[]::new, Owned::tenant))
                .addArrayOfLong(column(all, Long[]::new, Owned::lead))
                .addArrayOfString(column(
                        all, String[]::new, o -> String.valueOf(o.identity().kind())));
        // Where every identity is one lead's alone, which is usual, the unique key says all.
        boolean shared = all.stream().anyMatch(owned -> !owned.identity().sole());
        sent.add(
                shared
                        ? sql.query(
                                IntakeSql.TAKE_IDENTITIES,
                                columns.addArrayOfBoolean(column(
                                        all, Boolean[]::new, o -> o.identity().sole())))
                        : sql.query(IntakeSql.INSERT_IDENTITIES, columns));
    }

    private void insertTouches(List<Group> groups, Known known, List<Future<?>> sent) {
        List<Group> touches =
                groups.stream().filter(group -> group.touched() != null).toList();
        if (touches.isEmpty()) {
            return;
        }
        List<Entry> leaders = touches.stream().map(Group::leader).toList();
        sent.add(sql.query(IntakeSql.INSERT_TOUCHES, Tuple.from(new Object[] {
            ids(leaders),
            column(leaders, Integer[]::new, e -> e.row().tenant()),
            column(touches, Long[]::new, Group::lead),
            leaders.stream().map(e -> e.draft.channel()).toArray(String[]::new),
            column(leaders, String[]::new, e -> e.actor),
            times(leaders),
            column(leaders, Buffer[]::new, Entry::touch)
        })));
        Buffer[] phones = leaders.stream()
                .flatMap(Entry::phone)
                .filter(known.listed()::contains)
                .toArray(Buffer[]::new);
        if (phones.length > 0) {
            Integer[] tenants = leaders.stream()
                    .flatMap(e -> e.phone().filter(known.listed()::contains).map(phone -> e.row()
                            .tenant()))
                    .toArray(Integer[]::new);
            sent.add(sql.query(IntakeSql.LOOK_AGAIN, Tuple.of(tenants, (Object) phones)));
        }
    }

    private void insertRequests(List<Group> groups, List<Future<?>> sent) {
        List<Group> keyed = new ArrayList<>(groups);
        keyed.removeIf(group -> group.leader().request == null);
        if (keyed.isEmpty()) {
            return;
        }
        keyed.sort(Comparator.comparing(g -> g.leader().requestKey().getBytes(), Arrays::compareUnsigned));
        sent.add(sql.query(
                IntakeSql.INSERT_REQUESTS,
                Tuple.of(
                        column(keyed, Buffer[]::new, g -> g.leader().requestKey()),
                        column(keyed, Integer[]::new, g -> g.leader().row().tenant()),
                        column(keyed, Buffer[]::new, g -> g.leader().requestBody()),
                        column(keyed, Long[]::new, g -> g.leader().row().id()),
                        column(keyed, Long[]::new, Group::lead),
                        column(keyed, Integer[]::new, g -> g.touched() == null ? 1 : IntakeLookup.TOUCH_VERSION))));
    }

    /** Most leads come without what they are found by. */
    private void insertTerms(List<Entry> leads, List<Future<?>> sent) {
        List<Entry> termed = new ArrayList<>(leads);
        termed.removeIf(entry -> Collections.disjoint(entry.row().facts().fieldNames(), Facts.OF_TERMS));
        if (!termed.isEmpty()) {
            sent.add(sql.query(IntakeSql.INSERT_TERMS, Tuple.from(new Object[] {
                column(termed, Integer[]::new, e -> e.row().tenant()),
                ids(termed),
                column(termed, String[]::new, e -> e.stamp().facts())
            })));
        }
    }
}
