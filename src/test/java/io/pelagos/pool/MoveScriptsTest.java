package io.pelagos.pool;

import static io.pelagos.journal.TestCell.START;
import static io.pelagos.journal.TestCell.owned;
import static io.pelagos.journal.TestCell.pooled;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.journal.Proposal;
import io.pelagos.journal.TestCell;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** release.lua and assign.lua on a real Redis: every reply, and what is stored with it. */
class MoveScriptsTest {
    private final TestCell cell = new TestCell();

    private Proposal release(long lead, String owner, String version, String pool, String type, String reason) {
        return cell.proposal(
                Moves.RELEASE, "", Long.toString(lead), "7/" + owner, version, pool, type, reason, "c2VhbGVk");
    }

    private Proposal assign(ClaimPolicy policy, long lead, String agent, String team, String seen, boolean force) {
        return cell.proposal(
                Moves.ASSIGN,
                policy.text(),
                Long.toString(lead),
                "7/" + agent,
                team,
                seen,
                force ? "1" : "",
                "c2VhbGVk");
    }

    private String reply(Proposal proposal) {
        return cell.decide(proposal).get(0);
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
    void a_release_takes_the_lead_from_its_owner_to_the_pool_it_came_from() {
        String before = owned(4, "web", "ann", "blue", START, START + 9, START + 8, "u");
        cell.put(1, before);
        Proposal release = release(1, "ann", "", "", "released", "");
        String after = "p|5|7/web||0|0|";
        String entry = release.requestId() + "\t7\t" + START + "\treleased\tactor\t\t\t\t\t\tc2VhbGVk\t\t1,5," + before
                + "," + after;
        assertThat(reply(release)).isEqualTo("ok\n\n" + entry);
        assertThat(cell.record(1)).isEqualTo(before);
        assertThat(cell.hash("fl")).isEqualTo(Map.of("1", Long.toString(release.requestId())));
        assertThat(cell.hash("ob")).isEqualTo(Map.of(Long.toString(release.requestId()), entry));
        assertThat(cell.members("alarm")).isEmpty();
        assertThat(cell.set("o:7/ann")).containsExactly("1");
        assertThat(cell.members("d:7/ann")).containsExactly("1");
        nothing_drifts();
    }

    @Test
    void a_rule_sends_the_lead_to_its_own_pool_under_its_own_name() {
        cell.put(1, owned(4, "web", "ann", "blue", START, START, 0, ""));
        String entry = reply(release(1, "ann", "4", "7/second", "recycled", "too long"))
                .split("\n", -1)[2];
        assertThat(entry.split("\t", -1)).contains("recycled", "too long");
        assertThat(entry).endsWith(",p|5|7/second||0|0|");
        nothing_drifts();
    }

    @Test
    void nobody_gives_back_what_he_does_not_hold() {
        String others = owned(4, "web", "bob", "", START, 0, 0, "");
        cell.put(1, others);
        cell.put(2, pooled(1, "web", "", 1, 0, ""));
        assertThat(reply(release(1, "ann", "", "", "released", ""))).isEqualTo("not-found");
        assertThat(reply(release(2, "ann", "", "", "released", ""))).isEqualTo("not-found");
        assertThat(reply(release(3, "ann", "", "", "released", ""))).isEqualTo("not-found");
        nothing_is_decided(1, others);
    }

    @Test
    void a_rule_that_saw_another_version_takes_nothing() {
        String record = owned(4, "web", "ann", "", START, 0, 0, "");
        cell.put(1, record);
        assertThat(reply(release(1, "ann", "3", "", "recycled", "r"))).isEqualTo("changed");
        nothing_is_decided(1, record);
        assertThat(cell.word(release(1, "ann", "4", "", "recycled", "r"))).isEqualTo("ok");
    }

    @Test
    void a_lead_in_flight_is_busy_for_everybody() {
        cell.put(1, owned(4, "web", "ann", "", START, 0, 0, ""));
        assertThat(cell.word(assign(ClaimPolicy.of("web"), 1, "bob", "", "o7/ann", false)))
                .isEqualTo("ok");
        assertThat(reply(release(1, "ann", "", "", "released", ""))).isEqualTo("busy");
        assertThat(reply(release(1, "bob", "", "", "released", ""))).isEqualTo("busy");
        assertThat(reply(release(1, "eve", "", "", "released", ""))).isEqualTo("busy");
        assertThat(reply(release(1, "ann", "3", "", "recycled", "r"))).isEqualTo("busy");
        assertThat(reply(assign(ClaimPolicy.of("web"), 1, "eve", "", "o7/ann", false)))
                .isEqualTo("busy");
        assertThat(reply(assign(ClaimPolicy.of("web"), 1, "bob", "", "o7/bob", true)))
                .isEqualTo("busy");
        assertThat(cell.hash("ob")).hasSize(1);
        nothing_drifts();
    }

    @Test
    void a_refused_assignment_leaves_the_lead_and_the_counts_as_they_were() {
        String record = owned(4, "web", "bob", "red", START - 5, START + 9, START + 7, "nu");
        cell.put(1, record);
        var before = cell.stored();
        cell.refuse(reply(assign(ClaimPolicy.of("web"), 1, "ann", "", "o7/bob", false)));
        assertThat(cell.stored()).isEqualTo(before);
        nothing_is_decided(1, record);
    }

    @Test
    void an_assignment_takes_the_lead_out_of_the_pool() {
        cell.put(1, pooled(1, "web", "skill=a", 1, 0, "cw"));
        String reply = reply(assign(ClaimPolicy.of("web"), 1, "ann", "7/blue", "p7/web", false));
        assertThat(reply.split("\t", -1)[3]).isEqualTo("assigned");
        assertThat(reply).endsWith("," + owned(2, "web", "ann", "blue", START, 0, 0, "cwu"));
        assertThat(cell.set("la:7/web")).isEmpty();
        assertThat(cell.keys("z:")).isEmpty();
        nothing_drifts();
    }

    @Test
    void an_assignment_takes_the_lead_from_its_owner_and_counts_for_both_meanwhile() {
        cell.put(1, owned(4, "web", "bob", "red", START - 5, START + 9, START + 7, "nu"));
        String reply = reply(assign(ClaimPolicy.of("web"), 1, "ann", "", "o7/bob", false));
        assertThat(reply.split("\t", -1)[3]).isEqualTo("transferred");
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

    @ParameterizedTest
    @ValueSource(strings = {"p7/web", "o7/ann", "o7/bob"})
    void an_assignment_of_what_was_seen_elsewhere_does_nothing(String seen) {
        String record = pooled(1, "second", "", 1, 0, "");
        cell.put(1, record);
        assertThat(reply(assign(ClaimPolicy.of("web"), 1, "ann", "", seen, true)))
                .isEqualTo("changed");
        assertThat(reply(assign(ClaimPolicy.of("web"), 2, "ann", "", seen, true)))
                .isEqualTo("changed");
        nothing_is_decided(1, record);
    }

    @Test
    void an_assignment_to_its_owner_does_nothing() {
        String record = owned(4, "web", "ann", "", START, 0, 0, "");
        cell.put(1, record);
        assertThat(reply(assign(ClaimPolicy.of("web"), 1, "ann", "", "o7/ann", true)))
                .isEqualTo("same");
        nothing_is_decided(1, record);
    }

    @ParameterizedTest
    @CsvSource({"cap, pool", "all, all"})
    void an_assignment_above_a_cap_must_be_forced(String cap, String word) {
        String record = pooled(1, "web", "", 1, 0, "");
        cell.put(1, record);
        cell.put(2, owned(4, "web", "ann", "", START, 0, 0, ""));
        ClaimPolicy policy = ClaimPolicy.of("web").with(cap, 1);
        assertThat(reply(assign(policy, 1, "ann", "", "p7/web", false))).isEqualTo("owned-full\n" + word + "\n1");
        nothing_is_decided(1, record);
        assertThat(cell.word(assign(policy, 1, "ann", "", "p7/web", true))).isEqualTo("ok");
    }

    @Test
    void assignments_that_come_together_count_one_another() {
        cell.put(1, pooled(1, "web", "", 1, 0, ""));
        cell.put(2, pooled(1, "web", "", 2, 0, ""));
        ClaimPolicy policy = ClaimPolicy.of("web").with("cap", 1);
        List<String> replies = cell.decide(
                assign(policy, 1, "ann", "", "p7/web", false), assign(policy, 2, "ann", "", "p7/web", false));
        assertThat(replies.get(0)).startsWith("ok");
        assertThat(replies.get(1)).isEqualTo("owned-full\npool\n1");
    }

    @Test
    void a_key_is_remembered_for_releases_too() {
        cell.put(1, owned(4, "web", "ann", "", START, 0, 0, ""));
        String[] arguments = {"1", "7/ann", "", "", "released", "", ""};
        Proposal first = cell.keyed(Moves.RELEASE, cell.newRequest(), 1, "aa", "b1", "", arguments);
        String entry = reply(first).split("\n", -1)[2];
        Proposal retry = cell.keyed(Moves.RELEASE, cell.newRequest(), 1, "aa", "b1", "", arguments);
        assertThat(reply(retry)).isEqualTo("replay\n\n" + entry);
        Proposal other = cell.keyed(Moves.RELEASE, cell.newRequest(), 1, "aa", "b2", "", arguments);
        assertThat(reply(other)).isEqualTo("reused");
    }
}
