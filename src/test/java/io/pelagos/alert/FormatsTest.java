package io.pelagos.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.WebhookSignature;
import io.pelagos.platform.GuardedClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes over the wire, to the byte, and what answers mean. */
class FormatsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final String SECRET = "SECexample";
    private static final JsonObject MESSAGE = new JsonObject("""
            {"event":"begin","rule":"dry","severity":"critical","alert":{"id":"5"}}""");
    private static final Letter LETTER = new Letter(
            "alr_9", MESSAGE, "Pool <A&B> [x] is dry", List.of("Claimable: 3", "@all"), "https://p.example/c", "See");

    private static GuardedClient.Request request(String kind, String secret) {
        AlertTarget target = new AlertTarget("t", null, kind, true, null, List.of(), "sealed", secret);
        return Formats.request(
                target, new TargetSecrets.Opened("https://bot.example/send?key=1", secret), LETTER, "firm", NOW);
    }

    private static String body(String kind, String secret) {
        return request(kind, secret).body().toString();
    }

    @Test
    void wecom_gets_markdown_in_which_names_call_nobody() {
        assertThat(body("wecom", null))
                .isEqualTo("{\"msgtype\":\"markdown\",\"markdown\":{\"content\":"
                        + "\"### Pool ＜A&B＞ ［x］ is dry\\n> Claimable: 3\\n> ＠all\\n\\n[See](https://p.example/c)\"}}");
    }

    @Test
    void dingtalk_is_signed_in_the_address() {
        assertThat(body("dingtalk", SECRET))
                .isEqualTo("{\"msgtype\":\"markdown\",\"markdown\":{\"title\":\"Pool <A&B> [x] is dry\",\"text\":\"###"
                        + " Pool ＜A&B＞ ［x］ is dry\\n"
                        + "\\n"
                        + "> Claimable: 3\\n"
                        + "\\n"
                        + "> ＠all\\n"
                        + "\\n"
                        + "[See](https://p.example/c)\"}}");
        assertThat(request("dingtalk", SECRET).target())
                .hasToString("https://bot.example/send?key=1&timestamp=1700000000000"
                        + "&sign=uroalHrWHORz59talE1o26b8HuX2kOp8WlAN91F9Pj0%3D");
        assertThat(request("dingtalk", null).target()).hasToString("https://bot.example/send?key=1");
    }

    @Test
    void feishu_gets_a_card_that_is_signed_in_the_body() {
        String card =
                "\"msg_type\":\"interactive\",\"card\":{\"header\":{\"title\":{\"tag\":\"plain_text\",\"content\":\"Pool"
                        + " <A&B> [x] is"
                        + " dry\"},\"template\":\"red\"},\"elements\":[{\"tag\":\"div\",\"text\":{\"tag\":\"plain_text\",\"content\":\"Claimable:"
                        + " 3\\n"
                        + "@all\"}},{\"tag\":\"action\",\"actions\":[{\"tag\":\"button\","
                        + "\"text\":{\"tag\":\"plain_text\",\"content\":\"See\"},\"type\":\"default\",\"url\":\"https://p.example/c\"}]}]}}";
        assertThat(body("feishu", SECRET))
                .isEqualTo("{\"timestamp\":\"1700000000\",\"sign\":\"giaCP81WKcKmxS0uSLlrqVVwRIDJGES6GpFgEr4g4C4=\","
                        + card);
        assertThat(body("feishu", null)).isEqualTo("{" + card);
    }

    @Test
    void slack_gets_its_own_markup_escaped() {
        assertThat(body("slack", null))
                .isEqualTo("{\"text\":\"*Pool &lt;A&amp;B&gt; [x] is dry*\\n"
                        + "Claimable: 3\\n"
                        + "@all\\n"
                        + "<https://p.example/c|See>\"}");
    }

    @Test
    void a_webhook_is_signed_as_all_webhooks_are() {
        String secret = "whsec_c2VjcmV0";
        GuardedClient.Request request = request("webhook", secret);
        assertThat(request.body().toString())
                .isEqualTo(
                        "{\"type\":\"alert.begin\",\"timestamp\":\"2023-11-14T22:13:20.000Z\",\"data\":{\"tenant\":\"firm\",\"severity\":\"critical\",\"rule\":\"dry\",\"title\":\"Pool"
                                + " <A&B> [x] is dry\",\"lines\":[\"Claimable:"
                                + " 3\",\"@all\"],\"link\":\"https://p.example/c\",\"alert\":{\"id\":\"5\"}}}");
        assertThat(request.headers())
                .containsEntry("webhook-id", "alr_9")
                .containsEntry(
                        "webhook-signature",
                        WebhookSignature.of(
                                secret, "alr_9", NOW / 1_000, request.body().getBytes()));
    }

    private static String fault(String kind, int status, String body) {
        return Formats.fault(kind, new GuardedClient.Reply(status, Map.of(), Buffer.buffer(body), false));
    }

    @Test
    void messengers_that_say_200_may_still_have_refused() {
        assertThat(fault("wecom", 200, "{\"errcode\":0,\"errmsg\":\"ok\"}")).isNull();
        assertThat(fault("wecom", 200, "{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}"))
                .isEqualTo("errcode 45009: api freq out of limit");
        assertThat(fault("dingtalk", 200, "{\"errcode\":310000,\"errmsg\":\"sign not match\"}"))
                .isEqualTo("errcode 310000: sign not match");
        assertThat(fault("feishu", 200, "{\"code\":0,\"msg\":\"success\"}")).isNull();
        assertThat(fault("feishu", 200, "{\"StatusCode\":0,\"StatusMessage\":\"success\"}"))
                .isNull();
        assertThat(fault("feishu", 200, "{\"code\":19021,\"msg\":\"sign match fail\"}"))
                .isEqualTo("code 19021: sign match fail");
        assertThat(fault("dingtalk", 200, "<html>")).isEqualTo("an answer that is no JSON");
        assertThat(fault("slack", 200, "ok")).isNull();
        assertThat(fault("slack", 404, "no_service")).isEqualTo("status 404");
        assertThat(fault("webhook", 204, "")).isNull();
    }
}
