package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.ContactVault;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A firm's keys give way to others while two nodes, which do not wake each other, work on. */
class KeyRotationTest {
    private static final String PAUSES = "key_rotation: {spread_millis: 4000, drain_millis: 1500}\n"
            + "outgoing: {allowed_networks: [127.0.0.1/32], allow_http: true}";
    private static final String PHONE = "+8613912345678";

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

    /** What Tink writes before all that the key seals which wrapped the key of the newest lead. */
    private byte[] present() {
        return (byte[]) store.sql(
                        "select substr(key, 1, 5) from lead_detail where tenant = ? order by lead desc limit 1",
                        firm.no())
                .get(0)
                .get(0);
    }

    /** All columns of all tables in which something is that begins so, in whatever form: it knows nothing of places. */
    private Set<String> columns(byte[] prefix) {
        String hex = HexFormat.of().formatHex(prefix);
        // So much of the base64 does not depend on what follows.
        String base64 = Base64.getEncoder().encodeToString(prefix).substring(0, 6);
        Set<String> found = new TreeSet<>();
        for (List<Object> column : Traces.columns(store)) {
            String name = '"' + (String) column.get(1) + '"';
            String table = '"' + (String) column.get(0) + '"';
            boolean there = column.get(2).equals("bytea")
                    ? some(table, "substr(" + name + ", 1, 5) = ?", prefix)
                    : some(table, "strpos(" + name + "::text, ?) > 0", hex)
                            || some(table, "strpos(" + name + "::text, ?) > 0", base64);
            if (there) {
                found.add(column.get(0) + "." + column.get(1));
            }
        }
        return found;
    }

    private boolean some(String table, String where, Object argument) {
        return store.count("select count(*) from " + table + " where " + where, argument) > 0;
    }

    /** What is gone as soon as it is taken up: a touch, rows of a file, the person of an erasure. */
    private void underWay() {
        ContactVault vault = first.node().parts().vault();
        byte[] words = PHONE.getBytes(StandardCharsets.UTF_8);
        List<Object> error = store.sql("select e.import, e.sealed from import_error e join import i on i.id = e.import")
                .get(0);
        byte[] rows = vault.openForTenant(firm.no(), (byte[]) error.get(1), "import " + error.get(0) + " errors 0");
        store.sql(
                "insert into touch (id, tenant, lead, actor, at, sealed, look_at) values (1, ?, 1, 'ann', now(), ?,"
                        + " now() + interval '1 day')",
                firm.no(),
                vault.sealForTenant(firm.no(), words, "touch"));
        store.sql("insert into import (id, tenant, doc, actor) values (1, ?, '{}', 'ann')", firm.no());
        store.sql(
                "insert into import_chunk (import, n, sealed) values (1, 0, ?)",
                vault.sealForTenant(firm.no(), rows, "import 1 rows 0"));
        String subject = HexFormat.of().formatHex(vault.sealForTenant(firm.no(), words, "data subject"));
        store.sql(
                "insert into job (id, tenant, kind, doc, actor, total, lease) values (1, ?, 'erasure',"
                        + " jsonb_build_object('subject', ?::text), 'ann', 0, now() + interval '1 day')",
                firm.no(),
                subject);
    }

    private byte[] one(String sql) {
        return (byte[]) store.sql(sql).get(0).get(0);
    }

    /** They can be opened by the node; and then they are gone. */
    private void underWayIsOpened(TestNode node) {
        ContactVault vault = node.node().parts().vault();
        byte[] words = PHONE.getBytes(StandardCharsets.UTF_8);
        assertThat(vault.openForTenant(firm.no(), one("select sealed from touch where id = 1"), "touch"))
                .isEqualTo(words);
        assertThat(vault.openForTenant(
                        firm.no(), one("select sealed from import_chunk where import = 1"), "import 1 rows 0"))
                .isNotEmpty();
        assertThat(vault.openForTenant(
                        firm.no(),
                        one("select decode(doc ->> 'subject', 'hex') from job where id = 1"),
                        "data subject"))
                .isEqualTo(words);
        store.sql("delete from touch where id = 1");
        store.sql("delete from import where id = 1");
        store.sql("delete from job where id = 1");
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
        TestNode.eventually(
                "the letter is kept",
                () -> store.count("select count(*) from dead_letter where tenant = ?", firm.no()) > 0);
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
        // The secret before signs on for a day: it is kept, too.
        ok(firm.admin().post("/webhooks/crm/secret:rotate", new JsonObject()));
        ok(firm.admin()
                .post(
                        "/channels",
                        new JsonObject()
                                .put("id", "meta")
                                .put("type", "meta")
                                .put("name", "Meta")
                                .put("pool", "p")
                                .put("secret", "app")
                                .put("credentials", new JsonObject().put("page_token", "page"))));
        firm.known();
        return secret;
    }

    @Test
    void keys_rotate_while_both_nodes_work_and_all_can_be_read_after_the_old_key_is_gone() {
        String secret = webhook();
        String lead = lived();
        List<String> before = told(first, lead);
        underWay();
        byte[] old = present();
        assertThat(columns(old))
                .as("each column that lies under the tenant's key has something")
                .isEqualTo(DataSubjectTest.underTenantKeys());
        String job = rotate();
        assertThat(second.as(firm.admin).post("/keys:rotate", new JsonObject()).toString())
                .isEqualTo("409 rotation-running");
        int rounds = 2;
        do {
            assertThat(work(rounds++)).as("while keys rotate").allMatch(Http.Reply::ok);
        } while (!over(job));
        assertThat(job(job).getString("status")).isEqualTo("done");
        assertThat(version()).isEqualTo(4);
        assertThat(columns(old)).as("what nobody can open any more").containsExactly("config_history.doc");
        assertThat(columns(present())).isEqualTo(DataSubjectTest.underTenantKeys());
        underWayIsOpened(first);
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
        byte[] old = present();
        String job = rotate();
        TestNode.eventually("it is over", () -> over(job));
        assertThat(job(job).getString("status")).isEqualTo("failed");
        assertThat(job(job).getInteger("failed")).isEqualTo(1);
        assertThat(version()).isEqualTo(3);
        assertThat(columns(old)).contains("task.sealed").doesNotContain("lead_detail.key");
        ok(second.as(firm.admin).get("/leads/" + lead));
        assertThat(first.as(ann).post("/keys:rotate", new JsonObject()).status())
                .isEqualTo(403);
    }
}
