package io.pelagos.alert;

import io.pelagos.team.Document;
import io.pelagos.team.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When people are told that something is wrong, and who.
 *
 * @param kind one of {@link AlertKind}
 * @param repeatMinutes how long the targets are left alone after they were told; while it lasts and nobody has taken note
 *     of it, they are told again then; 0: they are told once
 * @param targets ids of those who are told
 * @param workingOnly they are told in working time only; what is missed is told when it begins, if it still lasts
 */
public record AlertRule(
        String id,
        @Nullable String name,
        String kind,
        boolean enabled,
        String severity,
        int repeatMinutes,
        List<String> targets,
        boolean workingOnly,
        Condition condition) {
    /** Of one tenant. */
    public static final int COUNT_MAX = 100;

    private static final int TARGETS_MAX = 20;
    private static final int REPEAT_MINUTES_MAX = 10_080;

    /** Section {@code alert-rule} of a tenant's configuration. */
    public static final Section<AlertRule> ALERT_RULE =
            new Section<>("alert-rule", (id, json) -> Document.read(json, document -> read(id, document)));

    private static AlertRule read(String id, Document document) {
        String kind = document.choice("kind", AlertKind.ALL, null);
        return new AlertRule(
                id,
                document.optionalText("name", 100),
                kind,
                document.flag("enabled", true),
                document.choice("severity", List.of("info", "warning", "critical"), "warning"),
                (int) document.integer("repeat_minutes", 0, REPEAT_MINUTES_MAX, 60),
                targets(document),
                document.choice("tell", List.of("always", "working_hours"), "always")
                        .equals("working_hours"),
                Condition.read(kind, document));
    }

    private static List<String> targets(Document document) {
        List<String> targets = document.texts("targets", TARGETS_MAX, 255);
        for (int i = 0; i < targets.size(); i++) {
            if (!Document.ID.matcher(targets.get(i)).matches()) {
                document.fault("targets/" + i, "must be an id");
            }
        }
        return List.copyOf(targets);
    }

    /** What it counts apart. */
    public List<String> pools() {
        return condition.scope().by().equals(Scope.POOL) ? condition.scope().ids() : List.of();
    }

    /** What it counts apart. */
    public List<String> channels() {
        return condition.scope().by().equals(Scope.CHANNEL) ? condition.scope().ids() : List.of();
    }

    /** Whether it needs to know when the firm works. */
    public boolean needsCalendar() {
        return workingOnly || (condition instanceof Condition.Dry dry && dry.working());
    }

    /** Whether its targets hear of an alert. */
    boolean tellsOf(Alert alert) {
        if (!alert.kind().equals(kind)) {
            return false;
        }
        return condition instanceof Condition.Raised raised
                ? alert.rule().isEmpty()
                        && (raised.scope().ids().isEmpty()
                                || raised.scope().ids().contains(alert.subject()))
                : alert.rule().equals(id);
    }
}
