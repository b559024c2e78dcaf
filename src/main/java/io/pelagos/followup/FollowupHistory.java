package io.pelagos.followup;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.Rfc3339;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The follow-ups of a lead as its journal tells them, and what rules remember of them. */
public final class FollowupHistory {
    /** Rules look back at no more than so many; each differs from the later ones in what it shows. */
    private static final int REMEMBERED_MAX = 20;

    private FollowupHistory() {}

    /** Reads the lines of a lead's journal, oldest first. */
    public static List<Followup> of(List<JsonObject> lines) {
        Map<Integer, Followup> all = new LinkedHashMap<>();
        for (JsonObject line : lines) {
            JsonObject data = line.getJsonObject("data", new JsonObject());
            switch (line.getString("type")) {
                case "followed_up" -> all.put(line.getInteger("version"), read(line, data));
                case "imported" -> imported(data, all);
                case "evidenced" ->
                    all.computeIfPresent(
                            data.getInteger("followup"),
                            (version, f) -> f.shownBy(data.getString("call"), data.getInteger("seconds", 0)));
                case "reviewed" ->
                    all.computeIfPresent(
                            data.getInteger("followup"),
                            (version, f) -> f.judged("fake".equals(data.getString("verdict"))));
                default -> {
                    // Tells nothing of follow-ups.
                }
            }
        }
        return List.copyOf(all.values());
    }

    /** Those of another system: they have no lines of their own, and so no names that anybody could judge them by. */
    private static void imported(JsonObject data, Map<Integer, Followup> all) {
        for (Object item : data.getJsonArray("followups", new JsonArray())) {
            JsonObject told = (JsonObject) item;
            int name = -1 - all.size();
            all.put(
                    name,
                    new Followup(
                            name,
                            Rfc3339.millis(told.getString("at")),
                            "",
                            told.getString("method"),
                            told.getString("outcome"),
                            null,
                            0,
                            List.of(),
                            false));
        }
    }

    private static Followup read(JsonObject line, JsonObject data) {
        JsonArray proofs = data.getJsonArray("proofs", new JsonArray());
        return new Followup(
                line.getInteger("version"),
                line.getLong("at"),
                line.getJsonObject("to").getString("owner", ""),
                data.getString("method"),
                data.getString("outcome"),
                data.getString("call"),
                data.getInteger("seconds", 0),
                proofs.stream().map(String::valueOf).toList(),
                false);
    }

    /** What the lead's facts say of these follow-ups; a fact that is not so is null. */
    public static Map<String, @Nullable Object> facts(LeadRow lead, Collection<Followup> history) {
        JsonObject outcomes = new JsonObject();
        JsonArray remembered = new JsonArray();
        Followup last = null;
        int ever = 0;
        for (Followup followup : history) {
            if (!followup.isVoid()) {
                ever++;
                last = followup;
                outcomes.put(followup.outcome(), outcomes.getInteger(followup.outcome(), 0) + 1);
                if (lead.state() == LeadState.OWNED
                        && followup.agent().equals(lead.owner())
                        && followup.atMillis() >= lead.claimedAtMillis()) {
                    remembered = remember(remembered, followup.fact(), lead.claimedAtMillis());
                }
            }
        }
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put(Facts.FOLLOWUPS, remembered.isEmpty() ? null : remembered);
        facts.put(Facts.FOLLOWUPS_EVER, ever == 0 ? null : ever);
        facts.put(Facts.OUTCOMES, outcomes.isEmpty() ? null : outcomes);
        facts.put(Facts.LAST_OUTCOME, last == null ? null : last.outcome());
        facts.put(Facts.FOLLOWED_UP_AT, last == null ? null : last.atMillis());
        return facts;
    }

    /** With one more; without those of earlier owners and those that the new one makes needless. */
    static JsonArray remember(JsonArray before, JsonObject followup, long claimedAtMillis) {
        List<JsonObject> kept = new ArrayList<>();
        for (Object item : before) {
            JsonObject old = (JsonObject) item;
            if (old.getLong("at") >= claimedAtMillis && !shows(followup, old)) {
                kept.add(old);
            }
        }
        kept.add(followup);
        // Beyond that the oldest goes: a rule that asks for just what it showed counts from an earlier one.
        return new JsonArray(new ArrayList<>(kept.subList(Math.max(0, kept.size() - REMEMBERED_MAX), kept.size())));
    }

    /** Whether the newer one shows all that the older one does. */
    private static boolean shows(JsonObject newer, JsonObject older) {
        return newer.getString("outcome").equals(older.getString("outcome"))
                && newer.getInteger("seconds", 0) >= older.getInteger("seconds", 0)
                && older.getJsonArray("proofs", new JsonArray()).stream()
                        .allMatch(newer.getJsonArray("proofs", new JsonArray())::contains);
    }
}
