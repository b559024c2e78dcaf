package io.pelagos;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;

/** Calls what leads come by and where what happens is told: pools, channels, hooks, costs, webhooks. */
final class ChannelExerciser extends AcmeCalls {
    ChannelExerciser(OpenApiDocument document, int port, Tokens tokens, Consumer<String> database) {
        super(document, port, tokens, database);
    }

    void poolsAndChannels() {
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

    void trials() {
        JsonObject tried =
                json("{'channel':{'type':'generic','mapping':{'phone':'a.b','score':'s','grade':{'value':'A'}}}}")
                        .put("body", "{\"a\":{\"b\":\"13900002222\"},\"s\":\"much\",\"x\":1}");
        expect(200, call(admin, "POST " + V1 + "/channels:try", "", tried));
        expect(200, call(admin, "POST " + V1 + "/channels:try", "", tried.copy().put("body", "{")));
        expect(400, call(admin, "POST " + V1 + "/channels:try", "", json("{'channel':{'type':'calls'},'body':'{}'}")));
        expect(403, call(lin, "POST " + V1 + "/channels:try", "", tried));
        String test = "POST " + V1 + "/channels/{channel}/deliveries:test";
        expect(200, call(admin, test, "", json("{'body':'e30=','encoding':'base64'}"), "channel", "site"));
        expect(200, call(admin, test, "", json("{'body':'{'}"), "channel", "site"));
        expect(400, call(admin, test, "", json("{'body':'%','encoding':'base64'}"), "channel", "site"));
        expect(404, call(admin, test, "", json("{'body':'{}'}"), "channel", "none"));
    }

    /** Switched off and to an address that nobody is asked for, so that nothing leaves. */
    void webhooks() {
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

    void hooks() {
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

    void costs() {
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

    void numbers() {
        String stats = "GET " + V1 + "/stats/";
        String days = "?from=2026-05-01&to=2026-05-31";
        for (String sheet : List.of("channels", "breakdown", "pools", "agents", "funnel")) {
            expect(200, call(admin, stats + sheet, days + "&step=week&compare=previous", null));
            expect(200, call(admin, stats + sheet, "?step=hour&format=csv", null));
            expect(400, call(admin, stats + sheet, "?step=year", null));
        }
        for (String list : List.of("flow", "hours", "unsold", "fairness", "leaderboard")) {
            expect(200, call(admin, stats + list, "", null));
            expect(200, call(admin, stats + list, days + "&format=csv", null));
            expect(400, call(admin, stats + list, "?from=2026-05-02&to=2026-05-01", null));
        }
        expect(200, call(admin, stats + "breakdown", "?by=tag&channel=site&limit=3", null));
        expect(400, call(admin, stats + "breakdown", "?by=phone", null));
        expect(200, call(admin, stats + "unsold", "?min=1&limit=5", null));
        expect(200, call(lin, stats + "leaderboard", "?order=claims", null));
        expect(403, call(lin, stats + "pools", "", null));
    }

    void callHooks() {
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

    void pings() {
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

    void deadLetters() {
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

    void health() {
        String one = V1 + "/channels/{channel}/health";
        expect(200, call(admin, "GET " + one, "", null, "channel", "site"));
        expect(404, call(admin, "GET " + one, "", null, "channel", "none"));
        expect(200, call(admin, "GET " + V1 + "/channels:health", "?limit=1", null));
        expect(400, call(admin, "GET " + V1 + "/channels:health", "?limit=0", null));
    }

    void alerts() {
        targets();
        String all = V1 + "/alert-rules";
        String one = all + "/{rule}";
        JsonObject dry =
                json("{'id':'dry','kind':'pool_dry','pools':['web'],'below':1000000,'minutes':0,'targets':['ops']}");
        Reply made = expect(201, call(admin, "POST " + all, "", dry));
        expect(409, call(admin, "POST " + all, "", dry));
        expect(400, call(admin, "POST " + all, "", json("{'kind':'pool_dry'}")));
        expect(201, call(admin, "POST " + all, "", json("{'id':'bots','kind':'claim_bot'}")));
        expect(200, call(admin, "GET " + all, "", null));
        expect(400, call(admin, "GET " + all, "?limit=0", null));
        expect(200, call(admin, "GET " + one, "", null, "rule", "dry"));
        expect(404, call(admin, "GET " + one, "", null, "rule", "none"));
        dry.remove("id");
        expect(412, call(admin, "PUT " + one, "", dry, "rule", "dry", "If-Match", made.header("etag")));
        expect(200, call(admin, "PUT " + one, "", dry, "rule", "dry"));
        expect(400, call(admin, "PUT " + one, "", json("{'kind':'pool_dry','below':0}"), "rule", "dry"));
        Reply open = eventually(
                () -> {
                    Reply page = expect(200, call(admin, "GET " + V1 + "/alerts", "?open=true", null));
                    boolean there = !page.json().getJsonArray("items").isEmpty();
                    return there ? page : new Reply(page.operation(), 0, page.body(), page.headers());
                },
                200);
        String note = "POST " + V1 + "/alerts/{alert}/acknowledge";
        twice(200, admin, note, new JsonObject(), "alert", first(open));
        expect(404, call(admin, note, "", new JsonObject(), "alert", "7"));
        expect(400, call(admin, "GET " + V1 + "/alerts", "?open=perhaps", null));
        String target = V1 + "/alert-targets/{target}";
        expect(409, call(admin, "DELETE " + target, "", null, "target", "ops"));
        expect(204, call(admin, "DELETE " + one, "", null, "rule", "dry"));
        expect(404, call(admin, "DELETE " + one, "", null, "rule", "dry"));
        expect(204, call(admin, "DELETE " + target, "", null, "target", "ops"));
    }

    private void targets() {
        String all = V1 + "/alert-targets";
        String one = all + "/{target}";
        JsonObject ops = json("{'id':'ops','kind':'email','to':['ops@firm.example'],'language':'en'}");
        Reply made = expect(201, call(admin, "POST " + all, "", ops));
        expect(409, call(admin, "POST " + all, "", ops));
        expect(400, call(admin, "POST " + all, "", json("{'kind':'wecom','url':'https://10.0.0.1/'}")));
        expect(201, call(admin, "POST " + all, "", json("{'kind':'webhook','url':'https://93.184.215.14/a'}")));
        expect(200, call(admin, "GET " + all, "", null));
        expect(400, call(admin, "GET " + all, "?limit=0", null));
        expect(403, call(lin, "GET " + all, "", null));
        expect(200, call(admin, "GET " + one, "", null, "target", "ops"));
        expect(404, call(admin, "GET " + one, "", null, "target", "none"));
        ops.remove("id");
        expect(412, call(admin, "PUT " + one, "", ops, "target", "ops", "If-Match", made.header("etag")));
        expect(200, call(admin, "PUT " + one, "", ops, "target", "ops"));
        expect(400, call(admin, "PUT " + one, "", json("{'kind':'email'}"), "target", "ops"));
        expect(200, call(admin, "GET " + one + "/status", "", null, "target", "ops"));
        expect(404, call(admin, "GET " + one + "/status", "", null, "target", "none"));
        twice(200, admin, "POST " + one + "/test", new JsonObject(), "target", "ops");
        expect(404, call(admin, "POST " + one + "/test", "", new JsonObject(), "target", "none"));
        expect(404, call(admin, "DELETE " + one, "", null, "target", "none"));
    }

    void deletions() {
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
}
