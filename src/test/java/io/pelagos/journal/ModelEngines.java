package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.SealedDetail;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model of both engines and of time, for the road's own logic: answers come when virtual time says,
 * faults when a test says. The model of a decision is one move: a lead goes to the actor, or back.
 */
final class ModelEngines implements Arbiter, Truth, Gate, Road.Time, Placement {
    static final Fence FENCE = new Fence(1, 5, "n", "r");

    private record Timer(long atMillis, long number, Runnable action) {}

    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::atMillis).thenComparingLong(Timer::number));
    private long nowMillis = 1_000;
    private long timersMade;

    long answerMillis = 2;
    long commitMillis = 5;

    @Nullable
    Fence open = FENCE;

    long epoch = FENCE.epoch();
    Trouble.@Nullable Kind decideTrouble;
    /** Faults of the next commits; null for none. A cut comes after the transaction has committed. */
    final Queue<String> commitFaults = new ArrayDeque<>();
    /** Requests with a value that PostgreSQL refuses. */
    final Set<Long> poison = new HashSet<>();

    int otherEntries;

    final Map<Long, String> redis = new HashMap<>();
    /** Lead to request; the lead's record is the one before. */
    final Map<Long, Long> inFlight = new HashMap<>();

    final Map<Long, Entry> outbox = new LinkedHashMap<>();
    final Map<Long, LeadRow> rows = new HashMap<>();
    final Map<String, Long> transitions = new HashMap<>();
    final List<String> decisions = new ArrayList<>();
    final List<List<Long>> batches = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    final List<String> doubts = new ArrayList<>();

    void lead(long id) {
        rows.put(id, new LeadRow(7, id, 1, LeadState.POOLED, "web", null, null, 1, 0, 1, 0, new JsonObject()));
        redis.put(id, LeadRecord.of(rows.get(id), place(rows.get(id))));
    }

    /** Runs until nothing is left to happen, or the time has come. */
    void run(long untilMillis) {
        while (!timers.isEmpty() && timers.element().atMillis <= untilMillis) {
            Timer timer = timers.remove();
            nowMillis = Math.max(nowMillis, timer.atMillis);
            timer.action.run();
        }
        nowMillis = Math.max(nowMillis, untilMillis);
    }

    void run() {
        run(nowMillis + 60_000);
    }

    private <T> Future<T> later(long millis, java.util.function.Supplier<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        after(millis, () -> work.get().onComplete(promise));
        return promise.future();
    }

    @Override
    public long nowMillis() {
        return nowMillis;
    }

    @Override
    public void after(long millis, Runnable action) {
        timers.add(new Timer(nowMillis + millis, timersMade++, action));
    }

    @Override
    public @Nullable Fence fence() {
        return open;
    }

    @Override
    public void doubt(Fence fence, String why) {
        doubts.add(why);
    }

    @Override
    public Future<Decided> decide(Fence fence, List<Proposal> proposals) {
        Trouble.Kind trouble = decideTrouble;
        if (trouble != null) {
            return later(answerMillis, () -> Future.failedFuture(new Trouble(trouble, "model")));
        }
        List<Reply> replies = proposals.stream().map(this::reply).toList();
        log.add("decide " + proposals.size() + (proposals.get(0).background() ? " background" : ""));
        Decided decided = new Decided(nowMillis, outbox.size() + otherEntries, replies);
        return later(answerMillis, () -> Future.succeededFuture(decided));
    }

    private Reply reply(Proposal p) {
        long lead = Long.parseLong(p.lead());
        boolean release = p.decision().equals(Steps.STEP);
        decisions.add(p.actor() + "@" + lead);
        String record = redis.getOrDefault(lead, "");
        if (inFlight.containsKey(lead)) {
            return new Reply("busy", "");
        } else if (record.startsWith("o") && !release) {
            return new Reply("already-claimed", "");
        }
        int version = Integer.parseInt(record.split("\\|", -1)[1]) + 1;
        String after = release
                ? "p|" + version + "|7/web||0|0||0|"
                : "o|" + version + "|7/web|7/" + p.actor() + "||" + nowMillis + "|0|u|0";
        String text = p.requestId() + "\t7\t" + nowMillis + "\tclaimed\t" + p.actor() + "\t\t\t\t\t\t\t\t\t" + lead
                + "," + version + "," + record + "," + after;
        inFlight.put(lead, p.requestId());
        outbox.put(p.requestId(), Entry.parse(text));
        return new Reply("ok", text);
    }

    @Override
    public Future<Void> settle(Fence fence, List<Settlement> settlements) {
        for (Settlement s : settlements) {
            log.add("settle " + s.lead());
            Long request = Long.valueOf(s.expected().substring(1));
            if (inFlight.remove(s.lead(), request)) {
                redis.put(s.lead(), s.record());
            }
            outbox.remove(request);
        }
        return later(answerMillis, Future::succeededFuture);
    }

    @Override
    public Future<Committed> commit(Fence fence, List<Entry> entries) {
        batches.add(entries.stream().map(Entry::requestId).toList());
        return later(commitMillis, () -> {
            String fault = commitFaults.isEmpty() ? "" : commitFaults.remove();
            if (fault.equals("away")) {
                return Future.failedFuture(new Trouble(Trouble.Kind.UNREACHABLE, "model"));
            } else if (fault.equals("conflict")) {
                return Future.failedFuture(new Trouble(Trouble.Kind.CONFLICT, "model"));
            } else if (entries.stream().anyMatch(e -> poison.contains(e.requestId()))) {
                return Future.failedFuture(new Trouble(Trouble.Kind.BAD_DATA, "model"));
            }
            Committed committed = write(fence, entries);
            return fault.equals("cut")
                    ? Future.failedFuture(new Trouble(Trouble.Kind.UNREACHABLE, "model"))
                    : Future.succeededFuture(committed);
        });
    }

    private Committed write(Fence fence, List<Entry> entries) {
        List<Landed> moved = new ArrayList<>();
        for (int e = 0; e < entries.size(); e++) {
            Entry.Move move = entries.get(e).moves().get(0);
            LeadRow row = rows.get(move.lead());
            if (epoch == fence.epoch() && row != null && row.version() == move.version() - 1) {
                LeadRecord.Spot to = LeadRecord.Spot.of(move.after());
                LeadRow next = new LeadRow(
                        7,
                        row.id(),
                        move.version(),
                        to.state(),
                        "web",
                        to.owner(),
                        null,
                        1,
                        nowMillis,
                        nowMillis,
                        0,
                        new JsonObject());
                rows.put(row.id(), next);
                transitions.put(
                        move.lead() + "@" + move.version(), entries.get(e).requestId());
                log.add("commit " + move.lead());
                moved.add(new Landed(e, 0, next, detail(row.id())));
            }
        }
        return new Committed(epoch, moved);
    }

    private static SealedDetail detail(long lead) {
        return new SealedDetail(7, lead, null, Buffer.buffer(), Buffer.buffer(), new JsonObject(), 1);
    }

    @Override
    public Future<List<Found>> find(List<Entry> entries) {
        List<Found> found = new ArrayList<>();
        for (int e = 0; e < entries.size(); e++) {
            Entry.Move move = entries.get(e).moves().get(0);
            LeadRow row = rows.get(move.lead());
            boolean mine = Long.valueOf(entries.get(e).requestId())
                    .equals(transitions.get(move.lead() + "@" + move.version()));
            found.add(new Found(
                    e, 0, row, mine ? row : null, mine ? entries.get(e).type() : null, detail(move.lead())));
        }
        return later(answerMillis, () -> Future.succeededFuture(found));
    }

    @Override
    public Place place(LeadRow row) {
        return Place.pooled("", 1, 0, "", 0);
    }

    @Override
    public long rememberLeavingMillis(int tenant) {
        return 0;
    }
}
