package io.pelagos.channel.kuaishou;

import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.fixture;
import static io.pelagos.channel.Deliveries.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.AdapterContract;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Deliveries;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.LeadDraft;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** A lead comes alone, from a page that the server asked for; what is kept of one that was lost is proven. */
class KuaishouAdapterTest extends AdapterContract {
    private static final JsonObject MAPPING =
            new JsonObject().put("name", "details[key=姓名].value").put("phone", "details[key=电话].value");

    KuaishouAdapterTest() {
        super(new KuaishouAdapter(), "kuaishou", new JsonObject().put("mapping", MAPPING));
    }

    @Override
    protected String body(String id) {
        return fixture("kuaishou.json", id);
    }

    @Override
    protected Delivery proven(byte[] body, long atMillis) {
        MultiMap none = MultiMap.caseInsensitiveMultiMap();
        return new Delivery(none, none, body, "application/json", atMillis, true);
    }

    @Override
    protected Delivery forged(byte[] body) {
        return Deliveries.delivery(body, "application/json");
    }

    @Override
    @Test
    protected void a_bad_signature_is_refused() {
        // Nobody pushes, so there is nothing that could be signed.
        assertThat(status(read(forged(bytes(body("17")))))).isEqualTo(404);
    }

    @Override
    @Test
    protected void a_stale_timestamp_is_refused() {
        cannotBe("nothing is pushed");
    }

    @Override
    @Test
    protected void of_several_leads_the_bad_one_costs_only_itself() {
        cannotBe("each lead of a page is read by itself");
    }

    @Override
    @Test
    protected void a_test_lead_is_recognised() {
        JsonObject settings = new JsonObject()
                .put("mapping", MAPPING.copy().put("test", "details[key=城市].value"))
                .put("settings", new JsonObject().put("test_values", new JsonArray().add("成都")));
        var reading = adapter.read(
                Deliveries.channel("kuaishou", settings),
                Credentials.NONE,
                proven(bytes(body("17")), Deliveries.AT_MILLIS));
        assertThat(Deliveries.lead(reading).test()).isTrue();
    }

    @Test
    void answers_become_attributes_by_their_keys() {
        LeadDraft lead = Deliveries.lead(read(body("17")));
        assertThat(lead.attributes())
                .isEqualTo(new JsonObject()
                        .put("城市", "成都")
                        .put("campaign_id", "88001")
                        .put("create_time", "2026-01-01 08:00:00")
                        .put("phone_raw", "13812341234"));
    }
}
