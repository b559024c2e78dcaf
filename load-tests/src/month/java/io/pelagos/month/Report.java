package io.pelagos.month;

import java.util.List;
import java.util.Map;

/**
 * What a month came to.
 *
 * @param events type of journal line to how often; recycled also by rule
 * @param answers kind of request and answer to how often
 * @param mostHeld the most leads that one agent held at any moment
 * @param fullDays how often an agent had all claims of a day
 * @param violations kind to how often
 * @param details the first few of each kind, with journals
 */
public record Report(
        int leads,
        Map<String, Integer> events,
        Map<String, Long> answers,
        int mostHeld,
        long fullDays,
        Map<String, Integer> violations,
        List<String> details,
        String pace) {

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("\nAnswers\n");
        answers.forEach((answer, count) -> line(text, answer, count));
        text.append("\nJournal\n");
        events.forEach((type, count) -> line(text, type, count));
        line(text, "leads", leads);
        line(text, "most held by one agent", mostHeld);
        line(text, "days with all claims used", fullDays);
        text.append("\nReal time: ").append(pace).append('\n');
        details.forEach(detail -> text.append('\n').append(detail).append('\n'));
        text.append('\n');
        if (violations.isEmpty()) {
            return text.append("The rules explain every journal.").toString();
        }
        text.append("VIOLATIONS\n");
        violations.forEach((kind, count) -> line(text, kind, count));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, long count) {
        text.append(String.format("%9d  %s%n", count, name));
    }
}
