package io.pelagos.team;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The firm's own words.
 *
 * @param grades best first; empty: any text is a grade
 * @param outcomes how follow-ups end
 * @param stages of an opportunity, first to last
 * @param intents how much a customer wants; empty: any text
 */
public record Words(List<String> grades, List<String> outcomes, List<String> stages, List<String> intents) {
    static final Words USUAL = new Words(
            List.of(),
            List.of(
                    "reached",
                    "no_answer",
                    "busy",
                    "wrong_number",
                    "empty_number",
                    "refused",
                    "interested",
                    "callback"),
            List.of("new", "qualified", "offer", "negotiation", "won", "lost"),
            List.of());

    /** Whether a lead may have it; null is none. */
    public boolean knowsGrade(@Nullable String grade) {
        return grade == null || grades.isEmpty() || grades.contains(grade);
    }

    static Words in(Document tenant) {
        return new Words(
                tenant.texts("grades", 26, 20),
                orUsual(tenant.texts("outcomes", 60, 60), USUAL.outcomes),
                orUsual(tenant.texts("stages", 60, 60), USUAL.stages),
                tenant.texts("intents", 60, 60));
    }

    private static List<String> orUsual(List<String> given, List<String> usual) {
        return given.isEmpty() ? usual : List.copyOf(given);
    }
}
