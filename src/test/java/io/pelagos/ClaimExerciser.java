package io.pelagos;

import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Calls the race for leads, and what moves them: claims, assignment, release, rules. */
final class ClaimExerciser extends AcmeCalls {
    ClaimExerciser(OpenApiDocument document, int port, Tokens tokens, Consumer<String> database) {
        super(document, port, tokens, database);
    }

    void leads() {
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

    void claims() {
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

    void live() {
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

    void refusals() {
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

    void moves() {
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

    void words() {
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

    void rules() {
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

    void handovers() {
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

    void assignments() {
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
        expect(400, call(lin, "POST " + LEAD + "/decline", "", json("{'reason':'busy'}"), "lead", lead));
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
        expect(200, call(sam, "GET " + V1 + "/approvals", "?awaiting=claim", null));
        expect(400, call(sam, "GET " + V1 + "/approvals", "", null));
        expect(403, call(lin, "GET " + V1 + "/approvals", "?awaiting=claim", null));
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

    void bulk() {
        String exists = "GET " + V1 + "/leads:exists";
        expect(200, call(lin, exists, "?phone=%2B8613800138000", null));
        expect(400, call(lin, exists, "?phone=1", null));
        String bulk = "POST " + V1 + "/leads/bulk";
        expect(200, call(admin, bulk, "", json("{'action':'move','pool':'vip','leads':['1','2'],'note':'n'}")));
        expect(400, call(admin, bulk, "", json("{'action':'move','leads':[]}")));
        expect(403, call(lin, bulk, "", json("{'action':'close','reason':'lost','leads':['1']}")));
    }
}
