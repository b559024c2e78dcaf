package io.pelagos.recycling;

import io.pelagos.lead.LeadRow;
import io.pelagos.team.Document;
import io.pelagos.team.Unsupported;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which leads a rule is for: those to which every filter applies. An empty set and a null filter nothing.
 *
 * @param grades one of these
 * @param tags at least one of these
 * @param channels one of these
 * @param won whether it must be won, or must not be
 * @param minRounds how often it was claimed, at least
 * @param maxRounds at most; {@code Integer.MAX_VALUE} for no limit
 */
public record AppliesTo(
        Set<String> grades,
        Set<String> tags,
        Set<String> channels,
        @Nullable Boolean won,
        int minRounds,
        int maxRounds) {
    public static final AppliesTo ALL = new AppliesTo(Set.of(), Set.of(), Set.of(), null, 0, Integer.MAX_VALUE);

    /** A range, both ends included. */
    private record Rounds(int min, int max) {}

    /** Whether every filter applies to the lead. */
    boolean includes(LeadRow lead) {
        JsonObject facts = lead.facts();
        return (grades.isEmpty() || grades.contains(facts.getString("grade", "")))
                && (tags.isEmpty()
                        || facts.getJsonArray("tags", new JsonArray()).stream().anyMatch(tags::contains))
                && (channels.isEmpty() || channels.contains(facts.getString("channel", "")))
                && (won == null || won == (lead.factMillis("won_at") > 0))
                && lead.rounds() >= minRounds
                && lead.rounds() <= maxRounds;
    }

    static AppliesTo in(Document rule) {
        @Nullable AppliesTo filter = rule.object("applies_to", AppliesTo::read);
        return filter == null ? ALL : filter;
    }

    private static AppliesTo read(Document document) {
        notYet(document, "last_outcome");
        notYet(document, "stage");
        Rounds rounds = document.object(
                "rounds",
                d -> new Rounds(
                        (int) d.integer("min", 0, 100_000, 0), (int) d.integer("max", 0, 100_000, Integer.MAX_VALUE)));
        return new AppliesTo(
                Set.copyOf(document.texts("grades", 26, 20)),
                Set.copyOf(document.texts("tags", 100, 60)),
                Set.copyOf(document.texts("channels", 100, 40)),
                document.has("won") ? (Boolean) document.flag("won", false) : null,
                rounds == null ? 0 : rounds.min(),
                rounds == null ? Integer.MAX_VALUE : rounds.max());
    }

    private static void notYet(Document document, String name) {
        List<String> words = document.texts(name, 50, 60);
        if (!words.isEmpty()) {
            Unsupported.refuse(document, name);
        }
    }
}
