package io.pelagos.preview;

import io.pelagos.followup.FollowupHistory;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.Rfc3339;
import io.pelagos.recycling.Pause;
import io.pelagos.team.Span;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lives a lead's life again from its journal: what its row and facts were after each line, as far as rules look at
 * them. A pure function.
 */
final class LeadReplay {
    private static final List<String> EDITED = List.of(Facts.GRADE, Facts.INTENT, Facts.SCORE, Facts.TAGS);

    private final List<JsonObject> seen = new ArrayList<>();
    private LeadRow row;

    private LeadReplay(LeadRow row) {
        this.row = row;
    }

    /**
     * The rows after each of the lines, oldest first.
     *
     * @param today the lead as it is now: what no line tells, such as its channel, it has always had
     * @param lines all lines of its journal
     */
    static List<LeadRow> rows(LeadRow today, List<JsonObject> lines) {
        LeadReplay replay = new LeadReplay(new LeadRow(
                today.tenant(),
                today.id(),
                0,
                LeadState.POOLED,
                today.pool(),
                null,
                null,
                0,
                0,
                0,
                0,
                atFirst(today, lines)));
        List<LeadRow> rows = new ArrayList<>();
        for (JsonObject line : lines) {
            replay.next(line);
            rows.add(replay.row);
        }
        return rows;
    }

    /** Before its first edit a fact was what that edit says; without one it is what it is today. */
    private static JsonObject atFirst(LeadRow today, List<JsonObject> lines) {
        JsonObject facts = new JsonObject();
        List<String> given = new ArrayList<>(EDITED);
        given.addAll(List.of(Facts.FIELDS, Facts.CHANNEL, Facts.LANE));
        for (String fact : given) {
            Object value = lines.stream()
                    .filter(LeadReplay::isEdit)
                    .map(line -> change(line, fact))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .map(change -> change.getValue("before"))
                    .orElse(edited(lines, fact) ? null : today.facts().getValue(fact));
            if (value != null) {
                facts.put(fact, value);
            }
        }
        return facts;
    }

    private static boolean edited(List<JsonObject> lines, String fact) {
        return lines.stream().anyMatch(line -> isEdit(line) && change(line, fact) != null);
    }

    /** What a line changes of a fact; null for nothing: a touch names the channel that it came by, too. */
    private static @Nullable JsonObject change(JsonObject line, String fact) {
        return data(line).getValue(fact) instanceof JsonObject change ? change : null;
    }

    /** A touch tells what it has changed as an edit does. */
    private static boolean isEdit(JsonObject line) {
        return line.getString("type").equals("edited") || line.getString("type").equals("merged");
    }

    private static JsonObject data(JsonObject line) {
        return line.getJsonObject("data", new JsonObject());
    }

    private void next(JsonObject line) {
        seen.add(line);
        long at = line.getLong("at");
        place(line, at);
        JsonObject facts = row.facts();
        JsonObject data = data(line);
        switch (line.getString("type")) {
            case "followed_up", "evidenced", "reviewed" ->
                FollowupHistory.facts(row, FollowupHistory.of(seen)).forEach((name, value) -> set(facts, name, value));
            case "imported" -> imported(facts, data, at);
            case "nurtured" -> pause(facts, Facts.NURTURE_UNTIL, Pause.NURTURE, at, data);
            case "locked" -> pause(facts, Facts.LOCKED_UNTIL, Pause.LOCK, at, data);
            case "paused" -> facts.put(Facts.PAUSES, pauses(Pause.LEAVE, at, untilMillis(data)));
            case "extended" -> extend(facts, line.getString("reason"), data.getString("by"));
            case "edited", "merged" -> edit(facts, data, at);
            case "opportunity" -> opportunity(facts, data, line.getInteger("version"), at);
            case "contract", "payment" -> bought(facts, data, at);
            case "requested" -> requested(facts, data, at);
            case "rejected" -> rejected(facts, data, at);
            case "won", "repurchased" -> sold(facts, line.getString("type"), data.getJsonObject("deal"), at);
            default -> {
                // Changes no fact that rules look at.
            }
        }
    }

    private void place(JsonObject line, long at) {
        JsonObject to = line.getJsonObject("to");
        LeadState state = LeadState.ofText(to.getString("state"));
        String owner = to.getString("owner");
        String pool = to.getString("pool", row.pool());
        boolean comes = owner != null && !owner.equals(row.owner());
        boolean leaves = row.owner() != null && !row.owner().equals(owner);
        boolean enters = state == LeadState.POOLED
                && (row.version() == 0 || row.state() != LeadState.POOLED || !pool.equals(row.pool()));
        JsonObject facts = row.facts().copy();
        if (leaves) {
            Facts.OF_OWNERSHIP.forEach(facts::remove);
        }
        row = new LeadRow(
                row.tenant(),
                row.id(),
                line.getInteger("version"),
                state,
                pool,
                owner,
                null,
                enters ? at : row.enteredAtMillis(),
                comes ? at : row.claimedAtMillis(),
                at,
                row.rounds() + (state == LeadState.POOLED && row.state() == LeadState.OWNED ? 1 : 0),
                facts);
    }

    /** As another system had it; see the step of that name. */
    private void imported(JsonObject facts, JsonObject data, long at) {
        FollowupHistory.facts(row, FollowupHistory.of(seen)).forEach((name, value) -> set(facts, name, value));
        moment(facts, data, Facts.WON_AT, Facts.WON_AT, Facts.DEAL_AT, Facts.BOUGHT_AT);
        moment(facts, data, Facts.CONTRACT_ENDS_AT, Facts.CONTRACT_ENDS_AT);
        moment(facts, data, "last_followup_at", Facts.FOLLOWED_UP_AT);
        if (data.containsKey("last_outcome")) {
            facts.put(Facts.LAST_OUTCOME, data.getString("last_outcome"));
        }
        if (row.owner() != null && data.containsKey("last_followup_at")) {
            facts.put(Facts.MIGRATED, true);
        }
        if (data.containsKey("grace_until")) {
            facts.put(Facts.PAUSES, pauses(Pause.GRACE, at, Rfc3339.millis(data.getString("grace_until"))));
        }
    }

    private static void moment(JsonObject facts, JsonObject data, String told, String... names) {
        String time = data.getString(told);
        if (time != null) {
            for (String name : names) {
                facts.put(name, Rfc3339.millis(time));
            }
        }
    }

    private static void set(JsonObject facts, String name, @Nullable Object value) {
        if (value == null) {
            facts.remove(name);
        } else {
            facts.put(name, value);
        }
    }

    private void pause(JsonObject facts, String fact, String what, long at, JsonObject data) {
        long untilMillis = untilMillis(data);
        set(facts, fact, untilMillis == 0 ? null : untilMillis);
        facts.put(Facts.PAUSES, pauses(what, at, untilMillis));
    }

    /** 0: it ended. */
    private static long untilMillis(JsonObject data) {
        String until = data.getString("until");
        return until == null ? 0 : Rfc3339.millis(until);
    }

    private JsonArray pauses(String what, long at, long untilMillis) {
        String now = '"' + "\\u0001now" + '"';
        String text = Pause.beginning(row, what, at, untilMillis).encode();
        return new JsonArray(text.replace(now, Long.toString(at)));
    }

    private static void extend(JsonObject facts, String rule, String by) {
        Span more = Objects.requireNonNull(Span.parse(by));
        JsonObject all = facts.getJsonObject(Facts.EXTENSIONS, new JsonObject()).copy();
        JsonObject of = all.getJsonObject(rule, new JsonObject());
        facts.put(
                Facts.EXTENSIONS,
                all.put(
                        rule,
                        new JsonObject()
                                .put("times", of.getInteger("times", 0) + 1)
                                .put("days", of.getInteger("days", 0) + more.days())
                                .put("millis", of.getLong("millis", 0L) + more.millis())));
    }

    private static void edit(JsonObject facts, JsonObject data, long at) {
        for (String fact : EDITED) {
            JsonObject change = data.getJsonObject(fact);
            if (change != null) {
                set(facts, fact, change.getValue("after"));
            }
        }
        if (data.containsKey(Facts.GRADE)) {
            facts.put(Facts.GRADED_AT, at);
        }
        JsonObject fields = data.getJsonObject(Facts.FIELDS);
        if (fields != null) {
            set(facts, Facts.FIELDS, fields.getValue("after"));
        }
    }

    private void opportunity(JsonObject facts, JsonObject data, int version, long at) {
        facts.put(Facts.STAGE, data.getString("stage"));
        if (data.getInteger("opportunity") == version && row.state() == LeadState.OWNED) {
            facts.put(Facts.OPPORTUNITY_AT, at);
        }
    }

    private void requested(JsonObject facts, JsonObject data, long at) {
        if ("deal".equals(data.getString("what"))) {
            facts.put(Facts.PAUSES, pauses(Pause.DEAL, at, Pause.OPEN));
        }
    }

    private void rejected(JsonObject facts, JsonObject data, long at) {
        if ("deal".equals(data.getString("what"))) {
            facts.put(Facts.PAUSES, pauses(Pause.DEAL, at, 0));
        } else {
            data.getJsonObject("set_back", new JsonObject())
                    .forEach(fact -> set(facts, fact.getKey(), fact.getValue()));
        }
    }

    private static void bought(JsonObject facts, JsonObject data, long at) {
        String on = data.getString("on");
        facts.put(Facts.BOUGHT_AT, Math.max(facts.getLong(Facts.BOUGHT_AT, 0L), on == null ? at : Rfc3339.millis(on)));
        String ends = data.getString("ends_at");
        if (ends != null) {
            facts.put(Facts.CONTRACT_ENDS_AT, Rfc3339.millis(ends));
        }
    }

    private void sold(JsonObject facts, String type, @Nullable JsonObject deal, long at) {
        facts.put(Facts.DEAL_AT, at).put(Facts.BOUGHT_AT, at);
        if (type.equals("won")) {
            facts.put(Facts.WON_AT, at);
        }
        String ends = deal == null ? null : deal.getString("contract_ends_at");
        if (ends != null) {
            facts.put(Facts.CONTRACT_ENDS_AT, Rfc3339.millis(ends));
        }
        if (Pause.of(facts).stream().anyMatch(p -> p.untilMillis() == Pause.OPEN)) {
            facts.put(Facts.PAUSES, pauses(Pause.DEAL, at, 0));
        }
    }
}
