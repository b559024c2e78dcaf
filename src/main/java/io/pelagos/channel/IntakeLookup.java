package io.pelagos.channel;

import io.pelagos.channel.Entry.Identity;
import io.pelagos.lead.LeadState;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Looks for what is there already of a batch of leads. */
final class IntakeLookup {
    /** Stands in a request's row for a touch, whose step is still to come. */
    static final int TOUCH_VERSION = 0;

    private final IntakeStatements sql;

    IntakeLookup(IntakeStatements sql) {
        this.sql = sql;
    }

    /**
     * What is there already.
     *
     * @param own leads of an earlier try
     * @param touches of an earlier try, and of which lead
     * @param requests by key
     * @param identities leads by hash
     * @param listed phones that nobody may call
     * @param old what has to be known of leads that came again
     */
    record Known(
            Set<Long> own,
            Map<Long, Long> touches,
            Map<Buffer, Request> requests,
            Map<Buffer, Long> identities,
            Set<Buffer> listed,
            Map<Long, Dedupe.Old> old) {
        Known() {
            this(new HashSet<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashSet<>(), new HashMap<>());
        }
    }

    /** @param touch whether it was no new lead but touched one */
    record Request(Buffer body, long lead, boolean touch) {}

    /** @param uncertain an earlier try may have committed: look for the leads themselves too */
    Future<Known> known(List<Entry> entries, boolean uncertain) {
        Known known = new Known();
        List<Future<?>> sent = new ArrayList<>();
        if (uncertain) {
            Tuple ids = Tuple.from(new Object[] {
                IntakeStatements.column(entries, Integer[]::new, e -> e.row().tenant()), IntakeStatements.ids(entries)
            });
            sent.add(sql.query(IntakeSql.OWN, ids)
                    .onSuccess(rows -> rows.forEach(row -> known.own.add(row.getLong(0)))));
            sent.add(sql.query(IntakeSql.OWN_TOUCHES, Tuple.of(IntakeStatements.ids(entries)))
                    .onSuccess(rows -> rows.forEach(row -> known.touches.put(row.getLong(0), row.getLong(1)))));
        }
        Buffer[] keys = entries.stream()
                .filter(e -> e.request != null)
                .map(Entry::requestKey)
                .toArray(Buffer[]::new);
        if (keys.length > 0) {
            sent.add(sql.query(IntakeSql.REQUESTS, Tuple.of(keys))
                    .onSuccess(rows -> rows.forEach(row -> known.requests.put(
                            row.getBuffer(0),
                            new Request(row.getBuffer(1), row.getLong(2), row.getInteger(3) == TOUCH_VERSION)))));
        }
        Buffer[] hashes = entries.stream()
                .flatMap(e ->
                        Stream.concat(e.identities.stream().map(Identity::hash), Stream.ofNullable(e.hashes.before())))
                .toArray(Buffer[]::new);
        if (hashes.length > 0) {
            sent.add(sql.query(IntakeSql.IDENTITIES, Tuple.of(hashes))
                    .onSuccess(rows -> rows.forEach(row -> known.identities.put(row.getBuffer(0), row.getLong(1)))));
        }
        sent.add(listed(entries, known.listed));
        return Future.join(sent).compose(done -> old(entries, known));
    }

    private Future<?> listed(List<Entry> entries, Set<Buffer> listed) {
        Buffer[] phones = entries.stream().flatMap(Entry::phone).toArray(Buffer[]::new);
        if (phones.length == 0) {
            return Future.succeededFuture();
        }
        Integer[] tenants = entries.stream()
                .flatMap(e -> e.phone().map(phone -> e.row().tenant()))
                .toArray(Integer[]::new);
        return sql.query(IntakeSql.LISTED, Tuple.of(tenants, (Object) phones))
                .onSuccess(rows -> rows.forEach(row -> listed.add(row.getBuffer(0))));
    }

    /** Most leads come for the first time, or are sent again: then nobody has to know more. */
    private Future<Known> old(List<Entry> entries, Known known) {
        Map<Long, Integer> again = new HashMap<>();
        for (Entry entry : entries) {
            if (!entry.judged.updates() && entry.hashes.repeated(known.identities) != null) {
                continue;
            }
            for (Identity identity : entry.hashes.same()) {
                Long lead = known.identities.get(identity.hash());
                if (lead != null) {
                    again.put(lead, entry.row().tenant());
                }
            }
        }
        if (again.isEmpty()) {
            return Future.succeededFuture(known);
        }
        Tuple leads = Tuple.of(
                again.values().toArray(Integer[]::new), (Object) again.keySet().toArray(Long[]::new));
        return sql.query(IntakeSql.OLD, leads).map(rows -> {
            rows.forEach(row -> known.old.put(
                    row.getLong(0),
                    new Dedupe.Old(
                            LeadState.of(row.getString(1).charAt(0)),
                            row.getBoolean(2),
                            row.getString(3),
                            row.getLong(4),
                            row.getBoolean(5))));
            return known;
        });
    }
}
