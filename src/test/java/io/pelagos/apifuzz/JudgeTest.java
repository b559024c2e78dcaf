package io.pelagos.apifuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.faults.Findings;
import io.pelagos.faults.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each defect that the fuzz is there for is seen when it is planted. */
class JudgeTest {
    private static final int NO = 42;
    private static Document document;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = JudgeTest.class.getResourceAsStream("/openapi.yaml")) {
            document = new Document(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Draft draft(String operation, String agent, String body) {
        Operation its = document.operations().stream()
                .filter(o -> o.name().equals(operation))
                .findFirst()
                .orElseThrow();
        Caller caller = new Caller("LIN", "agent", agent, "secret-token", new Known());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String type = body.isEmpty() ? null : "application/json";
        return new Draft(its, caller, Map.of(), its.path().replaceAll("[{}]", ""), Map.of(), type, bytes);
    }

    private static Answer answer(int status, String body, String... headers) {
        Map<String, String> all = new HashMap<>(Map.of(
                "x-content-type-options", "nosniff", "cache-control", "no-store", "content-type", "application/json"));
        if (status >= 400) {
            all.put("content-type", "application/problem+json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return new Answer(status, all, body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> found(Draft draft, Answer answer) {
        Findings findings = new Findings();
        new Judge(document, findings).check(draft, answer);
        return findings.violations().stream().map(Violation::kind).toList();
    }

    private static String job(String kind) {
        return "{\"id\":\"1\",\"kind\":\"" + kind + "\",\"status\":\"done\",\"total\":0,\"done\":0,\"failed\":0,"
                + "\"actor\":\"a\",\"created_at\":\"2026-01-01T00:00:00.000Z\"}";
    }

    private static String problem(String type, int status) {
        return "{\"type\":\"/problems/" + type + "\",\"title\":\"T\",\"status\":" + status + "}";
    }

    private static String leads(String owner, boolean masked) {
        ObjectNode lead = Planted.contact(NO).objectNode();
        lead.put("owner", owner).put("masked", masked).set("contact", Planted.contact(NO));
        return "{\"items\":[" + lead + "]}";
    }

    @Test
    void is_content_with_an_answer_of_the_document() {
        assertThat(found(draft("GET /api/v1/jobs/{job}", "lin", ""), answer(200, job("scoring"))))
                .isEmpty();
        assertThat(found(draft("GET /api/v1/jobs/{job}", "lin", ""), answer(404, problem("not-found", 404))))
                .isEmpty();
    }

    @Test
    void sees_a_body_a_status_and_a_media_type_that_are_not_described() {
        Draft draft = draft("GET /api/v1/jobs/{job}", "lin", "");
        assertThat(found(draft, answer(200, job("sleeping"))).get(0)).startsWith("an answer that does not fit: /kind");
        assertThat(found(draft, answer(202, "{}"))).containsExactly("a status that is not described");
        assertThat(found(draft, answer(200, job("scoring"), "content-type", "text/html")))
                .hasSize(1);
        assertThat(found(draft, answer(200, job("scoring") + "}"))).hasSize(1);
        assertThat(found(draft, answer(200, job("scoring"), "etag", "\"1\""))).hasSize(1);
    }

    @Test
    void sees_a_broken_server_and_one_that_does_not_say_when_to_come_again() {
        Draft draft = draft("GET /api/v1/jobs/{job}", "lin", "");
        assertThat(found(draft, answer(500, problem("internal-error", 500)))).contains("the server is broken");
        assertThat(found(draft, answer(503, problem("not-ready", 503))))
                .contains("a 503 that does not say when to come again");
        assertThat(found(draft, answer(503, problem("not-ready", 503), "retry-after", "1")))
                .isEmpty();
        assertThat(found(draft, answer(404, "gone"))).contains("a refusal that is no problem document");
        assertThat(found(draft, answer(200, "{\"a\":\"java.lang.RuntimeException\"}")))
                .contains("a defect shows");
        assertThat(found(draft, answer(200, job("scoring"), "x-content-type-options", "", "cache-control", "")))
                .containsExactly("no nosniff", "no no-store");
    }

    @Test
    void sees_that_a_body_was_taken_which_the_document_forbids() {
        Draft draft = draft("POST /api/v1/teams", "", "{\"name\":\"Blue\",\"parent\":null,\"colour\":1}");
        assertThat(found(draft, answer(201, "{\"id\":\"a\",\"name\":\"Blue\",\"parent\":null}", "etag", "\"1\"")))
                .hasSize(1)
                .allMatch(kind -> kind.startsWith("taken though it does not fit"));
    }

    @Test
    void sees_people_in_answers_but_for_those_who_hold_them_or_have_asked_for_them() {
        assertThat(Planted.leaks(draft("GET /api/v1/leads", "lin", ""), answer(200, leads("lin", false))))
                .isEmpty();
        assertThat(Planted.leaks(draft("GET /api/v1/leads", "wei", ""), answer(200, leads("lin", false))))
                .hasSizeGreaterThan(1);
        assertThat(Planted.leaks(draft("GET /api/v1/leads", "lin", ""), answer(200, leads("lin", true))))
                .isNotEmpty();
        String phone = "{\"phone\":\"" + Planted.phone(NO) + "\"}";
        Answer echo = answer(400, phone);
        assertThat(Planted.leaks(draft("POST /api/v1/leads", "lin", phone), echo))
                .isEmpty();
        assertThat(Planted.leaks(draft("POST /api/v1/leads", "lin", "{}"), echo))
                .hasSize(1);
        // Digits of a longer number are no phone.
        assertThat(Planted.leaks(draft("POST /api/v1/leads", "lin", "{}"), answer(200, "{\"id\":\"913917420042\"}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xy"})
    void sees_people_in_a_log_in_any_form(String before, @TempDir Path dir) throws IOException {
        for (String field : List.of("name", "phone", "email", "wechat")) {
            String value = before + Planted.contact(NO).path(field).asText();
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            for (String form : List.of(
                    value,
                    URLEncoder.encode(value, StandardCharsets.UTF_8),
                    Base64.getEncoder().encodeToString(bytes),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
                Path log = Files.writeString(dir.resolve("log"), "INFO all is well\nWARN " + form + "\n");
                assertThat(Planted.linesThatTell(log)).as(field + " as " + form).hasSize(1);
            }
        }
        assertThat(Planted.linesThatTell(Files.writeString(dir.resolve("log"), "INFO 139****0042 欧**\n")))
                .isEmpty();
    }

    @Test
    void shows_a_request_without_token_and_people() {
        Draft draft = draft("POST /api/v1/leads", "lin", Planted.contact(NO).toString());
        assertThat(draft.curl())
                .contains("Bearer $LIN")
                .doesNotContain("secret-token", "1391742", "Quillfeather", "欧阳修远");
    }
}
