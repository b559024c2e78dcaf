package io.pelagos.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.pace;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.sse;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.pelagos.bench.TestTenant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A moderate load of everything for long: leads come in by webhook, agents claim and work them with a screen open,
 * rules of seconds take leads back, a manager reads lists and numbers. No request fails, and what waits inside the
 * server, its memory, threads and connections do not grow without end.
 *
 * <p>{@code -Dduration=600 -Drate=20 -Dagents=20 -Dgrowth=1.5}: seconds, leads per second, agents, and how many times as
 * high memory, threads and files may be in the last third of the run as in the third before.
 */
public final class SoakSimulation extends Simulation {
    private static final String POOL = "soak";
    private static final String CHANNEL = "google-soak";
    /** For what is on its way to arrive, and for alarms that are due. */
    private static final Duration REST = Duration.ofSeconds(10);

    private static final int LOOKS = 60;

    private final int duration_seconds = Parameters.number("duration", 600);
    private final int rate = Parameters.number("rate", 20);
    private final int agents = Parameters.number("agents", 20);
    private final double growth = Parameters.ratio("growth", 1.5);
    private final Duration duration = Duration.ofSeconds(duration_seconds);
    private final Promises promises = new Promises();
    private final Figures figures = new Figures();
    private final AtomicLong last = new AtomicLong();
    private final TestTenant tenant = TestTenant.create(Parameters.operator(), "soak");
    private final String hook;

    public SoakSimulation() {
        tenant.admin().post("/pools", """
            {"id":"%1$s","name":"%1$s","members":{"everyone":true},"quotas":[{"window":"day","max":1000000}],
             "owned":{"max":500},
             "recycle":[{"name":"first contact","trigger":"no_first_contact","after":"PT20S","warn_before":["PT5S"]},
                        {"name":"follow-up","trigger":"no_followup","after":"PT60S","applies_to":{"won":false}}]}""".formatted(POOL));
        tenant.agents(agents);
        hook = tenant.googleChannel(CHANNEL, POOL);
        setUp(
                        arrivals().injectOpen(constantUsersPerSec(rate).during(duration)),
                        work().injectOpen(rampUsers(agents).during(Duration.ofSeconds(5))),
                        reading().injectOpen(atOnceUsers(1)),
                        watch().injectOpen(atOnceUsers(1)).andThen(afterwards().injectOpen(atOnceUsers(1))))
                .protocols(Parameters.server(tenant).sseUnmatchedInboundMessageBufferSize(1))
                .assertions(Parameters.assertions());
    }

    private ScenarioBuilder arrivals() {
        return scenario("leads come in")
                .exec(session -> session.set("number", last.incrementAndGet()))
                .exec(http("webhook")
                        .post(hook)
                        .body(StringBody(session -> TestTenant.googleBody(session.getLong("number"))))
                        .check(status().is(200)));
    }

    private ScenarioBuilder work() {
        return scenario("agents work")
                .feed(listFeeder(Parameters.agents(tenant)).queue())
                .exec(sse("open a screen").get("/api/v1/live?pools=" + POOL).header("Authorization", "Bearer #{token}"))
                .exec(during(duration)
                        .on(exec(Floor.claimAndWork(POOL), pause(Duration.ofMillis(200), Duration.ofSeconds(1)))))
                .exec(sse("close the screen").close());
    }

    private ScenarioBuilder reading() {
        return scenario("a manager reads")
                .exec(during(duration)
                        .on(
                                pace(Duration.ofSeconds(5)),
                                read("list of leads", "/leads?limit=50"),
                                read("list of the pool", "/pools/" + POOL + "/leads?limit=50"),
                                read("numbers of the pools", "/stats/pools")));
    }

    private io.gatling.javaapi.core.ChainBuilder read(String name, String path) {
        return exec(http(name)
                .get("/api/v1" + path)
                .header("Authorization", "Bearer " + tenant.admin().token())
                .check(status().is(200)));
    }

    private ScenarioBuilder watch() {
        return scenario("somebody watches the server")
                .exec(during(duration)
                        .on(
                                pace(Duration.ofMillis(Math.max(500, duration.toMillis() / LOOKS))),
                                exec(http("metrics")
                                        .get("/metrics")
                                        .check(status().is(200))
                                        .check(bodyString().saveAs("metrics"))),
                                exec(session -> {
                                    figures.look(session.getString("metrics"));
                                    return session.remove("metrics");
                                })));
    }

    private ScenarioBuilder afterwards() {
        return scenario("afterwards")
                .exec(pause(REST))
                .exec(http("nothing grows without end")
                        .get("/metrics")
                        .check(status().is(200))
                        .check(bodyString()
                                .transform(metrics -> figures.judge(promises, metrics, growth))
                                .is(true)));
    }

    @Override
    public void after() {
        promises.print();
        tenant.cleanUp(List.of(POOL), List.of(CHANNEL));
    }
}
