package io.pelagos.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pelagos.recycling.CleanUp;
import io.pelagos.recycling.Evidence;
import io.pelagos.recycling.Extensions;
import io.pelagos.recycling.Trigger;
import io.pelagos.team.Agent;
import io.pelagos.team.InvalidDocument;
import io.pelagos.team.Span;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolTest {
    @Test
    void reads_a_pool_with_everything_that_runs() {
        Pool pool = read("""
                {"name":"Web","members":{"agents":["ann"],"teams":["blue"]},"order":"score","visible":false,
                 "claim":{"max_batch":5,"mode":"open"},
                 "quotas":[{"window":"day","max":30},{"per":"pool","window":"PT90M","max":100}],
                 "owned":{"max":100,"count_won":true},
                 "cooldown":{"agent":"P7D","team":null,"everyone":"PT1H"},"embargo":"PT10M","masking":["phone"],
                 "recycle":[{"name":"held","trigger":"max_hold","after":"P3D","to":"other",
                   "applies_to":{"grades":["B"],"won":false,"rounds":{"min":2}}},
                   {"name":"silent","trigger":"no_followup","after":"P15D","time":"working",
                   "evidence":{"call_seconds":20,"outcomes":["reached"]},"warn_before":["P1D","P7D"],
                   "extensions":{"max":2,"by":"manager"},"applies_to":{"stage":["offer"],"last_outcome":["busy"],
                   "intent":["high"],"fields":{"city":["sh","bj"]}}}],
                 "assignment":null,"hard":{"after_rounds":3,"seniority":5},
                 "first_refusal":{"for":"team","time":"PT2H","beats_cooldown":true},
                 "stale":{"after":"P30D","then":"close"},
                 "cleanup":[{"name":"dead","when":"outcomes","outcomes":["wrong_number"],"count":2,"then":"move","to":"old"}],
                 "locks":{"max_per_agent":3},"nurture":{"max_per_agent":9,"longest":"P60D"},
                 "approvals":{"deals":true},"attribution":"first_claimer","credit":{"needs_followup":false}}""");
        assertThat(pool.order()).isEqualTo(Pool.Order.SCORE);
        assertThat(pool.maxBatch()).isEqualTo(5);
        assertThat(pool.visible()).isFalse();
        assertThat(pool.quotas())
                .containsExactly(
                        new Quota(Quota.Per.AGENT, Window.of("day"), 30),
                        new Quota(Quota.Per.POOL, Window.of("PT90M"), 100));
        assertThat(pool.owned().max()).isEqualTo(100);
        assertThat(pool.owned().countWon()).isTrue();
        assertThat(pool.owned().countNurtured()).isTrue();
        assertThat(pool.cooldown()).isEqualTo(new Cooldown(Duration.ofDays(7), null, Duration.ofHours(1)));
        assertThat(pool.embargo()).isEqualTo(Duration.ofMinutes(10));
        assertThat(pool.masking()).isEqualTo(Set.of("phone"));
        var rule = pool.recycle().get(0);
        assertThat(rule.after()).isEqualTo(new Span(3, 0));
        assertThat(rule.to()).isEqualTo("other");
        assertThat(rule.appliesTo().won()).isFalse();
        assertThat(rule.appliesTo().minRounds()).isEqualTo(2);
        assertThat(rule.appliesTo().maxRounds()).isEqualTo(Integer.MAX_VALUE);
        var silent = pool.recycle().get(1);
        assertThat(silent.trigger()).isEqualTo(Trigger.NO_FOLLOWUP);
        assertThat(silent.working()).isTrue();
        assertThat(silent.evidence()).isEqualTo(new Evidence(20, Set.of("reached"), Set.of()));
        assertThat(silent.warnBefore()).containsExactly(Duration.ofDays(7), Duration.ofDays(1));
        assertThat(silent.extensions()).isEqualTo(new Extensions(2, "manager"));
        assertThat(silent.appliesTo().fields()).isEqualTo(Map.of("city", Set.of("sh", "bj")));
        assertThat(pool.hard()).isEqualTo(new Hard(3, 5));
        assertThat(pool.firstRefusal()).isEqualTo(new FirstRefusal(true, Duration.ofHours(2), true));
        assertThat(pool.cleanUp()).extracting(CleanUp::name).containsExactly("stale", "dead");
        assertThat(pool.locks()).isEqualTo(new Patience(3, Duration.ofDays(30)));
        assertThat(pool.nurture()).isEqualTo(new Patience(9, Duration.ofDays(60)));
        assertThat(pool.dealsNeedApproval()).isTrue();
        assertThat(pool.credit()).isEqualTo(new Credit(Credit.Policy.FIRST_CLAIMER, false, 50));
    }

    @Test
    void has_harmless_defaults() {
        Pool pool = read("{\"name\":\"Web\"}");
        assertThat(pool.member(agent("ann", "blue"))).isFalse();
        assertThat(pool.order()).isEqualTo(Pool.Order.FIFO);
        assertThat(pool.visible()).isTrue();
        assertThat(pool.maxBatch()).isEqualTo(10);
        assertThat(pool.masking()).isEqualTo(Set.of("phone", "email", "wechat"));
        assertThat(pool.owned().max()).isZero();
        assertThat(pool.recycle()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "claim":{"mode":"auction"}                                   | /claim/mode must be one of open, request
            "assignment":{}                                              | /assignment/strategy is required
            "assignment":{"strategy":"rota","share":0}                   | /assignment/share must be a whole number from 1 to 100
            "assignment":{"strategy":"rota","weights":{"ann":0}}         | /assignment/weights/ann must be a whole number from 1 to 100
            "assignment":{"strategy":"performance","performance":{"win_rate":0,"activity":0,"load":0}} | /assignment/performance/win_rate one of win_rate, activity and load must be above 0
            "assignment":{"strategy":"skill","offer":{"time":"PT2H"}}    | /assignment/offer/time must be an ISO 8601 duration such as PT48H or P7D, at most PT1H
            """)
    void refuses_a_way_of_claiming_or_giving_that_would_not_work(String field, String fault) {
        assertThat(faults(field)).isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "members":{"everyone":1}                      | /members/everyone must be true or false
            "members":{"agents":["A b"]}                  | /members/agents/0 must be an id: 1 to 40 of a-z, 0-9 and -
            "members":{"people":[]}                       | /members/people is not a known field
            "order":"random"                              | /order must be one of fifo, lifo, score
            "claim":{"max_batch":0}                       | /claim/max_batch must be a whole number from 1 to 100
            "quotas":[{"window":"year","max":1}]          | /quotas/0/window must be hour, day, week, month, or a duration of at most P31D
            "quotas":[{"window":"day"}]                   | /quotas/0/max is required
            "quotas":[{"window":"day","max":-1}]          | /quotas/0/max must be a whole number from 0 to 10000000
            "quotas":[{"per":"world","window":"day","max":1}] | /quotas/0/per must be one of agent, team, pool, tenant
            "owned":{"max":0}                             | /owned/max must be a whole number from 1 to 1000000
            "cooldown":{"agent":"soon"}                   | /cooldown/agent must be an ISO 8601 duration such as PT48H or P7D, at most P3660D
            "masking":["shoe"]                            | /masking/0 must be one of phone, email, wechat, name, company
            "recycle":[{"name":"r","trigger":"max_hold"}] | /recycle/0/after is required
            "recycle":[{"trigger":"max_hold","after":"P1D"}] | /recycle/0/name is required
            "recycle":[{"name":"r","trigger":"boredom","after":"P1D"}] | /recycle/0/trigger must be one of no_first_contact, no_followup, no_deal, no_repurchase, no_opportunity, nurture_passed, contract_end, grade_changed, max_hold
            "recycle":[{"name":"r","trigger":"max_hold","after":"-P1D"}] | /recycle/0/after must be an ISO 8601 duration such as PT48H or P7D, at most P3660D
            "recycle":[{"name":"r","trigger":"max_hold","after":"P1D","warn_before":["P1D"]}] | /recycle/0/warn_before must be shorter than after: the warning would come before the time begins
            "recycle":[{"name":"r","trigger":"max_hold","after":"P1D","evidence":{"call_seconds":20}}] | /recycle/0/evidence is for no_first_contact and no_followup: other rules count no follow-ups
            "recycle":[{"name":"r","trigger":"max_hold","after":"P1D","applies_to":{"rounds":{"min":3,"max":2}}}] | /recycle/0/applies_to/rounds min must not be above max: no lead is between them
            "recycle":[{"name":"r","trigger":"max_hold","after":"P1D"},{"name":"r","trigger":"no_deal","after":"P1D"}] | /recycle/1/name another rule of this pool has this name
            "stale":{"then":"close"}                      | /stale/after is required
            "stale":{"after":"P30D","then":"close","to":"x"} | /stale/to is for leads that move
            "cleanup":[{"name":"c","when":"rounds","count":3,"then":"move"}] | /cleanup/0/to is required for leads that move
            "cleanup":[{"name":"c","when":"outcomes","count":3,"then":"close"}] | /cleanup/0/outcomes must name at least one
            "cleanup":[{"name":"c","when":"rounds","count":3,"after":"P1D","then":"close"}] | /cleanup/0/after is not a known field
            "colour":"red"                                | /colour is not a known field
            """)
    void refuses_what_is_wrong_and_says_where(String field, String fault) {
        assertThat(faults(field)).isEqualTo(fault);
    }

    @Test
    void members_are_agents_their_teams_or_everyone() {
        Pool pool = read("{\"name\":\"Web\",\"members\":{\"agents\":[\"ann\"],\"teams\":[\"blue\"]}}");
        assertThat(pool.member(agent("ann", null))).isTrue();
        assertThat(pool.member(agent("bob", "blue"))).isTrue();
        assertThat(pool.member(agent("bob", "red"))).isFalse();
        assertThat(pool.member(agent("bob", null))).isFalse();
        assertThat(read("{\"name\":\"Web\",\"members\":{\"everyone\":true}}").member(agent("bob", null)))
                .isTrue();
    }

    @Test
    void an_agents_quotas_replace_those_per_agent_and_no_others() {
        Pool pool = read("{\"name\":\"Web\",\"quotas\":[{\"window\":\"day\",\"max\":30},"
                + "{\"per\":\"team\",\"window\":\"day\",\"max\":99}]}");
        JsonObject ann = new JsonObject()
                .put(
                        "quotas",
                        new JsonArray()
                                .add(new JsonObject().put("window", "hour").put("max", 2)));
        List<Quota> own = Quota.OF_AGENT.read().apply("ann", ann);
        assertThat(pool.quotas(own))
                .containsExactly(
                        new Quota(Quota.Per.AGENT, Window.of("hour"), 2),
                        new Quota(Quota.Per.TEAM, Window.of("day"), 99));
        assertThat(pool.quotas(Quota.OF_AGENT.read().apply("bob", new JsonObject())))
                .isEqualTo(pool.quotas());
    }

    private static Agent agent(String id, String team) {
        return Agent.AGENT
                .read()
                .apply(id, new JsonObject().put("login", id).put("name", id).put("team", team));
    }

    private static Pool read(String json) {
        return Pool.POOL.read().apply("web", new JsonObject(json));
    }

    private static String faults(String field) {
        InvalidDocument invalid =
                catchThrowableOfType(InvalidDocument.class, () -> read("{\"name\":\"Web\"," + field + "}"));
        return invalid.faults().stream()
                .map(fault -> fault.pointer() + " " + fault.detail())
                .collect(Collectors.joining(", "));
    }
}
