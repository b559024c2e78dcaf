package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.platform.StartFailure;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person asks what is known of him, and that it be forgotten: it is, wherever it came to lie. */
final class DataSubjectTest extends LeadLife {
    private static int people;

    private String phone;
    private String national;
    private String spaced;
    private String second;
    private String name;
    private String email;
    private String wechat;

    private String ann;
    private String site;
    private String partner;

    @BeforeEach
    void set_up() {
        // Tenants share tables, so each test has a person of its own.
        String number = "%04d".formatted(1_000 + 2 * ++people);
        national = "1391234" + number;
        phone = "+86" + national;
        spaced = "139 1234 " + number;
        second = "1391234%04d".formatted(1_001 + 2 * people);
        name = "Ouyang Mingzhu " + number;
        email = "mingzhu." + number + "@example.com";
        wechat = "mingzhu_" + number;
        firm.pool("p");
        ann = firm.agent("ann");
        site = hook(new JsonObject()
                .put("id", "site")
                .put("dedupe", new JsonObject().put("by", list("external_id", "phone", "email"))));
        partner = hook(new JsonObject().put("id", "partner").put("ping_post", pings()));
    }

    private static JsonObject pings() {
        return new JsonObject()
                .put("ttl", "PT10M")
                .put("currency", "USD")
                .put(
                        "prices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("when", new JsonObject())
                                        .put("price", 3)));
    }

    private String hook(JsonObject more) {
        Http.Reply made = ok(firm.admin()
                .post(
                        "/channels",
                        new JsonObject()
                                .put("type", "generic")
                                .put("name", "Channel")
                                .put("pool", "p")
                                .put("default_region", "CN")
                                .mergeIn(more)));
        firm.known();
        return made.json().getString("hook_url");
    }

    /** The person's lead, owned by ann, and his words in all places that there are. */
    private String lived() {
        ok(node.as("").post(partner + "/ping", new JsonObject().put("phone", national)));
        String lead = ok(node.as("").post(site, form())).json().getString("lead");
        TestNode.eventually("it is shown", () -> firm.visible("p").contains(lead));
        assertThat(node.as(ann)
                        .post("/pools/p/claims", new JsonObject(), "claim")
                        .leads())
                .containsExactly(lead);
        Http agent = node.as(ann);
        ok(agent.post(
                "/leads/" + lead + "/followups",
                followup("reached").put("content", "Call " + name + " at " + spaced.replace(' ', '-'))));
        ok(agent.post("/leads/" + lead + "/notes", new JsonObject().put("text", "Writes from " + email)));
        ok(agent.post(
                "/leads/" + lead + "/messages",
                new JsonObject().put("kind", "complaint").put("text", name + " complains")));
        ok(agent.post("/leads/" + lead + "/dial", new JsonObject()));
        String task = ok(firm.admin()
                        .post(
                                "/tasks",
                                new JsonObject()
                                        .put("agent", "ann")
                                        .put("lead", lead)
                                        .put("text", "Ring " + name),
                                "task"))
                .json()
                .getString("id");
        ok(agent.post("/tasks/" + task + "/comments", new JsonObject().put("text", name + " is out"), "comment"));
        ok(firm.admin()
                .post("/tasks", new JsonObject().put("agent", "ann").put("text", "Also " + spaced + ", and soon")));
        ok(firm.admin()
                .post(
                        "/calls",
                        new JsonObject()
                                .put("id", "call-1")
                                .put("number", phone)
                                .put("agent", "ann")
                                .put("started_at", "2026-01-05T09:00:00Z")
                                .put("seconds", 20)
                                .put("recording_url", "https://pbx.example.com/" + national + ".mp3")));
        // Nobody can take this; it is kept.
        Http.await(node.as("")
                .sendBytes("POST", site, ("{\"phone\":\"" + phone + "\", oh").getBytes(StandardCharsets.UTF_8), ""));
        TestNode.eventually("the letter is kept", () -> !firm.admin()
                .get("/channels/site/dead-letters")
                .json()
                .getJsonArray("items")
                .isEmpty());
        touched(lead);
        imported();
        return lead;
    }

    private JsonObject form() {
        return new JsonObject()
                .put("external_id", "x-1")
                .put("name", name)
                .put("phone", national)
                .put("email", email)
                .put("wechat", wechat)
                .put("page", "https://example.com/?mail=" + email)
                .put("click_id", wechat)
                .put("remark", "My other number is " + second);
    }

    /** Comes again with another number. */
    private void touched(String lead) {
        ok(node.as("").post(site, form().put("external_id", "x-2").put("phone", second)));
        TestNode.eventually("it is told", () -> types(lead).contains("merged"));
        assertThat(node.as(ann)
                        .get("/leads/" + lead)
                        .json()
                        .getJsonObject("attributes")
                        .encode())
                .contains(second);
    }

    private void imported() {
        String file = "name,phone,email\n" + name + "," + national + "," + email + "\nOther,,\n" + name + "," + phone
                + "000," + email + "\nZhou,12,zhou@example.com\n";
        String id = ok(firm.admin()
                        .file("/imports?pool=p&region=CN", "text/csv", file.getBytes(StandardCharsets.UTF_8), ""))
                .json()
                .getString("id");
        TestNode.eventually("the import is done", () -> firm.admin()
                .get("/imports/" + id)
                .json()
                .getString("status")
                .equals("done"));
    }

    private void erased(JsonObject more) {
        Http.Reply started = firm.admin()
                .post(
                        "/data-subjects:erase",
                        new JsonObject().put("phone", phone).mergeIn(more),
                        "erase");
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        String job = started.json().getString("id");
        TestNode.eventually("the job is done", () -> firm.admin()
                .get("/jobs/" + job)
                .json()
                .getString("status")
                .equals("done"));
        Http.Reply again = firm.admin()
                .post(
                        "/data-subjects:erase",
                        new JsonObject().put("phone", phone).mergeIn(more),
                        "erase");
        assertThat(again.replayed()).isTrue();
        assertThat(again.json().getString("id")).isEqualTo(job);
    }

    private JsonObject find() {
        return ok(firm.admin().post("/data-subjects:find", new JsonObject().put("phone", phone)))
                .json();
    }

    @Test
    void nothing_that_the_server_can_read_tells_of_an_erased_person() {
        try (Traces traces = new Traces(
                store, node, firm, national, second, name.toLowerCase(java.util.Locale.ROOT), email, wechat)) {
            String lead = lived();
            String other = firm.enter("p", 1).get(0);
            ok(firm.admin().post("/do-not-call", new JsonObject().put("phones", list(phone))));
            assertThat(traces.found())
                    .as("what the search finds before")
                    .contains(
                            "lead_detail.sealed",
                            "lead_detail.source",
                            "journal.body",
                            "task.sealed",
                            "task_comment.sealed",
                            "call_record.sealed",
                            "dead_letter.sealed",
                            "import_error.sealed",
                            "request.answer");
            erased(new JsonObject());
            assertThat(traces.found()).isEmpty();
            JsonObject shown = lead(lead);
            assertThat(shown.getString("state")).isEqualTo("closed");
            assertThat(shown.getString("erased_at")).isNotNull();
            assertThat(shown.getJsonObject("contact").stream().allMatch(field -> field.getValue() == null))
                    .isTrue();
            assertThat(types(lead)).endsWith("erased");
            assertThat(lead(other).getString("erased_at")).isNull();
            store.assertAtRest(firm);
            assertThat(find().getJsonObject("do_not_call")).isNotNull();
            assertThat(find().getJsonArray("leads")).isEmpty();
        }
    }

    @Test
    void what_is_known_is_found_without_its_words_and_handed_out_with_them() {
        String lead = lived();
        JsonObject found = find();
        assertThat(found.getJsonArray("leads").getJsonObject(0).getString("id")).isEqualTo(lead);
        for (String kind :
                List.of("tasks", "task_comments", "calls", "dead_letters", "import_errors", "pings", "dials")) {
            assertThat(found.getJsonArray(kind)).as(kind).isNotEmpty();
        }
        assertThat(found.getJsonArray("tasks")).hasSize(2);
        assertThat(found.encode()).doesNotContain(national, name, email);
        JsonObject all = ok(firm.admin().post("/data-subjects:export", new JsonObject().put("phone", phone)))
                .json();
        JsonObject whole = all.getJsonArray("leads").getJsonObject(0);
        assertThat(whole.getJsonObject("contact").getString("phone")).isEqualTo(phone);
        assertThat(whole.getJsonArray("events").encode()).contains(spaced.replace(' ', '-'), email);
        assertThat(all.getJsonArray("tasks").encode()).contains("Ring " + name, spaced);
        assertThat(types(lead)).endsWith("revealed");
        assertThat(node.as(ann)
                        .post("/data-subjects:find", new JsonObject().put("phone", phone))
                        .status())
                .isEqualTo(403);
        assertThat(firm.admin()
                        .post("/data-subjects:find", new JsonObject().put("phone", "12"))
                        .body())
                .contains("/phone");
    }

    private JsonObject newestRead() {
        return items(firm.admin().get("/audit/reads?limit=1")).get(0);
    }

    @Test
    void each_export_is_in_the_audit_trail_also_of_a_number_without_a_lead() {
        ok(firm.admin().post("/data-subjects:export", new JsonObject().put("phone", phone)));
        assertThat(newestRead().getString("how")).isEqualTo("data_subject_export");
        assertThat(newestRead().getString("what")).isEqualTo("nothing");
        assertThat(newestRead().getJsonArray("leads")).isEmpty();
        ok(firm.admin().post("/tasks", new JsonObject().put("agent", "ann").put("text", "Ring " + phone)));
        ok(firm.admin().post("/data-subjects:export", new JsonObject().put("phone", phone)));
        assertThat(newestRead().getString("what")).isEqualTo("tasks");
        String lead = ok(node.as("").post(site, form())).json().getString("lead");
        ok(firm.admin().post("/data-subjects:export", new JsonObject().put("phone", phone)));
        assertThat(newestRead().getString("what")).isEqualTo("tasks");
        assertThat(newestRead().getJsonArray("leads")).isEqualTo(list(lead));
        assertThat(items(firm.admin().get("/audit/reads"))).hasSize(3);
        assertThat(types(lead)).containsOnlyOnce("revealed");
    }

    @Test
    void an_export_that_has_not_all_events_says_so() {
        String lead = ok(node.as("").post(site, form())).json().getString("lead");
        assertThat(export().getBoolean("complete")).isTrue();
        store.sql(
                "insert into journal (tenant, lead, version, at, type, transition, body, hash)"
                        + " select tenant, lead, version + 10 + n, at, type, transition, body, hash"
                        + " from journal, generate_series(1, 5000) n where tenant = ? and lead = ? and version = 1",
                firm.no(),
                Long.parseLong(lead));
        JsonObject all = export();
        assertThat(all.getBoolean("complete")).isFalse();
        assertThat(all.getJsonArray("leads").getJsonObject(0).getJsonArray("events"))
                .hasSize(5_000);
        store.sql(
                "delete from journal where tenant = ? and lead = ? and version > 10", firm.no(), Long.parseLong(lead));
    }

    private JsonObject export() {
        return ok(firm.admin().post("/data-subjects:export", new JsonObject().put("phone", phone)))
                .json();
    }

    @Test
    void no_more_than_two_people_are_looked_for_at_once() throws Exception {
        List<CompletableFuture<Http.Reply>> asked = new ArrayList<>();
        try (Connection lock = TestEngines.connect(store.postgresUrl())) {
            lock.setAutoCommit(false);
            try (Statement statement = lock.createStatement()) {
                statement.execute("lock table dead_letter in access exclusive mode");
            }
            for (String what : List.of("find", "export", "find")) {
                asked.add(firm.admin().sendPost("/data-subjects:" + what, new JsonObject().put("phone", phone), ""));
            }
            TestNode.eventually("one is refused", () -> asked.stream().anyMatch(CompletableFuture::isDone));
            lock.rollback();
        }
        assertThat(Http.all(asked).stream().map(Http.Reply::toString).sorted())
                .containsExactly("200", "200", "503 not-ready");
        TestNode.eventually("there is room again", () -> firm.admin()
                .post("/data-subjects:find", new JsonObject().put("phone", phone))
                .ok());
    }

    @Test
    void rows_are_gone_through_in_the_order_of_their_ids_however_long_these_are() {
        byte[] words = node.node()
                .parts()
                .vault()
                .sealForTenant(firm.no(), ("Ring " + phone).getBytes(StandardCharsets.UTF_8), "task comment");
        byte[] others = node.node()
                .parts()
                .vault()
                .sealForTenant(firm.no(), "Nobody".getBytes(StandardCharsets.UTF_8), "task comment");
        store.sql(
                "insert into task (tenant, id, agent, actor, sealed, status, created_at)"
                        + " select ?, n, 'ann', 'ann', '', 'open', now() from generate_series(9, 600) n",
                firm.no());
        store.sql(
                "insert into task_comment (tenant, task, id, actor, sealed, at) select ?, n, 1, 'ann',"
                        + " case when n between 100 and 110 then ? else ? end, now() from generate_series(9, 600) n",
                firm.no(),
                words,
                others);
        assertThat(find().getJsonArray("task_comments").stream()
                        .map(JsonObject.class::cast)
                        .map(one -> one.getString("task")))
                .containsExactly("100", "101", "102", "103", "104", "105", "106", "107", "108", "109", "110");
    }

    @Test
    void an_erased_lead_takes_nothing_more_and_its_number_comes_as_a_new_lead() {
        String lead = lived();
        ok(firm.admin().post("/do-not-call", new JsonObject().put("phones", list(phone))));
        erased(new JsonObject().put("reason", "consent_withdrawn").put("keep_do_not_call", false));
        Http admin = firm.admin();
        for (String path : List.of("/reopen", "/assign", "/notes", "/move")) {
            JsonObject body =
                    switch (path) {
                        case "/assign" -> new JsonObject().put("agent", "ann");
                        case "/notes" -> new JsonObject().put("text", "Still there?");
                        default -> new JsonObject().put("pool", "p");
                    };
            Http.Reply refused = admin.post("/leads/" + lead + path, body);
            assertThat(refused.toString()).as(path).isEqualTo("410 erased");
        }
        assertThat(admin.send("PATCH", "/leads/" + lead, new JsonObject().put("grade", "A"))
                        .toString())
                .isEqualTo("410 erased");
        assertThat(node.as(ann)
                        .post("/leads/" + lead + "/dial", new JsonObject())
                        .status())
                .isEqualTo(404);
        assertThat(node.as(ann)
                        .post("/pools/p/claims", new JsonObject().put("lead", lead))
                        .ok())
                .isFalse();
        // The same key brings back no contact.
        assertThat(node.as(ann)
                        .post("/pools/p/claims", new JsonObject(), "claim")
                        .body())
                .doesNotContain(name);
        assertThat(admin.post(
                                "/tasks",
                                new JsonObject()
                                        .put("agent", "ann")
                                        .put("lead", lead)
                                        .put("text", "Ring " + name),
                                "task")
                        .status())
                .isEqualTo(410);
        // What a platform sends once more is known to it as sent; who comes anew is new.
        assertThat(ok(node.as("").post(site, form())).json().getString("result"))
                .isEqualTo("duplicate");
        JsonObject anew =
                ok(node.as("").post(site, form().put("external_id", "x-9"))).json();
        assertThat(anew.getString("result")).isEqualTo("accepted");
        assertThat(anew.getString("lead")).isNotEqualTo(lead);
        assertThat(lead(anew.getString("lead")).getString("state")).isEqualTo("pooled");
    }

    @Test
    void the_master_key_is_changed_while_servers_run() {
        String first = "the first master key, of more than 32 characters";
        String second = "the second master key, of more than 32 characters";
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        boolean wrapped = store.count("select count(*) from keyset where tenant = 0 and wrapped") == 1;
        assertThat(wrapped).isFalse();
        String url = store.postgresUrl();
        Server.rewrap(url, null, first, nowhere);
        Server.rewrap(url, first, second, nowhere);
        assertThatThrownBy(() -> Server.rewrap(url, first, second, nowhere))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("PELAGOS_MASTER_KEY is not the master key");
        assertThatThrownBy(() -> Server.rewrap(url, second, "too short", nowhere))
                .hasMessageContaining("PELAGOS_MASTER_KEY_NEW has fewer than 32");
        String lead = claim(ann, "p");
        assertThat(node.as(ann)
                        .get("/leads/" + lead)
                        .json()
                        .getJsonObject("contact")
                        .getString("name"))
                .isEqualTo("Wang 0");
        // A node that starts now needs the new key, and reads what was sealed before.
        try (TestNode other = TestNode.start(url, redisUrl(), Map.of("PELAGOS_MASTER_KEY", second))) {
            assertThat(other.as(ann)
                            .get("/leads/" + lead)
                            .json()
                            .getJsonObject("contact")
                            .getString("name"))
                    .isEqualTo("Wang 0");
        }
    }

    /** Whoever adds a column decides, here and in what erases, whether it can tell of a person. */
    @Test
    void every_column_is_known_to_hold_no_person_or_is_erased() {
        Map<String, Set<String>> kinds = new HashMap<>();
        for (String line : COLUMNS.lines().toList()) {
            String[] parts = line.split(":", 2);
            kinds.put(
                    parts[0],
                    new TreeSet<>(Arrays.asList(
                            parts[1].replaceAll("[*^]", "").strip().split(" ", -1))));
        }
        Map<String, Set<String>> there = new HashMap<>();
        Traces.columns(store).forEach(column -> there.computeIfAbsent((String) column.get(0), t -> new TreeSet<>())
                .add((String) column.get(1)));
        assertThat(there).isEqualTo(kinds);
    }

    /** Columns in which something lies under a tenant's key, which rotates: {@code table.column}. */
    static Set<String> underTenantKeys() {
        Set<String> columns = new TreeSet<>();
        for (String line : COLUMNS.lines().toList()) {
            String[] parts = line.split(":", 2);
            Arrays.stream(parts[1].split(" ", -1))
                    .filter(column -> column.endsWith("^"))
                    .forEach(column -> columns.add(parts[0] + '.' + column.replaceAll("[*^]", "")));
        }
        return columns;
    }

    /**
     * All tables; a star marks what can tell of a person, and is erased; a caret, where something lies under the tenant's
     * key, which rotates.
     */
    private static final String COLUMNS = """
            account: tenant agent hash must_change changed_at
            ad_cost: tenant channel day campaign ad_group ad amount currency
            alert: tenant id kind subject since ended_at rule severity facts acknowledged_at acknowledged_by
            alert_message: tenant target id body due_at attempts error dead_at
            alert_onset: tenant rule subject since
            alert_target: tenant target delivered failed success_at error_at error
            alert_told: tenant rule subject alert told_at ended
            call_record: tenant id lead agent inbound started_at seconds number* sealed*^
            cap_count: tenant channel rule day leads
            cell: id epoch nonce replid ready
            channel_count: tenant channel at kind reason n
            channel_sum: tenant channel at kind n
            channel_seen: tenant channel delivery_at lead_at watched_at
            claim_sum: tenant hour pool agent team claims
            config: tenant section id doc^ version
            config_history: tenant version at actor section id doc^
            contact_read: tenant id at reader how what leads
            dead_letter: tenant channel id at status reason media_type size cut proven sealed*^ tried_at replayed_at outcome
            dial: tenant number* at
            do_not_call: tenant number* actor added_at look_at
            fetch_pause: tenant channel not_before pauses reason
            identity: hash* tenant lead kind
            identity_also: hash* tenant lead
            import: id tenant doc columns*^ actor key body status total accepted duplicate merged rejected created_at changed_at
            import_chunk: import n sealed*^ begun
            import_error: import n sealed*^
            job: id tenant kind doc*^ actor status total done failed lease created_at changed_at idle
            journal: tenant lead version at type transition agent team pool left_agent left_team body* hash xid
            keyset: tenant keyset wrapped version
            lead: tenant id version state pool owner team entered_at claimed_at changed_at rounds facts* chain
            lead_detail: tenant lead channel key*^ sealed* source* created_at
            lead_event: tenant lead version at type agent team pool left_agent was became method outcome followup fake amount currency shares reason
            lead_event_mark: one xid lead version
            lead_term: tenant lead name value* number
            leave: id tenant agent from_at until_at leads deputy actor status
            outgoing: tenant webhook xid lead version holder lease delivered failed success_at error_at error
            outgoing_dead: tenant webhook id lead version type at attempts error dead_at
            outgoing_pending: tenant webhook lead version type at attempts due_at error
            pending_fetch: tenant channel id action known at kept_at due_at tries reason blocked retried_at refused taken_at
            ping: tenant id channel day phone* price currency expires_at status lead result asked*
            ping_day: tenant channel day n
            poll: tenant channel cursor_at due_at tries reason window_seconds taken_at
            presence: tenant agent status since seen_at
            read_count: tenant reader day what n
            request: key tenant body transition leads versions answer*^ at
            session: hash id tenant agent scopes how address client created_at seen_at idle_seconds expires_at
            sign_in_event: tenant id at kind agent actor how address
            sign_in_guard: tenant subject since failures locked_until
            suspect: tenant agent since why evidence action until_at ended lifted_by
            task: tenant id lead agent actor sealed*^ due_at status created_at done_at comments
            task_comment: tenant task id actor sealed*^ at
            tenant: no id cell config_version access_version created_at
            token: hash id tenant agent name scopes created_at expires_at revoked_at
            touch: id tenant lead channel actor at sealed*^ tries look_at
            turn: tenant what until_at holder
            turn_order: tenant pool day agents""";
}
