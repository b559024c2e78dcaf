package io.pelagos.load;

import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.pelagos.bench.PelagosApi;
import io.pelagos.bench.TestTenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What every simulation is told by system properties, {@code -Dname=value}. */
final class Parameters {
    private Parameters() {}

    /** The server at {@code pelagos.url}, as the operator whose token is {@code pelagos.token}. */
    static PelagosApi operator() {
        String token = System.getProperty("pelagos.token", System.getenv("PELAGOS_BOOTSTRAP_TOKEN"));
        if (token == null || token.isBlank()) {
            throw new IllegalStateException("say who the operator is: -Dpelagos.token=… or PELAGOS_BOOTSTRAP_TOKEN");
        }
        return new PelagosApi(System.getProperty("pelagos.url", "http://127.0.0.1:8080"), token);
    }

    /** What requests to the tenant's server have in common. */
    static HttpProtocolBuilder server(TestTenant tenant) {
        return http.baseUrl(tenant.admin().url()).contentTypeHeader("application/json");
    }

    /** For Gatling to hand out: of each of the tenant's agents the id, {@code agent}, and the {@code token}. */
    static List<Map<String, Object>> agents(TestTenant tenant) {
        return IntStream.range(0, tenant.agents().size())
                .mapToObj(i -> Map.<String, Object>of(
                        "agent",
                        tenant.agents().get(i),
                        "token",
                        tenant.tokens().get(i)))
                .toList();
    }

    /** No failed request, and with {@code -Dp99=…} at most so many milliseconds for 99 answers of 100. */
    static List<Assertion> assertions() {
        List<Assertion> assertions =
                new ArrayList<>(List.of(global().failedRequests().count().is(0L)));
        if (System.getProperty("p99") != null) {
            assertions.add(global().responseTime().percentile(99).lte(number("p99", 1)));
        }
        return assertions;
    }

    /** A whole number from 1 to a million. */
    static int number(String name, int otherwise) {
        int number = Integer.getInteger(name, otherwise);
        if (number < 1 || number > 1_000_000) {
            throw new IllegalArgumentException(name + " must be from 1 to 1000000, is " + number);
        }
        return number;
    }

    /** A ratio from 1 to 1,000. */
    static double ratio(String name, double otherwise) {
        double ratio = Double.parseDouble(System.getProperty(name, Double.toString(otherwise)));
        if (!(ratio >= 1 && ratio <= 1_000)) throw new IllegalArgumentException(name + " must be from 1 to 1000");
        return ratio;
    }

    /** A share from 0 to 1. */
    static double share(String name, double otherwise) {
        double share = Double.parseDouble(System.getProperty(name, Double.toString(otherwise)));
        if (!(share >= 0 && share < 1)) throw new IllegalArgumentException(name + " must be from 0 to below 1");
        return share;
    }
}
