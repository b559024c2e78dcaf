package io.pelagos.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.journal.Verdict.Obstacle;
import io.pelagos.lead.LeadState;
import io.pelagos.pool.Pools;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The logic of the road in virtual time, beside a model of the engines: what the engines alone cannot be made to do. */
class RoadTest {
    private final ModelEngines engines = new ModelEngines();
    private final JournalMetrics metrics = new JournalMetrics();
    private final Committer committer = new Committer(engines, engines, engines, engines, engines, 8, metrics);
    private final Road road = road(new Road.Limits(50, 20, 2_000, 1_000));
    private long requests;

    private Road road(Road.Limits limits) {
        return new Road(engines, engines, committer, engines, limits, now -> {});
    }

    private Proposal proposal(String actor, long lead, String what, boolean background) {
        boolean release = what.equals("release");
        Decision decision = release ? Steps.STEP : Pools.DECISIONS.get(0);
        List<String> arguments = new ArrayList<>(Collections.nCopies(7, "")); // as many as any decision has
        arguments.set(decision.leadAt(), Long.toString(lead));
        return new Proposal(decision, ++requests, 7, 1, "", "", actor, "", arguments, background);
    }

    private Future<Verdict> claim(String actor, long lead) {
        return road.submit(proposal(actor, lead, "claim", false));
    }

    private static void is(Future<Verdict> answer, String owner) {
        assertThat(answer.result()).isInstanceOf(Verdict.Done.class);
        assertThat(((Verdict.Done) answer.result()).leads().get(0).row().owner())
                .isEqualTo(owner);
    }

    private void leads(int count) {
        for (long lead = 1; lead <= count; lead++) {
            engines.lead(lead);
        }
    }

    private void at_rest() {
        assertThat(road.open()).isZero();
        assertThat(committer.idle()).isTrue();
        assertThat(engines.outbox).isEmpty();
        engines.rows.forEach(
                (lead, row) -> assertThat(engines.redis.get(lead)).isEqualTo(LeadRecord.of(row, engines.place(row))));
    }

    @Test
    void settles_and_answers_after_the_commit() {
        leads(1);
        Future<Verdict> answer = claim("ann", 1).onSuccess(x -> engines.log.add("answer"));
        assertThat(answer.isComplete()).isFalse();
        engines.run();
        is(answer, "ann");
        assertThat(engines.log).containsExactly("decide 1", "commit 1", "settle 1", "answer");
        at_rest();
    }

    @Test
    void those_who_wait_for_the_same_moment_go_together_and_in_order() {
        leads(3);
        List<Future<Verdict>> answers = new ArrayList<>();
        answers.add(claim("first", 3));
        for (String actor : List.of("ann", "bob", "eve")) {
            answers.add(claim(actor, 1));
            answers.add(claim(actor, 2));
        }
        engines.run();
        assertThat(engines.decisions.stream().distinct())
                .containsExactly("first@3", "ann@1", "ann@2", "bob@1", "bob@2", "eve@1", "eve@2");
        is(answers.get(1), "ann");
        is(answers.get(2), "ann");
        assertThat(answers.get(3).result()).isEqualTo(new Verdict.Refused("already-claimed", List.of()));
        at_rest();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void nobody_who_came_later_gets_a_lead_that_somebody_waits_for(int arrivalMillis) {
        leads(1);
        is(now(claim("bob", 1)), "bob");
        Future<Verdict> release = release("bob", 1);
        engines.run(engines.nowMillis() + 3);
        Future<Verdict> first = claim("first", 1);
        Future<Verdict> second = claim("second", 1);
        engines.run(engines.nowMillis() + arrivalMillis);
        Future<Verdict> late = claim("late", 1);
        engines.run();
        assertThat(release.result()).isInstanceOf(Verdict.Done.class);
        is(first, "first");
        assertThat(second.result()).isEqualTo(new Verdict.Refused("already-claimed", List.of()));
        assertThat(late.result()).isEqualTo(new Verdict.Refused("already-claimed", List.of()));
        at_rest();
    }

    static Stream<Arguments> arrivals() {
        return IntStream.rangeClosed(0, 14).boxed().flatMap(first -> IntStream.rangeClosed(0, 4)
                .mapToObj(gap -> Arguments.of(first, gap)));
    }

    /** The second comes with so many others that their call goes while the first one's is under way. */
    @ParameterizedTest
    @MethodSource("arrivals")
    void whoever_asked_first_gets_a_lead_that_comes_back_meanwhile(int firstMillis, int gapMillis) {
        leads(40);
        is(now(claim("bob", 1)), "bob");
        release("bob", 1);
        engines.run(engines.nowMillis() + firstMillis);
        Future<Verdict> first = claim("first", 1);
        engines.run(engines.nowMillis() + gapMillis);
        Future<Verdict> second = claim("second", 1);
        for (long lead = 2; lead <= 40; lead++) {
            claim("crowd", lead);
        }
        engines.run();
        // Either the lead was not back when the first one asked, or it is the first one's.
        boolean gone = first.result().equals(new Verdict.Refused("already-claimed", List.of()));
        assertThat(gone && second.result() instanceof Verdict.Done).isFalse();
        at_rest();
    }

    /** A step that waits behind a claim of its lead goes in another call than that; one of another lead waits meanwhile. */
    @ParameterizedTest
    @MethodSource("arrivals")
    void who_has_waited_behind_others_is_not_overtaken_by_who_has_waited_for_another_lead(
            int firstMillis, int gapMillis) {
        leads(2);
        is(now(claim("bob", 1)), "bob");
        is(now(claim("eve", 2)), "eve");
        release("bob", 1);
        engines.run(engines.nowMillis() + 3);
        claim("first", 1);
        release("behind", 1);
        engines.run(engines.nowMillis() + firstMillis);
        release("eve", 2);
        engines.run(engines.nowMillis() + gapMillis);
        release("late", 2);
        engines.run();
        assertThat(engines.decisions).contains("first@1", "behind@1", "late@2");
        int late = engines.decisions.lastIndexOf("late@2");
        boolean nobodyWaitsForTheFirst = engines.decisions.lastIndexOf("first@1") < late;
        assertThat(nobodyWaitsForTheFirst && late < engines.decisions.indexOf("behind@1"))
                .as("overtaken: %s", engines.decisions)
                .isFalse();
        at_rest();
    }

    private Future<Verdict> release(String actor, long lead) {
        return road.submit(proposal(actor, lead, "release", false));
    }

    private <T> Future<T> now(Future<T> future) {
        engines.run();
        return future;
    }

    @Test
    void who_waits_for_a_lead_in_flight_hears_busy_after_a_second_and_not_before() {
        leads(1);
        engines.commitMillis = 5_000;
        claim("ann", 1);
        engines.run(engines.nowMillis() + 4);
        Future<Verdict> waiting = claim("bob", 1);
        engines.run(engines.nowMillis() + 990);
        assertThat(waiting.isComplete()).isFalse();
        engines.run(engines.nowMillis() + 30);
        assertThat(waiting.result()).isEqualTo(Obstacle.BUSY);
    }

    @Test
    void a_lead_is_never_twice_in_one_batch() {
        leads(2);
        String before = engines.redis.get(1L);
        List<Flight> flights = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            Entry.Move move = new Entry.Move(1, 2, before, "o|2|7/web|7/agent" + i + "||5|0|u|0");
            flights.add(flight(i, move));
        }
        flights.add(flight(4, new Entry.Move(2, 2, before, "o|2|7/web|7/ann||5|0|0|u")));
        committer.add(List.of(flights.get(0)));
        committer.add(flights.subList(1, 4));
        engines.run();
        assertThat(engines.batches).containsExactly(List.of(1L), List.of(2L, 4L), List.of(3L));
        assertThat(engines.rows.get(1L).owner()).isEqualTo("agent1");
        assertThat(metrics.overruledTotal()).isEqualTo(2);
    }

    private static Flight flight(long request, Entry.Move... moves) {
        Entry entry = new Entry(request, 7, 1, "claimed", "ann", "", "", "", "", "", "", "", "", List.of(moves));
        return new Flight(ModelEngines.FENCE, entry, "", false, 0, null);
    }

    @Test
    void what_would_be_too_large_an_entry_is_refused_before_it_is_decided() {
        leads(2);
        Proposal small = proposal("ann", 1, "claim", false);
        List<String> arguments = new ArrayList<>(small.arguments());
        arguments.set(arguments.size() - 1, "x".repeat((128 << 10) + 1));
        Future<Verdict> large =
                road.submit(new Proposal(small.decision(), ++requests, 7, 1, "", "", "ann", "", arguments, false));
        Future<Verdict> other = claim("ann", 2);
        engines.run();
        assertThat(large.result()).isEqualTo(Obstacle.BAD_DATA);
        is(other, "ann");
        at_rest();
    }

    @Test
    void a_poison_row_is_refused_alone() {
        leads(8);
        List<Future<Verdict>> answers = new ArrayList<>();
        claim("first", 8);
        for (long lead = 1; lead <= 7; lead++) {
            answers.add(claim("ann", lead));
        }
        engines.poison.add(4L); // the request for lead 3
        engines.run();
        for (int i = 0; i < 7; i++) {
            if (i == 2) {
                assertThat(answers.get(i).result()).isEqualTo(Obstacle.BAD_DATA);
            } else {
                is(answers.get(i), "ann");
            }
        }
        assertThat(engines.rows.get(3L).state()).isEqualTo(LeadState.POOLED);
        assertThat(metrics.refusedTotal()).isEqualTo(1);
        at_rest();
    }

    @ParameterizedTest
    @CsvSource({"false, OVERRULED", "true, BAD_DATA"})
    void who_is_overruled_hears_it_when_redis_is_right(boolean poison, Obstacle obstacle) {
        leads(1);
        if (poison) {
            engines.poison.add(1L);
        } else {
            engines.rows.put(1L, Rows.of(7, 1, "o|2|7/web|7/bob||5|0|u|0"));
        }
        Future<Verdict> answer = claim("ann", 1).onSuccess(x -> engines.log.add("answer"));
        engines.run();
        assertThat(answer.result()).isEqualTo(obstacle);
        assertThat(engines.log).containsExactly("decide 1", "settle 1", "answer");
        at_rest();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "away"})
    void a_connection_cut_at_commit_is_tried_once_more(String fault) {
        leads(1);
        engines.commitFaults.add(fault);
        Future<Verdict> answer = claim("ann", 1);
        engines.run();
        is(answer, "ann");
        assertThat(engines.batches).hasSize(2);
        at_rest();
    }

    @ParameterizedTest
    @CsvSource({"cut, away", "away, cut", "away, away"})
    void when_the_second_try_fails_too_nobody_guesses(String first, String second) {
        leads(1);
        engines.commitFaults.add(first);
        engines.commitFaults.add(second);
        Future<Verdict> answer = claim("ann", 1);
        engines.run();
        assertThat(answer.result()).isEqualTo(Obstacle.OUTCOME_UNKNOWN);
        assertThat(engines.batches).hasSize(2);
        assertThat(engines.outbox).hasSize(1);
        assertThat(engines.inFlight).containsKey(1L);
        assertThat(committer.idle()).isTrue();

        committer.adopt(ModelEngines.FENCE, List.copyOf(engines.outbox.values()));
        engines.run();
        assertThat(engines.rows.get(1L).owner()).isEqualTo("ann");
        at_rest();
    }

    @Test
    void a_collision_is_tried_again() {
        leads(2);
        claim("first", 1);
        for (int i = 0; i < 4; i++) {
            engines.commitFaults.add("conflict");
        }
        Future<Verdict> answer = claim("ann", 2);
        engines.run();
        is(answer, "ann");
        at_rest();
    }

    @Test
    void an_epoch_that_is_over_is_not_ready_and_the_gate_hears_of_it() {
        leads(1);
        engines.epoch = 6;
        Future<Verdict> answer = claim("ann", 1);
        engines.run();
        assertThat(answer.result()).isEqualTo(Obstacle.NOT_READY);
        assertThat(engines.doubts).containsExactly("PostgreSQL is at epoch 6");
        assertThat(engines.log).doesNotContain("settle 1");
        assertThat(engines.rows.get(1L).version()).isEqualTo(1);
    }

    @Test
    void a_claim_that_was_committed_before_its_epoch_ended_is_acknowledged() {
        leads(1);
        engines.commitFaults.add("cut");
        Future<Verdict> answer = claim("ann", 1);
        engines.after(9, () -> engines.epoch = 6);
        engines.run();
        is(answer, "ann");
    }

    @Test
    void more_in_flight_than_allowed_is_refused_at_once() {
        leads(60);
        List<Future<Verdict>> answers = IntStream.rangeClosed(1, 51)
                .mapToObj(lead -> claim("ann", lead))
                .toList();
        assertThat(answers.get(50).result()).isEqualTo(Obstacle.OVERLOADED);
        assertThat(answers.get(49).isComplete()).isFalse();
        assertThat(road.open()).isEqualTo(50);
        engines.run();
        is(answers.get(49), "ann");
        at_rest();
    }

    @Test
    void an_outbox_that_is_too_long_closes_the_road_until_it_has_drained() {
        leads(9);
        engines.otherEntries = 19;
        Future<Verdict> first = claim("ann", 1);
        engines.run(engines.nowMillis() + 20);
        is(first, "ann");
        engines.otherEntries = 20;
        Future<Verdict> second = claim("ann", 2); // 20 is not too long; it hears that it is too long now
        engines.run(engines.nowMillis() + 20);
        is(second, "ann");
        int decisions = engines.decisions.size();
        assertThat(claim("ann", 3).result()).isEqualTo(Obstacle.NOT_READY);
        engines.run(engines.nowMillis() + 50);
        assertThat(claim("ann", 3).result()).isEqualTo(Obstacle.NOT_READY);
        assertThat(engines.decisions).hasSize(decisions);

        engines.otherEntries = 0;
        engines.run(engines.nowMillis() + 100);
        Future<Verdict> looks = claim("ann", 4);
        assertThat(claim("ann", 5).result()).isEqualTo(Obstacle.NOT_READY);
        engines.run(engines.nowMillis() + 20);
        is(looks, "ann");
        is(now(claim("ann", 5)), "ann");
    }

    @Test
    void a_batch_that_does_not_come_back_closes_the_road() {
        leads(3);
        engines.commitMillis = 10_000;
        claim("ann", 1);
        engines.run(engines.nowMillis() + 1_900);
        Future<Verdict> second = claim("ann", 2);
        assertThat(second.isComplete()).isFalse();
        engines.run(engines.nowMillis() + 200);
        assertThat(claim("ann", 3).result()).isEqualTo(Obstacle.NOT_READY);
    }

    /** Deciding sooner would not commit sooner: those who come meanwhile go together. */
    @Test
    void a_small_call_waits_while_decided_requests_wait_for_the_commit_under_way() {
        leads(5);
        engines.commitMillis = 50;
        claim("ann", 1);
        engines.run(engines.nowMillis() + 10);
        claim("bob", 2);
        engines.run(engines.nowMillis() + 10);
        Future<Verdict> first = claim("eve", 3);
        Future<Verdict> second = claim("eve", 4);
        engines.run(engines.nowMillis() + 10);
        assertThat(engines.decisions).containsExactly("ann@1", "bob@2");
        engines.run();
        is(first, "eve");
        is(second, "eve");
        assertThat(engines.log.stream().filter(line -> line.startsWith("decide")))
                .containsExactly("decide 1", "decide 1", "decide 2");
        at_rest();
    }

    /** Decided claims of one lead each. */
    private List<Flight> flights(int count) {
        leads(count);
        String before = engines.redis.get(1L);
        return LongStream.rangeClosed(1, count)
                .mapToObj(lead -> flight(lead, new Entry.Move(lead, 2, before, "o|2|7/web|7/ann||5|0|u|0")))
                .toList();
    }

    /** PostgreSQL need not wait for this thread; for a few requests another transaction would cost too much. */
    @ParameterizedTest
    @CsvSource({"31, 1", "32, 2"})
    void only_a_big_batch_is_sent_behind_the_one_under_way(int waiting, int underWay) {
        List<Flight> flights = flights(1 + waiting);
        committer.add(flights.subList(0, 1));
        committer.add(flights.subList(1, flights.size()));
        assertThat(engines.batches).hasSize(underWay);
        engines.run();
        assertThat(flights).allMatch(Flight::complete);
        assertThat(committer.idle()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "cut, ''",
        "'', cut",
        "away, ''",
        "'', away",
        "conflict, ''",
        "'', conflict",
        "cut, conflict",
        "away, away"
    })
    void one_of_two_batches_under_way_fails_and_nothing_is_lost_or_done_twice(String first, String second) {
        List<Flight> flights = flights(40);
        engines.commitFaults.add(first);
        engines.commitFaults.add(second);
        committer.add(flights.subList(0, 1));
        committer.add(flights.subList(1, 40));
        assertThat(engines.batches).hasSize(2);
        engines.run();
        assertThat(flights).allMatch(Flight::complete);
        assertThat(engines.transitions).hasSize(40);
        assertThat(committer.idle()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void a_poison_row_in_one_of_two_batches_under_way_is_refused_alone(long poisoned) {
        List<Flight> flights = flights(40);
        engines.poison.add(poisoned);
        committer.add(flights.subList(0, 1));
        committer.add(flights.subList(1, 40));
        engines.run();
        assertThat(engines.transitions).hasSize(39);
        assertThat(engines.rows.get(poisoned).version()).isEqualTo(1);
        assertThat(metrics.refusedTotal()).isEqualTo(1);
        assertThat(committer.idle()).isTrue();
    }

    @Test
    void two_batches_of_an_epoch_that_is_over_move_nothing() {
        List<Flight> flights = flights(40);
        engines.epoch = 6;
        committer.add(flights.subList(0, 1));
        committer.add(flights.subList(1, 40));
        engines.run();
        assertThat(engines.transitions).isEmpty();
        assertThat(engines.doubts).contains("PostgreSQL is at epoch 6");
        assertThat(committer.idle()).isTrue();
    }

    @Test
    void background_work_waits_behind_people() {
        leads(9);
        road.submit(proposal("rule", 1, "claim", true));
        road.submit(proposal("rule", 2, "claim", true));
        road.submit(proposal("rule", 3, "claim", true));
        claim("ann", 4);
        claim("ann", 5);
        engines.run();
        assertThat(engines.decisions).containsExactly("rule@1", "ann@4", "ann@5", "rule@2", "rule@3");
        assertThat(engines.log.stream().filter(line -> line.startsWith("decide")))
                .containsExactly("decide 1 background", "decide 2", "decide 2 background");
        at_rest();
    }

    @Test
    void background_work_goes_in_bigger_calls_while_nobody_asks() {
        leads(601);
        Committer wide = new Committer(engines, engines, engines, engines, engines, 512, metrics);
        Road open = new Road(engines, engines, wide, engines, new Road.Limits(1_000, 1_000, 2_000, 1_000), now -> {});
        for (long lead = 1; lead <= 300; lead++) {
            open.submit(proposal("rule", lead, "claim", true));
        }
        engines.run();
        open.submit(proposal("ann", 601, "claim", false));
        for (long lead = 301; lead <= 400; lead++) {
            open.submit(proposal("rule", lead, "claim", true));
        }
        engines.run();
        assertThat(engines.log.stream().filter(line -> line.startsWith("decide")))
                .containsExactly(
                        "decide 1 background",
                        "decide 250 background",
                        "decide 49 background",
                        "decide 1",
                        "decide 32 background",
                        "decide 32 background",
                        "decide 32 background",
                        "decide 4 background");
        at_rest();
    }

    @Test
    void a_closed_gate_decides_nothing() {
        leads(3);
        claim("first", 1);
        Future<Verdict> waiting = claim("ann", 3);
        engines.open = null;
        assertThat(claim("bob", 3).result()).isEqualTo(Obstacle.NOT_READY);
        engines.run();
        assertThat(waiting.result()).isEqualTo(Obstacle.NOT_READY);
        assertThat(engines.decisions).containsExactly("first@1");
    }

    @ParameterizedTest
    @CsvSource({"FORGOTTEN, NOT_READY, 1", "NOT_SENT, NOT_READY, 0", "UNREACHABLE, OUTCOME_UNKNOWN, 0"})
    void a_redis_that_does_not_answer_is_told_apart_from_one_that_was_not_asked(
            Trouble.Kind trouble, Obstacle obstacle, int doubts) {
        leads(1);
        engines.decideTrouble = trouble;
        Future<Verdict> answer = claim("ann", 1);
        engines.run();
        assertThat(answer.result()).isEqualTo(obstacle);
        assertThat(engines.doubts).hasSize(doubts);
        assertThat(road.open()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatever_fails_when_every_acknowledged_claim_stands_and_nobody_waits_for_ever(long seed) {
        Random random = new Random(seed);
        leads(5);
        List<Future<Verdict>> answers = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            engines.commitMillis = 1L + random.nextInt(20);
            if (random.nextInt(8) == 0) {
                engines.commitFaults.add(List.of("cut", "away", "conflict").get(random.nextInt(3)));
            }
            if (random.nextInt(20) == 0) {
                engines.poison.add(requests + 1);
            }
            String actor = "agent" + step;
            long lead = 1L + random.nextInt(5);
            boolean release = random.nextInt(3) == 0;
            Future<Verdict> answer =
                    road.submit(proposal(actor, lead, release ? "release" : "claim", random.nextInt(4) == 0));
            answers.add(answer.onSuccess(verdict -> {
                if (verdict instanceof Verdict.Done done) {
                    Verdict.Moved moved = done.leads().get(0);
                    assertThat(engines.transitions)
                            .containsKey(moved.row().id() + "@" + moved.row().version());
                    if (!release) {
                        assertThat(moved.row().owner()).isEqualTo(actor);
                    }
                }
            }));
            engines.run(engines.nowMillis() + random.nextInt(6));
            if (step % 50 == 49) {
                engines.run();
                engines.commitFaults.clear();
                committer.adopt(ModelEngines.FENCE, List.copyOf(engines.outbox.values()));
            }
        }
        engines.run();
        engines.commitFaults.clear();
        committer.adopt(ModelEngines.FENCE, List.copyOf(engines.outbox.values()));
        engines.run();
        assertThat(answers).allMatch(Future::succeeded);
        at_rest();
    }
}
