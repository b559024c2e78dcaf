package io.pelagos.month;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Every acknowledged answer is in the journal as it was told, and no step of a person is there that nobody was told. */
final class ToldCheck {

    private ToldCheck() {}

    static void of(List<Event> life, List<Ledger.Told> told, Findings findings) {
        Set<Integer> known = new HashSet<>();
        for (Ledger.Told answer : told) {
            known.add(answer.version());
            Event event = life.stream()
                    .filter(line -> line.version() == answer.version())
                    .findFirst()
                    .orElse(null);
            if (event == null) {
                findings.add("acknowledged but not in the journal", life.get(0), life, answer.toString());
            } else if (!agrees(event, answer)) {
                findings.add("the journal says something else than was told", event, life, answer.toString());
            }
        }
        for (Event event : life) {
            if (event.asked() && !known.contains(event.version())) {
                findings.add("a step that nobody was told of", event, life, event.type());
            }
        }
    }

    private static boolean agrees(Event event, Ledger.Told answer) {
        // What a supervisor did to somebody's lead is told with its owner too, except in a review of a lead in a pool.
        return Arrays.asList(answer.type().split("\\|")).contains(event.type())
                && Objects.equals(event.to().owner(), answer.owner());
    }
}
