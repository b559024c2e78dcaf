package io.pelagos.http;

import io.pelagos.alert.Alerts;
import io.pelagos.alert.MessageQueue;
import io.pelagos.alert.Postman;
import io.pelagos.assignment.ClaimRequests;
import io.pelagos.assignment.Offers;
import io.pelagos.assignment.Overview;
import io.pelagos.assignment.PointList;
import io.pelagos.assignment.RankOrder;
import io.pelagos.bots.Bots;
import io.pelagos.bots.Suspects;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Hooks;
import io.pelagos.channel.Intake;
import io.pelagos.channel.fetch.FetchTable;
import io.pelagos.channel.poll.PollTable;
import io.pelagos.cost.AdCosts;
import io.pelagos.cost.LeadCosts;
import io.pelagos.deal.Deals;
import io.pelagos.deal.Records;
import io.pelagos.exchange.Imports;
import io.pelagos.followup.CallDesk;
import io.pelagos.followup.CallRecords;
import io.pelagos.followup.DeadNumbers;
import io.pelagos.followup.Delays;
import io.pelagos.followup.Dials;
import io.pelagos.followup.DoNotCall;
import io.pelagos.followup.Edits;
import io.pelagos.followup.Followups;
import io.pelagos.followup.Reviews;
import io.pelagos.journal.Jobs;
import io.pelagos.journal.Journal;
import io.pelagos.journal.Steps;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadStore;
import io.pelagos.live.Live;
import io.pelagos.live.Views;
import io.pelagos.outgoing.DeadLetters;
import io.pelagos.outgoing.Progress;
import io.pelagos.platform.GuardedClient;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.pelagos.pool.Claims;
import io.pelagos.pool.Hands;
import io.pelagos.pool.PoolLists;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.pool.Refunds;
import io.pelagos.pool.Transfers;
import io.pelagos.pool.Workloads;
import io.pelagos.presence.Leaves;
import io.pelagos.presence.Presences;
import io.pelagos.preview.Previews;
import io.pelagos.privacy.Dossier;
import io.pelagos.privacy.Reads;
import io.pelagos.privacy.Reveals;
import io.pelagos.privacy.Sightings;
import io.pelagos.signin.SignInParts;
import io.pelagos.stats.Counting;
import io.pelagos.task.Days;
import io.pelagos.task.Tasks;
import io.pelagos.team.ConfigHistory;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** All routes of the server. */
public final class Edge {
    private final Api api;

    public Edge(Api api) {
        this.api = api;
    }

    /** Where the router's pages are. It throws at paths that cannot be decoded, so it sees no others. */
    private static final Pattern PAGES = Pattern.compile("/|/(docs|desk|console|assets)[A-Za-z0-9._/@-]*");

    /** What the routes need. */
    public record Parts(
            PgPool sql,
            Directory directory,
            Tokens tokens,
            SignInParts people,
            Web web,
            Clock clock,
            Sealer sealer,
            LeadStore store,
            ContactVault vault,
            Intake intake,
            Vertx vertx,
            Imports imports,
            Hooks hooks,
            Map<Channel.Type, ChannelAdapter> adapters,
            FetchTable fetches,
            PollTable polls,
            ChannelDesk channels,
            Journal journal,
            Claims claims,
            Overview overview,
            RankOrder ranks,
            PointList points,
            Steps steps,
            Refunds refunds,
            PgLink reads,
            PgPool scans,
            Counting counting,
            Jobs jobs,
            Presences presences,
            Leaves leaves,
            Previews previews,
            Reviews reviews,
            Tasks tasks,
            LongSupplier ids,
            PoolLists lists,
            Hands hands,
            PoolPlacement placement,
            GuardedClient client,
            Live live,
            Alerts alerts,
            Postman postman,
            Bots bots,
            Suspects suspects,
            int hookMaxBytes,
            int cellCount,
            Supplier<Future<String>> metrics,
            BooleanSupplier ready) {}

    /** How the routes show things, for who shows the same elsewhere. */
    public static Views views(ContactVault vault, PoolPlacement placement) {
        return new LeadViews(vault, placement);
    }

    public void register(Parts p) {
        LeadViews views = new LeadViews(p.vault, p.placement);
        LeadAccess access = new LeadAccess(p.placement, p.journal::nowMillis);
        Callers callers = new Callers();
        ClientAddress address = new ClientAddress(p.web.forwarded());
        Replays replays = new Replays(p.steps, callers);
        Verdicts verdicts = new Verdicts(views);
        Wishes wishes = new Wishes(access, callers, new Sealing(p.vault));
        RequestRoutes requests = new RequestRoutes(
                new ClaimRequests(p.steps, p.claims, p.lists, p.store, p.scans),
                access,
                callers,
                wishes,
                verdicts,
                replays);
        requests.register(api);
        new ClaimRoutes(p.claims, views, callers, replays, requests, new BotGuard(p.vertx, p.bots, address))
                .register(api);
        new SuspectRoutes(p.bots, p.suspects, p.clock).register(api);
        new AssignmentRoutes(
                        p.overview,
                        p.ranks,
                        p.points,
                        p.journal::nowMillis,
                        new Offers(p.steps),
                        p.lists,
                        p.store,
                        views,
                        callers,
                        wishes,
                        verdicts)
                .register(api);
        new PoolLeadRoutes(p.lists, p.store, views).register(api);
        new EntryRoutes(p.intake, p.store, views, access, replays, new Transfers(p.steps)).register(api);
        LeadPages pages = new LeadPages(p.store, p.lists);
        Reads contactReads = new Reads(p.reads, p.ids);
        api.noting(new SeenNotes(new Sightings(contactReads, p.clock))::note);
        LookLimits limits = new LookLimits(contactReads, p.store, access, p.journal::nowMillis);
        Reveals reveals = new Reveals(p.steps, contactReads);
        new LeadRoutes(p.store, views, access, pages, p.vault, limits).register(api);
        new RevealRoutes(reveals, replays, limits, p.store, p.vault, access, wishes, verdicts).register(api);
        new ContactReadRoutes(contactReads).register(api);
        new CollisionRoutes(p.store, p.vault, System::nanoTime).register(api);
        new ImportRoutes(p.imports, contactReads).register(api);
        new ApprovalRoutes(pages, views).register(api);
        new ExportRoutes(p.vertx, pages, views, contactReads).register(api);
        new LiveRoutes(p.live, p.tokens, p.directory, contactReads).register(api);
        DoNotCall doNotCall = new DoNotCall(p.reads, p.vault);
        TransferRoutes transfers = new TransferRoutes(new Transfers(p.steps), doNotCall, wishes, verdicts);
        transfers.register(api);
        new BulkRoutes(transfers, wishes).register(api);
        ConfigWrites writes = new ConfigWrites(p.sql, p.directory, p.sealer);
        CallRecords calls = new CallRecords(p.reads);
        Followups followups = new Followups(p.steps, calls, new DeadNumbers(p.steps, p.refunds, calls, p.reads));
        CallDesk callDesk = new CallDesk(calls, followups, p.store, p.vault);
        PingHook pings = new PingHook(p.hooks, p.channels.pings(), p.vault, p.clock, p.hookMaxBytes);
        pings.register(api);
        new HookRoutes(
                        p.hooks,
                        p.adapters,
                        new CallHook(callDesk, p.channels.watch()),
                        pings,
                        p.intake,
                        p.fetches,
                        p.vault,
                        p.clock,
                        p.channels.watch(),
                        p.hookMaxBytes)
                .register(api);
        Deals deals = new Deals(p.steps, p.vault);
        new FollowupRoutes(followups, p.store, limits, wishes, verdicts, p.vault).register(api);
        new ReviewRoutes(p.reviews, p.vault, p.journal::nowMillis).register(api);
        new DelayRoutes(new Delays(p.steps), wishes, verdicts).register(api);
        new EditRoutes(new Edits(p.steps, p.vault), deals, wishes, verdicts, requests).register(api);
        new DealRoutes(deals, new Records(p.steps, p.vault), p.steps, limits, wishes, verdicts).register(api);
        new DialRoutes(new Dials(p.steps, doNotCall), doNotCall, writes, callDesk, p.vault, wishes, callers, verdicts)
                .register(api);
        new AuditRoutes(p.scans, p.clock).register(api);
        new DataSubjectRoutes(
                        new Dossier(p.vertx, p.reads, p.scans, p.store, p.vault),
                        reveals,
                        contactReads,
                        p.store,
                        p.vault,
                        views,
                        callers,
                        writes,
                        p.ids)
                .register(api);
        new EventRoutes(p.store, limits, p.vault).register(api);
        new MeRoutes(p.claims, p.lists, p.store, p.placement).register(api);
        new TaskRoutes(p.tasks, writes, p.store, access, p.ids, p.journal::nowMillis).register(api);
        new TaskCommentRoutes(p.tasks, writes, p.ids, p.journal::nowMillis).register(api);
        new DayRoutes(new Days(p.hands, p.placement, p.tasks), callers, p.journal::nowMillis).register(api);
        configuration(p, writes);
        new PreviewRoutes(p.previews, p.journal::nowMillis).register(api);
        new PresenceRoutes(p.presences, callers).register(api);
        new FloorRoutes(new Workloads(p.lists, p.scans), p.presences, p.journal::nowMillis).register(api);
        new LeaveRoutes(writes, p.leaves, p.ids, p.journal::nowMillis).register(api);
        new HandoverRoutes(writes, p.jobs, p.lists, p.ids).register(api);
        new KeyRoutes(p.directory, writes, p.vault, p.ids).register(api);
        new ScoringRoutes(writes, p.ids, p.journal::nowMillis).register(api);
        new TokenRoutes(p.tokens, writes, p.clock).register(api);
        people(p.people, p.directory, p.web, callers, address);
        new WebhookWorkRoutes(new Progress(p.reads), new DeadLetters(p.reads, p.journal::nowMillis), writes)
                .register(api);
        new FetchRoutes(p.fetches, p.polls).register(api);
        new DeadLetterRoutes(p.channels, writes, contactReads).register(api);
        new TrialRoutes(p.channels, p.adapters, p.intake, p.journal::nowMillis).register(api);
        new HealthRoutes(p.channels).register(api);
        new AlertRoutes(p.alerts, writes, p.journal::nowMillis).register(api);
        new CostRoutes(new AdCosts(), new LeadCosts(p.scans, p.vault), writes).register(api);
        new StatsRoutes(p.counting, p.journal::nowMillis).register(api);
        new StatsListRoutes(p.counting, p.journal::nowMillis).register(api);
        new SystemRoutes(
                        p.journal,
                        p.metrics,
                        p.ready,
                        () -> {
                            TreeSet<Integer> cells = new TreeSet<>();
                            p.directory.all().stream().map(TenantConfig::cell).forEach(cells::add);
                            return cells;
                        },
                        p.cellCount,
                        document())
                .register(api);
    }

    private void people(SignInParts people, Directory directory, Web web, Callers callers, ClientAddress address) {
        SessionCookie cookie = new SessionCookie(web.secure());
        new SessionRoutes(directory, people.signIn(), people.sessions(), cookie, address).register(api);
        new OidcRoutes(directory, people.oidc(), cookie, address, web).register(api);
        new SessionListRoutes(people.sessions(), callers, address).register(api);
        new PasswordRoutes(people.passwords(), people.sessions(), callers, address).register(api);
        new SignInTrailRoutes(people.trail()).register(api);
    }

    /** The routes of all documents of the configuration, one by one and together. */
    private void configuration(Parts p, ConfigWrites writes) {
        TenantRoutes tenants = new TenantRoutes(p.directory, p.tokens, writes, p.vault::keys, p.client::checkReach);
        TeamRoutes teams = new TeamRoutes(writes);
        AgentRoutes agents = new AgentRoutes(
                writes,
                (tenant, agent) -> p.store
                        .agentHoldsLeads(tenant.no(), agent)
                        .compose(holds -> holds ? Future.succeededFuture(true) : p.tasks.waitFor(tenant.no(), agent)),
                p.tokens,
                p.people.passwords(),
                p.people.sessions());
        PoolRoutes pools = new PoolRoutes(
                writes,
                (tenant, pool) -> p.store.poolHoldsLeads(tenant.no(), pool),
                Channel.CHANNEL,
                p.journal::nowMillis);
        ChannelRoutes channels =
                new ChannelRoutes(writes, Channel.CHANNEL, p.vault::keys, p.client::checkReach, p.channels::forget);
        WebhookRoutes webhooks = new WebhookRoutes(writes, p.vault, p.client, p.clock);
        tenants.register(api);
        teams.register(api);
        agents.register(api);
        pools.register(api);
        channels.register(api);
        webhooks.register(api);
        AlertTargetRoutes targets =
                new AlertTargetRoutes(writes, p.vault, p.client, p.postman, new MessageQueue(p.reads), p.ids);
        targets.register(api);
        AlertRuleRoutes rules = new AlertRuleRoutes(writes, p.journal::nowMillis);
        rules.register(api);
        ConfigKinds kinds = new ConfigKinds(List.of(tenants, teams, agents, pools, channels, webhooks, targets, rules));
        ConfigHistory history = new ConfigHistory(p.reads);
        new ConfigFileRoutes(p.vertx, kinds, history, writes, p.directory).register(api);
        new ConfigHistoryRoutes(p.vertx, kinds, history).register(api);
    }

    /** The API goes straight to its routes; everything else, the pages, through the router. */
    public Handler<HttpServerRequest> handler(Vertx vertx, Web web) {
        Router router = Router.router(vertx);
        SecurityHeaders safety = new SecurityHeaders(web.secure());
        new DocsRoutes(safety).register(router);
        new ScreenRoutes(vertx, safety).register(router);
        router.route().handler(context -> api.handle(context.request()));
        return request -> {
            String path = request.path();
            // The router answers who names no host by itself, and without a problem; it does not see that there are
            // two.
            boolean named = request.authority() != null
                    && request.headers().getAll(HttpHeaders.HOST).size() <= 1;
            if (path != null && named && PAGES.matcher(path).matches() && !api.owns(path)) {
                if (api.last(request, false)) {
                    request.response().endHandler(end -> Api.part(request));
                }
                router.handle(request);
            } else {
                api.handle(request);
            }
        };
    }

    /** A route of the router for what is only read; HEAD hears of it, and does not get it. */
    static Route page(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    /** The server is about to end. */
    public void leave() {
        api.leave();
    }

    /** For requests that are no HTTP. */
    public Handler<HttpServerRequest> invalidHandler() {
        return api::handleInvalid;
    }

    private static Buffer document() {
        try (InputStream in = Edge.class.getResourceAsStream("/openapi.yaml")) {
            return in == null ? Buffer.buffer() : Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
