package io.pelagos.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.rendezVous;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.pelagos.bench.TestTenant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * All agents want the same lead at the same moment. One gets it; all others are told that it is gone, and which lead
 * it was; afterwards the one who was told so is its owner.
 *
 * <p>{@code -Dagents=1000}
 */
public final class OneLeadThousandAgentsSimulation extends Simulation {
    private static final String POOL = "one";

    private final int agents = Parameters.number("agents", 1_000);
    private final TestTenant tenant = TestTenant.create(Parameters.operator(), "one-lead");
    private final String lead;
    private final Queue<String> winners = new ConcurrentLinkedQueue<>();
    private final Promises promises = new Promises();

    public OneLeadThousandAgentsSimulation() {
        tenant.pool(POOL, 1_000_000, 1_000_000);
        tenant.agents(agents);
        lead = tenant.lead(POOL, 1);

        setUp(race().injectOpen(atOnceUsers(agents)).andThen(afterwards().injectOpen(atOnceUsers(1))))
                .protocols(Parameters.server(tenant))
                .assertions(Parameters.assertions());
    }

    private ScenarioBuilder race() {
        return scenario("all want one lead")
                .feed(listFeeder(Parameters.agents(tenant)).queue())
                // Everyone has a connection before the race: the first request of each opens it.
                .exec(http("look at the pool")
                        .get("/api/v1/pools/" + POOL + "/leads?limit=1")
                        .header("Authorization", "Bearer #{token}")
                        .check(status().is(200)))
                .exec(rendezVous(agents))
                .exec(http("claim the lead")
                        .post("/api/v1/pools/" + POOL + "/claims")
                        .header("Authorization", "Bearer #{token}")
                        .body(StringBody("{\"lead\":\"" + lead + "\"}"))
                        .checkIf((response, session) -> response.status().code() == 201)
                        .then(jsonPath("$.claims[*].id").findAll().is(List.of(lead)))
                        .checkIf((response, session) -> response.status().code() != 201)
                        .then(
                                status().is(409),
                                jsonPath("$.type").is("/problems/already-claimed"),
                                jsonPath("$.lead").is(lead))
                        .check(status().saveAs("status")))
                .exec(session -> {
                    if ("201".equals(String.valueOf(session.<Object>get("status")))) {
                        winners.add(session.getString("agent"));
                    }
                    return session;
                });
    }

    private ScenarioBuilder afterwards() {
        return scenario("afterwards")
                .exec(http("exactly one agent won")
                        .get("/api/v1/leads/" + lead)
                        .header("Authorization", "Bearer " + tenant.admin().token())
                        .check(status().transform(any -> promises.holds(
                                        winners.size() == 1, "one of them wins", winners + " of " + agents))
                                .is(true)))
                .exec(http("the winner is the owner")
                        .get("/api/v1/leads/" + lead)
                        .header("Authorization", "Bearer " + tenant.admin().token())
                        .check(status().is(200), jsonPath("$.state").is("owned"))
                        .check(jsonPath("$.owner").is(session -> winners.peek())));
    }

    @Override
    public void after() {
        promises.print();
        tenant.cleanUp(List.of(POOL), List.of());
    }
}
