package io.pelagos.pool;

import static io.pelagos.journal.TestCell.START;
import static io.pelagos.journal.TestCell.owned;
import static io.pelagos.journal.TestCell.pooled;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.journal.Proposal;
import io.pelagos.journal.StepDraft;
import io.pelagos.journal.TestCell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is decided, committed or refused, in whatever order: what is counted is what the records say. */
class DriftTest {
    private static final int LEADS = 30;
    private static final List<String> AGENTS = List.of("ann", "bob", "eve");
    private static final List<String> POOLS = List.of("web", "second");
    private static final List<String> LANES = List.of("", "skill=a", "region=sh&skill=a");
    private static final List<String> FLAGS = List.of("", "c", "w", "cw");
    private static final List<String> HELD_FLAGS = List.of("", "u", "wn", "cnl", "lu", "cwu");
    private static final List<String> FIRST = List.of("", "a:7/ann", "t:7/blue");

    private final TestCell cell = new TestCell();
    private final List<String> inFlight = new ArrayList<>();
    private final Map<String, Long> claims = new TreeMap<>();
    private long now = START;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void counts_never_drift_from_the_records(long seed) {
        Random random = new Random(seed);
        cell.redis("HSET", cell.prefix + "known", "7", ClaimPolicy.DEFS);
        for (int lead = 1; lead <= LEADS; lead++) {
            cell.put(lead, pooled(1, pick(random, POOLS), pick(random, LANES), random.nextInt(50), 0, ""));
        }
        for (int step = 1; step <= 250; step++) {
            now += random.nextInt(200);
            cell.at(now);
            switch (random.nextInt(6)) {
                case 0, 1 -> decide(claim(random), true);
                case 2 -> decide(release(random), false);
                case 3 -> decide(assign(random), false);
                case 4 -> land(random);
                default -> scrub(random);
            }
            if (step % 25 == 0) {
                assertThat(cell.stored()).as("seed %d, step %d", seed, step).isEqualTo(cell.derived());
            }
        }
        while (!inFlight.isEmpty()) {
            land(random);
        }
        assertThat(cell.stored()).isEqualTo(cell.derived());
        assertThat(cell.hash("ob")).isEmpty();
        assertThat(cell.keys("fl")).isEmpty();
        assertThat(cell.counters()).isEqualTo(claims);
    }

    private void decide(Proposal proposal, boolean counts) {
        String reply = cell.decide(proposal).get(0);
        if (reply.startsWith("ok\n")) {
            inFlight.add(reply);
            if (counts) {
                count(reply, TestCell.taken(reply).size());
            }
        }
    }

    private void count(String reply, int leads) {
        String[] entry = reply.split("\n", -1)[2].split("\t", -1);
        String agent = entry[13].split(",", -1)[3].split("\\|", -1)[3];
        for (String key : entry[12].split(" ", -1)) {
            claims.merge(key.startsWith("#") ? "h:" + agent + key : key, (long) leads, Long::sum);
            claims.values().removeIf(n -> n == 0);
        }
    }

    private Proposal claim(Random random) {
        String pool = pick(random, POOLS);
        ClaimPolicy policy = ClaimPolicy.of(pool)
                .with("cap", 6)
                .calendar("a", "7/" + pool + ":day", 1000, START, START + 1_000_000)
                .rolling("p", "7/" + pool + ":PT3S", 1000, 100, 30)
                .with("first", random.nextBoolean());
        String lead = random.nextBoolean() ? "" : Integer.toString(1 + random.nextInt(LEADS));
        String count = lead.isEmpty() ? Integer.toString(1 + random.nextInt(3)) : "1";
        return cell.proposal(
                Claims.CLAIM, policy.text(), "7/" + pick(random, AGENTS), "7/blue", lead, count, " s:a r:sh ", "0");
    }

    private StepDraft step(Random random) {
        int lead = 1 + random.nextInt(LEADS);
        String record = cell.record(lead);
        int version = record.isEmpty() ? 0 : Integer.parseInt(record.split("\\|", -1)[1]);
        return new StepDraft(cell, lead, random.nextInt(8) == 0 ? version + 1 : version);
    }

    private Proposal release(Random random) {
        return step(random).toPool(pick(random, POOLS), pick(random, FLAGS)).proposal();
    }

    /** To somebody, or another flag for the one who has it; sometimes closed. */
    private Proposal assign(Random random) {
        return random.nextInt(20) == 0
                ? step(random).proposal()
                : step(random)
                        .toOwner(pick(random, POOLS), pick(random, AGENTS), "blue", pick(random, HELD_FLAGS))
                        .next(random.nextInt(3) * 1000L)
                        .proposal();
    }

    private void land(Random random) {
        if (inFlight.isEmpty()) {
            return;
        }
        String reply = inFlight.remove(random.nextInt(inFlight.size()));
        if (random.nextInt(3) == 0) {
            boolean claimed = reply.split("\t", -1)[3].equals("claimed");
            int leads = TestCell.taken(reply).size();
            cell.refuse(reply);
            if (claimed) {
                count(reply, -leads);
            }
        } else {
            cell.commit(reply);
            cell.commit(reply); // as a sweeper would, a second time
        }
    }

    /** What the scrubber and the alarm clock do: another record for a lead at rest. */
    private void scrub(Random random) {
        int lead = 1 + random.nextInt(LEADS);
        if (cell.hash("fl").containsKey(Integer.toString(lead))) {
            return;
        }
        String record = cell.record(lead);
        String[] r = record.split("\\|", -1);
        if (r[0].equals("p")) {
            long visible = random.nextInt(3) == 0 ? now + random.nextInt(500) : 0;
            cell.replace(
                    lead,
                    record,
                    pooled(
                            Integer.parseInt(r[1]),
                            r[2].substring(2),
                            pick(random, LANES),
                            random.nextInt(50),
                            visible,
                            pick(random, FLAGS),
                            random.nextBoolean() ? 0 : now + 60,
                            visible == 0 ? "" : pick(random, FIRST)));
        } else if (r[0].equals("o")) {
            cell.replace(
                    lead,
                    record,
                    owned(
                            Integer.parseInt(r[1]),
                            r[2].substring(2),
                            r[3].substring(2),
                            "",
                            Long.parseLong(r[5]),
                            random.nextBoolean() ? 0 : now + 50,
                            random.nextBoolean() ? 0 : now + 70,
                            pick(random, HELD_FLAGS)));
        }
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
