package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** P5 for deals, opportunities, contracts and payments: what another system names is recorded once, whoever tells it. */
final class ExternalIdCheck {

    private static final Map<Intent.Kind, String> LETTERS = Map.of(
            Intent.Kind.DEAL, "d", Intent.Kind.OPPORTUNITY, "o", Intent.Kind.CONTRACT, "c", Intent.Kind.PAYMENT, "y");

    private ExternalIdCheck() {}

    static void check(Truth truth, Findings findings) {
        Map<String, Truth.Line> first = new HashMap<>();
        Map<String, Integer> ids = new HashMap<>();
        Map<Told.Step, Truth.Line> lines = Told.steps(truth);
        List<Truth.Line> byTime = truth.journal().stream()
                .sorted(Comparator.comparingLong(Truth.Line::atMillis))
                .toList();
        for (Truth.Line line : byTime) {
            String freed = freed(line, lines);
            if (freed != null) {
                ids.merge("d", -1, Integer::sum);
                first.remove("d " + freed);
            }
            String id = of(line);
            if (id == null) {
                continue;
            }
            String kind = LETTERS.get(Told.kind(line));
            ids.merge(kind, 1, Integer::sum);
            Truth.Line other = first.putIfAbsent(kind + " " + id, line);
            findings.must(
                    other == null,
                    "P5",
                    "an external id was recorded twice",
                    () -> id + ": " + other.describe() + "; " + line.describe());
        }
        for (String kind : LETTERS.values()) {
            int known = truth.identitiesByKind().getOrDefault(kind, 0);
            int recorded = ids.getOrDefault(kind, 0);
            findings.must(
                    known == recorded,
                    "P5",
                    "external ids and their fence differ",
                    () -> "kind " + kind + ": the journal has " + recorded + ", identities " + known);
        }
    }

    /** The id of a deal that was rejected, which may be used again; null for none. */
    private static String freed(Truth.Line line, Map<Told.Step, Truth.Line> lines) {
        boolean deal = line.type().equals("rejected")
                && line.data().path("what").asText().equals("deal");
        Truth.Line requested = !deal
                ? null
                : lines.get(
                        new Told.Step(line.lead(), line.data().path("requested").asInt()));
        return requested == null ? null : of(requested);
    }

    /** The external id that a line records; null for none. A deal that was approved has had its own before. */
    static String of(Truth.Line line) {
        Intent.Kind kind = Told.kind(line);
        if (kind == null || !LETTERS.containsKey(kind)) {
            return null;
        }
        JsonNode data = line.data();
        return (kind == Intent.Kind.DEAL ? data.path("deal") : data)
                .path("external_id")
                .asText(null);
    }
}
