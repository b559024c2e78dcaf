package io.pelagos.month;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was found wrong: how often each kind, and the first few in full. */
final class Findings {

    private static final int SHOWN_PER_KIND = 3;

    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> shown = new ArrayList<>();

    void add(String kind, String detail) {
        if (counts.merge(kind, 1, Integer::sum) <= SHOWN_PER_KIND) {
            shown.add(kind + ": " + detail);
        }
    }

    /** With the whole journal of the lead, so that a reader can follow the rules by hand. */
    void add(String kind, Event at, List<Event> life, String detail) {
        StringBuilder text = new StringBuilder("lead " + at.lead() + " version " + at.version() + ": " + detail);
        if (counts.getOrDefault(kind, 0) < SHOWN_PER_KIND) {
            life.forEach(event -> text.append("\n    ").append(event.text()));
        }
        add(kind, text.toString());
    }

    /** Kind to how often. */
    Map<String, Integer> counts() {
        return counts;
    }

    List<String> shown() {
        return shown;
    }
}
