package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who sees which lead, and how much of it. */
class LeadSightTest extends OneNode {
    private static final String PHONE = "+8613800138000";

    private static String enter(TestTenant firm, JsonObject more) {
        JsonObject lead = firm.lead("p", "Wang").mergeIn(more);
        lead.getJsonObject("contact").put("phone", PHONE);
        Http.Reply made = firm.admin().post("/leads", lead);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json().getString("id");
    }

    private static String supervisor(TestTenant firm, String id) {
        return firm.agent(id, new JsonObject().put("role", "supervisor"));
    }

    /** By its id, by its events, by its phone, and in the answer to who enters it again. */
    private static boolean sees(TestTenant firm, String token, String lead) {
        Http caller = node.as(token);
        boolean byId = caller.get("/leads/" + lead).ok();
        boolean byEvents = caller.get("/leads/" + lead + "/events").ok();
        boolean byPhone =
                !items(caller.get("/leads?phone=%2B" + PHONE.substring(1))).isEmpty();
        JsonObject twin = firm.lead("p", "Wang");
        twin.getJsonObject("contact").put("phone", PHONE);
        Http.Reply duplicate = caller.post("/leads", twin);
        assertThat(duplicate.problem()).isEqualTo("duplicate-lead");
        boolean byDuplicate = duplicate.json().containsKey("lead");
        assertThat(List.of(byEvents, byPhone, byDuplicate)).containsOnly(byId);
        return byId;
    }

    private static List<JsonObject> items(Http.Reply list) {
        assertThat(list.ok()).as(list.body()).isTrue();
        return list.json().getJsonArray("items").stream()
                .map(item -> (JsonObject) item)
                .toList();
    }

    @Test
    void a_lead_under_embargo_is_not_there_for_agents() {
        TestTenant firm = node.tenant().pool("p", new JsonObject().put("embargo", "PT1H"));
        String agent = firm.agent("a");
        String supervisor = supervisor(firm, "s");
        String lead = enter(firm, new JsonObject());

        assertThat(sees(firm, agent, lead)).isFalse();
        assertThat(sees(firm, supervisor, lead)).isTrue();
        assertThat(sees(firm, firm.admin, lead)).isTrue();
        firm.pool("p", new JsonObject().put("embargo", "PT1S"));
        TestNode.eventually(
                "the embargo is over",
                () -> node.as(agent).get("/leads/" + lead).ok());
        assertThat(sees(firm, agent, lead)).isTrue();
    }

    @Test
    void a_lead_that_is_hidden_from_everyone_is_not_there_for_agents() {
        TestTenant firm =
                node.tenant().pool("p", new JsonObject().put("cooldown", new JsonObject().put("everyone", "PT1H")));
        String agent = firm.agent("a");
        String supervisor = supervisor(firm, "s");
        String lead = enter(firm, new JsonObject());
        TestNode.eventually("it is there", () -> firm.visible("p").contains(lead));
        assertThat(sees(firm, agent, lead)).isTrue();
        assertThat(node.as(agent).post("/pools/p/claims", new JsonObject()).leads())
                .containsExactly(lead);
        assertThat(sees(firm, agent, lead)).isTrue();

        assertThat(node.as(agent)
                        .post("/leads/" + lead + "/release", new JsonObject())
                        .ok())
                .isTrue();
        assertThat(sees(firm, agent, lead)).isFalse();
        assertThat(sees(firm, supervisor, lead)).isTrue();
    }

    private static List<String> listed(String token, String query) {
        return items(node.as(token).get("/leads" + query)).stream()
                .map(lead -> lead.getString("id"))
                .toList();
    }

    @Test
    void a_list_holds_ones_own_leads_or_those_of_ones_agents_or_all() {
        TestTenant firm = node.tenant().pool("p");
        for (JsonObject team : List.of(
                new JsonObject().put("id", "top"),
                new JsonObject().put("id", "below").put("parent", "top"),
                new JsonObject().put("id", "other"))) {
            firm.admin().post("/teams", team.put("name", "t"));
        }
        String boss =
                firm.agent("boss", new JsonObject().put("role", "supervisor").put("team", "top"));
        String mine = firm.agent("mine", new JsonObject().put("team", "below"));
        String theirs = firm.agent("theirs", new JsonObject().put("team", "other"));
        String crm = firm.agent("crm", new JsonObject().put("role", "integration"));
        List<String> all = firm.leads("p", 4);
        for (String token : List.of(boss, mine, theirs)) {
            node.as(token).post("/pools/p/claims", new JsonObject());
        }
        List<String> own = all.subList(0, 1);
        List<String> agents = all.subList(1, 2);

        assertThat(listed(boss, "")).isEqualTo(all.subList(0, 2));
        assertThat(listed(boss, "?owner=me")).isEqualTo(own);
        assertThat(listed(boss, "?owner=boss")).isEqualTo(own);
        assertThat(listed(boss, "?owner=mine")).isEqualTo(agents);
        assertThat(items(node.as(boss).get("/leads?owner=mine")).get(0).getBoolean("masked"))
                .isTrue();
        assertThat(listed(boss, "?owner=theirs")).isEmpty();
        assertThat(listed(boss, "?owner=nobody")).isEmpty();
        assertThat(listed(mine, "")).isEqualTo(agents);
        assertThat(listed(mine, "?owner=mine")).isEqualTo(agents);
        assertThat(listed(mine, "?owner=boss")).isEmpty();
        for (String token : List.of(crm, firm.admin)) {
            assertThat(listed(token, "")).containsExactlyInAnyOrderElementsOf(all);
            assertThat(listed(token, "?owner=mine")).isEqualTo(agents);
            assertThat(listed(token, "?state=pooled&pool=p")).isEqualTo(all.subList(3, 4));
            assertThat(listed(token, "?owner=me")).isEmpty();
        }
    }

    @Test
    void a_parameter_that_is_no_filter_is_named_and_refused() {
        TestTenant firm = node.tenant().pool("p");
        for (String token : List.of(firm.admin, firm.agent("a"))) {
            Http.Reply refused = node.as(token).get("/leads?q=wang&state=owned&score=5");
            assertThat(refused.toString()).isEqualTo("400 invalid-request");
            assertThat(refused.body()).contains("q is not a filter", "score is not a filter");
            assertThat(node.as(token)
                            .get("/leads?phone=%2B8613800138000&owner=a")
                            .body())
                    .contains("owner is not a filter beside phone");
            assertThat(node.as(token).get("/leads?state=owned&limit=1").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_cursor_that_no_list_gave_is_refused() {
        TestTenant firm = node.tenant().pool("p");
        String lead = firm.leads("p", 1).get(0);
        firm.agent("a");
        for (String list : List.of(
                "/leads",
                "/leads?owner=me",
                "/leads/" + lead + "/events",
                "/pools/p/leads",
                "/pools",
                "/agents",
                "/agents/a/tokens")) {
            for (String cursor : List.of("X", "-1", "99999999999999999999999999999999999999999")) {
                boolean anId =
                        cursor.equals("-1") && List.of("/pools", "/agents").contains(list);
                String query = (list.contains("?") ? "&" : "?") + "cursor=" + cursor;
                assertThat(firm.admin().get(list + query).status())
                        .as(list + query)
                        .isEqualTo(anId ? 200 : 400);
            }
        }
    }

    /** The reason and the tags of the lead's release, as the caller is told. */
    private static String said(String token, String lead) {
        JsonObject released = items(node.as(token).get("/leads/" + lead + "/events")).stream()
                .filter(event -> event.getString("type").equals("released"))
                .findFirst()
                .orElseThrow();
        return released.getValue("reason") + " "
                + released.getJsonObject("data").getValue("tags");
    }

    @Test
    void free_words_are_for_the_owner_and_for_who_supervises_and_who_wrote_them() {
        TestTenant firm = node.tenant().pool("p");
        String writer = firm.agent("writer");
        String next = firm.agent("next");
        String crm = firm.agent("crm", new JsonObject().put("role", "integration"));
        String manager = firm.agent("m", new JsonObject().put("role", "manager"));
        String supervisor = supervisor(firm, "s");
        String lead = firm.leads("p", 1).get(0);
        node.as(writer).post("/pools/p/claims", new JsonObject());
        JsonObject words =
                new JsonObject().put("reason", "call Mrs Li at " + PHONE).put("tags", new JsonArray().add("rude"));
        assertThat(node.as(writer).post("/leads/" + lead + "/release", words).ok())
                .isTrue();

        String open = "call Mrs Li at " + PHONE + " [\"rude\"]";
        for (String token : List.of(writer, supervisor, manager, firm.admin)) {
            assertThat(said(token, lead)).isEqualTo(open);
        }
        for (String token : List.of(next, crm)) {
            assertThat(said(token, lead)).isEqualTo("null null");
            assertThat(node.as(token).get("/leads/" + lead + "/events").body()).doesNotContain("rude", PHONE);
        }
        assertThat(node.as(next).post("/pools/p/claims", new JsonObject()).leads())
                .containsExactly(lead);
        assertThat(said(next, lead)).isEqualTo(open);
    }

    @Test
    void a_lead_is_there_for_agents_who_have_what_it_asks_for() {
        TestTenant firm = node.tenant().pool("p");
        JsonObject skilled = new JsonObject()
                .put("skills", new JsonArray().add("law & order").add("b"))
                .put("regions", new JsonArray().add("上海"))
                .put("languages", new JsonArray().add("zh"))
                .put("seniority", 3);
        String able = firm.agent("able", skilled);
        String junior = firm.agent("junior", skilled.copy().put("seniority", 2));
        String elsewhere = firm.agent("elsewhere", skilled.copy().put("regions", new JsonArray().add("北京")));
        JsonObject asks = new JsonObject()
                .put("skills", new JsonArray().add("law & order"))
                .put("region", "上海")
                .put("language", "zh")
                .put("seniority", 3);
        String lead = enter(firm, new JsonObject().put("requires", asks));
        TestNode.eventually("it is there", () -> firm.visible("p").contains(lead));

        for (String token : List.of(able, junior, elsewhere)) {
            boolean listed = !items(node.as(token).get("/pools/p/leads")).isEmpty();
            assertThat(listed).isEqualTo(token.equals(able));
            assertThat(sees(firm, token, lead)).isEqualTo(listed);
        }
        assertThat(sees(firm, supervisor(firm, "s"), lead)).isTrue();
    }
}
