package io.pelagos.pool;

import io.pelagos.recycling.CleanUp;
import io.pelagos.recycling.RecycleRule;
import io.pelagos.team.Agent;
import io.pelagos.team.Document;
import io.pelagos.team.Holding;
import io.pelagos.team.Section;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stock of leads that agents share, and its rules.
 *
 * @param visible whether its members see and claim its leads; a hidden one is for assignment only
 * @param maxBatch how many leads one claim may take
 * @param byRequest whether a claim is a request that a supervisor has to approve
 * @param maxRequests how many leads of the pool an agent may ask for at a time
 * @param embargo how long a lead waits after its entry until it can be claimed; null for not at all
 * @param recycle rules that take leads back from their owners
 * @param cleanUp rules that take leads out of the pool
 * @param hard null: no lead asks for seniority because of its rounds
 * @param masking the fields of a contact that are masked until the lead is owned
 * @param reveal who sees them all the same
 * @param refund null: a claim counts for good, whatever its number turns out to be
 * @param assignment null: all its leads are free to claim
 * @param turns null: everybody claims at any time
 */
public record Pool(
        String id,
        String name,
        Members members,
        Set<String> admins,
        Order order,
        boolean visible,
        int maxBatch,
        boolean byRequest,
        int maxRequests,
        List<Quota> quotas,
        Holding owned,
        Cooldown cooldown,
        @Nullable Duration embargo,
        Set<String> masking,
        Reveal reveal,
        List<RecycleRule> recycle,
        List<CleanUp> cleanUp,
        Patience locks,
        Patience nurture,
        @Nullable Hard hard,
        @Nullable FirstRefusal firstRefusal,
        boolean dealsNeedApproval,
        Credit credit,
        @Nullable Refund refund,
        @Nullable Assignment assignment,
        @Nullable RankTurns turns) {
    /** Which lead is next. */
    public enum Order {
        FIFO,
        LIFO,
        SCORE
    }

    /** How claims go. */
    private record ClaimMode(int maxBatch, boolean byRequest, int maxRequests) {
        private static final ClaimMode USUAL = new ClaimMode(10, false, 20);

        private static ClaimMode read(Document claim) {
            return new ClaimMode(
                    (int) claim.integer("max_batch", 1, 100, USUAL.maxBatch),
                    claim.choice("mode", List.of("open", "request"), "open").equals("request"),
                    (int) claim.integer("max_requests", 1, 1_000, USUAL.maxRequests));
        }
    }

    public static final Section<Pool> POOL = new Section<>("pool", (id, json) -> Document.read(json, d -> read(id, d)));

    private static final int ADMINS_MAX = 50;
    private static final List<String> MASKABLE = List.of("phone", "email", "wechat", "name", "company");
    private static final List<String> MASKED = List.of("phone", "email", "wechat");

    /** Whether an agent belongs to it, by name, team or as one of everyone. */
    public boolean member(Agent agent) {
        return members.include(agent);
    }

    /** The quotas that count for an agent: the agent's own, where there are any, replace those per agent. */
    public List<Quota> quotas(List<Quota> ofAgent) {
        if (ofAgent.isEmpty()) {
            return quotas;
        }
        List<Quota> all = new java.util.ArrayList<>(ofAgent);
        for (Quota quota : quotas) {
            if (quota.per() != Quota.Per.AGENT) {
                all.add(quota);
            }
        }
        return List.copyOf(all);
    }

    private static Pool read(String id, Document document) {
        ClaimMode mode = document.object("claim", ClaimMode::read);
        ClaimMode claims = mode == null ? ClaimMode.USUAL : mode;
        return new Pool(
                id,
                document.text("name", 200),
                Members.in(document),
                Set.copyOf(document.texts("admins", ADMINS_MAX, 40)),
                Order.valueOf(document.choice("order", List.of("fifo", "lifo", "score"), "fifo")
                        .toUpperCase(Locale.ROOT)),
                document.flag("visible", true),
                claims.maxBatch,
                claims.byRequest,
                claims.maxRequests,
                Quota.list(document),
                Holding.in(document),
                Cooldown.in(document),
                document.duration("embargo", Duration.ofDays(366)),
                Set.copyOf(document.has("masking") ? document.choices("masking", MASKABLE) : MASKED),
                Reveal.in(document),
                rules(document),
                CleanUp.in(document),
                Patience.in(document, "locks", Patience.NO_LOCKS),
                Patience.in(document, "nurture", Patience.USUAL_NURTURE),
                Hard.in(document),
                FirstRefusal.in(document),
                approval(document),
                Credit.in(document),
                Refund.in(document),
                Assignment.in(document),
                RankTurns.in(document));
    }

    /** Journal and extensions name a rule, so no two may have one name. */
    private static List<RecycleRule> rules(Document document) {
        List<RecycleRule> rules = document.list("recycle", 50, RecycleRule::read);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            if (!names.add(rules.get(i).name())) {
                document.fault("recycle/" + i + "/name", "another rule of this pool has this name");
            }
        }
        return List.copyOf(rules);
    }

    private static boolean approval(Document document) {
        Boolean deals = document.object("approvals", d -> d.flag("deals", false));
        return deals != null && deals;
    }
}
