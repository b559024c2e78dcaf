package io.pelagos;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/** Calls what agents do with a lead that is theirs. */
final class WorkExerciser extends AcmeCalls {
    WorkExerciser(OpenApiDocument document, int port, Tokens tokens, Consumer<String> database) {
        super(document, port, tokens, database);
    }

    void places() {
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

    void followups() {
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

    void callRecords() {
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

    void dials() {
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

    void numbersThatNobodyMayCall() {
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

    void nurturingAndLocks() {
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

    void extensions() {
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

    void edits() {
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
        waits("edit", "\"field\":\"grade\"");
        expect(403, call(lin, approve, "", word, "lead", lead));
        expect(404, call(sam, approve, "", word, "lead", "7"));
        expect(400, call(sam, approve, "", json("{'what':'everything'}"), "lead", lead));
        twice(200, sam, approve, word, "lead", lead);
        expect(200, call(sam, "GET " + LEAD + "/events", "", null, "lead", lead));

        String own = held("{'name':'Of the supervisor'}");
        expect(200, call(admin, "POST " + LEAD + "/assign", "", json("{'agent':'sam'}"), "lead", own));
        expect(202, call(sam, "POST " + LEAD + "/deals", "", json("{}"), "lead", own));
        waits("deal", "\"kind\":\"first\"");
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
    /** What a supervisor decides by. */
    private void waits(String what, String told) {
        String body = expect(200, call(sam, "GET " + V1 + "/approvals", "?awaiting=" + what, null))
                .body();
        if (!body.contains(told)) {
            faults().add("what there is to approve of " + what + " is without " + told + ": " + body);
        }
    }

    private void finds(String token, String query, String lead) {
        Reply page = expect(200, call(token, "GET " + V1 + "/leads", query, null));
        List<String> ids = page.json().getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("id"))
                .toList();
        if (!ids.equals(List.of(lead))) {
            faults().add(query + " finds " + ids + " and not " + lead);
        }
    }

    void notes() {
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
}
