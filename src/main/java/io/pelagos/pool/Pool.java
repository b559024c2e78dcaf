package io.pelagos.pool;

import io.pelagos.recycling.RecycleRule;
import io.pelagos.team.Agent;
import io.pelagos.team.Document;
import io.pelagos.team.Holding;
import io.pelagos.team.Section;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stock of leads that agents share, and its rules.
 *
 * @param visible whether its members see and claim its leads; a hidden one is for assignment only
 * @param maxBatch how many leads one claim may take
 * @param embargo how long a lead waits after its entry until it can be claimed; null for not at all
 * @param masking the fields of a contact that are masked until the lead is owned
 */
public record Pool(
        String id,
        String name,
        Members members,
        Order order,
        boolean visible,
        int maxBatch,
        List<Quota> quotas,
        Holding owned,
        Cooldown cooldown,
        @Nullable Duration embargo,
        Set<String> masking,
        List<RecycleRule> recycle) {
    /** Which lead is next. */
    public enum Order {
        FIFO,
        LIFO,
        SCORE
    }

    public static final Section<Pool> POOL = new Section<>("pool", (id, json) -> Document.read(json, d -> read(id, d)));

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
        NotYet.check(document);
        return new Pool(
                id,
                document.text("name", 200),
                Members.in(document),
                Order.valueOf(document.choice("order", List.of("fifo", "lifo", "score"), "fifo")
                        .toUpperCase(Locale.ROOT)),
                document.flag("visible", true),
                maxBatch(document),
                Quota.list(document),
                Holding.in(document),
                Cooldown.in(document),
                document.duration("embargo", Duration.ofDays(366)),
                Set.copyOf(document.has("masking") ? document.choices("masking", MASKABLE) : MASKED),
                List.copyOf(document.list("recycle", 50, RecycleRule::read)));
    }

    private static int maxBatch(Document document) {
        Integer max = document.object("claim", claim -> {
            NotYet.claim(claim);
            return (int) claim.integer("max_batch", 1, 100, 10);
        });
        return max == null ? 10 : max;
    }
}
