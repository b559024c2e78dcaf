package io.pelagos;

import io.vertx.core.json.JsonObject;

/** Calls what has to do with signing in, of a running server. */
final class SignInExerciser extends DocumentedCalls {
    private static final String V1 = "/api/v1";
    private static final String SESSION = V1 + "/session";
    private static final String RIGHT = "correct horse";

    private final String operator;
    private String admin = "";

    SignInExerciser(OpenApiDocument document, int port, String operator) {
        super(document, port);
        this.operator = operator;
    }

    void run() {
        JsonObject people = json("{'id':'people','name':'People','time_zone':'UTC'}");
        admin = expect(201, call(operator, "POST " + V1 + "/tenants", "", people))
                .json()
                .getString("token");
        expect(
                201,
                call(admin, "POST " + V1 + "/agents", "", json("{'id':'ann','login':'ann@example.com','name':'Ann'}")));
        expect(
                201,
                call(
                        admin,
                        "POST " + V1 + "/agents",
                        "",
                        json("{'id':'crm','login':'crm','name':'C','role':'integration'}")));
        passwords();
        ofOneself();
        sessions();
        trail();
        try (TestProvider provider = new TestProvider()) {
            provider(provider);
        }
        keys();
    }

    private static JsonObject words(String password) {
        return json("{'tenant':'people','login':'ann@example.com'}").put("password", password);
    }

    private String signIn() {
        return expect(201, call("", "POST " + SESSION, "", words(RIGHT))).json().getString("token");
    }

    private void passwords() {
        String set = "PUT " + V1 + "/agents/{agent}/password";
        JsonObject first = json("{'password':'first password','must_change':true}");
        expect(401, call("", set, "", first, "agent", "ann"));
        expect(400, call(admin, set, "", json("{'password':'short'}"), "agent", "ann"));
        expect(404, call(admin, set, "", first, "agent", "none"));
        expect(409, call(admin, set, "", first, "agent", "crm"));
        expect(204, call(admin, set, "", first, "agent", "ann"));
        expect(401, call("", "POST " + SESSION, "", words("wrong")));
        expect(400, call("", "POST " + SESSION, "", json("{'login':''}")));
        expect(415, callText("", "POST " + SESSION, "", "login=ann", "application/x-www-form-urlencoded"));
        String ann = expect(201, call("", "POST " + SESSION, "", words("first password")))
                .json()
                .getString("token");
        expect(403, call(ann, "GET " + V1 + "/me", "", null));
        String change = "PUT " + V1 + "/me/password";
        JsonObject mine = json("{'old':'first password'}").put("new", RIGHT);
        expect(400, call(ann, change, "", mine.copy().put("old", "another")));
        expect(409, call(admin, change, "", mine));
        expect(204, call(ann, change, "", mine));
        JsonObject strict = json(
                "{'name':'People','time_zone':'UTC','sign_in':{'failures':{'max':3,'lock':'PT1H'},"
                        + "'address':{'max':4,'window':'PT1H'},'session':{'max':'P1D','idle':'PT1H','per_agent':5},'passwords':true}}");
        expect(200, call(admin, "PUT " + V1 + "/tenant", "", strict));
        for (int i = 0; i < 3; i++) {
            expect(400, call(ann, change, "", mine));
        }
        expect(429, call(ann, change, "", mine));
        for (int i = 0; i < 3; i++) {
            expect(401, call("", "POST " + SESSION, "", words("wrong")));
        }
        expect(429, call("", "POST " + SESSION, "", words("wrong")));
        expect(200, call(admin, "PUT " + V1 + "/tenant", "", json("{'name':'People','time_zone':'UTC'}")));
        expect(204, call(admin, set, "", json("{}").put("password", RIGHT), "agent", "ann"));
    }

    private void ofOneself() {
        String set = "PUT " + V1 + "/agents/{agent}/password";
        JsonObject chosen = json("{}").put("password", RIGHT);
        expect(204, call(admin, set, "", chosen, "agent", "admin"));
        expect(400, call(admin, set, "", chosen, "agent", "admin"));
        JsonObject other = json("{'password':'battery staple'}").put("old", RIGHT);
        expect(204, call(admin, set, "", other, "agent", "admin"));
        String one = V1 + "/agents/{agent}";
        JsonObject gone = json("{'login':'admin','name':'Admin','role':'admin','status':'left'}");
        expect(409, call(admin, "PUT " + one, "", gone, "agent", "admin"));
        expect(409, call(admin, "PATCH " + one, "", json("{'status':'left'}"), "agent", "admin"));
        expect(409, call(admin, "DELETE " + one, "", null, "agent", "admin"));
    }

    /** Of the firm, by who runs the server. */
    private void keys() {
        String rotate = "POST " + V1 + "/operator/tenants/{tenant}/keys:rotate";
        expect(401, call("", rotate, "", json("{}"), "tenant", "people"));
        expect(403, call(admin, rotate, "", json("{}"), "tenant", "people"));
        expect(404, call(operator, rotate, "", json("{}"), "tenant", "none"));
        expect(400, call(operator, rotate, "", json("{'now':true}"), "tenant", "people"));
        expect(202, call(operator, rotate, "", json("{}"), "tenant", "people"));
        expect(409, call(operator, rotate, "", json("{}"), "tenant", "people"));
    }

    private void sessions() {
        String ann = signIn();
        expect(200, call(ann, "GET " + SESSION, "", null));
        expect(200, call(admin, "GET " + SESSION, "", null));
        expect(401, call("", "GET " + SESSION, "", null));
        String mine = V1 + "/me/sessions";
        String id = expect(200, call(ann, "GET " + mine, "", null))
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
        expect(400, call(ann, "GET " + mine, "?limit=0", null));
        expect(404, call(ann, "DELETE " + mine + "/{session}", "", null, "session", "1"));
        expect(204, call(ann, "DELETE " + mine + "/{session}", "", null, "session", id));
        String all = V1 + "/agents/{agent}/sessions";
        String other = signIn();
        String others = expect(200, call(admin, "GET " + all, "", null, "agent", "ann"))
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
        expect(404, call(admin, "GET " + all, "", null, "agent", "none"));
        expect(403, call(other, "GET " + all, "", null, "agent", "ann"));
        String one = "DELETE " + all + "/{session}";
        expect(204, call(admin, one, "", null, "agent", "ann", "session", others));
        expect(404, call(admin, one, "", null, "agent", "ann", "session", others));
        expect(200, call(admin, "DELETE " + all, "", null, "agent", "ann"));
        expect(404, call(admin, "DELETE " + all, "", null, "agent", "none"));
        expect(204, call(signIn(), "DELETE " + SESSION, "", null));
        expect(404, call(admin, "DELETE " + SESSION, "", null));
    }

    private void trail() {
        expect(200, call(admin, "GET " + V1 + "/sign-ins", "?agent=ann&limit=3", null));
        expect(400, call(admin, "GET " + V1 + "/sign-ins", "?colour=red", null));
    }

    private void provider(TestProvider provider) {
        JsonObject tenant = json("{'name':'People','time_zone':'UTC'}")
                .put(
                        "oidc",
                        new JsonObject()
                                .put("issuer", provider.issuer())
                                .put("client_id", TestProvider.CLIENT)
                                .put("client_secret", TestProvider.SECRET)
                                .put("tokens", json("{'audience':'https://people.example'}")));
        expect(200, call(admin, "PUT " + V1 + "/tenant", "", tenant));
        String begin = "GET " + SESSION + "/oidc";
        expect(400, call("", begin, "", null));
        expect(404, call("", begin, "?tenant=none", null));
        Reply begun = expect(302, call("", begin, "?tenant=people", null));
        String back = provider.back(begun.header("location"), claims -> claims.claim("email", "ann@example.com")
                .claim("email_verified", true));
        String cookie = begun.header("set-cookie").split(";", 2)[0];
        String end = "GET " + SESSION + "/oidc/callback";
        String query = back.substring(back.indexOf('?'));
        expect(400, call("", end, query, null));
        expect(302, call("", end, query, null, "Cookie", cookie));
        expect(401, call("", end, query, null, "Cookie", cookie));
        tenant.getJsonObject("oidc").put("issuer", provider.issuer() + "/none").put("client_secret", "x");
        expect(200, call(admin, "PUT " + V1 + "/tenant", "", tenant));
        expect(503, call("", begin, "?tenant=people", null));
    }
}
