package io.pelagos.channel.tencent;

import static io.pelagos.channel.Deliveries.AT_MILLIS;
import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.delivery;
import static io.pelagos.channel.Deliveries.fixture;
import static io.pelagos.channel.Deliveries.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.AdapterContract;
import io.pelagos.channel.Deliveries;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.Secrets;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TencentAdapterTest extends AdapterContract {
    TencentAdapterTest() {
        super(
                new TencentAdapter(),
                "tencent",
                new JsonObject().put("secret", SECRET).put("auth", new JsonObject().put("type", "tencent")));
    }

    @Override
    protected String body(String id) {
        return fixture("tencent.json", id);
    }

    @Override
    protected Delivery proven(byte[] body, long atMillis) {
        return signed(body, "application/json", atMillis, "t0ken", "." + SECRET);
    }

    @Override
    protected Delivery forged(byte[] body) {
        return signed(body, "application/json", AT_MILLIS, "t0ken", ".guessed");
    }

    private static Delivery signed(byte[] body, String type, long atMillis, String token, String end) {
        long second = atMillis / 1_000;
        String dot = end.startsWith(".") ? "." : "";
        String digest = hex(Secrets.sha256(bytes(token + dot + second + end)));
        byte[] list = bytes(token + "," + second + ",n0nce," + digest);
        return delivery(body, type, "X-Signature", Base64.getEncoder().encodeToString(list));
    }

    @Override
    @Test
    protected void a_test_lead_is_recognised() {
        cannotBe("Tencent's pushes mark none, as far as is known; the channel's mapping can say how");
    }

    @Override
    @Test
    protected void of_several_leads_the_bad_one_costs_only_itself() {
        cannotBe("a push holds one lead");
    }

    @Test
    void the_list_names_the_token_that_was_agreed_on() {
        byte[] body = bytes(body("17"));
        assertThat(status(read(signed(body, "application/json", AT_MILLIS, "t0ken", SECRET))))
                .isEqualTo(200);
        assertThat(status(read(signed(body, "application/json", AT_MILLIS, "other", "." + SECRET))))
                .isEqualTo(401);
        assertThat(status(read(delivery(body, "application/json", "X-Signature", "?"))))
                .isEqualTo(401);
    }

    @Test
    void the_bundle_is_unfolded_and_the_source_known() {
        LeadDraft lead = Deliveries.lead(read(body("17")));
        assertThat(lead.attributes().getString("bundle.city")).isEqualTo("上海");
        assertThat(lead.source())
                .isEqualTo(new JsonObject()
                        .put("ad_group", "推广广告一")
                        .put("click_id", "wx0000000000000001")
                        .put("page", "https://example.com/page/1"));
        assertThat(Deliveries.lead(read(body("17").replace("{\\\"budget\\\"", "{budget")))
                        .attributes()
                        .getString("bundle"))
                .startsWith("{budget");
    }

    @Test
    void a_form_reads_as_json_does() {
        String form = new JsonObject(body("17"))
                .stream()
                        .map(field -> field.getKey() + "="
                                + URLEncoder.encode(String.valueOf(field.getValue()), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        assertThat(read(signed(bytes(form), "application/x-www-form-urlencoded", AT_MILLIS, "t0ken", "." + SECRET)))
                .isEqualTo(read(body("17")));
    }

    @Test
    void a_lead_without_an_id_is_named_by_account_phone_and_time() {
        String body = body("17").replace("\"leads_id\": \"17\",", "");
        String id = Deliveries.lead(read(body)).externalId();
        assertThat(id).matches("sha256:[0-9a-f]{64}");
        assertThat(Deliveries.lead(read(body.replace("07:59:58", "07:59:59"))).externalId())
                .isNotEqualTo(id);
        assertThat(Deliveries.lead(read(body.replace("leads_create_time", "when")))
                        .externalId())
                .isNull();
    }
}
