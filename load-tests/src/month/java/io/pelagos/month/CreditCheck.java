package io.pelagos.month;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose win it is: all of it goes to the first who had the lead, claimed or assigned, and followed up.
 *
 * <p>The specification leaves open what comes first when somebody grabs a lead, drops it, and works on it only when they
 * have it again. Read here: the first <em>ownership</em> with a follow-up that counts has the say, as the first grab is
 * just what shall not earn. Without any it is the seller's. What is found fake after the win changes nothing, as the
 * credit is fixed.
 */
final class CreditCheck {

    /** @param followups versions of those that count */
    private record Turn(String agent, Set<Integer> followups) {}

    private CreditCheck() {}

    static void of(List<Event> life, Findings findings) {
        List<Turn> turns = new ArrayList<>();
        for (Event event : life) {
            if (event.begins()) {
                turns.add(new Turn(event.to().owner(), new HashSet<>()));
            } else if (event.is("followed_up")) {
                turns.get(turns.size() - 1).followups.add(event.version());
            } else if (event.is("reviewed")
                    && event.data().path("verdict").asText().equals("fake")) {
                int version = event.data().path("followup").asInt();
                turns.forEach(turn -> turn.followups.remove(version));
            } else if (event.is("won") || event.is("repurchased")) {
                String expected = turns.stream()
                        .filter(turn -> !turn.followups.isEmpty())
                        .map(Turn::agent)
                        .findFirst()
                        .orElse(event.from().owner());
                check(event, expected, life, findings);
            }
        }
    }

    private static void check(Event event, String expected, List<Event> life, Findings findings) {
        JsonNode shares = event.data().path("credit").path("shares");
        JsonNode share = shares.path(0);
        boolean right = shares.size() == 1
                && share.path("agent").asText().equals(expected)
                && share.path("percent").asInt() == 100;
        if (!right) {
            findings.add("credit", event, life, "it is " + expected + "'s");
        }
    }
}
