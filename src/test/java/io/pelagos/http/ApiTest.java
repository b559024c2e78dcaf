package io.pelagos.http;

import static io.pelagos.team.TestDirectory.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiTest {
    private static TestApi api;
    private static String admin;

    @BeforeAll
    static void start() {
        api = new TestApi();
        api.here.tenant("acme");
        admin = api.here.token("acme", "admin");
        api.api.open(
                HttpMethod.POST,
                "/door/{key}",
                1_000,
                values -> values.get(0).equals("known"),
                call -> Future.succeededFuture(Answer.json(200, new JsonObject())));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{`name`:`a`,`id`:`x` | is not valid JSON",
                "{`name`:`a`}} | is not valid JSON",
                "{`name`:`a`} {} | nothing after it",
                "[] | must be a JSON object",
                "5 | must be a JSON object",
                "null | must be a JSON object",
                "{`name`:`a`,`name`:`b`} | is not valid JSON",
                "{`name`:`\\u0000`} | NUL",
                "{`na\\u0000me`:1} | cannot be stored",
                "{`name`:`\\ud83d`} | valid Unicode",
                "{`seniority`:1e999} | too large",
                "{`seniority`:NaN} | is not valid JSON",
                "{`name`:'a'} | is not valid JSON"
            })
    void refuses_a_body_that_is_not_one_good_object(String body, String detail) throws IOException {
        String answer = post(body.replace('`', '"').getBytes(StandardCharsets.UTF_8));
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("/problems/invalid-request", detail);
    }

    @Test
    void a_server_that_leaves_ends_each_connection_with_its_answer() throws IOException {
        try (TestApi other = new TestApi();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), other.port())) {
            socket.setSoTimeout(10_000);
            other.api.leave();
            socket.getOutputStream().write("GET /none HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            // Reads to the end: it is the server that closes.
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 404 ").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void refuses_a_number_of_many_digits() throws IOException {
        assertThat(post(("{\"seniority\":" + "9".repeat(5000) + "}").getBytes(StandardCharsets.UTF_8)))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void refuses_what_is_not_utf_8() throws IOException {
        byte[] body = "{\"name\":\"aXb\"}".getBytes(StandardCharsets.UTF_8);
        body[10] = (byte) 0xff;
        assertThat(post(body)).startsWith("HTTP/1.1 400 ").contains("is not valid UTF-8");
        assertThat(post("{\"name\":\"a\"}".getBytes(StandardCharsets.UTF_16))).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void refuses_a_raw_nul_in_the_body() throws IOException {
        assertThat(post("{\"name\":\"a\0b\"}".getBytes(StandardCharsets.UTF_8))).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void refuses_deep_nesting_without_a_stack_overflow() throws IOException {
        String body = "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000);
        assertThat(post(body.getBytes(StandardCharsets.UTF_8)))
                .startsWith("HTTP/1.1 400 ")
                .contains("nested too deeply");
        assertThat(post(("{\"quotas\":" + "[".repeat(40) + "]".repeat(40) + "}").getBytes(StandardCharsets.UTF_8)))
                .contains("nested too deeply");
    }

    @Test
    void refuses_ten_megabytes_with_413_and_keeps_serving() throws IOException {
        byte[] body = new byte[10 << 20];
        Arrays.fill(body, (byte) ' ');
        try (TestApi patient = new TestApi(30_000)) {
            patient.here.tenant("acme");
            String token = patient.here.token("acme", "admin");
            assertThat(patient.raw(request(token, body)))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("/problems/too-large", "the body has more than ");
            assertThat(patient.get(token, "/agents").status()).isEqualTo(200);
        }
    }

    @Test
    void a_connection_whose_body_was_too_large_is_not_closed_later() throws IOException {
        byte[] body = new byte[2 << 20];
        Arrays.fill(body, (byte) ' ');
        try (var socket = api.connect()) {
            socket.getOutputStream().write(head("Content-Length: " + body.length));
            socket.getOutputStream().write(body);
            assertThat(readHead(socket)).startsWith("HTTP/1.1 413 ");
            assertStaysOpen(socket);
        }
    }

    @Test
    void a_connection_whose_request_was_refused_early_is_not_closed_later() throws IOException {
        try (var socket = api.connect()) {
            String get = "GET /api/v1/teams/none HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nAuthorization: Bearer ";
            socket.getOutputStream().write((get + admin + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(readHead(socket)).startsWith("HTTP/1.1 404 ");
            assertStaysOpen(socket);
        }
    }

    /** For three times as long as a body may take: what looks after bodies comes by meanwhile. */
    private static void assertStaysOpen(Socket socket) throws IOException {
        socket.setSoTimeout(1_200);
        assertThatThrownBy(() -> {
                    while (socket.getInputStream().read() >= 0) {
                        // The rest of the answer, and then nothing, not even the end.
                    }
                })
                .isInstanceOf(SocketTimeoutException.class);
        socket.getOutputStream().write(head("Content-Length: 0"));
        assertThat(readHead(socket)).startsWith("HTTP/1.1 400 ");
    }

    private static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("the connection was closed").isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }

    @Test
    void refuses_a_chunked_body_over_the_limit() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(head("Transfer-Encoding: chunked"));
        for (int i = 0; i < 40; i++) {
            bytes.write("10000\r\n".getBytes(StandardCharsets.US_ASCII));
            bytes.write(new byte[0x10000]);
            bytes.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        bytes.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(api.raw(bytes.toByteArray())).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void a_body_that_does_not_arrive_in_time_is_408_and_the_connection_closes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(head("Content-Length: 100"));
        bytes.write("{\"name\":".getBytes(StandardCharsets.US_ASCII));
        String answer = api.raw(bytes.toByteArray());
        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("/problems/too-slow", "connection: close");
    }

    @Test
    void an_unknown_door_is_404_before_its_body_comes() throws IOException {
        String head = "POST /door/unknown HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n";
        assertThat(api.raw(head.getBytes(StandardCharsets.US_ASCII))).startsWith("HTTP/1.1 404 ");
        String all = "POST /door/known HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
        assertThat(api.raw(all.getBytes(StandardCharsets.US_ASCII))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void bodies_that_together_hold_too_much_are_sent_away_and_room_comes_back() throws IOException {
        int part = TestApi.HELD_BYTES / 4;
        List<Socket> senders = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket socket = api.connect();
                senders.add(socket);
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(head("Content-Length: " + (part + 1)));
                socket.getOutputStream().write(new byte[part]);
                socket.getOutputStream().flush();
            }
            List<String> answers = new ArrayList<>();
            for (Socket socket : senders) {
                answers.add(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
            }
            assertThat(answers).contains("HTTP/1.1 503").isSubsetOf("HTTP/1.1 503", "HTTP/1.1 408");
        } finally {
            for (Socket socket : senders) {
                socket.close();
            }
        }
        byte[] large = ("{\"name\":\"" + "a".repeat(part) + "\"}").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 8; i++) {
            assertThat(post(large)).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void without_the_tenants_keys_nothing_is_done_and_it_is_503() {
        try (TestApi other = new TestApi()) {
            other.here.tenant("acme");
            String token = other.here.token("acme", "admin");
            other.keysAway = true;
            JsonObject team = new JsonObject().put("name", "Blue");
            TestApi.Reply reply = other.send(token, "POST", "/teams", team);
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.type()).isEqualTo("/problems/not-ready");
            other.keysAway = false;
            assertThat(other.send(token, "POST", "/teams", team).status()).isEqualTo(201);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain,415",
        "application/xml,415",
        "application/json; charset=iso-8859-1,415",
        "application/json; charset=utf-8,400",
        "Application/JSON;charset=\"UTF-8\",400",
        "application/json,400"
    })
    void understands_json_only(String type, int status) {
        TestApi.Reply reply = api.send(admin, "POST", "/agents", null, "Content-Type", type);
        assertThat(reply.status()).isEqualTo(status);
    }

    @Test
    void an_empty_body_is_an_empty_object_of_whatever_type_it_is_said_to_be() {
        TestApi.Reply reply = api.send(admin, "POST", "/teams", null, "Content-Type", "application/json");
        assertThat(reply.fault()).isEqualTo("/name is required");
    }

    @Test
    void a_body_without_a_content_type_is_refused() throws IOException {
        String head = "POST /api/v1/agents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + admin
                + "\r\nContent-Length: 2\r\n\r\n{}";
        assertThat(api.raw(head.getBytes(StandardCharsets.US_ASCII))).startsWith("HTTP/1.1 415 ");
    }

    @ParameterizedTest
    @CsvSource({
        "/nothing,404",
        "/agents/,404",
        "/agents/%00,404",
        "/agents/%C3%28,404",
        "/agents/a%2Fb,404",
        "/agents/../tenant,404",
        "/agents/admin,200"
    })
    void answers_404_with_a_problem_where_nothing_is(String path, int status) throws IOException {
        String answer =
                api.raw(("GET /api/v1" + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + admin + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        if (status == 404) {
            assertThat(answer).contains("application/problem+json", "/problems/not-found");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'Host: x',200",
        "'Host: x|Host: y',400",
        "'Accept: */*',400",
        "'Host: x|Authorization: Bearer other',400",
        "'Host: x|Idempotency-Key: a|Idempotency-Key: a',400"
    })
    void a_header_that_decides_something_stands_there_once(String headers, int status) throws IOException {
        String answer = api.raw(("GET /api/v1/agents HTTP/1.1\r\n" + headers.replace("|", "\r\n")
                        + "\r\nAuthorization: Bearer " + admin + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").doesNotContain("Bearer ");
        if (status == 400) {
            assertThat(answer).contains("application/problem+json", "/problems/invalid");
        }
    }

    @Test
    void of_old_clients_no_host_is_asked() throws IOException {
        assertThat(api.raw(("GET /api/v1/agents HTTP/1.0\r\nAuthorization: Bearer " + admin + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII)))
                .contains(" 200 ");
    }

    @Test
    void a_wrong_method_is_405_and_names_the_right_ones() {
        TestApi.Reply reply = api.send(admin, "DELETE", "/agents", null);
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("GET, POST");
        assertThat(reply.type()).isEqualTo("/problems/method-not-allowed");
    }

    @Test
    void without_a_good_token_it_is_401() {
        for (String token : new String[] {null, "wrong", admin + "x", ""}) {
            TestApi.Reply reply = api.get(token, "/agents");
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(reply.type()).isEqualTo("/problems/unauthorized");
        }
    }

    @Test
    void a_refused_upload_leaves_the_connection_in_good_order() throws IOException {
        String body = " ".repeat(300_000);
        String refused =
                "POST /api/v1/agents HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        String next = "GET /api/v1/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        try (var socket = api.connect()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((refused + next).getBytes(StandardCharsets.US_ASCII));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all).startsWith("HTTP/1.1 401 ").contains("HTTP/1.1 404 ");
        }
    }

    @Test
    void an_idempotency_key_has_1_to_255_characters() {
        JsonObject team = new JsonObject().put("name", "Blue");
        assertThat(api.send(admin, "POST", "/teams", team, "Idempotency-Key", "k".repeat(256))
                        .status())
                .isEqualTo(400);
        assertThat(api.send(admin, "POST", "/teams", team, "Idempotency-Key", "")
                        .status())
                .isEqualTo(400);
        assertThat(api.send(admin, "POST", "/teams", team, "Idempotency-Key", "k".repeat(255))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void every_answer_forbids_sniffing_and_storing() {
        TestApi.Reply reply = api.get(admin, "/tenant");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void a_limit_must_be_a_number_from_1_to_200() {
        for (String limit : new String[] {"0", "201", "-1", "x", "99999999999"}) {
            assertThat(api.get(admin, "/agents?limit=" + limit).status()).isEqualTo(400);
        }
        assertThat(api.get(admin, "/agents?limit=200").status()).isEqualTo(200);
        assertThat(api.get(admin, "/agents?cursor=%00").status()).isEqualTo(400);
    }

    @Test
    void is_not_ready_while_the_directory_cannot_be_fresh() {
        try (TestApi other = new TestApi()) {
            await(other.here.sql.query("alter table tenant rename to away").execute());
            other.here.monotonicMillis.addAndGet(1_001);
            TestApi.Reply reply = other.get(TestApi.BOOT, "/tenant");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.type()).isEqualTo("/problems/not-ready");
            assertThat(reply.header("Retry-After")).isEqualTo("1");
            await(other.here.sql.query("alter table away rename to tenant").execute());
            // It was only behind: nobody is sent away for that.
            assertThat(other.get(TestApi.BOOT, "/tenants").status()).isEqualTo(405);
        }
    }

    @Test
    void an_unexpected_failure_is_500_without_details() {
        try (TestApi other = new TestApi()) {
            other.here.tenant("acme");
            String token = other.here.token("acme", "admin");
            await(other.here.sql.query("drop table config_history").execute());
            TestApi.Reply reply = other.send(token, "POST", "/teams", new JsonObject().put("name", "Secret"));
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.type()).isEqualTo("/problems/internal-error");
            assertThat(reply.raw().body()).doesNotContain("config_history", "Secret", "Exception");
            assertThat(await(other.here
                                    .sql
                                    .query("select 1 from config where section = 'team'")
                                    .execute())
                            .rowCount())
                    .isZero();
        }
    }

    private static byte[] head(String length) {
        return head(admin, length);
    }

    private static byte[] head(String token, String length) {
        return ("POST /api/v1/agents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Type: application/json\r\n" + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String post(byte[] body) throws IOException {
        return api.raw(request(admin, body));
    }

    private static byte[] request(String token, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(head(token, "Content-Length: " + body.length));
        bytes.write(body);
        return bytes.toByteArray();
    }
}
