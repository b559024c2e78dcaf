package io.pelagos.channel.oceanengine;

import static io.pelagos.channel.Deliveries.AT_MILLIS;
import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.delivery;
import static io.pelagos.channel.Deliveries.fixture;
import static io.pelagos.channel.Deliveries.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.AdapterContract;
import io.pelagos.channel.ChannelAdapter.Reply;
import io.pelagos.channel.Deliveries;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.Replies;
import io.pelagos.channel.Secrets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OceanengineAdapterTest extends AdapterContract {
    private static final Pattern ID = Pattern.compile("\"id\":\\s*\"?(\\d+)");
    private static final String SECOND = Long.toString(AT_MILLIS / 1_000);

    OceanengineAdapterTest() {
        super(
                new OceanengineAdapter(),
                "oceanengine",
                new JsonObject()
                        .put("secret", SECRET)
                        .put("auth", new JsonObject().put("type", "oceanengine").put("tolerance_seconds", 300)));
    }

    @Override
    protected String body(String id) {
        return fixture("oceanengine.json", id);
    }

    @Override
    protected Delivery proven(byte[] body, long atMillis) {
        return signed(body, Base64.getEncoder().encodeToString(Secrets.sha256(bytes(message(body, "t0ken")))));
    }

    @Override
    protected Delivery forged(byte[] body) {
        return signed(body, Base64.getEncoder().encodeToString(Secrets.sha256(bytes(message(body, "guessed")))));
    }

    private static String message(byte[] body, String token) {
        Matcher id = ID.matcher(new String(body, StandardCharsets.UTF_8));
        return (id.find() ? id.group(1) : "") + "|" + token + "|" + SECOND;
    }

    private static Delivery signed(byte[] body, String signature) {
        return delivery(body, "application/json", "SIGNATURE", signature, "TIMESTAMP", SECOND);
    }

    @Override
    @Test
    protected void a_test_lead_is_recognised() {
        LeadDraft preview = Deliveries.lead(read(body("17").replace("合法转化", "广告预览")));
        assertThat(preview.test()).isTrue();
        assertThat(Deliveries.lead(read(body("17"))).attributes().getString("clue_convert_status"))
                .isEqualTo("合法转化");
    }

    @Override
    @Test
    protected void of_several_leads_the_bad_one_costs_only_itself() {
        cannotBe("a push holds one lead");
    }

    @Test
    void names_with_dots_and_those_that_the_advertiser_chose_are_found() {
        LeadDraft lead = Deliveries.lead(read(body("17")));
        assertThat(lead.contact().wechat()).isEqualTo("wx_zhang");
        assertThat(lead.source())
                .isEqualTo(
                        new JsonObject().put("ad", "1634860000000000001").put("page", "https://example.com/page/1/"));
        JsonObject own = new JsonObject()
                .put("mapping", new JsonObject().put("phone", "shouji").put("external_id", "no"));
        LeadDraft mapped = Deliveries.lead(adapter.read(
                Deliveries.channel("oceanengine", own),
                io.pelagos.channel.Credentials.NONE,
                Deliveries.json("{\"shouji\":\"13812341234\",\"no\":7,\"telphone\":\"13900001111\",\"id\":8}")));
        assertThat(mapped.contact().phone()).isEqualTo("+8613812341234");
        assertThat(mapped.externalId()).isEqualTo("7");
        assertThat(mapped.attributes().getString("telphone")).isEqualTo("13900001111");
    }

    @Test
    void every_variant_of_the_digest_is_a_setting() {
        byte[] body = bytes(body("17"));
        String message = message(body, "t0ken");
        String hex = hex(Secrets.sha256(bytes(message)));
        String twice = Base64.getEncoder().encodeToString(bytes(hex));
        String keyed = Base64.getEncoder().encodeToString(hmac(message));
        assertThat(with(body, new JsonObject().put("encoding", "hex"), hex)).isEqualTo(200);
        assertThat(with(body, new JsonObject().put("encoding", "base64-hex"), twice))
                .isEqualTo(200);
        assertThat(with(body, new JsonObject().put("algorithm", "hmac-sha256"), keyed))
                .isEqualTo(200);
        assertThat(with(body, new JsonObject(), keyed)).isEqualTo(401);
        JsonArray own = new JsonArray().add("{timestamp}{secret}");
        String other = hex(Secrets.sha256(bytes(SECOND + SECRET)));
        assertThat(with(body, new JsonObject().put("encoding", "hex").put("signed", own), other))
                .isEqualTo(200);
    }

    private int with(byte[] body, JsonObject auth, String signature) {
        JsonObject settings = new JsonObject().put("secret", SECRET).put("auth", auth.put("type", "oceanengine"));
        return status(adapter.read(Deliveries.channel("oceanengine", settings), secrets(), signed(body, signature)));
    }

    @Test
    void the_acknowledgement_is_what_the_advertiser_agreed_on_but_only_when_all_is_well() {
        assertThat(adapter.reply(List.of(new Accepted.Lead(1, false))))
                .isEqualTo(Reply.json(200, "{\"code\":0,\"message\":\"success\"}"));
        var own = Deliveries.channel(
                "oceanengine",
                new JsonObject()
                        .put("reply", new JsonObject().put("status", 201).put("body", new JsonObject().put("ok", 1))));
        assertThat(Replies.of(own, adapter, List.of(new Accepted.Duplicate(1))))
                .isEqualTo(Reply.json(201, "{\"ok\":1}"));
        assertThat(Replies.of(own, adapter, List.of(new Accepted.Lead(1, false), new Accepted.Unknown()))
                        .status())
                .isEqualTo(503);
        var text = Deliveries.channel("oceanengine", new JsonObject().put("reply", new JsonObject().put("body", "ok")));
        assertThat(Replies.of(text, adapter, List.of(new Accepted.Test())))
                .isEqualTo(new Reply(200, "text/plain; charset=utf-8", "ok"));
    }
}
