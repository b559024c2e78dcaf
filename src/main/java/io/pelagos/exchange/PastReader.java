package io.pelagos.exchange;

import io.pelagos.exchange.Past.Contacted;
import io.pelagos.lead.Rfc3339;
import io.pelagos.recycling.CleanUp;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a row tells of a lead's life in another system. */
final class PastReader {
    private static final int FOLLOWUPS_MAX = 200;
    private static final int CONTENT_MAX = 5_000;
    private static final int WORD_MAX = 60;
    private static final Set<String> METHODS = Set.of("call", "wechat", "sms", "email", "visit", "other");
    /** A lead's follow-ups in a journal line must fit into an outbox entry. */
    private static final int FOLLOWUPS_BYTES_MAX = 24_000;

    private static final Set<MovedField> TO_COME = Set.of(MovedField.NEXT_AT, MovedField.CONTRACT_ENDS_AT);
    /** A day without a time is a day of the firm's, and clocks differ. */
    private static final long A_DAY_MILLIS = 86_400_000;

    private final ZoneId zone;
    private final long nowMillis;
    private final Map<String, Agent> agents = new HashMap<>();

    /** Looks owners up in the firm as it is now, by id first, then by login. */
    PastReader(TenantConfig config, long nowMillis) {
        this.nowMillis = nowMillis;
        this.zone = config.tenant().zone();
        Map<String, Agent> all = config.all(Agent.AGENT);
        all.values().forEach(agent -> agents.putIfAbsent(agent.login(), agent));
        agents.putAll(all);
    }

    Past read(Values row, List<String> faults) {
        List<Contacted> followups = followups(row, faults);
        Contacted last = followups.isEmpty() ? null : followups.get(followups.size() - 1);
        long lastMillis = time(row, MovedField.LAST_FOLLOWUP_AT, faults);
        String outcome = word(row, MovedField.LAST_OUTCOME, faults);
        JsonObject told = new JsonObject();
        for (MovedField field : List.of(MovedField.CREATED_AT, MovedField.ENTERED_POOL_AT, MovedField.CLAIMED_AT)) {
            long atMillis = time(row, field, faults);
            if (atMillis != 0) {
                told.put(field.text(), Rfc3339.text(atMillis));
            }
        }
        String rounds = row.moved.get(MovedField.ROUNDS);
        if (rounds != null && !rounds.equals("0")) {
            if (rounds.matches("\\d{1,6}")) {
                told.put(MovedField.ROUNDS.text(), Integer.parseInt(rounds));
            } else {
                faults.add("rounds is not a whole number");
            }
        }
        long latestMillis = last == null ? lastMillis : Math.max(lastMillis, last.atMillis());
        return new Past(
                owner(row, faults),
                reason(row, faults),
                time(row, MovedField.WON_AT, faults),
                time(row, MovedField.CONTRACT_ENDS_AT, faults),
                latestMillis,
                outcome == null && last != null ? last.outcome() : outcome,
                time(row, MovedField.NEXT_AT, faults),
                followups,
                told,
                row.own);
    }

    private @Nullable Agent owner(Values row, List<String> faults) {
        String text = row.moved.get(MovedField.OWNER);
        if (text == null) {
            return null;
        }
        Agent agent = agents.get(text);
        if (agent == null || !agent.takesLeads()) {
            faults.add("the owner is no agent's id or login, or does not take leads");
            return null;
        }
        return agent;
    }

    private static @Nullable String reason(Values row, List<String> faults) {
        String reason = row.moved.get(MovedField.CLOSED_REASON);
        if (reason != null && !CleanUp.REASONS.contains(reason)) {
            faults.add("closed_reason must be one of " + String.join(", ", CleanUp.REASONS));
        }
        return reason;
    }

    private static @Nullable String word(Values row, MovedField field, List<String> faults) {
        String word = row.moved.get(field);
        if (word != null && word.length() > WORD_MAX) {
            faults.add(field.text() + " has more than " + WORD_MAX + " characters");
        }
        return word;
    }

    private long time(Values row, MovedField field, List<String> faults) {
        String text = row.moved.get(field);
        long millis = text == null ? 0 : time(text, field.text(), faults);
        if (millis > nowMillis + A_DAY_MILLIS && !TO_COME.contains(field)) {
            faults.add(field.text() + " is yet to come");
        }
        return millis;
    }

    private long time(String text, String name, List<String> faults) {
        long millis = Moments.millis(text, zone);
        if (millis <= 0) {
            faults.add(name + " is not a time such as 2026-05-04 09:30");
        }
        return millis;
    }

    private List<Contacted> followups(Values row, List<String> faults) {
        String text = row.moved.get(MovedField.FOLLOWUPS);
        if (text == null) {
            return List.of();
        }
        List<Contacted> all = new ArrayList<>();
        try {
            JsonArray list = new JsonArray(text);
            if (list.size() > FOLLOWUPS_MAX || text.getBytes(StandardCharsets.UTF_8).length > FOLLOWUPS_BYTES_MAX) {
                faults.add("followups are more than " + FOLLOWUPS_MAX + ", or longer than " + FOLLOWUPS_BYTES_MAX
                        + " bytes");
                return List.of();
            }
            list.forEach(item -> all.add(followup((JsonObject) item, faults)));
        } catch (DecodeException | ClassCastException e) {
            faults.add("followups must be a list of {\"at\",\"method\",\"outcome\",\"content\"}");
        }
        all.sort(Comparator.comparingLong(Contacted::atMillis));
        return all;
    }

    private Contacted followup(JsonObject item, List<String> faults) {
        String method = item.getString("method", "other");
        String outcome = item.getString("outcome", "reached");
        String content = item.getString("content");
        if (!METHODS.contains(method)
                || outcome.length() > WORD_MAX
                || (content != null && content.length() > CONTENT_MAX)) {
            faults.add("a follow-up's method, outcome or content cannot be");
        }
        return new Contacted(time(item.getString("at", ""), "a follow-up's at", faults), method, outcome, content);
    }
}
