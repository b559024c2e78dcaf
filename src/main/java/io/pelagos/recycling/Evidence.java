package io.pelagos.recycling;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.team.Document;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a follow-up must show to count for a rule.
 *
 * @param callSeconds length of a call that the phone system has recorded, at least; 0 asks for none
 * @param outcomes one of these; empty for any
 * @param proofs all of these: {@code recording}, {@code upload}, {@code reply}
 */
public record Evidence(int callSeconds, Set<String> outcomes, Set<String> proofs) {
    /** A submitted follow-up counts. */
    public static final Evidence NONE = new Evidence(0, Set.of(), Set.of());

    public static final List<String> PROOFS = List.of("recording", "upload", "reply");

    static Evidence in(Document rule) {
        @Nullable
        Evidence evidence = rule.object(
                "evidence",
                d -> new Evidence(
                        (int) d.integer("call_seconds", 0, 86_400, 0),
                        Set.copyOf(d.texts("outcomes", 50, 60)),
                        Set.copyOf(d.choices("proofs", PROOFS))));
        return evidence == null ? NONE : evidence;
    }

    /** When the last follow-up of the present ownership that counts was made; 0 for none. */
    long lastMillis(LeadRow lead) {
        long last = 0;
        for (Object item : lead.facts().getJsonArray(Facts.FOLLOWUPS, new JsonArray())) {
            JsonObject followup = (JsonObject) item;
            if (counts(followup)) {
                last = Math.max(last, followup.getLong("at"));
            }
        }
        return last;
    }

    private boolean counts(JsonObject followup) {
        return followup.getInteger("seconds", 0) >= callSeconds
                && (outcomes.isEmpty() || outcomes.contains(followup.getString("outcome", "")))
                && proofs.stream().allMatch(followup.getJsonArray("proofs", new JsonArray())::contains);
    }
}
