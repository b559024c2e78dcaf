package io.pelagos;

import io.pelagos.lead.Rfc3339;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Calls in the firm acme, with what calls about several subjects need. */
abstract class AcmeCalls extends DocumentedCalls {
    static final String V1 = "/api/v1";
    static final String LEAD = V1 + "/leads/{lead}";

    final String operator;
    final String admin;
    final String sam;
    final String lin;
    final String wei;
    final Consumer<String> database;

    /** Of an operator, and of the firm's admin, supervisor and two agents. */
    record Tokens(String operator, String admin, String sam, String lin, String wei) {}

    /** @param database executes a statement: for what takes a day through the API */
    AcmeCalls(OpenApiDocument document, int port, Tokens tokens, Consumer<String> database) {
        super(document, port);
        this.operator = tokens.operator;
        this.admin = tokens.admin;
        this.sam = tokens.sam;
        this.lin = tokens.lin;
        this.wei = tokens.wei;
        this.database = database;
    }

    static String first(Reply list) {
        return list.json().getJsonArray("items").getJsonObject(0).getString("id");
    }

    String hookKey(String channel) {
        Reply read = call(admin, "GET " + V1 + "/channels/{channel}", "", null, "channel", channel);
        return read.json().getString("hook_url").substring("/hooks/".length());
    }

    String enter(String lead) {
        return expect(201, call(admin, "POST " + V1 + "/leads", "", json(lead)))
                .json()
                .getString("id");
    }

    /** What the firm calls things, its own fields, and when it may call. */
    JsonObject firm() {
        return json("{'name':'Acme','time_zone':'Asia/Shanghai','grades':['A','B'],"
                + "'outcomes':['reached','no_answer','wrong_number'],'stages':['new','offer','won'],'intents':['high','low'],"
                + "'fields':[{'id':'budget','name':'Budget','type':'number'},"
                + "{'id':'level','name':'Level','type':'choice','options':['bachelor','master']}],"
                + "'contact_policy':{'dials':[{'max':2,'window':'P1D'}],'hours':null,'zones':{'SG':'Asia/Singapore'}},"
                + "'calendar':{'shifts':[{'days':['mon','tue','wed'],'from':'09:00','to':'18:00'}]}}");
    }

    /** A lead in the pool with all the rules. */
    String pooled(String contact) {
        return enter("{'pool':'desk','contact':" + contact + "}");
    }

    /** One that lin holds. */
    String held(String contact) {
        String lead = pooled(contact);
        eventually(sam, "POST " + LEAD + "/assign", json("{'agent':'lin'}"), 200, "lead", lead);
        return lead;
    }

    static String soon(int days) {
        return Rfc3339.text(System.currentTimeMillis() + days * 86_400_000L);
    }
}
