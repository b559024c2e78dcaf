package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contact data of others' leads: seen one by one, told in the journal, and bounded. */
final class RevealTest extends LeadLife {
    private static final JsonObject WHY =
            new JsonObject().put("fields", list("phone")).put("reason", "A complaint");
    private String sam;
    private String ann;

    @BeforeEach
    void people() {
        sam = firm.agent("sam", new JsonObject().put("role", "supervisor"));
        ann = firm.agent("ann");
    }

    private static JsonObject reveal(int perDay) {
        return new JsonObject().put("reveal", new JsonObject().put("per_day", perDay));
    }

    private String entered(String phone) {
        JsonObject lead = firm.lead("p", "Zhang Wei");
        lead.getJsonObject("contact").put("phone", phone).put("email", "zhang@example.com");
        String id = ok(firm.admin().post("/leads", lead)).json().getString("id");
        TestNode.eventually("it is shown", () -> firm.visible("p").contains(id));
        return id;
    }

    @Test
    void a_supervisor_sees_what_he_asks_for_and_the_journal_and_the_audit_tell_it() {
        firm.pool("p");
        String lead = entered("+8613800138901");
        assertThat(node.as(sam).get("/leads/" + lead).body()).doesNotContain("13800138901");
        assertThat(firm.admin().get("/leads/" + lead).body()).doesNotContain("13800138901");
        JsonObject seen =
                ok(node.as(sam).post("/leads/" + lead + "/reveal", WHY, "k")).json();
        assertThat(seen.getJsonObject("contact")).isEqualTo(new JsonObject().put("phone", "+8613800138901"));
        Http.Reply again = node.as(sam).post("/leads/" + lead + "/reveal", WHY, "k");
        assertThat(again.replayed()).isTrue();
        JsonObject event = events(lead, "revealed").findFirst().orElseThrow();
        assertThat(event.getString("actor")).isEqualTo("sam");
        assertThat(event.getString("reason")).isEqualTo("A complaint");
        assertThat(event.getJsonObject("data").getJsonArray("fields")).isEqualTo(list("phone"));
        assertThat(types(lead)).containsExactly("received", "revealed");
        List<JsonObject> reads = items(firm.admin().get("/audit/reads?agent=sam"));
        assertThat(reads).hasSize(1);
        assertThat(reads.get(0).getJsonArray("leads")).isEqualTo(list(lead));
        assertThat(items(firm.admin().get("/audit/reads?lead=" + lead))).isEqualTo(reads);
        assertThat(node.as(ann).post("/leads/" + lead + "/reveal", WHY).status())
                .isEqualTo(403);
        assertThat(node.as(sam).get("/audit/reads").status()).isEqualTo(403);
        Http.Reply bad = node.as(sam).post("/leads/" + lead + "/reveal", new JsonObject().put("fields", list("age")));
        assertThat(bad.body()).contains("/fields", "/reason");
        store.assertAtRest(firm);
    }

    @Test
    void nobody_reveals_more_leads_a_day_than_allowed_however_many_ask_at_once() {
        firm.pool("p", reveal(3));
        String lead = entered("+8613800138902");
        List<CompletableFuture<Http.Reply>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asked.add(node.as(sam).sendPost("/leads/" + lead + "/reveal", WHY, ""));
        }
        List<String> answers =
                Http.all(asked).stream().map(Http.Reply::toString).sorted().toList();
        assertThat(answers.subList(0, 3)).containsOnly("200");
        assertThat(answers.subList(3, 8)).containsOnly("429 look-limit");
        assertThat(types(lead).stream().filter("revealed"::equals)).hasSize(3);
        Http.Reply full = node.as(sam).post("/leads/" + lead + "/reveal", WHY);
        assertThat(full.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 86_401L);
        // Everybody has a day of his own.
        ok(firm.admin().post("/leads/" + lead + "/reveal", WHY));
    }

    @Test
    void what_did_not_happen_counts_nothing() {
        firm.pool("p", reveal(1));
        String lead = entered("+8613800138903");
        assertThat(node.as(sam).post("/leads/" + lead + "/reveal", WHY, "same").status())
                .isEqualTo(200);
        // The key was another request's: nothing is seen, and nothing is noted.
        assertThat(node.as(sam)
                        .post("/leads/" + lead + "/reveal", WHY.copy().put("reason", "Else"), "same")
                        .toString())
                .isEqualTo("422 idempotency-key-reused");
        assertThat(node.as(sam).post("/leads/" + lead + "/reveal", WHY, "same").status())
                .isEqualTo(200);
        assertThat(items(firm.admin().get("/audit/reads"))).hasSize(1);
    }

    @Test
    void a_screen_that_opens_all_of_a_lead_at_once_has_looked_once() {
        firm.pool("p", new JsonObject().put("reveal", new JsonObject().put("details_per_day", 2)));
        List<String> leads = List.of(entered("+8613800138911"), entered("+8613800138912"), entered("+8613800138913"));
        List<List<Integer>> heard = new ArrayList<>();
        for (String lead : leads) {
            List<CompletableFuture<Http.Reply>> parts = new ArrayList<>();
            for (String part : List.of("", "/events", "/followups", "", "/events", "/followups")) {
                parts.add(node.as(ann).sendBytes("GET", "/leads/" + lead + part, null, ""));
            }
            heard.add(
                    Http.all(parts).stream().map(Http.Reply::status).distinct().toList());
        }
        assertThat(heard).containsExactly(List.of(200), List.of(200), List.of(429));
    }

    @Test
    void masked_leads_are_looked_at_one_by_one_only_so_often_and_owned_ones_as_often_as_needed() {
        firm.pool("p", new JsonObject().put("reveal", new JsonObject().put("details_per_day", 2)));
        String lead = entered("+8613800138904");
        Http agent = node.as(ann);
        String second = entered("+8613800138905");
        String third = entered("+8613800138906");
        for (String part :
                List.of("", "/events", "/followups", "/deals", "/opportunities", "/contracts", "/payments")) {
            assertThat(agent.get("/leads/" + lead + part).status())
                    .as("one look, whatever is looked at: " + part)
                    .isEqualTo(200);
        }
        assertThat(agent.get("/leads/" + second + "/events").status()).isEqualTo(200);
        for (String part :
                List.of("", "/events", "/followups", "/deals", "/opportunities", "/contracts", "/payments")) {
            assertThat(agent.get("/leads/" + third + part).toString()).as(part).isEqualTo("429 look-limit");
        }
        assertThat(agent.get("/leads/" + lead).status()).as("seen before").isEqualTo(200);
        lead = third;
        ok(agent.post("/pools/p/claims", new JsonObject().put("lead", lead)));
        assertThat(agent.get("/leads/" + lead).status()).isEqualTo(200);
        assertThat(firm.admin().get("/leads/" + lead).status()).isEqualTo(200);
        // The owner sees it anyway; his own leads in a file are noted.
        assertThat(ok(agent.post("/leads/" + lead + "/reveal", WHY)).body()).contains("13800138906");
        assertThat(types(lead)).doesNotContain("revealed");
        assertThat(agent.get("/exports/leads?format=ndjson&owner=me").body()).contains("13800138906");
        JsonObject read = items(firm.admin().get("/audit/reads?agent=ann")).get(0);
        assertThat(read.getString("how")).isEqualTo("export");
        assertThat(read.getJsonArray("leads")).isEqualTo(list(lead));
    }

    private Http.Reply reveal(String lead, String key) {
        return node.as(sam).post("/leads/" + lead + "/reveal", WHY, key);
    }

    private void told(String lead, JsonObject heard) {
        Http.Reply again = reveal(lead, "k");
        assertThat(again.replayed()).as(again.body()).isTrue();
        assertThat(again.json()).isEqualTo(heard);
    }

    @Test
    void who_repeats_a_reveal_hears_what_he_heard_whoever_may_see_the_lead_by_now() {
        firm.pool("p").pool("theirs", new JsonObject().put("members", new JsonObject().put("agents", list("ann"))));
        String lead = entered("+8613800138905");
        JsonObject heard = ok(reveal(lead, "k")).json();
        // It is in others' hands,
        ok(firm.admin().post("/leads/" + lead + "/move", new JsonObject().put("pool", "theirs")));
        assertThat(reveal(lead, "").status()).isEqualTo(404);
        told(lead, heard);
        // closed,
        ok(firm.admin().post("/leads/" + lead + "/close", new JsonObject().put("reason", "lost")));
        assertThat(reveal(lead, "").status()).isEqualTo(404);
        told(lead, heard);
        // of a pool that lets him see nothing,
        firm.pool("mute", new JsonObject().put("reveal", new JsonObject().put("by", list("admin"))));
        ok(firm.admin().post("/leads/" + lead + "/reopen", new JsonObject().put("pool", "mute")));
        assertThat(reveal(lead, "").status()).isEqualTo(403);
        told(lead, heard);
        assertThat(node.as(sam)
                        .post("/leads/" + lead + "/reveal", WHY.copy().put("reason", "Else"), "k")
                        .toString())
                .isEqualTo("422 idempotency-key-reused");
        assertThat(types(lead)).containsOnlyOnce("revealed");
        assertThat(items(firm.admin().get("/audit/reads?agent=sam"))).hasSize(1);
        // his own.
        firm.pool("mine");
        ok(firm.admin().post("/leads/" + lead + "/move", new JsonObject().put("pool", "mine")));
        ok(node.as(sam).post("/pools/mine/claims", new JsonObject().put("lead", lead)));
        told(lead, heard);
        store.assertAtRest(firm);
    }

    @Test
    void who_repeats_a_reveal_hears_nothing_that_became_known_later_and_nothing_that_was_erased() {
        firm.pool("p").pool("theirs", new JsonObject().put("members", new JsonObject().put("agents", list("ann"))));
        String lead = entered("+8613800138906");
        JsonObject heard = ok(reveal(lead, "k")).json();
        ok(firm.admin().post("/leads/" + lead + "/move", new JsonObject().put("pool", "theirs")));
        ok(edited(lead, "email", "new@example.com"));
        told(lead, heard);
        ok(edited(lead, "phone", "+8613800138907"));
        assertThat(reveal(lead, "k").status()).isEqualTo(404);
        String job = ok(firm.admin().post("/data-subjects:erase", new JsonObject().put("phone", "+8613800138907")))
                .json()
                .getString("id");
        TestNode.eventually("it is erased", () -> firm.admin()
                .get("/jobs/" + job)
                .json()
                .getString("status")
                .equals("done"));
        assertThat(reveal(lead, "k").toString()).isEqualTo("410 erased");
        assertThat(reveal(lead, "").status()).isEqualTo(404);
    }

    private Http.Reply edited(String lead, String field, String value) {
        JsonObject contact = new JsonObject().put(field, value);
        return firm.admin().send("PATCH", "/leads/" + lead, new JsonObject().put("contact", contact));
    }

    private List<JsonObject> reads(String more) {
        return items(firm.admin().get("/audit/reads?agent=" + more));
    }

    private static void tells(JsonObject read, String how, String what, String lead) {
        assertThat(read.getString("how")).isEqualTo(how);
        assertThat(read.getString("what")).isEqualTo(what);
        assertThat(read.getJsonArray("leads")).isEqualTo(list(lead));
    }

    @Test
    void what_a_pool_shows_in_the_clear_is_noted_of_who_does_not_own_it_once_in_a_while() {
        firm.pool("p").pool("open", new JsonObject().put("masking", list("wechat", "company")));
        String masked = entered("+8613800138908");
        Http agent = node.as(ann);
        ok(agent.get("/pools/p/leads"));
        ok(agent.get("/leads/" + masked));
        ok(firm.admin().get("/leads"));
        assertThat(items(firm.admin().get("/audit/reads"))).isEmpty();
        ok(firm.admin().post("/leads/" + masked + "/move", new JsonObject().put("pool", "open")));
        TestNode.eventually("it is shown", () -> firm.visible("open").contains(masked));
        for (int i = 0; i < 2; i++) {
            assertThat(ok(agent.get("/pools/open/leads")).body()).contains("13800138908", "zhang@");
        }
        assertThat(reads("ann")).hasSize(1);
        tells(reads("ann").get(0), "list", "email,phone", masked);
        ok(agent.get("/leads/" + masked));
        assertThat(reads("ann")).hasSize(2);
        tells(reads("ann").get(0), "lead", "email,phone", masked);
        ok(node.as(sam).get("/leads?phone=%2B8613800138908"));
        tells(reads("sam").get(0), "list", "email,phone", masked);
        ok(node.as(sam).get("/exports/leads?format=ndjson"));
        ok(node.as(sam).send("PATCH", "/leads/" + masked, new JsonObject().put("grade", "A")));
        tells(reads("sam").get(0), "answer", "email,phone", masked);
        assertThat(items(firm.admin().get("/audit/reads?lead=" + masked))).hasSizeGreaterThanOrEqualTo(4);
        // Whoever owns it is not noted; nor is a masked answer.
        ok(agent.post("/pools/open/claims", new JsonObject().put("lead", masked)));
        ok(agent.get("/leads/" + masked));
        ok(agent.get("/leads?owner=me"));
        assertThat(reads("ann")).hasSize(2);
    }

    @Test
    void an_export_and_a_stream_of_what_a_pool_shows_in_the_clear_are_noted() {
        firm.pool("p").pool("open", new JsonObject().put("masking", list()));
        String lead = entered("+8613800138909");
        ok(firm.admin().get("/exports/leads?format=ndjson"));
        LiveStream.open(node, sam, "?pools=p", "").close();
        assertThat(items(firm.admin().get("/audit/reads"))).isEmpty();
        ok(firm.admin().post("/leads/" + lead + "/move", new JsonObject().put("pool", "open")));
        assertThat(ok(firm.admin().get("/exports/leads?format=ndjson")).body()).contains("13800138909");
        tells(items(firm.admin().get("/audit/reads?lead=" + lead)).get(0), "export", null, lead);
        LiveStream.open(node, sam).close();
        JsonObject stream = reads("sam").get(0);
        assertThat(stream.getString("how")).isEqualTo("live");
        assertThat(stream.getString("what")).isEqualTo("pools open");
    }
}
