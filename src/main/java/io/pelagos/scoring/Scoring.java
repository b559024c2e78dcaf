package io.pelagos.scoring;

import io.pelagos.condition.Condition;
import io.pelagos.condition.Subject;
import io.pelagos.team.Document;
import io.pelagos.team.Section;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A firm's scoring: the score is {@code base} and the points of every rule that fits; the grade that of the highest
 * {@code min} that the score reaches.
 *
 * @param grades highest first; empty: no grade is given
 * @param override whether it counts also for leads that bring a score or a grade of their own
 * @param onEdit whether an edit of a lead works it out anew
 */
public record Scoring(int base, List<Rule> rules, List<Grade> grades, boolean override, boolean onEdit) {
    public static final Scoring NONE = new Scoring(0, List.of(), List.of(), false, false);
    private static final int SCORE_MAX = 1_000_000;
    private static final int RULES_MAX = 200;
    private static final int GRADES_MAX = 26;

    /** Field {@code scoring} of a tenant. */
    public static final Section<Scoring> SCORING = new Section<>("tenant", (id, json) -> {
        Object scoring = json.getValue("scoring");
        return Document.read(new JsonObject().put("scoring", scoring), Scoring::in);
    });

    /** Of a tenant; {@link #NONE} when it has none. */
    public static Scoring of(TenantConfig config) {
        Scoring scoring = config.get(SCORING, "");
        return scoring == null ? NONE : scoring;
    }

    public record Rule(String name, Condition when, int points) {
        private static Rule read(Document document) {
            return new Rule(document.text("name", 60), Condition.in(document, "when"), (int)
                    document.integer("points", -SCORE_MAX, SCORE_MAX));
        }
    }

    /** @param min the least score that has it */
    public record Grade(int min, String grade) {
        private static Grade read(Document document) {
            return new Grade((int) document.integer("min", -SCORE_MAX, SCORE_MAX), document.text("grade", 20));
        }
    }

    /**
     * What a lead is given.
     *
     * @param grade null when no grade is so low
     * @param given the rules that fit
     */
    public record Score(int score, @Nullable String grade, List<Rule> given) {}

    /** Field {@code scoring} of a document. */
    public static Scoring in(Document document) {
        Scoring read = document.object("scoring", Scoring::read);
        return read == null ? NONE : read;
    }

    private static Scoring read(Document document) {
        List<Rule> rules = document.list("rules", RULES_MAX, Rule::read);
        twice(document, "rules", "name", rules.stream().map(Rule::name).toList());
        List<Grade> grades = document.list("grades", GRADES_MAX, Grade::read);
        twice(document, "grades", "min", grades.stream().map(Grade::min).toList());
        List<Grade> sorted = new ArrayList<>(grades);
        sorted.sort(Comparator.comparingInt(Grade::min).reversed());
        return new Scoring(
                (int) document.integer("base", -SCORE_MAX, SCORE_MAX, 0),
                List.copyOf(rules),
                List.copyOf(sorted),
                document.flag("override", false),
                document.flag("on_edit", false));
    }

    private static void twice(Document document, String list, String field, List<?> values) {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            if (!seen.add(values.get(i))) {
                document.fault(list + "/" + i + "/" + field, "is there twice");
            }
        }
    }

    /** Whether it says anything. */
    public boolean exists() {
        return !rules.isEmpty() || !grades.isEmpty();
    }

    /** What it gives a lead; between -1,000,000 and 1,000,000. */
    public Score of(Subject lead) {
        List<Rule> given = rules.stream().filter(rule -> rule.when.test(lead)).toList();
        long sum = base + given.stream().mapToLong(Rule::points).sum();
        int score = (int) Math.max(-SCORE_MAX, Math.min(SCORE_MAX, sum));
        String grade = grades.stream()
                .filter(one -> score >= one.min)
                .map(Grade::grade)
                .findFirst()
                .orElse(null);
        return new Score(score, grade, given);
    }
}
