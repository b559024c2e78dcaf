package io.pelagos.journal;

import static io.pelagos.journal.TestCell.START;
import static io.pelagos.journal.TestCell.owned;
import static io.pelagos.journal.TestCell.pooled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pelagos.platform.RedisRequests;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** settle, fill, sweep, ring, look, news, count and tally on a real Redis. */
class CellScriptsTest {
    private final TestCell cell = new TestCell();

    private Proposal release(long lead, int version) {
        return new StepDraft(cell, lead, version).toPool("web", "c").proposal();
    }

    private void nothing_drifts() {
        assertThat(cell.stored()).isEqualTo(cell.derived());
    }

    private static Settlement put(long lead, String expected, String record) {
        return new Settlement(lead, expected, record, "", "", "", "");
    }

    /** Settles the only move of an {@code ok}. */
    private static Settlement landing(String reply, String record, String giveBack) {
        Entry entry = TestCell.entry(reply);
        Entry.Move move = entry.moves().get(0);
        boolean counted = LeadRecord.claimedAsDecided(move, record);
        return new Settlement(
                move.lead(),
                Settlement.inFlightUnder(entry.requestId()),
                record,
                "",
                giveBack,
                counted ? "" : move.before(),
                counted ? "" : move.after());
    }

    private static Settlement leaving(String expected, String record, String left) {
        return new Settlement(1, expected, record, left, "", "", "");
    }

    private String assigned(int version, String team) {
        return cell.decide(new StepDraft(cell, 1, version)
                        .type("assigned", "")
                        .toOwner("web", "ann", team, "u")
                        .proposal())
                .get(0);
    }

    // settle

    @Test
    void settles_a_lead_in_flight_only_under_its_own_request() {
        String before = owned(4, "web", "ann", "", START, START + 9, 0, "u");
        cell.put(1, before);
        Proposal release = release(1, 4);
        String reply = cell.decide(release).get(0);
        String home = pooled(5, "web", "skill=a", 50, 0, "c");
        assertThat(cell.settle(put(1, "f" + (release.requestId() + 1), home))).isEqualTo("0");
        assertThat(cell.settle(put(1, "n", home), put(1, "=" + home, home), put(1, "=" + before, home)))
                .isEqualTo("000");
        assertThat(cell.record(1)).isEqualTo(before);
        assertThat(cell.hash("fl")).isEqualTo(Map.of("1", "" + release.requestId()));
        nothing_drifts();

        Settlement right = landing(reply, home, "");
        assertThat(cell.settle(right)).isEqualTo("1");
        assertThat(cell.settle(right)).isEqualTo("0");
        assertThat(cell.record(1)).isEqualTo(home);
        assertThat(cell.keys("fl")).isEmpty();
        assertThat(cell.hash("ob")).isEmpty();
        assertThat(cell.members("z:7/web:skill=a")).containsExactly("1");
        assertThat(cell.set("la:7/web")).containsExactly("skill=a");
        assertThat(cell.set("o:7/ann")).isEmpty();
        nothing_drifts();
    }

    @Test
    void a_decision_and_its_replay_that_are_settled_in_one_call_count_once() {
        cell.put(1, owned(4, "web", "ann", "", START, 0, 0, "u"));
        cell.put(2, owned(4, "web", "ann", "", START, 0, 0, "u"));
        Settlement right = landing(cell.decide(release(1, 4)).get(0), pooled(5, "web", "", 50, 0, "c"), "");
        assertThat(cell.settle(right, right)).isEqualTo("10");
        assertThat(cell.hash("h:7/ann")).isEqualTo(Map.of("p:7/web", "1", "u", "1"));
        nothing_drifts();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "o|4|7/web|7/ann||4000000000000|0|u|4000000000009"})
    void a_lead_that_was_to_be_closed_counts_as_settled(String record) {
        String before = owned(4, "web", "ann", "", START, 0, 0, "u");
        cell.put(1, before);
        cell.redis("HSET", cell.prefix + "fl", "1", "77");
        assertThat(cell.settle(new Settlement(1, "f77", record, "", "", before, "")))
                .isEqualTo("1");
        assertThat(cell.record(1)).isEqualTo(record);
        nothing_drifts();
    }

    @Test
    void settles_a_new_lead_only_where_there_is_no_record() {
        String first = pooled(1, "web", "", 1, 0, "");
        String second = pooled(2, "web", "", 2, 0, "");
        assertThat(cell.settle(put(1, "n", first), put(1, "n", second))).isEqualTo("10");
        assertThat(cell.record(1)).isEqualTo(first);
        assertThat(cell.settle(put(1, "f7", second))).isEqualTo("0");
        nothing_drifts();
    }

    @Test
    void settles_a_lead_at_rest_only_when_its_record_is_as_seen() {
        String first = pooled(1, "web", "", 1, START + 5, "");
        String second = owned(2, "web", "ann", "blue", START, START + 7, START + 8, "wn");
        cell.put(1, first);
        assertThat(cell.settle(put(1, "=" + second, second))).isEqualTo("0");
        assertThat(cell.settle(put(1, "=" + first, second))).isEqualTo("1");
        assertThat(cell.scores("alarm")).isEqualTo(Map.of("1", START + 7));
        assertThat(cell.scores("d:7/ann")).isEqualTo(Map.of("1", START + 8));
        assertThat(cell.hash("h:7/ann")).isEqualTo(Map.of("p:7/web", "1", "w:", "1", "w:7/web", "1", "m", "1"));
        nothing_drifts();
        assertThat(cell.settle(put(1, "=" + second, ""))).isEqualTo("1");
        assertThat(cell.record(1)).isEmpty();
        assertThat(cell.stored()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "9"})
    void a_claim_that_is_settled_as_decided_is_counted_once_and_its_alarm_is_set(long alarmAfter) {
        cell.put(1, pooled(1, "web", "", 1, 0, ""));
        String reply = assigned(1, "blue");
        long alarm = alarmAfter == 0 ? 0 : START + alarmAfter;
        String record = owned(2, "web", "ann", "blue", START, alarm, 0, "u");
        Settlement settlement = landing(reply, record, "");
        assertThat(settlement.before() + settlement.after()).isEmpty();
        assertThat(cell.settle(settlement, settlement)).isEqualTo("10");
        assertThat(cell.record(1)).isEqualTo(record);
        assertThat(cell.hash("h:7/ann")).isEqualTo(Map.of("p:7/web", "1", "u", "1"));
        nothing_drifts();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o|2|7/web|7/bob||4000000000000|0|u|0",
                "o|2|7/second|7/ann||4000000000000|0|u|0",
                "o|2|7/web|7/ann||3999999999999|0|u|0",
                "o|2|7/web|7/ann||4000000000000|4000000000009|u|0",
                "o|2|7/web|7/ann||4000000000000|4000000000009|u|4000000000019",
                "o|2|7/web|7/ann||4000000000000|0|w|0",
                "o|2|7/web|7/ann||4000000000000|0||0",
                "o|3|7/web|7/ann||4000000000000|0|u|0",
                "p|1|7/web|skill=a|1|0||0|",
                ""
            })
    void a_claim_that_is_settled_otherwise_than_decided_counts_as_settled(String record) {
        cell.put(1, pooled(1, "web", "", 1, 0, ""));
        Settlement settlement = landing(assigned(1, ""), record, "");
        assertThat(settlement.after()).isNotEmpty();
        assertThat(cell.settle(settlement)).isEqualTo("1");
        assertThat(cell.record(1)).isEqualTo(record);
        nothing_drifts();
    }

    @Test
    void gives_back_what_a_refused_decision_had_counted_once_and_forgets_its_key() {
        cell.put(1, pooled(1, "web", "", 1, 0, ""));
        cell.set("q:p//x:1", "3");
        cell.set("rq:aa", "body");
        cell.redis("HSET", cell.prefix + "h:7/ann", "q:7/web:day", "500 4", "q:7/web:hour", "600 4");
        String counters = "q:p//x:1 q:p//gone:1 h:7/ann#q:7/web:day#500 h:7/ann#q:7/web:hour#500"
                + " h:7/ann#q:7/web:week#500 rq:aa";
        Settlement back = landing(assigned(1, ""), pooled(1, "web", "", 1, 0, ""), counters);
        assertThat(cell.settle(back, back)).isEqualTo("10");
        assertThat(cell.settle(back)).isEqualTo("0");
        assertThat(cell.counters())
                .isEqualTo(Map.of("q:p//x:1", 2L, "h:7/ann#q:7/web:day#500", 3L, "h:7/ann#q:7/web:hour#600", 4L));
        assertThat(cell.keys("q:p//gone")).isEmpty();
        assertThat(cell.hash("h:7/ann")).doesNotContainKey("q:7/web:week");
        assertThat(cell.keys("rq:")).isEmpty();
        nothing_drifts();
    }

    @Test
    void remembers_whom_a_lead_has_left_for_the_longest_time_asked() {
        String record = pooled(1, "web", "", 1, 0, "c");
        cell.put(1, record);
        cell.settle(leaving("=" + record, record, "7/ann|7/blue|" + START + "|60000"));
        assertThat(cell.hash("k:1")).isEqualTo(Map.of("a:7/ann", "" + START, "t:7/blue", "" + START));
        assertThat(cell.ttlMillis("k:1")).isBetween(50_000L, 60_010L);
        cell.settle(leaving("=" + record, record, "7/bob||" + (START + 5) + "|90000"));
        assertThat(cell.hash("k:1")).containsEntry("a:7/bob", "" + (START + 5)).hasSize(3);
        assertThat(cell.ttlMillis("k:1")).isBetween(80_000L, 90_010L);
        cell.settle(leaving("=" + record, record, "7/bob||" + (START + 9) + "|1000"));
        assertThat(cell.ttlMillis("k:1")).isBetween(80_000L, 90_010L);
        cell.settle(leaving("n", record, "7/eve||" + START + "|1000"));
        assertThat(cell.hash("k:1")).doesNotContainKey("a:7/eve");
    }

    @Test
    void a_lead_that_is_settled_twice_in_a_call_has_the_alarm_of_the_last() {
        String first = pooled(1, "web", "", 10, 0, "", START + 5, "");
        String second = pooled(2, "web", "", 20, 0, "");
        assertThat(cell.settle(put(1, "n", first), put(1, "=" + first, second))).isEqualTo("11");
        assertThat(cell.keys("alarm")).isEmpty();
        nothing_drifts();
    }

    // fill

    @Test
    void fills_in_leads_with_all_that_belongs_to_them() {
        cell.fill(Map.of(
                1L, pooled(1, "web", "", -10, 0, "c", START + 5, ""),
                2L, pooled(2, "web", "skill=a&region=sh", 20, START, ""),
                3L, pooled(1, "web", "", 30, START + 60_000, "", START + 7, "a:7/ann"),
                4L, owned(4, "web", "ann", "blue", START, START + 9, START + 99, "ul")));
        assertThat(cell.record(1)).isEqualTo(pooled(1, "web", "", -10, 0, "c", START + 5, ""));
        assertThat(cell.stored().keySet().stream().map(key -> key.replaceFirst(":.*", "")))
                .contains("z", "la", "w", "f", "alarm", "o", "h", "d");
        nothing_drifts();
    }

    @Test
    void fills_in_more_leads_than_are_shown_at_once() {
        Map<Long, String> records = new HashMap<>();
        for (long lead = 1; lead <= 2_500; lead++) {
            records.put(lead, pooled(1, "web", "", lead, 0, "", START + lead, ""));
        }
        cell.fill(records);
        assertThat(cell.stored().get("alarm")).hasSize(2_500);
        nothing_drifts();
    }

    // sweep

    @Test
    void sweeps_entries_of_an_age_and_no_more_than_asked() {
        for (int i = 1; i <= 3; i++) {
            cell.at(START + i * 100_000L);
            cell.put(i, owned(4, "web", "ann", "", START, 0, 0, ""));
            cell.decide(release(i, 4));
        }
        cell.runsFrom(START + 1_250_000);
        List<String> all = cell.texts(RedisArbiter.SWEEP, "0", "10");
        assertThat(all.get(0)).isEqualTo("3");
        assertThat(all.subList(1, 4))
                .containsExactlyInAnyOrderElementsOf(cell.hash("ob").values());
        List<String> old = cell.texts(RedisArbiter.SWEEP, "1000000", "10");
        assertThat(old.get(0)).isEqualTo("3");
        assertThat(old.subList(1, old.size()).stream().map(e -> Entry.parse(e).atMillis()))
                .containsExactlyInAnyOrder(START + 100_000, START + 200_000);
        assertThat(cell.texts(RedisArbiter.SWEEP, "0", "2")).hasSize(3);
        assertThat(cell.hash("ob")).hasSize(3);
    }

    @Test
    void sweeps_everything_while_time_stands_still_as_no_age_is_known() {
        cell.put(1, owned(4, "web", "ann", "", START, 0, 0, ""));
        cell.decide(release(1, 4));
        assertThat(cell.texts(RedisArbiter.SWEEP, "1000", "10")).hasSize(2);
    }

    // ring

    @Test
    void rings_what_is_due_and_leases_it() {
        cell.put(1, owned(4, "web", "ann", "", START, START, 0, ""));
        cell.put(2, owned(4, "web", "ann", "", START, START + 1, 0, ""));
        cell.put(3, owned(4, "web", "ann", "", START, START - 5, 0, ""));
        assertThat(cell.texts(RedisArbiter.RING, "1", "30000")).containsExactly("" + START, "3");
        assertThat(cell.texts(RedisArbiter.RING, "9", "30000")).containsExactly("" + START, "1");
        assertThat(cell.texts(RedisArbiter.RING, "9", "30000")).containsExactly("" + START);
        assertThat(cell.scores("alarm")).isEqualTo(Map.of("1", START + 30_000, "2", START + 1, "3", START + 30_000));
        cell.at(START + 30_000);
        assertThat(cell.texts(RedisArbiter.RING, "9", "30000"))
                .containsExactlyInAnyOrder("" + (START + 30_000), "1", "2", "3");
    }

    @Test
    void tells_its_time_without_ringing() {
        cell.put(1, owned(4, "web", "ann", "", START, START, 0, ""));
        assertThat(TestCell.await(() -> cell.arbiter().nowMillis(cell.fence()))).isEqualTo(START);
        assertThat(cell.scores("alarm")).isEqualTo(Map.of("1", START));
    }

    // look

    @Test
    void looks_whether_all_that_belongs_to_a_lead_is_there() {
        String pooled = pooled(1, "web", "skill=a", 1, 0, "");
        String hidden = pooled(1, "web", "", 1, START + 9, "");
        String owned = owned(4, "web", "ann", "", START, START + 9, 0, "");
        String calm = owned(4, "web", "ann", "", START, 0, 0, "");
        cell.put(1, pooled);
        cell.put(2, hidden);
        cell.put(3, owned);
        cell.put(4, calm);
        String[] ids = {"1", "2", "3", "4", "5"};
        assertThat(cell.texts(RedisArbiter.LOOK, ids))
                .containsExactly(pooled + " +", hidden + " +", owned + " +", calm + " +", " +");
        cell.redis("DEL", cell.prefix + "z:7/web:skill=a", cell.prefix + "w:7/web", cell.prefix + "alarm");
        assertThat(cell.texts(RedisArbiter.LOOK, ids))
                .containsExactly(pooled + " -", hidden + " -", owned + " -", calm + " +", " +");
        cell.redis("DEL", cell.prefix + "o:7/ann");
        assertThat(cell.texts(RedisArbiter.LOOK, "4")).containsExactly(calm + " -");
        cell.decide(release(3, 4));
        assertThat(cell.texts(RedisArbiter.LOOK, "3")).containsExactly("f +");
        List<Arbiter.Look> looks = TestCell.await(() -> cell.arbiter().look(cell.fence(), List.of(3L, 4L, 5L)));
        assertThat(looks)
                .containsExactly(
                        new Arbiter.Look("f", true), new Arbiter.Look(calm, false), new Arbiter.Look("", true));
        assertThat(LeadRecord.inFlight(looks.get(0).record())).isTrue();
    }

    // news

    @Test
    void news_of_a_configuration_never_go_back() {
        assertThat(cell.call(RedisArbiter.NEWS, "7", "5").toLong()).isEqualTo(5);
        assertThat(cell.call(RedisArbiter.NEWS, "7", "4").toLong()).isEqualTo(5);
        assertThat(cell.call(RedisArbiter.NEWS, "8", "1").toLong()).isEqualTo(1);
        assertThat(cell.hash("cfg")).isEqualTo(Map.of("7", "5", "8", "1"));
        cell.put(1, owned(4, "web", "ann", "", START, 0, 0, ""));
        assertThat(cell.word(release(1, 4))).isEqualTo("stale");
    }

    // count

    private long count(String defs, String word, String filler, String... items) {
        List<String> arguments = new ArrayList<>(List.of("7", defs, word, filler));
        arguments.addAll(items.length == 0 ? List.of("0") : List.of(items));
        return cell.call(RedisArbiter.COUNT, arguments.toArray(String[]::new)).toLong();
    }

    @Test
    void fills_counters_and_cooldowns_in_portions_and_knows_them_after_the_last() {
        cell.redis("HSET", cell.prefix + "k:1", "a:7/bob", "" + (START + 9));
        assertThat(count("defs", "begin", "me")).isEqualTo(1);
        assertThat(count(
                        "defs",
                        "more",
                        "me",
                        "3",
                        "q:t/7/blue/x:1",
                        "4",
                        "60000",
                        "q:p//x:1",
                        "9",
                        "60000",
                        "h:7/ann#q:7/web:day#500",
                        "6",
                        "60000"))
                .isEqualTo(1);
        assertThat(count("defs", "more", "me", "0", "1", "a:7/ann", "" + START, "60000"))
                .isEqualTo(1);
        assertThat(count("defs", "more", "me", "0", "1", "a:7/bob", "" + START, "60000"))
                .isEqualTo(1);
        assertThat(cell.hash("known").get("7")).startsWith("!me ");
        assertThat(count("defs", "end", "me")).isEqualTo(1);
        assertThat(cell.counters())
                .isEqualTo(Map.of("q:t/7/blue/x:1", 4L, "q:p//x:1", 9L, "h:7/ann#q:7/web:day#500", 6L));
        assertThat(cell.hash("h:7/ann")).isEqualTo(Map.of("q:7/web:day", "500 6"));
        assertThat(cell.ttlMillis("q:p//x:1")).isBetween(50_000L, 60_010L);
        assertThat(cell.hash("k:1")).isEqualTo(Map.of("a:7/ann", "" + START, "a:7/bob", "" + (START + 9)));
        assertThat(cell.ttlMillis("k:1")).isBetween(50_000L, 60_010L);
        assertThat(cell.hash("known")).isEqualTo(Map.of("7", "defs"));
    }

    @Test
    void counters_that_are_complete_are_not_filled_again() {
        assertThat(count("defs", "begin", "me")).isEqualTo(1);
        assertThat(count("defs", "end", "me")).isEqualTo(1);
        cell.set("q:p//x:1", "10");
        assertThat(count("defs", "begin", "other")).isZero();
        assertThat(count("defs", "more", "me", "1", "q:p//x:1", "3", "60000")).isZero();
        assertThat(cell.get("q:p//x:1")).isEqualTo("10");
    }

    @Test
    void one_fills_at_a_time_and_whoever_takes_over_shuts_the_other_out() {
        cell.runsFrom(START);
        assertThat(count("defs", "begin", "first")).isEqualTo(1);
        assertThat(count("defs", "begin", "second")).isEqualTo(-1);
        assertThat(count("defs", "more", "second", "1", "q:p//x:1", "3", "60000"))
                .isEqualTo(-1);
        cell.runsFrom(START + 14_000);
        assertThat(count("defs", "more", "first")).isEqualTo(1);
        cell.runsFrom(START + 20_000);
        assertThat(count("defs", "begin", "second")).isEqualTo(-1);
        // The cell's time stands still; that of Redis goes on.
        cell.at(START + 3_600_000);
        // A sign of life was too long ago.
        cell.set("offset", Long.toString(Long.parseLong(cell.get("offset")) + 60_000));
        assertThat(count("defs", "begin", "second")).isEqualTo(1);
        assertThat(count("defs", "more", "first", "1", "q:p//x:1", "3", "60000"))
                .isEqualTo(-1);
        assertThat(count("defs", "end", "first")).isEqualTo(-1);
        assertThat(cell.get("q:p//x:1")).isEmpty();
        assertThat(count("defs", "end", "second")).isEqualTo(1);
    }

    // tally

    @Test
    void tallies_every_lead_that_has_a_record() {
        cell.put(860_000_000_000_000_000L, pooled(1, "web", "", 1, 0, ""));
        cell.put(860_000_000_000_009_999L, pooled(1, "web", "", 1, 0, ""));
        cell.put(860_000_000_000_019_999L, owned(1, "web", "ann", "", START, 0, 0, ""));
        cell.decide(release(860_000_000_000_019_999L, 1));
        assertThat(cell.call(RedisArbiter.TALLY).toInteger()).isEqualTo(3);
    }

    // the clock, and what was forgotten

    @Test
    void the_clock_follows_the_offset_and_never_goes_back() {
        TestCell own = new TestCell();
        own.at(1);
        long real = Long.parseLong(own.texts(RedisArbiter.RING, "0", "1").get(0));
        assertThat(real).isBetween(1_600_000_000_000L, START);
        own.set("offset", "1000000");
        long ahead = Long.parseLong(own.texts(RedisArbiter.RING, "0", "1").get(0));
        assertThat(ahead - real).isBetween(1_000_000L, 1_060_000L);
        own.set("offset", "0");
        assertThat(own.texts(RedisArbiter.RING, "0", "1")).containsExactly(Long.toString(ahead));
        assertThat(own.get("clock")).isEqualTo(Long.toString(ahead));
    }

    @Test
    void a_cell_whose_keys_are_gone_answers_as_if_the_scripts_were() {
        cell.put(1, owned(4, "web", "ann", "", START, 0, 0, ""));
        cell.redis("DEL", cell.prefix + "clock");
        Trouble trouble = catchThrowableOfType(Trouble.class, () -> cell.decide(release(1, 4)));
        assertThat(trouble.kind()).isEqualTo(Trouble.Kind.FORGOTTEN);
        assertThat(cell.keys("ob")).isEmpty();
    }

    @Test
    void keys_of_earlier_epochs_are_removed_and_no_others() {
        int id = cell.fence().cell();
        cell.put(1, pooled(1, "web", "", 1, 0, ""));
        List<String> mine = cell.keys("");
        String old = "{c" + id + "}:0:";
        String newer = "{c" + id + "}:2:clock";
        String others = "{c" + id + "0}:0:clock";
        for (int i = 0; i < 1_200; i++) {
            cell.redis("SET", old + "q:" + i, "1");
        }
        for (String key : List.of(newer, others, CellRow.epochKey(id))) {
            cell.redis("SET", key, "1");
        }
        TestCell.await(() -> cell.cellRedis().unlinkOthers(cell.fence()));
        assertThat(cell.redis("KEYS", old + "*").size()).isZero();
        assertThat(cell.redis("EXISTS", newer, others, CellRow.epochKey(id)).toInteger())
                .isEqualTo(3);
        assertThat(cell.keys("")).isEqualTo(mine);
        cell.redis("DEL", newer, others, CellRow.epochKey(id));
    }

    @Test
    void whoever_is_epochs_behind_is_refused_before_anything_else_is_removed() {
        int id = cell.fence().cell();
        String behind = "{c" + id + "}:6:";
        cell.redis("SET", behind + "clock", "1");
        cell.redis("SET", behind + "l:1", "a record");
        // The wire is cut behind the first command.
        AtomicInteger sent = new AtomicInteger();
        RedisRequests cut =
                request -> sent.incrementAndGet() == 1 ? cell.link().send(request) : Future.failedFuture("cut");
        Fence fence = new Fence(id, 9, cell.fence().nonce(), "");
        assertThatThrownBy(() -> TestCell.await(() -> new CellRedis(cut).unlinkOthers(fence)));
        assertThat(cell.redis("EXISTS", behind + "clock").toInteger()).isZero();
        assertThat(cell.redis("EXISTS", behind + "l:1").toInteger()).isOne();
        cell.redis("DEL", behind + "l:1");
    }

    @Test
    void scripts_of_another_nonce_are_not_known() {
        Fence other = new Fence(cell.fence().cell(), 1, "another nonce", "");
        Trouble trouble = catchThrowableOfType(
                Trouble.class, () -> TestCell.await(() -> cell.arbiter().sweep(other, 0, 1)));
        assertThat(trouble.kind()).isEqualTo(Trouble.Kind.FORGOTTEN);
    }

    @Test
    void tells_its_time_and_how_long_the_outbox_is() {
        cell.put(1, owned(4, "web", "ann", "", START, 0, 0, ""));
        cell.decide(release(1, 4));
        Arbiter.Decided decided = cell.decided(release(2, 4));
        assertThat(decided.replies()).containsExactly(new Arbiter.Reply("changed", ""));
        assertThat(decided.outboxLength()).isEqualTo(1);
        assertThat(decided.nowMillis()).isEqualTo(START);
    }

    @Test
    void a_request_that_cannot_be_decided_fails_alone() {
        cell.put(1, owned(4, "web", "ann", "", START, 0, 0, ""));
        cell.put(3, owned(4, "web", "ann", "", START, 0, 0, ""));
        // A key of another kind than the script expects.
        cell.redis("SET", cell.prefix + "l:2", "not a hash");
        List<String> replies = cell.decide(release(1, 4), release(2, 4), release(3, 4));
        assertThat(replies.get(1)).startsWith("failed\n").contains("WRONGTYPE");
        assertThat(TestCell.taken(replies.get(0))).containsExactly(1L);
        assertThat(TestCell.taken(replies.get(2))).containsExactly(3L);
        assertThat(cell.hash("fl").keySet()).containsExactlyInAnyOrder("1", "3");
        assertThat(cell.hash("ob")).hasSize(2);
        cell.redis("DEL", cell.prefix + "l:2");
        nothing_drifts();
    }
}
