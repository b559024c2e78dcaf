package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Leads that the server gives to agents, or offers them. */
class AssignmentTest extends LeadLife {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private static JsonObject assignment(String strategy) {
        return new JsonObject().put("strategy", strategy);
    }

    private static JsonObject assigned(JsonObject assignment) {
        return new JsonObject().put("assignment", assignment);
    }

    private void ready(String... tokens) {
        for (String token : tokens) {
            says(token, "ready");
        }
    }

    private void says(String token, String status) {
        ok(node.as(token).put("/me/presence", new JsonObject().put("status", status)));
    }

    private String enter(String pool, JsonObject more) {
        Http.Reply made = firm.admin().post("/leads", firm.lead(pool, "Wang").mergeIn(more));
        return ok(made).json().getString("id");
    }

    private String owner(String lead) {
        return lead(lead).getString("owner");
    }

    private Map<String, Long> owners(List<String> leads) {
        return leads.stream().collect(Collectors.groupingBy(this::owner, Collectors.counting()));
    }

    private void allOwned(List<String> leads) {
        TestNode.eventually("all are owned", () -> leads.stream()
                .allMatch(lead -> lead(lead).getString("state").equals("owned")));
    }

    @Test
    void fifty_equal_agents_are_never_off_by_more_than_one_lead_and_a_joiner_is_not_flooded() {
        firm.pool("p", assigned(assignment("round_robin")));
        List<String> tokens = firm.agents(50);
        tokens.subList(0, 49).forEach(this::ready);
        List<String> leads = new ArrayList<>(firm.enter("p", 130));
        allOwned(leads);
        Map<String, Integer> counts = new HashMap<>();
        store.claimers(firm, "p").forEach(agent -> {
            counts.merge(agent, 1, Integer::sum);
            int least = counts.size() < 49 ? 0 : Collections.min(counts.values());
            assertThat(Collections.max(counts.values()) - least).isLessThanOrEqualTo(1);
        });
        assertThat(counts).hasSize(49);

        ready(tokens.get(49));
        List<String> more = firm.enter("p", 50);
        allOwned(more);
        assertThat(owners(more).get("agent-50")).isEqualTo(1);
        JsonObject claimed = events(leads.get(0), "claimed").findFirst().orElseThrow();
        assertThat(claimed.getString("actor")).isEqualTo("router");
        assertThat(claimed.getString("reason")).isEqualTo("round_robin");
        store.assertAtRest(firm);
    }

    @Test
    void a_lead_waits_until_somebody_is_there_and_nobody_takes_it_by_himself() {
        firm.pool("p", assigned(assignment("round_robin")));
        String ann = firm.agent("ann");
        // Before all else: who does anything is there.
        says(ann, "break");
        String lead = firm.leads("p", 1).get(0);
        assertThat(node.as(ann).get("/pools/p/leads").json().getJsonArray("items"))
                .isEmpty();
        assertThat(node.as(ann).post("/pools/p/claims", new JsonObject()).problem())
                .isEqualTo("pool-empty");
        assertThat(node.as(ann)
                        .post("/pools/p/claims", new JsonObject().put("lead", lead))
                        .status())
                .isEqualTo(404);
        JsonObject overview = ok(firm.admin().get("/pools/p/assignment")).json();
        assertThat(overview.getInteger("waiting")).isEqualTo(1);
        assertThat(overview.getJsonArray("agents").getJsonObject(0).getString("absence"))
                .isEqualTo("off");
        ready(ann);
        becomes(lead, "owned");
        assertThat(owner(lead)).isEqualTo("ann");
    }

    @Test
    void who_is_ready_while_the_firm_is_closed_is_told_of_as_such() {
        // Works only on the day after tomorrow, so not today, whatever the time.
        String day = LocalDate.ofInstant(Instant.ofEpochMilli(time.nowMillis()), SHANGHAI)
                .plusDays(2)
                .getDayOfWeek()
                .name()
                .substring(0, 3)
                .toLowerCase(Locale.ROOT);
        JsonObject shift =
                new JsonObject().put("days", list(day)).put("from", "09:00").put("to", "18:00");
        String ann = firm.agent("ann");
        firm.agent("bob");
        ready(ann);
        ok(firm.admin()
                .put(
                        "/tenant",
                        new JsonObject()
                                .put("name", firm.id)
                                .put("time_zone", "Asia/Shanghai")
                                .put("calendar", new JsonObject().put("shifts", new JsonArray().add(shift)))));
        firm.known();
        firm.pool("p", assigned(assignment("round_robin")));
        firm.leads("p", 1);
        assertThat(ok(firm.admin().get("/pools/p/assignment")).json().getJsonArray("agents"))
                .extracting(
                        one -> ((JsonObject) one).getString("agent") + " " + ((JsonObject) one).getString("absence"))
                .containsExactly("ann closed", "bob off");
    }

    @Test
    void limits_hold_for_what_is_given() {
        firm.pool(
                "p",
                assigned(assignment("least_loaded"))
                        .put("owned", new JsonObject().put("max", 3))
                        .put(
                                "quotas",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("window", "day")
                                                .put("max", 2))));
        String ann = firm.agent("ann");
        String bob = firm.agent(
                "bob",
                new JsonObject()
                        .put(
                                "quotas",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("window", "day")
                                                .put("max", 5))));
        ready(ann, bob);
        List<String> leads = firm.enter("p", 8);
        TestNode.eventually("what may be given is", () -> store.claims(firm, "p") == 5);
        JsonObject overview = ok(firm.admin().get("/pools/p/assignment")).json();
        assertThat(overview.getInteger("waiting")).isEqualTo(3);
        assertThat(overview.getJsonArray("agents"))
                .allSatisfy(agent ->
                        assertThat(((JsonObject) agent).getString("absence")).isEqualTo("full"));
        Map<String, Long> held = leads.stream()
                .filter(lead -> owner(lead) != null)
                .collect(Collectors.groupingBy(this::owner, Collectors.counting()));
        assertThat(held).containsEntry("ann", 2L).containsEntry("bob", 3L);
        store.assertAtRest(firm);
    }

    @Test
    void the_room_of_very_many_agents_is_told_of_each() {
        StringBuilder agents = new StringBuilder("agents:\n");
        for (int i = 0; i < 450; i++) {
            agents.append(
                    "  a%03d: {login: a%03d, name: A, quotas: [{window: day, max: %d}]}\n".formatted(i, i, i + 1));
        }
        String file = firm.admin().get("/config").body();
        assertThat(file).contains("agents:\n");
        ok(firm.admin().yaml("/config", file.replace("agents:\n", agents.toString())));
        firm.known();
        firm.pool("p", assigned(assignment("round_robin")));
        List<JsonObject> told = ok(firm.admin().get("/pools/p/assignment")).json().getJsonArray("agents").stream()
                .map(JsonObject.class::cast)
                .toList();
        assertThat(told).hasSize(450);
        assertThat(told).allSatisfy(agent -> assertThat(agent.getInteger("room"))
                .isEqualTo(Integer.parseInt(agent.getString("agent").substring(1)) + 1));
    }

    @Test
    void a_filter_and_a_share_leave_the_rest_free_to_claim() {
        firm.pool(
                "p",
                assigned(assignment("round_robin")
                        .put("applies_to", new JsonObject().put("grades", list("A")))
                        .put("share", 50)));
        firm.agent("ann");
        Set<String> free = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            free.add(enter("p", new JsonObject().put("grade", "B")));
        }
        List<String> top = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            top.add(enter("p", new JsonObject().put("grade", "A")));
        }
        TestNode.eventually("all are placed", () -> firm.visible("p").size() == 43);
        List<String> seen = items(node.as(firm.token("ann")).get("/pools/p/leads?limit=100")).stream()
                .map(lead -> lead.getString("id"))
                .toList();
        assertThat(seen).containsAll(free);
        assertThat(seen.stream().filter(top::contains).count()).isBetween(8L, 32L);
        // Without the assignment all of them are free again.
        firm.pool("p");
        String cid = firm.agent("cid");
        TestNode.eventually(
                "all are free",
                () -> items(node.as(cid).get("/pools/p/leads?limit=100")).size() == 43);
    }

    @Test
    void regions_skills_and_seniority_choose() {
        String south = firm.agent("south", new JsonObject().put("regions", list("gd", "gx")));
        String canton = firm.agent("canton", new JsonObject().put("regions", list("gd")));
        String all = firm.agent("all", new JsonObject().put("seniority", 5));
        firm.pool("area", assigned(assignment("territory")));
        firm.pool("top", assigned(assignment("seniority").put("top_grades", list("A"))));
        ready(south, canton, all);
        List<String> leads = new ArrayList<>();
        for (String region : List.of("gd", "gx")) {
            leads.add(enter("area", new JsonObject().put("requires", new JsonObject().put("region", region))));
        }
        leads.add(enter("top", new JsonObject().put("grade", "A")));
        leads.add(enter("top", new JsonObject().put("grade", "A")));
        allOwned(leads);
        assertThat(leads.stream().map(this::owner)).containsExactly("canton", "south", "all", "all");
    }

    @Test
    void an_offer_rings_one_after_another_and_then_opens_the_pool() {
        firm.pool(
                "p",
                assigned(assignment("round_robin")
                        .put("offer", new JsonObject().put("time", "PT30S").put("max", 2))));
        String ann = firm.agent("ann");
        String bob = firm.agent("bob");
        String cid = firm.agent("cid");
        ready(ann, bob);
        String lead = enter("p", new JsonObject());
        TestNode.eventually("ann is rung", () -> !offers(ann).isEmpty());
        assertThat(offers(ann).get(0).getJsonObject("lead").getString("id")).isEqualTo(lead);
        assertThat(offers(ann).get(0).getJsonObject("lead").getBoolean("masked"))
                .isTrue();
        assertThat(offers(bob)).isEmpty();
        assertThat(node.as(bob)
                        .post("/pools/p/claims", new JsonObject().put("lead", lead))
                        .status())
                .isEqualTo(404);
        assertThat(node.as(bob)
                        .post("/leads/" + lead + "/decline", new JsonObject())
                        .status())
                .isEqualTo(404);

        ok(node.as(ann).post("/leads/" + lead + "/decline", new JsonObject()));
        TestNode.eventually("bob is rung", () -> !offers(bob).isEmpty());
        assertThat(offers(ann)).isEmpty();
        time.pass(Duration.ofSeconds(31));
        TestNode.eventually("it is free for all", () -> types(lead).contains("opened"));
        TestNode.eventually(
                "cid sees it", () -> items(node.as(cid).get("/pools/p/leads")).size() == 1);
        assertThat(ok(node.as(cid).post("/pools/p/claims", new JsonObject())).leads())
                .containsExactly(lead);
        assertThat(types(lead)).containsExactly("received", "offered", "declined", "offered", "opened", "claimed");
        store.assertAtRest(firm);
    }

    @Test
    void who_is_rung_accepts_by_claiming_and_is_rung_again_only_then() {
        firm.pool("p", assigned(assignment("round_robin").put("offer", new JsonObject().put("time", "PT10M"))));
        String ann = firm.agent("ann");
        ready(ann);
        List<String> leads = firm.enter("p", 2);
        TestNode.eventually("ann is rung", () -> !offers(ann).isEmpty());
        String first = offers(ann).get(0).getJsonObject("lead").getString("id");
        assertThat(ok(node.as(ann).post("/pools/p/claims", new JsonObject())).leads())
                .containsExactly(first);
        TestNode.eventually("ann is rung again", () -> !offers(ann).isEmpty());
        String second = offers(ann).get(0).getJsonObject("lead").getString("id");
        assertThat(List.of(first, second)).containsExactlyInAnyOrderElementsOf(leads);
        // Given back, it is offered to others than before, though it was accepted once.
        String bob = firm.agent("bob");
        ok(node.as(ann).post("/leads/" + first + "/release", new JsonObject()));
        ready(bob);
        TestNode.eventually("bob is rung", () -> !offers(bob).isEmpty());
        store.assertAtRest(firm);
    }

    @Test
    void an_agent_is_rung_by_one_pool_at_a_time_whichever_node_gives_the_leads() {
        JsonObject ringing = assigned(assignment("round_robin").put("offer", new JsonObject().put("time", "PT30M")));
        firm.pool("p", ringing);
        firm.pool("q", ringing);
        String ann = firm.agent("ann");
        ready(ann);
        String first = enter("p", new JsonObject());
        TestNode.eventually("ann is rung", () -> !offers(ann).isEmpty());
        String second = enter("q", new JsonObject());
        // Another node gives the leads for a moment; then this one begins anew, as after a fall of the other.
        store.sql(
                "update turn set holder = 'another', until_at = now() + interval '2 seconds'"
                        + " where tenant = ? and what = 'router'",
                firm.no());
        TestNode.eventually(
                "this one has taken over",
                () -> store.sql(
                                        "select 1 from turn where tenant = ? and what = 'router' and holder <> 'another'",
                                        firm.no())
                                .size()
                        == 1);
        String bob = firm.agent("bob");
        ready(bob);
        TestNode.eventually("bob is rung about the other", () -> !offers(bob).isEmpty());
        assertThat(offers(ann))
                .extracting(one -> one.getJsonObject("lead").getString("id"))
                .containsExactly(first);
        assertThat(offers(bob))
                .extracting(one -> one.getJsonObject("lead").getString("id"))
                .containsExactly(second);
        store.assertAtRest(firm);
    }

    private List<JsonObject> offers(String token) {
        return items(node.as(token).get("/me/offers"));
    }

    @Test
    void weights_by_performance_are_published_and_the_rota_is_of_last_months_best() {
        firm.pool("p");
        String ann = firm.agent("ann");
        String bob = firm.agent("bob");
        List<String> won = List.of(claim(ann, "p"), claim(ann, "p"));
        claim(bob, "p");
        won.forEach(lead -> ok(node.as(ann).post("/leads/" + lead + "/deals", new JsonObject())));
        firm.pool(
                "p",
                assigned(assignment("performance")
                        .put(
                                "performance",
                                new JsonObject()
                                        .put("win_rate", 100)
                                        .put("activity", 0)
                                        .put("load", 0))));
        JsonArray seen = ok(node.as(bob).get("/pools/p/assignment")).json().getJsonArray("agents");
        assertThat(seen.getJsonObject(0).fieldNames())
                .as("of a colleague the published weight")
                .containsExactlyInAnyOrder("agent", "weight");
        assertThat(seen.getJsonObject(1).fieldNames()).contains("held", "room", "absence", "merits");
        JsonArray agents = ok(firm.admin().get("/pools/p/assignment")).json().getJsonArray("agents");
        JsonObject anns = agents.getJsonObject(0);
        JsonObject bobs = agents.getJsonObject(1);
        assertThat(anns.getInteger("weight")).isGreaterThan(bobs.getInteger("weight"));
        assertThat(anns.getJsonObject("merits").getDouble("win_rate")).isGreaterThan(1.0);

        ZonedDateTime now = Instant.ofEpochMilli(time.nowMillis()).atZone(SHANGHAI);
        time.pass(Duration.between(now, now.plusMonths(1).withDayOfMonth(15)).truncatedTo(ChronoUnit.MINUTES));
        firm.pool("p", assigned(assignment("rota").put("best", 1)));
        ready(ann, bob);
        List<String> leads = firm.enter("p", 3);
        allOwned(leads);
        assertThat(owners(leads)).isEqualTo(Map.of("ann", 3L));
    }

    @Test
    void a_request_for_a_lead_waits_for_a_supervisors_word() {
        ok(firm.admin().post("/teams", new JsonObject().put("id", "north").put("name", "North")));
        JsonObject north = new JsonObject().put("team", "north");
        String boss = firm.agent("boss", north.copy().put("role", "supervisor"));
        String ann = firm.agent("ann", north);
        String bob = firm.agent("bob", north);
        String far = firm.agent("far", new JsonObject().put("role", "supervisor"));
        firm.pool(
                "p",
                new JsonObject()
                        .put("claim", new JsonObject().put("mode", "request").put("max_requests", 2))
                        .put(
                                "quotas",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("window", "day")
                                                .put("max", 1))));
        List<String> leads = firm.leads("p", 2);
        JsonObject chosen = new JsonObject().put("lead", leads.get(0));
        Http.Reply asked = node.as(ann).post("/pools/p/claims", chosen);
        assertThat(asked.status()).as(asked.body()).isEqualTo(202);
        assertThat(node.as(ann).post("/pools/p/claims", chosen).problem()).isEqualTo("already-requested");
        ok(node.as(bob).post("/pools/p/claims", chosen));
        assertThat(ok(node.as(bob).post("/pools/p/claims", new JsonObject()))
                        .json()
                        .getJsonArray("requests")
                        .getJsonObject(0)
                        .getString("lead"))
                .isEqualTo(leads.get(1));
        assertThat(lead(leads.get(0)).getString("state")).isEqualTo("pooled");
        assertThat(items(node.as(boss).get("/leads?awaiting=claim"))).hasSize(2);
        assertThat(items(node.as(boss).get("/leads/" + leads.get(0) + "/requests")))
                .extracting(one -> one.getString("agent"))
                .containsExactly("ann", "bob");

        JsonObject word =
                new JsonObject().put("what", "claim").put("agent", "ann").put("note", "She knows him");
        String path = "/leads/" + leads.get(0) + "/approve";
        assertThat(node.as(far).post(path, word).status()).isEqualTo(404);
        assertThat(node.as(ann).post(path, word).status()).isEqualTo(403);
        Http.Reply approved = node.as(boss).post(path, word, "key-1");
        assertThat(ok(approved).json().getString("owner")).isEqualTo("ann");
        assertThat(approved.json().getBoolean("masked")).isTrue();
        assertThat(node.as(boss).post(path, word, "key-1").replayed()).isTrue();
        assertThat(node.as(boss).post(path, word.copy().put("agent", "bob")).status())
                .isEqualTo(404);
        JsonObject claimed = events(leads.get(0), "claimed").findFirst().orElseThrow();
        assertThat(claimed.getString("actor")).isEqualTo("boss");
        assertThat(claimed.getString("reason")).isEqualTo("request");
        assertThat(claimed.encode()).contains("She knows him");

        String second = "/leads/" + leads.get(1) + "/approve";
        ok(node.as(ann).post("/pools/p/claims", new JsonObject().put("lead", leads.get(1))));
        assertThat(node.as(boss).post(second, word).problem()).isEqualTo("quota-exceeded");
        ok(node.as(boss).post(second, word.copy().put("approved", false).put("note", "Bob does")));
        assertThat(events(leads.get(1), "rejected").findFirst().orElseThrow().encode())
                .contains("Bob does");
        ok(node.as(bob).delete("/leads/" + leads.get(1) + "/requests/me"));
        assertThat(items(node.as(boss).get("/leads?awaiting=claim"))).isEmpty();
        assertThat(types(leads.get(1))).containsExactly("received", "requested", "requested", "rejected", "withdrawn");
        store.assertAtRest(firm);
    }

    @Test
    void an_agent_asks_for_no_more_leads_at_a_time_than_the_pool_allows_however_fast() {
        firm.pool(
                "p",
                new JsonObject()
                        .put("claim", new JsonObject().put("mode", "request").put("max_requests", 3)));
        String ann = firm.agent("ann");
        List<CompletableFuture<Http.Reply>> asked = firm.leads("p", 8).stream()
                .map(lead -> node.as(ann).sendPost("/pools/p/claims", new JsonObject().put("lead", lead), ""))
                .toList();
        List<Http.Reply> replies = Http.all(asked);
        assertThat(replies.stream().filter(Http.Reply::ok)).hasSize(3);
        Http.Reply refused =
                replies.stream().filter(reply -> !reply.ok()).findFirst().orElseThrow();
        assertThat(refused.toString()).isEqualTo("409 too-many-open-requests");
        assertThat(refused.json().getInteger("max")).isEqualTo(3);
        String one = items(firm.admin().get("/leads?awaiting=claim")).get(0).getString("id");
        ok(node.as(ann).delete("/leads/" + one + "/requests/me"));
        assertThat(node.as(ann).post("/pools/p/claims", new JsonObject()).status())
                .isEqualTo(202);
    }

    @Test
    void who_has_most_points_chooses_first_then_the_next() {
        firm.pool("q");
        firm.pool("p", new JsonObject().put("turns", new JsonObject().put("time", "PT1H")));
        String ann = firm.agent("ann");
        String bob = firm.agent("bob");
        ok(node.as(bob).post("/leads/" + claim(bob, "q") + "/deals", new JsonObject()));
        assertThat(items(node.as(ann).get("/points")))
                .extracting(one -> one.getString("agent") + " " + one.getInteger("points"))
                .containsExactly("bob 10", "ann 0");
        // The order is that of the day's beginning.
        time.pass(Duration.ofDays(1));
        firm.leads("p", 3);
        // Well within a turn, which begins at a full hour here.
        time.pass(Duration.ofMillis(4_200_000 - Math.floorMod(time.nowMillis(), 3_600_000L)));
        List<JsonObject> turns = items(node.as(ann).get("/pools/p/turns"));
        assertThat(turns).extracting(one -> one.getString("agent")).containsExactly("bob", "ann");
        Map<String, String> tokens = Map.of("ann", ann, "bob", bob);
        for (int i = 0; i < 2; i++) {
            // Whose turn it is: his "next" is not in the future.
            List<JsonObject> now = items(node.as(ann).get("/pools/p/turns"));
            JsonObject current = now.stream()
                    .min(Comparator.comparing(one -> one.getString("at")))
                    .orElseThrow();
            JsonObject other = now.get(now.get(0).equals(current) ? 1 : 0);
            Http.Reply early = node.as(tokens.get(other.getString("agent"))).post("/pools/p/claims", new JsonObject());
            assertThat(early.problem()).isEqualTo("not-your-turn");
            assertThat(early.json().getString("until")).isEqualTo(other.getString("at"));
            ok(node.as(tokens.get(current.getString("agent"))).post("/pools/p/claims", new JsonObject()));
            time.pass(Duration.ofHours(1));
        }
        assertThat(store.claimers(firm, "p")).containsExactlyInAnyOrder("ann", "bob");
        store.assertAtRest(firm);
    }

    private List<String> turns(String token) {
        return items(node.as(token).get("/pools/p/turns")).stream()
                .map(one -> one.getString("agent"))
                .toList();
    }

    @Test
    void at_midnight_the_order_of_yesterday_goes_on_until_todays_is_there() throws SQLException {
        firm.pool("q");
        String ann = firm.agent("ann");
        String bob = firm.agent("bob");
        ok(node.as(bob).post("/leads/" + claim(bob, "q") + "/deals", new JsonObject()));
        time.pass(Duration.ofDays(1));
        // Well within a turn of the first, which begins at each even hour of the day here.
        long dayStart = LocalDate.ofInstant(Instant.ofEpochMilli(time.nowMillis()), SHANGHAI)
                .plusDays(1)
                .atStartOfDay(SHANGHAI)
                .toInstant()
                .toEpochMilli();
        time.pass(Duration.ofMillis(dayStart + 600_000 - time.nowMillis()));
        firm.pool("p", new JsonObject().put("turns", new JsonObject().put("time", "PT1H")));
        assertThat(turns(ann)).containsExactly("bob", "ann");
        for (int i = 0; i < 2; i++) {
            ok(node.as(ann).post("/leads/" + claim(ann, "q") + "/deals", new JsonObject()));
        }
        firm.leads("p", 2);
        try (Connection slow = TestEngines.connect(store.postgresUrl());
                Statement lock = slow.createStatement()) {
            slow.setAutoCommit(false);
            lock.execute("lock table turn_order in share row exclusive mode");
            time.pass(Duration.ofDays(1));
            ok(node.as(bob).post("/pools/p/claims", new JsonObject()));
            assertThat(turns(ann)).containsExactly("bob", "ann");
            slow.rollback();
        }
        TestNode.eventually("today's order is there", () -> turns(bob).equals(List.of("ann", "bob")));
        assertThat(node.as(bob).post("/pools/p/claims", new JsonObject()).problem())
                .isEqualTo("not-your-turn");
        ok(node.as(ann).post("/pools/p/claims", new JsonObject()));
    }
}
