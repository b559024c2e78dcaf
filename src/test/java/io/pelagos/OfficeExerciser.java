package io.pelagos;

import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Calls what surrounds the leads: tasks, days, reviews, scoring, presence. */
final class OfficeExerciser extends AcmeCalls {
    OfficeExerciser(OpenApiDocument document, int port, Tokens tokens, Consumer<String> database) {
        super(document, port, tokens, database);
    }

    void scoring() {
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

    void tasks() {
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

    void days() {
        expect(200, call(lin, "GET " + V1 + "/me/day", "", null));
        expect(400, call(lin, "GET " + V1 + "/me/day", "?date=monday", null));
        expect(404, call(sam, "GET " + V1 + "/agents/{agent}/day", "", null, "agent", "none"));
        expect(200, call(sam, "GET " + V1 + "/agents/{agent}/day", "?date=2090-01-01", null, "agent", "lin"));
    }

    void reviews() {
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

    void previews() {
        String preview = "POST " + V1 + "/pools/{pool}/recycle:preview";
        JsonObject rules = json("{'recycle':[{'name':'short','trigger':'max_hold','after':'P1D'}],"
                + "'from':'2026-01-01T00:00:00.000Z','to':'2026-02-01T00:00:00.000Z'}");
        expect(200, call(admin, preview, "", rules, "pool", "web"));
        expect(200, call(admin, preview, "", json("{}"), "pool", "web"));
        expect(400, call(admin, preview, "", json("{'recycle':[{'name':'x'}]}"), "pool", "web"));
        expect(403, call(lin, preview, "", rules, "pool", "web"));
        expect(404, call(admin, preview, "", rules, "pool", "none"));
    }

    void presences() {
        String mine = "PUT " + V1 + "/me/presence";
        expect(200, call(lin, mine, "", json("{'status':'busy'}")));
        expect(400, call(lin, mine, "", json("{'status':'asleep'}")));
        expect(403, call(operator, mine, "", json("{'status':'busy'}")));
        expect(200, call(lin, "GET " + V1 + "/me/presence", "", null));
        expect(403, call(operator, "GET " + V1 + "/me/presence", "", null));
        expect(200, call(admin, "GET " + V1 + "/agents/{agent}/presence", "", null, "agent", "lin"));
        expect(404, call(admin, "GET " + V1 + "/agents/{agent}/presence", "", null, "agent", "none"));
        expect(200, call(admin, "GET " + V1 + "/floor", "?limit=2", null));
        expect(400, call(admin, "GET " + V1 + "/floor", "?limit=x", null));
        expect(403, call(lin, "GET " + V1 + "/floor", "", null));
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

    void suspects() {
        database.accept("insert into suspect (tenant, agent, since, until_at, why, evidence, action)"
                + " select no, 'lin', now(), now() + interval '1 hour', 'speed', '{\"attempts\":9}', 'warn' from tenant"
                + " where id = 'acme'");
        String all = V1 + "/suspects";
        expect(200, call(sam, "GET " + all, "", null));
        expect(400, call(sam, "GET " + all, "?limit=0", null));
        expect(204, call(sam, "DELETE " + all + "/{agent}", "", null, "agent", "lin"));
        expect(404, call(sam, "DELETE " + all + "/{agent}", "", null, "agent", "lin"));
    }
}
