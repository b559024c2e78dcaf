package io.pelagos.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.pace;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.sse;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.pelagos.bench.TestTenant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Screens watch a pool by live streams while it changes: leads come in, and are claimed half a second later. Every
 * stream is told of every change.
 *
 * <p>{@code -Dstreams=200 -Drate=5 -Dduration=30}: streams, leads per second, seconds.
 */
public final class LiveStreamsSimulation extends Simulation {
    private static final String POOL = "live";
    private static final int MOST_AGENTS = 50;
    private static final int OPENED_PER_SECOND = 200;
    /** Of a stream, between two looks at what it was told. */
    private static final int MOST_MESSAGES = 10_000;

    private static final Duration LOOK = Duration.ofMillis(100);

    private final int streams = Parameters.number("streams", 200);
    private final int rate = Parameters.number("rate", 5);
    private final int duration_seconds = Parameters.number("duration", 30);
    private final Promises promises = new Promises();
    private final StreamLedger ledger = new StreamLedger(2 * rate * duration_seconds);
    private final AtomicInteger tried = new AtomicInteger();
    private final TestTenant tenant = TestTenant.create(Parameters.operator(), "live-streams");

    public LiveStreamsSimulation() {
        tenant.pool(POOL, 1_000_000, 1_000_000);
        tenant.agents(Math.min(streams, MOST_AGENTS));
        setUp(
                        watching()
                                .injectOpen(
                                        rampUsers(streams).during(Duration.ofSeconds(1 + streams / OPENED_PER_SECOND)))
                                .andThen(afterwards().injectOpen(atOnceUsers(1))),
                        changing().injectOpen(atOnceUsers(rate)))
                .protocols(Parameters.server(tenant).sseUnmatchedInboundMessageBufferSize(MOST_MESSAGES))
                .assertions(Parameters.assertions());
    }

    private ScenarioBuilder watching() {
        return scenario("screens watch the pool")
                .feed(listFeeder(Parameters.agents(tenant)).circular())
                .exec(sse("open a stream").get("/api/v1/live?pools=" + POOL).header("Authorization", "Bearer #{token}"))
                .exec(session -> {
                    tried.incrementAndGet();
                    return session.isFailed() ? session : session.set("stream", ledger.open());
                })
                .exitHereIfFailed()
                .exec(asLongAs(session -> !stream(session).isOver())
                        .on(pause(LOOK), exec(sse.processUnmatchedMessages((messages, session) -> {
                            messages.forEach(one -> stream(session).hear(one.message(), one.timestamp()));
                            return session;
                        }))))
                .exec(sse("close").close());
    }

    private static StreamLedger.Stream stream(Session session) {
        return session.get("stream");
    }

    /** As many sources as leads come in a second, each of which brings one every second. */
    private ScenarioBuilder changing() {
        return scenario("the pool changes")
                .feed(listFeeder(Parameters.agents(tenant)).circular())
                .exec(asLongAs(session -> tried.get() < streams).on(pause(LOOK)))
                .exec(pause(Duration.ZERO, Duration.ofSeconds(1)))
                .exec(repeat(duration_seconds).on(pace(Duration.ofSeconds(1)), lead()));
    }

    private ChainBuilder lead() {
        return exec(this::now)
                .exec(http("a lead comes in")
                        .post("/api/v1/leads")
                        .header("Authorization", "Bearer " + tenant.admin().token())
                        .body(StringBody("{\"pool\":\"" + POOL + "\",\"contact\":{\"name\":\"Li Wei\"}}"))
                        .check(status().is(201))
                        .check(jsonPath("$.id").saveAs("lead")))
                .exec(session -> changed(session, 1))
                .exec(pause(Duration.ofMillis(500)))
                .exec(this::now)
                .exec(http("it is claimed")
                        .post("/api/v1/pools/" + POOL + "/claims")
                        .header("Authorization", "Bearer #{token}")
                        .body(StringBody("{\"lead\":\"#{lead}\"}"))
                        .check(status().is(201)))
                .exec(session -> changed(session, 2))
                .exec(session -> {
                    ledger.over(2);
                    return session.markAsSucceeded().remove("lead");
                });
    }

    private Session now(Session session) {
        return session.set("asked", System.currentTimeMillis());
    }

    private Session changed(Session session, int version) {
        if (!session.isFailed()) ledger.changed(session.getString("lead"), version, session.getLong("asked"));
        return session;
    }

    private ScenarioBuilder afterwards() {
        return scenario("afterwards")
                .exec(http("every stream was told of every change")
                        .get("/api/v1/pools/" + POOL + "/leads?limit=1")
                        .header("Authorization", "Bearer " + tenant.admin().token())
                        .check(status().is(200))
                        .check(status().transform(any -> ledger.judge(promises, streams))
                                .is(true)));
    }

    @Override
    public void after() {
        promises.print();
        tenant.cleanUp(List.of(POOL), List.of());
    }
}
