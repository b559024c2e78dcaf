package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Rfc3339;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way to change a lead races with every other, on one lead and two nodes. */
class MoveRaceTest {
    private static final int ROUNDS = 12;

    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestNode first;
    private static TestNode second;

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

    private static TestNode node(int number) {
        return number % 2 == 0 ? first : second;
    }

    @Test
    void claim_release_assign_and_recycling_race_and_the_journal_tells_all() {
        JsonObject rule = new JsonObject()
                .put("name", "too\tlong") // a tab would end a field of the script's call
                .put("trigger", "max_hold")
                .put("after", "PT1S");
        TestTenant firm = first.tenant(second).pool("p", new JsonObject().put("recycle", new JsonArray().add(rule)));
        List<String> agents = firm.agents(6);
        List<String> leads = firm.leads("p", 4);
        String race = leads.get(0);

        Map<String, String> acknowledged = new HashMap<>();
        List<Http.Reply> all = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            all.addAll(round(firm, agents, race));
        }
        for (int i = 0; i < 3; i++) {
            all.addAll(holdBeyondTheRule(firm, agents, leads));
        }
        for (Http.Reply reply : all) {
            if (reply.ok()) {
                JsonObject lead = reply.leads().isEmpty()
                        ? reply.json()
                        : reply.json().getJsonArray("claims").getJsonObject(0);
                String step = lead.getString("state") + " " + lead.getString("owner");
                String other = acknowledged.put(lead.getString("id") + " " + lead.getInteger("version"), step);
                assertThat(other).as("two answers for one version").isNull();
            }
        }

        assertThat(all.stream().filter(r -> !r.ok()).map(Http.Reply::toString))
                .isSubsetOf(
                        "409 already-claimed",
                        "409 pool-empty",
                        "404 not-found",
                        "409 same-owner",
                        // Everybody was faster, five times.
                        "503 not-ready");
        assertThat(store.events(firm, race))
                .extracting(TestStore.Event::type)
                // Which of the racers gets through how often is chance.
                .contains("received", "claimed")
                .containsAnyOf("released", "recycled")
                .containsAnyOf("assigned", "transferred");
        assertThat(store.count("select count(*) from journal where tenant = ? and type = 'recycled'", firm.no()))
                .isPositive();
        acknowledged.forEach((version, step) -> {
            String[] parts = version.split(" ", -1);
            TestStore.Event event = store.events(firm, parts[0]).get(Integer.parseInt(parts[1]) - 1);
            assertThat(event.to().getString("state") + " " + event.to().getString("owner"))
                    .isEqualTo(step);
        });
        TestNode.eventually(
                "all leads are back in the pool", () -> firm.visible("p").containsAll(leads));
        store.assertAtRest(firm);
        assertThat(first.metric("pelagos_healed_total") + second.metric("pelagos_healed_total"))
                .isZero();
    }

    private static List<Http.Reply> round(TestTenant firm, List<String> agents, String race) {
        List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
        for (int i = 0; i < agents.size(); i++) {
            String agent = agents.get(i);
            sent.add(node(i).as(agent).sendPost("/pools/p/claims", new JsonObject().put("lead", race), ""));
            sent.add(node(i + 1).as(agent).sendPost("/leads/" + race + "/release", new JsonObject(), ""));
            sent.add(node(i).as(firm.admin)
                    .sendPost("/leads/" + race + "/assign", new JsonObject().put("agent", "agent-" + (i + 1)), ""));
            sent.add(node(i + 1).as(agent).sendPost("/pools/p/claims", new JsonObject(), ""));
        }
        return Http.all(sent);
    }

    /** Everybody's leads become overdue; then owners and supervisors move them while the alarm rings. */
    private static List<Http.Reply> holdBeyondTheRule(TestTenant firm, List<String> agents, List<String> leads) {
        List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
        for (int i = 0; i < leads.size(); i++) {
            sent.add(node(i).as(agents.get(i))
                    .sendPost("/pools/p/claims", new JsonObject().put("lead", leads.get(i)), ""));
        }
        List<Http.Reply> replies = new ArrayList<>(Http.all(sent));
        sent.clear();
        long recycled = recycled(firm);
        TestNode.eventually("the alarm rings", () -> recycled(firm) > recycled);
        for (int i = 0; i < leads.size(); i++) {
            String owner = store.owner(firm, leads.get(i));
            String path = "/leads/" + leads.get(i);
            if (owner != null) {
                sent.add(node(i).as(agents.get(Integer.parseInt(owner.substring(6)) - 1))
                        .sendPost(path + "/release", new JsonObject(), ""));
            }
            sent.add(node(i + 1)
                    .as(firm.admin)
                    .sendPost(path + "/assign", new JsonObject().put("agent", "agent-6"), ""));
            sent.add(node(i).as(agents.get(5))
                    .sendPost("/pools/p/claims", new JsonObject().put("lead", leads.get(i)), ""));
        }
        replies.addAll(Http.all(sent));
        return replies;
    }

    private static long recycled(TestTenant firm) {
        return store.count("select count(*) from journal where tenant = ? and type = 'recycled'", firm.no());
    }

    @Test
    void claim_and_release_of_many_leads_leave_all_of_them_somewhere() {
        TestTenant firm = first.tenant(second).pool("p");
        List<String> agents = firm.agents(10);
        List<String> leads = firm.leads("p", 20);

        Map<String, String> holders = new HashMap<>();
        for (int round = 0; round < 6; round++) {
            List<CompletableFuture<Http.Reply>> claims = new ArrayList<>();
            for (int i = 0; i < agents.size(); i++) {
                claims.add(node(i + round)
                        .as(agents.get(i))
                        .sendPost("/pools/p/claims", new JsonObject().put("count", 3), ""));
            }
            List<CompletableFuture<Http.Reply>> releases = new ArrayList<>();
            for (int i = 0; i < agents.size(); i++) {
                for (String lead : Http.await(claims.get(i)).leads()) {
                    String other = holders.put(lead, agents.get(i));
                    assertThat(other).as("two owners of %s", lead).isNull();
                }
            }
            for (Map.Entry<String, String> held : holders.entrySet()) {
                releases.add(node(round)
                        .as(held.getValue())
                        .sendPost("/leads/" + held.getKey() + "/release", new JsonObject(), ""));
            }
            Http.all(releases).forEach(r -> assertThat(r.status()).as(r.body()).isEqualTo(200));
            holders.clear();
        }
        // Shown a moment after it was acknowledged.
        store.assertAtRest(firm);
        assertThat(firm.visible("p")).containsExactlyInAnyOrderElementsOf(leads);
    }

    @Test
    void every_kind_of_step_races_with_every_other_and_the_journal_tells_one_order() {
        JsonObject rule = new JsonObject()
                .put("name", "too long")
                .put("trigger", "no_followup")
                .put("after", "PT2S")
                .put("warn_before", new JsonArray().add("PT1S"));
        TestTenant firm = first.tenant(second)
                .pool("q")
                .pool(
                        "p",
                        new JsonObject()
                                .put("recycle", new JsonArray().add(rule))
                                .put("locks", new JsonObject().put("max_per_agent", 5)));
        List<String> agents = firm.agents(2);
        String lead = firm.leads("p", 1).get(0);
        String at = "/leads/" + lead;
        JsonObject until = new JsonObject().put("until", Rfc3339.text(System.currentTimeMillis() + 86_400_000L));
        Map<String, String> acknowledged = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Http admin = node(round).as(firm.admin);
            if (!admin.get(at).json().getString("state").equals("owned")) {
                admin.post(at + "/reopen", new JsonObject().put("pool", "p"));
                admin.post(
                        at + "/assign", new JsonObject().put("agent", "agent-1").put("force", true));
            }
            Http owner = node(round + 1).as(agents.get(0));
            List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
            sent.add(owner.sendPost(
                    at + "/followups", new JsonObject().put("method", "call").put("outcome", "reached"), ""));
            sent.add(owner.sendPost(at + "/nurture", until, ""));
            sent.add(owner.sendPost(at + "/lock", until, ""));
            sent.add(owner.sendPost(at + "/notes", new JsonObject().put("text", "round " + round), ""));
            sent.add(owner.sendPost(
                    at + "/deals", new JsonObject().put("amount", 1).put("currency", "CNY"), ""));
            sent.add(owner.sendPost(at + "/release", new JsonObject(), ""));
            sent.add(node(round).as(agents.get(1)).sendPost("/pools/p/claims", new JsonObject().put("lead", lead), ""));
            sent.add(admin.sendPost(at + "/move", new JsonObject().put("pool", "q"), ""));
            sent.add(admin.sendPost(at + "/close", new JsonObject().put("reason", "lost"), ""));
            sent.add(admin.sendPost(
                    at + "/assign", new JsonObject().put("agent", "agent-2").put("force", true), ""));
            for (Http.Reply reply : Http.all(sent)) {
                assertThat(reply.status()).as(reply.body()).isLessThan(500);
                if (reply.ok()) {
                    JsonObject body = reply.leads().isEmpty()
                            ? reply.json()
                            : reply.json().getJsonArray("claims").getJsonObject(0);
                    String other = acknowledged.put(body.getValue("version").toString(), body.encode());
                    assertThat(other).as("two answers for one version").isNull();
                }
            }
        }
        store.assertAtRest(firm);
        assertThat(store.events(firm, lead)).hasSizeGreaterThanOrEqualTo(acknowledged.size() + 1);
    }
}
