package io.pelagos.followup;

import io.pelagos.pool.Claim;
import io.pelagos.pool.Refund;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A claim whose owner has told in time, by a follow-up, that the number is dead.
 *
 * @param claim without the team, which the line does not tell
 * @param followup its version
 * @param call the phone system's id of the follow-up's call; null for none
 * @param verdict genuine, fake, or empty: what somebody else has said of the follow-up
 */
record DeadNumber(
        Claim claim, Refund refund, int followup, @Nullable String call, String verdict) {

    /**
     * Those that a lead's journal tells of and that are not given back yet. Only a claim counts, so nothing else is given
     * back; and a number that was changed since is not the one that was claimed.
     *
     * @param lines the journal, oldest first
     * @param refunds what a pool says of refunds today; null for none
     */
    static List<DeadNumber> of(List<JsonObject> lines, Function<String, @Nullable Refund> refunds) {
        Map<Integer, DeadNumber> told = new LinkedHashMap<>();
        Set<Integer> givenBack = new HashSet<>();
        @Nullable Claim claim = null;
        for (JsonObject line : lines) {
            JsonObject data = line.getJsonObject("data", new JsonObject());
            claim = held(claim, line, data);
            int version = line.getInteger("version");
            int followup = data.getInteger("followup", 0);
            switch (line.getString("type")) {
                case "followed_up" -> {
                    Refund refund = claim == null ? null : refunds.apply(claim.pool());
                    if (claim != null && refund != null && inTime(claim, refund, line, data)) {
                        told.put(version, new DeadNumber(claim, refund, version, data.getString("call"), ""));
                    }
                }
                case "evidenced" -> told.computeIfPresent(followup, (v, dead) -> dead.shownBy(data.getString("call")));
                case "reviewed" ->
                    told.computeIfPresent(
                            followup, (v, dead) -> dead.judged(line.getString("actor"), data.getString("verdict")));
                case "refunded" -> givenBack.add(data.getInteger("claim"));
                default -> {
                    // Tells nothing of numbers.
                }
            }
        }
        return told.values().stream()
                .filter(dead -> !givenBack.contains(dead.claim.version()) && !dead.verdict.equals("fake"))
                .toList();
    }

    /** The claim by which the lead is its owner's after this line, and whose number it still has. */
    private static @Nullable Claim held(@Nullable Claim before, JsonObject line, JsonObject data) {
        JsonObject to = line.getJsonObject("to");
        String owner = to.getString("owner");
        if (line.getString("type").equals("claimed")) {
            return new Claim(line.getInteger("version"), line.getLong("at"), owner, null, to.getString("pool"));
        }
        boolean changes = line.getString("type").equals("edited")
                || line.getString("type").equals("merged");
        boolean sameNumber =
                !changes || !data.getJsonArray("contact", new JsonArray()).contains("phone");
        return before != null && before.agent().equals(owner) && sameNumber ? before : null;
    }

    private static boolean inTime(Claim claim, Refund refund, JsonObject line, JsonObject data) {
        return refund.outcomes().contains(data.getString("outcome"))
                && line.getLong("at") - claim.atMillis() <= refund.within().toMillis();
    }

    private DeadNumber shownBy(@Nullable String byCall) {
        return new DeadNumber(claim, refund, followup, byCall, verdict);
    }

    /** Nobody judges himself. */
    private DeadNumber judged(String judge, String word) {
        return judge.equals(claim.agent()) ? this : new DeadNumber(claim, refund, followup, call, word);
    }

    /**
     * Whether a call record shows that the claim's owner has called the number and somebody, or a voice, has answered:
     * one of no seconds shows only that somebody has dialled, and an inbound one that the number is alive.
     */
    boolean provenBy(CallRecord record, long lead) {
        return record.lead() == lead
                && record.seconds() > 0
                && !record.inbound()
                && record.startedAtMillis() >= claim.atMillis()
                && (record.agent() == null || record.agent().equals(claim.agent()));
    }
}
