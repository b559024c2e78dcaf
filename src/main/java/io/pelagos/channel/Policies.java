package io.pelagos.channel;

import io.pelagos.channel.Dedupe.SameBy;
import io.pelagos.condition.Subject;
import io.pelagos.scoring.Scoring;
import io.pelagos.team.Tenant;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What a firm's rules say of a lead that wants to come in, under the newest configuration that this node knows. */
public final class Policies {
    private static final Set<List<SameBy>> ALWAYS_FOUND = Set.of(List.of(SameBy.PHONE));

    private final IntFunction<@Nullable TenantConfig> tenants;
    private final Map<Integer, Findable> findable = new ConcurrentHashMap<>();

    private record Findable(TenantConfig config, Set<List<SameBy>> keys) {}

    public Policies(IntFunction<@Nullable TenantConfig> tenants) {
        this.tenants = tenants;
    }

    /**
     * What was found out about a lead.
     *
     * @param draft with score and grade as the firm's scoring gives them, for the pool where it goes while no cap is reached
     * @param scored whether score and grade are the scoring's
     * @param findable what else leads of other channels are compared by, so that these find this one
     * @param today the tenant's day, for caps
     * @param updates whether its platform sends updates, perhaps before what they update
     */
    record Judged(
            LeadDraft draft,
            boolean scored,
            Routing.Choice route,
            Dedupe dedupe,
            Set<List<SameBy>> findable,
            LocalDate today,
            boolean updates) {}

    Judged judge(int tenant, LeadDraft said, String actor, long nowMillis) {
        TenantConfig config = tenants.apply(tenant);
        LeadDraft draft = config == null || config.tenant().words().knowsGrade(said.grade()) ? said : said.ungraded();
        Channel channel =
                config == null || draft.channel() == null ? null : config.get(Channel.CHANNEL, draft.channel());
        Dedupe dedupe = dedupe(channel, actor);
        ZoneId zone = config == null ? ZoneOffset.UTC : config.tenant().zone();
        LocalDate today = Instant.ofEpochMilli(nowMillis).atZone(zone).toLocalDate();
        if (config == null) {
            return new Judged(draft, false, Routing.Choice.of(draft.pool()), dedupe, ALWAYS_FOUND, today, false);
        }
        Weighed weighed = weigh(config, channel, draft, nowMillis);
        boolean updates = channel != null && channel.type().sendsUpdates();
        return new Judged(weighed.draft, weighed.scored, weighed.route, dedupe, findable(config), today, updates);
    }

    /** Score, grade and pool of a lead as the firm's rules give them; see {@link Judged}. */
    record Weighed(LeadDraft draft, boolean scored, Routing.Choice route) {}

    static Weighed weigh(TenantConfig config, @Nullable Channel channel, LeadDraft draft, long nowMillis) {
        Subject lead = subject(config, draft, nowMillis);
        Scoring scoring = Scoring.of(config);
        boolean own = draft.score() != null || draft.grade() != null;
        boolean scored = scoring.exists() && (!own || scoring.override());
        if (scored) {
            Scoring.Score given = scoring.of(lead);
            lead = lead.scored(given.score(), given.grade() == null ? draft.grade() : given.grade());
        }
        // Who names another pool than the channel's knows where he wants it.
        Routing.Choice route = channel != null && draft.pool().equals(channel.pool())
                ? channel.routing().choose(lead, channel.pool())
                : Routing.Choice.of(draft.pool());
        return new Weighed(draft.judged(lead.score(), lead.grade(), route.pool()), scored, route);
    }

    /** What a channel says, or what is usual for one; people who enter a lead are not surprised by a merge. */
    static Dedupe dedupe(@Nullable Channel channel, String actor) {
        Dedupe own = channel == null ? null : channel.dedupe();
        if (own != null) {
            return own;
        }
        return actor.startsWith("channel:") ? Dedupe.USUAL : Dedupe.BY_HAND;
    }

    /** A draft as conditions see it. */
    public static Subject subject(TenantConfig config, LeadDraft draft, long nowMillis) {
        Tenant tenant = config.tenant();
        return new Subject(
                draft.channel(),
                draft.grade(),
                draft.score(),
                draft.tags(),
                draft.contact(),
                draft.source(),
                draft.attributes(),
                new JsonObject(),
                nowMillis,
                tenant.zone(),
                tenant.calendar());
    }

    private Set<List<SameBy>> findable(TenantConfig config) {
        Findable known = findable.get(config.no());
        if (known == null || known.config != config) {
            Set<List<SameBy>> keys = new HashSet<>(ALWAYS_FOUND);
            for (Channel channel : config.all(Channel.CHANNEL).values()) {
                Dedupe dedupe = channel.dedupe();
                if (dedupe != null && !dedupe.withinChannel()) {
                    keys.addAll(dedupe.by());
                }
            }
            keys.remove(List.of(SameBy.EXTERNAL_ID));
            known = new Findable(config, Set.copyOf(keys));
            findable.put(config.no(), known);
        }
        return known.keys;
    }
}
