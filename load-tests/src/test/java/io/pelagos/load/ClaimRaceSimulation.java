package io.pelagos.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.doWhile;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.rendezVous;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.pelagos.bench.TestTenant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Agents empty a pool as fast as they can, one lead or a handful at a time. Every lead is answered exactly once, with
 * its contact in clear, to the agent who then owns it.
 *
 * <p>{@code -Dagents=50 -Dleads=5000}
 */
public final class ClaimRaceSimulation extends Simulation {
    private static final int HANDFUL = 5;
    private static final String POOL = "race";

    private final int agents = Parameters.number("agents", 50);
    private final int leads = Parameters.number("leads", 5_000);
    private final TestTenant tenant = TestTenant.create(Parameters.operator(), "claim-race");
    private final ClaimLedger ledger;
    private final Promises promises = new Promises();

    public ClaimRaceSimulation() {
        tenant.pool(POOL, 1_000_000, 1_000_000);
        tenant.agents(agents);
        Set<String> ids = LongStream.rangeClosed(1, leads)
                .parallel()
                .mapToObj(number -> tenant.lead(POOL, number))
                .collect(Collectors.toSet());
        ledger = new ClaimLedger(ids);

        setUp(race().injectOpen(atOnceUsers(agents)).andThen(afterwards().injectOpen(atOnceUsers(1))))
                .protocols(Parameters.server(tenant))
                .assertions(Parameters.assertions());
    }

    private ScenarioBuilder race() {
        return scenario("agents empty the pool")
                .feed(listFeeder(Parameters.agents(tenant)).queue())
                .exec(rendezVous(agents))
                .exec(doWhile(session ->
                                !session.isFailed() && ClaimLedger.CLAIMED.equals(session.getString("outcome")))
                        .on(exec(session -> session.set(
                                        "count", 1 + ThreadLocalRandom.current().nextInt(HANDFUL)))
                                .exec(http("claim")
                                        .post("/api/v1/pools/" + POOL + "/claims")
                                        .header("Authorization", "Bearer #{token}")
                                        .body(StringBody("{\"count\":#{count}}"))
                                        .check(bodyString()
                                                .transformWithSession((body, session) -> ledger.judge(
                                                        session.getString("agent"), session.getInt("count"), body))
                                                .in(ClaimLedger.CLAIMED, ClaimLedger.EMPTY)
                                                .saveAs("outcome"))
                                        .check(status().in(201, 409)))));
    }

    private ScenarioBuilder afterwards() {
        return scenario("afterwards")
                .exec(http("the pool is empty and every lead was claimed once")
                        .get("/api/v1/pools/" + POOL + "/leads?limit=1")
                        .header("Authorization", "Bearer " + tenant.admin().token())
                        .check(status().is(200))
                        .check(status().transform(any -> promises.holds(
                                        ledger.claimed() == leads,
                                        "every lead that was put in was claimed, once",
                                        Promises.text("%,d of %,d", ledger.claimed(), leads)))
                                .is(true)));
    }

    @Override
    public void after() {
        promises.print();
        tenant.cleanUp(List.of(POOL), List.of());
    }
}
