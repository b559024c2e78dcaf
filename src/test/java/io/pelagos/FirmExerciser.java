package io.pelagos;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** Makes the firm that all calls are about, its people and their tokens; and what an operator calls. */
final class FirmExerciser extends DocumentedCalls {
    private static final String V1 = AcmeCalls.V1;

    private final String operator;
    private String admin = "";
    private String sam = "";
    private String lin = "";
    private String wei = "";

    FirmExerciser(OpenApiDocument document, int port, String operator) {
        super(document, port);
        this.operator = operator;
    }

    /** The tokens of those who call from now on. */
    AcmeCalls.Tokens people() {
        return new AcmeCalls.Tokens(operator, admin, sam, lin, wei);
    }

    void system() {
        eventually("", "GET /health/ready", "", 200);
        expect(200, call("", "GET /health/live", "", null));
        expect(200, call("", "GET /metrics", "", null));
        expect(200, call("", "GET /openapi.yaml", "", null));
    }

    void tenants() {
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

    void teamsAndAgents() {
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

    void tokens() {
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

    void operate() {
        String rebuild = "POST " + V1 + "/operator/rebuild";
        expect(400, call(operator, rebuild, "", json("{'cell':-1}")));
        expect(403, call(admin, rebuild, "", json("{}")));
        eventually(operator, rebuild, json("{}"), 200);
    }
}
