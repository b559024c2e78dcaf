package io.pelagos.channel;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.journal.LeadEvent;
import io.pelagos.lead.Contact;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadDatabase;
import io.pelagos.lead.LeadDetail;
import io.pelagos.lead.LeadRow;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {
    private static final int TENANT = 3;
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00.123Z");

    private final LeadDatabase database = new LeadDatabase();
    private final ContactVault vault = new ContactVault(database.keysets("a master key of more than 32 characters"));
    private final List<LeadRow> entered = new CopyOnWriteArrayList<>();
    private final AtomicInteger touched = new AtomicInteger();
    private final Intake intake = intake(Intake.Settings.USUAL);

    private Intake intake(Intake.Settings settings) {
        return intake(settings, Map.of());
    }

    /** @param channels documents of the tenant's channels, by id */
    private Intake intake(Intake.Settings settings, Map<String, JsonObject> channels) {
        return intake(settings, channels, NOW);
    }

    private Intake intake(Intake.Settings settings, Map<String, JsonObject> channels, Instant now) {
        Map<String, Map<String, JsonObject>> documents = Map.of(
                "tenant",
                Map.of("", new JsonObject("{\"name\":\"Firm\",\"time_zone\":\"Asia/Shanghai\"}")),
                "channel",
                channels);
        TenantConfig config = new TenantConfig(TENANT, "firm", 0, 1, documents);
        return new Intake(
                database.vertx,
                database::connect,
                vault,
                InstantSource.fixed(now),
                new Policies(tenant -> tenant == TENANT ? config : null),
                entered::addAll,
                touched::incrementAndGet,
                settings);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static LeadDraft draft(@Nullable String externalId, @Nullable String phone) {
        return new LeadDraft(
                "ads",
                "pool",
                externalId,
                new Contact("王小明", phone, "wang@example.com", null, null),
                false,
                new JsonObject().put("city", "上海"),
                new JsonObject().put("campaign", "spring"),
                "A",
                70,
                List.of("new"),
                "skill=a",
                false);
    }

    private static LeadDraft graded(LeadDraft d, String grade) {
        return new LeadDraft(
                d.channel(),
                d.pool(),
                d.externalId(),
                d.contact(),
                d.virtualPhone(),
                d.attributes(),
                d.source(),
                grade,
                d.score(),
                d.tags(),
                d.lane(),
                d.test());
    }

    private static String phone(int number) {
        return "+86138%08d".formatted(number);
    }

    private Future<Accepted> accept(LeadDraft draft) {
        return intake.accept(TENANT, draft, "channel:ads", null);
    }

    private static RequestKey key(String key, String body) {
        byte[] none = new byte[0];
        return new RequestKey(
                LeadEvent.chain(none, key.getBytes(StandardCharsets.UTF_8)),
                LeadEvent.chain(none, body.getBytes(StandardCharsets.UTF_8)));
    }

    private static <T extends Accepted> List<T> only(Class<T> type, List<? extends Accepted> results) {
        return results.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static List<Accepted> all(List<Future<Accepted>> futures) {
        return await(Future.all(futures)).list();
    }

    /** What a search for the tag that the drafts have would find. */
    private List<Long> taggedNew() {
        return database
                .rows("select lead from lead_term where tenant = $1 and name = 'tag' and value = 'new'", TENANT)
                .stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    /** A generic channel. */
    private static JsonObject channel(String more) {
        return new JsonObject()
                .put("type", "generic")
                .put("name", "Ads")
                .put("pool", "pool")
                .put("hook_key", "0123456789abcdef")
                .mergeIn(new JsonObject(more.replace('\'', '"')));
    }

    private static final Intake.Settings SMALL = new Intake.Settings(10_000, 64L << 20, 5_000, 16, 2, 8, -1);

    private long leads() {
        return database.count("select count(*) from lead");
    }

    @Test
    void stores_all_of_an_accepted_lead_and_tells_that_it_entered() {
        long id = ((Accepted.Lead) await(accept(draft("x-1", phone(1))))).lead();

        Row lead = database.rows(
                        "select state::text, version, pool, owner, rounds, entered_at, changed_at, facts, chain"
                                + " from lead where tenant = $1 and id = $2",
                        TENANT,
                        id)
                .get(0);
        assertThat(lead.getString(0)).isEqualTo("p");
        assertThat(lead.getInteger(1)).isEqualTo(1);
        assertThat(lead.getString(2)).isEqualTo("pool");
        assertThat(lead.getString(3)).isNull();
        assertThat(lead.getOffsetDateTime(5).toInstant()).isEqualTo(NOW);
        JsonObject facts = lead.getJsonObject(7);
        assertThat(facts.encode()).contains("\"grade\":\"A\"", "\"score\":70", "[\"new\"]", "\"lane\":\"skill=a\"");
        assertThat(taggedNew()).containsExactly(id);
        LeadDetail detail = database.detail(vault, TENANT, id);
        assertThat(detail.contact().phone()).isEqualTo(phone(1));
        assertThat(detail.attributes().getString("city")).isEqualTo("上海");
        assertThat(detail.externalId()).isEqualTo("x-1");
        Row line = database.rows("select version, type, transition, body, hash, at from journal where lead = $1", id)
                .get(0);
        assertThat(line.getString(1)).isEqualTo("received");
        byte[] body = line.getBuffer(3).getBytes();
        assertThat(line.getBuffer(4).getBytes())
                .isEqualTo(LeadEvent.chain(new byte[0], body))
                .isEqualTo(lead.getBuffer(8).getBytes());
        assertThat(new JsonObject(line.getBuffer(3)).getString("actor")).isEqualTo("channel:ads");
        assertThat(entered).extracting(LeadRow::id).containsExactly(id);
        assertThat(entered.get(0).facts()).isEqualTo(facts);
    }

    @Test
    void nothing_personal_is_readable_in_any_table() {
        await(accept(draft("secret-id", phone(12345678))));

        assertThat(database.everything())
                .contains("spring") // the search does see what is stored plainly
                .doesNotContain("12345678")
                .doesNotContain("王小明")
                .doesNotContain("wang@example.com")
                .doesNotContain("上海")
                .doesNotContain("secret-id");
    }

    @Test
    void of_leads_that_come_together_the_earlier_one_leads() {
        List<Future<Accepted>> others = new ArrayList<>();
        List<Future<List<Accepted>>> rounds = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            String name = "x-" + round + "-";
            others.add(accept(draft("alone-" + round, phone(1_000 + round))));
            List<Arrival> together = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                together.add(new Arrival(draft(name + i % 5, phone(round * 10 + i % 5)), null));
            }
            rounds.add(intake.acceptAll(TENANT, together, "channel:ads"));
        }
        assertThat(only(Accepted.Lead.class, all(others))).hasSize(20);
        for (Future<List<Accepted>> round : rounds) {
            List<Accepted> answers = await(round);
            for (int i = 0; i < 5; i++) {
                long lead = ((Accepted.Lead) answers.get(i)).lead();
                assertThat(answers.get(i + 5)).isEqualTo(new Accepted.Duplicate(lead));
            }
        }
    }

    @Test
    void equal_leads_of_one_moment_are_one_lead() {
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add(accept(draft("x-" + i % 50, phone(i % 50))));
        }
        List<Accepted> results = all(sent);

        assertThat(leads()).isEqualTo(50);
        assertThat(only(Accepted.Lead.class, results)).hasSize(50);
        assertThat(only(Accepted.Duplicate.class, results)).hasSize(150);
        for (int i = 0; i < 50; i++) {
            List<Accepted> same =
                    List.of(results.get(i), results.get(i + 50), results.get(i + 100), results.get(i + 150));
            long lead = only(Accepted.Lead.class, same).get(0).lead();
            assertThat(only(Accepted.Duplicate.class, same))
                    .containsExactly(
                            new Accepted.Duplicate(lead), new Accepted.Duplicate(lead), new Accepted.Duplicate(lead));
        }
        assertThat(entered).hasSize(50);
    }

    @Test
    void a_lead_is_found_again_by_its_id_or_by_its_phone() {
        long first = ((Accepted.Lead) await(accept(draft("x-1", phone(1))))).lead();

        assertThat(await(accept(draft("x-1", phone(2))))).isEqualTo(new Accepted.Duplicate(first));
        assertThat(await(accept(draft("x-2", phone(1))))).isEqualTo(new Accepted.Merged(first));
        // Its id is known from now on.
        assertThat(await(accept(draft("x-2", phone(2))))).isEqualTo(new Accepted.Duplicate(first));
        assertThat(await(accept(draft("x-3", phone(2))))).isInstanceOf(Accepted.Lead.class);
        assertThat(database.count("select count(*) from touch where lead = " + first))
                .isEqualTo(1);
        assertThat(touched.get()).isEqualTo(1);
        assertThat(await(intake.accept(TENANT + 1, draft("x-1", phone(1)), "a", null)))
                .isInstanceOf(Accepted.Lead.class);
    }

    @Test
    void two_nodes_racing_for_one_phone_accept_exactly_one() {
        Intake other = intake(new Intake.Settings(10_000, 64 << 20, 5_000, 16, 2, 8, -1));
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            sent.add(accept(draft("a" + i, phone(i % 200))));
            sent.add(other.accept(TENANT, draft("b" + i, phone(199 - i % 200)), "channel:ads", null));
        }
        List<Accepted> results = all(sent);

        assertThat(leads()).isEqualTo(200);
        assertThat(only(Accepted.Lead.class, results)).hasSize(200);
        // Each has an id of its own, so each is a touch of the one that came first.
        assertThat(only(Accepted.Merged.class, results)).hasSize(600);
        assertThat(database.count("select count(*) from touch")).isEqualTo(600);
        assertThat(database.count("select count(*) from identity where kind = 'x'"))
                .isEqualTo(800);
        assertThat(database.count("select count(*) from journal")).isEqualTo(200);
        assertThat(database.count("select count(*) from lead_detail")).isEqualTo(200);
        assertThat(entered).extracting(LeadRow::id).doesNotHaveDuplicates().hasSize(200);
    }

    @Test
    void a_lead_that_cannot_be_stored_does_not_take_others_with_it() {
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            LeadDraft draft = draft("x-" + i, phone(i));
            sent.add(accept(i % 40 == 7 ? graded(draft, "\0") : draft));
        }
        List<Accepted> results = all(sent);
        // Sent beside the others it might overtake the lead that cannot be stored, and make it a duplicate.
        Future<Accepted> follower = accept(draft("x-7", phone(7)));

        assertThat(only(Accepted.Refused.class, results)).hasSize(3);
        assertThat(only(Accepted.Lead.class, results)).hasSize(97);
        assertThat(await(follower)).isInstanceOf(Accepted.Lead.class);
        assertThat(leads()).isEqualTo(98);
        assertThat(intake.counts().refused()).isEqualTo(3);
    }

    @Test
    void a_test_lead_is_answered_and_not_stored() {
        LeadDraft d = draft("x", phone(1));
        LeadDraft test = new LeadDraft(
                d.channel(),
                d.pool(),
                d.externalId(),
                d.contact(),
                false,
                d.attributes(),
                d.source(),
                null,
                null,
                List.of(),
                "",
                true);

        assertThat(await(accept(test))).isEqualTo(new Accepted.Test());
        assertThat(leads()).isZero();
    }

    @Test
    void a_virtual_phone_identifies_nobody() {
        LeadDraft d = draft(null, phone(1));
        LeadDraft virtual = new LeadDraft(
                d.channel(),
                d.pool(),
                null,
                d.contact(),
                true,
                d.attributes(),
                d.source(),
                null,
                null,
                List.of(),
                "",
                false);

        LeadDraft other = new LeadDraft(
                d.channel(),
                d.pool(),
                null,
                d.contact(),
                true,
                new JsonObject().put("city", "北京"),
                d.source(),
                null,
                null,
                List.of(),
                "",
                false);

        assertThat(only(Accepted.Lead.class, all(List.of(accept(virtual), accept(other)))))
                .hasSize(2);
        assertThat(database.count("select count(*) from identity where kind = 'p'"))
                .isZero();
    }

    @Test
    void the_same_key_and_body_get_the_same_lead_again_and_another_body_does_not() {
        await(vault.ready(TENANT));
        Intake one = intake(new Intake.Settings(100, 1 << 20, 5_000, 100, 1, 8, -1));
        RequestKey key = key("k1", "body");
        LeadDraft draft = draft(null, null);
        List<Accepted> together = all(List.of(
                one.accept(TENANT, draft, "p", key),
                one.accept(TENANT, draft, "p", key),
                one.accept(TENANT, draft, "p", key("k1", "other"))));
        long lead = ((Accepted.Lead) together.get(0)).lead();

        assertThat(together)
                .containsExactly(new Accepted.Lead(lead, false), new Accepted.Lead(lead, true), new Accepted.Reused());
        assertThat(await(one.accept(TENANT, draft, "p", key))).isEqualTo(new Accepted.Lead(lead, true));
        assertThat(await(one.accept(TENANT, draft, "p", key("k1", "other")))).isEqualTo(new Accepted.Reused());
        assertThat(leads()).isEqualTo(1);
        Row request =
                database.rows("select leads, versions, tenant from request").get(0);
        assertThat(request.getArrayOfLongs(0)).containsExactly(lead);
        assertThat(request.getArrayOfIntegers(1)).containsExactly(1);
    }

    @Test
    void two_nodes_racing_with_one_key_store_one_lead() {
        Intake other = intake(Intake.Settings.USUAL);
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sent.add(intake.accept(TENANT, draft(null, null), "p", key("k" + i, "body")));
            sent.add(other.accept(TENANT, draft(null, null), "p", key("k" + i, "body")));
        }
        List<Accepted> results = all(sent);

        assertThat(leads()).isEqualTo(50);
        assertThat(only(Accepted.Lead.class, results)).hasSize(100);
        for (int i = 0; i < 100; i += 2) {
            assertThat(((Accepted.Lead) results.get(i)).lead()).isEqualTo(((Accepted.Lead) results.get(i + 1)).lead());
        }
    }

    @Test
    void connections_killed_under_load_lose_and_double_nothing() {
        Intake small = intake(new Intake.Settings(10_000, 64 << 20, 5_000, 4, 2, 8, -1));
        List<Accepted> results = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            List<Future<Accepted>> sent = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int number = round * 40 + i;
                // Every second one has nothing by which PostgreSQL could tell it from a copy of itself.
                boolean known = number % 2 == 0;
                LeadDraft draft = known ? draft(null, phone(number)) : draft(null, null);
                sent.add(small.accept(TENANT, draft, known ? "channel:ads" : "ann", null));
            }
            database.rows(
                    "select pg_terminate_backend(pid), pg_sleep(0) from pg_stat_activity, pg_sleep($1)"
                            + " where query ~* '^(begin|commit|insert into (identity|lead|journal))'"
                            + " and datname = current_database()",
                    round % 12 * 0.002);
            results.addAll(all(sent));
        }
        List<Long> told = only(Accepted.Lead.class, results).stream()
                .map(Accepted.Lead::lead)
                .toList();

        // One loss of the connection is made good: nobody hears "unknown", nobody is a copy of himself.
        assertThat(told).hasSize(2_400).doesNotHaveDuplicates();
        assertThat(small.counts().repeats.sum()).isPositive();
        assertThat(database.rows("select id from lead").stream().map(row -> row.getLong(0)))
                .containsExactlyInAnyOrderElementsOf(told);
        assertThat(database.count("select count(*) from journal")).isEqualTo(2_400);
        assertThat(database.count("select count(*) from lead_detail")).isEqualTo(2_400);
        assertThat(database.count("select count(*) from identity where kind = 'p'"))
                .isEqualTo(1_200);
        assertThat(entered).extracting(LeadRow::id).containsExactlyInAnyOrderElementsOf(told);
    }

    private Intake cut(CommitCutter cutter) {
        return new Intake(
                database.vertx,
                () -> database.connectThrough(cutter.port()),
                vault,
                InstantSource.fixed(NOW),
                new Policies(tenant -> null),
                entered::addAll,
                touched::incrementAndGet,
                new Intake.Settings(100, 1 << 20, 5_000, 100, 1, 8, -1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_line_cut_at_commit_costs_nothing_and_doubles_nothing(boolean arrives) {
        CommitCutter cutter = new CommitCutter(database, arrives, 1);
        Intake intake = cut(cutter);
        RequestKey key = key("k", "b");
        List<Accepted> results = all(List.of(
                intake.accept(TENANT, draft(null, null), "a", null),
                intake.accept(TENANT, draft("x", phone(1)), "a", null),
                intake.accept(TENANT, draft(null, null), "a", key)));

        assertThat(cutter.cutsLeft()).isZero();
        assertThat(only(Accepted.Lead.class, results)).hasSize(3).noneMatch(Accepted.Lead::replayed);
        List<Long> told = only(Accepted.Lead.class, results).stream()
                .map(Accepted.Lead::lead)
                .toList();
        assertThat(database.rows("select id from lead").stream().map(row -> row.getLong(0)))
                .containsExactlyInAnyOrderElementsOf(told);
        assertThat(taggedNew()).containsExactlyInAnyOrderElementsOf(told);
        assertThat(entered).extracting(LeadRow::id).containsExactlyInAnyOrderElementsOf(told);
    }

    @Test
    void a_line_cut_at_two_commits_in_a_row_is_an_unknown_outcome_and_a_retry_finds_it() {
        Intake intake = cut(new CommitCutter(database, false, 2));

        assertThat(await(intake.accept(TENANT, draft("x", phone(1)), "a", null)))
                .isEqualTo(new Accepted.Unknown());
        assertThat(await(intake.accept(TENANT, draft("x", phone(1)), "a", null)))
                .isInstanceOf(Accepted.Lead.class);
        assertThat(leads()).isEqualTo(1);
        assertThat(intake.counts().unknown.sum()).isEqualTo(1);
    }

    @Test
    void without_a_database_leads_are_sent_away_and_nothing_is_claimed_to_be_unknown() {
        Intake intake = new Intake(
                database.vertx,
                () -> database.connectThrough(1),
                vault,
                InstantSource.fixed(NOW),
                new Policies(tenant -> null),
                entered::addAll,
                touched::incrementAndGet,
                Intake.Settings.USUAL);

        assertThat(await(intake.accept(TENANT, draft("x", phone(1)), "a", null)))
                .isEqualTo(new Accepted.Overloaded());
    }

    @Test
    void more_than_may_wait_are_sent_away() {
        Intake narrow = intake(new Intake.Settings(10, 1 << 20, 5_000, 4, 1, 8, -1));
        List<Accepted> results = all(IntStream.range(0, 300)
                .mapToObj(i -> narrow.accept(TENANT, draft(null, null), "a", null))
                .toList());
        int away = only(Accepted.Overloaded.class, results).size();

        assertThat(away).isPositive();
        assertThat(leads()).isEqualTo(300 - away);
        assertThat(narrow.counts().overloaded()).isEqualTo(away);
    }

    @Test
    void more_bytes_than_may_wait_are_sent_away_and_room_comes_back() {
        Intake narrow = intake(new Intake.Settings(1_000, 20_000, 5_000, 4, 1, 8, -1));
        List<Accepted> results = all(IntStream.range(0, 300)
                .mapToObj(i -> narrow.accept(TENANT, draft(null, null), "a", null))
                .toList());
        int away = only(Accepted.Overloaded.class, results).size();

        assertThat(away).isPositive();
        assertThat(leads()).isEqualTo(300 - away);
        assertThat(await(narrow.accept(TENANT, draft(null, null), "a", null))).isInstanceOf(Accepted.Lead.class);
    }

    @Test
    void who_would_wait_too_long_is_sent_away_and_nothing_of_it_is_stored() throws Exception {
        Promise<PgConnection> connection = Promise.promise();
        Intake patient = new Intake(
                database.vertx,
                connection::future,
                vault,
                InstantSource.fixed(NOW),
                new Policies(tenant -> null),
                entered::addAll,
                touched::incrementAndGet,
                new Intake.Settings(100, 1 << 20, 200, 1, 1, 8, -1));
        // Else those behind might find the keys loaded, and overtake.
        await(vault.ready(TENANT));
        Future<Accepted> underWay = patient.accept(TENANT, draft("first", phone(1)), "a", null);
        List<Future<Accepted>> behind = List.of(
                patient.accept(TENANT, draft("second", phone(2)), "a", null),
                patient.accept(TENANT, draft("third", phone(3)), "a", null));

        assertThat(all(behind)).allMatch(Accepted.Overloaded.class::isInstance);
        assertThat(underWay.isComplete()).isFalse();
        database.connect().onComplete(connection);
        assertThat(await(underWay)).isInstanceOf(Accepted.Lead.class);
        await(patient.drain());
        assertThat(await(accept(draft("second", phone(2))))).isInstanceOf(Accepted.Lead.class);
        assertThat(leads()).isEqualTo(2);
        assertThat(patient.counts().overloaded()).isEqualTo(2);
    }

    @Test
    void who_comes_after_the_drain_has_begun_is_sent_away() {
        Future<Accepted> before = accept(draft(null, phone(1)));
        Future<Void> drained = intake.drain();
        Future<Accepted> after = accept(draft(null, phone(2)));
        await(drained);

        assertThat(await(before)).isInstanceOf(Accepted.Lead.class);
        assertThat(await(after)).isEqualTo(new Accepted.Overloaded());
        assertThat(leads()).isEqualTo(1);
    }

    @Test
    void drains_when_the_last_lead_is_answered() {
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(accept(draft(null, phone(i))));
        }
        await(intake.drain());

        assertThat(leads()).isEqualTo(100);
        assertThat(all(sent)).hasSize(100);
    }

    @Test
    void caps_count_each_committed_lead_once_also_over_two_nodes_that_lose_connections() {
        Map<String, JsonObject> channels = Map.of(
                "ads",
                channel("{'cap':{'max':150,'overflow':'late'},"
                        + "'routing':[{'name':'spring','when':{'field':'source.campaign','is':'SPRING'},'pool':'vip',"
                        + "'cap':{'max':60}}]}"));
        Intake one = intake(SMALL, channels);
        Intake other = intake(SMALL, channels);
        List<Accepted> results = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            List<Future<Accepted>> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int number = round * 20 + i;
                // Each comes to both nodes: only one of them is a lead, and counts.
                sent.add(one.accept(TENANT, draft("x" + number, phone(number)), "channel:ads", null));
                sent.add(other.accept(TENANT, draft("x" + number, phone(number)), "channel:ads", null));
            }
            database.rows("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                    + " and query ~* 'cap_count' and datname = current_database()");
            results.addAll(all(sent));
        }
        assertThat(only(Accepted.Lead.class, results)).hasSize(200);
        assertThat(pools()).containsExactlyInAnyOrder("late 50", "pool 90", "vip 60");
        assertThat(database
                        .rows(
                                "select rule, leads from cap_count where tenant = $1 and day = $2 order by rule",
                                TENANT,
                                java.time.LocalDate.parse("2026-03-01"))
                        .stream()
                        .map(row -> row.getString(0) + " " + row.getInteger(1)))
                .containsExactly(" 150", "spring 60");
    }

    private List<String> pools() {
        return database.rows("select pool, count(*)::int from lead group by pool").stream()
                .map(row -> row.getString(0) + " " + row.getInteger(1))
                .toList();
    }

    @Test
    void a_channel_that_looks_only_at_its_own_leads_shares_phones_with_others() {
        Intake own = intake(SMALL, Map.of("ads", channel("{'dedupe':{'within':'channel'}}"), "web", channel("{}")));
        long web = lead(await(own.accept(TENANT, of("web", "w-1", phone(1)), "channel:web", null)));
        long ads = lead(await(own.accept(TENANT, of("ads", "a-1", phone(1)), "channel:ads", null)));

        assertThat(ads).isNotEqualTo(web);
        assertThat(await(own.accept(TENANT, of("ads", "a-2", phone(1)), "channel:ads", null)))
                .isEqualTo(new Accepted.Merged(ads));
        assertThat(await(own.accept(TENANT, of("web", "w-2", phone(1)), "channel:web", null)))
                .isEqualTo(new Accepted.Merged(web));
        assertThat(database.count("select count(*) from identity_also where lead = " + ads))
                .isEqualTo(1);
        List<Future<Accepted>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(own.accept(TENANT, of("web", "v" + i, phone(100 + i)), "channel:web", null));
            sent.add(own.accept(TENANT, of("ads", "v" + i, phone(100 + i)), "channel:ads", null));
        }
        // Whoever looks at all leads may have come first, or find the other's.
        List<Accepted> results = all(sent);
        assertThat(only(Accepted.Refused.class, results)).isEmpty();
        assertThat(only(Accepted.Lead.class, results).size()
                        + only(Accepted.Merged.class, results).size())
                .isEqualTo(200);
    }

    private static long lead(Accepted accepted) {
        return ((Accepted.Lead) accepted).lead();
    }

    private static LeadDraft of(String channel, @Nullable String externalId, @Nullable String phone) {
        LeadDraft d = draft(externalId, phone);
        return new LeadDraft(
                channel,
                d.pool(),
                d.externalId(),
                d.contact(),
                false,
                d.attributes(),
                d.source(),
                d.grade(),
                d.score(),
                d.tags(),
                d.lane(),
                false);
    }

    @Test
    void what_a_channel_sends_again_word_for_word_is_the_same_whatever_it_holds() {
        LeadDraft nameless = draft(null, null);
        long lead = lead(await(accept(nameless)));
        assertThat(await(accept(nameless))).isEqualTo(new Accepted.Duplicate(lead));
        assertThat(only(Accepted.Duplicate.class, all(List.of(accept(nameless), accept(nameless)))))
                .hasSize(2);
        assertThat(await(accept(person(null, "Li", "wang@example.com", null)))).isInstanceOf(Accepted.Lead.class);
        // Somebody who enters leads, or a file, may mean two of a name.
        assertThat(await(intake.accept(TENANT, nameless, "ann", null))).isInstanceOf(Accepted.Lead.class);
    }

    @Test
    void who_says_the_same_days_later_has_come_back() {
        LeadDraft form = draft(null, phone(1));
        long lead = lead(await(accept(form)));
        Intake nextDay = intake(SMALL, Map.of(), NOW.plus(Duration.ofDays(1)));
        assertThat(await(nextDay.accept(TENANT, form, "channel:ads", null))).isEqualTo(new Accepted.Duplicate(lead));
        Intake later = intake(SMALL, Map.of(), NOW.plus(Duration.ofDays(2)));
        assertThat(await(later.accept(TENANT, form, "channel:ads", null))).isEqualTo(new Accepted.Merged(lead));
        assertThat(await(later.accept(TENANT, form, "channel:ads", null))).isEqualTo(new Accepted.Duplicate(lead));
        assertThat(await(accept(graded(draft(null, phone(2)), "A")))).isInstanceOf(Accepted.Lead.class);
        assertThat(await(accept(graded(draft(null, phone(2)), "B"))))
                .as("another grade is something new")
                .isInstanceOf(Accepted.Merged.class);
    }

    @Test
    void a_lead_is_the_same_by_email_or_by_name_and_firm_where_the_channel_says_so() {
        Intake strict = intake(SMALL, Map.of("ads", channel("{'dedupe':{'by':['email',['company','name']]}}")));
        LeadDraft first = person("x-1", "Wang Xiaoming", "A@example.com", "Acme");
        long lead = lead(await(strict.accept(TENANT, first, "channel:ads", null)));

        // The id is none of the channel's keys, so only what is said tells a repeat.
        assertThat(await(strict.accept(TENANT, first, "channel:ads", null))).isEqualTo(new Accepted.Duplicate(lead));
        assertThat(await(strict.accept(TENANT, person("x-1", "Li", "a@EXAMPLE.com ", null), "channel:ads", null)))
                .isEqualTo(new Accepted.Merged(lead));
        assertThat(await(strict.accept(TENANT, person("x-1", "wang  xiaoming", null, "ACME"), "channel:ads", null)))
                .isEqualTo(new Accepted.Merged(lead));
        assertThat(await(strict.accept(TENANT, person("x-1", "wang xiaoming", null, "Other"), "channel:ads", null)))
                .isInstanceOf(Accepted.Lead.class);
    }

    private static LeadDraft person(
            @Nullable String id, String name, @Nullable String email, @Nullable String company) {
        LeadDraft d = draft(id, null);
        return new LeadDraft(
                "ads",
                "pool",
                id,
                new Contact(name, null, email, null, company),
                false,
                d.attributes(),
                d.source(),
                null,
                null,
                List.of(),
                "",
                false);
    }

    @Test
    void what_becomes_of_a_repeat_is_decided_by_where_the_old_lead_is() {
        Intake by = intake(
                SMALL,
                Map.of("ads", channel("{'dedupe':{'pooled':'refuse','owned':'accept','closed':{'stale':'refuse'}}}")));
        long pooled = lead(await(by.accept(TENANT, draft("p", phone(1)), "channel:ads", null)));
        long owned = lead(await(by.accept(TENANT, draft("o", phone(2)), "channel:ads", null)));
        long lost = lead(await(by.accept(TENANT, draft("l", phone(3)), "channel:ads", null)));
        long stale = lead(await(by.accept(TENANT, draft("s", phone(4)), "channel:ads", null)));
        long won = lead(await(by.accept(TENANT, draft("w", phone(5)), "channel:ads", null)));
        set(owned, "o", "{}");
        set(lost, "c", "{\"closed_reason\":\"lost\"}");
        set(stale, "c", "{\"closed_reason\":\"stale\"}");
        set(won, "o", "{\"won_at\":1}");

        assertThat(await(by.accept(TENANT, draft("p2", phone(1)), "channel:ads", null)))
                .isEqualTo(new Accepted.Duplicate(pooled));
        assertThat(await(by.accept(TENANT, draft("l2", phone(3)), "channel:ads", null)))
                .isEqualTo(new Accepted.Merged(lost));
        assertThat(await(by.accept(TENANT, draft("s2", phone(4)), "channel:ads", null)))
                .isEqualTo(new Accepted.Duplicate(stale));
        assertThat(await(by.accept(TENANT, draft("w2", phone(5)), "channel:ads", null)))
                .isEqualTo(new Accepted.Merged(won));
        long second = lead(await(by.accept(TENANT, draft("o2", phone(2)), "channel:ads", null)));
        // The newest has the phone from now on, and is in its pool.
        assertThat(await(by.accept(TENANT, draft("o3", phone(2)), "channel:ads", null)))
                .isEqualTo(new Accepted.Duplicate(second));
        assertThat(database.count("select count(*) from identity_also where lead = " + owned))
                .isEqualTo(1);
        // Who enters a lead by hand is told.
        assertThat(await(intake.accept(TENANT, draft("l3", phone(3)), "ann", null)))
                .isEqualTo(new Accepted.Duplicate(lost));
    }

    private void set(long lead, String state, String facts) {
        database.rows(
                "update lead set state = '" + state + "', facts = facts || $1::text::jsonb where id = $2", facts, lead);
    }

    @Test
    void an_update_of_the_same_id_is_a_touch_and_the_same_update_again_is_not() {
        LeadDraft d = draft("x-1", phone(1));
        long lead = lead(await(accept(d)));
        LeadDraft update = updated(d, "keyword");

        assertThat(await(accept(update))).isEqualTo(new Accepted.Merged(lead));
        assertThat(await(accept(update))).isEqualTo(new Accepted.Duplicate(lead));
        assertThat(await(accept(updated(d, "another")))).isEqualTo(new Accepted.Merged(lead));
        assertThat(await(accept(d))).isEqualTo(new Accepted.Duplicate(lead));
        assertThat(database.everything()).doesNotContain("keyword");
    }

    private static LeadDraft updated(LeadDraft d, String word) {
        return new LeadDraft(
                d.channel(),
                d.pool(),
                d.externalId(),
                d.contact(),
                false,
                d.attributes().copy().put("word", word),
                d.source(),
                null,
                null,
                List.of(),
                "",
                false,
                true);
    }

    @Test
    void a_touch_with_a_key_is_the_same_touch_again_after_a_line_cut_at_its_commit() {
        long lead = lead(await(accept(draft("x-1", phone(1)))));
        Intake cut = cut(new CommitCutter(database, true, 1));
        RequestKey key = key("k", "b");

        assertThat(await(cut.accept(TENANT, draft("x-2", phone(1)), "channel:ads", key)))
                .isEqualTo(new Accepted.Merged(lead));
        assertThat(await(accept2(key, draft("x-2", phone(1))))).isEqualTo(new Accepted.Merged(lead));
        assertThat(await(accept2(key("k", "other"), draft("x-2", phone(1))))).isEqualTo(new Accepted.Reused());
        assertThat(database.count("select count(*) from touch")).isEqualTo(1);
    }

    private Future<Accepted> accept2(RequestKey key, LeadDraft draft) {
        return intake.accept(TENANT, draft, "channel:ads", key);
    }
}
