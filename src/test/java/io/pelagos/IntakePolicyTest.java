package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where leads go, what becomes of those that are there already, and what they are worth; over HTTP, on two nodes. */
class IntakePolicyTest {
    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestNode first;
    private static TestNode second;

    private TestTenant firm;
    private Http ann;
    private int people;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        first = TestNode.start(postgres, redis.url());
        second = TestNode.start(postgres, redis.url());
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        store.close();
        redis.close();
    }

    @BeforeEach
    void firm() {
        firm = first.tenant(second);
        firm.pool("p").pool("q");
        ann = first.as(firm.agent("ann"));
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    /** Makes a generic channel that asks for no proof; its hook's address. */
    private String channel(String id, String more) {
        JsonObject body = json("{'type':'generic','pool':'p','default_region':'CN'}")
                .put("id", id)
                .put("name", id)
                .mergeIn(json(more));
        Http.Reply made = ok(firm.admin().post("/channels", body));
        firm.known();
        return made.json().getString("hook_url");
    }

    private static Http.Reply ok(Http.Reply reply) {
        assertThat(reply.ok()).as(reply.body()).isTrue();
        return reply;
    }

    /** A number that nobody had before. */
    private String phone() {
        return "+8613800%06d".formatted(++people);
    }

    private static JsonObject form(String id, String phone) {
        return new JsonObject().put("external_id", id).put("phone", phone);
    }

    private JsonObject deliver(TestNode node, String hook, JsonObject form) {
        return ok(node.as("").post(hook, form)).json();
    }

    /** A new lead that came by the hook and can be claimed. */
    private String received(String hook, JsonObject form) {
        JsonObject answer = deliver(first, hook, form);
        assertThat(answer.getString("result")).isEqualTo("accepted");
        String lead = answer.getString("lead");
        TestNode.eventually(
                "it is in its pool",
                () -> firm.visible("p").contains(lead) || firm.visible("q").contains(lead));
        return lead;
    }

    private String merged(TestNode node, String hook, JsonObject form) {
        JsonObject answer = deliver(node, hook, form);
        assertThat(answer.getString("result")).isEqualTo("merged");
        return answer.getString("lead");
    }

    private void settled() {
        TestNode.eventually(
                "all touches are told",
                () -> store.count("select count(*) from touch where tenant = ?", firm.no()) == 0);
        TestNode.eventually("all are shown", () -> store.allShown(firm));
        store.assertAtRest(firm);
    }

    private long touches(String lead) {
        return store.events(firm, lead).stream()
                .filter(event -> event.type().equals("merged"))
                .count();
    }

    private JsonObject lead(Http who, String lead) {
        return ok(who.get("/leads/" + lead)).json();
    }

    private JsonObject lastEvent(Http who, String lead) {
        JsonArray events = ok(who.get("/leads/" + lead + "/events")).json().getJsonArray("items");
        return events.getJsonObject(events.size() - 1);
    }

    @Test
    void what_comes_after_its_own_update_is_added_to_it_once() {
        String hook = channel("bd", "{'type':'baidu'}");
        deliver(first, hook, json("{'clueId':'78','push_delay':1,'keyword':'k'}"));
        JsonObject main = json("{'clueId':'78','cluePhoneNumber':'%s','formDetail':[".formatted(phone())
                + "{'name':'姓名','type':'name','value':'小红'},{'name':'city','type':'text','value':'Bonn'}]}");
        deliver(second, hook, main);
        settled();
        deliver(first, hook, main);
        settled();

        assertThat(store.leads(firm)).hasSize(1);
        TestNode.eventually("it can be claimed", () -> !firm.visible("p").isEmpty());
        JsonObject claimed = ok(ann.post("/pools/p/claims", new JsonObject()))
                .json()
                .getJsonArray("claims")
                .getJsonObject(0);
        assertThat(claimed.getJsonObject("contact").getString("name")).isEqualTo("小红");
        assertThat(claimed.getJsonObject("attributes").getMap())
                .containsEntry("keyword", "k")
                .containsEntry("city", "Bonn");
        assertThat(touches(claimed.getString("id"))).isEqualTo(1);
    }

    @Test
    void a_grade_that_the_firm_does_not_have_is_one_word_among_others() {
        ok(firm.admin()
                .put(
                        "/tenant",
                        json("{'name':'F','time_zone':'Asia/Shanghai','grades':['A','B'],"
                                + "'scoring':{'base':5,'grades':[{'min':0,'grade':'B'}]}}")));
        firm.known();
        String hook = channel("ads", "{}");
        received(hook, form("g1", phone()).put("grade", "ZZZZZ"));
        JsonObject claimed = ok(ann.post("/pools/p/claims", new JsonObject()))
                .json()
                .getJsonArray("claims")
                .getJsonObject(0);
        assertThat(claimed.getString("grade")).isEqualTo("B");
        assertThat(claimed.getJsonObject("attributes").getString("grade")).isEqualTo("ZZZZZ");
        String known = received(hook, form("g2", phone()).put("grade", "A"));
        assertThat(lead(firm.admin(), known).getString("grade")).isEqualTo("A");

        Http.Reply entered = firm.admin().post("/leads", json("{'pool':'p','grade':'ZZ','contact':{'name':'Li'}}"));
        assertThat(entered.status()).isEqualTo(400);
        assertThat(entered.body()).contains("/grade", "is not a grade of this firm");
        JsonObject mapped =
                json("{'id':'m','type':'generic','name':'m','pool':'p','mapping':{'grade':{'value':'QQ'}}}");
        assertThat(firm.admin().post("/channels", mapped).body()).contains("/mapping/grade");

        byte[] rows = "name,grade\nLi,A\nWang,QQ\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        JsonObject preview = ok(firm.admin().file("/imports:preview?pool=p", "text/csv", rows, ""))
                .json();
        assertThat(preview.getJsonArray("leads")).hasSize(1);
        assertThat(preview.getJsonArray("errors").encode()).contains("the grade is none of this firm");
    }

    @Test
    void leads_go_where_the_first_rule_that_fits_says_and_caps_send_the_rest_elsewhere() {
        firm.pool("late");
        String hook = channel(
                "ads",
                "{'routing':[{'name':'south','when':{'field':'contact.region','contains':'Guangdong'},'pool':'q',"
                        + "'cap':{'max':2}},{'name':'night','when':{'field':'attributes.hour','min':20},'pool':'q'}]}");
        String south = deliver(first, hook, form("s1", "+8613925012345")).getString("lead");
        assertThat(lead(firm.admin(), south).getString("pool")).isEqualTo("q");
        assertThat(lastEvent(firm.admin(), south).getJsonObject("data").getString("routed"))
                .isEqualTo("south");
        String north = deliver(first, hook, form("n1", "+8613901012345")).getString("lead");
        assertThat(lead(firm.admin(), north).getString("pool")).isEqualTo("p");
        String night = deliver(second, hook, form("n2", "+8613901012346").put("hour", "21"))
                .getString("lead");
        assertThat(lead(firm.admin(), night).getString("pool")).isEqualTo("q");
        deliver(second, hook, form("s2", "+8613925012346"));
        String third = deliver(second, hook, form("s3", "+8613925012347")).getString("lead");
        assertThat(lead(firm.admin(), third).getString("pool"))
                .as("two a day, the rest to the channel's own")
                .isEqualTo("p");
        // What names its pool is not routed; what leaves it to the channel is.
        JsonObject entered = json("{'channel':'ads','contact':{'phone':'+8613925012350'}}");
        assertThat(ok(firm.admin().post("/leads", entered.copy().put("pool", "late")))
                        .json()
                        .getString("pool"))
                .isEqualTo("late");
        settled();
    }

    @Test
    void pools_that_routing_names_must_be_there_and_stay() {
        JsonObject body = json("{'id':'ads','type':'generic','name':'Ads','pool':'p',"
                + "'routing':[{'name':'a','pool':'q','cap':{'max':1,'overflow':'none'}}]}");
        Http.Reply refused = firm.admin().post("/channels", body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("/routing/0/cap/overflow");
        channel("ads", "{'routing':[{'name':'a','pool':'q'}]}");
        assertThat(firm.admin().delete("/pools/q").problem()).isEqualTo("in-use");
    }

    @Test
    void a_pooled_lead_that_comes_again_knows_more_and_goes_first() {
        ok(firm.admin().put("/tenant", json("{'name':'F','time_zone':'Asia/Shanghai','grades':['A','B','C']}")));
        firm.known();
        String hook = channel("ads", "{}");
        String other = channel("web", "{}");
        String before = received(hook, form("x0", phone()));
        String phone = phone();
        String lead = received(
                hook, form("x1", phone).put("grade", "B").put("score", 10).put("city", "Bonn"));
        JsonObject again = form("y1", phone)
                .put("name", "Wang")
                .put("email", "w@example.com")
                .put("grade", "A")
                .put("score", 5)
                .put("tags", "hot")
                .put("city", "Köln")
                .put("campaign", "spring")
                .put("budget", "9");
        assertThat(merged(second, other, again)).isEqualTo(lead);
        settled();
        assertThat(firm.visible("p")).containsExactly(lead, before);
        ok(ann.post("/pools/p/claims", new JsonObject().put("lead", lead)));
        JsonObject now = lead(ann, lead);
        assertThat(now.getJsonObject("contact").getString("name")).isEqualTo("Wang");
        assertThat(now.getString("grade")).isEqualTo("A");
        assertThat(now.getInteger("score")).isEqualTo(10);
        assertThat(now.getJsonArray("tags")).containsExactly("hot");
        assertThat(now.getJsonObject("attributes").getString("city")).isEqualTo("Bonn");
        assertThat(now.getJsonObject("attributes").getString("budget")).isEqualTo("9");
        // The same form again is no touch, and the form of then is still the same lead.
        assertThat(deliver(first, other, again).getString("result")).isEqualTo("duplicate");
        assertThat(deliver(first, hook, form("x1", phone)).getString("result")).isEqualTo("duplicate");
        settled();
        assertThat(touches(lead)).isEqualTo(1);
    }

    @Test
    void an_owner_is_told_and_keeps_what_he_has_and_another_number_is_kept_beside() {
        String hook = channel("ads", "{'dedupe':{'by':['external_id','phone','email']}}");
        String lead = received(hook, form("x1", phone()).put("email", "w@example.com"));
        ok(ann.post("/pools/p/claims", new JsonObject().put("lead", lead)));
        String second = phone();
        assertThat(merged(
                        first,
                        hook,
                        form("x2", second).put("email", "W@example.com").put("grade", "A")))
                .isEqualTo(lead);
        settled();
        JsonObject now = lead(ann, lead);
        assertThat(now.getString("owner")).isEqualTo("ann");
        assertThat(now.getString("grade")).isNull();
        assertThat(now.getJsonObject("attributes").getString("phone_2")).isEqualTo(second);
        JsonObject told = lastEvent(ann, lead);
        assertThat(told.getString("type")).isEqualTo("merged");
        assertThat(told.getString("actor")).isEqualTo("channel:ads");
        assertThat(told.getJsonObject("data").getString("channel")).isEqualTo("ads");
        assertThat(told.getJsonObject("data").getString("external_id")).isEqualTo("x2");
        // The other number is the same person's from now on.
        assertThat(merged(first, hook, form("x3", second))).isEqualTo(lead);
        settled();
    }

    @Test
    void a_lost_lead_comes_back_and_who_must_not_be_called_stays_away() {
        String hook = channel("ads", "{'routing':[{'name':'again','when':{'field':'tags','is':'again'},'pool':'q'}]}");
        String phone = phone();
        String lost = received(hook, form("x1", phone));
        ok(firm.admin().post("/leads/" + lost + "/close", json("{'reason':'lost'}")));
        assertThat(merged(second, hook, form("x2", phone).put("tags", "again"))).isEqualTo(lost);
        settled();
        assertThat(lead(firm.admin(), lost).getString("state")).isEqualTo("pooled");
        assertThat(lead(firm.admin(), lost).getString("pool")).isEqualTo("q");
        assertThat(lastEvent(firm.admin(), lost).getJsonObject("data").getBoolean("reopened"))
                .isTrue();
        TestNode.eventually("it can be claimed", () -> firm.visible("q").contains(lost));
        ok(firm.admin().post("/leads/" + lost + "/close", json("{'reason':'lost'}")));
        ok(firm.admin().post("/do-not-call", new JsonObject().put("phones", new JsonArray().add(phone))));
        merged(first, hook, form("x3", phone));
        String never = phone();
        String unwanted = received(hook, form("y1", never));
        ok(firm.admin().post("/leads/" + unwanted + "/close", json("{'reason':'do_not_contact'}")));
        merged(first, hook, form("y2", never).put("email", "new@example.com"));
        settled();
        assertThat(lead(firm.admin(), lost).getString("state")).isEqualTo("closed");
        assertThat(lead(firm.admin(), unwanted).getString("state")).isEqualTo("closed");
        assertThat(lead(firm.admin(), unwanted).getJsonObject("contact").getString("email"))
                .isNull();
        assertThat(touches(unwanted)).isEqualTo(1);
    }

    @Test
    void a_lead_entered_by_hand_is_refused_unless_its_channel_says_otherwise() {
        channel("form", "{}");
        channel("merging", "{'dedupe':{'by':['phone']}}");
        JsonObject body = json("{'pool':'p'}").put("contact", new JsonObject().put("phone", phone()));
        String lead = ok(firm.admin().post("/leads", body)).json().getString("id");
        assertThat(firm.admin()
                        .post("/leads", body.copy().put("channel", "form"))
                        .problem())
                .isEqualTo("duplicate-lead");
        JsonObject other = body.copy().put("channel", "merging");
        for (int i = 0; i < 2; i++) {
            Http.Reply reply = ok(firm.admin().post("/leads", other, "k"));
            assertThat(reply.json())
                    .isEqualTo(new JsonObject().put("result", "merged").put("lead", lead));
        }
        settled();
        assertThat(touches(lead)).isEqualTo(1);
    }

    @Test
    void the_same_new_person_on_two_nodes_at_once_is_one_lead_and_each_form_is_told_once() {
        String hook = channel("ads", "{}");
        List<String> phones = IntStream.range(0, 30).mapToObj(i -> phone()).toList();
        List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
        for (int again = 0; again < 2; again++) {
            for (int i = 0; i < phones.size(); i++) {
                sent.add(first.as("").sendPost(hook, form("a" + i, phones.get(i)), ""));
                sent.add(second.as("").sendPost(hook, form("b" + i, phones.get(i)), ""));
            }
        }
        List<String> results = Http.all(sent).stream()
                .map(reply -> ok(reply).json().getString("result"))
                .toList();
        settled();
        assertThat(store.leads(firm)).hasSize(30);
        assertThat(results.stream().filter("accepted"::equals)).hasSize(30);
        assertThat(results.stream().filter("merged"::equals)).hasSize(30);
        store.leads(firm).forEach(lead -> assertThat(touches(lead.id())).isEqualTo(1));
    }

    @Test
    void touches_race_with_claims_releases_and_closings_of_the_same_lead() {
        String hook = channel("ads", "{}");
        String phone = phone();
        String lead = received(hook, form("x", phone));
        int forms = 0;
        for (int round = 0; round < 8; round++) {
            List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                TestNode node = i % 2 == 0 ? first : second;
                sent.add(node.as("").sendPost(hook, form("r" + ++forms, phone), ""));
            }
            sent.add(ann.sendPost("/pools/p/claims", new JsonObject().put("lead", lead), ""));
            sent.add(ann.sendPost("/leads/" + lead + "/release", new JsonObject(), ""));
            sent.add(firm.admin().sendPost("/leads/" + lead + "/close", json("{'reason':'lost'}"), ""));
            List<Http.Reply> replies = Http.all(sent);
            replies.subList(0, 3).forEach(IntakePolicyTest::ok);
            // Who comes too late is refused; who finds the lead on its way all the time may try again.
            assertThat(replies).extracting(Http.Reply::status).isSubsetOf(200, 201, 404, 409, 503);
        }
        settled();
        assertThat(touches(lead)).isEqualTo(forms);
        assertThat(store.leads(firm)).hasSize(1);
    }

    @Test
    void a_touch_is_acknowledged_without_redis_and_told_when_it_is_back() {
        String hook = channel("ads", "{}");
        String phone = phone();
        String lead = received(hook, form("x", phone));
        ProcessHandle.of(redis.pid()).orElseThrow().destroyForcibly();
        assertThat(merged(first, hook, form("y", phone))).isEqualTo(lead);
        assertThat(deliver(second, hook, form("y", phone)).getString("result")).isEqualTo("duplicate");
        assertThat(store.count("select count(*) from touch where lead = ?", Long.parseLong(lead)))
                .isEqualTo(1);
        assertThat(touches(lead)).isZero();
        redis.revive();
        first.awaitReady();
        second.awaitReady();
        settled();
        assertThat(touches(lead)).isEqualTo(1);
    }

    @Test
    void leads_are_scored_as_they_come_as_they_are_edited_and_when_the_rules_change() {
        JsonObject tenant = json("{'name':'F','time_zone':'Asia/Shanghai','grades':['A','B']}");
        JsonObject scoring = json("{'base':5,'rules':[{'name':'mba','when':{'field':'tags','is':'mba'},'points':40},"
                + "{'name':'south','when':{'field':'contact.region','contains':'广东'},'points':20}],"
                + "'grades':[{'min':60,'grade':'A'},{'min':0,'grade':'B'}],'on_edit':true}");
        ok(firm.admin().put("/tenant", tenant.copy().put("scoring", scoring)));
        firm.pool("p", json("{'order':'score'}"));
        String hook = channel("ads", "{'routing':[{'name':'best','when':{'field':'grade','is':'A'},'pool':'q'}]}");
        String low = received(hook, form("x1", phone()));
        String high = received(hook, form("x2", "+8613925099999").put("tags", "mba"));
        String own = received(hook, form("x3", phone()).put("score", 7));
        assertThat(scored(low)).isEqualTo("5 B p");
        assertThat(scored(high)).isEqualTo("65 A q");
        assertThat(scored(own)).isEqualTo("7 null p");
        ok(firm.admin().send("PATCH", "/leads/" + low, json("{'tags':['mba']}")));
        assertThat(scored(low)).isEqualTo("45 B p");
        ok(firm.admin().send("PATCH", "/leads/" + high, json("{'grade':'B'}")));
        scoring.getJsonArray("rules").getJsonObject(0).put("points", 100);
        ok(firm.admin().put("/tenant", tenant.copy().put("scoring", scoring)));
        firm.known();
        String job =
                ok(firm.admin().post("/scoring:apply", new JsonObject())).json().getString("id");
        TestNode.eventually("the job is done", () -> firm.admin()
                .get("/jobs/" + job)
                .json()
                .getString("status")
                .equals("done"));
        assertThat(scored(low)).isEqualTo("105 A p");
        assertThat(scored(high)).as("somebody has graded it").isEqualTo("65 B q");
        assertThat(scored(own)).isEqualTo("7 null p");
        TestNode.eventually("the order follows", () -> firm.visible("p").equals(List.of(low, own)));
        assertThat(ok(firm.admin().post("/scoring:try", json("{'lead':{'pool':'p','tags':['mba']}}")))
                        .json())
                .isEqualTo(json("{'score':105,'grade':'A','base':5,'rules':[{'name':'mba','points':100}]}"));
        settled();
    }

    private String scored(String lead) {
        JsonObject now = lead(firm.admin(), lead);
        return now.getValue("score") + " " + now.getString("grade") + " " + now.getString("pool");
    }
}
