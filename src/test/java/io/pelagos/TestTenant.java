package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A tenant of the tests, made through the API: its admin, pools, agents, leads. */
public final class TestTenant {
    private static final AtomicInteger NAMES = new AtomicInteger();

    public final String id;
    public final String admin;
    private TestNode node;
    private TestNode[] others;

    private TestTenant(TestNode node, TestNode[] others, String id, String admin) {
        this.node = node;
        this.others = others;
        this.id = id;
        this.admin = admin;
    }

    static TestTenant create(TestNode node, TestNode... others) {
        String id = "firm-" + NAMES.incrementAndGet();
        Http.Reply made = node.operator()
                .post("/tenants", new JsonObject().put("id", id).put("name", id).put("time_zone", "Asia/Shanghai"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        TestTenant tenant = new TestTenant(node, others, id, made.json().getString("token"));
        tenant.known();
        return tenant;
    }

    /** From now on only this node is asked. */
    public void stay(TestNode only) {
        node = only;
        others = new TestNode[0];
    }

    public int no() {
        return node.node().directory().tenant(id).no();
    }

    public int cell() {
        return node.node().directory().tenant(id).cell();
    }

    /** All nodes have taken up the configuration as it is now. */
    public TestTenant known() {
        node.poll(id);
        for (TestNode other : others) {
            other.poll(id);
        }
        return this;
    }

    public Http admin() {
        return node.as(admin);
    }

    /** Creates or replaces a pool that everybody may claim from. */
    public TestTenant pool(String pool, JsonObject settings) {
        JsonObject body = new JsonObject()
                .put("name", pool)
                .put("members", new JsonObject().put("everyone", true))
                .mergeIn(settings);
        boolean old = admin().get("/pools/" + pool).ok();
        Http.Reply put = old
                ? admin().put("/pools/" + pool, body)
                : admin().post("/pools", body.copy().put("id", pool));
        assertThat(put.ok()).as(put.body()).isTrue();
        return known();
    }

    public TestTenant pool(String pool) {
        return pool(pool, new JsonObject());
    }

    /** Makes an agent; its token. */
    public String agent(String agent) {
        return agent(agent, new JsonObject());
    }

    /** Makes an agent; its token. */
    public String agent(String agent, JsonObject settings) {
        JsonObject body = new JsonObject()
                .put("id", agent)
                .put("login", agent)
                .put("name", agent)
                .put("role", "agent")
                .mergeIn(settings);
        Http.Reply made = admin().post("/agents", body);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String token = token(agent);
        known();
        return token;
    }

    /** Makes many agents at once, agent-1 and so on; their tokens. */
    public List<String> agents(int count) {
        List<CompletableFuture<Http.Reply>> made = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            String name = "agent-" + i;
            JsonObject body = new JsonObject()
                    .put("id", name)
                    .put("login", name)
                    .put("name", name)
                    .put("role", "agent");
            made.add(admin().sendPost("/agents", body, ""));
        }
        Http.all(made)
                .forEach(reply -> assertThat(reply.status()).as(reply.body()).isEqualTo(201));
        List<CompletableFuture<Http.Reply>> issued = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            issued.add(admin().sendPost("/agents/agent-" + i + "/tokens", new JsonObject(), ""));
        }
        List<String> tokens = Http.all(issued).stream()
                .map(reply -> reply.json().getString("token"))
                .toList();
        known();
        return tokens;
    }

    public String token(String agent) {
        Http.Reply issued = admin().post("/agents/" + agent + "/tokens", new JsonObject());
        assertThat(issued.status()).as(issued.body()).isEqualTo(201);
        return issued.json().getString("token");
    }

    public JsonObject lead(String pool, String name) {
        return new JsonObject().put("pool", pool).put("contact", new JsonObject().put("name", name));
    }

    /** Enters leads and waits until they can be claimed; their ids, in the pool's order. */
    public List<String> leads(String pool, int count) {
        List<String> ids = enter(pool, count);
        TestNode.eventually("the leads are visible", () -> visible(pool).containsAll(ids));
        return visible(pool).stream().filter(ids::contains).toList();
    }

    /** Enters leads; their ids. */
    public List<String> enter(String pool, int count) {
        List<CompletableFuture<Http.Reply>> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(admin().sendPost("/leads", lead(pool, "Wang " + i), ""));
        }
        return Http.all(made).stream()
                .map(reply -> {
                    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
                    return reply.json().getString("id");
                })
                .toList();
    }

    /** What the pool shows, in the order of claims. */
    public List<String> visible(String pool) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            Http.Reply page =
                    admin().get("/pools/" + pool + "/leads?limit=200" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            if (!page.ok()) {
                return ids;
            }
            JsonArray items = page.json().getJsonArray("items");
            items.forEach(item -> ids.add(((JsonObject) item).getString("id")));
            cursor = page.json().getString("next", "");
        } while (cursor != null && !cursor.isEmpty());
        return ids;
    }
}
