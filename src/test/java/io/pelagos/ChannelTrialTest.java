package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A channel is tried on a body before it is saved, and its road once it is. */
class ChannelTrialTest extends OneNode {
    private static TestTenant firm;

    @BeforeAll
    static void firm() {
        firm = node.tenant().pool("p").pool("south");
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private static JsonObject tried(String channel, String body) {
        Http.Reply reply = firm.admin()
                .post(
                        "/channels:try",
                        new JsonObject().put("channel", json(channel)).put("body", body.replace('\'', '"')));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private static JsonObject lead(String channel, String body) {
        return tried(channel, body).getJsonArray("leads").getJsonObject(0);
    }

    @Test
    void a_draft_tells_what_lead_a_body_would_become_and_where_each_field_was_found() {
        JsonObject lead = lead(
                "{'type':'generic','pool':'p','default_region':'CN','mapping':{'phone':'user.mobile',"
                        + "'name':'answers[q=who].a','grade':{'value':'B'},'email':'user.mail'},"
                        + "'routing':[{'name':'to the south','pool':'south','when':{'field':'attributes.city','is':'Sanya'}}]}",
                "{'user':{'mobile':'13800138000'},'answers':[{'q':'who','a':'Wang Xiaoming'}],'city':'Sanya','campaign':'c1'}");
        assertThat(lead.getJsonObject("contact")).isEqualTo(json("{'name':'W**','phone':'138****8000'}"));
        assertThat(lead.getJsonObject("from"))
                .isEqualTo(json("{'phone':'user.mobile','name':'answers[0].a','campaign':'campaign'}")
                        .putNull("grade"));
        assertThat(lead.getString("pool")).isEqualTo("south");
        assertThat(lead.getString("rule")).isEqualTo("to the south");
        assertThat(lead.getString("grade")).isEqualTo("B");
        assertThat(lead.getJsonArray("attributes")).contains("city", "answers[0].q");
        assertThat(lead.getJsonArray("losses"))
                .isEqualTo(new JsonArray()
                        .add(json("{'field':'email','word':'missing','detail':'nothing is at user.mail'}")));
        assertThat(store.leads(firm)).isEmpty();
    }

    @Test
    void what_is_lost_of_a_lead_is_told() {
        JsonObject tenant = firm.admin()
                .get("/tenant")
                .json()
                .put("grades", new JsonArray().add("A").add("B"));
        assertThat(firm.admin().put("/tenant", tenant).ok()).isTrue();
        firm.known();
        JsonObject lead = lead(
                "{'type':'generic','mapping':{'score':'points','grade':'class'}}",
                "{'phone':'call me','points':'many','class':'Z'}");
        assertThat(lead.getJsonArray("losses").stream()
                        .map(loss -> ((JsonObject) loss).getString("word"))
                        .toList())
                .containsExactlyInAnyOrder("no-phone", "no-number", "unknown-grade");
        assertThat(lead.getValue("pool")).isNull();
    }

    @Test
    void each_platform_is_tried_in_its_own_language() {
        JsonObject google = lead(
                "{'type':'google'}",
                "{'google_key':'whatever','lead_id':'g1','user_column_data':[{'column_id':'FULL_NAME','string_value':'Li Na'}]}");
        assertThat(google.getJsonObject("from"))
                .isEqualTo(json("{'external_id':'lead_id','name':'user_column_data[0].string_value'}"));
        assertThat(google.getJsonArray("attributes")).doesNotContain("google_key");
        String ids = "{'entry':[{'changes':[{'field':'leadgen','value':{'leadgen_id':'7'}}]}]}";
        assertThat(tried("{'type':'meta'}", ids).getInteger("fetches")).isEqualTo(1);
        JsonObject meta = lead("{'type':'meta'}", "{'id':'7','field_data':[{'name':'full_name','values':['Li Na']}]}");
        assertThat(meta.getString("external_id")).isEqualTo("7");
        assertThat(meta.getJsonObject("from")).isEqualTo(json("{'name':'field_data[0].values[0]'}"));
        assertThat(lead("{'type':'kuaishou'}", "{'id':9007199254740993}").getString("external_id"))
                .isEqualTo("9007199254740993");
    }

    @Test
    void of_many_leads_some_are_shown_and_a_body_that_cannot_be_read_says_why() {
        JsonArray many = new JsonArray();
        for (int i = 0; i < 25; i++) {
            many.add(new JsonObject().put("name", "n" + i));
        }
        JsonObject told = tried(
                "{'type':'generic','settings':{'list':'leads'}}",
                new JsonObject().put("leads", many.add(1)).encode());
        assertThat(told.getInteger("total")).isEqualTo(25);
        assertThat(told.getJsonArray("leads")).hasSize(20);
        assertThat(told.getInteger("bad")).isEqualTo(1);
        assertThat(tried("{'type':'generic'}", "{'phone'")
                        .getJsonObject("refused")
                        .getString("reason"))
                .contains("is not JSON");
        Http.Reply faulty = firm.admin()
                .post("/channels:try", json("{'channel':{'type':'generic','mapping':{'fone':'a'}},'body':'{}'}"));
        assertThat(faulty.status()).isEqualTo(400);
        assertThat(faulty.body()).contains("/channel/mapping/fone");
    }

    @Test
    void a_test_goes_the_whole_road_is_counted_and_stores_nothing() {
        Http.Reply made = firm.admin()
                .post("/channels", json("{'id':'ads','type':'baidu','name':'Ads','pool':'p','secret':'s'}"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        firm.known();
        Http.Reply tested = firm.admin()
                .post(
                        "/channels/ads/deliveries:test",
                        new JsonObject().put("body", "{\"clueId\":\"1\",\"cluePhoneNumber\":\"13800138000\"}"));
        assertThat(tested.json().getJsonObject("answered"))
                .isEqualTo(new JsonObject().put("status", 200).put("body", "{\"code\":0,\"message\":\"success\"}"));
        Http.Reply refused = firm.admin().post("/channels/ads/deliveries:test", new JsonObject().put("body", "{"));
        assertThat(refused.json().getJsonObject("answered").getInteger("status"))
                .isEqualTo(400);
        TestNode.eventually("it is counted", () -> firm.admin()
                .get("/channels/ads/health")
                .json()
                .getJsonObject("day")
                .getInteger("test")
                .equals(1));
        assertThat(store.leads(firm)).isEmpty();
    }
}
