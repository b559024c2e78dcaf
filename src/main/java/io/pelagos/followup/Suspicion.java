package io.pelagos.followup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Which follow-ups look as if nobody had spoken to anybody, and why. A pure function. */
public final class Suspicion {
    /** By phone, and the phone system knows of no call. */
    static final String NO_CALL_RECORD = "no_call_record";
    /** Somebody is said to have been reached in a call that was over at once. */
    static final String SHORT_CALL = "short_call";
    /** The same words for several customers. */
    static final String SAME_WORDS = "same_words";
    /** More in a minute than anybody can make. */
    static final String BURST = "burst";

    private static final int SHORT_SECONDS = 5;
    private static final int SAME_LEADS = 3;
    private static final int BURST_FOLLOWUPS = 5;
    private static final long BURST_MILLIS = TimeUnit.MINUTES.toMillis(1);
    /** The phone system tells of a call later than the agent. */
    private static final long CALLS_LATE_MILLIS = TimeUnit.HOURS.toMillis(2);
    /** What one hears without anybody's answering. */
    private static final Set<String> NOBODY = Set.of("no_answer", "busy", "wrong_number", "empty_number");

    private Suspicion() {}

    /** A follow-up among those of many leads; {@code contentHash} empty for no words. */
    public record Case(long lead, Followup followup, String contentHash) {}

    /**
     * The suspicious ones with their reasons, in the order given.
     *
     * @param cases by time, those that are void left out
     * @param phoneSystem whether one tells of calls at all
     */
    static Map<Case, Set<String>> of(List<Case> cases, boolean phoneSystem, long nowMillis) {
        Map<Case, Set<String>> found = new LinkedHashMap<>();
        cases.forEach(one -> found.put(one, new TreeSet<>()));
        for (Case one : cases) {
            calls(one.followup, phoneSystem, nowMillis, reasons(found, one));
        }
        sameWords(cases, found);
        bursts(cases, found);
        found.values().removeIf(Set::isEmpty);
        return found;
    }

    private static Set<String> reasons(Map<Case, Set<String>> found, Case one) {
        return found.computeIfAbsent(one, c -> new TreeSet<>());
    }

    private static void calls(Followup followup, boolean phoneSystem, long nowMillis, Set<String> reasons) {
        if (!phoneSystem || !followup.method().equals("call") || NOBODY.contains(followup.outcome())) {
            return;
        }
        if (followup.seconds() == 0 && followup.atMillis() < nowMillis - CALLS_LATE_MILLIS) {
            reasons.add(NO_CALL_RECORD);
        } else if (followup.seconds() > 0 && followup.seconds() < SHORT_SECONDS) {
            reasons.add(SHORT_CALL);
        }
    }

    private static void sameWords(List<Case> cases, Map<Case, Set<String>> found) {
        Map<String, List<Case>> byWords = new HashMap<>();
        for (Case one : cases) {
            if (!one.contentHash.isEmpty()) {
                byWords.computeIfAbsent(one.followup.agent() + ' ' + one.contentHash, w -> new ArrayList<>())
                        .add(one);
            }
        }
        for (List<Case> same : byWords.values()) {
            Set<Long> leads = new HashSet<>();
            same.forEach(one -> leads.add(one.lead));
            if (leads.size() >= SAME_LEADS) {
                same.forEach(one -> reasons(found, one).add(SAME_WORDS));
            }
        }
    }

    private static void bursts(List<Case> cases, Map<Case, Set<String>> found) {
        Map<String, Deque<Case>> minutes = new HashMap<>();
        for (Case one : cases) {
            Deque<Case> minute = minutes.computeIfAbsent(one.followup.agent(), a -> new ArrayDeque<>());
            minute.add(one);
            while (one.followup.atMillis() - minute.element().followup.atMillis() > BURST_MILLIS) {
                minute.remove();
            }
            if (minute.size() >= BURST_FOLLOWUPS) {
                minute.forEach(each -> reasons(found, each).add(BURST));
            }
        }
    }
}
