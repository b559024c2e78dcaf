package io.pelagos.journal;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The moves of a batch as the arrays that commit.sql takes: one element per lead. */
@SuppressWarnings("NullAway") // Arrays whose elements may be null; the SQL says which.
final class MoveArrays {
    private final Integer[] number;
    private final Integer[] tenant;
    private final Long[] lead;
    private final Integer[] version;
    private final Long[] at;
    private final String[] type;
    private final Long[] transition;
    private final String[] state;
    private final String[] pool;
    private final String[] owner;
    private final String[] team;
    private final String[] facts;
    private final Buffer[] body;
    private final String[] leftAgent;
    private final String[] leftTeam;
    private final Buffer[] key;
    private final Buffer[] requestBody;
    private final Buffer[] detail;
    private final Buffer[] identity;
    private final String[] identityKind;
    private final Buffer[] identityGone;
    private final Buffer[] newKey;

    private MoveArrays(int n) {
        number = new Integer[n];
        tenant = new Integer[n];
        lead = new Long[n];
        version = new Integer[n];
        at = new Long[n];
        type = new String[n];
        transition = new Long[n];
        state = new String[n];
        pool = new String[n];
        owner = new String[n];
        team = new String[n];
        facts = new String[n];
        body = new Buffer[n];
        leftAgent = new String[n];
        leftTeam = new String[n];
        key = new Buffer[n];
        requestBody = new Buffer[n];
        detail = new Buffer[n];
        identity = new Buffer[n];
        identityKind = new String[n];
        identityGone = new Buffer[n];
        newKey = new Buffer[n];
    }

    static MoveArrays of(List<Entry> entries) {
        int n = entries.stream().mapToInt(e -> e.moves().size()).sum();
        MoveArrays arrays = new MoveArrays(n);
        int i = 0;
        for (Entry entry : entries) {
            for (Entry.Move move : entry.moves()) {
                arrays.put(i++, entry, move);
            }
        }
        return arrays;
    }

    /** For each number: which entry, which of its moves. */
    static int[][] places(List<Entry> entries) {
        int n = entries.stream().mapToInt(e -> e.moves().size()).sum();
        int[][] places = new int[n][];
        int i = 0;
        for (int e = 0; e < entries.size(); e++) {
            for (int m = 0; m < entries.get(e).moves().size(); m++) {
                places[i++] = new int[] {e, m};
            }
        }
        return places;
    }

    private void put(int i, Entry entry, Entry.Move move) {
        LeadRecord.Spot before = LeadRecord.Spot.of(move.before());
        LeadRecord.Spot after = LeadRecord.Spot.of(move.after());
        boolean leaves = before.owner() != null && !before.owner().equals(after.owner());
        number[i] = i;
        tenant[i] = entry.tenant();
        lead[i] = move.lead();
        version[i] = move.version();
        at[i] = entry.atMillis();
        type[i] = entry.type();
        transition[i] = entry.requestId();
        state[i] = String.valueOf(after.state().letter());
        pool[i] = after.pool();
        owner[i] = after.owner();
        team[i] = after.team();
        facts[i] = orNull(entry.patch());
        leftAgent[i] = leaves ? before.owner() : null;
        leftTeam[i] = leaves ? before.team() : null;
        LeadEvent.Written written = new LeadEvent.Written(tenant[i], transition[i], team[i], leftTeam[i]);
        body[i] = Buffer.buffer(event(entry, move, before, after, written).bytes());
        key[i] = entry.key().isEmpty() ? null : PostgresTruth.hex(entry.key());
        requestBody[i] = entry.key().isEmpty() ? null : PostgresTruth.hex(entry.body());
        if (!entry.also().isEmpty()) {
            Also also = Also.parse(entry.also());
            detail[i] = also.detail();
            identity[i] = also.identity();
            identityKind[i] = also.identityKind();
            identityGone[i] = also.identityGone();
            newKey[i] = also.key();
        }
    }

    private static LeadEvent event(
            Entry entry, Entry.Move move, LeadRecord.Spot before, LeadRecord.Spot after, LeadEvent.Written written) {
        return new LeadEvent(
                move.lead(),
                move.version(),
                entry.type(),
                entry.atMillis(),
                entry.actor(),
                orNull(entry.reason()),
                words(before),
                words(after),
                entry.data().isEmpty() ? null : new JsonObject(entry.data()),
                entry.sealed().isEmpty() ? null : Base64.getDecoder().decode(entry.sealed()),
                written);
    }

    private static JsonObject words(LeadRecord.Spot spot) {
        JsonObject words = new JsonObject().put("state", spot.state().text());
        if (spot.pool() != null) {
            words.put("pool", spot.pool());
        }
        if (spot.owner() != null) {
            words.put("owner", spot.owner());
        }
        return words;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    Tuple commitArguments(int cell, long epoch) {
        return Tuple.tuple()
                .addArrayOfInteger(number)
                .addArrayOfInteger(tenant)
                .addArrayOfLong(lead)
                .addArrayOfInteger(version)
                .addArrayOfLong(at)
                .addArrayOfString(type)
                .addArrayOfLong(transition)
                .addArrayOfString(state)
                .addArrayOfString(pool)
                .addArrayOfString(owner)
                .addArrayOfString(team)
                .addArrayOfString(facts)
                .addArrayOfBuffer(body)
                .addArrayOfString(leftAgent)
                .addArrayOfString(leftTeam)
                .addArrayOfBuffer(key)
                .addArrayOfBuffer(requestBody)
                .addInteger(cell)
                .addLong(epoch)
                .addInteger(PostgresTruth.LOCK_SPACE)
                .addArrayOfBuffer(detail)
                .addArrayOfBuffer(identity)
                .addArrayOfString(identityKind)
                .addArrayOfBuffer(identityGone)
                .addArrayOfBuffer(newKey);
    }

    /** Without what an entry tells beside its leads: that may be what is wrong with it. */
    static Tuple findArguments(List<Entry> entries) {
        int[][] places = places(entries);
        int n = places.length;
        MoveArrays a = new MoveArrays(n);
        for (int i = 0; i < n; i++) {
            Entry entry = entries.get(places[i][0]);
            Entry.Move move = entry.moves().get(places[i][1]);
            a.number[i] = i;
            a.tenant[i] = entry.tenant();
            a.lead[i] = move.lead();
            a.version[i] = move.version();
            a.transition[i] = entry.requestId();
        }
        return Tuple.tuple()
                .addArrayOfInteger(a.number)
                .addArrayOfInteger(a.tenant)
                .addArrayOfLong(a.lead)
                .addArrayOfInteger(a.version)
                .addArrayOfLong(a.transition);
    }
}
