package io.pelagos.journal.sim;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pelagos.journal.Caller;
import io.pelagos.journal.ClaimCounts;
import io.pelagos.journal.Journal;
import io.pelagos.journal.Loop;
import io.pelagos.journal.Proposal;
import io.pelagos.journal.Requests;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.platform.Tracing;
import io.pelagos.pool.Pools;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One start of the server, as its wiring does it: the product's journal over simulated connections. */
final class Node implements Agenda.Who, Loop {
    final String name;
    /** Where the next start happens when this one is over. */
    final String slot;

    private final World world;
    private final int number;
    final RedisWire redis;
    final List<PgWire> wires = new ArrayList<>();
    final Directory directory;
    final Journal journal;
    private final PgWire road;
    private final PgWire background;
    private final Requests requests;
    private final Steps steps;
    private boolean alive = true;
    boolean started;
    private long requestsMade;
    long stalledUntilMicros;
    long clockAheadMillis;

    /** @param number of this start among all: its request ids begin with it */
    Node(World world, int number, String slot) {
        this.world = world;
        this.number = number;
        this.slot = slot;
        this.name = slot + "." + number;
        this.redis = new RedisWire(world, name, this);
        this.road = wire("road");
        this.background = wire("background");
        PgWire reads = wire("reads");
        PgWire rebuilds = wire("rebuild");
        this.directory = new Directory(wire("watch"), 16, this::nowMillis, tenant -> {});
        this.journal = new Journal(
                this,
                new Random(world.agenda.random.nextLong()),
                tag -> redis,
                road,
                wire("gate"),
                background,
                rebuilds::session,
                world.firm,
                new PastClaims(),
                Stream.concat(Pools.DECISIONS.stream(), Stream.of(Steps.STEP)).toList(),
                List.of(),
                new SimpleMeterRegistry(),
                Tracing.off(),
                work -> world.nodes.isEmpty() || world.nodes.get(world.nodes.size() - 1) == this,
                new Journal.Settings(name, 40, 8, 30, 2_000, 200, 1_000, 40));
        this.requests = new Requests(journal, directory, reads);
        this.steps = new Steps(journal, requests, directory, new LeadStore(reads, null), world.firm, this::newRequest);
    }

    private PgWire wire(String use) {
        PgWire wire = new PgWire(world, name + "." + use, this);
        wires.add(wire);
        return wire;
    }

    private long newRequest() {
        return number * 1_000_000L + ++requestsMade;
    }

    void start() {
        redis.open(connection -> started ? journal.connected(connection, tag -> true) : Future.succeededFuture())
                .compose(opened -> directory.poll().otherwiseEmpty())
                .compose(polled -> {
                    directory.onChange(config -> journal.news(config.cell(), config.no(), config.version()));
                    poll();
                    started = true;
                    return journal.start(List.of(PgModel.CELL), this::ring);
                });
    }

    private void poll() {
        after(300, () -> directory.poll().onComplete(done -> poll()));
    }

    /** Its memory is lost; what it has sent may still come. */
    void die() {
        alive = false;
    }

    // The thread.

    @Override
    public boolean alive() {
        return alive;
    }

    @Override
    public long stalledUntilMicros() {
        return stalledUntilMicros;
    }

    @Override
    public long nowMillis() {
        return world.agenda.nowMillis();
    }

    @Override
    public void after(long millis, Runnable action) {
        world.agenda.after(millis * 1_000, this, action);
    }

    @Override
    public long wallMillis() {
        return World.EPOCH + world.agenda.nowMillis() + clockAheadMillis;
    }

    @Override
    public boolean here() {
        return true;
    }

    @Override
    public void run(Runnable action) {
        action.run();
    }

    // What clients ask for.

    private @Nullable TenantConfig config() {
        return directory.tenant(PgModel.TENANT);
    }

    Future<Verdict> handle(Operation op) {
        TenantConfig config = config();
        if (!started || config == null || !directory.fresh()) {
            return Future.succeededFuture(Verdict.Obstacle.NOT_READY);
        }
        return op.kind().claims() ? claim(config, op) : step(config, op);
    }

    private Future<Verdict> claim(TenantConfig config, Operation op) {
        return requests.submit(config, op.key(), op.body(), () -> {
            TenantConfig now = config();
            return new Proposal(
                    Pools.DECISIONS.get(0),
                    newRequest(),
                    now.no(),
                    now.version(),
                    op.key(),
                    op.body(),
                    op.agent(),
                    world.firm.claims(now.version(), journal.nowMillis()),
                    List.of(
                            PgModel.TENANT + "/" + op.agent(),
                            "",
                            op.lead() == 0 ? "" : Long.toString(op.lead()),
                            Integer.toString(op.count()),
                            "",
                            "0",
                            "",
                            "",
                            ""),
                    false);
        });
    }

    private Future<Verdict> step(TenantConfig config, Operation op) {
        Wish wish = new Wish(
                new Caller(config, op.agent(), op.key(), op.body()), op.lead(), (c, row) -> true, found -> null);
        return steps.take(wish, (found, c) -> {
            LeadRow row = found.row();
            boolean mine = op.agent().equals(row.owner());
            return switch (op.kind()) {
                case RELEASE -> mine ? go(Step.toPool(row, "released", Firm.POOL)) : Steps.Plan.no("not-yours");
                case FOLLOW_UP ->
                    mine
                            ? go(Step.stays(row, "followed_up").set(Facts.FOLLOWUPS, new JsonArray().add(Step.NOW)))
                            : Steps.Plan.no("not-yours");
                case ASSIGN ->
                    row.state() == LeadState.CLOSED || mine
                            ? Steps.Plan.no("not-possible")
                            : go(Step.toOwner(row, "assigned", op.agent(), null)
                                    .withinCaps(world.firm.caps().encode()));
                case CLOSE -> mine ? go(Step.closes(row, "closed")) : Steps.Plan.no("not-yours");
                case REOPEN ->
                    row.state() == LeadState.CLOSED
                            ? go(Step.toPool(row, "reopened", Firm.POOL))
                            : Steps.Plan.no("not-closed");
                case POISON -> go(Step.stays(row, "noted").tell("note", PgModel.POISON));
                case CLAIM_NEXT, CLAIM_CHOSEN -> throw new IllegalStateException("a claim is no step");
            };
        });
    }

    private static Steps.Plan go(Step step) {
        return Steps.Plan.go(step);
    }

    /** The intake: first PostgreSQL, then Redis. True when it is committed. */
    Future<Boolean> receive(long lead) {
        long now = wallMillis();
        return road.ask(c -> c.preparedQuery("simulation: receive").execute(Tuple.of(lead, Firm.POOL, now)))
                .map(done -> {
                    if (done.rowCount() == 0) {
                        return true;
                    }
                    LeadRow row = new LeadRow(
                            PgModel.TENANT,
                            lead,
                            1,
                            LeadState.POOLED,
                            Firm.POOL,
                            null,
                            null,
                            now,
                            0,
                            now,
                            0,
                            new JsonObject());
                    journal.entered(PgModel.CELL, List.of(row));
                    return true;
                })
                .otherwise(false);
    }

    // What the server does by itself.

    private @Nullable Future<?> ring(LeadRow row, long nowMillis) {
        long at = world.firm.goesBackAt(row);
        TenantConfig config = config();
        if (at == 0 || at > nowMillis || config == null) {
            return null;
        }
        world.history.background(number * 1_000_000L + requestsMade + 1);
        return steps.takeInBackground(config, "rule", Step.toPool(row, "recycled", Firm.POOL));
    }

    /** Counts past claims from the journal, for a rebuild or a new limit. */
    private final class PastClaims implements ClaimCounts {
        @Override
        public String defs(int tenant) {
            TenantConfig config = config();
            return config == null ? "" : world.firm.defs(config.version());
        }

        @Override
        public Future<Void> count(int tenant, long nowMillis, Function<ClaimCounts.Counts, Future<Void>> take) {
            return background.ask(c -> c.query("simulation: journal").execute()).compose(rows -> {
                Map<String, Integer> counters = new TreeMap<>();
                List<String> cooldowns = new ArrayList<>();
                for (Row row : rows) {
                    count((PgModel.Line) row.getValue(0), nowMillis, counters, cooldowns);
                }
                List<String> flat = new ArrayList<>();
                counters.forEach((key, n) -> flat.addAll(List.of(key, n.toString(), "60000")));
                return take.apply(new ClaimCounts.Counts(flat, cooldowns));
            });
        }

        private void count(PgModel.Line line, long now, Map<String, Integer> counters, List<String> cooldowns) {
            if (line.type().equals("claimed")) {
                String agent = PgModel.TENANT + "/" + line.agent();
                long base = now / Firm.WINDOW_MILLIS * Firm.WINDOW_MILLIS;
                if (line.at() >= base && line.at() < base + Firm.WINDOW_MILLIS) {
                    counters.merge("h:" + agent + "#q:" + Firm.calendar() + "#" + base, 1, Integer::sum);
                }
                counters.merge(
                        "q:a/" + agent + "/" + Firm.rolling() + ":" + line.at() / Firm.BUCKET_MILLIS, 1, Integer::sum);
            }
            if (line.leftAgent() != null && world.firm.coolMillis() > 0) {
                cooldowns.addAll(List.of(
                        Long.toString(line.lead()),
                        "a:" + PgModel.TENANT + "/" + line.leftAgent(),
                        Long.toString(line.at()),
                        Long.toString(world.firm.coolMillis())));
            }
        }
    }
}
