package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole configuration as one file, its history, and the way back; on two nodes that do not wake each other. */
class ConfigFileTest {
    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestNode first;
    private static TestNode second;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        first = TestNode.start(postgres, redis.url());
        second = TestNode.start(postgres, redis.url());
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        redis.close();
    }

    /** A firm with a document of each kind, and secrets. */
    private static TestTenant firm() {
        TestTenant firm = first.tenant(second);
        post(firm, "/teams", "{'id':'blue','name':'Blue'}");
        firm.agent("lin", new JsonObject().put("team", "blue"));
        firm.pool("web", json("{'quotas':[{'window':'day','max':20}],'members':{'teams':['blue']}}"));
        firm.pool("overflow");
        post(firm, "/channels", "{'id':'ads','type':'google','name':'Ads','pool':'web','secret':'a-google-key'}");
        post(
                firm,
                "/webhooks",
                "{'id':'crm','url':'https://1.1.1.1/x','events':['claimed'],'headers':{'X-Key':'k-1'}}");
        return firm.known();
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private static JsonObject post(TestTenant firm, String path, String body) {
        Http.Reply reply = firm.admin().post(path, json(body));
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.json();
    }

    private static String file(TestTenant firm) {
        Http.Reply reply = firm.admin().get("/config");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-type")).contains("application/yaml");
        return reply.body();
    }

    private static String etag(Http.Reply reply) {
        return reply.headers().firstValue("etag").orElseThrow();
    }

    /** The first fault as pointer, detail and line. */
    private static String fault(Http.Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        JsonObject error = reply.json().getJsonArray("errors").getJsonObject(0);
        return error.getString("pointer") + " " + error.getString("detail") + ", line " + error.getInteger("line");
    }

    private static int line(String file, String text) {
        List<String> lines = file.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        throw new AssertionError("no line holds " + text);
    }

    @Test
    void the_file_holds_everything_but_secrets_and_applied_as_it_is_changes_nothing() {
        TestTenant firm = firm();
        String file = file(firm);
        assertThat(file).contains("  web:", "  overflow:", "  lin:", "  blue:", "  ads:", "  crm:", "secret: null");
        assertThat(file).doesNotContain("a-google-key", "k-1", "sealed", "whsec", "hook_key", "/hooks/");
        String before = etag(firm.admin().get("/config"));

        Http.Reply same = firm.admin().yaml("/config", file);
        assertThat(same.status()).as(same.body()).isEqualTo(200);
        assertThat(same.json().getJsonArray("changed")).isEmpty();
        assertThat(same.json().getJsonArray("added")).isEmpty();
        assertThat(same.json().getJsonArray("removed")).isEmpty();
        assertThat(etag(firm.admin().get("/config"))).isEqualTo(before);
        assertThat(file(firm)).isEqualTo(file);
    }

    @Test
    void a_dry_run_tells_each_field_that_differs_and_changes_nothing_and_applying_does_it_in_one_version() {
        TestTenant firm = firm();
        String before = etag(firm.admin().get("/config"));
        String file = file(firm)
                .replace("max: 20", "max: 30")
                .replace("secret: null", "secret: another-key")
                .replace("  overflow:", "  backlog:");
        Http.Reply dry = firm.admin().yaml("/config?dry_run=true", file);
        assertThat(dry.status()).as(dry.body()).isEqualTo(200);
        assertThat(dry.json().getBoolean("applied")).isFalse();
        assertThat(dry.json().getJsonArray("changed")).isEqualTo(new JsonArray("""
                        [{"section":"pool","id":"web","fields":[{"pointer":"/quotas/0/max","from":20,"to":30}]},
                         {"section":"channel","id":"ads","fields":[{"pointer":"/secret","from":"***","to":"***"}]}]"""));
        assertThat(dry.json().getJsonArray("added").encode()).isEqualTo("[{\"section\":\"pool\",\"id\":\"backlog\"}]");
        assertThat(dry.json().getJsonArray("removed").encode())
                .isEqualTo("[{\"section\":\"pool\",\"id\":\"overflow\"}]");
        assertThat(etag(firm.admin().get("/config"))).isEqualTo(before);

        Http.Reply stale = firm.admin().yaml("/config", file, "If-Match", "\"1\"");
        assertThat(stale.status()).isEqualTo(412);
        String[] once = {"If-Match", before, "Idempotency-Key", "apply-" + firm.id};
        Http.Reply applied = firm.admin().yaml("/config", file, once);
        assertThat(applied.status()).as(applied.body()).isEqualTo(200);
        assertThat(etag(applied)).isEqualTo("\"" + (Long.parseLong(before.replace("\"", "")) + 1) + "\"");
        Http.Reply again = firm.admin().yaml("/config", file, once);
        assertThat(again.replayed()).isTrue();
        assertThat(again.body()).isEqualTo(applied.body());
        assertThat(firm.admin().get("/pools/overflow").status()).isEqualTo(404);
        assertThat(firm.admin().get("/pools/backlog").status()).isEqualTo(200);
        assertThat(firm.admin().get("/channels/ads").json().getString("hook_url"))
                .startsWith("/hooks/");
    }

    @Test
    void another_secret_of_the_identity_provider_is_a_change_by_itself() {
        TestTenant firm = firm();
        JsonObject tenant = firm.admin().get("/tenant").json();
        tenant.put(
                "oidc", json("{'issuer':'https://1.1.1.1/realm','client_id':'pages','client_secret':'the-old-one'}"));
        assertThat(firm.admin().put("/tenant", tenant).status()).isEqualTo(200);
        firm.known();
        String file = file(firm);
        assertThat(file).contains("client_secret: null").doesNotContain("the-old-one", "sealed");
        assertThat(firm.admin().yaml("/config", file).json().getJsonArray("changed"))
                .isEmpty();
        String other = file.replace("client_secret: null", "client_secret: the-new-one");
        Http.Reply applied = firm.admin().yaml("/config", other);
        assertThat(applied.json().getJsonArray("changed")).isEqualTo(new JsonArray("""
                        [{"section":"tenant","id":"","fields":[
                          {"pointer":"/oidc/client_secret","from":"***","to":"***"}]}]"""));
        String stored = secret(firm);
        assertThat(stored).startsWith("sealed:");
        assertThat(firm.admin()
                        .yaml("/config", file.replace("client_secret: null", ""))
                        .json()
                        .getJsonArray("changed"))
                .as("what is left out stays")
                .isEmpty();
        assertThat(secret(firm)).isEqualTo(stored);
        assertThat(fault(firm().admin().yaml("/config", file))).startsWith("/tenant/oidc/client_secret must be given");
    }

    private static String secret(TestTenant firm) {
        firm.known();
        return first.node()
                .directory()
                .tenant(firm.id)
                .doc("tenant", "")
                .getJsonObject("oidc")
                .getString("client_secret");
    }

    @Test
    void a_fault_names_its_pointer_and_line_and_nothing_is_applied() {
        TestTenant firm = firm();
        String file = file(firm);
        String before = etag(firm.admin().get("/config"));
        String bad = file.replace("max: 20", "max: lots").replace("name: Blue", "nome: Blue");
        JsonArray errors = firm.admin().yaml("/config", bad).json().getJsonArray("errors");
        assertThat(errors.encode())
                .contains("\"pointer\":\"/pools/web/quotas/0/max\",\"detail\":\"must be a whole number\",\"line\":"
                        + line(bad, "max: lots"))
                .contains("\"pointer\":\"/teams/blue/nome\"", "\"pointer\":\"/teams/blue/name\"");

        assertThat(fault(firm.admin().yaml("/config", file.replace("team: blue", "team: red"))))
                .isEqualTo("/agents/lin/team there is no such team, line " + line(file, "team: blue"));
        assertThat(fault(firm.admin().yaml("/config", file.replace("enabled: true", "enabled: no"))))
                .startsWith("/webhooks/crm/enabled must be true or false");
        assertThat(fault(firm.admin().yaml("/config", file + "\nrobots: {}\n"))).startsWith("/robots is not one of");
        assertThat(fault(firm.admin().yaml("/config", "agents: {}\n"))).startsWith("/agents must hold an active admin");
        assertThat(fault(firm.admin()
                        .yaml(
                                "/config",
                                "teams:\n  a: {name: A, parent: b}\n  b: {name: B, parent: a}\n  blue: {name: B}\n")))
                .isEqualTo("/teams/a/parent teams must form a tree of at most 20 levels, line 2");
        assertThat(
                        fault(
                                firm.admin()
                                        .yaml(
                                                "/config",
                                                "channels:\n  ads: {type: google, name: A, pool: web}\n  new: {type: google, name: N, pool: web, secret: null}\n")))
                .isEqualTo("/channels/new/secret must be given: no secret is kept for it here, line 3");
        assertThat(firm.admin().yaml("/config", "pools: {web: {}}, ]").status()).isEqualTo(400);
        assertThat(etag(firm.admin().get("/config"))).isEqualTo(before);
    }

    @Test
    void another_firm_takes_the_file_once_it_is_given_the_secrets() {
        TestTenant firm = firm();
        TestTenant other = first.tenant(second);
        String file = file(firm);
        assertThat(fault(other.admin().yaml("/config", file)))
                .contains("/secret must be given", "line " + line(file, "secret: null"));
        String given =
                file.replace("secret: null", "secret: its-own-key").replace("headers: null", "headers: {X-Key: k-2}");
        Http.Reply applied = other.admin().yaml("/config", given);
        assertThat(applied.status()).as(applied.body()).isEqualTo(200);
        assertThat(applied.body()).contains("whsec_", "/hooks/").doesNotContain("its-own-key", "k-2");
        String theirs = file(other);
        assertThat(theirs.lines().skip(1).toList())
                .isEqualTo(file.lines().skip(1).toList());
        JsonObject lead = new JsonObject().put("lead_id", "g-1").put("google_key", "its-own-key");
        String hook = other.admin().get("/channels/ads").json().getString("hook_url");
        assertThat(first.as("").post(hook, lead).status()).isEqualTo(200);
        assertThat(hook).isNotEqualTo(firm.admin().get("/channels/ads").json().getString("hook_url"));
    }

    @Test
    void what_holds_leads_or_is_referred_to_stays_and_all_of_it_is_told() {
        TestTenant firm = firm();
        firm.leads("overflow", 1);
        String file = file(firm).replace("  overflow:", "  backlog:");
        Http.Reply refused = firm.admin().yaml("/config", file.replace("  lin:\n", "  lina:\n"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getJsonArray("documents").encode())
                .isEqualTo("[{\"section\":\"pool\",\"id\":\"overflow\",\"detail\":\"The pool holds leads\"}]");
        // Without its team the agent would stay behind.
        assertThat(firm.admin()
                        .yaml("/config", "teams: {}\n")
                        .json()
                        .getJsonArray("documents")
                        .encode())
                .contains("\"team\",\"id\":\"blue\"");
        assertThat(firm.admin().get("/agents/lin").status()).isEqualTo(200);
    }

    @Test
    void a_tenant_may_not_lose_what_a_pool_that_stays_needs() {
        TestTenant firm = firm();
        JsonObject pool = json(
                "{'recycle':[{'name':'r','trigger':'no_followup','after':'P3D','applies_to':{'fields':{'city':['x']}}}]}");
        String file = file(firm);
        String fields =
                file.replaceFirst("tenant:\n", "tenant:\n  fields:\n    - {id: city, type: text, name: City}\n");
        assertThat(firm.admin().yaml("/config", fields).status())
                .as(firm.admin().yaml("/config", fields).body())
                .isEqualTo(200);
        firm.pool("overflow", pool);
        assertThat(fault(firm.admin().yaml("/config", file.substring(0, file.indexOf("\nteams:")))))
                .startsWith("/pools/overflow/recycle/0/applies_to/fields/city is not a field of this firm");
    }

    @Test
    void the_history_tells_who_changed_which_field_and_one_goes_back() {
        TestTenant firm = firm();
        firm.agent("boss", new JsonObject().put("role", "manager"));
        long then = Long.parseLong(etag(firm.admin().get("/config")).replace("\"", ""));
        String was = file(firm);
        firm.pool("web", json("{'quotas':[{'window':'day','max':5}],'members':{'teams':['blue']}}"));
        firm.admin().put("/channels/ads", json("{'type':'google','name':'Ads','pool':'web','secret':'newer-key'}"));
        assertThat(firm.admin().delete("/webhooks/crm").status()).isEqualTo(204);
        firm.pool("later");

        JsonArray items = firm.admin().get("/config/history?limit=3").json().getJsonArray("items");
        assertThat(items.getJsonObject(0).getJsonArray("documents").encode())
                .isEqualTo("[{\"section\":\"pool\",\"id\":\"later\",\"change\":\"added\",\"name\":\"later\"}]");
        assertThat(items.getJsonObject(1)
                        .getJsonArray("documents")
                        .getJsonObject(0)
                        .getString("change"))
                .isEqualTo("removed");
        assertThat(items.getJsonObject(2).encode())
                .contains("{\"pointer\":\"/secret\",\"from\":\"***\",\"to\":\"***\"}")
                .doesNotContain("sealed");
        JsonObject page =
                firm.admin().get("/config/history?section=pool&id=web&limit=1").json();
        assertThat(page.getJsonArray("items").getJsonObject(0).getString("actor"))
                .isEqualTo("admin");
        assertThat(page.getJsonArray("items")
                        .getJsonObject(0)
                        .getJsonArray("documents")
                        .getJsonObject(0)
                        .getJsonArray("fields"))
                .contains(json("{'pointer':'/quotas/0/max','from':20,'to':5}"));
        JsonObject rest = firm.admin()
                .get("/config/history?section=pool&id=web&cursor=" + page.getString("next"))
                .json();
        assertThat(rest.getJsonArray("items")
                        .getJsonObject(0)
                        .getJsonArray("documents")
                        .getJsonObject(0)
                        .getString("change"))
                .isEqualTo("added");
        assertThat(rest.getString("next")).isNull();

        assertThat(firm.admin().get("/config?version=" + then).body()).isEqualTo(was);
        assertThat(firm.admin().get("/config?version=999999").status()).isEqualTo(404);
        assertThat(firm.admin().get("/config?version=0").status()).isEqualTo(404);

        JsonObject one =
                new JsonObject().put("version", then).put("section", "pool").put("id", "web");
        assertThat(firm.admin()
                        .post("/config/revert?dry_run=true", one)
                        .json()
                        .getJsonArray("changed")
                        .encode())
                .contains("\"from\":5,\"to\":20");
        Http manager = first.as(firm.token("boss"));
        assertThat(manager.post("/config/revert", new JsonObject().put("version", then))
                        .status())
                .isEqualTo(403);
        JsonObject person = one.copy().put("section", "agent").put("id", "lin");
        assertThat(manager.post("/config/revert", person).status()).isEqualTo(403);
        assertThat(manager.post("/config/revert", one).status()).isEqualTo(200);
        assertThat(firm.admin().get("/pools/web").body()).contains("\"max\":20");
        assertThat(firm.admin().get("/pools/later").status()).isEqualTo(200);

        Http.Reply all = firm.admin().post("/config/revert", new JsonObject().put("version", then));
        assertThat(all.status()).as(all.body()).isEqualTo(200);
        assertThat(all.json().getJsonArray("removed").encode()).contains("later");
        assertThat(all.body()).contains("\"crm\"").doesNotContain("whsec");
        assertThat(file(firm).lines().skip(1).toList())
                .isEqualTo(was.lines().skip(1).toList());
        // A secret that was given since is not undone: the platform sends it by now.
        String hook = firm.admin().get("/channels/ads").json().getString("hook_url");
        JsonObject lead = new JsonObject().put("lead_id", "g-2").put("google_key", "newer-key");
        assertThat(first.as("").post(hook, lead).status()).isEqualTo(200);
        assertThat(firm.admin().get("/webhooks/crm/status").status()).isEqualTo(200);
        for (String bad : List.of(
                "{'version':0}",
                "{'version':1,'id':'x'}",
                "{'version':1,'section':'robot','id':'x'}",
                "{'version':1,'section':'tenant','id':'x'}")) {
            assertThat(firm.admin().post("/config/revert", json(bad)).status())
                    .as(bad)
                    .isEqualTo(400);
        }
        assertThat(firm.admin()
                        .post(
                                "/config/revert",
                                new JsonObject()
                                        .put("version", then)
                                        .put("section", "pool")
                                        .put("id", "none"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_lower_quota_is_obeyed_by_the_other_node_once_redis_has_seen_it_and_by_itself_soon() {
        TestTenant firm = firm();
        String lin = firm.token("lin");
        firm.known();
        firm.leads("web", 6);
        assertThat(second.as(lin).post("/pools/web/claims", json("{'count':2}")).leads())
                .hasSize(2);

        assertThat(firm.admin()
                        .yaml("/config", file(firm).replace("max: 20", "max: 2"))
                        .status())
                .isEqualTo(200);
        // Whether the second node has looked meanwhile or not: after a decision by the new version no older one is
        // taken.
        assertThat(first.as(lin).post("/pools/web/claims", new JsonObject()).problem())
                .isEqualTo("quota-exceeded");
        assertThat(second.as(lin).post("/pools/web/claims", new JsonObject()).problem())
                .isEqualTo("quota-exceeded");

        assertThat(firm.admin()
                        .yaml("/config", file(firm).replace("max: 2\n", "max: 3\n"))
                        .status())
                .isEqualTo(200);
        TestNode.eventually(
                "the second node has looked by itself",
                () -> second.as(lin).post("/pools/web/claims", new JsonObject()).status() == 201);
        assertThat(second.as(lin).post("/pools/web/claims", new JsonObject()).problem())
                .isEqualTo("quota-exceeded");
    }
}
