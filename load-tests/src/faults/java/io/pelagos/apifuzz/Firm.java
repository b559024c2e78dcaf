package io.pelagos.apifuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** A tenant with somebody of every role, a few pools, channels of every kind, and planted people in an agent's hands. */
final class Firm {
    private static final String V1 = "/api/v1";
    private static final List<String> AGENTS = List.of("lin", "wei", "mo");
    private static final List<String> POOLS = List.of("open", "plant", "asking", "ringing");
    /** As it is at the start, and again each time that it is tidied. */
    private static final String TENANT = "{'name':'Fuzz','time_zone':'Asia/Shanghai','fields':["
            + "{'id':'size','name':'Size','type':'number'}],'scoring':{'base':5,'override':true,"
            + "'rules':[{'name':'tagged','points':1,'when':{'field':'tags','is':'a'}}]}}";

    private static final String FIRST_PASSWORD = "the first passphrase of mo";
    /** What {@code mo} signs in with, unless a request has gone back to the first. */
    private static final String PASSWORD = "the second passphrase of mo";
    /** Leads ring with them. */
    private static final List<String> READY = List.of("WEI", "MO");

    private static final String VERIFY_TOKEN = "asked by the platform";
    private static final String RING = "'assignment':{'strategy':'round_robin','offer':{'time':'PT10M','max':2}},";
    private static final int PLANTED_AT_ONCE = 6;

    final Known known = new Known();
    final String id;
    final List<Caller> callers = new ArrayList<>();
    private final Setup setup;
    private final String admin;
    private int planted;

    /** {@code roles}: those that somebody may have. */
    Firm(Setup setup, String operator, String id, List<String> roles, int firstPlanted) {
        this.setup = setup;
        this.id = id;
        this.planted = firstPlanted;
        admin = setup.must(
                        operator,
                        "POST",
                        V1 + "/tenants",
                        "{'id':'" + id + "','name':'Fuzz','time_zone':'Asia/Shanghai'}")
                .path("token")
                .asText();
        setup.must(admin, "PUT", V1 + "/tenant", TENANT);
        people(roles);
        places();
        setup.must(admin, "GET", V1 + "/agents/admin/tokens", null)
                .path("items")
                .forEach(token -> known.keep("token", token.path("id").asText()));
        known.keep("tenant", id);
        passwords();
        known.keep("agent", "admin");
        callers.add(new Caller("ADMIN", "admin", "admin", admin, known));
    }

    private void people(List<String> roles) {
        for (String team : List.of("{'id':'floor','name':'Floor'}", "{'id':'blue','name':'Blue','parent':'floor'}")) {
            known.keep(
                    "team",
                    setup.must(admin, "POST", V1 + "/teams", team).path("id").asText());
        }
        AGENTS.forEach(agent -> person(agent, "agent", "blue"));
        roles.forEach(role -> person("one-" + role, role, "floor"));
        String scoped = token("lin", "'scopes':['leads:read']");
        callers.add(new Caller("SCOPED", "agent", "lin", scoped, known));
        String soon = Instant.now().plusSeconds(2).toString();
        callers.add(new Caller("EXPIRED", "", "", token("lin", "'expires_at':'" + soon + "'"), known));
    }

    private void person(String person, String role, String team) {
        setup.must(
                admin,
                "POST",
                V1 + "/agents",
                "{'id':'" + person + "','login':'" + person + "','name':'" + person + "','role':'" + role + "','team':'"
                        + team + "','seniority':9,'skills':['mba']}");
        known.keep("agent", person);
        callers.add(new Caller(
                person.replace("-", "_").toUpperCase(Locale.ROOT),
                role,
                person,
                token(person, "'scopes':null"),
                known));
    }

    private String token(String agent, String more) {
        JsonNode made = setup.must(admin, "POST", V1 + "/agents/" + agent + "/tokens", "{'name':'fuzz'," + more + "}");
        known.keep("token", made.path("id").asText());
        return made.path("token").asText();
    }

    /** Somebody who signs in by password, as some requests will, too. */
    private void passwords() {
        setup.must(admin, "PUT", V1 + "/agents/mo/password", "{'password':'" + FIRST_PASSWORD + "'}");
        setup.must(
                session(FIRST_PASSWORD),
                "PUT",
                V1 + "/me/password",
                "{'old':'" + FIRST_PASSWORD + "','new':'" + PASSWORD + "'}");
        callers.add(new Caller("SESSION", "agent", "mo", session(PASSWORD), known));
        known.keep("login", "mo");
        known.keep("password", PASSWORD);
        known.keep("password", FIRST_PASSWORD);
    }

    private String session(String password) {
        return setup.must(
                        "",
                        "POST",
                        V1 + "/session",
                        "{'tenant':'" + id + "','login':'mo','password':'" + password + "'}")
                .path("token")
                .asText();
    }

    private void places() {
        for (String pool : POOLS) {
            String mode = pool.equals("asking") ? "request" : "open";
            setup.must(
                    admin,
                    "POST",
                    V1 + "/pools",
                    "{'id':'" + pool + "','name':'" + pool + "','members':{'everyone':true},'claim':{'mode':'" + mode
                            + "','max_batch':20},'masking':['phone','email','wechat','name'],"
                            + "'locks':{'max_per_agent':50},"
                            + (pool.equals("ringing") ? RING : "")
                            + "'recycle':[{'name':'quick','trigger':'no_followup','after':'P9D','extensions':{'max':3,'by':'supervisor'}}]}");
            known.keep("pool", pool);
        }
        channel("'id':'forms','type':'generic','pool':'open'");
        channel("'id':'plant','type':'generic','pool':'plant','default_region':'CN'");
        channel("'id':'calls','type':'calls'");
        channel("'id':'ocean','type':'oceanengine','pool':'open'");
        channel("'id':'ping','type':'generic','pool':'open','ping_post':"
                + "{'ttl':'PT10M','currency':'CNY','prices':[{'price':3}]}");
        channel("'id':'face','type':'meta','pool':'open','secret':'the secret of the fuzz','credentials':"
                + "{'verify_token':'" + VERIFY_TOKEN + "','page_token':'none'},"
                + "'settings':{'graph_url':'https://nobody.invalid/v25.0'}");
        known.keep("hub.verify_token", VERIFY_TOKEN);
        setup.must(
                admin, "POST", V1 + "/webhooks", "{'id':'out','url':'" + setup.address() + "/nowhere','events':['*']}");
        // Whoever is to be told is this server itself, which has no such place: nothing leaves the machine.
        known.keep("url", setup.address() + "/nowhere");
        known.keep("webhook", "out");
        setup.must(
                admin,
                "POST",
                V1 + "/alert-targets",
                "{'id':'self','kind':'slack','url':'" + setup.address() + "/nowhere'}");
        setup.must(
                admin,
                "POST",
                V1 + "/alert-rules",
                "{'id':'dry','kind':'pool_dry','pools':['open'],'below':5,'minutes':0,'targets':['self']}");
        known.keep("target", "self");
        known.keep("rule", "dry");
    }

    private void channel(String fields) {
        var made =
                setup.must(admin, "POST", V1 + "/channels", "{'name':'Channel','auth':{'type':'none'}," + fields + "}");
        known.keep("channel", made.path("id").asText());
        known.learn(made, "channel", Map.of());
        known.keep("key-" + made.path("id").asText(), made.path("hook_url").asText());
    }

    /** Puts right what requests have made of the firm itself, and plants more people: in a pool, and in an agent's hands. */
    synchronized void tidy() {
        setup.may(admin, "PUT", V1 + "/tenant", TENANT);
        READY.forEach(who -> setup.may(tokenOf(who), "PUT", V1 + "/me/presence", "{'status':'ready'}"));
        setup.may(admin, "POST", V1 + "/leads", "{'pool':'ringing','contact':{'name':'Rings'}}");
        String lin = tokenOf("LIN");
        String hook = known.any("key-plant", new Random(0)).id();
        for (int i = 0; i < PLANTED_AT_ONCE && planted < 9_999; i++) {
            ObjectNode contact = Planted.contact(++planted);
            if (i % 3 == 0) {
                setup.may(admin, "POST", V1 + "/leads", "{'pool':'asking','contact':" + contact + "}");
            } else if (i % 3 == 1) {
                setup.may(
                        "",
                        "POST",
                        hook,
                        contact.put("external_id", "p" + planted).toString());
            } else {
                setup.may(admin, "POST", V1 + "/leads", "{'pool':'plant','contact':" + contact + "}");
            }
        }
        spares();
        known.add("phone", Planted.phone(planted), Map.of());
        setup.may(lin, "POST", V1 + "/pools/plant/claims", "{'count':3}");
    }

    /** Of a caller, by its label. */
    private String tokenOf(String label) {
        return callers.stream()
                .filter(c -> c.label().equals(label))
                .findFirst()
                .orElseThrow()
                .token();
    }

    /** What may be changed and deleted; there again each time. */
    private void spares() {
        spare("pool", "'members':{'everyone':true}");
        spare("team", "'parent':'blue'");
        spare("agent", "'login':'spare','team':'blue'");
        spare("channel", "'type':'generic','pool':'open','auth':{'type':'none'}");
        spare("webhook", "'url':'" + setup.address() + "/nowhere','events':['*']");
    }

    private void spare(String kind, String fields) {
        String name = kind.equals("webhook") ? "" : "'name':'Spare',";
        setup.may(admin, "POST", V1 + "/" + kind + "s", "{'id':'spare'," + name + fields + "}");
        known.add(kind, "spare", Map.of());
    }

    /** Whether somebody who is new can still claim a lead that is new. */
    boolean claims(String pool) {
        String agent = "last-" + pool;
        setup.must(admin, "PUT", V1 + "/tenant", TENANT);
        setup.must(admin, "POST", V1 + "/pools", "{'id':'" + pool + "','name':'Last','members':{'everyone':true}}");
        setup.must(
                admin,
                "POST",
                V1 + "/agents",
                "{'id':'" + agent + "','login':'" + agent + "','name':'Last','role':'agent'}");
        setup.must(admin, "POST", V1 + "/leads", "{'pool':'" + pool + "','contact':{'name':'Last'}}");
        return setup.must(token(agent, "'scopes':null"), "POST", V1 + "/pools/" + pool + "/claims", "{}")
                        .path("claims")
                        .size()
                == 1;
    }
}
