package io.pelagos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same seed gives the same faults, also to a campaign that goes on after it was interrupted. */
class PlanTest {

    private static final List<Fault> FAULTS = IntStream.range(0, 20)
            .mapToObj(i -> new Fault("fault" + i, i < 4, (rig, random) -> ""))
            .toList();

    @Test
    void a_plan_that_skips_what_was_done_goes_on_like_one_that_did_it() {
        List<String> whole = drawn(new Plan(42, FAULTS), 100);
        Plan rest = new Plan(42, FAULTS);
        rest.skip(37);
        assertThat(drawn(rest, 63)).isEqualTo(whole.subList(37, 100));
        assertThat(drawn(new Plan(43, FAULTS), 100)).isNotEqualTo(whole);
    }

    @Test
    void of_ten_faults_in_a_row_one_ends_a_process_and_every_kind_comes() {
        Plan plan = new Plan(7, FAULTS);
        List<String> names = new ArrayList<>();
        for (int block = 0; block < 4; block++) {
            int kills = 0;
            for (int i = 0; i < 10; i++) {
                Fault fault = plan.next().fault();
                kills += fault.kill() ? 1 : 0;
                names.add(fault.name());
            }
            assertThat(kills).isEqualTo(1);
        }
        assertThat(names).containsAll(FAULTS.stream().map(Fault::name).toList());
    }

    @Test
    void a_campaign_goes_on_with_what_it_was_asked_for_and_what_it_has_found(@TempDir Path work) throws IOException {
        Options options = new Options(work.resolve("jar"), work, 1_000, 42, 6, 40, Duration.ofMinutes(5));
        Report round = new Report(42);
        round.fault("redis-kill");
        round.step(Step.COMMITTED);
        round.recovered(17);
        round.findings().add("P1", "planted", "here");
        Ledger.begin(options).append(round.json());

        Options resumed = Ledger.resumed(work.resolve("other"), work, Duration.ofMinutes(1));
        assertThat(List.of(resumed.faults(), resumed.seed(), resumed.clients(), resumed.faultsPerRound()))
                .isEqualTo(List.of(1_000, 42L, 6, 40));
        Report total = new Report(42);
        Ledger.read(work).rounds().forEach(total::add);
        total.add(round.json());
        assertThat(total.faultCount()).isEqualTo(2);
        assertThat(total.steps()).containsEntry("committed", 2);
        assertThat(total.violations()).containsExactly("P1 planted: here", "P1 planted: here");
        assertThat(total.toString()).contains("median 17 ms");
    }

    private static List<String> drawn(Plan plan, int count) {
        List<String> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Plan.Strike strike = plan.next();
            drawn.add(strike.fault().name() + " " + strike.random().nextInt(1_000) + " " + strike.overlaps());
        }
        return drawn;
    }
}
