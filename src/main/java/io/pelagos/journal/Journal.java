package io.pelagos.journal;

import io.micrometer.core.instrument.MeterRegistry;
import io.pelagos.lead.LeadRow;
import io.pelagos.platform.LuaScript;
import io.pelagos.platform.PgSteps;
import io.pelagos.platform.RedisRequests;
import io.pelagos.platform.Share;
import io.pelagos.platform.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The journal on this node: the only way in which leads change. It runs on one thread; its methods may
 * be called from any.
 */
public final class Journal {
    private final Loop loop;
    private final PgSteps pg;
    private final PgSteps pgGate;
    private final PgSteps pgBackground;
    private final Supplier<? extends Future<? extends PgSteps>> connect;
    private final Function<String, RedisRequests> redis;
    private final Placement placement;
    private final Share share;
    private final ClaimCounts counts;
    private final RandomGenerator random;
    private final List<LuaScript> scripts;
    private final Settings settings;
    private final RoadMeters meters;
    private final RoadTraces traces;
    private final JournalMetrics metrics = new JournalMetrics();
    private final Map<Integer, Member> cells = new ConcurrentHashMap<>();
    private final Map<Integer, Future<Void>> recounts = new HashMap<>();
    private final Map<Integer, Future<?>> rounds = new HashMap<>();
    private final Map<Integer, Future<?>> scrubs = new HashMap<>();
    private boolean closing;
    private Runnable grown = () -> {};
    private Deadlines deadlines = (lead, nowMillis) -> null;
    private volatile long clockAheadMillis;

    /**
     * The journal's bounds and pace.
     *
     * @param node names this node among the others
     * @param batchMax leads per transaction
     * @param sweepAfterMillis age at which an outbox entry is taken over
     * @param scrubLeadsPerSecond pace of the scrubber, per cell
     */
    public record Settings(
            String node,
            int maxInFlight,
            int batchMax,
            int outboxMax,
            long outboxMaxAgeMillis,
            long busyRetryMillis,
            long sweepAfterMillis,
            int scrubLeadsPerSecond) {}

    private record Member(Cell cell, RedisArbiter arbiter, Road road, Committer committer, Caretaker caretaker) {
        CellState state() {
            return new CellState(
                    cell.id(),
                    cell.fence() != null,
                    cell.epoch(),
                    road.queued(),
                    road.queuedBackground(),
                    road.busy(),
                    road.open(),
                    road.outboxLength(),
                    committer.oldestAgeMillis(),
                    caretaker.tends(),
                    caretaker.alarmLateMillis());
        }
    }

    /**
     * Joins the parts; nothing runs yet.
     *
     * @param random makes nonces that nobody can guess
     * @param redis the Redis that has the keys of a tag
     * @param pg held connection of the road
     * @param gate one for nothing but looking whether cells may decide: behind a slow statement all gates would close
     * @param background one for everything that can wait
     * @param connect a new connection for a rebuild
     * @param decisions every kind of transition
     * @param readers scripts of the features that only read
     */
    public Journal(
            Loop loop,
            RandomGenerator random,
            Function<String, RedisRequests> redis,
            PgSteps pg,
            PgSteps gate,
            PgSteps background,
            Supplier<? extends Future<? extends PgSteps>> connect,
            Placement placement,
            ClaimCounts counts,
            Collection<Decision> decisions,
            Collection<LuaScript> readers,
            MeterRegistry meters,
            Tracing tracing,
            Share share,
            Settings settings) {
        this.loop = loop;
        this.random = random;
        this.pg = pg;
        this.pgGate = gate;
        this.pgBackground = background;
        this.connect = connect;
        this.redis = redis;
        this.placement = placement;
        this.share = share;
        this.counts = counts;
        this.meters = new RoadMeters(meters);
        this.traces = new RoadTraces(tracing);
        this.settings = settings;
        this.scripts = new ArrayList<>(RedisArbiter.OWN);
        decisions.forEach(d -> scripts.add(d.script()));
        scripts.addAll(readers);
    }

    public JournalMetrics metrics() {
        return metrics;
    }

    public RoadTraces traces() {
        return traces;
    }

    /** How the cells are that hold tenants; on the journal's thread. */
    public List<CellState> states() {
        return cells.values().stream().map(Member::state).toList();
    }

    /** Is called, on the journal's thread, when this node has committed something. */
    public void whenGrown(Runnable listener) {
        grown = listener;
    }

    /**
     * Opens the cells and keeps them; the future tells when each was looked at once.
     *
     * @param rules acts when an alarm rings
     */
    public Future<Void> start(Collection<Integer> cellIds, Deadlines rules) {
        return on(() -> {
            deadlines = rules;
            loop.after(1_000, this::everySecond);
            return Future.join(
                            cellIds.stream().map(id -> member(id).cell.tend()).toList())
                    .otherwiseEmpty()
                    .mapEmpty();
        });
    }

    /**
     * A new connection to Redis, not given out yet: gates stay open only for the very Redis that was
     * filled, and the others are looked at. Fails when it is no master.
     *
     * @param has whether it has the keys of a tag
     */
    public Future<Void> connected(RedisRequests connection, Predicate<String> has) {
        return CellRedis.identity(connection.send(Request.cmd(Command.INFO).arg("replication")))
                .onSuccess(replid -> cells.values().stream()
                        .map(Member::cell)
                        .filter(cell -> has.test(Fence.tag(cell.id())))
                        .forEach(cell -> cell.reconnected(replid)))
                .mapEmpty();
    }

    /** Looks after a cell from now on, as it holds a tenant. */
    public Future<Void> open(int cell) {
        return on(() -> member(cell).cell.tend());
    }

    /** Sets order and alarms of about so many of a tenant's leads anew, behind one. */
    Future<Walks.Reached> realign(int cell, int tenant, long after, int leads) {
        return on(() -> member(cell).caretaker.realign(tenant, after, leads));
    }

    /**
     * Whether all opened cells of some Redis master may decide. One of several masters that dies closes its cells on every node:
     * if they were not ready then, a load balancer would have none left for the cells of the others.
     *
     * @param master the one that has the keys of a tag, by any name
     */
    public boolean ready(UnaryOperator<String> master) {
        Map<String, Boolean> open = new HashMap<>();
        cells.values()
                .forEach(m ->
                        open.merge(master.apply(Fence.tag(m.cell.id())), m.cell.fence() != null, Boolean::logicalAnd));
        return !closing && (open.isEmpty() || open.containsValue(true));
    }

    public Future<Verdict> submit(int cell, Proposal proposal) {
        if (loop.here()) {
            return closing
                    ? Future.succeededFuture(Verdict.Obstacle.NOT_READY)
                    : traces.follow(proposal, () -> member(cell).road.submit(proposal));
        }
        return on(() -> submit(cell, proposal));
    }

    /** Shows leads that the intake has committed. Failure only delays it: the tail shows them later. */
    public Future<Void> entered(int cell, List<LeadRow> rows) {
        return on(() -> {
            Fence fence = member(cell).cell.fence();
            if (fence == null) {
                return Future.failedFuture(new Trouble(Trouble.Kind.NOT_SENT, "the cell is not open"));
            }
            return member(cell)
                    .arbiter
                    .settle(fence, Caretaker.entering(rows, placement))
                    .onFailure(failure -> forgotten(cell, fence, failure));
        });
    }

    /** The time of the cells, as Redis told it last: windows are made for it. */
    public long nowMillis() {
        return loop.wallMillis() + clockAheadMillis;
    }

    private void tick(long redisNowMillis) {
        clockAheadMillis = redisNowMillis - loop.wallMillis();
    }

    /** What others were told some time ago: else a node that decides nothing would know its own clock only. */
    private void atLeast(long redisNowMillis) {
        clockAheadMillis = Math.max(clockAheadMillis, redisNowMillis - loop.wallMillis());
    }

    /** Asks a reading script of a cell. */
    public Future<Response> ask(int cell, LuaScript script, List<String> arguments) {
        return on(() -> {
            Fence fence = member(cell).cell.fence();
            if (fence == null) {
                return Future.failedFuture(new Trouble(Trouble.Kind.NOT_SENT, "the cell is not open"));
            }
            return traces.read("read", () -> member(cell).arbiter.call(fence, script, arguments))
                    .onFailure(failure -> forgotten(cell, fence, failure));
        });
    }

    /** Decisions under older configurations of this tenant are refused from now on, on all nodes. */
    public Future<Void> news(int cell, int tenant, long version) {
        return ask(cell, RedisArbiter.NEWS, List.of(Integer.toString(tenant), Long.toString(version)))
                .mapEmpty();
    }

    /** Counts a tenant's claims anew, because a limit was added; claims of the tenant wait meanwhile. */
    public Future<Void> recount(int cell, int tenant) {
        return on(() -> {
            Future<Void> running = recounts.get(tenant);
            if (running != null) {
                return running;
            }
            Fence fence = member(cell).cell.fence();
            if (fence == null) {
                return Future.failedFuture(new Trouble(Trouble.Kind.NOT_SENT, "the cell is not open"));
            }
            Future<Void> recount =
                    new Recount(member(cell).arbiter, counts, settings.node, this::pause).run(fence, tenant);
            recounts.put(tenant, recount);
            return recount.onComplete(done -> recounts.remove(tenant));
        });
    }

    /** The operator's command. */
    public Future<Void> rebuild(int cell) {
        return on(() -> member(cell).cell.rebuildNow());
    }

    /** Stops accepting, waits until what is in flight is settled or the time is over. */
    public Future<Void> close(long withinMillis) {
        return on(() -> {
            closing = true;
            return drained(loop.nowMillis() + withinMillis);
        });
    }

    private Future<Void> drained(long deadlineMillis) {
        boolean idle = cells.values().stream().allMatch(m -> m.road.open() == 0 && m.committer.idle());
        return idle || loop.nowMillis() > deadlineMillis
                ? Future.succeededFuture()
                : pause(20).compose(done -> drained(deadlineMillis));
    }

    private Future<Void> pause(long millis) {
        Promise<Void> promise = Promise.promise();
        loop.after(millis, promise::complete);
        return promise.future();
    }

    private void forgotten(int cell, Fence fence, Throwable failure) {
        if (Trouble.kindOf(failure) == Trouble.Kind.FORGOTTEN) {
            member(cell).cell.doubt(fence, "Redis does not know the scripts");
        }
    }

    private void everySecond() {
        if (!closing) {
            loop.after(1_000, this::everySecond);
            cells.values().forEach(this::everySecond);
        }
    }

    private void everySecond(Member member) {
        unlessRunning(rounds, member, () -> member.cell.tend().compose(done -> member.caretaker.round()));
        unlessRunning(scrubs, member, () -> member.caretaker.scrub(settings.scrubLeadsPerSecond));
    }

    private static void unlessRunning(Map<Integer, Future<?>> running, Member member, Supplier<Future<?>> work) {
        Future<?> last = running.get(member.cell.id());
        if (last == null || last.isComplete()) {
            running.put(member.cell.id(), work.get());
        }
    }

    private Member member(int id) {
        return cells.computeIfAbsent(id, this::create);
    }

    private Member create(int id) {
        RedisRequests mine = redis.apply(Fence.tag(id));
        RedisArbiter arbiter = new RedisArbiter(mine);
        CellRedis cellRedis = new CellRedis(mine);
        Rebuild rebuild = new Rebuild(connect, cellRedis, arbiter, placement, counts, scripts, random);
        Cell cell = new Cell(id, pgGate, cellRedis, rebuild, scripts, this::atLeast, metrics);
        Arbiter watched = new WatchedArbiter(arbiter, meters, traces);
        Truth truth = new WatchedTruth(new PostgresTruth(pg), meters, traces);
        Committer committer = new Committer(cell, watched, truth, placement, loop, settings.batchMax, metrics);
        Road road = new Road(
                cell,
                watched,
                committer,
                loop,
                new Road.Limits(
                        settings.maxInFlight,
                        settings.outboxMax,
                        settings.outboxMaxAgeMillis,
                        settings.busyRetryMillis),
                this::tick);
        committer.whenGrown(() -> grown.run());
        Scrubber scrubber = new Scrubber(pgBackground, arbiter, placement, metrics, this::nowMillis);
        Caretaker caretaker = new Caretaker(
                cell,
                committer,
                arbiter,
                cellRedis,
                pgBackground,
                new Walks(scrubber, loop),
                loop,
                placement,
                // Not the field's value of now: a cell may open before start() has given the rules.
                (lead, nowMillis) -> deadlines.ring(lead, nowMillis),
                this::tick,
                metrics,
                new CellLease(cellRedis, loop, settings.node, () -> share.mine("cell " + id)),
                settings.sweepAfterMillis);
        return new Member(cell, arbiter, road, committer, caretaker);
    }

    private <T> Future<T> on(Supplier<Future<T>> work) {
        if (loop.here()) {
            return work.get();
        }
        ContextInternal caller = ContextInternal.current();
        Promise<T> promise = caller == null ? Promise.promise() : caller.promise();
        loop.run(() -> work.get().onComplete(promise));
        return promise.future();
    }
}
