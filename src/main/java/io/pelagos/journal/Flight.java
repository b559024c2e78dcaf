package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decided request on its way to PostgreSQL and back to Redis. */
final class Flight {
    final Fence fence;
    final Entry entry;
    final String usage;
    final boolean replayed;
    final long sinceMillis;
    /** Who waits for the verdict; nobody for what the sweeper found. */
    final @Nullable Promise<Verdict> waiting;

    private final Verdict.@Nullable Moved[] moved;
    /** Where PostgreSQL has each lead now: what Redis is to be told. */
    private final @Nullable LeadRow[] now;

    private int tries;
    private @Nullable Verdict whenSettled;

    Flight(
            Fence fence,
            Entry entry,
            String usage,
            boolean replayed,
            long sinceMillis,
            @Nullable Promise<Verdict> waiting) {
        this.fence = fence;
        this.entry = entry;
        this.usage = usage;
        this.replayed = replayed;
        this.sinceMillis = sinceMillis;
        this.waiting = waiting;
        this.moved = new Verdict.@Nullable Moved[entry.moves().size()];
        this.now = new @Nullable LeadRow[entry.moves().size()];
    }

    /** The move is committed; {@code rowNow} is newer when the lead has moved on since. */
    void moved(int move, Verdict.Moved lead, @Nullable LeadRow rowNow) {
        moved[move] = lead;
        now[move] = rowNow;
    }

    /** The move was refused; the lead is where this row says. */
    void refused(int move, @Nullable LeadRow rowNow) {
        now[move] = rowNow;
    }

    boolean complete() {
        return Arrays.stream(moved).allMatch(m -> m != null);
    }

    boolean open(int move) {
        return moved[move] == null;
    }

    int nextTry() {
        return ++tries;
    }

    List<Verdict.Moved> leads() {
        List<Verdict.Moved> leads = new ArrayList<>(moved.length);
        for (Verdict.Moved lead : moved) {
            if (lead != null) {
                leads.add(lead);
            }
        }
        return leads;
    }

    void answer(Verdict verdict) {
        if (waiting != null) {
            waiting.tryComplete(verdict);
        }
    }

    /** PostgreSQL refused all of it; not answered before Redis is put right. */
    void answerWhenSettled(Verdict verdict) {
        whenSettled = verdict;
    }

    void settled() {
        if (whenSettled != null) {
            answer(whenSettled);
        }
    }

    /** Where Redis should put each lead, all of the request together. */
    List<Settlement> settlements(Placement placement) {
        List<Settlement> all = new ArrayList<>(moved.length);
        String expected = Settlement.inFlightUnder(entry.requestId());
        for (int i = 0; i < moved.length; i++) {
            Entry.Move move = entry.moves().get(i);
            LeadRow row = now[i];
            String record = row == null ? LeadRecord.NONE : LeadRecord.of(row, placement.place(row));
            String left = moved[i] == null ? "" : left(move, placement);
            String giveBack = giveBack(i, moved[i] != null);
            boolean counted = LeadRecord.claimedAsDecided(move, record);
            all.add(new Settlement(
                    move.lead(),
                    expected,
                    record,
                    left,
                    giveBack,
                    counted ? "" : move.before(),
                    counted ? "" : move.after()));
        }
        return all;
    }

    /** Whom the lead left, for cooldowns. */
    private String left(Entry.Move move, Placement placement) {
        LeadRecord.Spot before = LeadRecord.Spot.of(move.before());
        boolean stays = before.owner() == null
                || before.owner().equals(LeadRecord.Spot.of(move.after()).owner());
        long keepMillis = stays ? 0 : placement.rememberLeavingMillis(entry.tenant());
        if (keepMillis == 0) {
            return "";
        }
        return LeadRecord.name(entry.tenant(), before.owner())
                + '|'
                + LeadRecord.name(entry.tenant(), before.team())
                + '|'
                + entry.atMillis()
                + '|'
                + keepMillis;
    }

    /** What a refused claim has counted, or a committed refund ends. */
    private String giveBack(int move, boolean committed) {
        boolean forgetKey =
                !committed && move == 0 && leads().isEmpty() && !entry.key().isEmpty();
        String counters = committed == entry.refunds() ? counters(entry.moves().get(move)) : "";
        return forgetKey ? counters + " rq:" + entry.key() : counters;
    }

    /** Counters that begin with {@code #} lie with the counts of the agent who was to have the lead. */
    private String counters(Entry.Move move) {
        String agent =
                LeadRecord.name(entry.tenant(), LeadRecord.Spot.of(move.after()).owner());
        StringBuilder all = new StringBuilder();
        for (String counter : entry.counters().split(" ", -1)) {
            all.append(all.isEmpty() ? "" : " ").append(counter.startsWith("#") ? "h:" + agent + counter : counter);
        }
        return all.toString();
    }
}
