package io.pelagos;

import com.github.f4b6a3.tsid.TsidFactory;
import io.pelagos.alert.AlertWork;
import io.pelagos.alert.Alerts;
import io.pelagos.assignment.LeadRouter;
import io.pelagos.assignment.PointList;
import io.pelagos.assignment.RankOrder;
import io.pelagos.bots.Bots;
import io.pelagos.bots.Suspects;
import io.pelagos.channel.Hooks;
import io.pelagos.channel.Intake;
import io.pelagos.channel.Policies;
import io.pelagos.channel.Touches;
import io.pelagos.channel.fetch.FetchTable;
import io.pelagos.channel.fetch.Fetcher;
import io.pelagos.channel.fetch.Forgetting;
import io.pelagos.channel.poll.PollTable;
import io.pelagos.channel.poll.Poller;
import io.pelagos.exchange.ImportJob;
import io.pelagos.followup.DoNotCall;
import io.pelagos.followup.ListedLeads;
import io.pelagos.followup.Rescoring;
import io.pelagos.followup.Reviews;
import io.pelagos.health.ChannelMeters;
import io.pelagos.http.Api;
import io.pelagos.http.ChannelDesk;
import io.pelagos.http.Edge;
import io.pelagos.http.Rates;
import io.pelagos.http.RequestWatch;
import io.pelagos.http.Sealer;
import io.pelagos.http.Web;
import io.pelagos.journal.Housekeeping;
import io.pelagos.journal.Jobs;
import io.pelagos.journal.Journal;
import io.pelagos.journal.JournalTail;
import io.pelagos.journal.Loop;
import io.pelagos.journal.Realign;
import io.pelagos.journal.Requests;
import io.pelagos.journal.Steps;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Keysets;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadStore;
import io.pelagos.live.Live;
import io.pelagos.outgoing.DeliveryTraces;
import io.pelagos.outgoing.Outgoing;
import io.pelagos.platform.AddressGuard;
import io.pelagos.platform.Cluster;
import io.pelagos.platform.GuardedClient;
import io.pelagos.platform.PgConnector;
import io.pelagos.platform.RedisLinks;
import io.pelagos.platform.Tracing;
import io.pelagos.pool.ClaimMeters;
import io.pelagos.pool.Claims;
import io.pelagos.pool.Handover;
import io.pelagos.pool.Hands;
import io.pelagos.pool.PoolLists;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.pool.Pools;
import io.pelagos.pool.Recycler;
import io.pelagos.presence.LeaveJob;
import io.pelagos.presence.Leaves;
import io.pelagos.presence.Presences;
import io.pelagos.presence.Watch;
import io.pelagos.preview.Previews;
import io.pelagos.privacy.ClosedLeads;
import io.pelagos.privacy.Erasure;
import io.pelagos.privacy.Reads;
import io.pelagos.privacy.Rotation;
import io.pelagos.retention.Pruning;
import io.pelagos.signin.Hasher;
import io.pelagos.signin.Passwords;
import io.pelagos.signin.SignInParts;
import io.pelagos.stats.Counting;
import io.pelagos.stats.Follower;
import io.pelagos.task.Tasks;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tokens;
import io.pelagos.team.Turns;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node is made of, wired top to bottom as a lead flows, once it has its keys and its number. It is made, it
 * {@link #follow follows}, and it {@link #start starts} what goes by itself. Stopped, it {@link #leave leaves},
 * {@link #rest rests}, {@link #settle settles} and is {@link #close closed}.
 */
final class NodeParts {
    private static final long CONNECT_MILLIS = 5_000;
    /** The server's own secrets are sealed like a tenant's, under a number that no tenant has. */
    private static final int SERVER_KEYS = -1;

    /**
     * What there is from the start.
     *
     * @param name unlike that of any other node, now or before
     */
    record Base(
            Config config,
            Cluster cluster,
            Context context,
            Clock clock,
            NodeMeters meters,
            Tracing tracing,
            PostgresLinks pg,
            RedisLinks redis,
            Directory directory,
            Tokens tokens,
            String name) {

        Vertx vertx() {
            return cluster.vertx();
        }
    }

    private final Base base;
    private final Config config;
    private final Vertx vertx;
    private final Clock clock;
    private final NodeMeters meters;
    private final Tracing tracing;
    private final PostgresLinks pg;
    private final Directory directory;
    private final ContactVault vault;
    private final LongSupplier ids;
    private final Journal journal;
    private final Steps steps;
    private final Intake intake;
    private final Exchange files;
    private final Jobs jobs;
    private final SignInParts people;
    private final ChannelCare care;
    private final Chores chores;
    private final Live live;
    private final Api api;
    private final Bots bots;
    private final AlertWork alertWork;
    private final Outgoing outgoing;
    private final Edge edge;
    private volatile boolean leaving;

    /** @param number unlike that of any node that runs beside this one: it is part of the ids that this one makes */
    NodeParts(Base base, Keysets keysets, int number) {
        this.base = base;
        config = base.config;
        vertx = base.vertx();
        clock = base.clock;
        meters = base.meters;
        tracing = base.tracing;
        pg = base.pg;
        directory = base.directory;
        Tokens tokens = base.tokens;
        vault = new ContactVault(keysets);
        directory.keys(keysets::follow);
        PgConnector connector = new PgConnector(vertx, pg.options, pg.patienceMillis);
        ids = new IdSource(number)::next;
        Pools pools = new Pools(directory);
        PoolPlacement placement = pools.placement(this::cellMillis);
        journal = new Journal(
                Loop.of(vertx, base.context),
                new SecureRandom(),
                base.redis::of,
                pg.road,
                pg.gate,
                pg.background,
                connector::session,
                placement,
                pools.history(pg.sums),
                Stream.concat(Pools.DECISIONS.stream(), Stream.of(Steps.STEP)).toList(),
                Pools.READERS,
                meters.registry(),
                tracing,
                base.cluster,
                NodeSettings.journal(config.road()));
        Requests requests = new Requests(journal, directory, pg.reads);
        LeadStore store = new LeadStore(pg.reads, pg.scans);
        steps = new Steps(journal, requests, directory, store, placement, ids);
        intake = new Intake(
                vertx,
                new PgConnector(vertx, pg.options, CONNECT_MILLIS)::connect,
                vault,
                clock,
                new Policies(directory::tenant),
                this::entered,
                this::touched,
                ids,
                NodeSettings.intake(config.intake()));
        intake.trace(tracing);
        PoolLists lists = pools.lists(journal);
        Hands hands = new Hands(lists, store);
        Presences presences = new Presences(pg.background, this::cellMillis);
        Leaves leaves = new Leaves(pg.sql, pg.reads, ids);
        files = new Exchange(vertx, config, pg.options, pg.sql, vault, ids);
        jobs = new Jobs(
                pg.background,
                Map.of(
                        ImportJob.KIND,
                        files.job(directory, intake, steps, store),
                        Realign.KIND,
                        new Realign(journal, store, directory),
                        Handover.KIND,
                        new Handover(steps, hands, directory),
                        Rescoring.KIND,
                        new Rescoring(steps, store, vault, directory),
                        Erasure.KIND,
                        new Erasure(vertx, pg.background, pg.scans, steps, directory, vault, store),
                        Rotation.KIND,
                        new Rotation(
                                vertx,
                                pg.background,
                                pg.sql,
                                pg.scans,
                                directory,
                                keysets,
                                NodeSettings.rotation(config.keyRotation())),
                        Leaves.BEGIN,
                        LeaveJob.begin(steps, hands, directory, leaves),
                        Leaves.END,
                        LeaveJob.end(steps, hands, directory, leaves)));
        Watch watch = new Watch(
                new Turns(pg.background), directory, steps, lists, hands, presences, leaves, config.watchMillis());
        GuardedClient client = client();
        Config.SignIn hashing = config.signIn();
        Hasher hasher = new Hasher(vertx, hashing.hashesAtOnce(), hashing.hashesWaitingMax());
        people = SignInParts.of(new SignInParts.Needs(
                vertx, pg.sql, directory, tokens, hasher, client, vault, SERVER_KEYS, clock, ids));
        PlatformWeb platforms = new PlatformWeb(client, config.outgoing().timeoutMillis());
        FetchTable fetches = new FetchTable(pg.reads);
        PollTable polls = new PollTable(pg.background);
        // Not on the link of people's reads: what is fetched can be much.
        Fetcher fetcher = new Fetcher(
                new FetchTable(pg.background),
                Adapters.SOURCES,
                platforms,
                directory,
                vault,
                intake,
                new Forgetting(steps, store, vault));
        Alerts alerts = new Alerts(pg.channels, ids);
        care = new ChannelCare(
                vertx,
                config,
                pg.channels,
                directory,
                vault,
                store,
                intake,
                fetches,
                alerts,
                ids,
                this::cellMillis,
                new ChannelMeters(
                        meters.registry(), this::tenantId, config.metrics().channelsMax()));
        PointList points = new PointList(pg.scans);
        RankOrder ranks = new RankOrder(pg.sql, points);
        Claims claims = pools.claims(journal, requests, ranks, ids, new ClaimMeters(meters.registry()));
        LeadRouter router = new LeadRouter(
                new LeadRouter.Parts(
                        pg.background, pg.scans, directory, claims, steps, lists, store, presences, leaves),
                base.name,
                () -> System.nanoTime() / 1_000_000);
        Pruning pruning =
                new Pruning(pg.background, new ClosedLeads(pg.background, pg.scans, vault, ids), directory, clock);
        chores = new Chores(
                vertx,
                jobs,
                new ListedLeads(pg.background, steps, store, directory),
                fetcher,
                new Poller(polls, Adapters.ITEMS, platforms, directory, vault, intake, care, platforms.timeoutMillis()),
                new Touches(pg.background, steps, directory, vault, new DoNotCall(pg.background, vault)),
                watch,
                router,
                new Follower(pg.sums),
                new Housekeeping(pg.sums),
                () -> files.forget()
                        .compose(done -> new Reads(pg.sums, ids).forget())
                        .compose(done -> pruning.run()),
                people.care());
        live = new Live(
                vertx,
                new Live.Sources(
                        new JournalTail(pg.tail),
                        new LeadStore(pg.tail, pg.scans),
                        placement,
                        lists,
                        claims,
                        directory,
                        Edge.views(vault, placement),
                        alerts,
                        journal::nowMillis),
                NodeSettings.live(config));
        Web web = NodeSettings.web(config.http());
        api = new Api(
                vertx,
                directory,
                tokens,
                vault::ready,
                presences::seen,
                NodeSettings.api(config.http()),
                web,
                new Rates(NodeSettings.rates(config.rateLimits()), web, System::nanoTime),
                new RequestWatch(meters.registry(), tracing));
        Suspects suspects = new Suspects(pg.background);
        bots = new Bots(suspects, alerts, directory, clock, () -> System.nanoTime() / 1_000_000);
        alertWork = new AlertWork(
                new AlertWork.Parts(
                        vertx,
                        pg.background,
                        pg.scans,
                        directory,
                        vault,
                        lists,
                        alerts,
                        client,
                        ids,
                        clock,
                        this::cellMillis),
                NodeSettings.alerts(config));
        outgoing = outgoing(client, store, placement);
        edge = new Edge(api);
        edge.register(new Edge.Parts(
                pg.sql,
                directory,
                tokens,
                people,
                web,
                clock,
                sealer(),
                store,
                vault,
                intake,
                vertx,
                files.imports(),
                new Hooks(directory),
                Adapters.ALL,
                fetches,
                polls,
                care.desk(),
                journal,
                claims,
                router.overview(),
                ranks,
                points,
                steps,
                pools.refunds(),
                pg.reads,
                pg.scans,
                new Counting(pg.stats, this::cellMillis),
                jobs,
                presences,
                leaves,
                new Previews(vertx, pg.scans),
                new Reviews(vertx, pg.scans),
                new Tasks(pg.reads, pg.scans, vault),
                ids,
                lists,
                hands,
                placement,
                client,
                live,
                alerts,
                alertWork.postman(),
                bots,
                suspects,
                config.http().hookBodyLimitBytes(),
                config.cells(),
                () -> meters.scrape(vertx),
                this::ready));
        gauges();
    }

    ContactVault vault() {
        return vault;
    }

    Journal journal() {
        return journal;
    }

    Api api() {
        return api;
    }

    Edge edge() {
        return edge;
    }

    Passwords passwords() {
        return people.passwords();
    }

    /** From now on: what changes elsewhere, and what comes round. Before the tenants are listed: none may be missed. */
    Future<Void> follow() {
        return vault.ready(SERVER_KEYS).onSuccess(done -> listen()).mapEmpty();
    }

    private void listen() {
        base.cluster.onWake(tenant -> directory.refresh());
        journal.whenGrown(this::grown);
        base.cluster.onGrown(live::grown);
        Map<Integer, TenantConfig> before = new ConcurrentHashMap<>();
        directory.all().forEach(tenant -> before.put(tenant.no(), tenant));
        directory.onChange(tenant -> {
            // A failure is no matter: whoever needs the keys loads them, or waits.
            vault.ready(tenant.no());
            boolean moves = Pools.moveLeads(before.put(tenant.no(), tenant), tenant);
            journal.open(tenant.cell())
                    .compose(done -> journal.news(tenant.cell(), tenant.no(), tenant.version()))
                    .onComplete(done -> {
                        if (moves) {
                            // What fails is made up for by the scrubber, at its pace.
                            jobs.restart(ids.getAsLong(), tenant.no(), Realign.KIND, tenant.version(), "rule");
                        }
                    });
        });
    }

    /** Opens the cells and begins what this node does by itself; done when it decides. */
    Future<Void> start() {
        return Future.all(directory.all().stream().map(t -> vault.ready(t.no())).toList())
                .compose(done -> journal.start(cells(), new Recycler(steps, directory)))
                .onSuccess(done -> {
                    chores.start(config.watchMillis());
                    outgoing.start();
                    live.start();
                    care.start();
                    alertWork.start();
                    bots.start(vertx);
                });
    }

    private boolean ready() {
        return !leaving && directory.fresh() && journal.ready(base.redis::master);
    }

    private @Nullable String tenantId(int number) {
        TenantConfig tenant = directory.tenant(number);
        return tenant == null ? null : tenant.id();
    }

    /** What is read from the parts when somebody asks for the node's numbers. */
    private void gauges() {
        ChannelDesk channels = care.desk();
        NodeGauges gauges = new NodeGauges(meters);
        meters.process(vertx);
        meters.gauge("pelagos.ready", "Whether this node decides", () -> ready() ? 1 : 0);
        meters.gauge("pelagos.redis.up", "Whether the connection to Redis is there", () -> base.redis.up() ? 1 : 0);
        meters.gauge("pelagos.cluster.nodes", "Nodes that this one sees", base.cluster::size);
        meters.gauge("pelagos.tenants", "Tenants that this node knows", () -> directory
                .all()
                .size());
        gauges.journal(journal, config.road());
        gauges.intake(intake);
        gauges.channels(channels.counts(), channels.box());
        gauges.live(live);
        gauges.outgoing(outgoing, config.outgoing());
        gauges.alerts(alertWork);
        gauges.postgres(pg);
    }

    /** For all addresses that tenants have chosen. */
    private GuardedClient client() {
        Config.Outgoing rules = config.outgoing();
        return new GuardedClient(
                vertx, new AddressGuard(rules.allowPrivate(), rules.allowedNetworks()), rules.allowHttp());
    }

    private Outgoing outgoing(GuardedClient client, LeadStore store, PoolPlacement placement) {
        return new Outgoing(
                new Outgoing.Parts(
                        vertx,
                        directory,
                        pg.outbound,
                        pg.sql,
                        store,
                        vault,
                        placement,
                        client,
                        new DeliveryTraces(tracing, journal.traces()::of),
                        base.name,
                        base.cluster,
                        clock,
                        this::cellMillis),
                NodeSettings.outgoing(config.outgoing()));
    }

    /** There is more in the journal, by this node's hand. */
    private void grown() {
        base.cluster.grown();
        live.grown();
    }

    private void touched() {
        chores.touched();
    }

    /** The time of the cells. */
    private long cellMillis() {
        return journal.nowMillis();
    }

    /** One for all that this node makes: a second one of its number would give out the same ids now and then. */
    private static final class IdSource {
        private final TsidFactory ids;

        IdSource(int node) {
            ids = TsidFactory.newInstance1024(node);
        }

        long next() {
            return ids.create().toLong();
        }
    }

    private void entered(List<LeadRow> leads) {
        Map<Integer, List<LeadRow>> byCell = new HashMap<>();
        for (LeadRow lead : leads) {
            TenantConfig tenant = directory.tenant(lead.tenant());
            if (tenant != null) {
                byCell.computeIfAbsent(tenant.cell(), c -> new ArrayList<>()).add(lead);
            }
        }
        byCell.forEach(journal::entered);
        grown();
    }

    private Sealer sealer() {
        return new Sealer() {
            @Override
            public byte[] seal(int tenant, byte[] plain) {
                return vault.sealForTenant(keysOf(tenant), plain, "answer");
            }

            @Override
            public byte[] open(int tenant, byte[] sealed) {
                return vault.openForTenant(keysOf(tenant), sealed, "answer");
            }

            private int keysOf(int tenant) {
                return tenant == SERVER ? SERVER_KEYS : tenant;
            }
        };
    }

    private Set<Integer> cells() {
        Set<Integer> cells = new TreeSet<>();
        directory.all().forEach(tenant -> cells.add(tenant.cell()));
        return cells;
    }

    /** This node is not ready any more, though it serves on. */
    void leave() {
        leaving = true;
        edge.leave();
    }

    /** Begins nothing more by itself. */
    void rest() {
        chores.stop();
        live.close();
    }

    /** Finishes what is under way, within a time; when the last request has its answer. */
    Future<Void> settle(long withinMillis) {
        return Future.join(journal.close(withinMillis), intake.drain(), alertWork.stop(), outgoing.stop(withinMillis))
                .otherwiseEmpty()
                .compose(done -> care.stop().timeout(1_000, TimeUnit.MILLISECONDS))
                .otherwiseEmpty()
                .mapEmpty();
    }

    Future<Void> close() {
        return files.close();
    }
}
