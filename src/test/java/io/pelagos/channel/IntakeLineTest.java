package io.pelagos.channel;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.LeadRow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that are cut, limits that are reached, an end that comes: nothing is lost, and nothing is there twice. */
class IntakeLineTest extends IntakeBench {
    @Test
    void connections_killed_under_load_lose_and_double_nothing() {
        Intake small = intake(new Intake.Settings(10_000, 64 << 20, 5_000, 4, 2, 8));
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
                IDS,
                Intake.Settings.USUAL);

        assertThat(await(intake.accept(TENANT, draft("x", phone(1)), "a", null)))
                .isEqualTo(new Accepted.Overloaded());
    }

    @Test
    void more_than_may_wait_are_sent_away() {
        Intake narrow = intake(new Intake.Settings(10, 1 << 20, 5_000, 4, 1, 8));
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
        Intake narrow = intake(new Intake.Settings(1_000, 20_000, 5_000, 4, 1, 8));
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
                IDS,
                new Intake.Settings(100, 1 << 20, 200, 1, 1, 8));
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
}
