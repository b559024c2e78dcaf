package io.pelagos.channel.tiktok;

import static io.pelagos.channel.Deliveries.AT_MILLIS;
import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.delivery;
import static io.pelagos.channel.Deliveries.fixture;
import static io.pelagos.channel.Deliveries.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.AdapterContract;
import io.pelagos.channel.ChannelAdapter.Reading;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Deliveries;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.Secrets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TiktokAdapterTest extends AdapterContract {
    TiktokAdapterTest() {
        super(
                new TiktokAdapter(),
                "tiktok",
                new JsonObject().put("secret", SECRET).put("auth", new JsonObject().put("type", "tiktok")));
    }

    @Override
    protected String body(String id) {
        return fixture("tiktok.json", id);
    }

    @Override
    protected String leadAt() {
        return "/entry/0";
    }

    @Override
    protected Delivery proven(byte[] body, long atMillis) {
        return signed(SECRET, body, atMillis);
    }

    @Override
    protected Delivery forged(byte[] body) {
        return signed("guessed", body, AT_MILLIS);
    }

    private static Delivery signed(String secret, byte[] body, long atMillis) {
        long second = atMillis / 1_000;
        String message = second + "." + new String(body, StandardCharsets.UTF_8);
        String signature = hex(Secrets.hmacSha256(bytes(secret), bytes(message)));
        return delivery(body, "application/json", "TikTok-Signature", "t=" + second + ",s=" + signature);
    }

    @Override
    @Test
    protected void a_test_lead_is_recognised() {
        // How TikTok marks them is not known: the firm says which field and which value.
        JsonObject settings = new JsonObject()
                .put("mapping", new JsonObject().put("test", "changes[field=name].value"))
                .put("settings", new JsonObject().put("test_values", new JsonArray().add("张伟 Ünal")));
        Reading reading =
                adapter.read(Deliveries.channel("tiktok", settings), Credentials.NONE, Deliveries.json(body("17")));
        assertThat(Deliveries.lead(reading).test()).isTrue();
    }

    @Override
    @Test
    protected void of_several_leads_the_bad_one_costs_only_itself() {
        JsonObject body = new JsonObject(body("17"));
        JsonObject entry = new JsonObject(body("18")).getJsonArray("entry").getJsonObject(0);
        body.getJsonArray("entry")
                .add(new JsonObject().put("id", "19"))
                .add("13812341234")
                .add(entry);

        Reading reading = read(body.encode());
        assertThat(ids(reading)).containsExactly("17", "18");
        assertThat(bad(reading)).hasSize(2).allMatch(part -> part.reason().equals("an entry has no changes"));
    }

    @Test
    void answers_become_contact_and_attributes() {
        LeadDraft lead = Deliveries.lead(read(body("17")));
        assertThat(lead.contact().email()).isEqualTo("zhang@example.com");
        assertThat(lead.source())
                .isEqualTo(
                        new JsonObject().put("campaign", "1770000000000000001").put("page", "7100000000000000001"));
        assertThat(lead.attributes())
                .isEqualTo(new JsonObject()
                        .put("When may we call?", "evening")
                        .put("create_time", 1_767_225_598L)
                        .put("phone_raw", "13812341234"));
    }

    @Test
    void other_objects_are_acknowledged_and_no_lead() {
        assertThat(ids(read("{\"object\":2,\"entry\":[{\"id\":\"1\",\"changes\":[]}]}")))
                .isEmpty();
        assertThat(status(read("{\"entry\":[]}"))).isEqualTo(400);
        assertThat(status(read("{\"object\":1}"))).isEqualTo(400);
    }

    @Test
    void the_other_signature_is_over_the_escaped_body() {
        JsonObject open =
                new JsonObject().put("secret", SECRET).put("auth", new JsonObject().put("type", "tiktok-open"));
        String body = body("17");
        String escaped = body.replace("张伟 Ünal", "\\u5f20\\u4f1f \\u00dcnal").replace("火山", "\\u706b\\u5c71");
        for (String message : java.util.List.of(escaped, body)) {
            Delivery delivery = delivery(bytes(body), "application/json", "X-Open-Signature", hex(hmac(message)));
            assertThat(status(adapter.read(Deliveries.channel("tiktok", open), secrets(), delivery)))
                    .isEqualTo(message.equals(escaped) ? 200 : 401);
        }
    }

    @Test
    void a_signature_brings_no_secret_of_its_own() {
        JsonObject digest = new JsonObject()
                .put("type", "tiktok")
                .put("algorithm", "sha256")
                .put(
                        "signed",
                        new JsonArray().add("{timestamp}.{body}.{secret}").add("{body}.{token}"));
        JsonObject settings = new JsonObject().put("secret", SECRET).put("auth", digest);
        String body = body("17");
        long second = AT_MILLIS / 1_000;
        for (String secret : java.util.List.of(SECRET, "guessed")) {
            String signature = hex(Secrets.sha256(bytes(second + "." + body + "." + secret)));
            String header = "t=" + second + ",s=" + signature + ",secret=" + secret;
            Delivery delivery = delivery(bytes(body), "application/json", "TikTok-Signature", header);
            assertThat(status(adapter.read(Deliveries.channel("tiktok", settings), secrets(), delivery)))
                    .isEqualTo(secret.equals(SECRET) ? 200 : 401);
        }
        String token = "t=" + second + ",s=" + hex(Secrets.sha256(bytes(body + ".guessed"))) + ",token=guessed";
        Delivery delivery = delivery(bytes(body), "application/json", "TikTok-Signature", token);
        assertThat(status(adapter.read(Deliveries.channel("tiktok", settings), secrets(), delivery)))
                .isEqualTo(401);
    }
}
