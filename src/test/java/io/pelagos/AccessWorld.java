package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.team.Role;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A firm with somebody of each role, and things of each kind that belong to whoever asks ({@code own}), to another agent of the
 * same supervisor ({@code team}), and to one of another team ({@code other}); and of each kind one that there is not ({@code none}).
 */
final class AccessWorld {
    static final List<String> RELATIONS = List.of("own", "team", "other");
    private static final Map<String, String> AGENTS = Map.of("own", "ann", "team", "bea", "other", "rob");
    private static final Map<String, String> TEAMS = Map.of("own", "blue", "team", "sub", "other", "red");

    final TestTenant firm;
    private final TestNode node;
    private final TestStore store;
    /** So that two worlds have no id in common. */
    private final String prefix;

    private final Map<Role, String> tokens = new TreeMap<>();
    private final Map<String, Map<String, String>> things = new HashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    AccessWorld(TestNode node, TestStore store, String prefix) {
        this.node = node;
        this.store = store;
        this.prefix = prefix;
        this.firm = node.tenant();
        post("/teams", "{'id':'~blue','name':'Blue'}");
        post("/teams", "{'id':'~sub','name':'Sub','parent':'~blue'}");
        post("/teams", "{'id':'~red','name':'Red'}");
        tokens.put(Role.ADMIN, firm.admin);
        firm.admin()
                .put(
                        "/tenant",
                        new JsonObject(
                                text(
                                        "{'name':'Firm','time_zone':'Asia/Shanghai','scoring':{'rules':[{'name':'a','points':1,'when':{'field':'tags','is':'a'}}]}}")));
        person(Role.AGENT, "ann", "~blue");
        person(Role.SUPERVISOR, "sup", "~blue");
        person(null, "bea", "~sub");
        person(null, "rob", "~red");
        for (Role role : List.of(Role.MANAGER, Role.INTEGRATION, Role.MARKETER, Role.AUDITOR, Role.SERVICE)) {
            person(role, role.text(), null);
        }
        pool("own", "'~ann','~sup'");
        pool("team", "'~bea','~sup'");
        pool("other", "'~rob'");
        firm.known();
        for (String relation : RELATIONS) {
            things.put(relation, made(relation));
        }
        TestNode.eventually(
                "what goes on by itself is over",
                () -> !firm.admin().get("/imports").body().contains("\"running\"") && !works());
    }

    /** Setting leads in order anew, after the pools were made, takes seconds and changes none of them. */
    private boolean works() {
        return firm.admin().get("/jobs").json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .anyMatch(job -> job.getString("status").equals("running")
                        && !job.getString("kind").equals("realign"));
    }

    private String text(String text) {
        return text.replace('\'', '"').replace("~", prefix);
    }

    private JsonObject post(String path, String body) {
        Http.Reply reply = firm.admin().post(text(path), new JsonObject(text(body)));
        assertThat(reply.ok()).as(path + " " + reply.body()).isTrue();
        return reply.body().isEmpty() ? new JsonObject() : reply.json();
    }

    private void pool(String id, String members) {
        post(
                "/pools",
                "{'id':'~%s','name':'%s','members':{'agents':[%s]},'locks':{'max_per_agent':99},"
                                .formatted(id, id, members)
                        + "'reveal':{'by':['agent','supervisor','manager','admin','integration'],'per_day':99}}");
    }

    private void person(Role role, String id, String team) {
        post(
                "/agents",
                "{'id':'~%s','login':'%s','name':'%s','role':'%s'%s}"
                        .formatted(
                                id,
                                id,
                                id,
                                role == null ? "agent" : role.text(),
                                team == null ? "" : ",'team':'" + team + "'"));
        if (role != null) {
            tokens.put(role, firm.token(prefix + id));
        }
    }

    Http as(Role role) {
        return role == Role.OPERATOR ? node.operator() : node.as(tokens.get(role));
    }

    /** By their names in the table. */
    Map<String, String> things(String relation) {
        return things.get(relation);
    }

    /** What a text of the table may name, of a firm that does not have it. */
    static Map<String, String> none() {
        Map<String, String> none = new TreeMap<>();
        List.of("agent", "team", "pool", "channel", "webhook", "suspect", "target", "rule")
                .forEach(kind -> none.put(kind, "nobody"));
        List.of("lead", "task", "leave", "token", "session", "job", "import", "dead", "alert")
                .forEach(kind -> none.put(kind, "999"));
        none.put("letter", "999-1");
        none.put("followup", "3");
        none.put("opportunity", "4");
        return none;
    }

    private Map<String, String> made(String relation) {
        // What belongs to the firm and to nobody in it is the same for all.
        Map<String, String> made = new TreeMap<>(things.getOrDefault("own", Map.of()));
        boolean first = made.isEmpty();
        made.put("agent", prefix + AGENTS.get(relation));
        made.put("team", prefix + TEAMS.get(relation));
        made.put("pool", prefix + relation);
        made.put("firm", firm.id);
        List.of("lead", "task", "leave", "token", "session", "suspect").forEach(kind -> renew(made, kind));
        if (first) {
            List.of("channel", "webhook", "import", "job", "alert", "target", "rule")
                    .forEach(kind -> renew(made, kind));
        }
        return made;
    }

    /** With new things of these kinds, which a request may use up. */
    Map<String, String> fresh(String relation, List<String> kinds) {
        Map<String, String> fresh = new TreeMap<>(things.get(relation));
        kinds.forEach(kind -> renew(fresh, kind));
        return fresh;
    }

    private void renew(Map<String, String> made, String kind) {
        String agent = made.get("agent");
        int count = this.count.incrementAndGet();
        switch (kind) {
            case "lead", "followup", "opportunity" -> lead(made, count);
            case "task" ->
                made.put(
                        kind,
                        post("/tasks", "{'agent':'" + agent + "','text':'x'}").getString("id"));
            case "leave" ->
                made.put(
                        kind,
                        post(
                                        "/agents/" + agent + "/leaves",
                                        "{'from':'2027-%02d-%02dT00:00:00Z','until':'2027-%02d-%02dT01:00:00Z','leads':'pause'}"
                                                .formatted(
                                                        1 + count / 28 % 12,
                                                        1 + count % 28,
                                                        1 + count / 28 % 12,
                                                        1 + count % 28))
                                .getString("id"));
            case "token" ->
                made.put(kind, post("/agents/" + agent + "/tokens", "{}").getString("id"));
            case "session" -> made.put(kind, session(agent));
            case "channel", "dead" -> channel(made, count);
            case "suspect" -> suspect(made, count);
            case "webhook", "letter" -> webhook(made, count);
            case "alert" -> alert(made, count);
            case "target" -> {
                made.put(kind, prefix + "t" + count);
                post("/alert-targets", "{'id':'~t%d','kind':'email','to':['ops@firm.example']}".formatted(count));
            }
            case "rule" -> {
                made.put(kind, prefix + "r" + count);
                post("/alert-rules", "{'id':'~r%d','kind':'claim_bot'}".formatted(count));
            }
            case "import" -> made.put(kind, imported(made.get("pool")));
            case "job" -> made.put(kind, post("/scoring:apply", "{}").getString("id"));
            case "agent" -> {
                made.put(kind, prefix + "a" + count);
                post(
                        "/agents",
                        "{'id':'~a%d','login':'a%d','name':'a','team':'%s'}".formatted(count, count, made.get("team")));
            }
            case "team" -> {
                made.put(kind, prefix + "t" + count);
                post("/teams", "{'id':'~t%d','name':'t'}".formatted(count));
            }
            case "pool" -> {
                made.put(kind, prefix + "p" + count);
                post("/pools", "{'id':'~p%d','name':'p','members':{'everyone':true}}".formatted(count));
            }
            default -> throw new AssertionError("no " + kind + " can be made");
        }
    }

    /** In its agent's hands, with a follow-up and an opportunity. */
    private void lead(Map<String, String> made, int count) {
        String lead = post(
                        "/leads",
                        "{'pool':'%s','contact':{'name':'Wang','phone':'+86138%08d'}}"
                                .formatted(made.get("pool"), prefix.hashCode() % 1_000 * 10_000L + count))
                .getString("id");
        TestNode.eventually("the lead is assigned", () -> firm.admin()
                .post("/leads/" + lead + "/assign", new JsonObject().put("agent", made.get("agent")))
                .ok());
        Http owner = node.as(tokenOf(made.get("agent")));
        JsonObject told = owner.post(
                        "/leads/" + lead + "/followups",
                        new JsonObject("{\"method\":\"call\",\"outcome\":\"reached\"}"))
                .json();
        made.put("lead", lead);
        made.put("followup", told.getString("id"));
        made.put(
                "opportunity",
                Integer.toString(owner.post("/leads/" + lead + "/opportunities", new JsonObject("{\"stage\":\"new\"}"))
                        .json()
                        .getInteger("version")));
    }

    private final Map<String, String> ofAgents = new ConcurrentHashMap<>();

    private String tokenOf(String agent) {
        return ofAgents.computeIfAbsent(agent, firm::token);
    }

    /** As a sign-in makes it, which takes its time. */
    private String session(String agent) {
        long id = System.nanoTime();
        store.sql(
                "insert into session (hash, id, tenant, agent, how, address, client, created_at, seen_at,"
                        + " idle_seconds, expires_at) values (sha256(?::text::bytea), ?, ?, ?, 'password', '', '', now(),"
                        + " now(), 3600, now() + interval '1 hour') returning id",
                Long.toString(id),
                id,
                firm.no(),
                agent);
        return Long.toString(id);
    }

    private void channel(Map<String, String> made, int count) {
        made.put("channel", prefix + "c" + count);
        String hook = post(
                        "/channels",
                        "{'id':'~c%d','type':'generic','name':'c','pool':'%s'}".formatted(count, made.get("pool")))
                .getString("hook_url");
        made.put("hook", hook.substring("/hooks/".length()));
        TestNode.eventually(
                "the hook is there",
                () -> Http.await(node.as("").sendBytes("POST", hook, "{".getBytes(StandardCharsets.UTF_8), ""))
                                .status()
                        == 400);
        String letters = "/channels/" + made.get("channel") + "/dead-letters";
        TestNode.eventually(
                "the letter is kept",
                () -> !firm.admin().get(letters).json().getJsonArray("items").isEmpty());
        made.put(
                "dead",
                firm.admin()
                        .get(letters)
                        .json()
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("id"));
    }

    /** Only a few files come in at once: who is sent away comes again. */
    private String imported(String pool) {
        byte[] file = "name\nWang\n".getBytes(StandardCharsets.UTF_8);
        Http.Reply[] reply = {null};
        TestNode.eventually("a file is let in", () -> {
            reply[0] = firm.admin().file("/imports?pool=" + pool, "text/csv", file, "");
            return reply[0].status() != 503;
        });
        return reply[0].json().getString("id");
    }

    /** One of the agent's team, as the look for robots finds them. */
    private void suspect(Map<String, String> made, int count) {
        made.put("suspect", prefix + "s" + count);
        post("/agents", "{'id':'~s%d','login':'s%d','name':'s','team':'%s'}".formatted(count, count, made.get("team")));
        store.sql(
                "insert into suspect (tenant, agent, since, until_at, why, evidence, action)"
                        + " values (?, ?, now(), now() + interval '1 hour', 'speed', '{}', 'warn')",
                firm.no(),
                made.get("suspect"));
    }

    private void alert(Map<String, String> made, int count) {
        String id = Long.toString(1_000_000L * firm.no() + count);
        made.put("alert", id);
        store.sql(
                "insert into alert (tenant, id, kind, subject, since) values (?, ?, 'claim_bot', ?, now()) returning"
                        + " id",
                firm.no(),
                Long.valueOf(id),
                "a" + count);
    }

    private void webhook(Map<String, String> made, int count) {
        made.put("webhook", prefix + "w" + count);
        post("/webhooks", "{'id':'~w%d','url':'https://1.1.1.1/x','events':['erased']}".formatted(count));
        store.sql(
                "insert into outgoing_dead (tenant, webhook, lead, version, type, at, attempts, error, dead_at)"
                        + " values (?, ?, 7, 1, 'claimed', now(), 11, 'time', now()) returning lead",
                firm.no(),
                made.get("webhook"));
        made.put(
                "letter",
                firm.admin()
                        .get("/webhooks/" + made.get("webhook") + "/dead-letters")
                        .json()
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("id"));
    }
}
