package io.pelagos;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls every operation of a running server, well and badly, and compares each request that was taken
 * and each answer with the description.
 */
final class OpenApiExerciser {
    private static final long PATIENCE_MILLIS = 20_000;
    private static final String V1 = "/api/v1";

    private final OpenApiDocument document;
    private final int port;
    private final String operator;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> faults = new ArrayList<>();
    private final Set<String> good = new TreeSet<>();
    private final Set<String> bad = new TreeSet<>();

    private String admin = "";
    private String sam = "";
    private String lin = "";
    private String wei = "";

    OpenApiExerciser(OpenApiDocument document, int port, String operator) {
        this.document = document;
        this.port = port;
        this.operator = operator;
    }

    List<String> faults() {
        return faults;
    }

    /** Operations that answered 2xx at least once. */
    Set<String> good() {
        return good;
    }

    /** Operations that refused something at least once. */
    Set<String> bad() {
        return bad;
    }

    void run() {
        system();
        tenants();
        teamsAndAgents();
        tokens();
        poolsAndChannels();
        hooks();
        leads();
        claims();
        refusals();
        moves();
        deletions();
        operate();
    }

    private void system() {
        eventually("", "GET /health/ready", "", 200);
        expect(200, call("", "GET /health/live", "", null));
        expect(200, call("", "GET /metrics", "", null));
        expect(200, call("", "GET /openapi.yaml", "", null));
    }

    private void tenants() {
        String all = "POST " + V1 + "/tenants";
        JsonObject acme = new JsonObject("{'id':'acme','name':'Acme','time_zone':'Asia/Shanghai'}".replace('\'', '"'));
        expect(401, call("", all, "", acme));
        expect(400, call(operator, all, "", json("{'id':'Acme!','time_zone':'Mars'}")));
        expect(415, callText(operator, all, "", "id=acme", "application/x-www-form-urlencoded"));
        expect(413, call(operator, all, "", json("{'id':'acme'}").put("name", "x".repeat(70_000))));
        Reply made = expect(201, call(operator, all, "", acme, "Idempotency-Key", "t1"));
        admin = made.json().getString("token");
        expect(201, call(operator, all, "", acme, "Idempotency-Key", "t1"));
        expect(422, call(operator, all, "", acme.copy().put("name", "B"), "Idempotency-Key", "t1"));
        expect(409, call(operator, all, "", acme));
        expect(403, call(admin, all, "", acme));
        String own = V1 + "/tenant";
        expect(401, call("", "GET " + own, "", null));
        Reply read = expect(200, call(admin, "GET " + own, "", null));
        JsonObject full = json("{'name':'Acme','time_zone':'Asia/Shanghai','grades':['A','B'],'owned':{'max':400},"
                + "'calendar':{'shifts':[{'days':['mon','fri'],'from':'22:00','to':'06:00'}],'holidays':['2026-10-01'],"
                + "'make_up_days':[{'day':'2026-10-10','as':'fri'},{'day':'2026-10-11','as':null}]}}");
        expect(200, call(admin, "PUT " + own, "", full, "If-Match", read.header("etag")));
        expect(412, call(admin, "PUT " + own, "", full, "If-Match", read.header("etag")));
        expect(400, call(admin, "PUT " + own, "", json("{'name':'','calendar':{}}")));
        expect(200, call(admin, "PUT " + own, "", full.copy().putNull("calendar")));
    }

    private void teamsAndAgents() {
        String teams = V1 + "/teams";
        expect(201, call(admin, "POST " + teams, "", json("{'id':'blue','name':'Blue'}")));
        expect(201, call(admin, "POST " + teams, "", json("{'name':'No id','parent':'blue'}")));
        expect(409, call(admin, "POST " + teams, "", json("{'id':'blue','name':'Blue'}")));
        expect(200, call(admin, "GET " + teams, "?limit=1", null));
        expect(400, call(admin, "GET " + teams, "?limit=0", null));
        String team = teams + "/{team}";
        expect(200, call(admin, "GET " + team, "", null, "team", "blue"));
        expect(404, call(admin, "GET " + team, "", null, "team", "none"));
        expect(200, call(admin, "PUT " + team, "", json("{'name':'Team Blue'}"), "team", "blue"));
        expect(404, call(admin, "PUT " + team, "", json("{'name':'x'}"), "team", "none"));
        expect(200, call(admin, "PATCH " + team, "", json("{'parent':null}"), "team", "blue"));
        expect(400, call(admin, "PATCH " + team, "", json("{'colour':'blue'}"), "team", "blue"));

        String agents = V1 + "/agents";
        for (String agent : List.of(
                "{'id':'sam','login':'sam','name':'Sam','role':'supervisor','team':'blue'}",
                "{'id':'lin','login':'lin','name':'Lin','team':'blue','skills':['mba'],'seniority':3}",
                "{'id':'wei','login':'wei','name':'Wei','team':'blue','regions':['sh'],'languages':['zh']}",
                "{'id':'tmp','login':'tmp','name':'Tmp','role':'integration','team':null}")) {
            expect(201, call(admin, "POST " + agents, "", json(agent)));
        }
        expect(409, call(admin, "POST " + agents, "", json("{'login':'lin','name':'L'}")));
        expect(400, call(admin, "POST " + agents, "", json("{'login':'a b','role':'king'}")));
        expect(200, call(admin, "GET " + agents, "", null));
        expect(400, call(admin, "GET " + agents, "?limit=x", null));
        String agent = agents + "/{agent}";
        expect(200, call(admin, "GET " + agent, "", null, "agent", "lin"));
        expect(404, call(admin, "GET " + agent, "", null, "agent", "none"));
        expect(
                200,
                call(admin, "PUT " + agent, "", json("{'login':'tmp2','name':'T','role':'agent'}"), "agent", "tmp"));
        expect(409, call(admin, "PUT " + agent, "", json("{'login':'lin','name':'T'}"), "agent", "tmp"));
        expect(200, call(admin, "PATCH " + agent, "", json("{'quotas':[{'window':'day','max':9}]}"), "agent", "tmp"));
        expect(400, call(admin, "PATCH " + agent, "", json("{'status':'asleep'}"), "agent", "tmp"));
    }

    private void tokens() {
        String all = V1 + "/agents/{agent}/tokens";
        sam = token("sam");
        lin = token("lin");
        wei = token("wei");
        JsonObject limited = json("{'name':'x','scopes':['me:read'],'expires_at':'2090-01-01T00:00:00.000Z'}");
        Reply made = expect(201, call(admin, "POST " + all, "", limited, "agent", "tmp"));
        expect(400, call(admin, "POST " + all, "", json("{'scopes':['everything']}"), "agent", "tmp"));
        expect(404, call(admin, "POST " + all, "", json("{}"), "agent", "none"));
        String narrow = made.json().getString("token");
        expect(403, call(narrow, "GET " + V1 + "/pools", "", null));
        expect(200, call(admin, "GET " + all, "", null, "agent", "tmp"));
        expect(404, call(admin, "GET " + all, "", null, "agent", "none"));
        String one = "DELETE " + all + "/{token}";
        expect(
                204,
                call(admin, one, "", null, "agent", "tmp", "token", made.json().getString("id")));
        expect(404, call(admin, one, "", null, "agent", "tmp", "token", "1"));
        expect(401, call(narrow, "GET " + V1 + "/me", "", null));
    }

    private String token(String agent) {
        Reply reply = call(admin, "POST " + V1 + "/agents/{agent}/tokens", "", json("{'name':'t'}"), "agent", agent);
        return expect(201, reply).json().getString("token");
    }

    private void poolsAndChannels() {
        String pools = V1 + "/pools";
        JsonObject full = json("{'id':'web','name':'Website','members':{'teams':['blue'],'agents':['lin']},"
                + "'order':'score','visible':true,'claim':{'max_batch':3,'mode':'open'},"
                + "'quotas':[{'per':'agent','window':'day','max':6},{'per':'pool','window':'PT90M','max':100}],"
                + "'owned':{'max':50,'count_won':false},'cooldown':{'agent':'P7D','team':null},"
                + "'masking':['phone','email'],'recycle':[{'name':'Too long','trigger':'max_hold','after':'P3D',"
                + "'applies_to':{'grades':['A'],'rounds':{'min':0}},'to':'web'}],'assignment':null,"
                + "'attribution':'last_claimer','approvals':{'deals':false}}");
        expect(201, call(admin, "POST " + pools, "", full));
        expect(409, call(admin, "POST " + pools, "", full));
        expect(400, call(admin, "POST " + pools, "", json("{'name':'x','assignment':{'strategy':'robin'}}")));
        expect(201, call(admin, "POST " + pools, "", json("{'id':'vip','name':'VIP','members':{'everyone':true}}")));
        expect(201, call(admin, "POST " + pools, "", json("{'id':'old','name':'Old'}")));
        expect(200, call(lin, "GET " + pools, "?limit=1", null));
        expect(400, call(lin, "GET " + pools, "?limit=201", null));
        String pool = pools + "/{pool}";
        expect(200, call(lin, "GET " + pool, "", null, "pool", "web"));
        expect(404, call(lin, "GET " + pool, "", null, "pool", "old"));
        JsonObject vip = json("{'name':'VIP','members':{'everyone':true},'owned':{'max':1},'quotas':[]}");
        expect(200, call(admin, "PUT " + pool, "", vip, "pool", "vip"));
        expect(400, call(admin, "PUT " + pool, "", json("{'name':'VIP','cooldown':{'agent':'7d'}}"), "pool", "vip"));
        expect(403, call(lin, "PUT " + pool, "", vip, "pool", "vip"));

        String channels = V1 + "/channels";
        expect(
                201,
                call(
                        admin,
                        "POST " + channels,
                        "",
                        json(
                                "{'id':'site','type':'generic','name':'Site','pool':'web','secret':'between-us',"
                                        + "'auth':{'type':'shared','in':'header','name':'X-Secret'},'default_region':'CN',"
                                        + "'mapping':{'phone':'user.mobile','grade':{'value':'B'}},'routing':[],'dedupe':{}}")));
        expect(
                201,
                call(
                        admin,
                        "POST " + channels,
                        "",
                        json("{'id':'ads','type':'google','name':'Ads','pool':'web','secret':'g'}")));
        expect(400, call(admin, "POST " + channels, "", json("{'type':'meta','name':'M','pool':'web'}")));
        expect(200, call(admin, "GET " + channels, "", null));
        expect(403, call(lin, "GET " + channels, "", null));
        String channel = channels + "/{channel}";
        expect(200, call(admin, "GET " + channel, "", null, "channel", "site"));
        expect(404, call(admin, "GET " + channel, "", null, "channel", "none"));
        JsonObject off = json("{'type':'google','name':'Ads','pool':'old','enabled':true}");
        expect(200, call(admin, "PUT " + channel, "", off, "channel", "ads"));
        expect(400, call(admin, "PUT " + channel, "", json("{'type':'google'}"), "channel", "ads"));
    }

    private void hooks() {
        String hook = "POST /hooks/{key}";
        String site = hookKey("site");
        JsonObject lead = json("{'external_id':'w1','user':{'mobile':'13900002222'},'name':'Li Na','campaign':'c'}");
        expect(404, call("", hook, "", lead, "key", "nothing"));
        expect(401, call("", hook, "", lead, "key", site));
        expect(200, call("", hook, "", lead, "key", site, "X-Secret", "between-us"));
        expect(200, call("", hook, "", lead, "key", site, "X-Secret", "between-us"));
        expect(200, call("", hook, "", json("{'is_test':true}"), "key", site, "X-Secret", "between-us"));
        expect(
                200,
                callText(
                        "",
                        hook,
                        "",
                        "name=Form",
                        "application/x-www-form-urlencoded",
                        "key",
                        site,
                        "X-Secret",
                        "between-us"));
        expect(400, callText("", hook, "", "{", "application/json", "key", site, "X-Secret", "between-us"));
        expect(415, callText("", hook, "", "x", "text/plain", "key", site, "X-Secret", "between-us"));
        JsonObject google = json("{'lead_id':'g1','google_key':'g','user_column_data':"
                + "[{'column_id':'FULL_NAME','string_value':'Zhang Wei'}]}");
        expect(200, call("", hook, "", google, "key", hookKey("ads")));
    }

    private String hookKey(String channel) {
        Reply read = call(admin, "GET " + V1 + "/channels/{channel}", "", null, "channel", channel);
        return read.json().getString("hook_url").substring("/hooks/".length());
    }

    private void leads() {
        String leads = V1 + "/leads";
        JsonObject full = json("{'pool':'web','channel':'site','external_id':'x1','contact':{'name':'Wang Fang',"
                + "'phone':'13900003333','email':'w@example.com','wechat':'wf','company':'Co'},"
                + "'source':{'campaign':'c','ad_group':'g','ad':'a','click_id':'k','page':'p'},"
                + "'grade':'A','score':900,'tags':['hot'],'attributes':{'n':[1,{'a':null}]}}");
        Reply made = expect(201, call(admin, "POST " + leads, "", full, "Idempotency-Key", "l1"));
        expect(201, call(admin, "POST " + leads, "", full, "Idempotency-Key", "l1"));
        expect(422, call(admin, "POST " + leads, "", full.copy().put("grade", "B"), "Idempotency-Key", "l1"));
        expect(409, call(admin, "POST " + leads, "", full));
        expect(400, call(admin, "POST " + leads, "", json("{'pool':'none','contact':{'phone':'12'}}")));
        for (int i = 0; i < 8; i++) {
            expect(201, call(admin, "POST " + leads, "", json("{'pool':'web','contact':{'name':'N" + i + "'}}")));
        }
        expect(200, call(admin, "GET " + leads, "?limit=2&state=pooled&pool=web", null));
        expect(200, call(admin, "GET " + leads, "?phone=%2B8613900003333", null));
        expect(200, call(lin, "GET " + leads, "?owner=me", null));
        expect(400, call(admin, "GET " + leads, "?state=lost", null));
        String id = made.json().getString("id");
        expect(200, call(admin, "GET " + leads + "/{lead}", "", null, "lead", id));
        expect(404, call(admin, "GET " + leads + "/{lead}", "", null, "lead", "7"));
        expect(200, call(admin, "GET " + leads + "/{lead}/events", "", null, "lead", id));
        expect(404, call(admin, "GET " + leads + "/{lead}/events", "", null, "lead", "7"));
        String browse = "GET " + V1 + "/pools/{pool}/leads";
        eventually(lin, browse, "?q=hot", 200, "pool", "web");
        expect(200, call(lin, browse, "?grade=A&tag=hot&channel=site&limit=1", null, "pool", "web"));
        expect(400, call(lin, browse, "?cursor=x", null, "pool", "web"));
    }

    private void claims() {
        String claim = "POST " + V1 + "/pools/{pool}/claims";
        Reply first = eventually(lin, claim, json("{}"), 201, "pool", "web", "Idempotency-Key", "c1");
        expect(201, call(lin, claim, "", json("{}"), "pool", "web", "Idempotency-Key", "c1"));
        expect(422, call(lin, claim, "", json("{'count':2}"), "pool", "web", "Idempotency-Key", "c1"));
        String taken = first.json().getJsonArray("claims").getJsonObject(0).getString("id");
        expect(409, call(wei, claim, "", json("{}").put("lead", taken), "pool", "web"));
        expect(201, call(lin, claim, "", json("{'count':3}"), "pool", "web"));
        expect(400, call(lin, claim, "", json("{'count':4}"), "pool", "web"));
        expect(403, call(operator, claim, "", json("{}"), "pool", "web"));
        expect(404, call(lin, claim, "", json("{}"), "pool", "old"));
        expect(409, call(lin, claim, "", json("{}"), "pool", "vip"));
        expect(200, call(lin, "GET " + V1 + "/me", "", null));
        expect(200, call(admin, "GET " + V1 + "/me", "", null));
        expect(401, call("nobody", "GET " + V1 + "/me", "", null));
    }

    private void refusals() {
        String claim = "POST " + V1 + "/pools/{pool}/claims";
        String asking = enter("{'pool':'web','requires':{'skills':['law'],'seniority':9}}");
        eventually(lin, claim, json("{}").put("lead", asking), 403, "pool", "web");
        eventually(lin, claim, json("{'count':3}"), 201, "pool", "web");
        eventually(lin, claim, json("{}"), 429, "pool", "web");
        enter("{'pool':'vip'}");
        enter("{'pool':'vip'}");
        eventually(wei, claim, json("{}"), 201, "pool", "vip");
        expect(429, call(wei, claim, "", json("{}"), "pool", "vip"));
        JsonObject gate = json("{'name':'Acme','time_zone':'Asia/Shanghai','work_first':{'max_untouched':0}}");
        expect(200, call(admin, "PUT " + V1 + "/tenant", "", gate));
        expect(409, call(wei, claim, "", json("{}"), "pool", "vip"));
        gate.remove("work_first");
        expect(200, call(admin, "PUT " + V1 + "/tenant", "", gate));
    }

    private String enter(String lead) {
        return expect(201, call(admin, "POST " + V1 + "/leads", "", json(lead)))
                .json()
                .getString("id");
    }

    private void moves() {
        String release = "POST " + V1 + "/leads/{lead}/release";
        JsonObject reason = json("{'reason':'speaks only Cantonese','tags':['cantonese']}");
        String held = call(wei, "GET " + V1 + "/leads", "", null)
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
        expect(404, call(lin, release, "", reason, "lead", held));
        expect(200, call(wei, release, "", reason, "lead", held, "Idempotency-Key", "r1"));
        expect(200, call(wei, release, "", reason, "lead", held, "Idempotency-Key", "r1"));
        expect(200, call(admin, "GET " + V1 + "/leads/{lead}/events", "", null, "lead", held));

        String mine = call(lin, "GET " + V1 + "/leads", "", null)
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
        eventually(lin, release, json("{}"), 200, "lead", mine);
        expect(
                200,
                call(
                        admin,
                        "PATCH " + V1 + "/agents/{agent}",
                        "",
                        json("{'quotas':[{'window':'day','max':99}]}"),
                        "agent",
                        "lin"));
        String claim = "POST " + V1 + "/pools/{pool}/claims";
        eventually(lin, claim, json("{}").put("lead", mine), 409, "pool", "web");

        String assign = "POST " + V1 + "/leads/{lead}/assign";
        expect(200, call(sam, assign, "", json("{'agent':'wei','reason':'knows them'}"), "lead", held));
        expect(409, call(sam, assign, "", json("{'agent':'wei'}"), "lead", held));
        expect(400, call(sam, assign, "", json("{'agent':'nobody'}"), "lead", held));
        String other = call(admin, "GET " + V1 + "/leads", "?pool=vip&state=pooled", null)
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
        expect(409, call(sam, assign, "", json("{'agent':'wei'}"), "lead", other));
        expect(200, call(sam, assign, "", json("{'agent':'wei','force':true}"), "lead", other));
    }

    private void deletions() {
        expect(409, call(admin, "DELETE " + V1 + "/pools/{pool}", "", null, "pool", "web"));
        expect(409, call(admin, "DELETE " + V1 + "/teams/{team}", "", null, "team", "blue"));
        expect(409, call(admin, "DELETE " + V1 + "/agents/{agent}", "", null, "agent", "wei"));
        expect(404, call(admin, "DELETE " + V1 + "/channels/{channel}", "", null, "channel", "none"));
        expect(201, call(admin, "POST " + V1 + "/pools", "", json("{'id':'brief','name':'Brief'}")));
        expect(204, call(admin, "DELETE " + V1 + "/pools/{pool}", "", null, "pool", "brief"));
        expect(204, call(admin, "DELETE " + V1 + "/agents/{agent}", "", null, "agent", "tmp"));
        expect(204, call(admin, "DELETE " + V1 + "/channels/{channel}", "", null, "channel", "ads"));
        expect(201, call(admin, "POST " + V1 + "/teams", "", json("{'id':'brief','name':'Brief'}")));
        expect(204, call(admin, "DELETE " + V1 + "/teams/{team}", "", null, "team", "brief"));
    }

    private void operate() {
        String rebuild = "POST " + V1 + "/operator/rebuild";
        expect(400, call(operator, rebuild, "", json("{'cell':-1}")));
        expect(403, call(admin, rebuild, "", json("{}")));
        eventually(operator, rebuild, json("{}"), 200);
    }

    /** An answer. */
    record Reply(String operation, int status, String body, Map<String, String> headers) {
        JsonObject json() {
            return new JsonObject(body);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private Reply expect(int status, Reply reply) {
        if (reply.status != status) {
            throw new AssertionError(
                    reply.operation + " answered " + reply.status + " and not " + status + ": " + reply.body);
        }
        return reply;
    }

    private Reply eventually(String token, String operation, String query, int status, String... names) {
        return eventually(() -> call(token, operation, query, null, names), status);
    }

    private Reply eventually(String token, String operation, JsonObject body, int status, String... names) {
        return eventually(() -> call(token, operation, "", body, names), status);
    }

    private Reply eventually(java.util.function.Supplier<Reply> ask, int status) {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        Reply reply = ask.get();
        while (reply.status != status && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10_000_000);
            reply = ask.get();
        }
        return expect(status, reply);
    }

    private Reply call(String token, String operation, String query, JsonObject body, String... names) {
        return callText(token, operation, query, body == null ? null : body.encode(), "application/json", names);
    }

    /** {@code names}: parameters of the path by their name, and headers, each followed by its value. */
    private Reply callText(
            String token, String operation, String query, String body, String contentType, String... names) {
        int space = operation.indexOf(' ');
        String path = operation.substring(space + 1);
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < names.length; i += 2) {
            String hole = "{" + names[i] + "}";
            if (path.contains(hole)) {
                path = path.replace(hole, names[i + 1]);
            } else {
                headers.put(names[i], names[i + 1]);
            }
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + query))
                .method(
                        operation.substring(0, space),
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> answered = new HashMap<>();
            response.headers().map().forEach((name, values) -> answered.put(name, values.get(0)));
            Reply reply = new Reply(operation, response.statusCode(), response.body(), answered);
            check(reply, body, contentType);
            return reply;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void check(Reply reply, String body, String contentType) throws IOException {
        boolean ok = reply.status < 300;
        (ok ? good : bad).add(reply.operation);
        List<String> found = new ArrayList<>(document.faultsOfAnswer(
                reply.operation, reply.status, reply.header("content-type"), reply.body, reply.headers));
        if (ok && body != null) {
            found.addAll(document.faultsOfRequest(reply.operation, contentType, body));
        }
        found.forEach(fault -> faults.add(reply.operation + " " + reply.status + ": " + fault));
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }
}
