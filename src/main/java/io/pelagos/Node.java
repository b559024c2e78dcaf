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
import io.pelagos.demo.Pace;
import io.pelagos.demo.Traffic;
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
import io.pelagos.platform.Postgres;
import io.pelagos.platform.RedisCheck;
import io.pelagos.platform.RedisLinks;
import io.pelagos.platform.RedisUrl;
import io.pelagos.platform.StartFailure;
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
import io.vertx.core.http.HttpServer;
import io.vertx.redis.client.RedisConnection;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wiring of one node, top to bottom as a lead flows. */
final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long REDIS_ANSWER_MILLIS = 3_000;
    private static final long CONNECT_MILLIS = 5_000;
    /** For requests that are here when the node stops accepting. */
    private static final long FAREWELL_MILLIS = 4_000;
    /** The server's own secrets are sealed like a tenant's, under a number that no tenant has. */
    private static final int SERVER_KEYS = -1;

    /** Unlike that of any other node, now or before. */
    private final String name = UUID.randomUUID().toString();

    private final Config config;
    private final Cluster cluster;
    private final Vertx vertx;
    private final Context context;
    private final Clock clock = Clock.systemUTC();
    private final NodeMeters meters = new NodeMeters();
    private final Tracing tracing;
    private final PostgresLinks pg;
    private final RedisLinks redis;
    private String unfit = "";
    private final Directory directory;
    private final Tokens tokens;
    private @Nullable Parts parts;
    private volatile @Nullable Chores chores;
    private @Nullable Exchange exchange;
    private @Nullable Outgoing outgoing;
    private @Nullable Live live;
    private @Nullable ChannelCare care;
    private @Nullable AlertWork alertWork;
    private @Nullable HttpServer http;
    private @Nullable DemoDocument demoDocument;
    private List<Demo.Person> people = List.of();
    private volatile @Nullable Traffic traffic;
    private volatile boolean stopping;

    /** What can be made only after the engines have answered. */
    record Parts(ContactVault vault, Journal journal, Intake intake, Api api, Edge edge) {}

    Node(Config config, Cluster cluster, Tracing tracing, Postgres postgres, RedisUrl redisUrl) {
        this.config = config;
        this.tracing = tracing;
        this.cluster = cluster;
        this.vertx = cluster.vertx();
        this.context = vertx.getOrCreateContext();
        this.pg = new PostgresLinks(vertx, config, postgres, tracing);
        this.redis = new RedisLinks(vertx, redisUrl, this::check, REDIS_ANSWER_MILLIS);
        this.directory = new Directory(pg.watch, config.cells(), () -> System.nanoTime() / 1_000_000, cluster::wake);
        this.tokens = new Tokens(pg.sql, directory, clock, config.bootstrapToken());
    }

    /** Each new connection may lead to another Redis: it must be as fit as the first, which the start has looked at. */
    private Future<Void> check(RedisConnection connection, String server, Predicate<String> has) {
        return RedisCheck.check(connection, server)
                .onSuccess(fit -> unfit = "")
                .onFailure(this::tellUnfit)
                .compose(fit -> {
                    Parts known = parts;
                    return known == null ? Future.succeededFuture() : known.journal.connected(connection::send, has);
                });
    }

    /** Once, though it is tried again and again. */
    private void tellUnfit(Throwable why) {
        String message = String.valueOf(why.getMessage());
        if (why instanceof StartFailure && !message.equals(unfit)) {
            unfit = message;
            LOG.error("{}; this node waits until that is mended", message);
        }
    }

    /** Starts everything on this node's thread; done when it serves. */
    Future<Void> start() {
        return on(() -> new Housekeeping(pg.sums)
                .partitions(LocalDate.now(ZoneOffset.UTC))
                .compose(done -> directory.start(vertx))
                .compose(done -> Keysets.open(pg.sql, config.masterKey()))
                .compose(keysets -> takeNumber().compose(number -> assemble(keysets, number)))
                .compose(done -> listen())
                .onSuccess(done -> simulate()));
    }

    /** Over HTTP to itself, so not where that needs a certificate for another name. */
    private void simulate() {
        Config.Demo demo = config.demo();
        if (!demo.enabled() || !demo.traffic() || config.http().tls() != null) {
            return;
        }
        String host = config.http().host().equals("0.0.0.0")
                ? "127.0.0.1"
                : config.http().host();
        String base = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
        Traffic simulated = new Traffic(
                new Traffic.Parts(
                        vertx,
                        directory,
                        new Turns(pg.background),
                        new DemoCast(vertx, pg.sql, directory, tokens, clock),
                        Demo.TENANT,
                        name,
                        base),
                Pace.of(demo.trafficSpeed()),
                new SplittableRandom());
        traffic = simulated;
        simulated.start();
    }

    /** For tests: whether this node simulates traffic. */
    boolean simulates() {
        return traffic != null;
    }

    /** Unlike that of any node that runs beside this one: it is part of the ids that this one makes. */
    private Future<Integer> takeNumber() {
        return pg.sql
                .use(c -> c.query("select nextval('node_number')::int").execute())
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    private Future<Void> assemble(Keysets keysets, int number) {
        ContactVault vault = new ContactVault(keysets);
        directory.keys(keysets::follow);
        PgConnector connector = new PgConnector(vertx, pg.options, pg.patienceMillis);
        LongSupplier ids = new IdSource(number)::next;
        Pools pools = new Pools(directory);
        PoolPlacement placement = pools.placement(this::cellMillis);
        Journal journal = new Journal(
                Loop.of(vertx, context),
                new SecureRandom(),
                redis::of,
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
                cluster,
                NodeSettings.journal(config.road()));
        Requests requests = new Requests(journal, directory, pg.reads);
        LeadStore store = new LeadStore(pg.reads, pg.scans);
        Steps steps = new Steps(journal, requests, directory, store, placement, ids);
        Intake intake = new Intake(
                vertx,
                new PgConnector(vertx, pg.options, CONNECT_MILLIS)::connect,
                vault,
                clock,
                new Policies(directory::tenant),
                leads -> {
                    entered(journal, leads);
                    grown();
                },
                this::touched,
                NodeSettings.intake(config.intake(), number));
        intake.trace(tracing);
        PoolLists lists = pools.lists(journal);
        Hands hands = new Hands(lists, store);
        Presences presences = new Presences(pg.background, this::cellMillis);
        Leaves leaves = new Leaves(pg.sql, pg.reads, ids);
        Exchange files = new Exchange(vertx, config, pg.options, pg.sql, vault, ids);
        exchange = files;
        Jobs jobs = new Jobs(
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
        SignInParts people = SignInParts.of(new SignInParts.Needs(
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
        ChannelCare channelCare = new ChannelCare(
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
        care = channelCare;
        PointList points = new PointList(pg.scans);
        RankOrder ranks = new RankOrder(pg.sql, points);
        Claims claims = pools.claims(journal, requests, ranks, ids, new ClaimMeters(meters.registry()));
        LeadRouter router = new LeadRouter(
                new LeadRouter.Parts(
                        pg.background, pg.scans, directory, claims, steps, lists, store, presences, leaves),
                name,
                () -> System.nanoTime() / 1_000_000);
        Pruning pruning =
                new Pruning(pg.background, new ClosedLeads(pg.background, pg.scans, vault, ids), directory, clock);
        Chores beside = new Chores(
                vertx,
                jobs,
                new ListedLeads(pg.background, steps, store, directory),
                fetcher,
                new Poller(polls, Adapters.ITEMS, platforms, directory, vault, intake, channelCare),
                new Touches(pg.background, steps, directory, vault, new DoNotCall(pg.background, vault)),
                watch,
                router,
                new Follower(pg.sums),
                new Housekeeping(pg.sums),
                () -> files.forget()
                        .compose(done -> new Reads(pg.sums, ids).forget())
                        .compose(done -> pruning.run()),
                people.care());
        chores = beside;
        Live streams = new Live(
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
        live = streams;
        Web web = NodeSettings.web(config.http());
        Api api = new Api(
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
        Bots bots = new Bots(suspects, alerts, directory, clock, () -> System.nanoTime() / 1_000_000);
        AlertWork ringing = new AlertWork(
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
        alertWork = ringing;
        Outgoing webhooks =
                outgoing(client, store, vault, placement, new DeliveryTraces(tracing, journal.traces()::of));
        outgoing = webhooks;
        Edge edge = new Edge(api);
        edge.register(new Edge.Parts(
                pg.sql,
                directory,
                tokens,
                people,
                web,
                clock,
                sealer(vault),
                store,
                vault,
                intake,
                vertx,
                files.imports(),
                new Hooks(directory),
                Adapters.ALL,
                fetches,
                polls,
                channelCare.desk(),
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
                streams,
                alerts,
                ringing.postman(),
                bots,
                suspects,
                config.http().hookBodyLimitBytes(),
                config.cells(),
                () -> meters.scrape(vertx),
                this::ready));
        parts = new Parts(vault, journal, intake, api, edge);
        gauges(channelCare.desk(), streams, webhooks, ringing);
        return redis.open()
                .compose(done -> vault.ready(SERVER_KEYS))
                .compose(done -> {
                    follow(vault, journal, jobs, ids);
                    return demo(vault, people.passwords());
                })
                .compose(done -> keys(vault))
                .compose(done -> journal.start(cells(), new Recycler(steps, directory)))
                .onSuccess(done -> {
                    beside.start(config.watchMillis());
                    webhooks.start();
                    streams.start();
                    channelCare.start();
                    ringing.start();
                    bots.start(vertx);
                });
    }

    private boolean ready() {
        return !stopping && directory.fresh() && parts().journal.ready(redis::master);
    }

    private @Nullable String tenantId(int number) {
        TenantConfig tenant = directory.tenant(number);
        return tenant == null ? null : tenant.id();
    }

    /** What is read from the parts when somebody asks for the node's numbers. */
    private void gauges(ChannelDesk channels, Live streams, Outgoing webhooks, AlertWork ringing) {
        Parts known = parts();
        NodeGauges gauges = new NodeGauges(meters);
        meters.process(vertx);
        meters.gauge("pelagos.ready", "Whether this node decides", () -> ready() ? 1 : 0);
        meters.gauge("pelagos.redis.up", "Whether the connection to Redis is there", () -> redis.up() ? 1 : 0);
        meters.gauge("pelagos.cluster.nodes", "Nodes that this one sees", cluster::size);
        meters.gauge("pelagos.tenants", "Tenants that this node knows", () -> directory
                .all()
                .size());
        gauges.journal(known.journal, config.road());
        gauges.intake(known.intake);
        gauges.channels(channels.counts(), channels.box());
        gauges.live(streams);
        gauges.outgoing(webhooks, config.outgoing());
        gauges.alerts(ringing);
        gauges.postgres(pg);
    }

    /** The engines out of the jar, and whether each is alive. */
    void watch(Map<String, Boolean> engines) {
        new NodeGauges(meters).engines(engines);
    }

    /** For all addresses that tenants have chosen. */
    private GuardedClient client() {
        Config.Outgoing rules = config.outgoing();
        return new GuardedClient(
                vertx, new AddressGuard(rules.allowPrivate(), rules.allowedNetworks()), rules.allowHttp());
    }

    private Outgoing outgoing(
            GuardedClient client, LeadStore store, ContactVault vault, PoolPlacement placement, DeliveryTraces traces) {
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
                        traces,
                        name,
                        clock,
                        this::cellMillis),
                NodeSettings.outgoing(config.outgoing()));
    }

    /** There is more in the journal, by this node's hand. */
    private void grown() {
        cluster.grown();
        Live streams = live;
        if (streams != null) {
            streams.grown();
        }
    }

    private void touched() {
        Chores beside = chores;
        if (beside != null) {
            beside.touched();
        }
    }

    /** The time of the cells, near enough before there is one. */
    private long cellMillis() {
        Parts known = parts;
        return known == null ? clock.millis() : known.journal.nowMillis();
    }

    private static final class IdSource {
        private final TsidFactory ids;

        IdSource(int node) {
            ids = TsidFactory.newInstance1024(node);
        }

        long next() {
            return ids.create().toLong();
        }
    }

    private void entered(Journal journal, List<LeadRow> leads) {
        Map<Integer, List<LeadRow>> byCell = new HashMap<>();
        for (LeadRow lead : leads) {
            TenantConfig tenant = directory.tenant(lead.tenant());
            if (tenant != null) {
                byCell.computeIfAbsent(tenant.cell(), c -> new ArrayList<>()).add(lead);
            }
        }
        byCell.forEach(journal::entered);
    }

    private static Sealer sealer(ContactVault vault) {
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

    private Future<Void> demo(ContactVault vault, Passwords passwords) {
        if (!config.demo().enabled()) {
            return Future.succeededFuture();
        }
        Demo demo = new Demo(
                vertx,
                pg.sql,
                directory,
                tokens,
                passwords,
                vault::ready,
                vault::keys,
                config.dataDir().resolve("demo-tokens"));
        return vertx.executeBlocking(() -> DemoDocument.of(config.demo().file()))
                .onSuccess(document -> demoDocument = document)
                .compose(demo::setUp)
                .onSuccess(found -> people = found)
                .mapEmpty();
    }

    private Future<Void> keys(ContactVault vault) {
        return Future.all(directory.all().stream().map(t -> vault.ready(t.no())).toList())
                .mapEmpty();
    }

    private Set<Integer> cells() {
        Set<Integer> cells = new TreeSet<>();
        directory.all().forEach(tenant -> cells.add(tenant.cell()));
        return cells;
    }

    /** From now on: what changes elsewhere, and what comes round. Before the tenants are listed: none may be missed. */
    private void follow(ContactVault vault, Journal journal, Jobs jobs, LongSupplier ids) {
        cluster.onWake(tenant -> directory.refresh());
        journal.whenGrown(this::grown);
        Live streams = live;
        if (streams != null) {
            cluster.onGrown(streams::grown);
        }
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

    private Future<Void> listen() {
        Config.Http settings = config.http();
        Edge edge = parts().edge;
        HttpServer server = vertx.createHttpServer(NodeSettings.http(settings));
        http = server;
        return server.requestHandler(edge.handler(vertx, NodeSettings.web(settings)))
                .invalidRequestHandler(edge.invalidHandler())
                .listen(settings.port(), settings.host())
                .recover(failure -> Future.failedFuture(cannotListen(settings, failure)))
                .compose(listening -> renew(settings.tls(), listening));
    }

    /** Now and from now on takes up another certificate when its files have changed. */
    private Future<Void> renew(Config.@Nullable Tls tls, HttpServer listening) {
        if (tls == null) {
            return Future.succeededFuture();
        }
        Certificate certificate = new Certificate(vertx, tls);
        vertx.setPeriodic(Certificate.LOOK_MILLIS, timer -> certificate.look(listening));
        return certificate.look(listening);
    }

    static StartFailure cannotListen(Config.Http settings, Throwable failure) {
        return new StartFailure(
                "cannot listen on " + settings.host() + ":" + settings.port() + ": " + failure.getMessage(), failure);
    }

    /** Not ready, though it serves on until balancers have noticed; then finishes what is in flight and lets go of the engines. */
    Future<Void> stop(long withinMillis) {
        stopping = true;
        Traffic simulated = traffic;
        if (simulated != null) {
            simulated.stop();
        }
        Parts known = parts;
        if (known == null) {
            directory.stop();
            return Future.succeededFuture();
        }
        known.edge.leave();
        return noticed().compose(done -> on(() -> finish(known, withinMillis)));
    }

    /** A balancer that still believes this node ready is served as before. */
    private Future<?> noticed() {
        long millis = port() == 0 ? 0 : config.drainMillis();
        if (millis == 0) {
            return Future.succeededFuture();
        }
        LOG.info("Not ready any more; serving on for {} ms, until load balancers have noticed", millis);
        return vertx.timer(millis, TimeUnit.MILLISECONDS);
    }

    private Future<Void> finish(Parts known, long withinMillis) {
        Chores beside = chores;
        if (beside != null) {
            beside.stop();
        }
        Live streams = live;
        if (streams != null) {
            streams.close();
        }
        ChannelCare ofChannels = care;
        AlertWork ringing = alertWork;
        Outgoing webhooks = outgoing;
        // Whoever comes now is refused the connection, and goes elsewhere; whose request is here gets its answer.
        return served().compose(done -> Future.join(
                        known.journal.close(withinMillis - FAREWELL_MILLIS - 2_000),
                        known.intake.drain(),
                        ringing == null ? Future.succeededFuture() : ringing.stop(),
                        webhooks == null
                                ? Future.succeededFuture()
                                : webhooks.stop(withinMillis - FAREWELL_MILLIS - 2_000)))
                .otherwiseEmpty()
                .compose(done -> ofChannels == null
                        ? Future.succeededFuture()
                        : ofChannels.stop().timeout(1_000, TimeUnit.MILLISECONDS))
                .otherwiseEmpty()
                .onSuccess(done -> directory.stop())
                .compose(done -> Future.join(List.of(closed(exchange), redis.close(), pg.close())))
                .otherwiseEmpty()
                .onSuccess(done -> meters.close())
                .mapEmpty();
    }

    private Future<Void> served() {
        HttpServer server = http;
        return server == null
                ? Future.succeededFuture()
                : server.shutdown(FAREWELL_MILLIS, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    private static Future<Void> closed(@Nullable Exchange files) {
        return files == null ? Future.succeededFuture() : files.close();
    }

    Parts parts() {
        Parts known = parts;
        if (known == null) {
            throw new IllegalStateException("the node has not started");
        }
        return known;
    }

    Directory directory() {
        return directory;
    }

    String dataDir() {
        return config.dataDir().toString();
    }

    int port() {
        HttpServer server = http;
        return server == null ? 0 : server.actualPort();
    }

    /** Says what a newcomer needs next. */
    void greet(PrintStream out) {
        new Greeting(config, directory, demoDocument, people, port()).print(out);
    }

    private <T> Future<T> on(Supplier<Future<T>> work) {
        io.vertx.core.Promise<T> promise = io.vertx.core.Promise.promise();
        context.runOnContext(x -> work.get().onComplete(promise));
        return promise.future();
    }
}
