package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.AccessTable.Line;
import io.pelagos.http.Api;
import io.pelagos.http.Endpoint;
import io.pelagos.team.Role;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Holds the server to the table of who may do what: every route, for every role, with things of its own, of its team, of
 * others, of another firm, and with things that there are not.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccessTableTest extends OneNode {
    private static final Set<Role> ROLES = Set.of(
            Role.ADMIN,
            Role.MANAGER,
            Role.SUPERVISOR,
            Role.AGENT,
            Role.INTEGRATION,
            Role.MARKETER,
            Role.AUDITOR,
            Role.SERVICE);
    /** Everything that a request could have changed; presence is no more than that somebody has asked. */
    private static final List<String> COUNTED = List.of(
            "journal",
            "config_history",
            "token",
            "job",
            "task",
            "task_comment",
            "leave",
            "call_record",
            "do_not_call",
            "import",
            "dial",
            "outgoing",
            "outgoing_dead",
            "dead_letter",
            "ad_cost",
            "lead",
            "request");

    private static final int AT_ONCE = 8;

    private static List<Line> table;
    private static ExecutorService callers;
    private static AccessWorld world;
    private static AccessWorld elsewhere;

    @BeforeAll
    static void world() throws IOException {
        table = AccessTable.read();
        callers = Executors.newFixedThreadPool(AT_ONCE);
        CompletableFuture<AccessWorld> other =
                CompletableFuture.supplyAsync(() -> new AccessWorld(node, store, "x-"), callers);
        world = new AccessWorld(node, store, "");
        elsewhere = Http.await(other);
    }

    @AfterAll
    static void end() {
        callers.shutdown();
    }

    /** Makes all these tries, some at once; what they say is wrong. A try says nothing, an empty text, when all is well. */
    private static List<String> wrong(List<Supplier<String>> tries) {
        return Http.all(tries.stream()
                        .map(one -> CompletableFuture.supplyAsync(one, callers))
                        .toList())
                .stream()
                .filter(said -> !said.isEmpty())
                .toList();
    }

    private static Map<String, Endpoint> routes() {
        Map<String, Endpoint> routes = new TreeMap<>();
        node.node()
                .parts()
                .api()
                .endpoints()
                .forEach(e -> routes.put(e.method() + " " + e.path().replace(Api.BASE, ""), e));
        return routes;
    }

    @Test
    @Order(1)
    void every_route_has_a_line_with_its_roles_and_every_line_a_route() {
        Map<String, Endpoint> routes = routes();
        Map<String, Set<Role>> lines = new TreeMap<>();
        table.forEach(line -> assertThat(lines.put(line.route(), line.roles()))
                .as("two lines for " + line.route())
                .isNull());
        List<String> missing = routes.values().stream()
                .filter(route ->
                        !lines.containsKey(route.method() + " " + route.path().replace(Api.BASE, "")))
                .map(route -> route.method() + " " + route.path().replace(Api.BASE, "") + " | "
                        + (route.roles().isEmpty()
                                ? "everybody"
                                : route.roles().stream()
                                        .sorted()
                                        .map(Role::text)
                                        .collect(Collectors.joining(" ")))
                        + " | |" + (route.method().name().startsWith("P") ? " {}" : ""))
                .toList();
        assertThat(missing)
                .as("lines to add to " + AccessTable.FILE + ", which says how")
                .isEmpty();
        lines.forEach((route, roles) ->
                assertThat(routes.keySet()).as("a route for the line").contains(route));
        lines.forEach((route, roles) ->
                assertThat(routes.get(route).roles()).as(route).isEqualTo(roles));
    }

    @Test
    @Order(2)
    void who_may_not_call_a_route_hears_403_and_changes_nothing() {
        String before = counts();
        List<Supplier<String>> tries = new ArrayList<>();
        for (Line line : table) {
            for (Role role : ROLES) {
                if (!line.roles().isEmpty() && !line.roles().contains(role)) {
                    tries.add(() -> otherThan(403, line, "by " + role, world.as(role)));
                }
            }
            if (!line.roles().isEmpty()) {
                tries.add(() -> otherThan(401, line, "by nobody", node.as("")));
            }
        }
        assertThat(wrong(tries)).isEmpty();
        assertThat(counts()).isEqualTo(before);
    }

    private static String otherThan(int wanted, Line line, String whose, Http as) {
        Http.Reply reply = send(as, line, world.things("own"));
        return reply.status() == wanted ? "" : line.route() + " " + whose + " of own: " + reply + " and not " + wanted;
    }

    /** Each thing that a request names by itself, and all together: what is out of reach must not show in any place. */
    @Test
    @Order(3)
    void what_is_out_of_reach_is_answered_as_what_is_not_there_and_nothing_changes() {
        String before = counts();
        List<Supplier<String>> tries = new ArrayList<>();
        for (Line line : table) {
            for (Role role : line.roles()) {
                for (String relation : List.of("own", "team", "other", "firm")) {
                    if (role != Role.OPERATOR && !line.kinds().isEmpty() && !line.reaches(role, relation)) {
                        choices(line, line.reaches(role, "own"))
                                .forEach(kinds -> tries.add(() -> compare(line, role, relation, kinds)));
                    }
                }
            }
        }
        assertThat(wrong(tries)).isEmpty();
        assertThat(counts()).isEqualTo(before);
    }

    private static List<List<String>> choices(Line line, boolean each) {
        List<List<String>> choices = new ArrayList<>();
        choices.add(line.kinds());
        // Numbers that count within their lead are those of another one only together with it.
        line.kinds().stream()
                .filter(kind -> each && !Set.of("followup", "opportunity").contains(kind))
                .forEach(kind -> choices.add(List.of(kind)));
        return choices;
    }

    private static String compare(Line line, Role role, String relation, List<String> kinds) {
        Map<String, String> strange = relation.equals("firm") ? elsewhere.things("own") : world.things(relation);
        Map<String, String> there = new HashMap<>(world.things("own"));
        Map<String, String> nowhere = new HashMap<>(there);
        kinds.forEach(kind -> {
            there.put(kind, strange.get(kind));
            nowhere.put(kind, AccessWorld.none().get(kind));
        });
        String one = shape(send(world.as(role), line, there), there);
        String two = shape(send(world.as(role), line, nowhere), nowhere);
        return one.equals(two)
                ? ""
                : line.route() + " by " + role + " with " + kinds + " of " + relation + ": " + one + " and not " + two;
    }

    /** Without the ids that were asked for. */
    private static String shape(Http.Reply reply, Map<String, String> asked) {
        String body = reply.body();
        for (String id : asked.values()) {
            body = body.replaceAll("\\b" + id + "\\b", "ID");
        }
        return reply.status() + " " + body;
    }

    @Test
    @Order(4)
    void an_admin_of_a_pool_changes_it_and_moves_what_waits_there_and_nothing_else() {
        Http ann = world.as(Role.AGENT);
        Http admin = world.as(Role.ADMIN);
        JsonObject kept = new JsonObject("{\"name\":\"Kept\",\"visible\":false,\"admins\":[\"ann\"]}");
        assertThat(admin.post("/pools", kept.copy().put("id", "kept")).status()).isEqualTo(201);
        world.firm.known();
        String waiting = world.firm.leads("kept", 2).get(0);
        assertThat(ann.get("/leads/" + waiting).json().getBoolean("masked")).isTrue();
        assertThat(ann.get("/leads/" + waiting + "/events").status()).isEqualTo(200);
        assertThat(ann.get("/pools/kept/leads").json().getJsonArray("items")).hasSize(2);
        assertThat(ann.put("/pools/kept", kept.copy().put("name", "Mine")).status())
                .isEqualTo(200);
        assertThat(ann.put("/pools/kept", kept.copy().putNull("admins")).status())
                .isEqualTo(403);
        assertThat(ann.put("/pools/own", kept).status()).isEqualTo(403);
        assertThat(ann.post("/pools/kept/recycle:preview", new JsonObject()).status())
                .isEqualTo(200);
        assertThat(admin.delete("/agents/ann").problem()).isEqualTo("in-use");

        JsonObject into = new JsonObject().put("pool", "own");
        assertThat(ann.post("/leads/" + waiting + "/move", new JsonObject().put("pool", "other"))
                        .status())
                .isEqualTo(400);
        assertThat(ann.post("/leads/" + waiting + "/move", into).status()).isEqualTo(200);
        assertThat(ann.post("/leads/" + waiting + "/move", new JsonObject().put("pool", "kept"))
                        .status())
                .isEqualTo(404);
        String other = world.firm.visible("kept").get(0);
        assertThat(ann.post("/leads/" + other + "/close", new JsonObject().put("reason", "lost"))
                        .status())
                .isEqualTo(404);
        JsonObject bulk = new JsonObject().put("leads", new io.vertx.core.json.JsonArray().add(other));
        assertThat(ann.post("/leads/bulk", bulk.copy().put("action", "close").put("reason", "lost"))
                        .status())
                .isEqualTo(403);
        assertThat(ann.post("/leads/bulk", bulk.copy().put("action", "move").put("pool", "own"))
                        .body())
                .contains("\"ok\":true");
    }

    @Test
    @Order(5)
    void an_auditor_sees_no_contact_whatever_a_pool_shows_to_others_and_the_service_desk_finds_by_phone() {
        Http admin = world.as(Role.ADMIN);
        assertThat(admin.post(
                                "/pools",
                                new JsonObject(
                                        "{\"id\":\"open\",\"name\":\"Open\",\"masking\":[],\"members\":{\"everyone\":true}}"))
                        .status())
                .isEqualTo(201);
        world.firm.known();
        String lead = admin.post(
                        "/leads",
                        new JsonObject(
                                "{\"pool\":\"open\",\"contact\":{\"name\":\"Zhao\",\"phone\":\"+8613812340000\"}}"))
                .json()
                .getString("id");
        assertThat(world.as(Role.MANAGER).get("/leads/" + lead).body()).contains("+8613812340000");
        for (String path : List.of("/leads/" + lead, "/leads?pool=open", "/leads/" + lead + "/events")) {
            assertThat(world.as(Role.AUDITOR).get(path).body())
                    .as(path)
                    .doesNotContain("Zhao", "12340000")
                    .contains("\"pool\":\"open\"");
        }
        Http desk = world.as(Role.SERVICE);
        assertThat(desk.get("/leads?phone=%2B8613812340000").json().getJsonArray("items"))
                .hasSize(1);
        assertThat(desk.post("/leads/" + lead + "/messages", new JsonObject("{\"kind\":\"complaint\",\"text\":\"x\"}"))
                        .status())
                .isEqualTo(200);
        assertThat(admin.post("/leads/" + lead + "/assign", new JsonObject().put("agent", "service"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    @Order(6)
    void what_is_in_reach_is_not_refused() {
        List<String> wrong = new ArrayList<>();
        for (Line line : table) {
            List<Supplier<String>> tries = new ArrayList<>();
            for (Role role : line.roles()) {
                for (String relation : tried(line, role)) {
                    if (line.tried(role) && line.reaches(role, relation)) {
                        tries.add(() -> refusal(line, role, relation));
                    }
                }
            }
            if (line.roles().isEmpty() && line.tried(null)) {
                tries.add(() -> refusal(line, null, "own"));
            }
            // Line by line, as a later one may take away what an earlier one needs.
            wrong.addAll(wrong(tries));
            if (!line.why().isEmpty()) {
                System.out.println("Untried: " + line.route() + " by "
                        + (line.untried().isEmpty() ? "all" : line.untried()) + ", " + line.why());
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String refusal(Line line, Role role, String relation) {
        Map<String, String> things = line.writes() ? world.fresh(relation, used(line)) : world.things(relation);
        Http.Reply reply = send(role == null ? node.as("") : world.as(role), line, things);
        return List.of(401, 403, 404, 405, 500).contains(reply.status())
                ? line.route() + " by " + role + " of " + relation + ": " + reply.status() + " " + reply.body()
                : "";
    }

    /** Who reaches everything reaches what is furthest away. */
    private static List<String> tried(Line line, Role role) {
        return line.reach().containsKey(role) ? AccessWorld.RELATIONS : List.of("other");
    }

    /** What the path of a request names it may use up. */
    private static List<String> used(Line line) {
        return line.kinds().stream()
                .filter(kind -> line.path().contains("{" + kind + "}"))
                .filter(kind -> Set.of("lead", "task", "leave", "token", "dead", "letter")
                                .contains(kind)
                        || line.method().equals("DELETE"))
                .filter(kind -> !(kind.equals("agent") && line.path().contains("agent}/")))
                .filter(kind -> !(kind.equals("channel") && line.path().contains("channel}/")))
                .filter(kind -> !(kind.equals("webhook") && line.path().contains("webhook}/")))
                .toList();
    }

    private static Http.Reply send(Http as, Line line, Map<String, String> things) {
        String body = AccessTable.filled(line.body(), things);
        String path = AccessTable.filled(line.path(), things);
        if (path.startsWith("/imports") && line.method().equals("POST")) {
            return as.file(path, "text/csv", body.getBytes(StandardCharsets.UTF_8), "");
        } else if (path.startsWith("/config") && line.method().equals("PUT")) {
            return as.yaml(path, body);
        } else if (path.startsWith("/live")) {
            return as.head(path);
        } else if (path.startsWith("/exports")) {
            return export(as, path);
        }
        return as.send(line.method(), path, body.isEmpty() ? null : new JsonObject(body));
    }

    /** Only a few run at once: who is sent away comes again. */
    private static Http.Reply export(Http as, String path) {
        Http.Reply[] reply = {null};
        TestNode.eventually("an export is let in", () -> {
            reply[0] = as.head(path);
            return reply[0].status() != 503;
        });
        return reply[0];
    }

    private static String counts() {
        String all = COUNTED.stream()
                .map(name -> "(select count(*) from " + name + ")")
                .collect(Collectors.joining(
                        ", ",
                        "select ",
                        ", (select sum(config_version + access_version) from tenant), (select sum(version)"
                                + " from lead)"));
        return COUNTED + " " + store.sql(all);
    }
}
