package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** P4: what leads are found by is what their facts say, at any moment: both are written in one transaction. */
final class TermCheck {

    private TermCheck() {}

    static void check(Truth truth, Findings findings) {
        Set<Long> leads = new TreeSet<>(truth.facts().keySet());
        leads.addAll(truth.terms().keySet());
        for (long lead : leads) {
            JsonNode facts = truth.facts().get(lead);
            Set<String> expected = facts == null ? Set.of() : expected(facts);
            Set<String> stored = truth.terms().getOrDefault(lead, Set.of());
            findings.must(
                    expected.equals(stored),
                    "P4",
                    "a lead is found by other terms than its facts say",
                    () -> "lead " + lead + " is " + expected + ", found by " + stored);
        }
    }

    /** Each as its name, {@code =} and its value. */
    private static Set<String> expected(JsonNode facts) {
        Set<String> terms = new TreeSet<>();
        facts.path("tags").forEach(tag -> terms.add("tag=" + tag.asText()));
        facts.path("fields")
                .properties()
                .forEach(field -> terms.add("field." + field.getKey() + "="
                        + (field.getValue().isNumber()
                                ? number(field.getValue().asText())
                                : field.getValue().asText().toLowerCase(Locale.ROOT))));
        if (facts.has("pending_deal")) {
            terms.add("awaiting=deal");
        }
        if (facts.has("unapproved")) {
            terms.add("awaiting=edit");
        }
        return terms;
    }

    private static String number(String text) {
        return new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
}
