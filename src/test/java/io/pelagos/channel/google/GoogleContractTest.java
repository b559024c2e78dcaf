package io.pelagos.channel.google;

import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.fixture;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.AdapterContract;
import io.pelagos.channel.Deliveries;
import io.pelagos.channel.Delivery;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class GoogleContractTest extends AdapterContract {
    GoogleContractTest() {
        super(
                new GoogleAdapter(),
                "google",
                new JsonObject()
                        .put("secret", SECRET)
                        .put(
                                "mapping",
                                new JsonObject().put("company", "user_column_data[column_id=SERVICE].string_value")));
    }

    @Override
    protected String body(String id) {
        return fixture("google.json", id);
    }

    @Override
    protected Delivery proven(byte[] body, long atMillis) {
        return Deliveries.delivery(body, "application/json");
    }

    @Override
    protected Delivery forged(byte[] body) {
        return Deliveries.json(new String(body, java.nio.charset.StandardCharsets.UTF_8).replace(SECRET, "guessed"));
    }

    @Test
    void a_mapping_overrides_what_is_usual() {
        assertThat(Deliveries.lead(read(body("17"))).contact().company()).isEqualTo("Roofing");
    }

    @Override
    @Test
    protected void a_test_lead_is_recognised() {
        assertThat(Deliveries.lead(read(body("17").replace("false", "true"))).test())
                .isTrue();
    }

    @Override
    @Test
    protected void a_stale_timestamp_is_refused() {
        cannotBe("Google proves itself by a key in the body, without a time");
    }

    @Override
    @Test
    protected void too_large_a_body_is_refused() {
        byte[] large = bytes("{\"google_key\":\"" + SECRET + "\",\"a\":\"" + "x".repeat(1 << 20) + "\"}");
        assertThat(Deliveries.status(read(proven(large, 0)))).isEqualTo(413);
    }

    @Override
    @Test
    protected void of_several_leads_the_bad_one_costs_only_itself() {
        cannotBe("Google sends one lead at a time");
    }
}
