package io.pelagos.channel.generic;

import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.delivery;
import static io.pelagos.channel.Deliveries.fixture;
import static io.pelagos.channel.Deliveries.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.AdapterContract;
import io.pelagos.channel.BadPart;
import io.pelagos.channel.ChannelAdapter.Reading;
import io.pelagos.channel.ChannelAdapter.Reply;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Deliveries;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.Secrets;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenericContractTest extends AdapterContract {
    private static final byte[] KEY = Base64.getDecoder().decode("C2FVsBQIhrscChlQIMV+b5sSYspob7oD");

    GenericContractTest() {
        super(
                new GenericAdapter(),
                "generic",
                new JsonObject()
                        .put("auth", new JsonObject().put("type", "standard-webhooks"))
                        .put("secret", SECRET));
    }

    @Override
    protected Credentials secrets() {
        return Deliveries.secret("whsec_" + Base64.getEncoder().encodeToString(KEY));
    }

    @Override
    protected String body(String id) {
        return fixture("generic.json", id);
    }

    @Override
    protected Delivery proven(byte[] body, long atMillis) {
        return signed(KEY, body, atMillis);
    }

    @Override
    protected Delivery forged(byte[] body) {
        return signed(bytes("another key"), body, Deliveries.AT_MILLIS);
    }

    private static Delivery signed(byte[] key, byte[] body, long atMillis) {
        String second = Long.toString(atMillis / 1_000);
        byte[] head = bytes("m1." + second + ".");
        byte[] message = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, message, head.length, body.length);
        return delivery(
                body,
                "application/json",
                "webhook-id",
                "m1",
                "webhook-timestamp",
                second,
                "webhook-signature",
                "v1," + Base64.getEncoder().encodeToString(Secrets.hmacSha256(key, message)));
    }

    @Override
    @Test
    protected void a_test_lead_is_recognised() {
        assertThat(Deliveries.lead(read(body("17").replace("false", "true"))).test())
                .isTrue();
    }

    @Override
    @Test
    protected void of_several_leads_the_bad_one_costs_only_itself() {
        Reading reading = open(
                new JsonObject().put("settings", new JsonObject().put("list", "leads")),
                delivery(
                        bytes(
                                "{\"partner\":\"p\",\"leads\":[{\"lead_id\":1},\"13812341234\",{\"lead_id\":2,\"partner\":\"q\"}]}"),
                        "application/json"));

        assertThat(ids(reading)).containsExactly("1", "2");
        assertThat(((Reading.Leads) reading).leads())
                .extracting(lead -> lead.attributes().getString("partner"))
                .containsExactly("p", "q");
        assertThat(bad(reading)).containsExactly(new BadPart("\"13812341234\"", "a lead of the list is no object", 1));
        assertThat(adapter.reply(List.of(new Accepted.Lead(5, false), new Accepted.Duplicate(6))))
                .isEqualTo(
                        Reply.json(
                                200,
                                "{\"results\":[{\"lead\":\"5\",\"result\":\"accepted\"},{\"lead\":\"6\",\"result\":\"duplicate\"}]}"));
        assertThat(status(open(
                        new JsonObject().put("settings", new JsonObject().put("list", "leads")),
                        Deliveries.json("{\"leads\":{}}"))))
                .isEqualTo(400);
    }

    private Reading open(JsonObject settings, Delivery delivery) {
        return adapter.read(Deliveries.channel("generic", settings), Credentials.NONE, delivery);
    }

    private Reading open(Delivery delivery) {
        return open(new JsonObject(), delivery);
    }

    @Test
    void xml_is_read_like_json() {
        LeadDraft lead =
                Deliveries.lead(open(delivery(bytes(fixture("generic.xml", "7300000000000000001")), "text/xml")));

        assertThat(lead.externalId()).isEqualTo("7300000000000000001");
        assertThat(lead.contact().name()).isEqualTo("张伟 Ünal");
        assertThat(lead.contact().phone()).isEqualTo("+8613812341234");
        assertThat(lead.tags()).containsExactly("new", "vip");
        assertThat(lead.attributes())
                .isEqualTo(new JsonObject()
                        .put("@source", "fair")
                        .put("note", "calls & writes")
                        .put("phone_raw", "138 1234 1234"));
    }

    @Test
    void xml_that_reaches_outside_or_explodes_is_refused() {
        String root = "<lead><name>&x;</name></lead>";
        for (String bad : List.of(
                "<!DOCTYPE lead [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + root,
                "<!DOCTYPE lead SYSTEM \"http://127.0.0.1:9/x.dtd\"><lead/>",
                "<!DOCTYPE lead [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY x \"&a;&a;&a;&a;&a;\">]>" + root,
                "<!DOCTYPE lead><lead/>",
                root,
                "<a>".repeat(65) + "</a>".repeat(65),
                "<lead><name>Jane</lead>",
                "<lead/><lead/>",
                "",
                "name=Jane")) {
            Reading reading = open(delivery(bytes(bad), "application/xml"));
            assertThat(status(reading)).as(bad).isEqualTo(400);
            assertThat(((Reading.Refused) reading).reason()).doesNotContain("Jane", "passwd");
        }
    }

    @Test
    void a_cloud_event_is_read_in_both_its_forms() {
        String data = "{\"name\":\"Jane\"}";
        String event = "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"/shop\",\"type\":\"lead\",";
        Delivery binary = delivery(
                bytes(data),
                "application/json",
                "ce-specversion",
                "1.0",
                "ce-id",
                "e1",
                "ce-source",
                "/%73hop",
                "ce-type",
                "lead");
        String base64 = Base64.getEncoder().encodeToString(bytes("<lead><name>Jane</name></lead>"));
        for (Delivery good : List.of(
                binary,
                structured(event + "\"data\":" + data + "}"),
                structured(event + "\"datacontenttype\":\"text/xml\",\"data\":\"<lead><name>Jane</name></lead>\"}"),
                structured(event + "\"datacontenttype\":\"application/xml\",\"data_base64\":\"" + base64 + "\"}"))) {
            LeadDraft lead = Deliveries.lead(open(good));
            assertThat(lead.contact().name()).isEqualTo("Jane");
            assertThat(lead.externalId()).isEqualTo("/shop e1");
            assertThat(lead.attributes())
                    .isEqualTo(new JsonObject(
                            Map.of("cloudevent.id", "e1", "cloudevent.source", "/shop", "cloudevent.type", "lead")));
        }
        assertThat(Deliveries.lead(open(structured(event + "\"data\":{\"lead_id\":7}}")))
                        .externalId())
                .isEqualTo("7");
        for (String bad : List.of(
                event.replace("1.0", "0.3") + "\"data\":{}}",
                event.replace("e1", "") + "\"data\":{}}",
                event + "\"data\":7}",
                event + "\"data_base64\":\"?\"}")) {
            assertThat(status(open(structured(bad)))).as(bad).isEqualTo(400);
        }
    }

    private static Delivery structured(String event) {
        return delivery(bytes(event), "application/cloudevents+json; charset=utf-8");
    }

    @Test
    void basic_authentication_asks_for_user_and_secret() {
        JsonObject settings = new JsonObject()
                .put("auth", new JsonObject().put("type", "basic").put("name", "crm"))
                .put("secret", SECRET);
        for (String pair : List.of("crm:" + SECRET, "crm:other", "other:" + SECRET, "")) {
            String header = "Basic " + Base64.getEncoder().encodeToString(bytes(pair));
            Reading reading = adapter.read(
                    Deliveries.channel("generic", settings),
                    Deliveries.secret(SECRET),
                    delivery(bytes("{}"), "application/json", "authorization", header));
            assertThat(status(reading)).as(pair).isEqualTo(pair.equals("crm:" + SECRET) ? 200 : 401);
        }
        String small = "basic " + Base64.getEncoder().encodeToString(bytes("crm:" + SECRET));
        assertThat(status(adapter.read(
                        Deliveries.channel("generic", settings),
                        Deliveries.secret(SECRET),
                        delivery(bytes("{}"), "application/json", "authorization", small))))
                .isEqualTo(200);
    }

    @Test
    void the_evidence_of_consent_is_kept_in_one_place() {
        LeadDraft lead = Deliveries.lead(
                open(
                        Deliveries.json(
                                "{\"xxTrustedFormCertUrl\":\"https://cert.example/1\","
                                        + "\"universal_leadid\":\"U-1\",\"opt_in\":true,\"ip_address\":\"192.0.2.7\",\"landing_page\":\"/a\"}")));

        assertThat(lead.attributes())
                .isEqualTo(new JsonObject()
                        .put("consent.trustedform_cert_url", "https://cert.example/1")
                        .put("consent.universal_leadid", "U-1")
                        .put("consent.opt_in", "true")
                        .put("consent.ip_address", "192.0.2.7")
                        .put("consent.landing_page", "/a"));
        JsonObject mapped = new JsonObject().put("mapping", new JsonObject().put("page", "landing_page"));
        assertThat(Deliveries.lead(open(mapped, Deliveries.json("{\"landing_page\":\"/a\"}")))
                        .source())
                .isEqualTo(new JsonObject().put("page", "/a"));
    }
}
