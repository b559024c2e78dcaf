package io.pelagos.channel.google;

import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.delivery;
import static io.pelagos.channel.Deliveries.json;
import static io.pelagos.channel.Deliveries.lead;
import static io.pelagos.channel.Deliveries.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter.Reading;
import io.pelagos.channel.ChannelAdapter.Reply;
import io.pelagos.channel.Deliveries;
import io.pelagos.channel.LeadDraft;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoogleAdapterTest {
    private static final String LEAD = """
            {"lead_id": "Cj0_made-up", "campaign_id": 123456, "adgroup_id": 20000000000, "creative_id": 30000000000,
             "gcl_id": "", "api_version": "1.0", "form_id": 9007199254740993, "google_key": "the key",
             "user_column_data": [
               {"column_name": "Full Name", "string_value": "Jane Roe", "column_id": "FULL_NAME"},
               {"column_name": "User Phone", "string_value": "+86 138 1234 1234", "column_id": "PHONE_NUMBER"},
               {"column_name": "User Email", "string_value": "jane@example.com", "column_id": "EMAIL"},
               {"string_value": "Roofing", "column_id": "Which service?"}
             ]}
            """;

    private final GoogleAdapter adapter = new GoogleAdapter();
    private final Channel channel = Deliveries.channel("google", new JsonObject().put("secret", "the key"));

    private Reading read(String body) {
        return adapter.read(channel, Deliveries.secret("the key"), json(body));
    }

    @Test
    void reads_columns_as_contact_and_keeps_what_it_does_not_know() {
        LeadDraft lead = lead(read(LEAD));

        assertThat(lead.externalId()).isEqualTo("Cj0_made-up");
        assertThat(lead.contact().name()).isEqualTo("Jane Roe");
        assertThat(lead.contact().phone()).isEqualTo("+8613812341234");
        assertThat(lead.contact().email()).isEqualTo("jane@example.com");
        assertThat(lead.attributes())
                .isEqualTo(new JsonObject()
                        .put("Which service?", "Roofing")
                        .put("phone_raw", "+86 138 1234 1234")
                        .put("api_version", "1.0")
                        .put("form_id", "9007199254740993"));
        assertThat(lead.source())
                .isEqualTo(new JsonObject()
                        .put("campaign", "123456")
                        .put("ad_group", "20000000000")
                        .put("ad", "30000000000"));
        assertThat(lead.test()).isFalse();
    }

    @Test
    void an_id_keeps_its_digits_whatever_its_type() {
        assertThat(lead(read("{\"google_key\":\"the key\",\"lead_id\":9223372036854775809}"))
                        .externalId())
                .isEqualTo("9223372036854775809");
        assertThat(lead(read("{\"google_key\":\"the key\",\"lead_id\":12345678901234567.5}"))
                        .externalId())
                .isEqualTo("12345678901234567.5");
    }

    @Test
    void joins_first_and_last_name_and_prefers_the_private_number() {
        LeadDraft lead = lead(read("""
                {"google_key":"the key","user_column_data":[{"column_id":"LAST_NAME","string_value":"Roe"},
                {"column_id":"WORK_PHONE","string_value":"13900001111"},{"column_id":"FIRST_NAME","string_value":"Jane"},
                {"column_id":"PHONE_NUMBER","string_value":"13812341234"}]}"""));

        assertThat(lead.contact().name()).isEqualTo("Jane Roe");
        assertThat(lead.contact().phone()).isEqualTo("+8613812341234");
        assertThat(lead.attributes().getString("WORK_PHONE")).isEqualTo("13900001111");
    }

    @Test
    void columns_that_it_does_not_understand_are_kept_as_they_came() {
        LeadDraft lead = lead(read("""
                \uFEFF{"google_key":"the key","user_column_data":[{"column_id":"EMAIL","string_value":"a@b.example"},
                {"column_id":"EMAIL","string_value":"c@d.example"},{"string_value":"13812341234"},
                {"column_id":"NOTE","string_value":{"deep":"kept"}},{"column_id":"EMPTY","string_value":""},7,
                {"column_id":"CONSENT","boolean_value":true}]}"""));
        assertThat(lead.contact().email()).isEqualTo("a@b.example");
        assertThat(lead.attributes())
                .isEqualTo(new JsonObject()
                        .put("user_column_data[1].column_id", "EMAIL")
                        .put("user_column_data[1].string_value", "c@d.example")
                        .put("user_column_data[2].string_value", "13812341234")
                        .put("user_column_data[3].column_id", "NOTE")
                        .put("user_column_data[3].string_value.deep", "kept")
                        .put("user_column_data[5]", 7L)
                        .put("user_column_data[6].column_id", "CONSENT")
                        .put("user_column_data[6].boolean_value", true));

        assertThat(lead(read("{\"google_key\":\"the key\",\"form_id\":1,\"user_column_data\":"
                                + "[{\"column_id\":\"form_id\",\"string_value\":\"mine\"}]}"))
                        .attributes())
                .isEqualTo(
                        new JsonObject().put("user_column_data.form_id", "mine").put("form_id", 1L));

        String odd = "{\"google_key\":\"the key\",\"user_column_data\":{\"PHONE_NUMBER\":\"13812341234\"}}";
        assertThat(lead(read(odd)).attributes())
                .isEqualTo(new JsonObject().put("user_column_data.PHONE_NUMBER", "13812341234"));
    }

    @Test
    void a_wrong_or_missing_key_is_401() {
        assertThat(status(read(LEAD.replace("the key", "a key")))).isEqualTo(401);
        assertThat(status(read("{}"))).isEqualTo(401);
        assertThat(status(read("{\"google_key\":null}"))).isEqualTo(401);
        assertThat(status(read("{\"google_key\":[\"the key\"]}"))).isEqualTo(401);
        assertThat(status(adapter.read(channel, Deliveries.secret(null), json("{\"google_key\":null}"))))
                .isEqualTo(401);
    }

    @Test
    void a_test_of_the_advertiser_is_marked() {
        assertThat(lead(read("{\"google_key\":\"the key\",\"is_test\":true}")).test())
                .isTrue();
        assertThat(lead(read("{\"google_key\":\"the key\",\"is_test\":false}")).test())
                .isFalse();
    }

    @Test
    void bad_bodies_are_400_and_large_ones_413() {
        for (byte[] body : Deliveries.badJson()) {
            assertThat(status(adapter.read(channel, Deliveries.secret("the key"), delivery(body, "application/json"))))
                    .as(new String(body, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .isEqualTo(400);
        }
        byte[] large = bytes("{\"a\":\"" + "x".repeat(1 << 20) + "\"}");
        assertThat(status(adapter.read(channel, Deliveries.secret("the key"), delivery(large, "application/json"))))
                .isEqualTo(413);
    }

    @Test
    void odd_columns_do_no_harm() {
        for (String columns : List.of("null", "7", "{}", "[null,1,[],{}]", "[{\"column_id\":\"EMAIL\"}]")) {
            LeadDraft lead = lead(read("{\"google_key\":\"the key\",\"user_column_data\":" + columns + "}"));
            assertThat(lead.contact().email()).isNull();
        }
    }

    @Test
    void answers_exactly_200_and_an_empty_object() {
        assertThat(adapter.reply(List.of(new Accepted.Lead(1, false)))).isEqualTo(Reply.json(200, "{}"));
        assertThat(adapter.reply(List.of(new Accepted.Duplicate(1)))).isEqualTo(Reply.json(200, "{}"));
        assertThat(adapter.reply(List.of(new Accepted.Test()))).isEqualTo(Reply.json(200, "{}"));
        assertThat(adapter.reply(List.of(new Accepted.Overloaded())).status()).isEqualTo(503);
        assertThat(adapter.reply(List.of(new Accepted.Unknown())).status()).isEqualTo(503);
        assertThat(adapter.reply(List.of(new Accepted.Refused("no"))).status()).isEqualTo(400);
    }
}
