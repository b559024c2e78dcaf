package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Leads are found by the firm's own fields, by tags, and by what waits for approval. */
class LeadFindTest extends OneNode {
    private static final JsonArray FIELDS = new JsonArray()
            .add(field("city", "text"))
            .add(field("size", "number"))
            .add(field("starts", "date"))
            .add(field("abroad", "flag"))
            .add(field("kind", "choice")
                    .put("options", new JsonArray().add("Villa").add("Flat")));

    private TestTenant firm;

    @BeforeEach
    void firm() {
        firm = node.tenant().pool("p");
        ok(firm.admin()
                .put(
                        "/tenant",
                        new JsonObject()
                                .put("name", "Firm")
                                .put("time_zone", "Asia/Shanghai")
                                .put("fields", FIELDS)));
        firm.known();
    }

    private static JsonObject field(String id, String type) {
        return new JsonObject().put("id", id).put("name", id).put("type", type);
    }

    private static Http.Reply ok(Http.Reply reply) {
        assertThat(reply.ok()).as(reply.body()).isTrue();
        return reply;
    }

    private String enter(String... tags) {
        JsonObject lead = firm.lead("p", "Wang").put("tags", new JsonArray(List.of(tags)));
        return ok(firm.admin().post("/leads", lead)).json().getString("id");
    }

    private void edit(String lead, JsonObject change) {
        ok(firm.admin().send("PATCH", "/leads/" + lead, change));
    }

    private void set(String lead, String fields) {
        edit(lead, new JsonObject().put("fields", new JsonObject(fields.replace('\'', '"'))));
    }

    private static List<String> found(String token, String query) {
        JsonArray items = ok(node.as(token).get("/leads?" + query)).json().getJsonArray("items");
        return items.stream().map(item -> ((JsonObject) item).getString("id")).toList();
    }

    private List<String> found(String query) {
        return found(firm.admin, query);
    }

    private String claim(String token) {
        return ok(node.as(token).post("/pools/p/claims", new JsonObject()))
                .leads()
                .get(0);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void each_type_of_field_is_found_by_its_values() {
        String villa = enter();
        String flat = enter();
        String neither = enter();
        set(villa, "{'city':'Überlingen 北','size':120.50,'starts':'2026-03-01','abroad':true,'kind':'Villa'}");
        set(flat, "{'city':'Bern','size':-7,'starts':'2025-12-31','abroad':false,'kind':'Flat'}");
        set(neither, "{'city':'120.5'}");

        assertThat(found("field.city=" + encoded("ÜBERLINGEN 北"))).containsExactly(villa);
        assertThat(found("field.city=bern")).containsExactly(flat);
        assertThat(found("field.city=ber")).as("no part of a text").isEmpty();
        assertThat(found("field.size=120.5")).containsExactly(villa);
        assertThat(found("field.size=1205e-1")).containsExactly(villa);
        assertThat(found("field.size=-7.00")).containsExactly(flat);
        assertThat(found("field.size.min=-7")).containsExactly(villa, flat);
        assertThat(found("field.size.min=-6.9&field.size.max=120.5")).containsExactly(villa);
        assertThat(found("field.size.max=0")).containsExactly(flat);
        assertThat(found("field.starts=2026-03-01")).containsExactly(villa);
        assertThat(found("field.starts.min=2025-12-31&field.starts.max=2026-02-28"))
                .containsExactly(flat);
        assertThat(found("field.starts.max=2026-03-01")).containsExactly(villa, flat);
        assertThat(found("field.abroad=true")).containsExactly(villa);
        assertThat(found("field.abroad=false")).containsExactly(flat);
        assertThat(found("field.kind=Villa")).containsExactly(villa);
        assertThat(found("field.kind=Villa&field.abroad=false")).isEmpty();
        assertThat(found("field.kind=Villa&field.city=" + encoded("überlingen 北") + "&field.size.min=100"))
                .containsExactly(villa);
    }

    @Test
    void what_a_step_changes_is_found_at_once_and_what_it_takes_away_is_not() {
        String lead = enter("hot", "mba");
        assertThat(found("tag=hot&tag=mba")).containsExactly(lead);
        assertThat(found("tag=hot&tag=cold")).isEmpty();
        assertThat(found("tag=HOT")).as("tags are as they are").isEmpty();
        edit(lead, new JsonObject().put("tags", new JsonArray().add("mba").add("cold")));
        assertThat(found("tag=hot")).isEmpty();
        assertThat(found("tag=cold&tag=mba")).containsExactly(lead);
        edit(lead, new JsonObject().put("tags", new JsonArray()));
        assertThat(found("tag=mba")).isEmpty();
        set(lead, "{'city':'Bern','size':5}");
        set(lead, "{'city':null}");
        assertThat(found("field.city=bern")).isEmpty();
        assertThat(found("field.size=5")).containsExactly(lead);
    }

    @Test
    void grade_channel_state_and_won_go_with_what_is_indexed_and_alone() {
        String a = enter("x");
        String b = enter("x");
        enter();
        ok(firm.admin()
                .post(
                        "/channels",
                        new JsonObject()
                                .put("id", "site")
                                .put("type", "generic")
                                .put("name", "Site")
                                .put("pool", "p")));
        firm.known();
        JsonObject fromSite = firm.lead("p", "Li").put("channel", "site").put("tags", new JsonArray().add("x"));
        String c = ok(firm.admin().post("/leads", fromSite)).json().getString("id");
        edit(b, new JsonObject().put("grade", "B"));
        assertThat(found("tag=x")).containsExactly(a, b, c);
        assertThat(found("tag=x&grade=B")).containsExactly(b);
        assertThat(found("grade=B")).containsExactly(b);
        assertThat(found("tag=x&channel=site")).containsExactly(c);
        assertThat(found("channel=site&grade=B")).isEmpty();
        assertThat(found("tag=x&won=true")).isEmpty();
        assertThat(found("tag=x&won=false&state=pooled&pool=p")).containsExactly(a, b, c);
        ok(firm.admin().post("/leads/" + a + "/close", new JsonObject().put("reason", "invalid")));
        assertThat(found("tag=x&state=closed")).containsExactly(a);
    }

    @Test
    void what_waits_for_approval_is_found_by_who_gives_it_until_it_is_given() {
        for (JsonObject team : List.of(
                new JsonObject().put("id", "top"),
                new JsonObject().put("id", "below").put("parent", "top"),
                new JsonObject().put("id", "other"))) {
            ok(firm.admin().post("/teams", team.put("name", "t")));
        }
        JsonObject rule = new JsonObject("{\"name\":\"C\",\"trigger\":\"no_followup\",\"after\":\"P15D\","
                + "\"applies_to\":{\"grades\":[\"C\"]}}");
        firm.pool(
                "p",
                new JsonObject()
                        .put("approvals", new JsonObject().put("deals", true))
                        .put("recycle", new JsonArray().add(rule)));
        JsonObject supervisor = new JsonObject().put("role", "supervisor");
        String boss = firm.agent("boss", supervisor.copy().put("team", "top"));
        String stranger = firm.agent("stranger", supervisor.copy().put("team", "other"));
        String ann = firm.agent("ann", new JsonObject().put("team", "below"));
        firm.leads("p", 3);
        String sold = claim(ann);
        String edited = claim(ann);
        String own = claim(boss);
        ok(node.as(ann)
                .post(
                        "/leads/" + sold + "/deals",
                        new JsonObject().put("amount", 10).put("currency", "CNY")));
        edit(edited, new JsonObject().put("grade", "C"));
        ok(node.as(ann).send("PATCH", "/leads/" + edited, new JsonObject().put("grade", "A")));

        for (String token : List.of(firm.admin, boss, ann)) {
            assertThat(found(token, "awaiting=deal")).containsExactly(sold);
            assertThat(found(token, "awaiting=edit&grade=A")).containsExactly(edited);
        }
        assertThat(found(boss, "owner=ann&awaiting=deal")).containsExactly(sold);
        assertThat(found(boss, "owner=me&awaiting=deal")).isEmpty();
        assertThat(found(boss, "")).containsExactlyInAnyOrder(sold, edited, own);
        assertThat(found(boss, "won=false&state=owned&pool=p")).containsExactlyInAnyOrder(sold, edited, own);
        assertThat(found(boss, "state=pooled")).isEmpty();
        assertThat(found(boss, "pool=none")).isEmpty();
        assertThat(found(stranger, "awaiting=deal")).isEmpty();
        assertThat(found(stranger, "")).isEmpty();
        assertThat(found(stranger, "owner=ann&awaiting=deal")).isEmpty();

        ok(node.as(boss).post("/leads/" + sold + "/approve", new JsonObject().put("what", "deal")));
        assertThat(found(boss, "awaiting=deal")).isEmpty();
        assertThat(found(boss, "won=true")).containsExactly(sold);
        // What an owner has changed waits on in the pool.
        ok(node.as(ann).post("/leads/" + edited + "/release", new JsonObject()));
        assertThat(found("awaiting=edit")).containsExactly(edited);
        ok(firm.admin().post("/leads/" + edited + "/approve", new JsonObject().put("what", "edit")));
        assertThat(found("awaiting=edit")).isEmpty();
    }

    private List<String> paged(String token, String query, int limit) {
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = ok(node.as(token).get("/leads?" + query + "&limit=" + limit + cursor))
                    .json();
            page.getJsonArray("items").forEach(item -> found.add(((JsonObject) item).getString("id")));
            String next = page.getString("next");
            cursor = next == null ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        return found;
    }

    @Test
    void a_search_is_paged_through_in_the_order_of_ids_by_all_and_by_an_agent() {
        String ann = firm.agent("ann");
        Set<String> tagged = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            String lead = enter(i % 3 == 0 ? "x" : "y");
            set(lead, "{'size':" + i + "}");
            if (i % 3 == 0) {
                tagged.add(lead);
            }
        }
        TestNode.eventually("they can be claimed", () -> firm.visible("p").size() == 7);
        for (int i = 0; i < 7; i++) {
            claim(ann);
        }
        for (String token : List.of(firm.admin, ann)) {
            assertThat(paged(token, "tag=x", 1))
                    .containsExactlyInAnyOrderElementsOf(tagged)
                    .isSorted();
            assertThat(paged(token, "field.size.min=2&field.size.max=6&tag=y", 2))
                    .hasSize(3)
                    .isSorted();
        }
        assertThat(ok(node.as(ann).get("/leads?owner=me&tag=x&limit=2")).json().getJsonArray("items"))
                .as("a page is full though other leads lie between")
                .hasSize(2);
    }

    @Test
    void a_pool_is_searched_in_the_order_of_claims() {
        List<String> leads = firm.leads("p", 6);
        set(leads.get(1), "{'size':3}");
        set(leads.get(2), "{'size':30}");
        set(leads.get(4), "{'size':5,'kind':'Flat'}");
        edit(leads.get(4), new JsonObject().put("tags", new JsonArray().add("x").add("y")));
        String ann = firm.agent("ann");
        assertThat(browsed(ann, "field.size.max=10")).containsExactly(leads.get(1), leads.get(4));
        assertThat(browsed(ann, "field.kind=Flat&tag=x&tag=y&won=false")).containsExactly(leads.get(4));
        assertThat(browsed(ann, "won=true")).isEmpty();
        JsonObject page =
                ok(node.as(ann).get("/pools/p/leads?field.size.max=10&limit=1")).json();
        assertThat(browsed(ann, "field.size.max=10&cursor=" + page.getString("next")))
                .containsExactly(leads.get(4));
        assertThat(node.as(ann).get("/pools/p/leads?field.none=1").body()).contains("field.none is not a filter");
        assertThat(node.as(ann).get("/pools/p/leads?field.size=big").body()).contains("field.size must be a number");
    }

    private static List<String> browsed(String token, String query) {
        JsonArray items =
                ok(node.as(token).get("/pools/p/leads?" + query)).json().getJsonArray("items");
        return items.stream().map(item -> ((JsonObject) item).getString("id")).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "field.none=1 | field.none is not a filter",
                "field.city.min=a | field.city.min is not a filter",
                "field.kind.max=Flat | field.kind.max is not a filter",
                "field.=1 | field. is not a filter",
                "field.size=many | field.size must be a number",
                "field.size=NaN | field.size must be a number",
                "field.size.min=1e999999999 | field.size.min must be a number",
                "field.starts=2026-02-30 | field.starts must be a date such as",
                "field.starts.max=yesterday | field.starts.max must be a date such as",
                "field.starts=%2B10000-01-01 | field.starts must be a date such as",
                "field.abroad=yes | field.abroad must be true or false",
                "field.kind=Castle | field.kind must be one of Villa, Flat",
                "field.size=1&field.size=2 | field.size is there twice",
                "grade=A&grade=B | grade is there twice",
                "awaiting=deal&awaiting=edit | awaiting is there twice",
                "awaiting=all | awaiting must be deal or edit",
                "won=1 | won must be true or false",
                "state=lost | state must be pooled or owned or closed",
                "q=wang | q is not a filter of this list",
                "phone=%2B8613800138000&tag=x | tag is not a filter beside phone"
            })
    void a_filter_that_cannot_be_is_refused_by_its_name(String query, String why) {
        for (String token : List.of(firm.admin, firm.agent("ann"))) {
            Http.Reply refused = node.as(token).get("/leads?" + query);
            assertThat(refused.toString()).isEqualTo("400 invalid-request");
            assertThat(refused.body()).contains(why);
        }
    }

    @Test
    void more_tags_than_can_be_looked_for_are_refused_and_an_empty_filter_is_none() {
        String lead = enter("x");
        assertThat(firm.admin().get("/leads?tag=x" + "&tag=y".repeat(20)).body())
                .contains("tag is there more than 20 times");
        assertThat(firm.admin().get("/leads?tag=" + "x".repeat(1001)).status()).isEqualTo(400);
        assertThat(found("tag=&field.size=&grade=")).containsExactly(lead);
    }

    @Test
    void a_field_that_has_left_the_configuration_is_searched_no_more_and_another_firm_finds_nothing() {
        String lead = enter("x");
        set(lead, "{'city':'Bern'}");
        TestTenant other = node.tenant();
        assertThat(found(other.admin, "tag=x")).isEmpty();
        assertThat(node.as(other.admin).get("/leads?field.city=bern").status()).isEqualTo(400);
        ok(firm.admin()
                .put(
                        "/tenant",
                        new JsonObject()
                                .put("name", "Firm")
                                .put("time_zone", "Asia/Shanghai")
                                .put("fields", new JsonArray().add(field("size", "number")))));
        firm.known();
        assertThat(firm.admin().get("/leads?field.city=bern").status()).isEqualTo(400);
        assertThat(found("tag=x")).containsExactly(lead);
    }
}
