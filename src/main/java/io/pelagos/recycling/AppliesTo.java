package io.pelagos.recycling;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.team.Document;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which leads a rule is for: those to which every filter applies. An empty set and a null filter nothing.
 *
 * @param grades one of these
 * @param tags at least one of these
 * @param channels one of these
 * @param intents one of these
 * @param stages the newest opportunity is in one of these
 * @param lastOutcomes the last follow-up ended so
 * @param fields the firm's own fields: each named one has one of its values
 * @param won whether it must be won, or must not be
 * @param minRounds how often it came back to a pool, at least
 * @param maxRounds at most; {@code Integer.MAX_VALUE} for no limit
 */
public record AppliesTo(
        Set<String> grades,
        Set<String> tags,
        Set<String> channels,
        Set<String> intents,
        Set<String> stages,
        Set<String> lastOutcomes,
        Map<String, Set<String>> fields,
        @Nullable Boolean won,
        int minRounds,
        int maxRounds) {
    public static final AppliesTo ALL = new AppliesTo(
            Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Map.of(), null, 0, Integer.MAX_VALUE);

    /** A range, both ends included. */
    private record Rounds(int min, int max) {}

    /** Whether every filter applies to the lead. */
    public boolean includes(LeadRow lead) {
        JsonObject facts = lead.facts();
        return among(grades, facts.getString(Facts.GRADE))
                && (tags.isEmpty()
                        || facts.getJsonArray(Facts.TAGS, new JsonArray()).stream()
                                .anyMatch(tags::contains))
                && among(channels, facts.getString(Facts.CHANNEL))
                && among(intents, facts.getString(Facts.INTENT))
                && among(stages, facts.getString(Facts.STAGE))
                && among(lastOutcomes, facts.getString(Facts.LAST_OUTCOME))
                && (fields.isEmpty() || fieldsFit(facts.getJsonObject(Facts.FIELDS, new JsonObject())))
                && (won == null || won == (lead.factMillis(Facts.WON_AT) > 0))
                && lead.rounds() >= minRounds
                && lead.rounds() <= maxRounds;
    }

    private static boolean among(Set<String> wanted, @Nullable String value) {
        return wanted.isEmpty() || (value != null && wanted.contains(value));
    }

    private boolean fieldsFit(JsonObject values) {
        return fields.entrySet().stream()
                .allMatch(field -> among(field.getValue(), text(values.getValue(field.getKey()))));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** Reads the field {@code applies_to}. */
    public static AppliesTo in(Document rule) {
        @Nullable AppliesTo filter = rule.object("applies_to", AppliesTo::read);
        return filter == null ? ALL : filter;
    }

    private static AppliesTo read(Document document) {
        Rounds rounds = document.object(
                "rounds",
                d -> new Rounds(
                        (int) d.integer("min", 0, 100_000, 0), (int) d.integer("max", 0, 100_000, Integer.MAX_VALUE)));
        if (rounds != null && rounds.min() > rounds.max()) {
            document.fault("rounds", "min must not be above max: no lead is between them");
        }
        return new AppliesTo(
                Set.copyOf(document.texts("grades", 26, 20)),
                Set.copyOf(document.texts("tags", 100, 60)),
                Set.copyOf(document.texts("channels", 100, 40)),
                Set.copyOf(document.texts("intent", 50, 60)),
                Set.copyOf(document.texts("stage", 50, 60)),
                Set.copyOf(document.texts("last_outcome", 50, 60)),
                fields(document),
                document.has("won") ? (Boolean) document.flag("won", false) : null,
                rounds == null ? 0 : rounds.min(),
                rounds == null ? Integer.MAX_VALUE : rounds.max());
    }

    private static Map<String, Set<String>> fields(Document document) {
        Map<String, Set<String>> fields = new HashMap<>();
        document.object("fields", d -> {
            for (String name : d.names()) {
                fields.put(name, Set.copyOf(d.texts(name, 50, 200)));
            }
            return true;
        });
        return Map.copyOf(fields);
    }
}
