package io.pelagos.month;

import java.util.Deque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What people in one office know of each other: who was given a lead, what was called last, what was closed. */
final class Bulletin {

    private static final int KEPT = 2_000;

    /** A call that a supervisor may look at: its place in the lead's journal. */
    record Called(long lead, int version) {}

    private final Map<String, Queue<Held>> given = new ConcurrentHashMap<>();
    private final Deque<Called> called = new ConcurrentLinkedDeque<>();
    private final Deque<Long> closed = new ConcurrentLinkedDeque<>();

    void give(String agent, Held lead) {
        given.computeIfAbsent(agent, key -> new ConcurrentLinkedQueue<>()).add(lead);
    }

    /** The next lead that a supervisor gave to this agent, or null. */
    Held given(String agent) {
        Queue<Held> leads = given.get(agent);
        return leads == null ? null : leads.poll();
    }

    void called(long lead, int version) {
        called.addFirst(new Called(lead, version));
        if (called.size() > KEPT) {
            called.pollLast();
        }
    }

    /** One of the latest calls, or null. */
    Called lookAt() {
        return called.pollFirst();
    }

    void closed(long lead) {
        closed.addFirst(lead);
    }

    /** A lead that was closed a while ago, or null. */
    Long reopen() {
        return closed.pollLast();
    }
}
