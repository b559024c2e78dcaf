package io.pelagos.faults;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
