package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A firm's keys give way to others while two nodes, which do not wake each other, work on. */
class KeyRotationTest {
    private static final String PAUSES = "key_rotation: {spread_millis: 1500, drain_millis: 1500}\n"
            + "outgoing: {allowed_networks: [127.0.0.1/32], allow_http: true}";
    private static final String PHONE = "+8613912345678";

    /** Where something lies under the tenant's key, as {@code select sealed, tenant}. */
    private static final Map<String, String> SEALED = new TreeMap<>(Map.of(
            "lead_detail", "select key, tenant from lead_detail",
            "task", "select sealed, tenant from task",
            "task_comment", "select sealed, tenant from task_comment",
            "call_record", "select sealed, tenant from call_record",
            "dead_letter", "select sealed, tenant from dead_letter",
            "import_error", "select e.sealed, i.tenant from import_error e join import i on i.id = e.import",
            "import_columns", "select columns, tenant from import",
            "request", "select answer, tenant from request where answer is not null",
            "channel",
                    "select decode(substr(doc ->> 'secret', 8), 'base64'), tenant from config where section = 'channel'",
            "webhook", "select decode(doc ->> 'secret', 'base64'), tenant from config where section = 'webhook'"));

    @TempDir
    Path dir;

    private EmbeddedRedis redis;
    private TestStore store;
    private TestNode first;
    private TestNode second;
    private TestReceiver receiver;
    private TestTenant firm;
    private String ann;
    private String site;

    @BeforeEach
    void start() {
        redis = TestEngines.ownRedis(dir);
        store = new TestStore(TestEngines.postgresUrl(), redis.url());
        first = node();
        second = node();
        receiver = new TestReceiver();
        firm = first.tenant(second).pool("p");
        ann = firm.agent("ann");
        site = ok(firm.admin()
                                .post(
                                        "/channels",
                                        new JsonObject()
                                                .put("id", "site")
                                                .put("type", "generic")
                                                .put("name", "Site")
                                                .put("pool", "p")
                                                .put("secret", "what only the site knows")
                                                .put(
                                                        "auth",
                                                        new JsonObject()
                                                                .put("type", "shared")
                                                                .put("in", "query")
                                                                .put("name", "secret"))))
                        .json()
                        .getString("hook_url")
                + "?secret=what+only+the+site+knows";
        firm.known();
    }

    private TestNode node() {
        return TestNode.start(store.postgresUrl(), redis.url(), "sweep_after_millis: 500", PAUSES);
    }

    @AfterEach
    void stop() {
        receiver.close();
        first.close();
        second.close();
        store.close();
        redis.close();
    }

    private static Http.Reply ok(Http.Reply reply) {
        assertThat(reply.ok()).as(reply.body()).isTrue();
        return reply;
    }

    private String rotate() {
        Http.Reply started = firm.admin().post("/keys:rotate", new JsonObject(), "rotate");
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        assertThat(started.json().getString("kind")).isEqualTo("rotation");
        return started.json().getString("id");
    }

    private JsonObject job(String id) {
        return ok(firm.admin().get("/jobs/" + id)).json();
    }

    private boolean over(String id) {
        return !job(id).getString("status").equals("running");
    }

    private long version() {
        return store.count("select version from keyset where tenant = ?", firm.no());
    }

    /** Ids of the keys that have sealed what lies in a place. */
    private List<String> keyIds(String place) {
        return store
                .sql(
                        "select distinct encode(substr(sealed, 1, 5), 'hex') from (" + SEALED.get(place)
                                + ") as place (sealed, tenant) where tenant = ? order by 1",
                        firm.no())
                .stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    /** A lead of ann's, and words in all places; its id. */
    private String lived() {
        Http.Reply entered = ok(first.as("").post(site, person(1).put("phone", PHONE)));
        String lead = entered.json().getString("lead");
        TestNode.eventually("it is shown", () -> firm.visible("p").contains(lead));
        Http.Reply claimed = second.as(ann).post("/pools/p/claims", new JsonObject(), "claim");
        assertThat(claimed.leads()).as(claimed.body()).containsExactly(lead);
        Http agent = second.as(ann);
        ok(agent.post("/leads/" + lead + "/notes", new JsonObject().put("text", "Wants it blue")));
        String task = ok(firm.admin().post("/tasks", aboutHim("Ring him"), "task"))
                .json()
                .getString("id");
        ok(agent.post("/tasks/" + task + "/comments", new JsonObject().put("text", "Not at " + PHONE)));
        ok(firm.admin()
                .post(
                        "/calls",
                        new JsonObject()
                                .put("id", "call-" + firm.id)
                                .put("number", PHONE)
                                .put("agent", "ann")
                                .put("started_at", "2026-01-05T09:00:00Z")
                                .put("seconds", 20)
                                .put("recording_url", "https://pbx.example.com/1.mp3")));
        Http.await(first.as("")
                .sendBytes("POST", site, ("{\"phone\":\"" + PHONE + "\", oh").getBytes(StandardCharsets.UTF_8), ""));
        String file = "name,phone\nZhou of " + PHONE + ",12\n";
        String id = ok(firm.admin().file("/imports?pool=p", "text/csv", file.getBytes(StandardCharsets.UTF_8), ""))
                .json()
                .getString("id");
        TestNode.eventually("the file is read", () -> firm.admin()
                .get("/imports/" + id)
                .json()
                .getString("status")
                .equals("done"));
        TestNode.eventually("the letter is kept", () -> !keyIds("dead_letter").isEmpty());
        return lead;
    }

    private static JsonObject aboutHim(String text) {
        return new JsonObject().put("agent", "ann").put("text", text + " " + PHONE);
    }

    private static JsonObject person(int n) {
        return new JsonObject().put("external_id", "x-" + n).put("name", "Ouyang " + n);
    }

    /** All that a node can open of what {@link #lived} has left. */
    private List<String> told(TestNode node, String lead) {
        List<String> told = new ArrayList<>();
        told.add(ok(node.as(ann).get("/leads/" + lead))
                .json()
                .getJsonObject("contact")
                .encode());
        told.add(ok(node.as(ann).get("/leads/" + lead + "/events?limit=3"))
                .json()
                .getJsonArray("items")
                .encode());
        JsonObject all = ok(node.as(firm.admin).post("/data-subjects:export", new JsonObject().put("phone", PHONE)))
                .json();
        for (String place : List.of("tasks", "task_comments", "calls", "dead_letters", "import_errors")) {
            assertThat(all.getJsonArray(place)).as(place).isNotEmpty();
            assertThat(all.getJsonArray(place).encode()).containsAnyOf(PHONE, "1.mp3");
            told.add(all.getJsonArray(place).encode());
        }
        Http.Reply again = node.as(firm.admin).post("/tasks", aboutHim("Ring him"), "task");
        assertThat(again.replayed()).isTrue();
        told.add(again.body());
        return told;
    }

    /** One round of work on one node, what it makes read on the other; the answers. */
    private List<Http.Reply> work(int n) {
        TestNode here = n % 2 == 0 ? first : second;
        TestNode there = n % 2 == 0 ? second : first;
        List<Http.Reply> replies = new ArrayList<>();
        Http.Reply entered = here.as("").post(site, person(n));
        replies.add(entered);
        if (entered.ok()) {
            replies.add(there.as(firm.admin).get("/leads/" + entered.json().getString("lead")));
        }
        TestNode.eventually("a lead can be claimed", () -> {
            Http.Reply claimed = here.as(ann).post("/pools/p/claims", new JsonObject());
            if (claimed.problem().equals("pool-empty")) {
                return false;
            }
            replies.add(claimed);
            claimed.leads().forEach(lead -> {
                Http.Reply read = there.as(ann).get("/leads/" + lead);
                replies.add(read);
                assertThat(read.body()).contains("Ouyang ");
            });
            return true;
        });
        return replies;
    }

    private String webhook() {
        String secret = ok(firm.admin()
                        .post(
                                "/webhooks",
                                new JsonObject()
                                        .put("id", "crm")
                                        .put("url", receiver.url("/crm"))
                                        .put("headers", new JsonObject().put("x-firm", "the firm's own"))
                                        .put("events", new JsonArray().add("claimed"))))
                .json()
                .getString("secret");
        firm.known();
        return secret;
    }

    @Test
    void keys_rotate_while_both_nodes_work_and_all_can_be_read_after_the_old_key_is_gone() {
        String secret = webhook();
        String lead = lived();
        List<String> before = told(first, lead);
        List<String> old = keyIds("lead_detail");
        SEALED.keySet().forEach(place -> assertThat(keyIds(place)).as(place).isEqualTo(old));
        String job = rotate();
        assertThat(second.as(firm.admin).post("/keys:rotate", new JsonObject()).toString())
                .isEqualTo("409 rotation-running");
        int rounds = 2;
        do {
            assertThat(work(rounds++)).as("while keys rotate").allMatch(Http.Reply::ok);
        } while (!over(job));
        assertThat(job(job).getString("status")).isEqualTo("done");
        assertThat(version()).isEqualTo(4);
        List<String> now = keyIds("lead_detail");
        assertThat(now).hasSize(1).doesNotContainAnyElementsOf(old);
        SEALED.keySet().forEach(place -> assertThat(keyIds(place)).as(place).isEqualTo(now));
        assertThat(told(first, lead)).isEqualTo(before);
        assertThat(told(second, lead)).isEqualTo(before);
        second.close();
        second = node();
        assertThat(told(second, lead)).isEqualTo(before);
        assertThat(work(rounds + 1)).allMatch(Http.Reply::ok);
        int claims = rounds + 1;
        TestNode.eventually("all claims are told", () -> receiver.taken("/crm").size() >= claims - 1);
        assertThat(receiver.taken("/crm"))
                .allMatch(message -> message.signedWith(secret))
                .allMatch(message -> "the firm's own".equals(message.headers().get("x-firm")));
        assertThat(firm.admin().post("/keys:rotate", new JsonObject(), "rotate").replayed())
                .isTrue();
        store.assertAtRest(firm);
    }

    @Test
    void a_step_that_is_done_twice_is_done_once_and_another_node_ends_what_one_began() {
        List<String> leads = firm.enter("p", 3);
        List<TestStore.Lead> before = store.leads(firm);
        String job = rotate();
        long id = Long.parseLong(job);
        TestNode.eventually(
                "the new key is there",
                () -> store.count("select count(*) from job where id = ? and doc ->> 'phase' = 'PROMOTE'", id) == 1);
        // As if its node had died before it could note that; and then it does die.
        store.sql("update job set doc = jsonb_set(doc, '{phase}', '\"ADD\"'), lease = now() where id = ?", id);
        TestNode.await(second.die());
        firm.stay(first);
        TestNode.eventually("it is over", () -> {
            store.sql("update job set lease = now() where id = ? and doc ->> 'phase' = 'ADD'", id);
            return over(job);
        });
        assertThat(job(job).getString("status")).isEqualTo("done");
        assertThat(version()).isEqualTo(4);
        assertThat(store.leads(firm)).usingRecursiveComparison().isEqualTo(before);
        leads.forEach(
                lead -> assertThat(firm.admin().get("/leads/" + lead).body()).contains("W**"));
        second = node();
        leads.forEach(lead -> ok(second.as(firm.admin).get("/leads/" + lead)));
    }

    @Test
    void an_old_key_stays_when_something_under_it_cannot_be_opened() {
        String lead = firm.enter("p", 1).get(0);
        String task =
                ok(firm.admin().post("/tasks", aboutHim("Ring him"))).json().getString("id");
        store.sql(
                "update task set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) where id = ?",
                Long.parseLong(task));
        String job = rotate();
        TestNode.eventually("it is over", () -> over(job));
        assertThat(job(job).getString("status")).isEqualTo("failed");
        assertThat(job(job).getInteger("failed")).isEqualTo(1);
        assertThat(version()).isEqualTo(3);
        assertThat(keyIds("lead_detail")).doesNotContainAnyElementsOf(keyIds("task"));
        ok(second.as(firm.admin).get("/leads/" + lead));
        assertThat(first.as(ann).post("/keys:rotate", new JsonObject()).status())
                .isEqualTo(403);
    }
}
