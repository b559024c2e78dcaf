package io.pelagos.journal;

import io.pelagos.lead.Facts;
import java.util.ArrayList;
import java.util.List;

/**
 * What a decision wrote into the outbox: everything that PostgreSQL must write for one request. The
 * text is that of decide-head.lua: fields between tabs, the moves last.
 *
 * @param key hash of the Idempotency-Key in hex, or empty
 * @param body hash of method, path and body, or empty
 * @param reason a rule's name or another plain word, or empty
 * @param patch what changes in the lead's facts, JSON, or empty
 * @param data what the event tells beside that, JSON, or empty
 * @param sealed personal values under the lead's key, base64, or empty
 * @param also what else is written with it, {@link Also} as JSON, or empty
 * @param counters keys of the limits that a claim has counted, or that a refund gives back; spaces between
 */
record Entry(
        long requestId,
        int tenant,
        long atMillis,
        String type,
        String actor,
        String key,
        String body,
        String reason,
        String patch,
        String data,
        String sealed,
        String also,
        String counters,
        List<Move> moves) {

    private static final int FIELDS = 13;

    /** Whether it gives back, when it is committed, what an earlier claim has counted. */
    boolean refunds() {
        return type.equals("refunded");
    }

    /** Whether limits count otherwise after it. */
    boolean counts() {
        return refunds() || type.equals("claimed");
    }

    /** Whether PostgreSQL writes more of it than the lead, the line and the request: see commit.sql, "beside". */
    boolean writesBeside() {
        return !also.isEmpty() || Facts.OF_TERMS.stream().anyMatch(name -> patch.contains('"' + name + '"'));
    }

    /**
     * One lead of the request.
     *
     * @param version the version that this move makes
     * @param before the record before, empty when the lead was closed
     */
    record Move(long lead, int version, String before, String after) {}

    static Entry parse(String text) {
        String[] f = text.split("\t", -1);
        List<Move> moves = new ArrayList<>(f.length - FIELDS);
        for (int i = FIELDS; i < f.length; i++) {
            String[] m = f[i].split(",", -1);
            moves.add(new Move(Long.parseLong(m[0]), Integer.parseInt(m[1]), m[2], m[3]));
        }
        return new Entry(
                Long.parseLong(f[0]),
                Integer.parseInt(f[1]),
                Long.parseLong(f[2]),
                f[3],
                f[4],
                f[5],
                f[6],
                f[7],
                f[8],
                f[9],
                f[10],
                f[11],
                f[12],
                moves);
    }
}
