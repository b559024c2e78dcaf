package io.pelagos.month;

import java.util.List;

/** The diagram: received → pooled ⇄ owned, from anywhere → closed → pooled; won is a mark. No gap, no way back in time. */
final class PathCheck {

    private PathCheck() {}

    static void of(List<Event> life, Findings findings) {
        Event.Place place = new Event.Place(null, null, null);
        long atMillis = 0;
        int version = 0;
        boolean won = false;
        for (Event event : life) {
            version++;
            if (event.version() != version) {
                findings.add("versions with a gap", event, life, "expected " + version);
                version = event.version();
            }
            if (event.atMillis() < atMillis) {
                findings.add("time goes back", event, life, "earlier than the line before");
            }
            if (!event.from().equals(place)) {
                findings.add("starts where the lead was not", event, life, "it was " + place);
            }
            if (!allowed(event, won)) {
                findings.add("an impossible step", event, life, event.type() + " by " + event.actor());
            }
            won |= event.is("won");
            place = event.to();
            atMillis = event.atMillis();
        }
    }

    private static boolean allowed(Event event, boolean won) {
        Event.Place from = event.from();
        Event.Place to = event.to();
        boolean owner = event.actor() != null && event.actor().equals(from.owner());
        return switch (event.type()) {
            // Closed at once: its number is on the do-not-call list.
            case "received" -> from.state() == null && (to.is("pooled") || to.is("closed"));
            case "claimed" ->
                from.is("pooled") && to.is("owned") && event.actor().equals(to.owner());
            case "assigned" -> from.is("pooled") && to.is("owned");
            case "transferred" ->
                from.is("owned") && to.is("owned") && !from.owner().equals(to.owner());
            case "released" -> from.is("owned") && to.is("pooled") && owner;
            case "recycled" ->
                from.is("owned") && to.is("pooled") && event.actor().equals("rule");
            case "closed" -> (from.is("pooled") || from.is("owned")) && to.is("closed");
            // Who comes in again stays where he was, or comes back.
            case "merged" -> to.equals(from) || from.is("closed") && to.is("pooled");
            case "reopened" -> from.is("closed") && to.is("pooled");
            case "followed_up", "nurtured", "locked" -> from.is("owned") && to.equals(from) && owner;
            case "warned", "reminded" ->
                from.is("owned") && to.equals(from) && event.actor().equals("rule");
            case "won" -> from.is("owned") && to.equals(from) && !won;
            case "repurchased" -> from.is("owned") && to.equals(from) && won;
            case "reviewed", "refunded" -> to.equals(from);
            case "imported" ->
                to.equals(from) || from.is("pooled") && (to.is("closed") || to.is("owned")) && event.version() == 2;
            default -> false;
        };
    }
}
