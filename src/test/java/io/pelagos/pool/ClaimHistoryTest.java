package io.pelagos.pool;

import static io.pelagos.team.TestDirectory.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.journal.ClaimCounts;
import io.pelagos.journal.TestCell;
import io.pelagos.journal.TestTruth;
import io.pelagos.platform.TestEngines;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.TestDirectory;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is counted again from the journal is what was counted live, claim by claim. */
class ClaimHistoryTest {
    private static final List<String> AGENTS = List.of("ann", "bob", "eve");
    private final String url = TestEngines.postgresUrl();
    private final TestDirectory team = new TestDirectory(url, null);
    private final TestCell cell = new TestCell();
    private final TestTruth truth = new TestTruth(team.vertx, url, cell);
    private final ClaimPolicies policies = new ClaimPolicies();
    private final ClaimHistory history = new ClaimHistory(truth.link(), team.directory, policies);

    @AfterEach
    void close() {
        team.close();
    }

    private static JsonObject quota(String per, String window) {
        return new JsonObject().put("per", per).put("window", window).put("max", 1000);
    }

    private TenantConfig configured() {
        team.tenant("firm");
        team.put("firm", "team", "blue", new JsonObject().put("name", "Blue"));
        team.agent("firm", "ann", "agent", "blue");
        team.agent("firm", "bob", "agent", "blue");
        team.agent("firm", "eve", "agent", null);
        team.put(
                "firm",
                "pool",
                "second",
                new JsonObject()
                        .put("name", "Second")
                        .put(
                                "quotas",
                                new JsonArray().add(quota("tenant", "PT1H")).add(quota("agent", "day"))));
        return team.put(
                "firm",
                "pool",
                "web",
                new JsonObject()
                        .put("name", "Web")
                        .put("cooldown", new JsonObject().put("agent", "P7D"))
                        .put(
                                "quotas",
                                new JsonArray()
                                        .add(quota("agent", "hour"))
                                        .add(quota("team", "PT90M"))
                                        .add(quota("pool", "month"))
                                        .add(quota("agent", "PT20M"))
                                        .add(quota("tenant", "week"))));
    }

    @Test
    void a_recount_from_the_journal_gives_the_counters_that_were_kept_live() {
        TenantConfig config = configured();
        truth.cell();
        cell.redis("HSET", cell.prefix + "known", Integer.toString(config.no()), policies.defs(config));
        Random random = new Random(7);
        for (long lead = 1; lead <= 200; lead++) {
            truth.lead(config.no(), lead, lead % 2 == 0 ? "web" : "second");
        }
        List<String> inFlight = new ArrayList<>();
        long now = TestCell.START;
        for (int step = 0; step < 60; step++) {
            now += random.nextInt(120_000);
            cell.at(now);
            inFlight.add(claim(
                    config,
                    AGENTS.get(random.nextInt(3)),
                    random.nextBoolean() ? "web" : "second",
                    1 + random.nextInt(3),
                    now));
            if (random.nextInt(4) == 0) {
                cell.refuse(inFlight.remove(0));
            } else {
                truth.commit(inFlight.remove(0));
            }
        }
        ClaimCounts.Counts counts = count(config, now);
        assertThat(history.defs(config.no())).isEqualTo(policies.defs(config));
        Map<String, Long> recounted = new TreeMap<>();
        for (int i = 0; i < counts.counters().size(); i += 3) {
            recounted.put(
                    counts.counters().get(i), Long.valueOf(counts.counters().get(i + 1)));
            assertThat(Long.parseLong(counts.counters().get(i + 2))).isPositive();
        }
        Map<String, Long> live = cell.counters();
        long end = now;
        live.keySet().removeIf(name -> !matters(name, config, end));
        assertThat(recounted).isNotEmpty().isEqualTo(live);
        assertThat(live.keySet().stream()
                        .map(name -> name.replaceFirst("^(h|q:.).*", "$1"))
                        .distinct())
                .containsExactly("h", "q:a", "q:n", "q:p", "q:t");
    }

    /** Windows that are over are kept for a while; a recount does not ask for them. */
    private static boolean matters(String name, TenantConfig config, long now) {
        String[] parts = name.split("[:#]", -1);
        long at = Long.parseLong(parts[parts.length - 1]);
        Window window = Window.of(parts[parts.length - 2]);
        long step = new ClaimPolicies.Counter(Quota.Per.AGENT, window).stepMillis();
        return step == 0 ? at == window.at(config.tenant().zone(), now).startMillis() : at >= now / step - 30;
    }

    private String claim(TenantConfig config, String agentId, String poolId, int count, long now) {
        Agent agent = config.get(Agent.AGENT, agentId);
        Pool pool = config.get(Pool.POOL, poolId);
        String policy = policies.policy(config, pool, agent, now).text();
        return cell.decide(cell.of(
                        config.no(),
                        config.version(),
                        Claims.CLAIM,
                        policy,
                        Names.agent(config, agent),
                        Names.team(config, agent),
                        "",
                        Integer.toString(count),
                        " ",
                        "0"))
                .get(0);
    }

    /** Claims of an hour that is summed, and of one that is not; some given back. */
    @Test
    void a_claim_that_was_given_back_counts_nowhere_whether_it_was_summed_or_not() {
        TenantConfig config = configured();
        truth.cell();
        long hour = 3_600_000;
        long start = TestCell.START / hour * hour;
        for (int lead = 1; lead <= 4; lead++) {
            long at = start + (lead <= 2 ? 0 : 10 * hour) + 60_000;
            truth.sql("""
                    insert into journal (tenant, lead, version, at, type, transition, agent, team, pool, body, hash)
                    values ($1, $2, 2, to_timestamp($3::bigint / 1000), 'claimed', $2, 'ann', 'blue', 'web', '{}', '')""", config.no(), lead, at);
        }
        truth.sql("""
                insert into claim_sum (tenant, hour, pool, agent, team, claims)
                values ($1, to_timestamp($2::bigint / 1000), 'web', 'ann', 'blue', 2),
                  (0, to_timestamp($2::bigint / 1000) + interval '1 hour', '', '', '', 0)""", config.no(), start);
        long now = start + 11 * hour;
        assertThat(counted(config, now, "q:p//" + config.no() + "/web:month")).isEqualTo(4);
        for (int lead = 1; lead <= 3; lead += 2) {
            truth.sql("""
                    insert into journal (tenant, lead, version, at, type, transition, body, hash)
                    values ($1, $2, 3, to_timestamp($3::bigint / 1000), 'refunded', 10 + $2,
                      convert_to('{"data":{"claim":2}}', 'UTF8'), '')""", config.no(), lead, now - 60_000);
        }
        assertThat(counted(config, now, "q:p//" + config.no() + "/web:month")).isEqualTo(2);
        assertThat(counted(config, now, "q:n//" + config.no() + "/:PT1H")).isEqualTo(1);
        assertThat(counted(config, now, "q:t/" + config.no() + "/blue/")).isEqualTo(1);
    }

    /** What all counters together count whose names begin so. */
    private long counted(TenantConfig config, long now, String begin) {
        List<String> counters = count(config, now).counters();
        long sum = 0;
        for (int i = 0; i < counters.size(); i += 3) {
            sum += counters.get(i).startsWith(begin) ? Long.parseLong(counters.get(i + 1)) : 0;
        }
        return sum;
    }

    @Test
    void leads_that_left_are_remembered_as_long_as_the_longest_cooldown() {
        TenantConfig config = configured();
        truth.cell();
        long now = TestCell.START;
        long day = 86_400_000;
        truth.lead(config.no(), 1, "web");
        truth.lead(config.no(), 2, "web");
        truth.left(config.no(), 1, "ann", "blue", now - 6 * day);
        truth.left(config.no(), 1, "ann", "blue", now - 5 * day);
        truth.left(config.no(), 1, "eve", null, now - 3 * day);
        truth.left(config.no(), 2, "ann", "blue", now - 8 * day);
        ClaimCounts.Counts counts = count(config, now);
        String t = config.no() + "/";
        String keep = Long.toString(7 * day);
        assertThat(counts.cooldowns())
                .hasSize(5 * 4)
                .containsSubsequence(
                        "1",
                        "a:" + t + "ann",
                        "" + (now - 5 * day),
                        keep,
                        "1",
                        "t:" + t + "blue",
                        "" + (now - 5 * day),
                        keep)
                .containsSubsequence("1", "a:" + t + "eve", "" + (now - 3 * day), keep);
    }

    @Test
    void more_leavings_than_a_portion_holds_come_in_several() {
        TenantConfig config = configured();
        int many = 2_500;
        truth.sql("""
                insert into lead (tenant, id, version, state, pool, entered_at, changed_at, facts, chain)
                select $1::int, n, 2, 'p', 'web', to_timestamp(1), to_timestamp(1), '{}', '\\x00'
                from generate_series(1, $2::int) n""", config.no(), many);
        // Several at one moment, on both sides of the end of a portion.
        truth.sql("""
                insert into journal (tenant, lead, version, at, type, transition, left_agent, body, hash)
                select $1::int, n, 2, to_timestamp($3::bigint / 1000 - n / 7), 'released', n, 'ann', '', ''
                from generate_series(1, $2::int) n""", config.no(), many, TestCell.START);
        List<Integer> sizes = new ArrayList<>();
        Set<String> leads = new HashSet<>();
        await(history.count(config.no(), TestCell.START, portion -> {
            sizes.add(portion.cooldowns().size() / 4);
            for (int i = 0; i < portion.cooldowns().size(); i += 4) {
                assertThat(leads.add(portion.cooldowns().get(i))).isTrue();
            }
            return Future.succeededFuture();
        }));
        assertThat(sizes).endsWith(1_000, 1_000, 500);
        assertThat(leads).hasSize(many);
    }

    /** All portions as one. */
    private ClaimCounts.Counts count(TenantConfig config, long now) {
        ClaimCounts.Counts all = new ClaimCounts.Counts(new ArrayList<>(), new ArrayList<>());
        await(history.count(config.no(), now, portion -> {
            all.counters().addAll(portion.counters());
            all.cooldowns().addAll(portion.cooldowns());
            return Future.succeededFuture();
        }));
        return all;
    }

    @Test
    void a_policys_text_is_kept_until_its_window_ends() {
        TenantConfig config = configured();
        Agent ann = config.get(Agent.AGENT, "ann");
        Pool web = config.get(Pool.POOL, "web");
        long hour = 3_600_000;
        long start = TestCell.START / hour * hour;
        ClaimPolicies.Policy first = policies.policy(config, web, ann, start);
        assertThat(policies.policy(config, web, config.get(Agent.AGENT, "bob"), start + hour - 1))
                .isSameAs(first);
        assertThat(policies.policy(config, web, config.get(Agent.AGENT, "eve"), start))
                .isNotSameAs(first);
        ClaimPolicies.Policy second = policies.policy(config, web, ann, start + hour);
        assertThat(second.text()).isNotEqualTo(first.text()).contains("\"" + (start + hour) + "\"");
        // The cell's clock is behind: not the text of a window that has not begun.
        assertThat(policies.policy(config, web, ann, start + hour - 1).text()).contains("\"" + start + "\"");
        TenantConfig newer = team.put("firm", "pool", "web", new JsonObject().put("name", "Web"));
        assertThat(policies.policy(newer, newer.get(Pool.POOL, "web"), ann, start)
                        .text())
                .doesNotContain("hour");
        assertThat(policies.defs(newer)).isNotEqualTo(policies.defs(config));
    }
}
