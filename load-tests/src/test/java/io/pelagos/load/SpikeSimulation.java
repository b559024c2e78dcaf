package io.pelagos.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.pelagos.bench.TestTenant;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Webhooks and claims at a base rate, then at ten times it, then at the base rate again. Each is answered: done, or an
 * honest 429 or 503 that says when to come again. What was acknowledged stays. How soon the server is as fast again as
 * before is told, and judged only when {@code -Drecovery=…} says how many times as slow it may be at the end.
 *
 * <p>{@code -Drate=50 -Dtimes=10 -Dbase=20 -Dspike=20 -Dafter=60 -Dagents=50 -Dleads=500}: per second, multiple, seconds
 * before, in and after the spike, agents, leads in the pool at first.
 */
public final class SpikeSimulation extends Simulation {
    private static final String POOL = "spike";
    private static final String CHANNEL = "google-spike";
    private static final Set<Integer> DONE = Set.of(200, 201);
    private static final Set<Integer> COME_AGAIN = Set.of(429, 503);
    /** For acknowledged leads to be seen. */
    private static final Duration REST = Duration.ofSeconds(5);

    private final int rate = Parameters.number("rate", 50);
    private final int times = Parameters.number("times", 10);
    private final int base_seconds = Parameters.number("base", 20);
    private final int spike_seconds = Parameters.number("spike", 20);
    private final int after_seconds = Parameters.number("after", 60);
    private final int leads = Parameters.number("leads", 500);
    private final double recovery = System.getProperty("recovery") == null ? 0 : Parameters.ratio("recovery", 1);
    private final Promises promises = new Promises();
    private final SpikeLedger ledger = new SpikeLedger(base_seconds, base_seconds + spike_seconds);
    /** Webhooks count on from the leads that were put in first. */
    private final AtomicLong last = new AtomicLong(leads);

    private final TestTenant tenant = TestTenant.create(Parameters.operator(), "spike");
    private final String hook;

    public SpikeSimulation() {
        tenant.pool(POOL, 1_000_000, 1_000_000);
        tenant.agents(Parameters.number("agents", 50));
        hook = tenant.googleChannel(CHANNEL, POOL);
        LongStream.rangeClosed(1, leads).parallel().forEach(number -> tenant.lead(POOL, number));
        setUp(traffic()
                        .injectOpen(
                                constantUsersPerSec(rate).during(Duration.ofSeconds(base_seconds)),
                                constantUsersPerSec((double) rate * times).during(Duration.ofSeconds(spike_seconds)),
                                constantUsersPerSec(rate).during(Duration.ofSeconds(after_seconds)))
                        .andThen(afterwards().injectOpen(atOnceUsers(1))))
                .protocols(Parameters.server(tenant).shareConnections())
                .assertions(Parameters.assertions());
    }

    private ScenarioBuilder traffic() {
        return scenario("leads come in and are claimed")
                .feed(listFeeder(Parameters.agents(tenant)).random())
                .exec(session -> session.set("second", ledger.second()).set("number", last.incrementAndGet()))
                .exec(randomSwitch().on(percent(60).then(webhook()), percent(40).then(claim())));
    }

    private ChainBuilder webhook() {
        return exec(answered(http("webhook")
                        .post(hook)
                        .body(StringBody(session -> TestTenant.googleBody(session.getLong("number"))))))
                .exec(session -> {
                    if (noted(session)) ledger.leadAcknowledged(Long.toString(session.getLong("number")));
                    return session;
                });
    }

    /** A pool may be empty when leads were sent away with 503. */
    private ChainBuilder claim() {
        return exec(answered(http("claim")
                                .post("/api/v1/pools/" + POOL + "/claims")
                                .header("Authorization", "Bearer #{token}")
                                .body(StringBody("{}")))
                        .check(jsonPath("$.claims[0].id").optional().saveAs("lead"))
                        .checkIf((response, session) -> response.status().code() == 409)
                        .then(jsonPath("$.type").is("/problems/pool-empty")))
                .exec(session -> {
                    if (noted(session)) ledger.claimAcknowledged(session.getString("lead"), session.getString("agent"));
                    return session;
                });
    }

    private static HttpRequestActionBuilder answered(HttpRequestActionBuilder request) {
        return request.check(status().in(200, 201, 409, 429, 503).saveAs("status"))
                .check(responseTimeInMillis().saveAs("millis"))
                .checkIf((response, session) ->
                        COME_AGAIN.contains(response.status().code()))
                .then(header("Retry-After").exists());
    }

    /** Whether it was done. */
    private boolean noted(Session session) {
        if (!session.contains("status")) return false;
        int status = session.getInt("status");
        ledger.answered(status, session.getInt("second"), session.getInt("millis"));
        return DONE.contains(status) && !session.isFailed();
    }

    private ScenarioBuilder afterwards() {
        return scenario("afterwards")
                .exec(pause(REST))
                .exec(look("nothing acknowledged is lost")
                        .check(status().transform(any -> ledger.nothingIsLost(tenant, promises))
                                .is(true)))
                .exec(look("the server is as fast again as before")
                        .check(status().transform(any -> ledger.isBack(promises, recovery))
                                .is(true)));
    }

    private HttpRequestActionBuilder look(String name) {
        return http(name)
                .get("/api/v1/pools/" + POOL + "/leads?limit=1")
                .header("Authorization", "Bearer " + tenant.admin().token())
                .check(status().is(200));
    }

    @Override
    public void after() {
        promises.print();
        tenant.cleanUp(List.of(POOL), List.of(CHANNEL));
    }
}
