package io.pelagos.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;

/**
 * What an agent does, whose {@code token} is in the session. A lead that a rule has taken is gone for its agent (404),
 * which is no failure.
 */
final class Floor {
    private static final String BEARER = "Bearer #{token}";

    private Floor() {}

    /** Claims the next lead of the pool. Mostly it is followed up; sometimes given back, or won. */
    static ChainBuilder claimAndWork(String pool) {
        return exec(claim(pool))
                .exec(doIf(session -> session.contains("lead"))
                        .then(randomSwitch()
                                .on(
                                        percent(70).then(followUp("reached")),
                                        percent(10).then(exec(followUp("no_answer"), release())),
                                        percent(5).then(release()),
                                        percent(4).then(exec(followUp("interested"), win())))));
    }

    private static ChainBuilder claim(String pool) {
        return exec(session -> session.remove("lead"))
                .exec(http("claim")
                        .post("/api/v1/pools/" + pool + "/claims")
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
                .post("/api/v1/leads/#{lead}" + path)
                .header("Authorization", BEARER)
                .body(StringBody(body))
                .check(status().in(done, 404)));
    }
}
