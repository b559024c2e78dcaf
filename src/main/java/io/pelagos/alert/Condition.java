package io.pelagos.alert;

import io.pelagos.team.Document;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a rule raises an alert. */
sealed interface Condition {
    int MINUTES_MAX = 10_080;
    int LEADS_MAX = 10_000_000;
    Duration AGE_MAX = Duration.ofDays(366);

    /** For what, and apart for each. */
    Scope scope();

    /** For how long it must be so without a break before an alert begins. */
    int minutes();

    /**
     * Too few leads may be claimed.
     *
     * @param working it counts in working time only
     */
    record Dry(Scope scope, int below, int minutes, boolean working) implements Condition {}

    /**
     * Too many leads may be claimed, or one waits for too long.
     *
     * @param above 0: any number
     */
    record Overflow(Scope scope, int above, @Nullable Duration olderThan, int minutes) implements Condition {}

    /**
     * Of the last days less became than of as many days before.
     *
     * @param measure {@code wins_per_claim} or {@code contacts_per_lead}
     * @param leadsMin claims, or leads, of either time, below which the numbers say nothing
     */
    record Drop(Scope scope, String measure, int days, int percent, int leadsMin) implements Condition {
        @Override
        public int minutes() {
            return 0;
        }
    }

    /**
     * Promises of a first contact were broken.
     *
     * @param withinMinutes the time in which they are counted
     */
    record Broken(Scope scope, int atLeast, int withinMinutes) implements Condition {
        @Override
        public int minutes() {
            return 0;
        }
    }

    /** Others raise it; the rule only says who is told. An empty scope stands for all. */
    record Raised(Scope scope) implements Condition {
        @Override
        public int minutes() {
            return 0;
        }
    }

    static Condition read(String kind, Document document) {
        return switch (kind) {
            case AlertKind.POOL_DRY ->
                new Dry(
                        Scope.pools(document),
                        (int) document.integer("below", 1, LEADS_MAX),
                        minutes(document, 5),
                        document.flag("working_hours", false));
            case AlertKind.POOL_OVERFLOW -> overflow(document);
            case AlertKind.CONVERSION_DROP ->
                new Drop(
                        Scope.read(document),
                        document.choice("measure", List.of("wins_per_claim", "contacts_per_lead"), "wins_per_claim"),
                        (int) document.integer("days", 1, 31, 7),
                        (int) document.integer("drop_percent", 1, 100),
                        (int) document.integer("min_leads", 1, LEADS_MAX, 50));
            case AlertKind.SLA_BREACH ->
                new Broken(Scope.read(document), (int) document.integer("at_least", 1, LEADS_MAX, 1), (int)
                        document.integer("minutes", 1, MINUTES_MAX, 60));
            case AlertKind.CHANNEL_SILENT -> new Raised(new Scope(Scope.CHANNEL, Scope.ids(document, "channels")));
            default -> new Raised(new Scope(Scope.FIRM, List.of()));
        };
    }

    private static int minutes(Document document, int otherwise) {
        return (int) document.integer("minutes", 0, MINUTES_MAX, otherwise);
    }

    private static Condition overflow(Document document) {
        Overflow read = new Overflow(
                Scope.pools(document),
                (int) document.integer("above", 1, LEADS_MAX, 0),
                document.duration("older_than", AGE_MAX),
                minutes(document, 5));
        boolean none = read.above == 0 && read.olderThan == null;
        if (none && !document.faulty("above") && !document.faulty("older_than")) {
            document.fault("above", "is required, or older_than");
        }
        return read;
    }
}
