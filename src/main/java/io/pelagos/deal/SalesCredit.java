package io.pelagos.deal;

import io.pelagos.pool.Credit;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whose win it is, from the lead's journal: a pure function. It is worked out once, at the win, and stored with the
 * win, so no later transfer changes it.
 */
final class SalesCredit {
    private SalesCredit() {}

    /** One time that somebody owned the lead. */
    private static final class Hold {
        final String agent;
        final @Nullable String team;
        final int version;
        boolean followedUp;

        Hold(String agent, @Nullable String team, int version) {
            this.agent = agent;
            this.team = team;
            this.version = version;
        }
    }

    /** A share of a win. */
    record Share(@Nullable String agent, @Nullable String team, int percent, String why) {
        JsonObject json() {
            JsonObject json = new JsonObject();
            if (agent != null) {
                json.put("agent", agent);
            }
            if (team != null) {
                json.put("team", team);
            }
            return json.put("percent", percent).put("why", why);
        }
    }

    /**
     * Shares the win out.
     *
     * @param lines the lead's journal up to the win, oldest first; all of it, also for a repeated win
     * @param voidFollowups versions of follow-ups that are void
     * @param teamOf an agent's team
     */
    static List<Share> shares(
            Credit credit,
            List<JsonObject> lines,
            Set<Integer> voidFollowups,
            Function<String, @Nullable String> teamOf) {
        List<Hold> holds = holds(lines, voidFollowups, teamOf);
        if (holds.isEmpty()) {
            return List.of();
        }
        Hold last = holds.get(holds.size() - 1);
        Hold first = first(credit, holds);
        return switch (credit.policy()) {
            case LAST_CLAIMER ->
                List.of(new Share(last.agent, last.team, 100, "had the lead last, since version " + last.version));
            case FIRST_CLAIMER -> List.of(new Share(first.agent, first.team, 100, whyFirst(credit, first)));
            case TEAM ->
                List.of(new Share(
                        last.team == null ? last.agent : null,
                        last.team,
                        100,
                        "is the team that had the lead last, since version " + last.version));
            case SPLIT ->
                first.agent.equals(last.agent)
                        ? List.of(new Share(
                                first.agent, first.team, 100, "had the lead first and last, so nothing is split"))
                        : List.of(
                                new Share(first.agent, first.team, credit.firstShare(), whyFirst(credit, first)),
                                new Share(
                                        last.agent,
                                        last.team,
                                        100 - credit.firstShare(),
                                        "had the lead last, since version " + last.version));
        };
    }

    private static String whyFirst(Credit credit, Hold first) {
        return credit.needsFollowup() && first.followedUp
                ? "was the first to have the lead and to follow up, since version " + first.version
                : credit.needsFollowup()
                        ? "had the lead last, as nobody who had it followed up"
                        : "was the first to have the lead, at version " + first.version;
    }

    /** The first who counts; if nobody followed up, the last, who has won it after all. */
    private static Hold first(Credit credit, List<Hold> holds) {
        if (!credit.needsFollowup()) {
            return holds.get(0);
        }
        return holds.stream().filter(hold -> hold.followedUp).findFirst().orElse(holds.get(holds.size() - 1));
    }

    private static List<Hold> holds(
            List<JsonObject> lines, Set<Integer> voidFollowups, Function<String, @Nullable String> teamOf) {
        List<Hold> holds = new ArrayList<>();
        String owner = null;
        for (JsonObject line : lines) {
            String now = line.getJsonObject("to").getString("owner");
            if (now != null && !now.equals(owner)) {
                holds.add(new Hold(now, teamOf.apply(now), line.getInteger("version")));
            }
            owner = now;
            boolean counts =
                    line.getString("type").equals("followed_up") && !voidFollowups.contains(line.getInteger("version"));
            if (counts && !holds.isEmpty()) {
                holds.get(holds.size() - 1).followedUp = true;
            }
        }
        return holds;
    }

    static JsonArray json(List<Share> shares) {
        JsonArray json = new JsonArray();
        shares.forEach(share -> json.add(share.json()));
        return json;
    }
}
