package io.pelagos.channel;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.LeadRow;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who comes again: the same lead, or another one. */
class IntakeRepeatTest extends IntakeBench {
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
        Intake other = intake(new Intake.Settings(10_000, 64 << 20, 5_000, 16, 2, 8));
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
                true,
                Map.of());
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
