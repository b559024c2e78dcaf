package io.pelagos.month;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A lead's row in PostgreSQL.
 *
 * @param rounds how often it came back to a pool from an owner; one that is opened again was never away with anybody
 * @param wonMillis 0 when not won
 */
record Row(
        int version,
        String state,
        String pool,
        String owner,
        long enteredMillis,
        long claimedMillis,
        int rounds,
        String grade,
        long wonMillis) {

    /** Holds it against the end of the lead's journal. */
    void check(List<Event> life, String enteredGrade, Findings findings) {
        Event last = life.get(life.size() - 1);
        long entered =
                last(life, event -> event.to().is("pooled") && !event.from().is("pooled"));
        long claimed = last(life, Event::begins);
        long won = last(life, event -> event.is("won"));
        long back = life.stream()
                .filter(event -> event.from().is("owned") && event.to().is("pooled"))
                .count();
        boolean agrees = version == last.version()
                && last.to().is(state)
                && Objects.equals(owner, last.to().owner())
                && (last.to().pool() == null || last.to().pool().equals(pool))
                && (!last.to().is("pooled") || enteredMillis == entered)
                && (!last.to().is("owned") || claimedMillis == claimed)
                && rounds == back
                && Objects.equals(grade, enteredGrade)
                && wonMillis == won;
        if (!agrees) {
            findings.add("the lead's row and its journal differ", last, life, toString());
        }
    }

    private static long last(List<Event> life, Predicate<Event> kind) {
        return life.stream().filter(kind).mapToLong(Event::atMillis).max().orElse(0);
    }
}
