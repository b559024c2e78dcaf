package io.pelagos;

import io.pelagos.lead.Rfc3339;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Calls every operation of a running server, well and badly, and compares each request that was taken
 * and each answer with the description.
 */
final class OpenApiExerciser extends DocumentedCalls {
    private static final String V1 = "/api/v1";
    private static final String LEAD = V1 + "/leads/{lead}";

    private final String operator;
    private final Consumer<String> database;
    private String admin = "";
    private String sam = "";
    private String lin = "";
    private String wei = "";

    /** @param database executes a statement: for what takes a day through the API */
    OpenApiExerciser(OpenApiDocument document, int port, String operator, Consumer<String> database) {
        super(document, port);
        this.operator = operator;
        this.database = database;
    }

    void run() {
        system();
        tenants();
        teamsAndAgents();
        tokens();
        poolsAndChannels();
        webhooks();
        hooks();
        callHooks();
        pings();
        deadLetters();
        health();
        leads();
        claims();
        live();
        assignments();
        refusals();
        moves();
        words();
        rules();
        places();
        followups();
        callRecords();
        dials();
        numbersThatNobodyMayCall();
        nurturingAndLocks();
        extensions();
        edits();
        notes();
        deals();
        opportunities();
        contractsAndPayments();
        costs();
        tasks();
        days();
        reviews();
        previews();
        scoring();
        presences();
        handovers();
        bulk();
        imports();
        exports();
        heads();
        suspects();
        reveals();
        dataSubjects();
        configuration();
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
                + "'make_up_days':[{'day':'2026-10-10','as':'fri'},{'day':'2026-10-11','as':null}]},"
                + "'reminders':{'before':'PT10M'},'rate_limits':{'token':{'per_second':5000}},"
                + "'bots':{'attempts_per_second':1000,'reflex':{'millis':1,'times':1000},'sessions':{'max':9},'then':'warn'},"
                + "'retention':{'calls':'P730D','tasks':'P7D'}}");
        expect(200, call(admin, "PUT " + own, "", full, "If-Match", read.header("etag")));
        expect(412, call(admin, "PUT " + own, "", full, "If-Match", read.header("etag")));
        expect(400, call(admin, "PUT " + own, "", json("{'name':'','calendar':{},'reminders':{'before':'P2D'}}")));
        expect(
                200,
                call(admin, "PUT " + own, "", full.copy().putNull("calendar").putNull("reminders")));
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
                                        + "'mapping':{'phone':'user.mobile','grade':{'value':'B'}},'routing':[],'dedupe':{},'silence_alarm':{'after':'PT2H','time':'working'}}")));
        expect(
                201,
                call(
                        admin,
                        "POST " + channels,
                        "",
                        json("{'id':'ads','type':'google','name':'Ads','pool':'web','secret':'g'}")));
        expect(400, call(admin, "POST " + channels, "", json("{'type':'meta','name':'M','pool':'web'}")));
        JsonObject rules = json("{'id':'ruled','type':'generic','name':'Ruled','pool':'web',"
                + "'routing':[{'name':'south','when':{'all':[{'field':'contact.region','contains':'Guangdong'},"
                + "{'not':{'field':'score','min':1,'max':2.5}},{'time':{'from':'22:00','to':'06:00','days':['fri']}}]},"
                + "'pool':'vip','cap':{'max':5,'window':'day','overflow':'web'}}],'cap':{'max':100,'overflow':'old'},"
                + "'dedupe':{'by':['external_id','email',['name','company']],'within':'channel','pooled':'refuse',"
                + "'closed':{'lost':'accept'},'accept_after':'P30D','raise':false}}");
        expect(201, call(admin, "POST " + channels, "", rules));
        expect(
                400,
                call(admin, "POST " + channels, "", rules.copy().put("id", "r2").put("cap", json("{'max':1}"))));
        expect(200, call(admin, "GET " + channels, "", null));
        expect(403, call(lin, "GET " + channels, "", null));
        String channel = channels + "/{channel}";
        expect(200, call(admin, "GET " + channel, "", null, "channel", "site"));
        expect(404, call(admin, "GET " + channel, "", null, "channel", "none"));
        JsonObject off = json("{'type':'google','name':'Ads','pool':'old','enabled':true}");
        expect(200, call(admin, "PUT " + channel, "", off, "channel", "ads"));
        expect(400, call(admin, "PUT " + channel, "", json("{'type':'google'}"), "channel", "ads"));
    }

    /** Switched off and to an address that nobody is asked for, so that nothing leaves. */
    private void webhooks() {
        String all = V1 + "/webhooks";
        JsonObject crm = json("{'id':'crm','url':'https://93.184.215.14/hook','events':['*'],'pools':['web'],"
                + "'headers':{'X-Token':'t'},'contact':true,'enabled':false}");
        Reply made = expect(201, call(admin, "POST " + all, "", crm));
        expect(409, call(admin, "POST " + all, "", crm));
        expect(400, call(admin, "POST " + all, "", json("{'url':'https://10.0.0.1/','events':['*']}")));
        expect(
                201,
                call(
                        admin,
                        "POST " + all,
                        "",
                        json("{'id':'ads-wins','url':'https://93.184.215.14/c','enabled':false,"
                                + "'format':'conversions','channels':['ads'],'conversion':{'names':{'won':'Purchase'},"
                                + "'body':{'click':'{click_id}'}}}")));
        expect(200, call(admin, "GET " + all, "", null));
        expect(403, call(lin, "GET " + all, "", null));
        String one = all + "/{webhook}";
        expect(200, call(admin, "GET " + one, "", null, "webhook", "crm"));
        expect(404, call(admin, "GET " + one, "", null, "webhook", "none"));
        crm.remove("id");
        String etag = made.header("etag");
        expect(412, call(admin, "PUT " + one, "", crm, "webhook", "crm", "If-Match", etag));
        expect(200, call(admin, "PUT " + one, "", crm.copy().putNull("pools"), "webhook", "crm"));
        expect(400, call(admin, "PUT " + one, "", json("{'url':'https://93.184.215.14/'}"), "webhook", "crm"));
        twice(200, admin, "POST " + one + "/secret:rotate", new JsonObject(), "webhook", "crm");
        expect(404, call(admin, "POST " + one + "/secret:rotate", "", new JsonObject(), "webhook", "none"));
        Reply status = expect(200, call(admin, "GET " + one + "/status", "", null, "webhook", "crm"));
        expect(404, call(admin, "GET " + one + "/status", "", null, "webhook", "none"));
        JsonObject from = new JsonObject().put("from", status.json().getString("position"));
        twice(200, admin, "POST " + one + "/replay", from, "webhook", "crm");
        expect(400, call(admin, "POST " + one + "/replay", "", json("{'from':'yesterday'}"), "webhook", "crm"));
        letters(one + "/dead-letters");
        expect(204, call(admin, "DELETE " + one, "", null, "webhook", "ads-wins"));
        expect(404, call(admin, "DELETE " + one, "", null, "webhook", "ads-wins"));
    }

    private void letters(String all) {
        database.accept("insert into outgoing_dead (tenant, webhook, lead, version, type, at, attempts, error, dead_at)"
                + " select tenant, webhook, n, 1, 'claimed', now(), 11, 'time', now()"
                + " from outgoing, generate_series(1, 2) n where webhook = 'crm'");
        Reply list = expect(200, call(admin, "GET " + all, "", null, "webhook", "crm"));
        expect(400, call(admin, "GET " + all, "?limit=0", null, "webhook", "crm"));
        String[] ids = {"webhook", "crm", "letter", first(list)};
        twice(204, admin, "POST " + all + "/{letter}/replay", new JsonObject(), ids);
        expect(404, call(admin, "POST " + all + "/{letter}/replay", "", new JsonObject(), ids));
        expect(404, call(admin, "DELETE " + all + "/{letter}", "", null, ids));
        ids[3] = first(expect(200, call(admin, "GET " + all, "", null, "webhook", "crm")));
        expect(204, call(admin, "DELETE " + all + "/{letter}", "", null, ids));
    }

    private static String first(Reply list) {
        return list.json().getJsonArray("items").getJsonObject(0).getString("id");
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
        platforms();
    }

    /** Hooks of platforms: what they ask first, and what they want to hear. */
    private void platforms() {
        String hook = "POST /hooks/{key}";
        expect(
                201,
                call(
                        admin,
                        "POST " + V1 + "/channels",
                        "",
                        json(
                                "{'id':'meta','type':'meta','name':'Meta','pool':'web','secret':'m','credentials':"
                                        + "{'verify_token':'tok','page_token':'p'},'auth':{'type':'meta','signed':"
                                        + "['{body}','{escaped_body}']},'settings':{'graph_url':'https://nobody.invalid/v25.0'}}")));
        expect(
                201,
                call(
                        admin,
                        "POST " + V1 + "/channels",
                        "",
                        json("{'id':'ocean','type':'oceanengine','name':'O','pool':'web','auth':{'type':'none'},"
                                + "'settings':{'test_values':['preview']}}")));
        expect(
                201,
                call(
                        admin,
                        "POST " + V1 + "/channels",
                        "",
                        json(
                                "{'id':'ks','type':'kuaishou','name':'K','pool':'web','settings':{'pull':{'url':"
                                        + "'https://nobody.invalid/clues?page={page}','list':'data.list','body':{'p':'{page}'},"
                                        + "'headers':{'X-A':'{token}'},'period':'PT10M','since':'2026-01-01T00:00:00.000Z'}}}")));
        String greet = "GET /hooks/{key}";
        String subscribe = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";
        expect(200, call("", greet, subscribe + "tok", null, "key", hookKey("meta")));
        expect(403, call("", greet, subscribe + "other", null, "key", hookKey("meta")));
        expect(404, call("", greet, subscribe + "tok", null, "key", hookKey("ocean")));
        expect(401, call("", hook, "", json("{'entry':[]}"), "key", hookKey("meta")));
        String fetches = "GET " + V1 + "/channels/{channel}/fetches";
        expect(200, call(admin, fetches, "", null, "channel", "meta"));
        expect(404, call(admin, fetches, "", null, "channel", "none"));
        String retry = "POST " + V1 + "/channels/{channel}/fetches:retry";
        expect(200, call(admin, retry, "", json("{}"), "channel", "meta"));
        expect(404, call(admin, retry, "", json("{}"), "channel", "none"));
        expect(200, call("", hook, "", json("{'id':'o1','name':'Li'}"), "key", hookKey("ocean")));
        expect(
                200,
                callText(
                        "",
                        hook,
                        "",
                        "<lead><name>X</name></lead>",
                        "application/xml",
                        "key",
                        hookKey("site"),
                        "X-Secret",
                        "between-us"));
    }

    private void costs() {
        String costs = "POST " + V1 + "/costs";
        JsonObject told = json("{'costs':[{'date':'2026-05-04','channel':'site','campaign':'c','ad':'a','amount':12.5,"
                + "'currency':'CNY'},{'date':'2026-05-04','channel':'site','amount':3,'currency':'EUR'}]}");
        twice(200, admin, costs, told);
        String csv = "date,channel,campaign,amount,currency\n2026-05-05,site,c,7.25,CNY\n";
        expect(200, callText(admin, costs, "", csv, "text/csv"));
        expect(400, callText(admin, costs, "", "date,channel\n\"", "text/csv"));
        expect(400, call(admin, costs, "", json("{'costs':[{'channel':'none','amount':-1}]}")));
        expect(403, call(lin, costs, "", told));
        expect(200, call(admin, "DELETE " + V1 + "/costs", "?from=2026-05-04&to=2026-05-04&channel=none", null));
        expect(400, call(admin, "DELETE " + V1 + "/costs", "?from=2026-05-04", null));
        expect(200, call(admin, "GET " + V1 + "/stats/costs", "?from=2026-05-01&to=2026-05-31&by=campaign", null));
        expect(400, call(admin, "GET " + V1 + "/stats/costs", "?from=2026-05-01&to=2026-04-30", null));
        String refunds = "GET " + V1 + "/stats/refunds";
        expect(200, call(admin, refunds, "?from=2026-05-01&to=2026-05-31&channel=site", null));
        expect(400, call(admin, refunds, "?from=2026-05-01", null));
    }

    private void callHooks() {
        expect(
                201,
                call(
                        admin,
                        "POST " + V1 + "/channels",
                        "",
                        json("{'id':'phone','type':'calls','name':'PBX','secret':'pbx','mapping':{'id':'uuid'}}")));
        expect(400, call(admin, "POST " + V1 + "/channels", "", json("{'type':'calls','name':'P','pool':'web'}")));
        JsonObject told =
                json("{'uuid':'h1','number':'+8613900002222','direction':'inbound','seconds':30,'agent':'lin'}");
        String hook = hookKey("phone");
        expect(200, call("", "POST /hooks/{key}", "?secret=pbx", told, "key", hook));
        expect(400, call("", "POST /hooks/{key}", "?secret=pbx", json("{'uuid':'h2'}"), "key", hook));
        expect(401, call("", "POST /hooks/{key}", "", told, "key", hook));
    }

    private void pings() {
        JsonObject channel = json("{'id':'partner','type':'generic','name':'Partner','pool':'web','ping_post':"
                + "{'ttl':'PT5M','currency':'USD','max_per_day':9,'prices':[{'when':{'zip':['90*']},'price':4.5}]}}");
        expect(201, call(admin, "POST " + V1 + "/channels", "", channel));
        String hook = hookKey("partner");
        String ping = "POST /hooks/{key}/ping";
        Reply bid = expect(200, call("", ping, "", json("{'zip':'90210'}"), "key", hook));
        expect(200, call("", ping, "", json("{'zip':'10001'}"), "key", hook));
        expect(400, callText("", ping, "", "{", "application/json", "key", hook));
        expect(404, call("", ping, "", json("{}"), "key", hookKey("ads")));
        JsonObject lead = json("{'name':'Bought'}").put("ping_id", bid.json().getString("ping_id"));
        expect(200, call("", "POST /hooks/{key}", "", lead, "key", hook));
        expect(409, call("", "POST /hooks/{key}", "?ping_id=77", json("{'name':'x'}"), "key", hook));
    }

    private void deadLetters() {
        String all = V1 + "/channels/{channel}/dead-letters";
        String one = all + "/{letter}";
        Reply list = eventually(
                () -> {
                    Reply page = expect(200, call(admin, "GET " + all, "?limit=9", null, "channel", "site"));
                    boolean both = page.json().getJsonArray("items").size() == 2;
                    return both ? page : new Reply(page.operation(), 0, page.body(), page.headers());
                },
                200);
        expect(400, call(admin, "GET " + all, "?limit=0", null, "channel", "site"));
        String letter = list.json().getJsonArray("items").getJsonObject(0).getString("id");
        Reply read = expect(200, call(admin, "GET " + one, "", null, "channel", "site", "letter", letter));
        if (read.body().contains("between-us")) {
            throw new AssertionError("a dead letter tells the channel's secret");
        }
        expect(403, call(lin, "GET " + one, "", null, "channel", "site", "letter", letter));
        twice(200, admin, "POST " + one + "/replay", json("{}"), "channel", "site", "letter", letter);
        expect(404, call(admin, "POST " + one + "/replay", "", json("{}"), "channel", "site", "letter", "1"));
        expect(200, call(admin, "POST " + all + ":replay", "", json("{'limit':1}"), "channel", "site"));
        expect(400, call(admin, "POST " + all + ":replay", "", json("{'limit':0}"), "channel", "site"));
        expect(204, call(admin, "DELETE " + one, "", null, "channel", "site", "letter", letter));
        expect(404, call(admin, "DELETE " + one, "", null, "channel", "site", "letter", letter));
        expect(400, callText("", "POST /hooks/{key}", "", "{", "application/json", "key", hookKey("ads")));
        Reply strange = eventually(
                () -> {
                    Reply page = expect(200, call(admin, "GET " + all, "", null, "channel", "ads"));
                    boolean there = !page.json().getJsonArray("items").isEmpty();
                    return there ? page : new Reply(page.operation(), 0, page.body(), page.headers());
                },
                200);
        String unproven = strange.json().getJsonArray("items").getJsonObject(0).getString("id");
        expect(409, call(admin, "POST " + one + "/replay", "", json("{}"), "channel", "ads", "letter", unproven));
    }

    private void health() {
        String one = V1 + "/channels/{channel}/health";
        expect(200, call(admin, "GET " + one, "", null, "channel", "site"));
        expect(404, call(admin, "GET " + one, "", null, "channel", "none"));
        expect(200, call(admin, "GET " + V1 + "/channels:health", "?limit=1", null));
        expect(400, call(admin, "GET " + V1 + "/channels:health", "?limit=0", null));
        expect(200, call(admin, "GET " + V1 + "/alerts", "?open=true", null));
        expect(400, call(admin, "GET " + V1 + "/alerts", "?open=perhaps", null));
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

    private void live() {
        String live = "GET " + V1 + "/live";
        expect(401, call("", live, "", null));
        expect(404, call(lin, live, "?pools=web,none", null));
        expect(400, call(lin, live, "?lanes=all", null));
        stream(admin, live, "?pools=web&cursor=x", "reset", () -> {});
        stream(admin, live, "", "entered", () -> enter("{'pool':'vip','contact':{'phone':'+8613900009876'}}"));
        stream(wei, live, "?pools=vip", "quota", () -> {
            String lead = enter("{'pool':'vip'}");
            JsonObject that = json("{}").put("lead", lead);
            eventually(wei, "POST " + V1 + "/pools/{pool}/claims", that, 201, "pool", "vip");
            expect(200, call(wei, "POST " + LEAD + "/release", "", json("{}"), "lead", lead));
        });
        stream(admin, live, "?pools=vip", "stats", () -> {});
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

    private void scoring() {
        String tried = "POST " + V1 + "/scoring:try";
        String apply = "POST " + V1 + "/scoring:apply";
        expect(409, call(admin, apply, "", json("{}")));
        JsonObject scoring = json("{'base':1,'rules':[{'name':'mba','when':{'field':'tags','is':'mba'},'points':40}],"
                + "'grades':[{'min':40,'grade':'A'}],'on_edit':true}");
        JsonObject sample = json("{'lead':{'pool':'web','tags':['mba']}}").put("scoring", scoring);
        expect(200, call(admin, tried, "", sample));
        expect(400, call(admin, tried, "", json("{'lead':{'colour':'red'}}")));
        expect(403, call(lin, tried, "", sample));
        JsonObject firm = firm();
        expect(200, call(admin, "PUT " + V1 + "/tenant", "", firm.copy().put("scoring", scoring)));
        expect(400, call(admin, "PUT " + V1 + "/tenant", "", firm.copy().put("scoring", json("{'rules':[{}]}"))));
        twice(202, admin, apply, json("{}"));
        expect(400, call(admin, apply, "", json("{'now':true}")));
        expect(200, call(admin, "PUT " + V1 + "/tenant", "", firm));
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

    /** What the firm calls things, its own fields, and when it may call. */
    private JsonObject firm() {
        return json("{'name':'Acme','time_zone':'Asia/Shanghai','grades':['A','B'],"
                + "'outcomes':['reached','no_answer','wrong_number'],'stages':['new','offer','won'],'intents':['high','low'],"
                + "'fields':[{'id':'budget','name':'Budget','type':'number'},"
                + "{'id':'level','name':'Level','type':'choice','options':['bachelor','master']}],"
                + "'contact_policy':{'dials':[{'max':2,'window':'P1D'}],'hours':null,'zones':{'SG':'Asia/Singapore'}},"
                + "'calendar':{'shifts':[{'days':['mon','tue','wed'],'from':'09:00','to':'18:00'}]}}");
    }

    private void words() {
        String tenant = "PUT " + V1 + "/tenant";
        expect(200, call(admin, tenant, "", firm()));
        expect(200, call(admin, "GET " + V1 + "/tenant", "", null));
        expect(
                400,
                call(
                        admin,
                        tenant,
                        "",
                        firm().put(
                                        "fields",
                                        json("{'a':[{'id':'x','type':'colour'}]}")
                                                .getValue("a"))));
        expect(
                400,
                call(admin, tenant, "", firm().put("contact_policy", json("{'hours':{'from':'18:00','to':'09:00'}}"))));
    }

    private void rules() {
        String pools = "POST " + V1 + "/pools";
        JsonObject desk = json("{'id':'desk','name':'Desk','members':{'everyone':true},'recycle':["
                + "{'name':'First contact','trigger':'no_first_contact','after':'PT20H','time':'working','to':'old',"
                + "'evidence':{'call_seconds':20,'outcomes':['reached'],'proofs':['recording']},"
                + "'warn_before':['PT4H','PT1H'],'extensions':{'max':1,'by':'agent'}},"
                + "{'name':'Silent','trigger':'no_followup','after':'P15D','warn_before':['P7D'],"
                + "'applies_to':{'grades':['A'],'tags':['mba'],'channels':['site'],'intent':['low'],'stage':['new'],"
                + "'last_outcome':['reached'],'fields':{'budget':['20000']},'won':false,'rounds':{'max':3}}},"
                + "{'name':'Graded B','trigger':'max_hold','after':'P2D','applies_to':{'grades':['B']}},"
                + "{'name':'Held','trigger':'max_hold','after':'P90D','extensions':{'max':3,'by':'manager'}}],"
                + "'stale':{'after':'P365D','then':'move','to':'old'},'cleanup':["
                + "{'name':'Dead','when':'outcomes','outcomes':['wrong_number'],'count':2,'then':'close','reason':'invalid'},"
                + "{'name':'Forgotten','when':'never_worked','after':'P400D','then':'close','applies_to':{'won':false}}],"
                + "'locks':{'max_per_agent':1,'longest':'P30D'},'nurture':{'max_per_agent':1},"
                + "'hard':{'after_rounds':3,'seniority':5},"
                + "'first_refusal':{'for':'team','time':'PT2H','beats_cooldown':true},'approvals':{'deals':true},"
                + "'attribution':'split','credit':{'needs_followup':true,'first_share':40},"
                + "'refund':{'within':'PT2H','outcomes':['wrong_number'],'verified_by':'call'}}");
        expect(201, call(admin, pools, "", desk));
        expect(200, call(admin, "GET " + V1 + "/pools/{pool}", "", null, "pool", "desk"));
        JsonObject senseless = json(
                "{'name':'x','recycle':[{'name':'r','trigger':'max_hold','after':'P1D',"
                        + "'warn_before':['P2D'],'evidence':{'call_seconds':1}}],'stale':{'after':'P1D','then':'move'},"
                        + "'hard':{'after_rounds':1},'first_refusal':{'for':'anyone'},'attribution':'luck','refund':{'within':'soon'}}");
        expect(400, call(admin, pools, "", senseless));
    }

    /** A lead in the pool with all the rules. */
    private String pooled(String contact) {
        return enter("{'pool':'desk','contact':" + contact + "}");
    }

    /** One that lin holds. */
    private String held(String contact) {
        String lead = pooled(contact);
        eventually(sam, "POST " + LEAD + "/assign", json("{'agent':'lin'}"), 200, "lead", lead);
        return lead;
    }

    private void places() {
        String move = "POST " + LEAD + "/move";
        String lead = held("{'name':'Moved'}");
        JsonObject toOld = json("{'pool':'old','note':'asks for evening calls'}");
        expect(404, call(sam, move, "", toOld, "lead", "7"));
        expect(404, call(lin, move, "", toOld, "lead", lead));
        expect(400, call(sam, move, "", json("{'pool':'none'}"), "lead", lead));
        expect(400, call(sam, move, "", toOld, "lead", lead));
        JsonObject seen = json("{'name':'Old','members':{'agents':['sam']}}");
        expect(200, call(admin, "PUT " + V1 + "/pools/{pool}", "", seen, "pool", "old"));
        twice(200, sam, move, toOld, "lead", lead);
        expect(409, call(admin, move, "", toOld, "lead", lead));

        String close = "POST " + LEAD + "/close";
        JsonObject lost = json("{'reason':'lost','note':'signed with somebody else'}");
        expect(404, call(lin, close, "", lost, "lead", lead));
        expect(400, call(admin, close, "", json("{'reason':'tired'}"), "lead", lead));
        twice(200, admin, close, lost, "lead", lead);
        expect(409, call(admin, close, "", lost, "lead", lead));
        expect(409, call(admin, move, "", toOld, "lead", lead));
        expect(409, call(admin, "POST " + LEAD + "/assign", "", json("{'agent':'wei'}"), "lead", lead));

        String reopen = "POST " + LEAD + "/reopen";
        expect(403, call(lin, reopen, "", toOld, "lead", lead));
        expect(400, call(admin, reopen, "", json("{'pool':'none'}"), "lead", lead));
        twice(200, admin, reopen, toOld, "lead", lead);
        expect(409, call(admin, reopen, "", toOld, "lead", lead));
        expect(200, call(admin, close, "", json("{'reason':'do_not_contact'}"), "lead", lead));
        expect(409, call(admin, reopen, "", toOld, "lead", lead));
        expect(200, call(admin, "GET " + LEAD + "/events", "", null, "lead", lead));
    }

    private void followups() {
        String all = LEAD + "/followups";
        String lead = held("{'name':'Followed up'}");
        JsonObject full = json(
                "{'method':'call','outcome':'reached','content':'Wants the evening course',"
                        + "'next_at':'2090-01-01T00:00:00.000Z','call':{'id':'pbx-0','seconds':30,"
                        + "'recording_url':'https://pbx.example/0'},'attachments':['https://files.example/1.png'],'reply':true}");
        expect(404, call(wei, "POST " + all, "", full, "lead", lead));
        expect(400, call(lin, "POST " + all, "", json("{'method':'smoke','outcome':'seen'}"), "lead", lead));
        expect(400, call(lin, "POST " + all, "", json("{'method':'sms','outcome':'seen'}"), "lead", lead));
        String id = twice(201, lin, "POST " + all, full, "lead", lead).json().getString("id");
        expect(201, call(lin, "POST " + all, "", json("{'method':'visit','outcome':'no_answer'}"), "lead", lead));
        Reply page = expect(200, call(lin, "GET " + all, "?limit=1", null, "lead", lead));
        expect(200, call(lin, "GET " + all, "?cursor=" + page.json().getString("next"), null, "lead", lead));
        expect(400, call(lin, "GET " + all, "?cursor=x", null, "lead", lead));
        expect(404, call(wei, "GET " + all, "", null, "lead", lead));

        String review = "POST " + all + "/{followup}/review";
        JsonObject fake = json("{'verdict':'fake','note':'never dialled'}");
        expect(403, call(lin, review, "", fake, "lead", lead, "followup", id));
        expect(400, call(sam, review, "", json("{'verdict':'perhaps'}"), "lead", lead, "followup", id));
        expect(404, call(sam, review, "", fake, "lead", lead, "followup", "99"));
        twice(200, sam, review, fake, "lead", lead, "followup", id);
        expect(200, call(sam, "GET " + all, "", null, "lead", lead));
        expect(200, call(sam, review, "", json("{'verdict':'genuine'}"), "lead", lead, "followup", id));
        expect(200, call(sam, "GET " + LEAD + "/events", "", null, "lead", lead));
    }

    private void callRecords() {
        String calls = "POST " + V1 + "/calls";
        String lead = held("{'name':'Called','phone':'+8613900004444'}");
        expect(
                201,
                call(
                        lin,
                        "POST " + LEAD + "/followups",
                        "",
                        json("{'method':'call','outcome':'reached'}"),
                        "lead",
                        lead));
        JsonObject record = json("{'id':'pbx-1','number':'+8613900004444','agent':'lin','direction':'out','seconds':45,"
                        + "'recording_url':'https://pbx.example/1'}")
                .put("started_at", Instant.now().minusSeconds(60).toString());
        Reply first = expect(201, call(admin, calls, "", record));
        same(first, expect(201, call(admin, calls, "", record)));
        twice(201, admin, calls, record);
        expect(422, call(admin, calls, "", record.copy().put("seconds", 46), KEY, lastKey()));
        expect(400, call(admin, calls, "", record.copy().put("id", "pbx-4").put("lead", "7")));
        expect(201, call(admin, calls, "", record.copy().put("id", "pbx-2").put("number", "+8613900004445")));
        expect(400, call(admin, calls, "", json("{'id':'pbx-3','direction':'up','agent':'nobody'}")));
        expect(403, call(lin, calls, "", record));
        expect(200, call(lin, "GET " + LEAD + "/followups", "", null, "lead", lead));
    }

    private void dials() {
        String dial = "POST " + LEAD + "/dial";
        expect(409, call(lin, dial, "", json("{}"), "lead", held("{'name':'No phone'}")));
        String lead = held("{'name':'Dialled','phone':'+8613900005555'}");
        expect(404, call(wei, dial, "", json("{}"), "lead", lead));
        expect(403, call(operator, dial, "", json("{}"), "lead", lead));
        expect(400, call(lin, dial, "", json("{'now':true}"), "lead", lead));
        twice(200, lin, dial, json("{}"), "lead", lead);
        expect(200, call(lin, dial, "", json("{}"), "lead", lead));
        expect(403, call(lin, dial, "", json("{}"), "lead", lead));
        boolean morning = Instant.now().atZone(ZoneOffset.UTC).getHour() < 12;
        JsonObject hours =
                new JsonObject().put("from", morning ? "13:00" : "01:00").put("to", morning ? "14:00" : "02:00");
        JsonObject policy = json("{'zones':{'CN':'UTC'}}").put("hours", hours);
        expect(200, call(admin, "PUT " + V1 + "/tenant", "", firm().put("contact_policy", policy)));
        expect(403, call(lin, dial, "", json("{}"), "lead", lead));
        expect(200, call(admin, "PUT " + V1 + "/tenant", "", firm()));
    }

    private void numbersThatNobodyMayCall() {
        String forbid = "POST " + V1 + "/do-not-call";
        String allow = "POST " + V1 + "/do-not-call/remove";
        String lead = held("{'name':'Unwilling','phone':'+8613900006666'}");
        JsonObject numbers = json("{'phones':['+8613900006666','+6591234567']}");
        twice(200, admin, forbid, numbers);
        expect(403, call(lin, "POST " + LEAD + "/dial", "", json("{}"), "lead", lead));
        expect(400, call(admin, forbid, "", json("{'phones':['12']}")));
        expect(403, call(lin, forbid, "", numbers));
        twice(200, admin, allow, numbers);
        expect(400, call(admin, allow, "", json("{}")));
        expect(200, call(lin, "POST " + LEAD + "/dial", "", json("{}"), "lead", lead));
        expect(200, call(admin, forbid, "", json("{'phones':['+8613900006667']}")));
        JsonObject listed = json("{'pool':'web','contact':{'phone':'+8613900006667'}}");
        String closed =
                twice(201, admin, "POST " + V1 + "/leads", listed).json().getString("id");
        expect(200, call(admin, "GET " + LEAD + "/events", "", null, "lead", closed));
        expect(409, call(admin, "POST " + LEAD + "/reopen", "", json("{'pool':'web'}"), "lead", closed));
        JsonObject scope = json("{'scopes':['do-not-call:write']}");
        expect(201, call(admin, "POST " + V1 + "/agents/{agent}/tokens", "", scope, "agent", "tmp"));
    }

    private void nurturingAndLocks() {
        String one = held("{'name':'First'}");
        String two = held("{'name':'Second'}");
        for (String operation : List.of("POST " + LEAD + "/nurture", "POST " + LEAD + "/lock")) {
            JsonObject soon = new JsonObject()
                    .put("until", Instant.now().plus(20, ChronoUnit.DAYS).toString())
                    .put("note", "after the exams");
            expect(404, call(wei, operation, "", soon, "lead", one));
            expect(400, call(lin, operation, "", json("{}"), "lead", one));
            expect(400, call(lin, operation, "", json("{'until':'2020-01-01T00:00:00.000Z'}"), "lead", one));
            expect(400, call(lin, operation, "", json("{'until':'2090-01-01T00:00:00.000Z'}"), "lead", one));
            twice(200, lin, operation, soon, "lead", one);
            expect(409, call(lin, operation, "", soon, "lead", two));
            expect(200, call(lin, operation, "", json("{'until':null}"), "lead", one));
            expect(409, call(admin, operation, "", soon, "lead", pooled("{'name':'Free'}")));
        }
    }

    private void extensions() {
        String extend = "POST " + LEAD + "/extend";
        String lead = held("{'name':'Extended'}");
        JsonObject more = json("{'rule':'First contact','by':'PT4H','note':'on holiday'}");
        expect(404, call(wei, extend, "", more, "lead", lead));
        expect(400, call(lin, extend, "", json("{'rule':'None','by':'P1D'}"), "lead", lead));
        expect(400, call(lin, extend, "", json("{'rule':'First contact','by':'P9D'}"), "lead", lead));
        expect(403, call(lin, extend, "", json("{'rule':'Held','by':'P9D'}"), "lead", lead));
        twice(200, lin, extend, more, "lead", lead);
        expect(409, call(lin, extend, "", more, "lead", lead));
        expect(409, call(admin, extend, "", more, "lead", pooled("{'name':'Free too'}")));
        expect(200, call(lin, "GET " + LEAD + "/events", "", null, "lead", lead));
    }

    private void edits() {
        String edit = "PATCH " + LEAD;
        String lead = held("{'name':'Edited','phone':'+8613900007777'}");
        JsonObject full = json("{'grade':'B','intent':'high','score':7,'tags':['mba'],'fields':{'budget':20000,"
                + "'level':'master'},'contact':{'name':'Edit Ed','phone':'+8613900008888','email':null,'wechat':'ed',"
                + "'company':'Ed Ltd'},'attributes':{'seen':[true,{'a':1}]}}");
        expect(404, call(wei, edit, "", full, "lead", lead));
        expect(400, call(lin, edit, "", json("{'grade':'Z'}"), "lead", lead));
        expect(400, call(lin, edit, "", json("{'intent':'some','fields':{'level':'doctor','age':3}}"), "lead", lead));
        expect(400, call(lin, edit, "", json("{'contact':{'phone':'12'}}"), "lead", lead));
        expect(409, call(lin, edit, "", json("{'contact':{'phone':'+8613900005555'}}"), "lead", lead));
        twice(200, lin, edit, full, "lead", lead);
        expect(409, call(lin, edit, "", full, "lead", lead));
        found(lead);

        // Graded B it would be due sooner: the owner's own word for an A is not enough.
        String approve = "POST " + LEAD + "/approve";
        JsonObject word = json("{'what':'edit','approved':true,'note':'it is an A'}");
        expect(409, call(sam, approve, "", word, "lead", lead));
        expect(200, call(lin, edit, "", json("{'grade':'A','fields':{'budget':null}}"), "lead", lead));
        finds(sam, "?awaiting=edit", lead);
        expect(403, call(lin, approve, "", word, "lead", lead));
        expect(404, call(sam, approve, "", word, "lead", "7"));
        expect(400, call(sam, approve, "", json("{'what':'everything'}"), "lead", lead));
        twice(200, sam, approve, word, "lead", lead);
        expect(200, call(sam, "GET " + LEAD + "/events", "", null, "lead", lead));

        String own = held("{'name':'Of the supervisor'}");
        expect(200, call(admin, "POST " + LEAD + "/assign", "", json("{'agent':'sam'}"), "lead", own));
        expect(202, call(sam, "POST " + LEAD + "/deals", "", json("{}"), "lead", own));
        expect(409, call(sam, approve, "", json("{'what':'deal'}"), "lead", own));
        Reply told = expect(
                201,
                call(
                        sam,
                        "POST " + LEAD + "/followups",
                        "",
                        json("{'method':'sms','outcome':'reached'}"),
                        "lead",
                        own));
        String judge = "POST " + LEAD + "/followups/{followup}/review";
        JsonObject genuine = json("{'verdict':'genuine'}");
        expect(
                409,
                call(
                        sam,
                        judge,
                        "",
                        genuine,
                        "lead",
                        own,
                        "followup",
                        told.json().getString("id")));
    }

    private void found(String lead) {
        finds(lin, "?owner=me&tag=mba&field.budget.min=20000&field.budget.max=20000", lead);
        finds(admin, "?grade=B&won=false&field.budget=2e4&field.level=master", lead);
        String list = "GET " + V1 + "/leads";
        for (String query : List.of("?field.budget=much", "?field.age=3", "?field.level.min=a", "?awaiting=all")) {
            expect(400, call(sam, list, query, null));
        }
        String browse = "GET " + V1 + "/pools/{pool}/leads";
        expect(200, call(lin, browse, "?field.level=master&tag=a&tag=b&won=true", null, "pool", "web"));
        expect(400, call(lin, browse, "?field.age=3", null, "pool", "web"));
    }

    /** Only this lead. */
    private void finds(String token, String query, String lead) {
        Reply page = expect(200, call(token, "GET " + V1 + "/leads", query, null));
        List<String> ids = page.json().getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("id"))
                .toList();
        if (!ids.equals(List.of(lead))) {
            faults().add(query + " finds " + ids + " and not " + lead);
        }
    }

    private void reveals() {
        String reveal = "POST " + LEAD + "/reveal";
        String lead = held("{'name':'Hidden','phone':'+8613900007654'}");
        JsonObject why = json("{'fields':['phone'],'reason':'a complaint'}");
        twice(200, sam, reveal, why, "lead", lead);
        expect(200, call(lin, reveal, "", why, "lead", lead));
        expect(403, call(operator, reveal, "", why, "lead", lead));
        expect(404, call(wei, reveal, "", why, "lead", lead));
        expect(400, call(sam, reveal, "", json("{'fields':['age']}"), "lead", lead));
        String reads = "GET " + V1 + "/audit/reads";
        expect(200, call(admin, reads, "?limit=2", null));
        expect(200, call(admin, reads, "?agent=sam&lead=" + lead, null));
        expect(400, call(admin, reads, "?who=sam", null));
        expect(403, call(lin, reads, "", null));
    }

    private void dataSubjects() {
        JsonObject who = json("{'phone':'+8613900007654'}");
        for (String what : List.of("find", "export")) {
            String route = "POST " + V1 + "/data-subjects:" + what;
            expect(200, call(admin, route, "", who));
            expect(400, call(admin, route, "", json("{'phone':'nobody'}")));
            expect(403, call(sam, route, "", who));
        }
        String erase = "POST " + V1 + "/data-subjects:erase";
        String lead = first(expect(200, call(admin, "GET " + V1 + "/leads", "?phone=%2B8613900007654", null)));
        expect(400, call(admin, erase, "", json("{'phone':'1','reason':'because'}")));
        twice(202, admin, erase, who.copy().put("keep_do_not_call", false));
        eventually(
                () -> {
                    Reply note = call(admin, "POST " + LEAD + "/notes", "", json("{'text':'gone?'}"), "lead", lead);
                    return note.status() == 410 ? note : new Reply(note.operation(), 0, note.body(), note.headers());
                },
                410);
        expect(200, call(admin, "GET " + LEAD, "", null, "lead", lead));
        expect(200, call(admin, "GET " + LEAD + "/events", "", null, "lead", lead));
        String rotate = "POST " + V1 + "/keys:rotate";
        expect(400, call(admin, rotate, "", json("{'now':true}")));
        expect(403, call(sam, rotate, "", json("{}")));
        twice(202, admin, rotate, json("{}"));
        expect(409, call(admin, rotate, "", json("{}")));
    }

    private void notes() {
        String note = "POST " + LEAD + "/notes";
        String lead = held("{'name':'Noted'}");
        JsonObject text = json("{'text':'asked about a refund'}");
        expect(404, call(wei, note, "", text, "lead", lead));
        expect(400, call(lin, note, "", json("{'text':' '}"), "lead", lead));
        twice(200, lin, note, text, "lead", lead);
        String message = "POST " + LEAD + "/messages";
        expect(400, call(admin, message, "", text, "lead", lead));
        twice(200, admin, message, text.copy().put("kind", "complaint"), "lead", lead);
        expect(200, call(lin, "POST " + LEAD + "/close", "", json("{'reason':'not_target'}"), "lead", lead));
        expect(409, call(admin, note, "", text, "lead", lead));
        expect(409, call(admin, "PATCH " + LEAD, "", json("{'score':1}"), "lead", lead));
    }

    private void deals() {
        String all = LEAD + "/deals";
        String lead = held("{'name':'Buyer'}");
        JsonObject first = json("{'amount':12800.5,'currency':'CNY','kind':'first','external_id':'order-1',"
                + "'contract_ends_at':'2090-01-01T00:00:00.000Z','note':'paid in rates'}");
        expect(404, call(wei, "POST " + all, "", first, "lead", lead));
        expect(400, call(lin, "POST " + all, "", json("{'amount':-1,'currency':'ABC'}"), "lead", lead));
        expect(409, call(lin, "POST " + all, "", json("{'kind':'repurchase'}"), "lead", lead));
        twice(202, lin, "POST " + all, first, "lead", lead);
        String key = lastKey();
        expect(409, call(lin, "POST " + all, "", json("{}"), "lead", lead));
        expect(201, call(lin, "POST " + LEAD + "/payments", "", json("{'amount':1,'currency':'CNY'}"), "lead", lead));
        twice(200, sam, "POST " + LEAD + "/approve", json("{'what':'deal'}"), "lead", lead);
        expect(202, call(lin, "POST " + all, "", first, "lead", lead, KEY, key));
        expect(409, call(sam, "POST " + all, "", first, "lead", lead));
        expect(409, call(sam, "POST " + all, "", json("{'kind':'first'}"), "lead", lead));
        twice(201, sam, "POST " + all, json("{'amount':3200,'currency':'CNY'}"), "lead", lead);
        expect(202, call(lin, "POST " + all, "", json("{}"), "lead", lead));
        JsonObject no = json("{'what':'deal','approved':false,'note':'not paid'}");
        expect(200, call(sam, "POST " + LEAD + "/approve", "", no, "lead", lead));
        pages("GET " + all, lead);
        expect(200, call(sam, "GET " + LEAD + "/events", "?limit=200", null, "lead", lead));
    }

    private void opportunities() {
        String all = LEAD + "/opportunities";
        String lead = held("{'name':'Chance'}");
        JsonObject full = json("{'name':'Evening course','stage':'new','probability':40,'amount':12800,"
                + "'currency':'CNY','external_id':'crm-1'}");
        expect(404, call(wei, "POST " + all, "", full, "lead", lead));
        expect(400, call(lin, "POST " + all, "", json("{'stage':'soon','probability':101}"), "lead", lead));
        expect(400, call(lin, "POST " + all, "", json("{'stage':'soon'}"), "lead", lead));
        twice(201, lin, "POST " + all, full, "lead", lead);
        expect(409, call(lin, "POST " + all, "", full, "lead", lead));
        expect(201, call(lin, "POST " + all, "", json("{'stage':'new'}"), "lead", lead));
        String id = pages("GET " + all, lead);
        String one = "PUT " + all + "/{opportunity}";
        JsonObject on =
                json("{'name':'Day course','stage':'offer','probability':70,'amount':9800.25,'currency':'CNY'}");
        twice(200, lin, one, on, "lead", lead, "opportunity", id);
        expect(
                400,
                call(lin, one, "", json("{'stage':'offer','external_id':'crm-2'}"), "lead", lead, "opportunity", id));
        expect(404, call(lin, one, "", on, "lead", lead, "opportunity", "99"));
        expect(200, call(lin, "GET " + all, "", null, "lead", lead));
        expect(200, call(lin, "POST " + LEAD + "/close", "", json("{'reason':'lost'}"), "lead", lead));
        expect(409, call(admin, one, "", on, "lead", lead, "opportunity", id));
    }

    private void contractsAndPayments() {
        String contracts = LEAD + "/contracts";
        String lead = held("{'name':'Customer'}");
        JsonObject contract = json("{'amount':12800,'currency':'CNY','signed_at':'2026-01-05T00:00:00.000Z',"
                + "'ends_at':'2090-01-01T00:00:00.000Z','external_id':'c-1'}");
        expect(404, call(wei, "POST " + contracts, "", contract, "lead", lead));
        expect(400, call(lin, "POST " + contracts, "", json("{'signed_at':'2090-01-01T00:00:00.000Z'}"), "lead", lead));
        twice(201, lin, "POST " + contracts, contract, "lead", lead);
        expect(409, call(lin, "POST " + contracts, "", contract, "lead", lead));
        expect(201, call(lin, "POST " + contracts, "", json("{}"), "lead", lead));
        pages("GET " + contracts, lead);

        String payments = LEAD + "/payments";
        JsonObject payment =
                json("{'amount':0.5,'currency':'EUR','paid_at':'2026-01-06T00:00:00.000Z'," + "'external_id':'p-1'}");
        expect(404, call(wei, "POST " + payments, "", payment, "lead", lead));
        expect(400, call(lin, "POST " + payments, "", json("{}"), "lead", lead));
        twice(201, lin, "POST " + payments, payment, "lead", lead);
        expect(409, call(lin, "POST " + payments, "", payment, "lead", lead));
        expect(201, call(lin, "POST " + payments, "", json("{'amount':7,'currency':'EUR'}"), "lead", lead));
        pages("GET " + payments, lead);
    }

    /** Reads a list of two or more items about a lead; the id of the first. */
    private String pages(String operation, String lead) {
        expect(404, call(wei, operation, "", null, "lead", lead));
        expect(400, call(lin, operation, "?sort=at", null, "lead", lead));
        Reply first = expect(200, call(lin, operation, "?limit=1", null, "lead", lead));
        String next = first.json().getString("next");
        Reply second = expect(200, call(lin, operation, "?limit=1&cursor=" + next, null, "lead", lead));
        JsonObject item = first.json().getJsonArray("items").getJsonObject(0);
        if (second.json().getJsonArray("items").getJsonObject(0).equals(item)) {
            throw new AssertionError(operation + " does not go on: " + second.body());
        }
        return item.getString("id");
    }

    private void tasks() {
        String all = V1 + "/tasks";
        String one = all + "/{task}";
        JsonObject wanted = json("{'agent':'lin','text':'Ask for the contract','due_at':'2090-01-01T09:00:00.000Z'}")
                .put("lead", held("{'name':'Task'}"));
        Reply given = twice(201, sam, "POST " + all, wanted);
        expect(201, call(lin, "POST " + all, "", json("{'agent':'me','lead':null,'text':'x','due_at':null}")));
        expect(400, call(lin, "POST " + all, "", json("{'agent':'wei','text':' ','due_at':'soon'}")));
        expect(404, call(sam, "POST " + all, "", wanted.copy().put("lead", "7")));
        expect(200, call(sam, "GET " + all, "?agent=lin&status=open&limit=1", null));
        expect(400, call(sam, "GET " + all, "?status=late", null));
        String task = given.json().getString("id");
        expect(200, call(lin, "GET " + one, "", null, "task", task));
        expect(404, call(wei, "GET " + one, "", null, "task", task));
        expect(200, call(sam, "PATCH " + one, "", json("{'text':'Ask again','due_at':null}"), "task", task));
        expect(403, call(lin, "PATCH " + one, "", json("{'status':'cancelled'}"), "task", task));
        expect(200, call(lin, "PATCH " + one, "", json("{'status':'done'}"), "task", task));
        expect(409, call(sam, "PATCH " + one, "", json("{'agent':'wei'}"), "task", task));
        String comments = one + "/comments";
        twice(201, lin, "POST " + comments, json("{'text':'It has come'}"), "task", task);
        expect(400, call(lin, "POST " + comments, "", json("{'text':''}"), "task", task));
        expect(404, call(wei, "POST " + comments, "", json("{'text':'Me too'}"), "task", task));
        expect(200, call(sam, "GET " + comments, "?limit=1", null, "task", task));
        expect(404, call(wei, "GET " + comments, "", null, "task", task));
    }

    private void days() {
        expect(200, call(lin, "GET " + V1 + "/me/day", "", null));
        expect(400, call(lin, "GET " + V1 + "/me/day", "?date=monday", null));
        expect(404, call(sam, "GET " + V1 + "/agents/{agent}/day", "", null, "agent", "none"));
        expect(200, call(sam, "GET " + V1 + "/agents/{agent}/day", "?date=2090-01-01", null, "agent", "lin"));
    }

    private void reviews() {
        String suspicious = "GET " + V1 + "/followups/suspicious";
        expect(
                200,
                call(sam, suspicious, "?agent=lin&limit=5&from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z", null));
        expect(400, call(sam, suspicious, "?from=yesterday", null));
        expect(200, call(sam, suspicious, "?limit=1&cursor=0-0-0", null));
        expect(400, call(sam, suspicious, "?cursor=7", null));
        expect(403, call(lin, suspicious, "", null));
        expect(200, call(sam, "GET " + V1 + "/followups/sample", "?week=2026-W48", null));
        expect(400, call(sam, "GET " + V1 + "/followups/sample", "?week=48", null));
        String integrity = "GET " + V1 + "/agents/{agent}/integrity";
        expect(200, call(sam, integrity, "", null, "agent", "lin"));
        expect(404, call(sam, integrity, "", null, "agent", "none"));
        expect(400, call(sam, integrity, "?to=1", null, "agent", "lin"));
    }

    private void previews() {
        String preview = "POST " + V1 + "/pools/{pool}/recycle:preview";
        JsonObject rules = json("{'recycle':[{'name':'short','trigger':'max_hold','after':'P1D'}],"
                + "'from':'2026-01-01T00:00:00.000Z','to':'2026-02-01T00:00:00.000Z'}");
        expect(200, call(admin, preview, "", rules, "pool", "web"));
        expect(200, call(admin, preview, "", json("{}"), "pool", "web"));
        expect(400, call(admin, preview, "", json("{'recycle':[{'name':'x'}]}"), "pool", "web"));
        expect(403, call(lin, preview, "", rules, "pool", "web"));
        expect(404, call(admin, preview, "", rules, "pool", "none"));
    }

    private void presences() {
        String mine = "PUT " + V1 + "/me/presence";
        expect(200, call(lin, mine, "", json("{'status':'busy'}")));
        expect(400, call(lin, mine, "", json("{'status':'asleep'}")));
        expect(403, call(operator, mine, "", json("{'status':'busy'}")));
        expect(200, call(lin, "GET " + V1 + "/me/presence", "", null));
        expect(403, call(operator, "GET " + V1 + "/me/presence", "", null));
        expect(200, call(admin, "GET " + V1 + "/agents/{agent}/presence", "", null, "agent", "lin"));
        expect(404, call(admin, "GET " + V1 + "/agents/{agent}/presence", "", null, "agent", "none"));
        String leaves = V1 + "/agents/{agent}/leaves";
        JsonObject wanted =
                json("{'from':'2099-01-01T00:00:00.000Z','until':'2099-01-05T00:00:00.000Z','leads':'pause'}");
        expect(400, call(admin, "POST " + leaves, "", wanted, "agent", "lin"));
        wanted.put("from", soon(1)).put("until", soon(5));
        Reply entered = expect(201, call(admin, "POST " + leaves, "", wanted, "agent", "lin"));
        expect(409, call(admin, "POST " + leaves, "", wanted, "agent", "lin"));
        expect(403, call(lin, "POST " + leaves, "", wanted, "agent", "lin"));
        expect(404, call(admin, "POST " + leaves, "", wanted, "agent", "none"));
        expect(200, call(admin, "GET " + leaves, "", null, "agent", "lin"));
        expect(400, call(admin, "GET " + leaves, "?limit=0", null, "agent", "lin"));
        String leave = entered.json().getString("id");
        expect(200, call(admin, "GET " + leaves + "/{leave}", "", null, "agent", "lin", "leave", leave));
        expect(404, call(admin, "GET " + leaves + "/{leave}", "", null, "agent", "lin", "leave", "1"));
        expect(200, call(admin, "DELETE " + leaves + "/{leave}", "", null, "agent", "lin", "leave", leave));
        expect(404, call(admin, "DELETE " + leaves + "/{leave}", "", null, "agent", "lin", "leave", "1"));
    }

    private static String soon(int days) {
        return Rfc3339.text(System.currentTimeMillis() + days * 86_400_000L);
    }

    private void handovers() {
        String handover = "POST " + V1 + "/agents/{agent}/handover";
        expect(400, call(admin, handover, "", json("{'agent':'tmp'}"), "agent", "tmp"));
        expect(403, call(lin, handover, "", json("{}"), "agent", "tmp"));
        expect(404, call(admin, handover, "", json("{}"), "agent", "none"));
        Reply started = expect(202, call(admin, handover, "", json("{'status':'suspended'}"), "agent", "tmp"));
        String job = started.json().getString("id");
        expect(200, call(admin, "GET " + V1 + "/jobs/{job}", "", null, "job", job));
        expect(404, call(admin, "GET " + V1 + "/jobs/{job}", "", null, "job", "1"));
        expect(200, call(admin, "GET " + V1 + "/jobs", "?limit=1", null));
        expect(400, call(admin, "GET " + V1 + "/jobs", "?limit=0", null));
    }

    private void assignments() {
        String pools = V1 + "/pools";
        String pool = pools + "/{pool}";
        JsonObject given = json(
                "{'name':'Given','members':{'everyone':true},'assignment':{'strategy':'performance',"
                        + "'applies_to':{'grades':['A']},'share':50,'among':{'teams':['blue']},'present_within':'PT1H',"
                        + "'performance':{'window':'P7D','win_rate':50,'activity':50,'load':0},'offer':{'time':'PT1M','max':2}}}");
        expect(201, call(admin, "POST " + pools, "", given.copy().put("id", "given")));
        expect(
                400,
                call(
                        admin,
                        "PUT " + pool,
                        "",
                        json(
                                "{'name':'x','visible':false,'assignment':{'strategy':'rota','weights':{'nobody':2},'offer':{}}}"),
                        "pool",
                        "given"));
        expect(200, call(lin, "GET " + pool + "/assignment", "", null, "pool", "given"));
        expect(404, call(lin, "GET " + pool + "/assignment", "", null, "pool", "none"));
        expect(200, call(lin, "GET " + V1 + "/me/offers", "", null));
        expect(403, call(operator, "GET " + V1 + "/me/offers", "", null));
        expect(200, call(lin, "GET " + pool + "/turns", "", null, "pool", "given"));
        expect(404, call(lin, "GET " + pool + "/turns", "", null, "pool", "none"));
        expect(200, call(lin, "GET " + V1 + "/points", "", null));
        expect(401, call("", "GET " + V1 + "/points", "", null));
        String lead = enter("{'pool':'web','contact':{'name':'Declined'}}");
        expect(404, call(lin, "POST " + LEAD + "/decline", "", json("{}"), "lead", lead));
        given.put("assignment", json("{'strategy':'round_robin','among':{'agents':['lin']},'offer':{'time':'PT1H'}}"));
        expect(200, call(admin, "PUT " + pool, "", given, "pool", "given"));
        String presence = "PUT " + V1 + "/me/presence";
        expect(200, call(lin, presence, "", json("{'status':'ready'}")));
        String offered = enter("{'pool':'given','contact':{'name':'Offered'}}");
        eventually(lin, "POST " + LEAD + "/decline", json("{}"), 204, "lead", offered);
        expect(200, call(lin, presence, "", json("{'status':'off'}")));

        expect(
                200,
                call(
                        admin,
                        "PUT " + pool,
                        "",
                        json(
                                "{'name':'Asked','members':{'everyone':true},'claim':{'mode':'request','max_requests':1}}"),
                        "pool",
                        "given"));
        String claims = "POST " + pool + "/claims";
        String asked = enter("{'pool':'given','contact':{'name':'Asked'}}");
        JsonObject that = json("{'lead':'" + asked + "'}");
        eventually(lin, claims, that, 202, "pool", "given");
        expect(409, call(lin, claims, "", that, "pool", "given"));
        expect(400, call(lin, claims, "", json("{'count':2}"), "pool", "given"));
        JsonObject more = json("{'lead':'" + enter("{'pool':'given','contact':{'name':'One more'}}") + "'}");
        eventually(wei, claims, more, 202, "pool", "given");
        expect(409, call(lin, claims, "", more, "pool", "given"));
        expect(409, call(wei, claims, "", that, "pool", "given"));
        expect(204, call(wei, "DELETE " + LEAD + "/requests/me", "", null, "lead", more.getString("lead")));
        expect(200, call(sam, "GET " + LEAD + "/requests", "", null, "lead", asked));
        expect(404, call(sam, "GET " + LEAD + "/requests", "", null, "lead", "1"));
        String approve = "POST " + LEAD + "/approve";
        JsonObject no = json("{'what':'claim','agent':'lin','approved':false}");
        twice(200, sam, approve, no, "lead", asked);
        expect(409, call(sam, approve, "", no, "lead", asked));
        expect(400, call(sam, approve, "", json("{'what':'claim'}"), "lead", asked));
        expect(202, call(wei, claims, "", that, "pool", "given"));
        expect(204, call(wei, "DELETE " + LEAD + "/requests/me", "", null, "lead", asked));
        expect(409, call(wei, "DELETE " + LEAD + "/requests/me", "", null, "lead", asked));
        twice(202, lin, claims, that, "pool", "given");
        twice(200, sam, approve, json("{'what':'claim','agent':'lin','note':'Yours'}"), "lead", asked);
    }

    private void bulk() {
        String exists = "GET " + V1 + "/leads:exists";
        expect(200, call(lin, exists, "?phone=%2B8613800138000", null));
        expect(400, call(lin, exists, "?phone=1", null));
        String bulk = "POST " + V1 + "/leads/bulk";
        expect(200, call(admin, bulk, "", json("{'action':'move','pool':'vip','leads':['1','2'],'note':'n'}")));
        expect(400, call(admin, bulk, "", json("{'action':'move','leads':[]}")));
        expect(403, call(lin, bulk, "", json("{'action':'close','reason':'lost','leads':['1']}")));
    }

    private void imports() {
        String all = "POST " + V1 + "/imports";
        String csv = "text/csv";
        Reply started = expect(202, callText(admin, all, "?pool=web&region=CN", "姓名,手机\nLi,13700000001\nWu,1\n", csv));
        expect(400, callText(admin, all, "?pool=none", "name\nLi\n", csv));
        expect(403, callText(lin, all, "?pool=web", "name\nLi\n", csv));
        expect(415, callText(admin, all, "?pool=web", "name\nLi\n", "text/plain"));
        String line = "{\"name\":\"Li\"}";
        for (String text : List.of(line, line, line + "\n" + line)) {
            int status = text.equals(line) ? 202 : 422;
            expect(status, callText(admin, all, "?pool=web", text, "application/x-ndjson", "Idempotency-Key", "file"));
        }
        String preview = all + ":preview";
        expect(200, callText(admin, preview, "?channel=site", "name,x\nLi,1\n,\n,2\n", csv));
        expect(400, callText(admin, preview, "?pool=web", "", csv));
        String one = V1 + "/imports/{import}";
        String id = started.json().getString("id");
        eventually(
                () -> {
                    Reply read = expect(200, call(admin, "GET " + one, "", null, "import", id));
                    return read.json().getString("status").equals("done") ? read : new Reply("", 0, "", Map.of());
                },
                200);
        expect(404, call(admin, "GET " + one, "", null, "import", "1"));
        expect(200, call(admin, "GET " + one + "/errors", "", null, "import", id));
        expect(404, call(admin, "GET " + one + "/errors", "", null, "import", "1"));
        expect(200, call(admin, "GET " + V1 + "/imports", "?limit=1", null));
        expect(400, call(admin, "GET " + V1 + "/imports", "?limit=0", null));
        expect(204, call(admin, "DELETE " + one, "", null, "import", id));
        expect(404, call(admin, "DELETE " + one, "", null, "import", id));
    }

    private void suspects() {
        database.accept("insert into suspect (tenant, agent, since, until_at, why, evidence, action)"
                + " select no, 'lin', now(), now() + interval '1 hour', 'speed', '{\"attempts\":9}', 'warn' from tenant"
                + " where id = 'acme'");
        String all = V1 + "/suspects";
        expect(200, call(sam, "GET " + all, "", null));
        expect(400, call(sam, "GET " + all, "?limit=0", null));
        expect(204, call(sam, "DELETE " + all + "/{agent}", "", null, "agent", "lin"));
        expect(404, call(sam, "DELETE " + all + "/{agent}", "", null, "agent", "lin"));
    }

    private void heads() {
        String heads = "GET " + V1 + "/audit/heads";
        expect(200, call(admin, heads, "", null));
        expect(403, call(lin, heads, "", null));
    }

    private void exports() {
        String export = "GET " + V1 + "/exports/leads";
        expect(200, call(admin, export, "?state=pooled", null));
        expect(200, call(lin, export, "?format=ndjson&owner=me", null));
        expect(200, call(admin, export, "?format=xlsx", null));
        expect(400, call(admin, export, "?format=pdf", null));
        expect(404, call(admin, export, "?pool=none", null));
    }

    private void configuration() {
        String all = V1 + "/config";
        Reply file = expect(200, call(admin, "GET " + all, "", null));
        expect(404, call(admin, "GET " + all, "?version=1000000", null));
        String more = file.body().replace("\npools:\n", "\npools:\n  spare: {name: Spare}\n");
        expect(200, apply("?dry_run=true", more));
        expect(412, apply("", more, "If-Match", "\"1\""));
        Reply applied = expect(200, apply("", more, "If-Match", file.header("etag"), KEY, "apply"));
        same(applied, expect(200, apply("", more, "If-Match", file.header("etag"), KEY, "apply")));
        expect(422, apply("", file.body(), KEY, "apply"));
        expect(400, apply("", file.body().replace("\npools:", "\npuddles:")));
        expect(400, apply("?dry_run=yes", file.body()));
        expect(409, apply("", "pools: {}\n"));
        expect(413, apply("", "#".repeat(5 << 20)));
        expect(415, callText(admin, "PUT " + all, "", "{}", "application/json"));
        expect(401, call("", "GET " + all, "", null));
        expect(403, call(lin, "GET " + all + "/history", "", null));
        expect(200, call(admin, "GET " + all + "/history", "?section=pool&limit=1", null));
        String revert = "POST " + all + "/revert";
        JsonObject one = json("{'version':2,'section':'pool','id':'spare'}");
        expect(200, call(admin, revert, "?dry_run=true", one));
        twice(200, admin, revert, one);
        expect(404, call(admin, revert, "", json("{'version':1000000}")));
        expect(400, call(admin, revert, "", json("{'version':'first'}")));
    }

    private Reply apply(String query, String file, String... headers) {
        return callText(admin, "PUT " + V1 + "/config", query, file, "application/yaml", headers);
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
}
