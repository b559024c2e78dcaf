package io.pelagos.month;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What the server has told people: each acknowledged change, and how often each kind of request had which answer. */
final class Ledger {

    private static final int ODD_MAX = 50;

    /**
     * One acknowledged change of one lead.
     *
     * @param type of the journal's line that it must have left
     * @param owner who has the lead after it; null for nobody
     */
    record Told(int version, String type, String owner) {}

    private final Map<Long, List<Told>> told = new ConcurrentHashMap<>();
    private final Map<Long, String> grades = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> odd = new ConcurrentLinkedQueue<>();

    void told(long lead, int version, String type, String owner) {
        told.compute(lead, (id, list) -> {
            List<Told> all = list == null ? new ArrayList<>(4) : list;
            all.add(new Told(version, type, owner));
            return all;
        });
    }

    /** A lead that came in with this grade; nobody changes grades in this month. */
    void entered(long lead, int version, String grade) {
        grades.put(lead, grade);
        told(lead, version, "received", null);
    }

    void answered(String what, Wire.Reply reply) {
        String answer = what + " " + reply.status() + (reply.ok() ? "" : " " + reply.problem());
        answers.computeIfAbsent(answer, key -> new LongAdder()).increment();
    }

    /** An answer that a healthy server does not give to a sensible request. */
    void odd(String what, Wire.Reply reply) {
        if (odd.size() < ODD_MAX) {
            odd.add(what + " -> " + reply.status() + " " + reply.body());
        }
    }

    List<Told> of(long lead) {
        return told.getOrDefault(lead, List.of());
    }

    /** The grade that a lead came in with; null for a lead that nobody was told of. */
    String grade(long lead) {
        return grades.get(lead);
    }

    Map<Long, List<Told>> all() {
        return told;
    }

    List<String> odd() {
        return List.copyOf(odd);
    }

    /** Request and answer to how often. */
    Map<String, Long> answers() {
        Map<String, Long> sorted = new TreeMap<>();
        answers.forEach((answer, count) -> sorted.put(answer, count.sum()));
        return sorted;
    }
}
