package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.http.Endpoint;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.pelagos.team.Role;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the API's description and the server to each other. */
class OpenApiTest {
    private static final String OPERATOR = "operator-of-the-description";

    @TempDir
    static Path dir;

    private static String postgresUrl;
    private static EmbeddedRedis redis;
    private static Server server;
    private static OpenApiDocument document;

    @BeforeAll
    static void start() throws Exception {
        document = new OpenApiDocument();
        redis = TestEngines.ownRedis(dir.resolve("redis"));
        postgresUrl = TestEngines.postgresUrl();
        Map<String, String> environment = Map.of(
                "PELAGOS_HTTP_PORT",
                "0",
                "PELAGOS_POSTGRES_URL",
                postgresUrl,
                "PELAGOS_REDIS_URL",
                redis.url(),
                "PELAGOS_DATA_DIR",
                dir.resolve("data").toString(),
                "PELAGOS_BOOTSTRAP_TOKEN",
                OPERATOR);
        Config config = Config.parse(
                "the test",
                "demo: {enabled: false}\noutgoing: {allow_http: true, allowed_networks: [127.0.0.1/32]}",
                environment);
        server = Server.start(
                config, new Engines(postgresUrl, redis.url()), new PrintStream(OutputStream.nullOutputStream()));
    }

    @AfterAll
    static void stop() {
        server.close();
        redis.close();
    }

    private static void execute(String sql) {
        try (Connection connection = TestEngines.connect(postgresUrl);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static Map<String, Endpoint> routes() {
        Map<String, Endpoint> routes = new TreeMap<>();
        server.node().parts().api().endpoints().forEach(e -> routes.put(e.method() + " " + e.path(), e));
        return routes;
    }

    @Test
    void describes_every_route_and_no_other() {
        assertThat(document.operations().keySet()).isEqualTo(routes().keySet());
    }

    @Test
    void names_the_roles_and_the_scope_of_every_route() {
        routes().forEach((name, route) -> {
            Set<String> roles = route.roles().stream().map(Role::text).collect(Collectors.toCollection(TreeSet::new));
            assertThat(new TreeSet<>(document.texts(name, "x-roles"))).as(name).isEqualTo(roles);
            assertThat(document.scope(name)).as(name).isEqualTo(roles.isEmpty() ? "" : route.scope());
        });
    }

    @Test
    void gives_examples_that_fit() {
        assertThat(document.badExamples()).isEmpty();
    }

    @Test
    void says_what_every_route_takes_and_answers() {
        OpenApiExerciser exerciser = new OpenApiExerciser(document, server.port(), OPERATOR, OpenApiTest::execute);
        exerciser.run();
        SignInExerciser people = new SignInExerciser(document, server.port(), OPERATOR);
        people.run();
        exerciser.add(people);
        assertThat(exerciser.faults()).isEmpty();
        assertThat(exerciser.good()).as("called well").isEqualTo(routes().keySet());
        Set<String> canFail =
                routes().keySet().stream().filter(document::canFail).collect(Collectors.toCollection(TreeSet::new));
        // More of them when the engines answer late, such as the readiness.
        assertThat(exerciser.bad()).as("called badly").containsAll(canFail);
        canFail.add("GET /health/ready");
        assertThat(exerciser.bad()).isSubsetOf(canFail);
    }
}
