package io.pelagos;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Calls what goes in and out in bulk, whom data belong to, and the configuration as a file. */
final class DataExerciser extends AcmeCalls {
    DataExerciser(OpenApiDocument document, int port, Tokens tokens, Consumer<String> database) {
        super(document, port, tokens, database);
    }

    void reveals() {
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

    void dataSubjects() {
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

    void imports() {
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

    void heads() {
        String heads = "GET " + V1 + "/audit/heads";
        expect(200, call(admin, heads, "", null));
        expect(403, call(lin, heads, "", null));
    }

    void exports() {
        String export = "GET " + V1 + "/exports/leads";
        expect(200, call(admin, export, "?state=pooled", null));
        expect(200, call(lin, export, "?format=ndjson&owner=me", null));
        expect(200, call(admin, export, "?format=xlsx", null));
        expect(400, call(admin, export, "?format=pdf", null));
        expect(404, call(admin, export, "?pool=none", null));
    }

    void configuration() {
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
}
