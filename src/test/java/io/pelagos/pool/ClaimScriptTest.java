package io.pelagos.pool;

import static io.pelagos.journal.TestCell.START;
import static io.pelagos.journal.TestCell.owned;
import static io.pelagos.journal.TestCell.pooled;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.journal.Proposal;
import io.pelagos.journal.StepDraft;
import io.pelagos.journal.TestCell;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** claim.lua on a real Redis: every reply, and what is stored with it. */
class ClaimScriptTest {
    private static final long HOUR = 3_600_000;
    private final TestCell cell = new TestCell();

    @BeforeEach
    void all_counters_are_complete() {
        cell.redis("HSET", cell.prefix + "known", "7", ClaimPolicy.DEFS);
    }

    private Proposal claim(
            ClaimPolicy policy, String agent, String team, String lead, int count, String has, int years) {
        return cell.proposal(
                Claims.CLAIM,
                policy.text(),
                "7/" + agent,
                team.isEmpty() ? "" : "7/" + team,
                lead,
                Integer.toString(count),
                has,
                Integer.toString(years));
    }

    private String next(ClaimPolicy policy, String agent) {
        return several(policy, agent, 1);
    }

    private String several(ClaimPolicy policy, String agent, int count) {
        return cell.decide(claim(policy, agent, "blue", "", count, " ", 0)).get(0);
    }

    private String chosen(ClaimPolicy policy, String agent, long lead) {
        return cell.decide(claim(policy, agent, "blue", Long.toString(lead), 1, " ", 0))
                .get(0);
    }

    private static List<String> lines(String reply) {
        return List.of(reply.split("\n", -1));
    }

    private void leads(int count) {
        for (int i = 1; i <= count; i++) {
            cell.put(i, pooled(1, "web", "", i, 0, ""));
        }
    }

    private void nothing_drifts() {
        assertThat(cell.stored()).isEqualTo(cell.derived());
    }

    private void nothing_is_decided() {
        assertThat(cell.keys("ob")).isEmpty();
        assertThat(cell.keys("fl")).isEmpty();
        assertThat(cell.counters()).isEmpty();
        nothing_drifts();
    }

    @Test
    void takes_the_next_lead_and_writes_all_that_postgresql_must_write() {
        leads(2);
        ClaimPolicy policy = ClaimPolicy.of("web").calendar("a", "7/web:day", 5, START, START + HOUR);
        Proposal claim = claim(policy, "ann", "blue", "", 1, " ", 0);
        String reply = cell.decide(claim).get(0);

        String after = owned(2, "web", "ann", "blue", START, 0, 0, "u");
        String entry = claim.requestId() + "\t7\t" + START + "\tclaimed\tactor\t\t\t\t\t\t\t\t#q:7/web:day#" + START
                + "\t1,2," + pooled(1, "web", "", 1, 0, "") + "," + after;
        assertThat(reply).isEqualTo("ok\n1,1,1\n" + entry);
        assertThat(cell.record(1)).isEqualTo(pooled(1, "web", "", 1, 0, ""));
        assertThat(cell.hash("fl")).isEqualTo(Map.of("1", Long.toString(claim.requestId())));
        assertThat(cell.hash("ob")).containsExactly(Map.entry(Long.toString(claim.requestId()), entry));
        assertThat(cell.members("z:7/web:")).containsExactly("2");
        assertThat(cell.set("o:7/ann")).containsExactly("1");
        assertThat(cell.hash("h:7/ann")).isEqualTo(Map.of("p:7/web", "1", "u", "1", "q:7/web:day", START + " 1"));
        assertThat(cell.keys("q:")).isEmpty();
        nothing_drifts();
    }

    @Test
    void takes_a_chosen_lead_out_of_its_turn() {
        leads(3);
        assertThat(TestCell.taken(chosen(ClaimPolicy.of("web"), "ann", 2))).containsExactly(2L);
        assertThat(cell.members("z:7/web:")).containsExactly("1", "3");
        nothing_drifts();
    }

    private static String pooledFor(int version, String lane, long score, long visible, String first) {
        return "p|" + version + "|7/web|" + lane + "|" + score + "|" + visible + "||0|" + first;
    }

    @Test
    void a_lead_that_the_server_gives_away_is_there_for_nobody_but_whom_it_gives_it_to() {
        cell.put(1, pooledFor(1, "auto=1&skill=mba", 1, 0, ""));
        ClaimPolicy policy = ClaimPolicy.of("web");
        assertThat(cell.decide(claim(policy, "ann", "blue", "", 1, " s:mba ", 0))
                        .get(0))
                .isEqualTo("pool-empty");
        assertThat(cell.decide(claim(policy, "ann", "blue", "1", 1, " s:mba ", 0))
                        .get(0))
                .isEqualTo("not-found");
        assertThat(cell.decide(claim(policy, "bob", "blue", "1", 1, " a:1 ", 0)).get(0))
                .isEqualTo("not-found");
        nothing_is_decided();
        assertThat(TestCell.taken(cell.decide(claim(policy, "ann", "blue", "1", 1, " s:mba a:1 ", 0))
                        .get(0)))
                .containsExactly(1L);
        nothing_drifts();
    }

    @Test
    void who_is_offered_a_lead_has_it_by_claiming_the_next_or_that_one() {
        cell.put(1, pooledFor(1, "auto=1", 1, START + HOUR, "a:7/ann"));
        cell.put(2, pooledFor(1, "auto=1", 2, START + HOUR, "a:7/ann"));
        ClaimPolicy policy = ClaimPolicy.of("web").with("first", true);
        assertThat(next(policy, "bob")).isEqualTo("pool-empty");
        assertThat(chosen(policy, "bob", 1)).isEqualTo("not-found");
        assertThat(TestCell.taken(next(policy, "ann"))).containsExactly(1L);
        assertThat(TestCell.taken(chosen(policy, "ann", 2))).containsExactly(2L);
        nothing_drifts();
    }

    @Test
    void a_reason_and_a_change_of_facts_go_into_the_entry() {
        leads(1);
        Proposal claim = cell.proposal(
                Claims.CLAIM,
                ClaimPolicy.of("web").text(),
                "7/ann",
                "",
                "1",
                "1",
                " ",
                "0",
                "rota",
                "{\"wanted\":null}");
        String entry = lines(cell.decide(claim).get(0)).get(2);
        assertThat(entry.split("\t", -1)).contains("rota", "{\"wanted\":null}");
    }

    @Test
    void who_has_no_turn_now_is_told_when_it_is() {
        leads(3);
        ClaimPolicy policy = ClaimPolicy.of("web");
        assertThat(next(policy.with("turn", turn(0)), "ann")).startsWith("ok\n");
        assertThat(next(policy.with("turn", turn(2)), "bob")).isEqualTo("not-your-turn\n" + (START + 2 * HOUR));
        assertThat(next(policy.with("turn", turn(3)), "eve")).isEqualTo("not-your-turn\n0");
        cell.at(START + 2 * HOUR);
        assertThat(next(policy.with("turn", turn(2)), "bob")).startsWith("ok\n");
        assertThat(next(policy.with("turn", turn(1)), "ann")).isEqualTo("not-your-turn\n" + (START + 4 * HOUR));
    }

    @Test
    void words_about_a_chosen_lead_are_sealed_in_its_entry() {
        leads(1);
        Proposal approved = cell.proposal(
                Claims.CLAIM, ClaimPolicy.of("web").text(), "7/ann", "", "1", "1", " ", "0", "request", "", "c2FpZA==");
        String entry = cell.decide(approved).get(0).split("\n", -1)[2];
        assertThat(entry.split("\t", -1)[7]).isEqualTo("request");
        assertThat(entry.split("\t", -1)[10]).isEqualTo("c2FpZA==");
        nothing_drifts();
    }

    private static JsonObject turn(int place) {
        return new JsonObject()
                .put("anchor", START)
                .put("time", HOUR)
                .put("agents", 3)
                .put("place", place);
    }

    @Test
    void lists_what_waits_for_the_server_each_lane_with_its_part_and_whom_it_has_left() {
        cell.put(1, pooledFor(1, "auto=1", 1, 0, ""));
        cell.put(2, pooledFor(1, "auto=1", 2, 0, ""));
        cell.put(3, "p|1|7/web|auto=1&skill=a|3|0|c|0|");
        cell.put(4, pooledFor(1, "", 4, 0, ""));
        cell.put(5, pooledFor(1, "auto=1", 5, START + HOUR, "a:7/ann"));
        cell.redis("HSET", cell.prefix + "k:3", "a:7/bob", "123");
        assertThat(cell.texts(PoolLists.WAITING, "7/web", "0", "2"))
                .containsExactly("1", "1", "auto=1", "", "3", "auto=1&skill=a", "a:7/bob=123");
        assertThat(cell.texts(PoolLists.WAITING, "7/web", "2", "2")).containsExactly("1", "2", "auto=1", "");
        assertThat(cell.texts(PoolLists.OFFERS, "2", "7/cid", "7/ann", "7/web", "7/none"))
                .containsExactly("5", Long.toString(START + HOUR));
        assertThat(cell.texts(PoolLists.OFFERS, "1", "7/bob", "7/web")).isEmpty();
        cell.at(START + HOUR);
        assertThat(cell.texts(PoolLists.OFFERS, "1", "7/ann", "7/web")).isEmpty();
        assertThat(cell.texts(PoolLists.WAITING, "7/web", "0", "9")).contains("5");
    }

    @Test
    void takes_several_in_order_as_one_entry() {
        leads(5);
        assertThat(TestCell.taken(several(ClaimPolicy.of("web"), "ann", 3))).containsExactly(1L, 2L, 3L);
        assertThat(cell.hash("ob")).hasSize(1);
        assertThat(cell.members("z:7/web:")).containsExactly("4", "5");
        nothing_drifts();
    }

    @Test
    void takes_fewer_when_the_pool_holds_fewer() {
        leads(2);
        assertThat(TestCell.taken(several(ClaimPolicy.of("web"), "ann", 9))).containsExactly(1L, 2L);
    }

    @Test
    void takes_fewer_when_a_quota_leaves_fewer_and_then_none() {
        leads(9);
        ClaimPolicy policy = ClaimPolicy.of("web").calendar("a", "7/web:day", 4, START, START + HOUR);
        assertThat(TestCell.taken(several(policy, "ann", 3))).hasSize(3);
        assertThat(TestCell.taken(several(policy, "ann", 3))).hasSize(1);
        assertThat(cell.hash("h:7/ann")).containsEntry("q:7/web:day", START + " 4");
        assertThat(lines(several(policy, "ann", 3)))
                .containsExactly("quota-exceeded", "1", "4", Long.toString(START + HOUR));
        assertThat(cell.hash("h:7/ann")).containsEntry("q:7/web:day", START + " 4");
    }

    @Test
    void takes_fewer_when_a_cap_leaves_fewer() {
        leads(9);
        assertThat(TestCell.taken(several(ClaimPolicy.of("web").with("cap", 2), "ann", 5)))
                .hasSize(2);
        assertThat(TestCell.taken(several(ClaimPolicy.of("web").with("all", 5), "ann", 5)))
                .hasSize(3);
        assertThat(TestCell.taken(several(ClaimPolicy.of("web").with("untouched", 1), "bob", 5)))
                .hasSize(2);
    }

    @Test
    void an_empty_pool_gives_nothing() {
        assertThat(next(ClaimPolicy.of("web"), "ann")).isEqualTo("pool-empty");
        nothing_is_decided();
    }

    @Test
    void a_pool_whose_leads_all_ask_for_more_is_empty_for_the_agent() {
        cell.put(1, pooled(1, "web", "skill=loan", 1, 0, ""));
        cell.put(2, pooled(1, "web", "seniority=3", 2, 0, ""));
        assertThat(next(ClaimPolicy.of("web"), "ann")).isEqualTo("pool-empty");
        nothing_is_decided();
    }

    @Test
    void a_pool_whose_leads_all_cool_down_is_empty_for_the_agent_and_not_for_others() {
        cell.put(1, pooled(3, "web", "", 1, 0, "c"));
        cell.redis("HSET", cell.prefix + "k:1", "a:7/ann", Long.toString(START - 10));
        ClaimPolicy policy = ClaimPolicy.of("web").with("cool_agent", 100);
        assertThat(next(policy, "ann")).isEqualTo("pool-empty");
        nothing_is_decided();
        assertThat(TestCell.taken(next(policy, "bob"))).containsExactly(1L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "skill=loan; ' '; 9; false",
                "skill=loan; ' s:loan '; 0; true",
                "skill=loan; ' s:loans '; 0; false",
                "skill=loan; ' r:loan '; 0; false",
                "skill=a&skill=b; ' s:a s:b '; 0; true",
                "skill=a&skill=b; ' s:a '; 0; false",
                "region=sh; ' s:a r:sh l:zh '; 0; true",
                "language=zh&region=sh; ' r:sh '; 0; false",
                "seniority=3; ' '; 2; false",
                "seniority=3; ' '; 3; true",
            })
    void a_lane_opens_to_those_who_have_all_that_it_asks_for(String lane, String has, int years, boolean open) {
        cell.put(1, pooled(1, "web", lane, 1, 0, ""));
        ClaimPolicy policy = ClaimPolicy.of("web");
        List<String> chosen =
                lines(cell.decide(claim(policy, "ann", "", "1", 1, has, years)).get(0));
        if (open) {
            assertThat(chosen.get(0)).isEqualTo("ok");
            assertThat(cell.set("la:7/web")).isEmpty();
        } else {
            assertThat(chosen).containsExactly("lane-closed", lane);
            nothing_is_decided();
            assertThat(cell.word(claim(policy, "ann", "", "", 1, has, years))).isEqualTo("pool-empty");
        }
    }

    @Test
    void merges_lanes_in_the_order_of_the_pool() {
        cell.put(1, pooled(1, "web", "skill=a", 40, 0, ""));
        cell.put(2, pooled(1, "web", "", 20, 0, ""));
        cell.put(3, pooled(1, "web", "skill=b", 10, 0, ""));
        cell.put(4, pooled(1, "web", "skill=a", 30, 0, ""));
        cell.put(5, pooled(1, "web", "seniority=9", 1, 0, ""));
        String reply = cell.decide(claim(ClaimPolicy.of("web"), "ann", "", "", 9, " s:a s:b ", 0))
                .get(0);
        assertThat(TestCell.taken(reply)).containsExactly(3L, 2L, 4L, 1L);
        assertThat(cell.set("la:7/web")).containsExactly("seniority=9");
        nothing_drifts();
    }

    @Test
    void a_lead_that_cools_down_does_not_let_a_later_one_of_another_lane_overtake() {
        cell.put(1, pooled(3, "web", "", 10, 0, "c"));
        cell.put(2, pooled(1, "web", "", 20, 0, ""));
        cell.put(3, pooled(1, "web", "skill=a", 30, 0, ""));
        cell.redis("HSET", cell.prefix + "k:1", "a:7/ann", Long.toString(START));
        ClaimPolicy policy = ClaimPolicy.of("web").with("cool_agent", 100);
        String reply = cell.decide(claim(policy, "ann", "", "", 1, " s:a ", 0)).get(0);
        assertThat(TestCell.taken(reply)).containsExactly(2L);
    }

    @Test
    void a_lead_that_cools_down_hides_none_of_those_behind_it() {
        cell.put(1, pooled(3, "web", "", 10, 0, "c"));
        cell.put(2, pooled(1, "web", "", 20, 0, ""));
        cell.put(3, pooled(1, "web", "skill=a", 30, 0, ""));
        cell.redis("HSET", cell.prefix + "k:1", "a:7/ann", Long.toString(START));
        ClaimPolicy policy = ClaimPolicy.of("web").with("cool_agent", 100);
        String reply = cell.decide(claim(policy, "ann", "", "", 5, " s:a ", 0)).get(0);
        assertThat(TestCell.taken(reply)).containsExactly(2L, 3L);
    }

    @Test
    void looks_behind_the_leads_that_cool_down() {
        for (int i = 1; i <= 30; i++) {
            cell.put(i, pooled(3, "web", "", i, 0, "c"));
            cell.redis("HSET", cell.prefix + "k:" + i, "a:7/ann", Long.toString(START));
        }
        cell.put(31, pooled(1, "web", "", 31, 0, ""));
        assertThat(TestCell.taken(next(ClaimPolicy.of("web").with("cool_agent", 100), "ann")))
                .containsExactly(31L);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 3, '1,2,3'", "-1, -2, -3, '3,2,1'", "5, 1, 3, '2,3,1'"})
    void the_score_is_the_order(long first, long second, long third, String order) {
        cell.put(1, pooled(1, "web", "", first, 0, ""));
        cell.put(2, pooled(1, "web", "", second, 0, ""));
        cell.put(3, pooled(1, "web", "", third, 0, ""));
        String taken = TestCell.taken(several(ClaimPolicy.of("web"), "ann", 3))
                .toString()
                .replaceAll("[\\[\\] ]", "");
        assertThat(taken).isEqualTo(order);
    }

    @Test
    void does_not_find_a_lead_of_another_pool_or_none_at_all() {
        cell.put(1, pooled(1, "other", "", 1, 0, ""));
        cell.put(2, owned(1, "other", "bob", "", START, 0, 0, "u"));
        assertThat(chosen(ClaimPolicy.of("web"), "ann", 1)).isEqualTo("not-found");
        assertThat(chosen(ClaimPolicy.of("web"), "ann", 2)).isEqualTo("not-found");
        assertThat(chosen(ClaimPolicy.of("web"), "ann", 3)).isEqualTo("not-found");
        nothing_is_decided();
    }

    @Test
    void an_embargo_hides_a_lead_until_its_time_and_not_longer() {
        cell.put(1, pooled(1, "web", "skill=a", 1, START + 1000, ""));
        ClaimPolicy policy = ClaimPolicy.of("web");
        Proposal chosen = claim(policy, "ann", "", "1", 1, " s:a ", 0);
        assertThat(cell.word(chosen)).isEqualTo("not-found");
        assertThat(cell.word(claim(policy, "ann", "", "", 1, " s:a ", 0))).isEqualTo("pool-empty");
        cell.at(START + 999);
        assertThat(cell.word(claim(policy, "ann", "", "", 1, " s:a ", 0))).isEqualTo("pool-empty");
        assertThat(cell.scores("w:7/web")).containsEntry("1", START + 1000);
        cell.at(START + 1000);
        assertThat(cell.word(claim(policy, "ann", "", "", 1, " s:a ", 0))).isEqualTo("ok");
        assertThat(cell.members("w:7/web")).isEmpty();
        nothing_drifts();
    }

    @Test
    void a_chosen_lead_can_be_taken_though_hundreds_of_embargoes_end_at_the_same_time() {
        for (int i = 1; i <= 150; i++) {
            cell.put(i, pooled(1, "web", "", i, START + i, ""));
        }
        cell.at(START + 1000);
        assertThat(TestCell.taken(chosen(ClaimPolicy.of("web"), "ann", 150))).containsExactly(150L);
        assertThat(cell.members("w:7/web")).hasSize(49);
        assertThat(cell.members("z:7/web:")).hasSize(100);
        nothing_drifts();
    }

    @Test
    void says_so_when_somebody_has_the_lead_already() {
        leads(1);
        String first = next(ClaimPolicy.of("web"), "bob");
        assertThat(chosen(ClaimPolicy.of("web"), "ann", 1)).isEqualTo("busy");
        cell.commit(first);
        assertThat(chosen(ClaimPolicy.of("web"), "ann", 1)).isEqualTo("already-claimed");
        assertThat(cell.hash("ob")).isEmpty();
        nothing_drifts();
    }

    @Test
    void a_lead_on_its_way_back_to_a_pool_is_busy_wherever_it_is_asked_for() {
        cell.put(1, owned(4, "web", "bob", "", START, 0, 0, ""));
        cell.decide(new StepDraft(cell, 1, 4).toPool("second", "c").proposal());
        assertThat(chosen(ClaimPolicy.of("second"), "ann", 1)).isEqualTo("busy");
        assertThat(chosen(ClaimPolicy.of("web"), "ann", 1)).isEqualTo("busy");
        assertThat(chosen(ClaimPolicy.of("third"), "ann", 1)).isEqualTo("busy");
        assertThat(next(ClaimPolicy.of("second"), "ann")).isEqualTo("pool-empty");
        nothing_drifts();
    }

    @Test
    void a_lead_in_flight_is_not_next() {
        leads(2);
        List<String> replies = cell.decide(
                claim(ClaimPolicy.of("web"), "ann", "", "", 1, " ", 0),
                claim(ClaimPolicy.of("web"), "bob", "", "", 1, " ", 0),
                claim(ClaimPolicy.of("web"), "eve", "", "", 1, " ", 0));
        assertThat(TestCell.taken(replies.get(0))).containsExactly(1L);
        assertThat(TestCell.taken(replies.get(1))).containsExactly(2L);
        assertThat(replies.get(2)).isEqualTo("pool-empty");
        nothing_drifts();
    }

    @ParameterizedTest
    @CsvSource({
        "a:7/ann, 1000, 0, 1000",
        "t:7/blue, 0, 500, 500",
        "a:7/ann, 0, 500, 0",
        "t:7/blue, 1000, 0, 0",
        "a:7/bob, 1000, 500, 0",
        "t:7/red, 1000, 500, 0"
    })
    void a_lead_that_left_cools_down_for_the_agent_and_the_team(String who, long agent, long team, long wait) {
        cell.put(1, pooled(3, "web", "", 1, 0, "c"));
        cell.redis("HSET", cell.prefix + "k:1", who, Long.toString(START));
        ClaimPolicy policy = ClaimPolicy.of("web").with("cool_agent", agent).with("cool_team", team);
        if (wait == 0) {
            assertThat(lines(chosen(policy, "ann", 1)).get(0)).isEqualTo("ok");
            return;
        }
        assertThat(lines(chosen(policy, "ann", 1))).containsExactly("cooling-down", Long.toString(START + wait));
        nothing_is_decided();
        cell.at(START + wait - 1);
        assertThat(lines(chosen(policy, "ann", 1)).get(0)).isEqualTo("cooling-down");
        cell.at(START + wait);
        assertThat(lines(chosen(policy, "ann", 1)).get(0)).isEqualTo("ok");
    }

    @Test
    void the_longer_cooldown_counts() {
        cell.put(1, pooled(3, "web", "", 1, 0, "c"));
        cell.redis("HSET", cell.prefix + "k:1", "a:7/ann", Long.toString(START), "t:7/blue", Long.toString(START - 10));
        ClaimPolicy policy = ClaimPolicy.of("web").with("cool_agent", 100).with("cool_team", 200);
        assertThat(lines(chosen(policy, "ann", 1))).containsExactly("cooling-down", Long.toString(START + 190));
    }

    @ParameterizedTest
    @CsvSource({"a, 7/ann, 7/web", "t, 7/blue, 7/web", "p, '', 7/web", "n, '', 7/"})
    void counts_an_agents_a_teams_a_pools_or_a_tenants_claims(String scope, String who, String where) {
        leads(9);
        cell.put(20, pooled(1, "second", "", 1, 0, ""));
        ClaimPolicy policy = ClaimPolicy.of("web").calendar(scope, where + ":day", 2, START, START + HOUR);
        ClaimPolicy second = ClaimPolicy.of("second")
                .calendar(scope, (scope.equals("n") ? "7/" : "7/second") + ":day", 2, START, START + HOUR);
        String key = scope.equals("a")
                ? "h:7/ann#q:7/web:day#" + START
                : "q:" + scope + "/" + who + "/" + where + ":day:" + START;
        cell.decide(claim(policy, "ann", "blue", "", 2, " ", 0));
        assertThat(cell.counters()).isEqualTo(Map.of(key, 2L));
        if (!scope.equals("a")) {
            assertThat(cell.ttlMillis(key)).isBetween(1L, HOUR + 60_010);
        }
        assertThat(cell.word(claim(policy, "ann", "blue", "", 1, " ", 0))).isEqualTo("quota-exceeded");
        assertThat(cell.word(claim(policy, "bob", "blue", "", 1, " ", 0)))
                .isEqualTo(scope.equals("a") ? "ok" : "quota-exceeded");
        assertThat(cell.word(claim(policy, "eve", "red", "", 1, " ", 0)))
                .isEqualTo("at".contains(scope) ? "ok" : "quota-exceeded");
        assertThat(cell.word(claim(second, "ann", "blue", "", 1, " ", 0)))
                .isEqualTo(scope.equals("n") ? "quota-exceeded" : "ok");
    }

    @Test
    void names_the_limit_that_is_full_when_there_are_several() {
        leads(9);
        ClaimPolicy policy = ClaimPolicy.of("web")
                .calendar("a", "7/web:day", 9, START, START + HOUR)
                .calendar("p", "7/web:hour", 1, START, START + 7);
        next(policy, "bob");
        assertThat(lines(next(policy, "ann"))).containsExactly("quota-exceeded", "2", "1", Long.toString(START + 7));
        assertThat(cell.hash("h:7/ann")).doesNotContainKey("q:7/web:day");
    }

    @Test
    void a_new_calendar_window_begins_at_nothing() {
        leads(9);
        String first = next(ClaimPolicy.of("web").calendar("a", "7/web:hour", 1, START, START + HOUR), "ann");
        assertThat(lines(first).get(0)).isEqualTo("ok");
        cell.at(START + HOUR);
        ClaimPolicy second = ClaimPolicy.of("web").calendar("a", "7/web:hour", 1, START + HOUR, START + 2 * HOUR);
        assertThat(lines(next(second, "ann")).get(0)).isEqualTo("ok");
        assertThat(lines(next(second, "ann")).get(0)).isEqualTo("quota-exceeded");
        assertThat(cell.hash("h:7/ann")).containsEntry("q:7/web:hour", (START + HOUR) + " 1");
        cell.refuse(first); // too late to count for the new window
        assertThat(cell.hash("h:7/ann")).containsEntry("q:7/web:hour", (START + HOUR) + " 1");
    }

    @Test
    void a_refused_claim_gives_back_what_it_counted_in_every_window() {
        leads(9);
        ClaimPolicy policy = ClaimPolicy.of("web")
                .calendar("a", "7/web:day", 9, START, START + HOUR)
                .calendar("t", "7/web:day", 9, START, START + HOUR)
                .rolling("a", "7/web:PT3S", 9, 100, 30);
        cell.commit(several(policy, "ann", 1));
        Map<String, Long> counters = cell.counters();
        assertThat(counters).hasSize(3);
        assertThat(cell.refuse(several(policy, "ann", 3))).isEqualTo("111");
        assertThat(cell.counters()).isEqualTo(counters);
        assertThat(cell.set("o:7/ann")).containsExactly("1");
        assertThat(cell.members("z:7/web:")).hasSize(8);
        nothing_drifts();
    }

    @ParameterizedTest
    @CsvSource({"0, 20, ok", "10, 11, ok", "11, 20, stale", "0, 10, stale"})
    void a_policy_for_another_time_is_stale(long from, long to, String word) {
        leads(1);
        cell.at(START + 10);
        ClaimPolicy policy = ClaimPolicy.of("web").with("from", START + from).with("to", START + to);
        assertThat(lines(next(policy, "ann")).get(0)).isEqualTo(word);
    }

    @Test
    void a_rolling_window_never_forgets_too_early_and_at_most_a_bucket_too_late() {
        leads(9);
        long step = 100;
        ClaimPolicy policy = ClaimPolicy.of("web").rolling("a", "7/web:PT3S", 2, step, 30);
        long first = START + 99; // the end of its bucket
        cell.at(first);
        assertThat(lines(next(policy, "ann")).get(0)).isEqualTo("ok");
        cell.at(START + 500);
        assertThat(lines(next(policy, "ann")).get(1)).startsWith("2,");
        cell.at(first + 3000);
        long frees = START + 31 * step;
        assertThat(lines(next(policy, "ann"))).containsExactly("quota-exceeded", "1", "2", Long.toString(frees));
        cell.at(frees - 1);
        assertThat(lines(next(policy, "ann")).get(0)).isEqualTo("quota-exceeded");
        cell.at(frees);
        assertThat(lines(next(policy, "ann")).get(0)).isEqualTo("ok");
        assertThat(lines(next(policy, "ann")).get(0)).isEqualTo("quota-exceeded");
    }

    @Test
    void a_rolling_window_tells_the_claims_of_all_its_buckets() {
        leads(9);
        ClaimPolicy policy = ClaimPolicy.of("web").with("cap", 9).with("all", 9).rolling("a", "7/web:PT3S", 9, 100, 30);
        several(policy, "ann", 2);
        cell.at(START + 1500);
        assertThat(lines(several(policy, "ann", 3)).get(1)).isEqualTo("5,5,5");
        assertThat(cell.get("q:a/7/ann/7/web:PT3S:" + (START + 1500) / 100)).isEqualTo("3");
        assertThat(cell.ttlMillis("q:a/7/ann/7/web:PT3S:" + (START + 1500) / 100))
                .isBetween(1L, 63_210L);
    }

    @ParameterizedTest
    @CsvSource({
        // flags, counts won, counts nurtured, full with a cap of 1
        "'', false, false, true",
        "u, false, false, true",
        "w, false, true, false",
        "w, true, false, true",
        "n, true, false, false",
        "n, false, true, true",
        "wn, false, true, false"
    })
    void the_holding_cap_counts_won_and_nurtured_leads_as_told(
            String flags, boolean won, boolean nurtured, boolean full) {
        leads(3);
        cell.put(10, owned(2, "web", "ann", "blue", START, 0, 0, flags));
        ClaimPolicy here =
                ClaimPolicy.of("web").with("cap", 1).with("cap_won", won).with("cap_nurtured", nurtured);
        ClaimPolicy all =
                ClaimPolicy.of("web").with("all", 1).with("all_won", won).with("all_nurtured", nurtured);
        if (full) {
            assertThat(lines(next(here, "ann"))).containsExactly("owned-full", "pool", "1");
            assertThat(lines(next(all, "ann"))).containsExactly("owned-full", "all", "1");
            assertThat(cell.keys("ob")).isEmpty();
        } else {
            assertThat(lines(next(here, "ann")).get(0)).isEqualTo("ok");
        }
    }

    @Test
    void a_cap_of_one_pool_does_not_look_at_others_but_the_cap_of_all_does() {
        leads(3);
        cell.put(10, owned(2, "second", "ann", "blue", START, 0, 0, ""));
        assertThat(lines(next(ClaimPolicy.of("web").with("all", 1), "ann"))).containsExactly("owned-full", "all", "1");
        assertThat(lines(next(ClaimPolicy.of("web").with("cap", 1), "ann")).get(0))
                .isEqualTo("ok");
    }

    @Test
    void a_lead_that_the_agent_gives_back_counts_until_that_is_committed() {
        leads(3);
        cell.put(10, owned(2, "web", "ann", "blue", START, 0, 0, ""));
        String release = cell.decide(
                        new StepDraft(cell, 10, 2).toPool("web", "c").proposal())
                .get(0);
        ClaimPolicy policy = ClaimPolicy.of("web").with("cap", 1);
        assertThat(lines(next(policy, "ann")).get(0)).isEqualTo("owned-full");
        cell.commit(release);
        assertThat(lines(next(policy, "ann")).get(0)).isEqualTo("ok");
    }

    @Test
    void no_claim_while_too_many_leads_are_untouched() {
        leads(3);
        cell.put(10, owned(2, "second", "ann", "blue", START, 0, 0, "u"));
        cell.put(11, owned(2, "second", "ann", "blue", START, 0, 0, "u"));
        assertThat(lines(next(ClaimPolicy.of("web").with("untouched", 1), "ann")))
                .containsExactly("work-first", "untouched", "2");
        assertThat(cell.keys("ob")).isEmpty();
        assertThat(lines(next(ClaimPolicy.of("web").with("untouched", 2), "ann"))
                        .get(0))
                .isEqualTo("ok");
    }

    @Test
    void no_claim_while_too_many_next_contacts_are_overdue() {
        leads(3);
        cell.put(10, owned(2, "web", "ann", "blue", START, 0, START - 1, ""));
        cell.put(11, owned(2, "web", "ann", "blue", START, 0, START, ""));
        ClaimPolicy policy = ClaimPolicy.of("web").with("overdue", 1);
        assertThat(lines(next(ClaimPolicy.of("web").with("overdue", 0), "ann")))
                .containsExactly("work-first", "overdue", "1");
        assertThat(lines(next(policy, "bob")).get(0)).isEqualTo("ok");
        cell.at(START + 1);
        assertThat(lines(next(policy, "ann"))).containsExactly("work-first", "overdue", "2");
        nothing_drifts();
    }

    @Test
    void an_older_configuration_is_stale_and_a_newer_one_is_remembered() {
        leads(3);
        String policy = ClaimPolicy.of("web").text();
        String[] arguments = {"7/ann", "", "", "1", " ", "0"};
        assertThat(cell.word(cell.keyed(Claims.CLAIM, cell.newRequest(), 5, "", "", policy, arguments)))
                .isEqualTo("ok");
        assertThat(cell.hash("cfg")).containsEntry("7", "5");
        assertThat(cell.word(cell.keyed(Claims.CLAIM, cell.newRequest(), 4, "", "", policy, arguments)))
                .isEqualTo("stale");
        assertThat(cell.word(cell.keyed(Claims.CLAIM, cell.newRequest(), 5, "", "", policy, arguments)))
                .isEqualTo("ok");
        assertThat(cell.hash("ob")).hasSize(2);
        assertThat(cell.hash("cfg")).containsEntry("7", "5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "other counters"})
    void claims_are_not_decided_before_their_counters_are_complete(String known) {
        leads(1);
        cell.redis("HSET", cell.prefix + "known", "7", known);
        assertThat(next(ClaimPolicy.of("web"), "ann")).isEqualTo("uncounted");
        nothing_is_decided();
    }

    @Test
    void the_same_key_gets_the_same_leads_and_another_body_is_refused() {
        leads(3);
        String policy = ClaimPolicy.of("web")
                .calendar("a", "7/web:day", 5, START, START + HOUR)
                .text();
        String[] arguments = {"7/ann", "", "", "1", " ", "0"};
        Proposal first = cell.keyed(Claims.CLAIM, cell.newRequest(), 1, "aa", "b1", policy, arguments);
        String entry = lines(cell.decide(first).get(0)).get(2);
        assertThat(lines(cell.decide(first).get(0))).containsExactly("replay", "", entry);
        Proposal retry = cell.keyed(Claims.CLAIM, cell.newRequest(), 1, "aa", "b1", policy, arguments);
        assertThat(lines(cell.decide(retry).get(0))).containsExactly("replay", "", entry);
        Proposal other = cell.keyed(Claims.CLAIM, cell.newRequest(), 1, "aa", "b2", policy, arguments);
        assertThat(cell.decide(other)).containsExactly("reused");

        assertThat(cell.hash("ob")).containsOnlyKeys(Long.toString(first.requestId()));
        assertThat(cell.get("rq:aa")).isEqualTo("b1\n" + entry);
        assertThat(cell.redis("PTTL", cell.prefix + "rq:aa").toLong()).isBetween(1L, 600_000L);
        assertThat(cell.hash("h:7/ann")).containsEntry("q:7/web:day", START + " 1");
    }

    @Test
    void a_key_is_answered_even_when_the_configuration_is_old_and_a_limit_is_full() {
        leads(3);
        String policy = ClaimPolicy.of("web")
                .calendar("a", "7/web:day", 1, START, START + HOUR)
                .text();
        String[] arguments = {"7/ann", "", "", "1", " ", "0"};
        Proposal first = cell.keyed(Claims.CLAIM, cell.newRequest(), 1, "aa", "b1", policy, arguments);
        cell.decide(first);
        cell.redis("HSET", cell.prefix + "cfg", "7", "9");
        assertThat(cell.word(cell.keyed(Claims.CLAIM, cell.newRequest(), 1, "aa", "b1", policy, arguments)))
                .isEqualTo("replay");
    }

    @Test
    void a_refusal_is_not_remembered_under_its_key() {
        String policy = ClaimPolicy.of("web").text();
        String[] arguments = {"7/ann", "", "", "1", " ", "0"};
        Proposal first = cell.keyed(Claims.CLAIM, cell.newRequest(), 1, "aa", "b1", policy, arguments);
        assertThat(cell.word(first)).isEqualTo("pool-empty");
        assertThat(cell.get("rq:aa")).isEmpty();
        leads(1);
        assertThat(cell.word(first)).isEqualTo("ok");
    }

    @Test
    void usage_tells_of_each_agent_what_is_used_held_untouched_and_overdue() {
        leads(9);
        ClaimPolicy policy = ClaimPolicy.of("web")
                .calendar("a", "7/web:day", 9, START, START + HOUR)
                .rolling("p", "7/web:PT3S", 9, 100, 30);
        several(policy, "ann", 2);
        several(policy, "bob", 1);
        cell.put(20, owned(2, "second", "ann", "blue", START, 0, START - 1, ""));
        ClaimPolicy unlimited = ClaimPolicy.of("web");
        List<String> limits = List.of("2", policy.text(), unlimited.text());
        List<String> agents = List.of("1", "7/ann", "7/blue", "2", "7/bob", "", "1", "7/cid", "7/blue");
        Response told = cell.call(
                Allowances.USAGE,
                Stream.concat(limits.stream(), agents.stream()).toArray(String[]::new));
        assertThat(told.stream().map(one -> one.stream().map(Response::toString).toList()))
                .containsExactly(
                        List.of("2", Long.toString(START + HOUR), "3", Long.toString(START + 3100), "2", "3", "2", "1"),
                        List.of("1", "1", "1", "0"),
                        List.of(
                                "0",
                                Long.toString(START + HOUR),
                                "3",
                                Long.toString(START + 3100),
                                "0",
                                "0",
                                "0",
                                "0"));
    }

    @Test
    void a_pool_is_browsed_in_the_order_of_claiming_page_by_page() {
        cell.put(1, pooled(1, "web", "skill=a", 40, 0, ""));
        cell.put(2, pooled(1, "web", "", 20, 0, ""));
        cell.put(3, pooled(1, "web", "skill=b", 10, 0, ""));
        cell.put(4, pooled(1, "web", "", 50, START + 5, ""));
        assertThat(cell.texts(PoolLists.BROWSE, "7/web", "0", "9", "*", "0", "", ""))
                .containsExactly("3", "2", "1");
        assertThat(cell.texts(PoolLists.BROWSE, "7/web", "1", "1", "*", "0", "", ""))
                .containsExactly("2");
        assertThat(cell.texts(PoolLists.BROWSE, "7/web", "0", "9", " s:a ", "0", "", ""))
                .containsExactly("2", "1");
        assertThat(cell.texts(PoolLists.BROWSE, "7/web", "0", "9", " ", "0", "", ""))
                .containsExactly("2");
        cell.at(START + 5);
        assertThat(cell.texts(PoolLists.BROWSE, "7/web", "0", "9", " ", "0", "", ""))
                .containsExactly("2", "4");
        assertThat(cell.texts(PoolLists.BROWSE, "7/web", "1", "9", " ", "0", "", ""))
                .containsExactly("4");
        assertThat(cell.texts(PoolLists.BROWSE, "7/none", "0", "9", "*", "0", "", ""))
                .isEmpty();
        nothing_drifts();
    }

    @Test
    void held_leads_are_listed_with_those_in_flight_and_no_more_than_asked() {
        cell.put(1, owned(1, "web", "ann", "", START - 5, 0, 0, ""));
        cell.put(2, owned(1, "web", "ann", "", START - 9, 0, 0, ""));
        cell.put(3, pooled(1, "web", "", 1, 0, ""));
        cell.decide(new StepDraft(cell, 1, 1).toPool("web", "c").proposal());
        next(ClaimPolicy.of("web"), "ann");
        List<String> held = cell.texts(PoolLists.HELD, "7/ann", "9");
        assertThat(held.get(0)).isEqualTo("3");
        assertThat(held.subList(1, held.size())).containsExactlyInAnyOrder("1", "2", "3");
        List<String> some = cell.texts(PoolLists.HELD, "7/ann", "2");
        assertThat(some.get(0)).isEqualTo("3");
        assertThat(some.subList(1, some.size())).hasSize(2).isSubsetOf("1", "2", "3");
        assertThat(cell.texts(PoolLists.HELD, "7/eve", "9")).containsExactly("0");
    }

    @Test
    void thousands_of_held_leads_are_listed_once_each() {
        String[] members = new String[1501];
        members[0] = cell.prefix + "o:7/ann";
        for (int i = 1; i < members.length; i++) {
            members[i] = Long.toString(860_000_000_000_000_000L + i);
        }
        cell.redis("SADD", members);
        List<String> held = cell.texts(PoolLists.HELD, "7/ann", "9999");
        assertThat(held.subList(1, held.size())).doesNotHaveDuplicates().hasSize(1500);
        assertThat(cell.texts(PoolLists.HELD, "7/ann", "1200")).hasSize(1201);
    }
}
