package io.pelagos.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.pelagos.bench.TestTenant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.HdrHistogram.Histogram;

/** Answers before, in and after a spike: what was acknowledged, and how long it took. */
final class SpikeLedger {
    /** The latencies of so many seconds are looked at together. */
    private static final int WINDOW_SECONDS = 5;
    /** That a p99 of few answers may be off, is not taken for a slow server. */
    private static final double BACK = 1.5;

    private static final long HIGHEST_MILLIS = 600_000;

    private final int spikeFrom_seconds;
    private final int spikeTo_seconds;
    private volatile long start_nanos;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Integer> countOfStatus = new ConcurrentHashMap<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<String, String> agentOfLead = new ConcurrentHashMap<>();
    private final Queue<String> twice = new ConcurrentLinkedQueue<>();

    /** @param second of the run in which it was sent */
    private record Answer(int second, int millis) {}

    /** In seconds from the first request. */
    SpikeLedger(int spikeFrom_seconds, int spikeTo_seconds) {
        this.spikeFrom_seconds = spikeFrom_seconds;
        this.spikeTo_seconds = spikeTo_seconds;
    }

    /** The second of the run that is now; the first who asks begins it. */
    synchronized int second() {
        if (start_nanos == 0) start_nanos = System.nanoTime();
        return (int) ((System.nanoTime() - start_nanos) / 1_000_000_000);
    }

    /** An answer of any status to a request of that second. */
    void answered(int status, int second, int millis) {
        countOfStatus.merge(status, 1, Integer::sum);
        answers.add(new Answer(second, millis));
    }

    void leadAcknowledged(String campaign) {
        acknowledged.add(campaign);
    }

    void claimAcknowledged(String lead, String agent) {
        String before = agentOfLead.putIfAbsent(lead, agent);
        if (before != null) twice.add(lead + " to " + before + " and " + agent);
    }

    /** At rest: is each acknowledged lead there once, and of whom it was claimed by? */
    boolean nothingIsLost(TestTenant tenant, Promises promises) {
        Map<String, Integer> countOfCampaign = new HashMap<>();
        Map<String, String> ownerOfLead = new HashMap<>();
        tenant.forEachLead(lead -> {
            countOfCampaign.merge(lead.path("source").path("campaign").asText(), 1, Integer::sum);
            ownerOfLead.put(lead.get("id").asText(), owner(lead));
        });
        Set<String> lost = new HashSet<>(acknowledged);
        lost.removeIf(campaign -> countOfCampaign.getOrDefault(campaign, 0) == 1);
        Map<String, String> others = new HashMap<>(agentOfLead);
        others.entrySet().removeIf(claim -> claim.getValue().equals(ownerOfLead.get(claim.getKey())));
        promises.note("answers by status: %s", new TreeMap<>(countOfStatus));
        boolean leads = promises.holds(
                lost.isEmpty(),
                "every acknowledged lead is there, once",
                Promises.text("%,d acknowledged, %,d not so", acknowledged.size(), lost.size()));
        boolean claims = promises.holds(
                others.isEmpty() && twice.isEmpty(),
                "every acknowledged claim stands, and nobody else was told so",
                Promises.text(
                        "%,d acknowledged, %,d not so, %,d told twice",
                        agentOfLead.size(), others.size(), twice.size()));
        return leads && claims;
    }

    private static String owner(JsonNode lead) {
        return lead.path("owner").asText();
    }

    /**
     * Tells how long the server took to be as fast again as before.
     *
     * @param highest how many times as slow it may be at the end
     */
    boolean isBack(Promises promises, double highest) {
        // What is sent first finds a cold server and cold connections.
        double before = p99(spikeFrom_seconds / 2, spikeFrom_seconds);
        double in = p99(spikeFrom_seconds, spikeTo_seconds);
        int last = answers.stream().mapToInt(Answer::second).max().orElse(0);
        List<Double> after = new ArrayList<>();
        for (int from = spikeTo_seconds; from + WINDOW_SECONDS <= last + 1; from += WINDOW_SECONDS) {
            after.add(p99(from, from + WINDOW_SECONDS));
        }
        promises.note("p99 before the spike %.0f ms, in it %.0f ms (%.1f times)", before, in, in / before);
        promises.note(
                "p99 of each %d s after it, as a multiple of before: %s", WINDOW_SECONDS, multiples(after, before));
        int back = 0;
        while (back < after.size() && after.get(back) > before * BACK) back++;
        promises.note(
                back < after.size()
                        ? "as fast as before (up to %.1f times) within %d s"
                        : "not as fast as before (up to %.1f times) within %d s",
                BACK,
                Math.min(back + 1, after.size()) * WINDOW_SECONDS);
        double end = after.isEmpty() ? Double.NaN : after.get(after.size() - 1) / before;
        return highest == 0
                || promises.holds(
                        end <= highest,
                        Promises.text("at the end at most %.1f times as slow as before", highest),
                        Promises.text("%.1f times", end));
    }

    private static String multiples(List<Double> p99_ms, double before_ms) {
        return String.join(
                " ",
                p99_ms.stream()
                        .map(p99 -> Promises.text("%.1f", p99 / before_ms))
                        .toList());
    }

    /** Of what was sent in these seconds; at least a millisecond. */
    private double p99(int from_seconds, int to_seconds) {
        Histogram millis = new Histogram(HIGHEST_MILLIS, 3);
        for (Answer answer : answers) {
            if (answer.second() >= from_seconds && answer.second() < to_seconds) {
                millis.recordValue(Math.min(HIGHEST_MILLIS, answer.millis()));
            }
        }
        return Math.max(1, millis.getValueAtPercentile(99));
    }
}
