package io.pelagos.pool;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.recycling.AppliesTo;
import io.pelagos.team.Agent;
import io.pelagos.team.Document;
import io.pelagos.team.Role;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the server gives a pool's leads to agents. What is not meant for it is free to claim.
 *
 * @param strategy whose turn is next
 * @param appliesTo which leads are given away
 * @param sharePercent how many of a hundred of these; which ones goes by their ids
 * @param among who takes part, of the pool's members; null for all agents of them
 * @param weights an agent to how many leads it gets where others get one
 * @param topGrades by seniority: the grades that go to the most senior
 * @param merits by performance: what weighs how much
 * @param best in a rota: how many of last month's best take turns
 * @param presentWithin how long ago who says "ready" must have said or done something
 * @param offer null: who is next has the lead; else it is offered
 */
public record Assignment(
        Strategy strategy,
        AppliesTo appliesTo,
        int sharePercent,
        @Nullable Members among,
        Map<String, Integer> weights,
        Set<String> topGrades,
        Merits merits,
        int best,
        Duration presentWithin,
        @Nullable Offer offer) {
    /** Whose turn is next. */
    public enum Strategy {
        /** Everybody in turn, by weight. */
        ROUND_ROBIN,
        /** Who holds least. */
        LEAST_LOADED,
        /** In turn, by weights worked out from results. */
        PERFORMANCE,
        /** Who works the lead's region, those with fewest regions first. */
        TERRITORY,
        /** Who has the lead's skill, those with fewest skills first. */
        SKILL,
        /** Top grades to the most senior, the others in turn. */
        SENIORITY,
        /** Last month's best in turn. */
        ROTA;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An offer rings one agent after another.
     *
     * @param time how long it rings each
     * @param max how many are asked before the lead is free for all to claim
     */
    public record Offer(Duration time, int max) {
        private static Offer read(Document document) {
            Duration time = document.duration("time", Duration.ofHours(1));
            return new Offer(time == null ? Duration.ofSeconds(20) : time, (int) document.integer("max", 1, 50, 5));
        }
    }

    /**
     * What performance is made of: each is compared with the average of those who take part, so 1 is as good as they are.
     *
     * @param window how far back results count
     * @param winRate wins per claimed lead
     * @param activity follow-ups per claimed lead
     * @param load free hands: how little is held
     */
    public record Merits(Duration window, int winRate, int activity, int load) {
        static final Merits USUAL = new Merits(Duration.ofDays(30), 60, 30, 10);

        private static Merits read(Document document) {
            Duration window = document.duration("window", Duration.ofDays(366));
            Merits merits = new Merits(
                    window == null ? USUAL.window : window,
                    (int) document.integer("win_rate", 0, 100, USUAL.winRate),
                    (int) document.integer("activity", 0, 100, USUAL.activity),
                    (int) document.integer("load", 0, 100, USUAL.load));
            if (merits.winRate + merits.activity + merits.load == 0) {
                document.fault("win_rate", "one of win_rate, activity and load must be above 0");
            }
            return merits;
        }
    }

    private static final List<String> STRATEGIES =
            List.of("round_robin", "least_loaded", "performance", "territory", "skill", "seniority", "rota");
    private static final int WEIGHT_MAX = 100;
    private static final int WEIGHTS_MAX = 10_000;
    private static final Duration PRESENT_WITHIN = Duration.ofHours(12);

    /** Whether it is the server that gives this pooled lead away, whoever is there. */
    public boolean takes(LeadRow lead) {
        return appliesTo.includes(lead) && share(lead.id()) < sharePercent;
    }

    /** Where a lead falls among a hundred: the same on all nodes, and for ever. */
    private static int share(long id) {
        // The finalizer of MurmurHash3: ids grow with time, their digits alone would favour times of day.
        long mixed = (id ^ (id >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (int) Long.remainderUnsigned(mixed ^ (mixed >>> 33), 100);
    }

    /** Whether somebody of the pool takes part: agents; who else works for the firm only when named. */
    public boolean includes(Agent agent) {
        boolean named = among != null && among.agents().contains(agent.id());
        return named || (agent.role() == Role.AGENT && (among == null || among.include(agent)));
    }

    public int weight(Agent agent) {
        return weights.getOrDefault(agent.id(), 1);
    }

    /** What has been offered of this lead since it entered its pool; null when nothing has. */
    public static @Nullable JsonObject offered(LeadRow lead) {
        JsonObject offer = lead.facts().getJsonObject(Facts.OFFER);
        // What was offered before it was last claimed is over.
        return offer == null || offer.getLong("entered") != lead.enteredAtMillis() ? null : offer;
    }

    static @Nullable Assignment in(Document pool) {
        return pool.object("assignment", Assignment::read);
    }

    private static Assignment read(Document document) {
        Merits merits = document.object("performance", Merits::read);
        Duration within = document.duration("present_within", Duration.ofDays(7));
        return new Assignment(
                Strategy.valueOf(document.choice("strategy", STRATEGIES, null).toUpperCase(Locale.ROOT)),
                AppliesTo.in(document),
                (int) document.integer("share", 1, 100, 100),
                document.object("among", Members::read),
                weights(document),
                Set.copyOf(document.texts("top_grades", 26, 20)),
                merits == null ? Merits.USUAL : merits,
                (int) document.integer("best", 1, 1_000, 5),
                within == null ? PRESENT_WITHIN : within,
                document.object("offer", Offer::read));
    }

    private static Map<String, Integer> weights(Document document) {
        Map<String, Integer> weights = new HashMap<>();
        document.object("weights", some -> {
            for (String agent : some.names()) {
                weights.put(agent, (int) some.integer(agent, 1, WEIGHT_MAX));
            }
            return some;
        });
        if (weights.size() > WEIGHTS_MAX) {
            document.fault("weights", "must have at most " + WEIGHTS_MAX + " items");
        }
        return Map.copyOf(weights);
    }
}
