package io.pelagos.channel.generic;

import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.delivery;
import static io.pelagos.channel.Deliveries.json;
import static io.pelagos.channel.Deliveries.lead;
import static io.pelagos.channel.Deliveries.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.ChannelAdapter.Reading;
import io.pelagos.channel.ChannelAdapter.Reply;
import io.pelagos.channel.Deliveries;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.LeadDraft;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GenericAdapterTest {
    private final GenericAdapter adapter = new GenericAdapter();

    private Reading read(JsonObject settings, Delivery delivery) {
        return adapter.read(
                Deliveries.channel("generic", settings), Deliveries.secret(settings.getString("secret")), delivery);
    }

    private LeadDraft open(String body) {
        return lead(read(new JsonObject(), json(body)));
    }

    private LeadDraft mapped(JsonObject mapping, String body) {
        return lead(read(new JsonObject().put("mapping", mapping), json(body)));
    }

    @Test
    void finds_the_usual_names_without_any_mapping() {
        LeadDraft lead = open("""
                {"contact":{"name":"Jane","phone":"138 1234 1234","email":"j@example.com","wechat":"w","company":"c"},
                 "external_id":7,"source":{"campaign":"spring","page":"https://example.com"},"grade":"A","score":"70",
                 "tags":["new","vip"],"requires":{"skills":["b","a"],"region":"sh","seniority":2},"city":"上海"}""");

        assertThat(lead.contact().toJson().encode())
                .isEqualTo("{\"name\":\"Jane\",\"phone\":\"+8613812341234\",\"email\":\"j@example.com\","
                        + "\"wechat\":\"w\",\"company\":\"c\"}");
        assertThat(lead.externalId()).isEqualTo("7");
        assertThat(lead.source().encode()).isEqualTo("{\"campaign\":\"spring\",\"page\":\"https://example.com\"}");
        assertThat(lead.grade()).isEqualTo("A");
        assertThat(lead.score()).isEqualTo(70);
        assertThat(lead.tags()).containsExactly("new", "vip");
        assertThat(lead.lane()).isEqualTo("region=sh&seniority=2&skill=a&skill=b");
        assertThat(lead.attributes().encode()).isEqualTo("{\"city\":\"上海\",\"phone_raw\":\"138 1234 1234\"}");
        assertThat(open("{\"name\":\"Jo\",\"phone\":\"+16505550123\"}")
                        .contact()
                        .phone())
                .isEqualTo("+16505550123");
    }

    @Test
    void follows_a_mapping_through_dots_lists_and_key_value_pairs() {
        LeadDraft lead = mapped(
                new JsonObject()
                        .put("name", "user_column_data[column_id=NAME].string_value")
                        .put("phone", "people[1].tel")
                        .put("email", "address.mail")
                        .put("external_id", "a.b.id")
                        .put("grade", new JsonObject().put("value", "B"))
                        .put(
                                "source.campaign",
                                new JsonObject().put("path", "none").put("default", "usual")),
                """
                {"user_column_data":[{"column_id":"X","string_value":"x"},{"column_id":"NAME","string_value":"Jane"}],
                 "people":[{"tel":"1"},{"tel":"13812341234"}],"address.mail":"j@example.com","a":{"b":{"id":"e"}}}""");

        assertThat(lead.contact().name()).isEqualTo("Jane");
        assertThat(lead.contact().phone()).isEqualTo("+8613812341234");
        assertThat(lead.contact().email()).isEqualTo("j@example.com");
        assertThat(lead.externalId()).isEqualTo("e");
        assertThat(lead.grade()).isEqualTo("B");
        assertThat(lead.source().getString("campaign")).isEqualTo("usual");
        assertThat(lead.attributes().fieldNames())
                .contains("user_column_data[0].string_value", "people[0].tel")
                .doesNotContain("people[1].tel", "address.mail", "a.b.id", "user_column_data[1].string_value");
    }

    @Test
    void a_mapping_may_be_written_from_path_to_field() {
        assertThat(mapped(new JsonObject().put("user.mobile", "phone"), "{\"user\":{\"mobile\":\"13812341234\"}}")
                        .contact()
                        .phone())
                .isEqualTo("+8613812341234");
    }

    @Test
    void numbers_keep_their_digits() {
        LeadDraft lead = open("{\"external_id\":643545619583019092,\"big\":9007199254740993,\"small\":42,"
                + "\"exact\":0.1,\"long\":0.12345678901234567890123,\"huge\":1e999999999}");

        assertThat(lead.externalId()).isEqualTo("643545619583019092");
        assertThat(lead.attributes().getValue("big")).isEqualTo("9007199254740993");
        assertThat(lead.attributes().getValue("small")).isEqualTo(42L);
        assertThat(lead.attributes().getValue("exact")).isEqualTo(0.1);
        assertThat(lead.attributes().getValue("long")).isEqualTo("0.12345678901234567890123");
        assertThat(lead.attributes().getValue("huge")).isEqualTo("1E+999999999");
    }

    @Test
    void phones_that_are_none_cost_no_lead_and_of_two_the_first_counts() {
        assertThat(open("{\"phone\":\"call me\"}").contact().phone()).isNull();
        assertThat(open("{\"phone\":\"call me\"}").attributes().getString("phone_raw"))
                .isEqualTo("call me");
        LeadDraft two = open("{\"phone\":\"13812341234,13900001111\"}");
        assertThat(two.contact().phone()).isEqualTo("+8613812341234");
        assertThat(two.attributes().getString("phone_2")).isEqualTo("+8613900001111");
        assertThat(open("{\"phone\":\"p:+8613812341234\"}").contact().phone()).isEqualTo("+8613812341234");
        assertThat(open("{\"phone\":{\"number\":\"1\"}}").attributes().getString("phone.number"))
                .isEqualTo("1");
    }

    @Test
    void text_that_cannot_be_stored_is_cleaned() {
        LeadDraft lead = open("{\"name\":\"a\\u0000b\\ud800c\",\"k\\u0000\":\"\\u0000\",\"grade\":\"\\u0000\"}");

        assertThat(lead.contact().name()).isEqualTo("abc");
        assertThat(lead.attributes().getString("k")).isEmpty();
        assertThat(lead.grade()).isNull();
    }

    @Test
    void reads_both_kinds_of_forms() {
        LeadDraft form = lead(read(
                new JsonObject(),
                delivery(
                        bytes("name=Jane+Roe&phone=%2B8613812341234&tags=a&tags=b&note=%E4%B8%8A"),
                        "application/x-www-form-urlencoded; charset=utf-8")));
        assertThat(form.contact().name()).isEqualTo("Jane Roe");
        assertThat(form.contact().phone()).isEqualTo("+8613812341234");
        assertThat(form.tags()).containsExactly("a", "b");
        assertThat(form.attributes().getString("note")).isEqualTo("上");

        String parts = String.join(
                "\r\n",
                "--cut",
                "Content-Disposition: form-data; name=\"name\"",
                "",
                "Jane",
                "--cut",
                "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"",
                "Content-Type: text/plain",
                "",
                "file",
                "--cut--",
                "");
        LeadDraft multipart = lead(read(new JsonObject(), delivery(bytes(parts), "multipart/form-data; boundary=cut")));
        assertThat(multipart.contact().name()).isEqualTo("Jane");
        assertThat(multipart.attributes()).isEmpty();

        for (String type : List.of("boundary=\"cut\"", "charset=utf-8; boundary=cut", "Boundary=cut; charset=utf-8")) {
            LeadDraft again = lead(read(new JsonObject(), delivery(bytes(parts), "multipart/form-data; " + type)));
            assertThat(again.contact().name()).as(type).isEqualTo("Jane");
        }

        // What the decoder would leave out without a word: a line like a delimiter, blanks behind one, a cut after it.
        for (String strange : List.of(
                parts.replace("Jane", "Jane\r\n--cutter\r\nRoe"),
                parts.replace("--cut\r\n", "--cut  \r\n"),
                parts.replace("Jane", "Jane --cut-- Roe").replace("\r\n--cut--\r\n", ""))) {
            assertThat(status(read(new JsonObject(), delivery(bytes(strange), "multipart/form-data; boundary=cut"))))
                    .as(strange)
                    .isEqualTo(400);
        }
        assertThat(status(read(new JsonObject(), delivery(bytes("----\r\n"), "multipart/form-data; boundary="))))
                .isEqualTo(400);

        // Wherever it is cut off: half a form is not taken for the whole.
        String end = "\r\n--cut--";
        for (int cut = parts.indexOf("Jane"); cut < parts.indexOf(end) + end.length(); cut++) {
            byte[] half = bytes(parts.substring(0, cut));
            assertThat(status(read(new JsonObject(), delivery(half, "multipart/form-data; boundary=\"cut\""))))
                    .as("cut after " + cut)
                    .isEqualTo(400);
        }
    }

    @Test
    void characters_that_mislead_a_reader_are_left_out() {
        LeadDraft lead =
                open("{\"name\":\"\\u0007Li\\u202e Wei\\u2066\",\"note\":\"a\\u0000b\\nc\",\"company\":\" \\u0001 \"}");
        assertThat(lead.contact().name()).isEqualTo("Li Wei");
        assertThat(lead.attributes().getString("note")).isEqualTo("ab\nc");
        assertThat(lead.contact().company()).isNull();
    }

    @Test
    void bad_bodies_are_refused_with_a_reason() {
        for (byte[] body : Deliveries.badJson()) {
            assertThat(status(read(new JsonObject(), delivery(body, "application/json"))))
                    .as(new String(body, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .isEqualTo(400);
        }
        assertThat(status(read(new JsonObject(), delivery(bytes("a=%zz"), "application/x-www-form-urlencoded"))))
                .isEqualTo(400);
        assertThat(status(read(new JsonObject(), delivery(bytes("x"), "multipart/form-data"))))
                .isEqualTo(400);
        assertThat(status(read(new JsonObject(), delivery(bytes("{\"a\":1e999999999999999999}"), "application/json"))))
                .isEqualTo(400);
        assertThat(status(read(new JsonObject(), delivery(bytes("{}"), null)))).isEqualTo(415);
        assertThat(status(read(new JsonObject(), delivery(bytes("{}"), "text/plain"))))
                .isEqualTo(415);
        assertThat(status(read(new JsonObject(), delivery(new byte[(1 << 20) + 1], "application/json"))))
                .isEqualTo(413);
    }

    @Test
    void what_is_beyond_the_limits_is_cut_and_marked_and_costs_no_lead() {
        // The 4,096th character is the first half of one that takes two: both go.
        LeadDraft values = open("{\"a\":\"" + "x".repeat(4_095) + "😀y\",\"name\":\"" + "n".repeat(5_000) + "\"}");
        assertThat(values.attributes().getString("a")).isEqualTo("x".repeat(4_095));
        assertThat(values.contact().name()).isEqualTo("n".repeat(4_096));
        assertThat(values.attributes().getValue("truncated")).isEqualTo(true);

        String path = "k".repeat(254) + "😀";
        LeadDraft names = open("{\"" + path + "1\":1,\"" + path + "2\":2,\"short\":3}");
        assertThat(names.attributes())
                .isEqualTo(new JsonObject()
                        .put("k".repeat(254), 1L)
                        .put("short", 3L)
                        .put("truncated", true));

        String many =
                IntStream.range(0, 300).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(",", "{", ""));
        LeadDraft fields = open(many + ",\"phone\":\"call me\"}");
        assertThat(fields.attributes().fieldNames())
                .hasSize(202)
                .contains("f199", "phone_raw", "truncated")
                .doesNotContain("f200");

        LeadDraft id = open("{\"external_id\":\"" + "1".repeat(4_097) + "\"}");
        assertThat(id.externalId()).isNull();
        assertThat(id.attributes().getString("external_id")).hasSize(4_096);

        String tooLong = IntStream.range(0, 5)
                .mapToObj(i -> "\"f" + i + "\":\"" + "x".repeat(4_096) + "\"")
                .collect(Collectors.joining(",", "{", ",\"short\":1}"));
        assertThat(open(tooLong).attributes().fieldNames())
                .containsExactly("f0", "f1", "f2", "f3", "short", "truncated");

        String full = IntStream.range(0, 199)
                .mapToObj(i -> "\"f" + i + "\":\"" + "x".repeat(90) + "\"")
                .collect(Collectors.joining(",", "{", ",\"" + "k".repeat(255) + "\":1}"));
        assertThat(open(full).attributes().fieldNames()).hasSize(200).doesNotContain("truncated");
    }

    @Test
    void a_channel_with_a_secret_wants_to_see_it() {
        JsonObject settings = new JsonObject().put("secret", "s3cret");
        assertThat(status(read(settings, json("{}")))).isEqualTo(401);
        assertThat(status(read(settings, json("{\"secret\":\"wrong\"}")))).isEqualTo(401);
        assertThat(lead(read(settings, json("{\"secret\":\"s3cret\"}"))).attributes())
                .isEmpty();
        assertThat(status(read(settings, delivery(bytes("{}"), "application/json", "x-pelagos-secret", "s3cret"))))
                .isEqualTo(200);
        Delivery query = json("{}");
        query.query().add("secret", "s3cret");
        assertThat(status(read(settings, query))).isEqualTo(200);
    }

    @Test
    void a_shared_secret_counts_only_in_its_place() {
        JsonObject header = auth("shared").put("secret", "s3cret");
        header.getJsonObject("auth").put("name", "X-Token");
        assertThat(status(read(header, delivery(bytes("{}"), "application/json", "x-token", "s3cret"))))
                .isEqualTo(200);
        assertThat(status(read(header, delivery(bytes("{}"), "application/json", "x-other", "s3cret"))))
                .isEqualTo(401);
        assertThat(status(read(header, json("{\"X-Token\":\"s3cret\"}")))).isEqualTo(401);
        JsonObject body = auth("shared").put("secret", "s3cret");
        body.getJsonObject("auth").put("in", "body").put("name", "meta.token");
        assertThat(lead(read(body, json("{\"meta\":{\"token\":\"s3cret\",\"a\":1}}")))
                        .attributes()
                        .encode())
                .isEqualTo("{\"meta.a\":1}");
        assertThat(status(read(body, json("{}")))).isEqualTo(401);
    }

    @Test
    void an_hmac_is_made_over_the_raw_bytes() {
        // printf '{ "name": "Jane" }' | openssl dgst -sha256 -hmac s3cret
        String hex = "9b06875395def0f6a729223b093a2497b3a98ed24f107fffffd91d3d1d6c1ab7";
        byte[] body = bytes("{ \"name\": \"Jane\" }");
        JsonObject settings = auth("hmac-sha256").put("secret", "s3cret");
        settings.getJsonObject("auth").put("name", "X-Signature");
        for (String good : List.of(hex, hex.toUpperCase(java.util.Locale.ROOT), "sha256=" + hex)) {
            assertThat(status(read(settings, delivery(body, "application/json", "X-Signature", good))))
                    .isEqualTo(200);
        }
        for (String bad : List.of("", "zz", hex.substring(2), hex.replace('a', 'b'))) {
            assertThat(status(read(settings, delivery(body, "application/json", "X-Signature", bad))))
                    .isEqualTo(401);
        }
        assertThat(status(
                        read(settings, delivery(bytes("{\"name\":\"Jane\"}"), "application/json", "X-Signature", hex))))
                .isEqualTo(401);
        settings.getJsonObject("auth").put("encoding", "base64");
        String base64 = java.util.Base64.getEncoder()
                .encodeToString(java.util.HexFormat.of().parseHex(hex));
        assertThat(status(read(settings, delivery(body, "application/json", "X-Signature", base64))))
                .isEqualTo(200);
    }

    @Test
    void standard_webhooks_hold_for_five_minutes() {
        JsonObject settings = auth("standard-webhooks").put("secret", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
        String body = "{\"name\": \"Jane\"}";
        long second = Deliveries.AT_MILLIS / 1000;
        assertThat(status(read(settings, signed(body, second, "v1,AAAA v1,@" + second))))
                .isEqualTo(200);
        assertThat(status(read(settings, signed(body, second - 300, "v1,@" + (second - 300)))))
                .isEqualTo(200);
        assertThat(status(read(settings, signed(body, second - 301, "v1,@" + (second - 301)))))
                .isEqualTo(401);
        assertThat(status(read(settings, signed(body, second + 301, "v1,@" + (second + 301)))))
                .isEqualTo(401);
        assertThat(status(read(settings, signed(body + " ", second, "v1,AAAA"))))
                .isEqualTo(401);
        assertThat(status(read(settings, signed(body, second, "v2,@" + second))))
                .isEqualTo(401);
        assertThat(status(read(settings, signed(body, second, "v1,not base64"))))
                .isEqualTo(401);
        assertThat(status(read(settings, json(body)))).isEqualTo(401);
    }

    @Test
    void only_a_signature_vouches_for_the_name_of_a_delivery() {
        JsonObject signed = auth("standard-webhooks").put("secret", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
        JsonObject usual = new JsonObject().put("secret", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
        long second = Deliveries.AT_MILLIS / 1000;
        for (JsonObject settings : List.of(signed, usual)) {
            Reading reading = read(settings, signed("{}", second, "v1,@" + second));
            assertThat(((Reading.Leads) reading).message()).isEqualTo("msg_1");
        }
        Reading open = read(new JsonObject(), signed("{}", second, "v1,@" + second));
        assertThat(((Reading.Leads) open).message()).isNull();
    }

    /** An '@time' in the signatures stands for the right signature of the body at that time. */
    private static Delivery signed(String body, long second, String signatures) {
        byte[] key = java.util.Base64.getDecoder().decode("C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
        int at = signatures.indexOf('@');
        String text = signatures;
        if (at >= 0) {
            byte[] mac = io.pelagos.channel.Secrets.hmacSha256(
                    key, bytes("msg_1." + signatures.substring(at + 1) + "." + body));
            text = signatures.substring(0, at) + java.util.Base64.getEncoder().encodeToString(mac);
        }
        return delivery(
                bytes(body),
                "application/json",
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                Long.toString(second),
                "webhook-signature",
                text);
    }

    @Test
    void answers_what_became_of_the_lead() {
        assertThat(adapter.reply(List.of(new Accepted.Lead(5, false))))
                .isEqualTo(Reply.json(200, "{\"lead\":\"5\",\"result\":\"accepted\"}"));
        assertThat(adapter.reply(List.of(new Accepted.Duplicate(5))))
                .isEqualTo(Reply.json(200, "{\"lead\":\"5\",\"result\":\"duplicate\"}"));
        assertThat(adapter.reply(List.of(new Accepted.Test())).body()).contains("\"result\":\"test\"");
        assertThat(adapter.reply(List.of(new Accepted.Overloaded())).status()).isEqualTo(503);
    }

    private static JsonObject auth(String type) {
        return new JsonObject().put("auth", new JsonObject().put("type", type));
    }

    @Test
    void what_is_around_a_list_is_kept_beside_a_lead_as_far_as_there_is_room() {
        JsonObject body = new JsonObject();
        for (int i = 0; i < 300; i++) {
            body.put("around_" + i, i);
        }
        body.put("city", "theirs");
        body.put(
                "leads",
                new io.vertx.core.json.JsonArray()
                        .add(new JsonObject().put("name", "Jane").put("city", "hers"))
                        .add(new JsonObject().put("name", "Jo")));
        JsonObject settings = new JsonObject().put("settings", new JsonObject().put("list", "leads"));
        List<LeadDraft> leads = ((Reading.Leads) read(settings, json(body.encode()))).leads();
        assertThat(leads.get(0).attributes().getString("city")).isEqualTo("hers");
        assertThat(leads).allSatisfy(lead -> {
            // The limit's 200, and the word that tells of it.
            assertThat(lead.attributes()).hasSize(201);
            assertThat(lead.attributes().getBoolean("truncated")).isTrue();
        });
    }
}
