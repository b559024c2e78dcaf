package io.pelagos.recycling;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.team.Document;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes leads out of a pool that nobody wants, or that cannot be reached.
 *
 * @param after for UNCLAIMED and NEVER_WORKED; else zero
 * @param count of outcomes, or of rounds
 * @param outcomes for OUTCOMES: these are counted together
 * @param close whether they are closed; else they go to {@code to}
 * @param reason of a closed one
 */
public record CleanUp(
        String name,
        When when,
        Duration after,
        int count,
        Set<String> outcomes,
        AppliesTo appliesTo,
        boolean close,
        @Nullable String to,
        String reason) {
    /** What makes a pooled lead ripe. */
    public enum When {
        /** It has waited in the pool for so long. */
        UNCLAIMED,
        /** It has been here for so long and nobody ever followed up. */
        NEVER_WORKED,
        /** Follow-ups ended so, so often. */
        OUTCOMES,
        /** It went round so often. */
        ROUNDS
    }

    /** The name of the one that a pool's {@code stale} describes. */
    public static final String STALE = "stale";

    public static final List<String> REASONS =
            List.of("invalid", "unreachable", "stale", "not_target", "duplicate", "lost", "do_not_contact");
    private static final Duration LONGEST = Duration.ofDays(3660);

    /** Reads a pool's {@code stale} and {@code cleanup}. */
    public static List<CleanUp> in(Document pool) {
        List<CleanUp> all = new ArrayList<>();
        CleanUp stale = pool.object("stale", d -> read(d, STALE, When.UNCLAIMED));
        if (stale != null) {
            all.add(stale);
        }
        all.addAll(pool.list(
                "cleanup",
                20,
                d -> read(
                        d,
                        d.text("name", 100),
                        When.valueOf(d.choice("when", List.of("unclaimed", "never_worked", "outcomes", "rounds"), null)
                                .toUpperCase(Locale.ROOT)))));
        return List.copyOf(all);
    }

    private static CleanUp read(Document document, String name, When when) {
        boolean timed = when == When.UNCLAIMED || when == When.NEVER_WORKED;
        Duration after = Duration.ZERO;
        if (timed) {
            Duration given = document.duration("after", LONGEST);
            if (given == null && !document.has("after")) {
                document.fault("after", "is required");
            }
            after = given == null ? LONGEST : given;
        }
        Set<String> outcomes = when == When.OUTCOMES ? Set.copyOf(document.texts("outcomes", 50, 60)) : Set.of();
        if (when == When.OUTCOMES && outcomes.isEmpty()) {
            document.fault("outcomes", "must name at least one");
        }
        boolean close = document.choice("then", List.of("close", "move"), null).equals("close");
        String to = document.optionalId("to");
        if (close == (to != null)) {
            document.fault("to", close ? "is for leads that move" : "is required for leads that move");
        }
        return new CleanUp(
                name,
                when,
                after,
                timed ? 0 : (int) document.integer("count", 1, 1000),
                outcomes,
                AppliesTo.in(document),
                close,
                to,
                document.choice("reason", REASONS, when == When.OUTCOMES ? "unreachable" : "stale"));
    }

    /** When a pooled lead goes; {@code Long.MAX_VALUE} for never. */
    long atMillis(LeadRow lead) {
        if (lead.state() != LeadState.POOLED || !appliesTo.includes(lead)) {
            return Long.MAX_VALUE;
        }
        long never = Long.MAX_VALUE;
        return switch (when) {
            case UNCLAIMED -> lead.enteredAtMillis() + after.toMillis();
            case NEVER_WORKED ->
                lead.factMillis(Facts.FOLLOWUPS_EVER) > 0
                        ? never
                        : Math.max(lead.enteredAtMillis(), lead.receivedMillis() + after.toMillis());
            case OUTCOMES -> times(lead) >= count ? lead.enteredAtMillis() : never;
            case ROUNDS -> lead.rounds() >= count ? lead.enteredAtMillis() : never;
        };
    }

    private int times(LeadRow lead) {
        JsonObject counted = lead.facts().getJsonObject(Facts.OUTCOMES, new JsonObject());
        return outcomes.stream().mapToInt(o -> counted.getInteger(o, 0)).sum();
    }

    /** The first of all to be due; null when none ever is. */
    public static @Nullable Due next(List<CleanUp> rules, LeadRow lead) {
        Due first = null;
        for (CleanUp rule : rules) {
            long atMillis = rule.atMillis(lead);
            if (atMillis < Long.MAX_VALUE && (first == null || atMillis < first.atMillis)) {
                first = new Due(atMillis, rule);
            }
        }
        return first;
    }

    /** When which rule takes a lead out of its pool. */
    public record Due(long atMillis, CleanUp rule) {}
}
