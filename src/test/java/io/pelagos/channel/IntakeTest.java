package io.pelagos.channel;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.journal.LeadEvent;
import io.pelagos.lead.LeadDetail;
import io.pelagos.lead.LeadRow;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntakeTest extends IntakeBench {
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
    void the_same_key_and_body_get_the_same_lead_again_and_another_body_does_not() {
        await(vault.ready(TENANT));
        Intake one = intake(new Intake.Settings(100, 1 << 20, 5_000, 100, 1, 8));
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
}
