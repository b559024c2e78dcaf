package io.pelagos.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeadJsonTest {
    private static final long AT = Instant.parse("2026-03-01T08:05:09.042Z").toEpochMilli();

    private static LeadJson.View view(Set<String> masking, LeadJson.Deadline deadline) {
        JsonObject facts = new JsonObject()
                .put("grade", "A")
                .put("score", 70)
                .put("tags", new JsonArray().add("new"))
                .put("lane", "skill=a")
                .put("followed_up_at", AT + 2);
        LeadRow row =
                new LeadRow(3, 9_007_199_254_740_993L, 4, LeadState.OWNED, "p", "agent", "t", AT, AT + 1, AT, 2, facts);
        JsonObject attributes = new JsonObject()
                .put(
                        "n",
                        new JsonObject()
                                .put(
                                        "list",
                                        new JsonArray()
                                                .add(1)
                                                .addNull()
                                                .add(true)
                                                .add(0.5)))
                .put("big", new BigInteger("9223372036854775809"));
        LeadDetail detail = new LeadDetail(
                3,
                row.id(),
                "ads",
                new Contact("王小明", "+8613812341234", null, "wx", null),
                attributes,
                "x",
                new JsonObject().put("campaign", "spring \"1\""),
                AT);
        return new LeadJson.View(row, detail, masking, deadline);
    }

    @Test
    void writes_all_fields_of_the_contract_in_their_order() {
        assertThat(LeadJson.bytes(view(null, new LeadJson.Deadline(AT, "first contact", false)))
                        .toString())
                .isEqualTo(
                        "{\"id\":\"9007199254740993\",\"state\":\"owned\",\"pool\":\"p\",\"channel\":\"ads\","
                                + "\"owner\":\"agent\",\"version\":4,\"contact\":{\"name\":\"王小明\",\"phone\":\"+8613812341234\","
                                + "\"email\":null,\"wechat\":\"wx\",\"company\":null},\"masked\":false,"
                                + "\"attributes\":{\"n\":{\"list\":[1,null,true,0.5]},\"big\":9223372036854775809},"
                                + "\"source\":{\"campaign\":\"spring \\\"1\\\"\"},\"grade\":\"A\",\"score\":70,\"tags\":[\"new\"],"
                                + "\"intent\":null,\"fields\":{},\"rounds\":2,\"created_at\":\"2026-03-01T08:05:09.042Z\","
                                + "\"entered_pool_at\":\"2026-03-01T08:05:09.042Z\",\"claimed_at\":\"2026-03-01T08:05:09.043Z\","
                                + "\"last_followup_at\":\"2026-03-01T08:05:09.044Z\",\"won_at\":null,\"nurture_until\":null,"
                                + "\"locked_until\":null,\"next_at\":null,\"erased_at\":null,\"awaiting\":[],"
                                + "\"deadline\":{\"at\":\"2026-03-01T08:05:09.042Z\",\"rule\":\"first contact\",\"warned\":false}}");
    }

    @Test
    void shows_others_neither_contact_nor_attributes() {
        JsonObject json = new JsonObject(LeadJson.bytes(view(Set.of("phone", "email", "wechat"), null)));

        assertThat(json.getBoolean("masked")).isTrue();
        assertThat(json.getJsonObject("contact").encode())
                .isEqualTo(
                        "{\"name\":\"王**\",\"phone\":\"138****1234\",\"email\":null,\"wechat\":\"w***\",\"company\":null}");
        assertThat(json.getJsonObject("attributes")).isEmpty();
        assertThat(json.getValue("deadline")).isNull();
    }

    @Test
    void shows_others_the_address_of_a_page_without_what_was_typed_into_it() {
        JsonObject source =
                new JsonObject().put("campaign", "c").put("page", "https://x.example/a?phone=13812341234#me");
        assertThat(Masking.source(source).encode()).isEqualTo("{\"campaign\":\"c\",\"page\":\"https://x.example/a\"}");
        assertThat(source.getString("page")).endsWith("#me");
        assertThat(Masking.source(new JsonObject().put("page", "https://x.example/a#13812341234"))
                        .getString("page"))
                .isEqualTo("https://x.example/a");
    }

    @Test
    void writes_a_page() {
        JsonObject page = new JsonObject(LeadJson.page(List.of(view(null, null), view(null, null)), null));

        assertThat(page.getJsonArray("items")).hasSize(2);
        assertThat(page.containsKey("next")).isTrue();
        assertThat(page.getString("next")).isNull();
    }

    @Test
    void times_are_written_as_java_writes_them() {
        for (long millis : new long[] {0, 1, AT, 951_782_400_000L, 4_102_444_799_999L, -1, 253_402_300_799_999L}) {
            String expected = java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
                    .withZone(java.time.ZoneOffset.UTC)
                    .format(Instant.ofEpochMilli(millis));
            assertThat(Rfc3339.text(millis)).isEqualTo(expected);
        }
    }
}
