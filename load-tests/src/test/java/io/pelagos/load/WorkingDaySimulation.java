package io.pelagos.load;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.pelagos.bench.TestTenant;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A telesales floor at work, in fast motion: each agent claims a lead, and mostly follows it up; some leads are given
 * back, some are won, and those that nobody works come back by rules of seconds. A lead that a rule has taken is gone
 * for its agent (404), which is no failure.
 *
 * <p>{@code -Dagents=50 -Dleads=5000 -Dduration=30}
 */
public final class WorkingDaySimulation extends Simulation {
    private static final String POOL = "day";

    private final int agents = Parameters.number("agents", 50);
    private final int leads = Parameters.number("leads", 5_000);
    private final int seconds = Parameters.number("duration", 30);
    private final Promises promises = new Promises();
    private final TestTenant tenant = TestTenant.create(Parameters.operator(), "working-day");

    public WorkingDaySimulation() {
        tenant.admin().post("/pools", """
            {"id":"%1$s","name":"%1$s","members":{"everyone":true},"quotas":[{"window":"day","max":1000000}],
             "owned":{"max":40},"attribution":"first_claimer",
             "recycle":[{"name":"first contact","trigger":"no_first_contact","after":"PT5S","warn_before":["PT2S"]},
                        {"name":"follow-up","trigger":"no_followup","after":"PT10S","applies_to":{"won":false}}]}""".formatted(POOL));
        tenant.agents(agents);
        LongStream.rangeClosed(1, leads).parallel().forEach(number -> tenant.lead(POOL, number));
        setUp(day().injectOpen(atOnceUsers(agents)).andThen(evening().injectOpen(atOnceUsers(1))))
                .protocols(Parameters.server(tenant))
                .assertions(Parameters.assertions());
    }

    private ScenarioBuilder day() {
        return scenario("a day on the floor")
                .feed(listFeeder(Parameters.agents(tenant)).queue())
                .exec(during(Duration.ofSeconds(seconds))
                        .on(exec(Floor.claimAndWork(POOL), pause(Duration.ofMillis(20), Duration.ofMillis(200)))));
    }

    /** At rest every lead that came in is in a pool or in somebody's hands: the lists show all of them, each once. */
    private ScenarioBuilder evening() {
        return scenario("evening")
                .exec(http("no lead is lost")
                        .get("/api/v1/pools/" + POOL + "/leads?limit=1")
                        .header("Authorization", "Bearer " + tenant.admin().token())
                        .check(status().is(200))
                        .check(status().transform(any -> noneIsLost()).is(true)));
    }

    private boolean noneIsLost() {
        int[] placed = {0};
        tenant.forEachLead(lead -> {
            String state = lead.get("state").asText();
            boolean held = lead.hasNonNull("owner");
            placed[0] += !state.equals("closed") && held == state.equals("owned") ? 1 : 0;
        });
        return promises.holds(
                placed[0] == leads,
                "every lead that came in is in the pool or in somebody's hands, once",
                Promises.text("%,d of %,d", placed[0], leads));
    }

    @Override
    public void after() {
        promises.print();
        tenant.cleanUp(List.of(POOL), List.of());
    }
}
