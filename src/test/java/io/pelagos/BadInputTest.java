package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What clients may send by mistake or in malice: always an answer that says whose fault it is, never a 500. */
class BadInputTest {
    private static final int IDLE_CONNECTIONS = 5_000;
    /** Planted everywhere; no line of the log may hold it. */
    private static final String PHONE = "13987650123";

    @TempDir
    static Path dir;

    private static final Queue<String> LOG = new ConcurrentLinkedQueue<>();
    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestNode node;
    private static TestTenant firm;
    private static TestTenant stranger;
    private static String agent;
    private static String other;
    private static final AppenderBase<ILoggingEvent> APPENDER = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            LOG.add(event.getFormattedMessage() + " "
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    };

    @BeforeAll
    static void start() {
        APPENDER.start();
        root().addAppender(APPENDER);
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        node = TestNode.start(postgres, redis.url());
        firm = node.tenant().pool("p").pool("q");
        agent = firm.agent("a");
        other = firm.agent("b");
        firm.leads("p", 20);
        stranger = node.tenant().pool("p");
        stranger.agent("s");
        stranger.leads("p", 2);
    }

    @AfterAll
    static void stop() {
        node.close();
        store.close();
        redis.close();
        root().detachAppender(APPENDER);
    }

    @AfterEach
    void no_phone_is_in_the_log() {
        assertThat(LOG).noneMatch(line -> line.contains(PHONE.substring(1)));
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** A body that is right, for every route that takes one. */
    private static Map<String, JsonObject> bodies() {
        String lead = firm.visible("p").get(0);
        Map<String, JsonObject> bodies = new LinkedHashMap<>();
        bodies.put(
                "POST /leads",
                new JsonObject()
                        .put("pool", "p")
                        .put("external_id", "x")
                        .put(
                                "contact",
                                new JsonObject()
                                        .put("name", "Li")
                                        .put("phone", "+86" + PHONE)
                                        .put("email", "a@b.example")
                                        .put("wechat", "w")
                                        .put("company", "c"))
                        .put("source", new JsonObject().put("campaign", "c"))
                        .put("grade", "A")
                        .put("score", 5)
                        .put("tags", new JsonArray().add("t"))
                        .put("attributes", new JsonObject().put("k", "v")));
        bodies.put("POST /pools/q/claims", new JsonObject().put("count", 2));
        bodies.put("POST /pools/p/claims", new JsonObject().put("lead", lead));
        bodies.put(
                "POST /leads/" + lead + "/release",
                new JsonObject().put("reason", "r").put("tags", new JsonArray().add("t")));
        bodies.put(
                "POST /leads/" + lead + "/assign",
                new JsonObject().put("agent", "b").put("reason", "r").put("force", false));
        bodies.put(
                "POST /agents",
                new JsonObject()
                        .put("id", "n")
                        .put("login", "n")
                        .put("name", "n")
                        .put("role", "agent")
                        .put("skills", new JsonArray().add("s"))
                        .put("seniority", 1)
                        .put(
                                "quotas",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("window", "day")
                                                .put("max", 1))));
        bodies.put(
                "POST /agents/b/tokens",
                new JsonObject()
                        .put("name", "n")
                        .put("scopes", new JsonArray())
                        .put("expires_at", "2030-01-01T00:00:00.000Z"));
        bodies.put(
                "POST /pools",
                new JsonObject()
                        .put("id", "n")
                        .put("name", "n")
                        .put("members", new JsonObject().put("everyone", true))
                        .put("order", "fifo")
                        .put("visible", true)
                        .put("claim", new JsonObject().put("max_batch", 5))
                        .put(
                                "quotas",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("window", "day")
                                                .put("max", 1)))
                        .put("owned", new JsonObject().put("max", 5))
                        .put("cooldown", new JsonObject().put("agent", "P1D"))
                        .put("embargo", "PT1S")
                        .put("masking", new JsonArray().add("phone"))
                        .put(
                                "recycle",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("name", "r")
                                                .put("trigger", "max_hold")
                                                .put("after", "PT1H"))));
        bodies.put(
                "POST /channels",
                new JsonObject()
                        .put("id", "n")
                        .put("type", "generic")
                        .put("name", "n")
                        .put("pool", "p"));
        bodies.put("POST /teams", new JsonObject().put("id", "n").put("name", "n"));
        bodies.put(
                "PUT /tenant",
                new JsonObject()
                        .put("name", "n")
                        .put("time_zone", "Asia/Shanghai")
                        .put("owned", new JsonObject().put("max", 1_000))
                        .put("work_first", new JsonObject().put("max_untouched", 900)));
        return bodies;
    }

    private static Http.Reply send(String route, byte[] body, String key) {
        String[] parts = route.split(" ", 2);
        return Http.await(node.as(firm.admin).sendBytes(parts[0], parts[1], body, key));
    }

    @Test
    void broken_bodies_are_the_clients_fault() {
        String deep = "{\"a\":" + "[".repeat(60_000 / 2) + "]".repeat(60_000 / 2) + "}";
        byte[] huge = new byte[10 << 20];
        Arrays.fill(huge, (byte) ' ');
        Map<String, byte[]> broken = new LinkedHashMap<>();
        broken.put("exponent", bytes("{\"pool\":\"p\",\"attributes\":{\"a\":1e999999999999999999}}"));
        broken.put("truncated", bytes("{\"pool\":\"p\",\"contact\":{\"phone\":\"" + PHONE));
        broken.put("deep", bytes(deep));
        broken.put("huge", huge);
        broken.put("not UTF-8", new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'});
        broken.put("a raw NUL", bytes("{\"name\":\"a\u0000" + PHONE + "\"}"));
        broken.put("an escaped NUL", bytes("{\"pool\":\"p\",\"name\":\"a\\u0000" + PHONE + "\"}"));
        broken.put("a lone surrogate", bytes("{\"reason\":\"\\ud800\",\"name\":\"\\ud800\"}"));
        broken.put("an array", bytes("[\"" + PHONE + "\"]"));
        broken.put("a word", bytes("\"" + PHONE + "\""));
        broken.put("two documents", bytes("{}{\"phone\":\"" + PHONE + "\"}"));
        broken.put("a field twice", bytes("{\"lead\":\"1\",\"lead\":\"2\"}"));
        broken.put("a number beyond all", bytes("{\"count\":1e999999999}"));
        for (String route : bodies().keySet()) {
            broken.forEach((what, body) -> {
                Http.Reply reply = send(route, body, "");
                assertThat(reply.status())
                        .as("%s: %s: %s", route, what, reply.body())
                        .isBetween(400, 499);
                if (what.equals("huge")) {
                    assertThat(reply.status()).isEqualTo(413);
                }
            });
        }
    }

    @Test
    void values_of_any_wrong_type_are_the_clients_fault() {
        List<Object> values = new ArrayList<>(List.of(
                -1,
                0,
                1.5,
                Long.MAX_VALUE,
                1e300,
                true,
                "",
                PHONE,
                "a\u0000b",
                "x".repeat(20_000),
                new JsonArray(),
                new JsonArray().add(new JsonArray()).add(1).addNull().add(new JsonObject()),
                new JsonObject().put(PHONE, new JsonArray())));
        values.add(null);
        bodies().forEach((route, body) -> {
            for (List<String> path : paths(body, List.of())) {
                for (Object value : values) {
                    JsonObject changed = with(body, path, value);
                    Http.Reply reply = send(route, changed.toBuffer().getBytes(), "");
                    assertThat(reply.status())
                            .as("%s with %s = %.60s: %s", route, path, value, reply.body())
                            .isLessThan(500);
                }
            }
            JsonObject strange = body.copy().put("nonsense", PHONE);
            for (String unique : List.of("id", "login")) {
                if (body.containsKey(unique)) {
                    strange.put(unique, "unused");
                }
            }
            Http.Reply unknown = send(route, strange.toBuffer().getBytes(), "");
            assertThat(unknown.toString()).as(route).isEqualTo("400 invalid-request");
            assertThat(unknown.body()).contains("nonsense");
        });
        // Nothing of all that has brought anything out of order.
        firm.pool("p").pool("q");
        send(
                "PUT /tenant",
                new JsonObject()
                        .put("name", "n")
                        .put("time_zone", "Asia/Shanghai")
                        .toBuffer()
                        .getBytes(),
                "");
        store.assertAtRest(firm);
    }

    private static List<List<String>> paths(JsonObject body, List<String> before) {
        List<List<String>> paths = new ArrayList<>();
        for (String name : body.fieldNames()) {
            List<String> path = new ArrayList<>(before);
            path.add(name);
            paths.add(path);
            if (body.getValue(name) instanceof JsonObject inner) {
                paths.addAll(paths(inner, path));
            }
        }
        return paths;
    }

    private static JsonObject with(JsonObject body, List<String> path, Object value) {
        JsonObject copy = body.copy();
        JsonObject at = copy;
        for (String name : path.subList(0, path.size() - 1)) {
            at = at.getJsonObject(name);
        }
        at.put(path.get(path.size() - 1), value);
        return copy;
    }

    @Test
    void counts_phones_and_ids_that_make_no_sense_are_refused() {
        Http mine = node.as(agent);
        for (Object count : new Object[] {-1, 0, 11, 1_000_000, Integer.MAX_VALUE, Long.MAX_VALUE, 1.5, "2"}) {
            assertThat(mine.post("/pools/p/claims", new JsonObject().put("count", count))
                            .toString())
                    .as("count %s", count)
                    .isEqualTo("400 invalid-request");
        }
        for (String phone : new String[] {"12", "abc", "+", PHONE + PHONE, "+999" + PHONE, " "}) {
            Http.Reply reply = firm.admin()
                    .post(
                            "/leads",
                            new JsonObject().put("pool", "p").put("contact", new JsonObject().put("phone", phone)));
            assertThat(reply.status()).as("phone %s: %s", phone, reply.body()).isEqualTo(400);
            assertThat(reply.body()).contains("/contact/phone");
            assertThat(firm.admin()
                            .get("/leads?phone=" + java.net.URLEncoder.encode(phone, StandardCharsets.UTF_8))
                            .status())
                    .isEqualTo(400);
        }
        for (String id : new String[] {"0", "-1", "abc", "99999999999999999999", "1;drop", "%00", "..", "１２"}) {
            String path = "/leads/" + java.net.URLEncoder.encode(id, StandardCharsets.UTF_8);
            assertThat(mine.get(path).status()).as(id).isBetween(400, 404);
            assertThat(mine.post(path + "/release", new JsonObject()).status())
                    .as(id)
                    .isBetween(400, 404);
            assertThat(mine.post("/pools/p/claims", new JsonObject().put("lead", id))
                            .status())
                    .as(id)
                    .isEqualTo(400);
        }
        for (Object lead : new Object[] {5, true, new JsonArray(), "", "x", "0", "-1", "99999999999999999999"}) {
            Http.Reply reply = mine.post("/pools/p/claims", new JsonObject().put("lead", lead));
            assertThat(reply.toString()).as("lead %s", lead).isEqualTo("400 invalid-request");
            assertThat(reply.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                    .isEqualTo("/lead");
        }
        assertThat(mine.get("/pools/p/leads?limit=-1&cursor=x").status()).isEqualTo(400);
        assertThat(mine.get("/pools/p/leads?limit=1&limit=2").status()).isEqualTo(400);
        assertThat(mine.get("/pools/p/leads?limit=100000").status()).isIn(200, 400);
    }

    @Test
    void leads_of_another_firm_pool_or_agent_are_out_of_reach() {
        Http mine = node.as(agent);
        String foreign = stranger.visible("p").get(0);
        String theirs =
                node.as(other).post("/pools/p/claims", new JsonObject()).leads().get(0);
        String free = firm.visible("p").get(0);
        assertThat(mine.get("/leads/" + foreign).status()).isEqualTo(404);
        assertThat(mine.post("/pools/p/claims", new JsonObject().put("lead", foreign))
                        .status())
                .isEqualTo(404);
        assertThat(firm.admin()
                        .post("/leads/" + foreign + "/assign", new JsonObject().put("agent", "a"))
                        .status())
                .isEqualTo(404);
        assertThat(firm.admin()
                        .post("/leads/" + free + "/assign", new JsonObject().put("agent", "s"))
                        .status())
                .isEqualTo(400);
        assertThat(mine.post("/pools/q/claims", new JsonObject().put("lead", free))
                        .status())
                .isEqualTo(404);
        assertThat(mine.post("/leads/" + theirs + "/release", new JsonObject()).status())
                .isEqualTo(404);
        assertThat(mine.post("/leads/" + theirs + "/release", new JsonObject(), "with a key")
                        .status())
                .isEqualTo(404);
        assertThat(mine.post("/pools/none/claims", new JsonObject()).status()).isEqualTo(404);
        assertThat(mine.post("/leads/" + free + "/assign", new JsonObject().put("agent", "a"))
                        .status())
                .isEqualTo(403);
        assertThat(node.as("nonsense").get("/me").status()).isEqualTo(401);
        assertThat(node.as("").get("/me").status()).isEqualTo(401);
        assertThat(store.owner(firm, theirs)).isEqualTo("b");
        store.assertAtRest(firm);
        store.assertAtRest(stranger);
    }

    @Test
    void keys_of_requests_have_bounds_too() {
        Http mine = node.as(agent);
        assertThat(mine.post("/pools/p/claims", new JsonObject(), "k".repeat(256))
                        .status())
                .isEqualTo(400);
        assertThat(mine.post("/pools/p/claims", new JsonObject(), "k".repeat(255))
                        .status())
                .isEqualTo(201);
        assertThat(mine.post("/pools/p/claims", new JsonObject(), PHONE).status())
                .isEqualTo(201);
        assertThat(mine.post("/pools/p/claims", new JsonObject().put("count", 2), PHONE)
                        .toString())
                .isEqualTo("422 idempotency-key-reused");
    }

    @Test
    void a_hook_that_is_disabled_or_fed_nonsense_takes_nothing_in() {
        JsonObject channel = new JsonObject()
                .put("id", "web")
                .put("type", "generic")
                .put("name", "Web")
                .put("pool", "p")
                .put("secret", "s3cret-s3cret-s3cret");
        Http.Reply made = firm.admin().post("/channels", channel);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String hook = made.json().getString("hook_url");
        long before = store.leads(firm).size();
        for (String body : List.of(
                "",
                "{",
                "[]",
                "null",
                "{\"phone\":\"" + PHONE,
                "{\"phone\":\"" + PHONE + "\"}",
                "\u0000",
                "[".repeat(50_000))) {
            Http.Reply reply = Http.await(node.as("").sendBytes("POST", hook, bytes(body), ""));
            assertThat(reply.status()).as("%.40s: %s", body, reply.body()).isBetween(400, 499);
        }
        channel.remove("id");
        assertThat(firm.admin()
                        .put("/channels/web", channel.put("enabled", false))
                        .status())
                .isEqualTo(200);
        Http.Reply disabled =
                Http.await(node.as("").sendBytes("POST", hook, bytes("{\"phone\":\"" + PHONE + "\"}"), ""));
        assertThat(disabled.status()).isEqualTo(404);
        assertThat(Http.await(node.as("").sendBytes("POST", "/hooks/" + PHONE, bytes("{}"), ""))
                        .status())
                .isEqualTo(404);
        assertThat(store.leads(firm)).hasSize((int) before);
    }

    @Test
    void a_client_that_never_finishes_its_body_is_sent_away() {
        String head = "POST /api/v1/leads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + firm.admin
                + "\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"contact\":{\"phone\":\"" + PHONE;
        String answer = Pipeline.exchange(node.port(), bytes(head));
        assertThat(answer).startsWith("HTTP/1.1 408 ").doesNotContain(PHONE);
    }

    @Test
    void thousands_of_idle_connections_do_not_keep_a_claim_from_working() throws IOException {
        List<SocketChannel> idle = new ArrayList<>();
        try {
            InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port());
            try {
                while (idle.size() < IDLE_CONNECTIONS) {
                    idle.add(SocketChannel.open(server));
                }
            } catch (IOException e) {
                System.out.println("no more open files are allowed: " + e.getMessage());
                idle.subList(Math.max(0, idle.size() - 100), idle.size()).forEach(BadInputTest::close);
            }
            System.out.println(idle.size() + " idle connections");
            assertThat(idle).hasSizeGreaterThan(200);
            String lead = firm.enter("q", 1).get(0);
            TestNode.eventually("the lead is there", () -> firm.visible("q").contains(lead));
            assertThat(node.as(agent)
                            .post("/pools/q/claims", new JsonObject().put("lead", lead))
                            .status())
                    .isEqualTo(201);
        } finally {
            idle.forEach(BadInputTest::close);
        }
    }

    @Test
    void who_asks_for_another_protocol_is_answered_in_the_one_he_speaks() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/api/v1/leads"))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + firm.admin)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                firm.lead("p", "x".repeat(900)).encode()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | not-found       | GET /%%zz HTTP/1.1;Host: x
            404 | not-found       | GET /docs%zz HTTP/1.1;Host: x
            400 | invalid-request | GET / HTTP/1.1
            400 | invalid-request | GET / HTTP/1.1;Host: x;Host: y
            """)
    void a_request_that_is_hardly_http_gets_a_problem(int status, String problem, String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(10_000);
            String request = head.replace(";", "\r\n") + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("application/problem+json", "/problems/" + problem);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            414 | uri-too-long      | GET /%s HTTP/1.1
            431 | headers-too-large | GET / HTTP/1.1;X: %s
            400 | invalid-request   | GET / HTTP/x.y;X: %s
            """)
    void what_the_codec_cannot_read_has_a_problem_for_an_answer(int status, String problem, String head)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(10_000);
            String text = head.formatted("x".repeat(20_000)).replace(";", "\r\n") + "\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .matches("(?s)HTTP/1\\.[01] " + status + " .*")
                    .contains("application/problem+json", "/problems/" + problem);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
