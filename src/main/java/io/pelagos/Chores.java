package io.pelagos;

import io.pelagos.assignment.LeadRouter;
import io.pelagos.channel.Touches;
import io.pelagos.channel.fetch.Fetcher;
import io.pelagos.channel.poll.Poller;
import io.pelagos.followup.ListedLeads;
import io.pelagos.journal.Housekeeping;
import io.pelagos.journal.Jobs;
import io.pelagos.presence.Watch;
import io.pelagos.signin.SignInCare;
import io.pelagos.stats.Follower;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node does beside the requests, each at its own pace. */
final class Chores {
    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
    private static final long HOUSEKEEPING_MILLIS = TimeUnit.MINUTES.toMillis(10);
    /** How soon a job that another node has left, or that has just been made, is taken up. */
    private static final long JOBS_MILLIS = 500;
    /** How long a lead waits at most until somebody is looked for. */
    private static final long ROUTER_MILLIS = 200;
    /** Whoever asks for numbers reads on by himself; this keeps him from waiting. */
    private static final long NUMBERS_MILLIS = 5_000;
    /** So many times as long as a round took rests who follows the journal: claims want PostgreSQL meanwhile. */
    private static final int NUMBERS_RESTS = 3;

    private final Vertx vertx;
    private final Jobs jobs;
    private final ListedLeads listed;
    private final Fetcher fetcher;
    private final Poller poller;
    private final Touches touches;
    private final Context context;
    private final Watch watch;
    private final LeadRouter router;
    private final Follower follower;
    private final Housekeeping housekeeping;
    private final Supplier<Future<Void>> forgetFiles;
    private final SignInCare signInCare;
    private volatile boolean stopping;

    Chores(
            Vertx vertx,
            Jobs jobs,
            ListedLeads listed,
            Fetcher fetcher,
            Poller poller,
            Touches touches,
            Watch watch,
            LeadRouter router,
            Follower follower,
            Housekeeping housekeeping,
            Supplier<Future<Void>> forgetFiles,
            SignInCare signInCare) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.touches = touches;
        this.jobs = jobs;
        this.listed = listed;
        this.fetcher = fetcher;
        this.poller = poller;
        this.watch = watch;
        this.router = router;
        this.follower = follower;
        this.housekeeping = housekeeping;
        this.forgetFiles = forgetFiles;
        this.signInCare = signInCare;
    }

    void start(long watchMillis) {
        keepHouse();
        every(HOUSEKEEPING_MILLIS, this::keepHouse);
        every(JOBS_MILLIS, () -> {
            work("jobs", jobs::runDue);
            work("listed numbers", listed::runDue);
            work("fetches", fetcher::runDue);
            work("polls", poller::runDue);
            work("touches", touches::runDue);
        });
        every(watchMillis, watch::look);
        vertx.setTimer(NUMBERS_MILLIS, timer -> follow());
        every(ROUTER_MILLIS, () -> work("assignment", router::look));
    }

    /** Leads that are there already have been touched; what this misses the next round finds. */
    void touched() {
        context.runOnContext(go -> work("touches", touches::runDue));
    }

    /** Nothing more is begun. */
    void stop() {
        stopping = true;
    }

    private void every(long millis, Runnable chore) {
        vertx.setPeriodic(millis, timer -> {
            if (stopping) {
                vertx.cancelTimer(timer);
            } else {
                chore.run();
            }
        });
    }

    /** Round after round, as far behind as it may be. */
    private void follow() {
        if (stopping) {
            return;
        }
        long sinceNanos = System.nanoTime();
        // Nothing may end this, not even what is thrown.
        Future.succeededFuture().compose(go -> follower.runDue()).onComplete(round -> {
            if (round.failed()) {
                waits("numbers", round.cause());
            }
            boolean more = round.succeeded() && round.result();
            long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos);
            // A round may have waited behind somebody's question for long.
            long restMillis = more ? Math.min(NUMBERS_RESTS * tookMillis + 1, NUMBERS_MILLIS) : NUMBERS_MILLIS;
            vertx.setTimer(restMillis, timer -> follow());
        });
    }

    private void keepHouse() {
        housekeeping
                .run(LocalDate.now(ZoneOffset.UTC))
                .compose(done -> forgetFiles.get())
                .compose(done -> signInCare.forget())
                .onFailure(e -> LOG.warn("housekeeping waits for its next round: {}", e.getMessage()));
    }

    /** Chunk after chunk while there are any; a failure waits for the next time. */
    private void work(String what, Supplier<Future<Boolean>> runDue) {
        if (stopping) {
            return;
        }
        runDue.get().onFailure(e -> waits(what, e)).onSuccess(worked -> {
            if (worked) {
                work(what, runDue);
            }
        });
    }

    private static void waits(String what, Throwable failure) {
        LOG.info("{} wait for their next round: {}", what, failure.getMessage());
    }
}
