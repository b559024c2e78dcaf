package io.pelagos.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.doWhile;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.pelagos.bench.TestTenant;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Google sends lead forms at a fixed rate, some of them twice, as it does after a lost answer. All are acknowledged
 * with 200 and {@code {}}; afterwards the pool holds each lead once, and no other.
 *
 * <p>{@code -Drate=500 -Dduration=30 -Dduplicates=0.1}: per second, seconds, share.
 */
public final class WebhookStormSimulation extends Simulation {
    private static final String POOL = "storm";
    private static final String CHANNEL = "google-storm";
    private static final int LOOKS = 60;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final int rate = Parameters.number("rate", 500);
    private final int duration_seconds = Parameters.number("duration", 30);
    private final double duplicates = Parameters.share("duplicates", 0.1);
    private final TestTenant tenant = TestTenant.create(Parameters.operator(), "webhook-storm");
    private final String hook;
    private final AtomicLong last = new AtomicLong();
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> seen = new HashSet<>();
    private final Promises promises = new Promises();

    public WebhookStormSimulation() {
        tenant.pool(POOL, 1_000_000, 1_000_000);
        hook = tenant.googleChannel(CHANNEL, POOL);

        setUp(storm().injectOpen(constantUsersPerSec(rate).during(Duration.ofSeconds(duration_seconds)))
                        .andThen(afterwards().injectOpen(atOnceUsers(1))))
                // As a platform does: a few connections for all its calls.
                .protocols(Parameters.server(tenant).shareConnections())
                .assertions(Parameters.assertions());
    }

    private ScenarioBuilder storm() {
        return scenario("google sends leads")
                .exec(session -> session.set("number", number()))
                .exec(http("webhook")
                        .post(hook)
                        .body(StringBody(session -> TestTenant.googleBody(session.getLong("number"))))
                        .check(status().is(200))
                        .check(bodyString().transform(String::trim).is("{}")))
                .exec(session -> {
                    if (!session.isFailed()) acknowledged.add(session.getLong("number"));
                    return session;
                });
    }

    /** A new one, or again one of those before. */
    private long number() {
        long before = last.get();
        boolean again = before > 0 && ThreadLocalRandom.current().nextDouble() < duplicates;
        return again ? 1 + ThreadLocalRandom.current().nextLong(before) : last.incrementAndGet();
    }

    /** Acknowledged leads become visible a moment later: look until they are all there, then once more for too many. */
    private ScenarioBuilder afterwards() {
        return scenario("afterwards")
                .exec(session -> session.set("looks", 0))
                .exec(doWhile(session -> seen.size() < acknowledged.size() && session.getInt("looks") < LOOKS)
                        .on(exec(session -> session.set("looks", session.getInt("looks") + 1))
                                .exec(pause(BETWEEN_LOOKS))
                                .exec(walk())))
                .exec(walk())
                .exec(http("the pool holds each lead once")
                        .get("/api/v1/pools/" + POOL + "/leads?limit=1")
                        .header("Authorization", "Bearer " + tenant.admin().token())
                        .check(status().is(200))
                        .check(status().transform(any -> promises.holds(
                                        seen.size() == acknowledged.size(),
                                        "the pool holds every acknowledged lead, once",
                                        Promises.text("%,d, acknowledged %,d", seen.size(), acknowledged.size())))
                                .is(true)));
    }

    private io.gatling.javaapi.core.ChainBuilder walk() {
        return exec(session -> {
                    seen.clear();
                    return session.remove("next");
                })
                .exec(doWhile(session -> session.contains("next"))
                        .on(exec(http("walk through the pool")
                                        .get(WebhookStormSimulation::page)
                                        .header(
                                                "Authorization",
                                                "Bearer " + tenant.admin().token())
                                        .check(status().is(200))
                                        .check(jsonPath("$.items[*].id")
                                                .findAll()
                                                .optional()
                                                .saveAs("ids"))
                                        .check(jsonPath("$.next")
                                                .ofString()
                                                .optional()
                                                .saveAs("cursor")))
                                .exec(this::turn)));
    }

    private static String page(Session session) {
        String cursor = session.contains("next") ? session.getString("next") : "";
        return "/api/v1/pools/" + POOL + "/leads?limit=200"
                + (cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
    }

    private Session turn(Session session) {
        if (session.contains("ids")) seen.addAll(session.<String>getList("ids"));
        boolean more = session.contains("cursor") && session.get("cursor") != null;
        Session next = more ? session.set("next", session.getString("cursor")) : session.remove("next");
        return next.remove("ids").remove("cursor");
    }

    @Override
    public void after() {
        promises.print();
        tenant.cleanUp(List.of(POOL), List.of(CHANNEL));
    }
}
