package io.pelagos.journal;

import static io.pelagos.journal.TestCell.owned;
import static io.pelagos.journal.TestCell.pooled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.lead.LeadDatabase;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.Postgres;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What leads are found by follows their facts, in the transaction that changes them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TermsTest {
    private static final int TENANT = TestCell.TENANT;
    private static final Fence FENCE = new Fence(3, 5, "nonce", "replid");

    private LeadDatabase database;
    private PostgresTruth truth;
    private long requests = 100;
    private long leads;

    @BeforeAll
    void start() {
        database = new LeadDatabase();
        truth = new PostgresTruth(new PgLink(database.vertx, database.options(), 10_000));
        database.rows("insert into cell (id, epoch, nonce, replid, ready) values (3, 5, 'nonce', 'replid', true)");
    }

    @AfterAll
    void close() {
        database.close();
    }

    private long lead() {
        long id = ++leads;
        database.rows("""
                insert into lead (tenant, id, version, state, pool, entered_at, changed_at, facts, chain)
                values ($1, $2, 1, 'p', 'web', now(), now(), '{}', '')""", TENANT, id);
        database.rows("""
                insert into lead_detail (tenant, lead, channel, key, sealed, source, created_at)
                values ($1, $2, 'ads', 'k', 's', '{}', now())""", TENANT, id);
        return id;
    }

    private Entry step(long lead, int version, JsonObject patch) {
        Entry.Move move = new Entry.Move(
                lead,
                version,
                pooled(version - 1, "web", "", 1, 0, ""),
                owned(version, "web", "ann", "blue", 1, 0, 0, "u"));
        String text = patch.isEmpty() ? "" : patch.encode();
        return new Entry(++requests, TENANT, 1, "edited", "ann", "", "", "", text, "", "", "", "", List.of(move));
    }

    private void commit(Entry... entries) {
        assertThat(LeadDatabase.await(truth.commit(FENCE, List.of(entries))).moved())
                .hasSize(entries.length);
    }

    private List<String> terms(long lead) {
        return texts("select name, value, number from lead_term where lead = $1", lead);
    }

    private List<String> texts(String sql, Object argument) {
        return database.rows(sql, argument).stream()
                .map(row -> row.getString(0) + "=" + row.getString(1)
                        + (row.getValue(2) == null ? "" : "/" + row.getNumeric(2)))
                .sorted()
                .toList();
    }

    @Test
    void tags_fields_and_what_waits_are_terms_and_nothing_else_is() {
        Map<String, List<String>> table = Map.of(
                "{}",
                List.of(),
                "{'grade':'A','won_at':5,'channel':'ads','left':{'agent':'ann'}}",
                List.of(),
                "{'tags':['Hot','a','Hot']}",
                List.of("tag=Hot", "tag=a"),
                "{'fields':{'city':'Zürich ÄB 北京','vip':true}}",
                List.of("field.city=zürich äb 北京", "field.vip=true"),
                "{'fields':{'n':12.50,'m':-3e2,'k':0.0}}",
                List.of("field.k=0/0.0", "field.m=-300/-300.0", "field.n=12.5/12.5"),
                "{'fields':{'born':'2026-01-31','near':'2026-1-31'}}",
                List.of("field.born=2026-01-31/20260131", "field.near=2026-1-31"),
                "{'pending_deal':{'version':3},'unapproved':{'grade':'B'}}",
                List.of("awaiting=deal", "awaiting=edit"),
                "{'tags':['" + "x".repeat(300) + "']}",
                List.of("tag=" + "x".repeat(200)));
        table.forEach((facts, terms) -> {
            JsonObject json = new JsonObject(facts.replace('\'', '"'));
            assertThat(texts("select name, value, number from lead_terms($1)", json))
                    .as(facts)
                    .isEqualTo(terms);
        });
    }

    /** The terms of some facts, made without the database's own words. */
    private static List<String> expected(JsonObject facts) {
        List<String> terms = new ArrayList<>();
        facts.getJsonArray("tags", new JsonArray()).forEach(tag -> terms.add("tag=" + tag));
        facts.getJsonObject("fields", new JsonObject()).forEach(field -> {
            boolean number = field.getValue() instanceof Number;
            terms.add("field." + field.getKey() + "=" + field.getValue() + (number ? "/" + field.getValue() : ""));
        });
        if (facts.containsKey("pending_deal")) {
            terms.add("awaiting=deal");
        }
        if (facts.containsKey("unapproved")) {
            terms.add("awaiting=edit");
        }
        return terms.stream().sorted().toList();
    }

    private static JsonObject change(Random random) {
        JsonObject patch = new JsonObject();
        JsonArray tags = new JsonArray();
        JsonObject fields = new JsonObject();
        for (int i = 0; i < 4; i++) {
            if (random.nextBoolean()) {
                tags.add("t" + i);
            }
            if (random.nextBoolean()) {
                // Now a text, now a number that looks the same.
                int value = random.nextInt(2);
                fields.put("f" + i, random.nextBoolean() ? (Object) value : Integer.toString(value));
            }
        }
        maybe(random, patch, "tags", tags);
        maybe(random, patch, "fields", fields);
        maybe(random, patch, "pending_deal", new JsonObject().put("version", 2));
        maybe(random, patch, "unapproved", new JsonObject().put("grade", "B"));
        maybe(random, patch, "grade", "A");
        return patch;
    }

    private static void maybe(Random random, JsonObject patch, String fact, Object value) {
        switch (random.nextInt(3)) {
            case 0 -> patch.put(fact, value);
            case 1 -> patch.putNull(fact);
            default -> {
                // The step says nothing of it.
            }
        }
    }

    @Test
    void whatever_steps_change_the_terms_are_those_of_the_facts_after_each() {
        Random random = new Random(7);
        long one = lead();
        long two = lead();
        JsonObject factsOfOne = new JsonObject();
        JsonObject factsOfTwo = new JsonObject();
        for (int version = 2; version < 150; version++) {
            JsonObject changeOfOne = change(random);
            JsonObject changeOfTwo = change(random);
            commit(step(one, version, changeOfOne), step(two, version, changeOfTwo));
            follow(factsOfOne, changeOfOne);
            follow(factsOfTwo, changeOfTwo);
            assertThat(terms(one)).as(changeOfOne.encode()).isEqualTo(expected(factsOfOne));
            assertThat(terms(two)).as(changeOfTwo.encode()).isEqualTo(expected(factsOfTwo));
        }
    }

    private static void follow(JsonObject facts, JsonObject patch) {
        patch.forEach(fact -> {
            if (fact.getValue() == null) {
                facts.remove(fact.getKey());
            } else {
                facts.put(fact.getKey(), fact.getValue());
            }
        });
    }

    @Test
    void leads_that_were_there_before_get_their_terms_by_the_migration() throws SQLException {
        String url = TestEngines.postgresUrl("4");
        try (Connection connection = TestEngines.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into lead (tenant, id, version, state, pool, entered_at, changed_at, facts, chain) values
                      (1, 5, 1, 'p', 'web', now(), now(), '{"tags":["a"],"fields":{"n":2}}', ''),
                      (1, 6, 1, 'p', 'web', now(), now(), '{}', '')""");
            Postgres.of(url).migrate(Duration.ofSeconds(5));
            try (ResultSet terms = statement.executeQuery(
                    "select string_agg(lead || ' ' || name || '=' || value, ', ' order by name) from lead_term")) {
                assertThat(terms.next()).isTrue();
                assertThat(terms.getString(1)).isEqualTo("5 field.n=2, 5 tag=a");
            }
        }
    }

    @Test
    void a_step_that_changes_nothing_of_them_looks_at_no_term() {
        long lead = lead();
        database.rows("insert into lead_term values ($1, $2, 'tag', 'planted')", TENANT, lead);
        commit(step(lead, 2, new JsonObject()));
        commit(step(lead, 3, new JsonObject().put("grade", "A").put("next_at", 5)));
        assertThat(terms(lead)).containsExactly("tag=planted");
        commit(step(lead, 4, new JsonObject().put("tags", new JsonArray().add("real"))));
        assertThat(terms(lead)).containsExactly("tag=real");
    }

    @Test
    void a_step_that_does_not_happen_changes_no_term() {
        long lead = lead();
        commit(step(lead, 2, new JsonObject().put("tags", new JsonArray().add("old"))));
        JsonObject change = new JsonObject().put("tags", new JsonArray().add("new"));
        assertThat(LeadDatabase.await(truth.commit(FENCE, List.of(step(lead, 2, change))))
                        .moved())
                .isEmpty();
        assertThat(terms(lead)).containsExactly("tag=old");

        database.rows("""
                create function collide() returns trigger language plpgsql as $$
                begin raise exception 'at commit' using errcode = '40001'; end $$""");
        database.rows("""
                create constraint trigger collides after update on lead
                deferrable initially deferred for each row execute function collide()""");
        assertThatThrownBy(() -> commit(step(lead, 3, change))).isInstanceOf(Trouble.class);
        assertThat(terms(lead)).containsExactly("tag=old");
        database.rows("drop trigger collides on lead");
        commit(step(lead, 3, change));
        assertThat(terms(lead)).containsExactly("tag=new");
    }
}
