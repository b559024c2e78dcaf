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

    /** Lines have the times of decisions: one that is decided later may be committed first, while the other's node is held up. */
    private static final long LATE_MILLIS = 30_000;

    private final Findings findings;
    private final Map<String, Truth.Line> first = new HashMap<>();
    /** Who has the same id, and may have it only because the first had given it up before this was committed. */
    private final Map<String, Truth.Line> second = new HashMap<>();

    private ExternalIdCheck(Findings findings) {
        this.findings = findings;
    }

    static void check(Truth truth, Findings findings) {
        ExternalIdCheck check = new ExternalIdCheck(findings);
        Map<String, Integer> ids = new HashMap<>();
        Map<Told.Step, Truth.Line> lines = Told.steps(truth);
        List<Truth.Line> byTime = truth.journal().stream()
                .sorted(Comparator.comparingLong(Truth.Line::atMillis))
                .toList();
        for (Truth.Line line : byTime) {
            Truth.Line freed = freed(line, lines);
            if (freed != null && of(freed) != null) {
                ids.merge("d", -1, Integer::sum);
                check.frees("d " + of(freed), freed, line.atMillis());
            }
            String id = of(line);
            if (id == null) {
                continue;
            }
            String kind = LETTERS.get(Told.kind(line));
            ids.merge(kind, 1, Integer::sum);
            check.records(kind + " " + id, line);
        }
        check.second.forEach((id, line) -> check.twice(id, check.first.get(id), line));
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

    private void records(String id, Truth.Line line) {
        Truth.Line other = first.putIfAbsent(id, line);
        if (other != null && second.putIfAbsent(id, line) != null) {
            twice(id, other, line);
        }
    }

    private void frees(String id, Truth.Line freed, long atMillis) {
        if (!freed.equals(first.get(id))) {
            return;
        }
        first.remove(id);
        Truth.Line next = second.remove(id);
        if (next != null) {
            first.put(id, next);
            if (next.atMillis() < atMillis - LATE_MILLIS) {
                twice(id, freed, next);
            }
        }
    }

    private void twice(String id, Truth.Line one, Truth.Line other) {
        findings.add("P5", "an external id was recorded twice", id + ": " + one.describe() + "; " + other.describe());
    }

    /** The request for a deal that was rejected, whose id may be used again; null for none. */
    private static Truth.Line freed(Truth.Line line, Map<Told.Step, Truth.Line> lines) {
        boolean deal = line.type().equals("rejected")
                && line.data().path("what").asText().equals("deal");
        return deal
                ? lines.get(
                        new Told.Step(line.lead(), line.data().path("requested").asInt()))
                : null;
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
