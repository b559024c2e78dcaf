package io.pelagos.channel.meta;

import static io.pelagos.channel.Deliveries.AT_MILLIS;
import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.delivery;
import static io.pelagos.channel.Deliveries.fixture;
import static io.pelagos.channel.Deliveries.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.AdapterContract;
import io.pelagos.channel.ChannelAdapter.Reading;
import io.pelagos.channel.ChannelAdapter.Reply;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Deliveries;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.FetchWanted;
import io.pelagos.channel.Secrets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetaAdapterTest extends AdapterContract {
    MetaAdapterTest() {
        super(new MetaAdapter(), "meta", new JsonObject().put("secret", SECRET));
    }

    @Override
    protected String body(String id) {
        return fixture("meta.json", id);
    }

    @Override
    protected Delivery proven(byte[] body, long atMillis) {
        return signed(SECRET, body);
    }

    @Override
    protected Delivery forged(byte[] body) {
        return signed("guessed", body);
    }

    private static Delivery signed(String secret, byte[] body) {
        String signature = hex(Secrets.hmacSha256(bytes(secret), body));
        return delivery(body, "application/json", "X-Hub-Signature-256", "sha256=" + signature);
    }

    @Override
    @Test
    protected void its_contact_is_read() {
        Reading.Fetches reading = (Reading.Fetches) read(body("17"));
        assertThat(reading.wanted())
                .containsExactly(new FetchWanted(
                        "17",
                        FetchWanted.Action.CREATED,
                        1_767_225_598_000L,
                        new JsonObject()
                                .put("form_id", "9007199254740993")
                                .put("page_id", "153000000001")
                                .put("ad_id", "120000000000000002")
                                .put("adgroup_id", "120000000000000001")));
    }

    /** The signature of what is not ASCII may be made over its escapes; that is a setting. */
    @Override
    @Test
    protected void non_ascii_text_comes_through() {
        String body = body("17").replace("\"page\"", "\"pàge\"");
        String escaped = body.replace("à", "\\u00e0");
        Delivery odd = delivery(bytes(body), "application/json", "X-Hub-Signature-256", "sha256=" + hex(hmac(escaped)));
        assertThat(ids(read(proven(bytes(body), AT_MILLIS)))).containsExactly("17");
        assertThat(status(read(odd))).isEqualTo(401);
        JsonObject auth = new JsonObject()
                .put("type", "meta")
                .put("signed", new JsonArray().add("{body}").add("{escaped_body}"));
        var lenient = Deliveries.channel(
                "meta", new JsonObject().put("secret", SECRET).put("auth", auth));
        assertThat(ids(adapter.read(lenient, secrets(), odd))).containsExactly("17");
        assertThat(ids(adapter.read(lenient, secrets(), proven(bytes(body), AT_MILLIS))))
                .containsExactly("17");
    }

    @Override
    @Test
    protected void unknown_fields_are_kept() {
        cannotBe("Meta sends ids alone; what is kept is what is fetched");
    }

    @Override
    @Test
    protected void a_test_lead_is_recognised() {
        // The dashboard's button, whose lead nobody can fetch.
        Reading reading = read(body("444444444444"));
        assertThat(ids(reading)).isEmpty();
        assertThat(((Reading.Fetches) reading).tests()).isEqualTo(1);
    }

    @Override
    @Test
    protected void a_stale_timestamp_is_refused() {
        cannotBe("Meta signs the body alone, without a time");
    }

    @Override
    @Test
    protected void of_several_leads_the_bad_one_costs_only_itself() {
        JsonObject body = new JsonObject(body("17"));
        JsonArray changes = body.getJsonArray("entry").getJsonObject(0).getJsonArray("changes");
        changes.add(new JsonObject("{\"field\":\"leadgen\",\"value\":{\"form_id\":1}}"))
                .add(new JsonObject("{\"field\":\"leadgen\"}"))
                .add(new JsonObject("{\"field\":\"feed\",\"value\":{\"item\":\"post\"}}"));
        body.getJsonArray("entry")
                .add(new JsonObject(body("18")).getJsonArray("entry").getJsonObject(0));

        Reading reading = read(body.encode());
        assertThat(ids(reading)).containsExactly("17", "18");
        assertThat(bad(reading)).hasSize(2).allMatch(part -> part.reason().equals("a change has no leadgen_id"));
        assertThat(status(read("{\"object\":\"page\"}"))).isEqualTo(400);
    }

    @Test
    void takes_a_thousand_changes_and_no_more() {
        String change = "{\"field\":\"leadgen\",\"value\":{\"leadgen_id\":1}}";
        String thousand = "{\"entry\":[{\"changes\":[" + (change + ",").repeat(999) + change + "]}]}";
        assertThat(ids(read(thousand))).hasSize(1_000);
        assertThat(status(read(thousand.replace("]}]}", "," + change + "]}]}"))))
                .isEqualTo(413);
    }

    @Test
    void answers_the_handshake_of_who_knows_the_token() {
        Credentials known = new Credentials(SECRET, Map.of("verify_token", "tok"));
        assertThat(shake(known, "subscribe", "tok"))
                .isEqualTo(new Reply(200, "text/plain; charset=utf-8", "1158201444"));
        assertThat(shake(known, "subscribe", "other").status()).isEqualTo(403);
        assertThat(shake(known, "unsubscribe", "tok").status()).isEqualTo(403);
        assertThat(shake(Credentials.NONE, "subscribe", "tok").status()).isEqualTo(403);
    }

    private Reply shake(Credentials secrets, String mode, String token) {
        Delivery question = delivery(new byte[0], null);
        question.query().add("hub.mode", mode).add("hub.verify_token", token).add("hub.challenge", "1158201444");
        return adapter.handshake(channel, secrets, question);
    }

    @Test
    void a_signature_may_be_written_in_capitals_but_not_half() {
        byte[] body = bytes(body("17"));
        String hex = hex(hmac(new String(body, StandardCharsets.UTF_8)));
        assertThat(status(read(delivery(
                        body, "application/json", "X-Hub-Signature-256", hex.toUpperCase(java.util.Locale.ROOT)))))
                .isEqualTo(200);
        assertThat(status(read(delivery(body, "application/json", "X-Hub-Signature-256", hex.substring(2)))))
                .isEqualTo(401);
    }
}
