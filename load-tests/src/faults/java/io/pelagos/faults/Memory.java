package io.pelagos.faults;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What the clients of one round remember, bounded: people who came in, leads seen, leads held. */
final class Memory {

    private static final int KEPT = 400;
    private static final long FIRST_NUMBER = 10_000_000L;

    /** One that fills in a form. */
    record Person(String channel, String externalId, String phone) {}

    /** What others take up. */
    enum Mark {
        CLOSED,
        FOLLOWED_UP,
        EDITED,
        WAITS_FOR_APPROVAL
    }

    private final Map<Mark, Deque<Answer.Told>> marks = new EnumMap<>(Mark.class);
    private long lastExternalId;
    private final List<Person> people = new ArrayList<>();
    private final List<Long> leads = new ArrayList<>();
    private final Map<String, Deque<Long>> held = new HashMap<>();
    private long next = FIRST_NUMBER;
    private int oldestPerson;
    private int oldestLead;

    /** A person who was never here; empty channel for one who is entered by hand. */
    synchronized Person newcomer(String channel) {
        next++;
        return new Person(channel, "x" + next, "+86139" + next);
    }

    /** The same phone on another form of the same channel. */
    synchronized Person again(Person person) {
        next++;
        return new Person(person.channel(), "x" + next, person.phone());
    }

    synchronized Person known(Random random) {
        return people.isEmpty() ? null : people.get(random.nextInt(people.size()));
    }

    /** A lead that came in lately, pooled or owned by now; 0 when there is none. */
    synchronized long seen(Random random) {
        return leads.isEmpty() ? 0 : leads.get(random.nextInt(leads.size()));
    }

    synchronized void cameIn(Person person, Operation operation) {
        if (person != null) {
            oldestPerson = keep(people, person, oldestPerson);
        }
        for (Answer.Told told : operation.answer().leads()) {
            oldestLead = keep(leads, told.lead(), oldestLead);
        }
    }

    synchronized void claimed(String agent, Operation operation) {
        found(agent, operation.answer().leads().stream().map(Answer.Told::lead).toList());
    }

    synchronized void found(String agent, List<Long> owned) {
        Deque<Long> mine = held.computeIfAbsent(agent, a -> new ArrayDeque<>());
        mine.addAll(owned);
        while (mine.size() > KEPT) {
            mine.removeFirst();
        }
    }

    /** One of those that {@link #held} gives, which stays; the newest, which is the likeliest to be there still. */
    synchronized long newest(String agent) {
        Deque<Long> mine = held.get(agent);
        return mine == null || mine.isEmpty() ? 0 : mine.getLast();
    }

    /** Something was done to a lead that others may want to know. */
    synchronized void noted(Mark mark, long lead, int version) {
        Deque<Answer.Told> all = marks.computeIfAbsent(mark, m -> new ArrayDeque<>());
        all.addLast(new Answer.Told(lead, version, null, null, null));
        if (all.size() > KEPT) {
            all.removeFirst();
        }
    }

    /** Lead and version of one that was noted; it is not given out again. Null for none. */
    synchronized Answer.Told take(Mark mark) {
        Deque<Answer.Told> all = marks.get(mark);
        return all == null ? null : all.pollLast();
    }

    /** An id of another system: sometimes one that was given out before. */
    synchronized String externalId(Random random) {
        if (random.nextInt(4) > 0) {
            lastExternalId++;
        }
        return "other-" + lastExternalId;
    }

    /** A lead that the agent claimed and has not tried to release; a rule may have taken it since. 0 for none. */
    synchronized long held(String agent) {
        Deque<Long> mine = held.get(agent);
        return mine == null || mine.isEmpty() ? 0 : mine.removeFirst();
    }

    private static <T> int keep(List<T> ring, T item, int oldest) {
        if (ring.size() < KEPT) {
            ring.add(item);
            return oldest;
        }
        ring.set(oldest, item);
        return (oldest + 1) % KEPT;
    }
}
