package io.pelagos.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** P1 and P5 for people who come again: each acknowledged touch is in the old lead's journal, and no form is there twice. */
final class TouchCheck {

    private static final String MERGED = "merged";

    private TouchCheck() {}

    /** At rest only: a touch is acknowledged before it is a line of the journal. */
    static void check(List<Operation> history, Truth truth, Findings findings) {
        Map<Long, Set<String>> acknowledged = new HashMap<>();
        Map<Long, String> people = new HashMap<>();
        Map<String, Set<String>> sent = new HashMap<>();
        for (Operation op : history) {
            Intent intent = op.intent();
            if (!intent.kind().intake()) {
                continue;
            }
            String person = intent.channel() + " " + intent.phone();
            sent.computeIfAbsent(person, p -> new HashSet<>()).add(intent.externalId());
            if (op.ok() && !op.answer().leads().isEmpty()) {
                long lead = op.answer().leads().get(0).lead();
                people.put(lead, person);
                if (op.answer().result().equals(MERGED)) {
                    acknowledged.computeIfAbsent(lead, l -> new HashSet<>()).add(intent.externalId());
                }
            }
        }
        Map<Long, Integer> lines = new HashMap<>();
        truth.journal().stream()
                .filter(line -> line.type().equals(MERGED))
                .forEach(line -> lines.merge(line.lead(), 1, Integer::sum));
        acknowledged.forEach((lead, forms) -> findings.must(
                lines.getOrDefault(lead, 0) >= forms.size(),
                "P1",
                "acknowledged touch is missing",
                () -> "lead " + lead + " has " + lines.getOrDefault(lead, 0) + " touches, acknowledged " + forms));
        lines.forEach((lead, there) -> {
            // The first form of a person is the lead itself. Of Google's leads no answer tells whose they are.
            Set<String> forms = sent.get(people.getOrDefault(lead, ""));
            findings.must(
                    forms == null || there < forms.size(),
                    "P5",
                    "more touches than forms",
                    () -> "lead " + lead + " has " + there + " touches of " + forms);
        });
    }
}
