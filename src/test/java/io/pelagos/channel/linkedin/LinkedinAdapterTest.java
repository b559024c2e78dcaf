package io.pelagos.channel.linkedin;

import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.delivery;
import static io.pelagos.channel.Deliveries.fixture;
import static io.pelagos.channel.Deliveries.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.AdapterContract;
import io.pelagos.channel.ChannelAdapter.Reading;
import io.pelagos.channel.ChannelAdapter.Reply;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.FetchWanted;
import io.pelagos.channel.Secrets;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LinkedinAdapterTest extends AdapterContract {
    LinkedinAdapterTest() {
        super(new LinkedinAdapter(), "linkedin", new JsonObject().put("secret", SECRET));
    }

    @Override
    protected String body(String id) {
        return fixture("linkedin.json", id);
    }

    @Override
    protected Delivery proven(byte[] body, long atMillis) {
        return signed(SECRET, body);
    }

    @Override
    protected Delivery forged(byte[] body) {
        return signed("guessed", body);
    }

    /** The prefix is signed, and not in the header. */
    private static Delivery signed(String secret, byte[] body) {
        byte[] message = bytes("hmacsha256=" + new String(body, StandardCharsets.UTF_8));
        return delivery(body, "application/json", "X-LI-Signature", hex(Secrets.hmacSha256(bytes(secret), message)));
    }

    @Override
    @Test
    protected void its_contact_is_read() {
        assertThat(((Reading.Fetches) read(body("1a2b3c-4"))).wanted())
                .containsExactly(new FetchWanted(
                        "1a2b3c-4",
                        FetchWanted.Action.CREATED,
                        1_767_225_598_881L,
                        new JsonObject()
                                .put("form", "urn:li:versionedLeadGenForm:(urn:li:leadGenForm:1, 1)")
                                .put("lead_type", "SPONSORED")
                                .put("sponsoredAccount", "urn:li:sponsoredAccount:123")
                                .put("sponsoredCreative", "urn:li:sponsoredCreative:456")));
        assertThat(((Reading.Fetches) read(body("1").replace("CREATED", "DELETED"))).wanted())
                .extracting(FetchWanted::action)
                .containsExactly(FetchWanted.Action.DELETED);
    }

    @Override
    @Test
    protected void non_ascii_text_comes_through() {
        assertThat(ids(read(body("1").replace("SPONSORED", "公司")))).containsExactly("1");
    }

    @Override
    @Test
    protected void ids_beyond_doubles_keep_their_digits_as_text_and_as_number() {
        assertThat(ids(read(body("9007199254740993")))).containsExactly("9007199254740993");
        assertThat(status(read(body("1").replaceFirst("\"urn:li:leadGenFormResponse:1\"", "9007199254740993"))))
                .isEqualTo(400); // an id is part of a URN and never a number
    }

    @Override
    @Test
    protected void unknown_fields_are_kept() {
        cannotBe("LinkedIn sends ids alone; what is kept is what is fetched");
    }

    @Override
    @Test
    protected void a_test_lead_is_recognised() {
        cannotBe("the flag testLead comes with the data that are fetched");
    }

    @Override
    @Test
    protected void a_stale_timestamp_is_refused() {
        cannotBe("LinkedIn signs the body alone, without a time");
    }

    @Override
    @Test
    protected void of_several_leads_the_bad_one_costs_only_itself() {
        cannotBe("LinkedIn sends one notification at a time");
    }

    @Test
    void strange_notifications_are_refused() {
        assertThat(status(read(body("1").replace("CREATED", "MOVED")))).isEqualTo(400);
        assertThat(status(read(body("../../me")))).isEqualTo(400);
        assertThat(status(read("{}"))).isEqualTo(400);
    }

    @Test
    void answers_the_handshake_with_the_secrets_signature_of_the_code() {
        // printf 890e4665-4dfe-4ab1-b689-ed553bceeed0 | openssl dgst -sha256 -hmac s3cret
        String code = "890e4665-4dfe-4ab1-b689-ed553bceeed0";
        assertThat(shake(code))
                .isEqualTo(Reply.json(
                        200, "{\"challengeCode\":\"" + code + "\",\"challengeResponse\":\"" + EXPECTED + "\"}"));
    }

    private static final String EXPECTED = "282e84d6c3fe9e152bf838a2c9ac5fabeace9e4bcc5a62d3eb0925f22f514d62";

    /** Else a stranger could have the signature of a delivery of his own made. */
    @Test
    void signs_nothing_but_codes() {
        assertThat(shake("hmacsha256=" + body("1")).status()).isEqualTo(403);
        assertThat(shake("890e4665-4dfe-4ab1-b689-ed553bceeed0x").status()).isEqualTo(403);
        assertThat(shake(null).status()).isEqualTo(403);
    }

    private Reply shake(String code) {
        Delivery question = delivery(new byte[0], null);
        if (code != null) {
            question.query().add("challengeCode", code);
        }
        return adapter.handshake(channel, secrets(), question);
    }
}
