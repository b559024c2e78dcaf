package io.pelagos.journal;

import static io.pelagos.journal.TestCell.START;
import static io.pelagos.journal.TestCell.owned;
import static io.pelagos.journal.TestCell.pooled;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** step.lua on a real Redis: every reply, and what is stored with it. */
class StepScriptTest {
    private static final String CAPS = "{\"cap\":%d,\"cap_won\":true,\"cap_nurtured\":true,\"all\":%d,\"all_won\":true,"
            + "\"all_nurtured\":true}";

    private final TestCell cell = new TestCell();

    private StepDraft step(long lead, int version) {
        return new StepDraft(cell, lead, version);
    }

    private String reply(StepDraft draft) {
        return cell.decide(draft.proposal()).get(0);
    }

    private void nothing_drifts() {
        assertThat(cell.stored()).isEqualTo(cell.derived());
    }

    private void nothing_is_decided(long lead, String record) {
        assertThat(cell.record(lead)).isEqualTo(record);
        assertThat(cell.keys("fl")).isEmpty();
        assertThat(cell.keys("ob")).isEmpty();
        nothing_drifts();
    }

    @Test
    void a_release_takes_the_lead_from_its_owner_and_leaves_all_that_is_to_be_written() {
        String before = owned(4, "web", "ann", "blue", START, START + 9, START + 8, "unl");
        cell.put(1, before);
        Proposal release = step(1, 4)
                .type("released", "why")
                .toPool("web", "c")
                .words("{\"at\":\"\\u0001now\"}", "{\"d\":[\"\\u0001now\"]}", "c2VhbGVk", "{\"detail\":\"QQ==\"}")
                .proposal();
        String after = "p|5|7/web||0|0|c|0|";
        String entry = release.requestId() + "\t7\t" + START + "\treleased\tactor\t\t\twhy\t{\"at\":" + START
                + "}\t{\"d\":[" + START + "]}\tc2VhbGVk\t{\"detail\":\"QQ==\"}\t\t1,5," + before + "," + after;
        assertThat(cell.decide(release).get(0)).isEqualTo("ok\n\n" + entry);
        assertThat(cell.record(1)).isEqualTo(before);
        assertThat(cell.hash("fl")).isEqualTo(Map.of("1", Long.toString(release.requestId())));
        assertThat(cell.hash("ob")).isEqualTo(Map.of(Long.toString(release.requestId()), entry));
        assertThat(cell.members("alarm")).isEmpty();
        assertThat(cell.set("o:7/ann")).containsExactly("1");
        assertThat(cell.members("d:7/ann")).containsExactly("1");
        nothing_drifts();
    }

    @Test
    void a_lead_that_stays_keeps_the_time_of_its_claim_and_counts_by_its_new_flags() {
        cell.put(1, owned(4, "web", "ann", "blue", START - 7, START + 9, 0, "u"));
        String reply = reply(step(1, 4)
                .type("followed_up", "")
                .toOwner("web", "ann", "blue", "wn")
                .next(START + 5));
        assertThat(reply).endsWith("," + owned(5, "web", "ann", "blue", START - 7, 0, START + 5, "wn"));
        nothing_drifts();
        cell.commit(reply);
        assertThat(cell.hash("h:7/ann")).isEqualTo(Map.of("p:7/web", "1", "w:", "1", "w:7/web", "1", "m", "1"));
        assertThat(cell.members("d:7/ann")).containsExactly("1");
        assertThat(cell.keys("k:")).isEmpty();
        nothing_drifts();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_lead_at_another_version_stays_where_it_is(int version) {
        String record = owned(4, "web", "ann", "", START, 0, 0, "");
        cell.put(1, record);
        assertThat(reply(step(1, version).toPool("web", ""))).isEqualTo("changed");
        assertThat(reply(step(1, 0).toPool("web", ""))).isEqualTo("changed");
        assertThat(reply(step(2, version).toPool("web", ""))).isEqualTo("changed");
        nothing_is_decided(1, record);
        assertThat(cell.word(step(1, 4).toPool("web", "").proposal())).isEqualTo("ok");
    }

    @Test
    void a_closed_lead_comes_back_and_an_open_one_goes() {
        String reopened = reply(step(3, 0).type("reopened", "").toPool("web", "c"));
        assertThat(reopened).endsWith("\t3,9,,p|9|7/web||0|0|c|0|");
        nothing_drifts();
        cell.commit(reopened);
        assertThat(cell.members("z:7/web:")).containsExactly("3");
        String closed = reply(step(3, 9).type("closed", "lost"));
        assertThat(closed).contains("\t3,10,p|9|").endsWith(",");
        cell.commit(closed);
        assertThat(cell.record(3)).isEmpty();
        assertThat(cell.members("z:7/web:")).isEmpty();
        nothing_drifts();
    }

    @Test
    void a_refused_reopening_leaves_nothing_behind() {
        String reopened = reply(step(3, 0).type("reopened", "").toPool("web", "c"));
        cell.refuse(reopened);
        assertThat(cell.record(3)).isEmpty();
        assertThat(cell.keys("fl")).isEmpty();
        assertThat(cell.keys("ob")).isEmpty();
        nothing_drifts();
    }

    @Test
    void a_lead_in_flight_is_busy_for_everybody() {
        cell.put(1, owned(4, "web", "ann", "", START, 0, 0, ""));
        assertThat(cell.word(step(1, 4).toOwner("web", "bob", "", "u").proposal()))
                .isEqualTo("ok");
        assertThat(reply(step(1, 4).toPool("web", ""))).isEqualTo("busy");
        assertThat(reply(step(1, 5).toPool("web", ""))).isEqualTo("busy");
        assertThat(reply(step(1, 0).toPool("web", ""))).isEqualTo("busy");
        assertThat(cell.hash("ob")).hasSize(1);
        nothing_drifts();
    }

    @Test
    void a_lead_of_a_pool_goes_with_all_that_it_had_there() {
        cell.put(1, pooled(1, "web", "skill=a", 1, START + 100, "cw", START + 50, "a:7/ann"));
        nothing_drifts();
        String reply = reply(step(1, 1).type("assigned", "").toOwner("web", "ann", "blue", "cwu"));
        assertThat(reply).endsWith("," + owned(2, "web", "ann", "blue", START, 0, 0, "cwu"));
        assertThat(cell.keys("z:")).isEmpty();
        assertThat(cell.keys("w:")).isEmpty();
        assertThat(cell.keys("f:")).isEmpty();
        assertThat(cell.members("alarm")).isEmpty();
        nothing_drifts();
    }

    @Test
    void a_transfer_counts_for_both_until_it_is_settled() {
        cell.put(1, owned(4, "web", "bob", "red", START - 5, START + 9, START + 7, "nu"));
        String reply = reply(step(1, 4).type("transferred", "").toOwner("web", "ann", "", "nu"));
        assertThat(cell.set("o:7/ann")).containsExactly("1");
        assertThat(cell.set("o:7/bob")).containsExactly("1");
        assertThat(cell.members("alarm")).isEmpty();
        assertThat(reply).endsWith("," + owned(5, "web", "ann", "", START, 0, 0, "nu"));
        nothing_drifts();
        cell.commit(reply);
        assertThat(cell.set("o:7/bob")).isEmpty();
        assertThat(cell.hash("h:7/bob")).isEmpty();
        assertThat(cell.hash("k:1"))
                .isEqualTo(Map.of("a:7/bob", Long.toString(START), "t:7/red", Long.toString(START)));
        nothing_drifts();
    }

    @Test
    void a_refused_step_leaves_the_lead_and_the_counts_as_they_were() {
        String record = owned(4, "web", "bob", "red", START - 5, START + 9, START + 7, "nlu");
        cell.put(1, record);
        var before = cell.stored();
        cell.refuse(reply(step(1, 4).toOwner("web", "ann", "", "nu")));
        assertThat(cell.stored()).isEqualTo(before);
        nothing_is_decided(1, record);
    }

    @Test
    void what_is_given_back_waits_until_the_counters_are_complete_and_is_told_in_the_entry() {
        cell.put(1, owned(4, "web", "ann", "", START, 0, 0, ""));
        String policy = "{\"tenant\":\"7\",\"defs\":\"all\"}";
        StepDraft refund = step(1, 4)
                .type("refunded", "")
                .toOwner("web", "ann", "", "")
                .policy(policy)
                .givesBack("q:p//x:1 h:7/ann#q:7/web:day#500");
        assertThat(reply(refund)).isEqualTo("uncounted");
        cell.redis("HSET", cell.prefix + "known", "7", "all");
        cell.set("q:p//x:1", "3");
        cell.redis("HSET", cell.prefix + "h:7/ann", "q:7/web:day", "500 0");
        String decided = reply(refund);
        assertThat(cell.counters()).as("not before it is committed").containsEntry("q:p//x:1", 3L);
        cell.commit(decided);
        assertThat(cell.counters()).isEqualTo(Map.of("q:p//x:1", 2L));
        assertThat(cell.hash("h:7/ann")).as("never below nothing").containsEntry("q:7/web:day", "500 0");
        cell.refuse(reply(step(1, 5)
                .type("refunded", "")
                .toOwner("web", "ann", "", "")
                .policy(policy)
                .givesBack("q:p//x:1")));
        assertThat(cell.counters()).containsEntry("q:p//x:1", 2L);
        nothing_drifts();
    }

    @ParameterizedTest
    @CsvSource({"1, 0, pool", "0, 1, all"})
    void nobody_gets_more_than_the_caps_allow(int cap, int all, String word) {
        String record = pooled(1, "web", "", 1, 0, "");
        cell.put(1, record);
        cell.put(2, owned(4, "web", "ann", "", START, 0, 0, ""));
        String caps = CAPS.formatted(cap, all);
        String reply = reply(step(1, 1).toOwner("web", "ann", "", "u").policy(caps));
        assertThat(reply).startsWith("owned-full\n" + word + "\n1");
        nothing_is_decided(1, record);
        assertThat(cell.word(
                        step(2, 4).toOwner("web", "ann", "", "").policy(caps).proposal()))
                .as("what stays does not come")
                .isEqualTo("ok");
        assertThat(cell.word(step(1, 1).toOwner("web", "ann", "", "u").proposal()))
                .as("without caps")
                .isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource({"w, w", "'', w", "n, n", "n, w", "'', n"})
    void a_lead_on_its_way_that_a_cap_leaves_out_makes_no_room_for_another(String was, String is) {
        cell.put(1, pooled(1, "web", "", 1, 0, ""));
        cell.put(2, owned(4, "web", "ann", "", START, 0, 0, was));
        cell.put(3, owned(4, "web", "ann", "", START, 0, 0, ""));
        String noted = reply(step(2, 4).type("noted", "").toOwner("web", "ann", "", is));
        nothing_drifts();
        String caps = CAPS.formatted(0, 1).replace("true", "false");
        String refused = reply(step(1, 1).toOwner("web", "ann", "", "u").policy(caps));
        assertThat(refused).startsWith("owned-full\nall\n");
        cell.commit(noted);
        nothing_drifts();
        assertThat(reply(step(1, 1).toOwner("web", "ann", "", "u").policy(caps)))
                .isEqualTo("owned-full\nall\n1");
    }

    @Test
    void assignments_that_come_together_count_one_another() {
        cell.put(1, pooled(1, "web", "", 1, 0, ""));
        cell.put(2, pooled(1, "web", "", 2, 0, ""));
        String caps = CAPS.formatted(1, 0);
        List<String> replies = cell.decide(
                step(1, 1).toOwner("web", "ann", "", "u").policy(caps).proposal(),
                step(2, 1).toOwner("web", "ann", "", "u").policy(caps).proposal());
        assertThat(replies.get(0)).startsWith("ok");
        assertThat(replies.get(1)).isEqualTo("owned-full\npool\n1\nweb");
    }

    @ParameterizedTest
    @CsvSource({"l", "n"})
    void only_so_many_leads_of_an_owner_may_have_a_flag(String flag) {
        cell.put(1, owned(4, "web", "ann", "", START, 0, 0, ""));
        cell.put(2, owned(4, "web", "ann", "", START, 0, 0, ""));
        List<String> replies = cell.decide(
                step(1, 4).toOwner("web", "ann", "", flag).limit(flag + " 1").proposal(),
                step(2, 4).toOwner("web", "ann", "", flag).limit(flag + " 1").proposal());
        assertThat(replies.get(0)).startsWith("ok");
        assertThat(replies.get(1)).isEqualTo("too-many\n" + flag + "\n1");
        cell.commit(replies.get(0));
        assertThat(cell.word(step(1, 5)
                        .toOwner("web", "ann", "", flag)
                        .limit(flag + " 1")
                        .proposal()))
                .as("it has the flag already")
                .isEqualTo("ok");
        nothing_drifts();
    }

    @Test
    void a_key_is_remembered() {
        cell.put(1, owned(4, "web", "ann", "", START, 0, 0, ""));
        String entry = cell.decide(step(1, 4).toPool("web", "").keyed("aa", "b1"))
                .get(0)
                .split("\n", -1)[2];
        assertThat(cell.decide(step(1, 4).toPool("web", "").keyed("aa", "b1")).get(0))
                .isEqualTo("replay\n\n" + entry);
        assertThat(cell.decide(step(0, 0).keyed("aa", "b1")).get(0)).isEqualTo("replay\n\n" + entry);
        assertThat(cell.decide(step(1, 4).toPool("web", "").keyed("aa", "b2")).get(0))
                .isEqualTo("reused");
    }
}
