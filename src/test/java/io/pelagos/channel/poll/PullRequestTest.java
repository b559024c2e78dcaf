package io.pelagos.channel.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Channel;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Deliveries;
import io.pelagos.channel.LeadSource;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PullRequestTest {
    private static final Credentials SECRETS = new Credentials("s3cret", Map.of("token", "t0ken"));

    private static LeadSource.Question ask(String type, JsonObject pull) {
        Channel channel =
                Deliveries.channel(type, new JsonObject().put("settings", new JsonObject().put("pull", pull)));
        return new PullRequest(
                        channel.settings().pull(),
                        SECRETS,
                        Deliveries.AT_MILLIS - 60_000,
                        Deliveries.AT_MILLIS,
                        2,
                        Deliveries.AT_MILLIS,
                        "n1")
                .question();
    }

    /** printf '/crm/…=2026-01-01 1767225600' | openssl dgst -sha256 -hmac s3cret, and its hex digits in base64 */
    @Test
    void signs_as_feiyu_is_said_to_ask() {
        LeadSource.Question question = ask(
                "oceanengine",
                new JsonObject()
                        .put(
                                "url",
                                "https://crm.example.com/crm/v2/openapi/pull-clues/?start_time={from}&end_time={to}"
                                        + "&page={page}&page_size={page_size}"));
        assertThat(question.address().toString())
                .endsWith("pull-clues/?start_time=2026-01-01&end_time=2026-01-01&page=2&page_size=100");
        assertThat(question.headers())
                .containsEntry("Access-Token", "t0ken")
                .containsEntry("Timestamp", "1767225600")
                .containsEntry(
                        "Signature",
                        "M2Y2MjE0ZjQ5M2Q4NTZmMDQzOGJmODA0N2U5YTZhNTg2N2ExYjc0NmRjZWI2MGJhNDAyNjkyNjg1ZDMxNWZjZA==");
        assertThat(question.method()).isEqualTo("GET");
    }

    /** printf t0ken.1767225600.s3cret | openssl dgst -sha256, and base64 of the list */
    @Test
    void signs_as_tencents_interface_is_said_to_ask() {
        LeadSource.Question question = ask(
                "tencent",
                new JsonObject()
                        .put("url", "https://leads.example.com/api/mv1/leads/list?page={page}&start={from}&end={to}"));
        assertThat(question.address().getQuery()).isEqualTo("page=2&start=1767225540&end=1767225600");
        assertThat(question.headers())
                .containsEntry("X-Signature-Algorithm", "SHA256")
                .containsEntry(
                        "X-Signature",
                        "dDBrZW4sMTc2NzIyNTYwMCxuMSw1YjU3MGFlZWU1ZGQyZWNjNjcyZjVhNmRmODA2MDBmNjRmNTg0MDYxOWIyMjQ5YTYwNDU0OTY4MjM0ODI2NzQw");
    }

    @Test
    void fills_the_body_that_the_firm_has_written() {
        LeadSource.Question question = ask(
                "kuaishou",
                new JsonObject()
                        .put("url", "https://ad.example.com/rest/openapi/v2/gemini/crm/clue/list")
                        .put("list", "data.list")
                        .put(
                                "body",
                                new JsonObject()
                                        .put("advertiser_id", 7)
                                        .put("page_info", new JsonObject().put("page", "{page}"))
                                        .put("range", "{from} - {to}")));
        assertThat(question.method()).isEqualTo("POST");
        assertThat(question.headers()).containsEntry("access-token", "t0ken");
        assertThat(new JsonObject(question.body()))
                .isEqualTo(
                        new JsonObject(
                                "{\"advertiser_id\":7,\"page_info\":{\"page\":2},\"range\":\"2026-01-01 07:59:00 - 2026-01-01 08:00:00\"}"));
        assertThat(question.toString()).doesNotContain("t0ken", "s3cret");
    }
}
