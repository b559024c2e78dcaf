package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Rfc3339;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live stream over HTTP, on two nodes with the real engines. */
class LiveTest {
    private static final String PHONE = "+8613800138000";

    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestNode node;
    private static TestNode other;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        node = TestNode.start(postgres, redis.url());
        other = TestNode.start(
                postgres,
                redis.url(),
                "sweep_after_millis: 500",
                "live: {streams_max: 6, tenant_streams_max: 3, principal_streams_max: 2, stalled_seconds_max: 5}");
    }

    @AfterAll
    static void stop() {
        other.close();
        node.close();
        store.close();
        redis.close();
    }

    private static String enter(TestTenant firm, String pool, JsonObject more) {
        JsonObject lead = firm.lead(pool, "Wang").mergeIn(more);
        lead.getJsonObject("contact").put("phone", PHONE);
        Http.Reply made = firm.admin().post("/leads", lead);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json().getString("id");
    }

    private static String enter(TestTenant firm, String pool) {
        return enter(firm, pool, new JsonObject());
    }

    private static void claim(String token, String pool, String lead) {
        TestNode.eventually("the lead is claimed", () -> node.as(token)
                .post("/pools/" + pool + "/claims", new JsonObject().put("lead", lead))
                .ok());
    }

    @Test
    void a_pool_moves_on_every_screen_and_only_the_owner_sees_the_number() {
        TestTenant firm = node.tenant()
                .pool("p", new JsonObject("{\"quotas\":[{\"window\":\"day\",\"max\":5}]}"))
                .pool("hidden", new JsonObject().put("members", new JsonObject()));
        String ann = firm.agent("ann");
        String bob = firm.agent("bob");
        TestTenant strangers = node.tenant().pool("p");
        try (LiveStream annSees = LiveStream.open(node, ann);
                LiveStream bobSees = LiveStream.open(node, bob, "?pools=p", "");
                LiveStream strangerSees = LiveStream.open(node, strangers.admin)) {
            firm.enter("hidden", 1);
            String lead = enter(firm, "p", new JsonObject().put("contact", new JsonObject().put("name", "Li")));
            LiveStream.Event entered = annSees.await("entered", lead);
            JsonObject stored = firm.admin().get("/leads/" + lead).json();
            assertThat(entered.version()).isEqualTo(1);
            assertThat(entered.data().getString("type")).isEqualTo("received");
            assertThat(entered.data().getString("claimable_at")).isEqualTo(stored.getString("entered_pool_at"));
            TestNode.eventually("the pool shows it", () -> firm.visible("p").contains(lead));
            JsonObject listed = node.as(ann)
                    .get("/pools/p/leads")
                    .json()
                    .getJsonArray("items")
                    .getJsonObject(0);
            assertThat(entered.view()).isEqualTo(listed);
            annSees.await("stats", event -> event.data().getInteger("claimable") == 1);

            claim(bob, "p", lead);
            LiveStream.Event left = annSees.await("left", lead);
            assertThat(left.data().getString("pool")).isEqualTo("p");
            assertThat(left.data().getString("type")).isEqualTo("claimed");
            assertThat(left.data().containsKey("owner")).isFalse();
            annSees.await("stats", event -> event.data().getInteger("claimable") == 0);
            assertThat(bobSees.await("left", lead).version()).isEqualTo(2);
            JsonObject mine = bobSees.await("changed", lead).view();
            assertThat(mine.getBoolean("masked")).isFalse();
            assertThat(mine.getJsonObject("contact").getString("phone")).isEqualTo(PHONE);
            JsonArray quotas = bobSees.await("quota", event -> true).data().getJsonArray("quotas");
            assertThat(quotas.getJsonObject(0).getInteger("used")).isEqualTo(1);
            assertThat(quotas).isEqualTo(node.as(bob).get("/me").json().getJsonArray("quotas"));

            assertThat(annSees.events().toString()).doesNotContain(PHONE.substring(5));
            assertThat(annSees.events()).extracting(LiveStream.Event::lead).containsOnly("", lead);
            assertThat(annSees.named("changed")).isEmpty();
            assertThat(annSees.named("quota")).isEmpty();
            strangerSees.await("entered", strangers.enter("p", 1).get(0));
            assertThat(strangerSees.events()).extracting(LiveStream.Event::lead).doesNotContain(lead);
        }
    }

    @Test
    void who_may_not_have_a_lead_does_not_hear_of_it_and_who_may_later_hears_when() {
        JsonObject embargo = new JsonObject().put("embargo", "PT1H");
        JsonObject refusal =
                new JsonObject().put("first_refusal", new JsonObject("{\"for\":\"previous_owner\",\"time\":\"PT2H\"}"));
        TestTenant firm = node.tenant().pool("p", refusal).pool("late", embargo);
        String able = firm.agent("able", new JsonObject().put("skills", new JsonArray().add("a")));
        String plain = firm.agent("plain");
        try (LiveStream ableSees = LiveStream.open(node, able);
                LiveStream plainSees = LiveStream.open(node, plain);
                LiveStream adminSees = LiveStream.open(node, firm.admin)) {
            JsonObject skill =
                    new JsonObject().put("requires", new JsonObject().put("skills", new JsonArray().add("a")));
            String special = enter(firm, "p", skill.copy().put("contact", new JsonObject().put("name", "Special")));
            ableSees.await("entered", special);
            adminSees.await("entered", special);
            String waits = firm.enter("late", 1).get(0);
            JsonObject waiting = plainSees.await("entered", waits).data();
            long at = Rfc3339.millis(waiting.getJsonObject("view").getString("entered_pool_at"));
            assertThat(Rfc3339.millis(waiting.getString("claimable_at"))).isEqualTo(at + 3_600_000);

            claim(able, "p", special);
            ableSees.await("left", special);
            String common = firm.enter("p", 1).get(0);
            claim(able, "p", common);
            Http.Reply released = node.as(able).post("/leads/" + common + "/release", new JsonObject());
            assertThat(released.ok()).as(released.body()).isTrue();
            long back = Rfc3339.millis(plainSees
                    .await("entered", e -> e.lead().equals(common) && e.version() == 3)
                    .view()
                    .getString("entered_pool_at"));
            assertThat(claimable(plainSees, common)).isEqualTo(back + 7_200_000);
            assertThat(claimable(ableSees, common)).isEqualTo(back);
            assertThat(plainSees.events()).extracting(LiveStream.Event::lead).doesNotContain(special);
        }
    }

    private static long claimable(LiveStream stream, String lead) {
        return Rfc3339.millis(stream.await("entered", e -> e.lead().equals(lead) && e.version() == 3)
                .data()
                .getString("claimable_at"));
    }

    @Test
    void supervisors_hear_masked_what_their_agents_do_and_nobody_else_does() {
        TestTenant firm = node.tenant().pool("p", new JsonObject().put("visible", false));
        firm.admin().post("/teams", new JsonObject().put("id", "blue").put("name", "Blue"));
        JsonObject blue = new JsonObject().put("team", "blue");
        String ann = firm.agent("ann", blue);
        String sam = firm.agent("sam", blue.copy().put("role", "supervisor"));
        String max = firm.agent("max", new JsonObject().put("role", "supervisor"));
        String lead = enter(firm, "p");
        Http.Reply given = firm.admin().post("/leads/" + lead + "/assign", new JsonObject().put("agent", "ann"));
        assertThat(given.ok()).as(given.body()).isTrue();
        try (LiveStream annSees = LiveStream.open(node, ann);
                LiveStream samSees = LiveStream.open(node, sam);
                LiveStream maxSees = LiveStream.open(node, max)) {
            node.as(ann)
                    .post(
                            "/leads/" + lead + "/followups",
                            new JsonObject("{\"method\":\"call\",\"outcome\":\"reached\"}"));
            LiveStream.Event heard = samSees.await("changed", lead);
            assertThat(heard.data().getString("type")).isEqualTo("followed_up");
            assertThat(heard.data().getString("owner")).isEqualTo("ann");
            assertThat(heard.view().getBoolean("masked")).isTrue();
            assertThat(annSees.await("changed", lead).view().getBoolean("masked"))
                    .isFalse();
            node.as(ann).post("/leads/" + lead + "/release", new JsonObject());
            assertThat(annSees.await("left", lead).data().getString("owner")).isEqualTo("ann");
            samSees.await("left", lead);
            assertThat(maxSees.events()).extracting(LiveStream.Event::lead).doesNotContain(lead);
        }
    }

    @Test
    void a_stream_goes_on_at_another_node_with_all_that_was_missed() {
        TestTenant firm = node.tenant(other).pool("p");
        String ann = firm.agent("ann");
        String bob = firm.agent("bob");
        LiveStream first = LiveStream.open(node, firm.admin);
        List<String> leads = new ArrayList<>(firm.leads("p", 5));
        first.await("entered", leads.get(4));
        first.close();
        String id = first.lastId();
        leads.addAll(firm.leads("p", 20));
        for (int i = 0; i < 20; i++) {
            claim(i % 2 == 0 ? ann : bob, "p", leads.get(i));
        }
        try (LiveStream second = LiveStream.open(other, firm.admin, "", id);
                LiveStream polyfill = LiveStream.open(other, bob, "?cursor=" + id, "")) {
            String last = firm.enter("p", 1).get(0);
            second.await("entered", last);
            polyfill.await("entered", last);
            String[] place = id.split("-", -1);
            Set<String> wanted = new TreeSet<>();
            store.sql(
                            "select lead || ' ' || version from journal where tenant = ? and (xid, lead, version) >"
                                    + " (?::xid8, ?, ?)",
                            firm.no(),
                            place[1],
                            Long.valueOf(place[2]),
                            Integer.valueOf(place[3]))
                    .forEach(row -> wanted.add((String) row.get(0)));
            assertThat(wanted).hasSizeGreaterThan(40);
            assertThat(told(second)).isEqualTo(wanted);
            assertThat(told(polyfill)).isEqualTo(wanted);
            assertThat(second.named("reset")).isEmpty();
        }
    }

    private static Set<String> told(LiveStream stream) {
        Set<String> told = new TreeSet<>();
        stream.events().stream()
                .filter(event -> !event.lead().isEmpty())
                .forEach(event -> told.add(event.lead() + " " + event.version()));
        return told;
    }

    @Test
    void an_id_that_this_journal_has_not_given_begins_anew() {
        TestTenant firm = node.tenant().pool("p");
        try (LiveStream known = LiveStream.open(node, firm.admin)) {
            firm.leads("p", 1);
            known.await("entered", e -> true);
            String[] parts = known.lastId().split("-", -1);
            String elsewhere = "0123456789ab-" + parts[1] + "-" + parts[2] + "-" + parts[3];
            String unheard = parts[0] + "-" + parts[1] + "-" + parts[2] + "-99";
            for (String id : List.of(elsewhere, unheard, "what-is-that")) {
                try (LiveStream stream = LiveStream.open(node, firm.admin, "", id)) {
                    stream.await("reset", e -> true);
                    String lead = firm.enter("p", 1).get(0);
                    stream.await("entered", lead);
                    assertThat(stream.named("entered")).hasSize(1);
                }
            }
        }
    }

    @Test
    void who_may_see_less_sees_less_at_once() {
        TestTenant firm = node.tenant().pool("p").pool("q");
        String ann = firm.agent("ann");
        String bob = firm.agent("bob");
        String cat = firm.agent("cat");
        try (LiveStream annSees = LiveStream.open(node, ann);
                LiveStream bobSees = LiveStream.open(node, bob);
                LiveStream catSees = LiveStream.open(node, cat)) {
            firm.pool("p", new JsonObject().put("members", new JsonObject("{\"agents\":[\"bob\",\"cat\"]}")));
            annSees.await("reset", e -> true);
            String inside = firm.enter("p", 1).get(0);
            String outside = firm.enter("q", 1).get(0);
            annSees.await("entered", outside);
            bobSees.await("entered", inside);
            assertThat(annSees.events()).extracting(LiveStream.Event::lead).doesNotContain(inside);
            assertThat(bobSees.named("reset")).isEmpty();
            // Who sees the same as before hears that rules may read otherwise.
            bobSees.await("config", e -> true);

            assertThat(firm.admin()
                            .send("PATCH", "/agents/bob", new JsonObject().put("status", "suspended"))
                            .ok())
                    .isTrue();
            bobSees.awaitEnd();
            String token = firm.admin()
                    .get("/agents/cat/tokens")
                    .json()
                    .getJsonArray("items")
                    .getJsonObject(0)
                    .getString("id");
            assertThat(firm.admin().delete("/agents/cat/tokens/" + token).ok()).isTrue();
            catSees.awaitEnd();
            assertThat(annSees.over()).isFalse();
        }
    }

    @Test
    void streams_have_their_bounds_and_a_reader_that_does_not_read_is_dropped() throws IOException {
        TestTenant firm = node.tenant(other).pool("p");
        String ann = firm.agent("ann");
        assertThat(other.as(ann).get("/live?pools=p,none").status()).isEqualTo(404);
        assertThat(other.as(ann).get("/live?pool=p").status()).isEqualTo(400);
        try (LiveStream one = LiveStream.open(other, ann);
                Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4_096);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), other.port()));
            deaf.getOutputStream()
                    .write(("GET /api/v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ann + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            TestNode.eventually("both are open", () -> other.metric("pelagos_live_streams") == 2);
            assertThat(other.as(ann).get("/live").problem()).isEqualTo("too-many-streams");
            try (LiveStream admins = LiveStream.open(other, firm.admin)) {
                assertThat(other.as(firm.admin).get("/live").problem()).isEqualTo("not-ready");
                JsonArray tags = new JsonArray();
                for (int i = 0; i < 50; i++) {
                    tags.add("a long word that fills the sockets, more than ninety characters of it, number " + i);
                }
                List<String> entered = new ArrayList<>();
                TestNode.eventually("the deaf one is dropped", () -> {
                    JsonObject lead = firm.lead("p", "Wang").put("tags", tags);
                    List<CompletableFuture<Http.Reply>> made = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        made.add(firm.admin().sendPost("/leads", lead, ""));
                    }
                    // A hundred at once may find a slow machine full: those are no part of the test.
                    Http.all(made).stream()
                            .filter(reply -> reply.status() != 503)
                            .forEach(reply -> {
                                assertThat(reply.status()).as(reply.body()).isEqualTo(201);
                                entered.add(reply.json().getString("id"));
                            });
                    return other.metric("pelagos_live_streams") == 2;
                });
                // A hundred that came at once are told in any order.
                for (LiveStream stream : List.of(one, admins)) {
                    TestNode.eventually("all are told", () -> stream.named("entered").stream()
                            .map(LiveStream.Event::lead)
                            .collect(Collectors.toSet())
                            .containsAll(entered));
                }
                assertThat(other.metric("pelagos_live_dropped_total")).isEqualTo(1);
            }
        }
        TestNode.eventually("all have left", () -> other.metric("pelagos_live_streams") == 0);
    }

    @Test
    void a_node_that_stops_ends_its_streams_and_their_clients_go_on_elsewhere() {
        TestNode stops = TestNode.start(store.postgresUrl(), redis.url());
        TestTenant firm = node.tenant(stops).pool("p");
        LiveStream stream = LiveStream.open(stops, firm.admin);
        String before = firm.enter("p", 1).get(0);
        stream.await("entered", before);
        stops.close();
        stream.awaitEnd();
        firm.stay(node);
        String meanwhile = firm.enter("p", 1).get(0);
        try (LiveStream again = LiveStream.open(node, firm.admin, "", stream.lastId())) {
            again.await("entered", meanwhile);
            assertThat(again.events()).extracting(LiveStream.Event::lead).doesNotContain(before);
        }
    }
}
