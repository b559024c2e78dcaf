package io.pelagos.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.pelagos.bench.TestTenant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
    private static final String LEADS = "/api/v1/leads/#{lead}";
    private static final String BEARER = "Bearer #{token}";

    private final int agents = Parameters.number("agents", 50);
    private final int leads = Parameters.number("leads", 5_000);
    private final int seconds = Parameters.number("duration", 30);
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
                .protocols(http.baseUrl(tenant.admin().url()).contentTypeHeader("application/json"))
                .assertions(global().failedRequests().count().is(0L));
    }

    private ScenarioBuilder day() {
        List<Map<String, Object>> who = IntStream.range(0, agents)
                .mapToObj(i -> Map.<String, Object>of("token", tenant.tokens().get(i)))
                .toList();
        ChainBuilder work = randomSwitch()
                .on(
                        percent(70).then(followUp("reached")),
                        percent(10).then(exec(followUp("no_answer"), release())),
                        percent(5).then(release()),
                        percent(4).then(exec(followUp("interested"), win())));
        return scenario("a day on the floor")
                .feed(listFeeder(who).queue())
                .exec(during(Duration.ofSeconds(seconds))
                        .on(exec(
                                claim(),
                                doIf(session -> session.contains("lead")).then(work),
                                pause(Duration.ofMillis(20), Duration.ofMillis(200)))));
    }

    private static ChainBuilder claim() {
        return exec(session -> session.remove("lead"))
                .exec(http("claim")
                        .post("/api/v1/pools/" + POOL + "/claims")
                        .header("Authorization", BEARER)
                        .body(StringBody("{}"))
                        .check(status().in(201, 409, 429))
                        .check(jsonPath("$.claims[0].id").optional().saveAs("lead")));
    }

    private static ChainBuilder followUp(String outcome) {
        return post("follow up", "/followups", "{\"method\":\"call\",\"outcome\":\"" + outcome + "\"}", 201);
    }

    private static ChainBuilder release() {
        return post("release", "/release", "{\"reason\":\"not for me\"}", 200);
    }

    private static ChainBuilder win() {
        return post("win", "/deals", "{\"amount\":1000,\"currency\":\"CNY\"}", 201);
    }

    private static ChainBuilder post(String name, String path, String body, int done) {
        return exec(http(name)
                .post(LEADS + path)
                .header("Authorization", BEARER)
                .body(StringBody(body))
                .check(status().in(done, 404)));
    }

    /** At rest every lead that came in is in a pool or in somebody's hands: the lists show all of them, each once. */
    private ScenarioBuilder evening() {
        return scenario("evening")
                .exec(http("no lead is lost")
                        .get("/api/v1/pools/" + POOL + "/leads?limit=1")
                        .header("Authorization", "Bearer " + tenant.admin().token())
                        .check(status().is(200))
                        .check(status().transform(any -> counted()).is(leads)));
    }

    private int counted() {
        int count = 0;
        String cursor = "";
        do {
            var page = tenant.admin().get("/leads?limit=200" + cursor);
            for (var lead : page.get("items")) {
                boolean placed = !lead.get("state").asText().equals("closed")
                        && lead.hasNonNull("owner")
                                == lead.get("state").asText().equals("owned");
                count += placed ? 1 : 0;
            }
            cursor = page.hasNonNull("next") ? "&cursor=" + page.get("next").asText() : "";
        } while (!cursor.isEmpty());
        return count;
    }

    @Override
    public void after() {
        tenant.cleanUp(List.of(POOL), List.of());
    }
}
