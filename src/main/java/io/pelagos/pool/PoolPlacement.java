package io.pelagos.pool;

import io.pelagos.journal.Placement;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.recycling.CleanUp;
import io.pelagos.recycling.Deadline;
import io.pelagos.recycling.RuleBook;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Where a committed lead belongs by today's configuration: its lane, its place in the order, its next alarm. */
public final class PoolPlacement implements Placement {
    /** Scores above count the same: with the time of entry they must stay whole numbers below 2^53. */
    private static final int SCORE_MAX = 1000;

    private static final long SCORE_STEP = 1L << 42;

    private final Directory directory;
    private final LongSupplier nowMillis;

    /** Takes the time of the cells: locks and nurturing end by it. */
    public PoolPlacement(Directory directory, LongSupplier nowMillis) {
        this.directory = directory;
        this.nowMillis = nowMillis;
    }

    @Override
    public Place place(LeadRow lead) {
        TenantConfig config = directory.tenant(lead.tenant());
        Pool pool = config == null ? null : config.get(Pool.POOL, lead.pool());
        return lead.state() == LeadState.OWNED ? owned(config, pool, lead) : pooled(config, pool, lead);
    }

    private Place owned(@Nullable TenantConfig config, @Nullable Pool pool, LeadRow lead) {
        long now = nowMillis.getAsLong();
        Deadline deadline =
                config == null || pool == null ? null : rules(config, pool).next(lead);
        long alarm = deadline == null ? Long.MAX_VALUE : deadline.alarmMillis();
        long nurtured = lead.factMillis(Facts.NURTURE_UNTIL);
        long locked = lead.factMillis(Facts.LOCKED_UNTIL);
        // When one of them ends the lead counts otherwise: somebody has to look then.
        alarm = nurtured > now ? Math.min(alarm, nurtured) : alarm;
        alarm = locked > now ? Math.min(alarm, locked) : alarm;
        if (config != null) {
            alarm = Math.min(alarm, Reminder.atMillis(config, lead, now));
            alarm = Math.min(alarm, Escalation.atMillis(config, lead));
        }
        return Place.owned(orNone(alarm), nurtured > now, locked > now);
    }

    private Place pooled(@Nullable TenantConfig config, @Nullable Pool pool, LeadRow lead) {
        String lane = lead.facts().getString(Facts.LANE, "");
        long score = score(pool, lead);
        if (config == null || pool == null) {
            return Place.pooled(lane, score, 0, "", 0);
        }
        Hard hard = pool.hard();
        if (hard != null && lead.rounds() >= hard.afterRounds()) {
            lane = Lanes.withSeniority(lane, hard.seniority());
        }
        CleanUp.Due due = CleanUp.next(pool.cleanUp(), lead);
        long alarm = Math.min(due == null ? Long.MAX_VALUE : due.atMillis(), Escalation.atMillis(config, lead));
        long hidden = hiddenUntilMillis(pool, lead);
        Assignment assignment = pool.assignment();
        if (assignment != null && assignment.takes(lead)) {
            JsonObject offer = Assignment.offered(lead);
            if (offer == null || !offer.getBoolean("over", false)) {
                lane = Lanes.reserved(lane);
            }
            String agent = offer == null ? null : offer.getString("agent");
            long until = offer == null ? 0 : offer.getLong("until", 0L);
            if (agent != null && until > nowMillis.getAsLong()) {
                return Place.pooled(lane, score, until, "a:" + lead.tenant() + "/" + agent, orNone(alarm));
            }
        }
        String first = first(pool, lead);
        if (first.isEmpty()) {
            return Place.pooled(lane, score, hidden, "", orNone(alarm));
        }
        long others = Math.max(hidden, lead.enteredAtMillis())
                + ClaimPolicies.millis(refusal(pool).time());
        boolean open = hidden <= nowMillis.getAsLong();
        // First refusal begins when nothing hides the lead any more: somebody has to look then.
        return Place.pooled(lane, score, others, open ? first : "", orNone(open ? alarm : Math.min(alarm, hidden)));
    }

    private static FirstRefusal refusal(Pool pool) {
        return java.util.Objects.requireNonNull(pool.firstRefusal());
    }

    private static long orNone(long millis) {
        return millis == Long.MAX_VALUE ? 0 : Math.max(1, millis);
    }

    /** Who may claim it first; nobody when its last owner missed the first contact. */
    private static String first(Pool pool, LeadRow lead) {
        JsonObject left = lead.facts().getJsonObject(Facts.LEFT);
        FirstRefusal refusal = pool.firstRefusal();
        if (refusal == null || left == null || left.getBoolean("missed", false)) {
            return "";
        }
        String who = left.getString(refusal.team() ? "team" : "agent");
        return who == null ? "" : (refusal.team() ? "t:" : "a:") + lead.tenant() + "/" + who;
    }

    private static long score(@Nullable Pool pool, LeadRow lead) {
        Pool.Order order = pool == null ? Pool.Order.FIFO : pool.order();
        // Whoever came in again while in this pool goes before the others, which are between their times of entry.
        long raised = lead.factMillis(Facts.RAISED_AT) >= lead.enteredAtMillis() ? SCORE_STEP : 0;
        return switch (order) {
            case FIFO -> lead.enteredAtMillis() - raised;
            case LIFO -> -lead.enteredAtMillis() - raised;
            case SCORE -> {
                double score = lead.facts().getDouble(Facts.SCORE, 0.0);
                long rank = SCORE_MAX - Math.round(Math.max(0, Math.min(SCORE_MAX, score)));
                yield rank * SCORE_STEP + lead.enteredAtMillis();
            }
        };
    }

    private static long hiddenUntilMillis(Pool pool, LeadRow lead) {
        long embargo = ClaimPolicies.millis(pool.embargo());
        long hidden = lead.rounds() > 0 ? ClaimPolicies.millis(pool.cooldown().everyone()) : 0;
        long wait = Math.max(embargo, hidden);
        return wait == 0 ? 0 : lead.enteredAtMillis() + wait;
    }

    /** Whether a pooled lead is there for an agent of its pool: nothing hides it yet, and its lane is open. */
    public boolean shows(LeadRow lead, Agent agent, long atMillis) {
        Place place = place(lead);
        boolean first = keptFor(place, lead.tenant(), agent.id(), agent.team());
        boolean offered = first && place.visibleAtMillis() > atMillis;
        String has = Names.offers(agent) + (offered ? Lanes.RESERVED : "");
        return (place.visibleAtMillis() <= atMillis || first) && Lanes.open(place.lane(), has, agent.seniority());
    }

    /** Whether a lead at this place is kept for an agent, or for the agent's team, before the others may have it. */
    public static boolean keptFor(Place place, int tenant, String agent, @Nullable String team) {
        return place.first().equals("a:" + tenant + "/" + agent)
                || place.first().equals("t:" + tenant + "/" + team);
    }

    /** Whether the agent has what a lead at this place asks for. */
    public static boolean open(Place place, Agent agent) {
        return Lanes.open(place.lane(), Names.offers(agent), agent.seniority());
    }

    /** When an owned lead goes next if nobody does anything: by a rule, or as one too many. */
    public LeadJson.@Nullable Deadline deadline(LeadRow lead) {
        TenantConfig config = directory.tenant(lead.tenant());
        Pool pool = config == null ? null : config.get(Pool.POOL, lead.pool());
        Deadline next =
                config == null || pool == null ? null : rules(config, pool).next(lead);
        long excessMillis = lead.factMillis(Facts.EXCESS_AT);
        boolean tooMany = excessMillis > nowMillis.getAsLong() && lead.state() == LeadState.OWNED;
        if (tooMany && (next == null || excessMillis < next.atMillis())) {
            return new LeadJson.Deadline(excessMillis, Excess.REASON, true);
        }
        return next == null
                ? null
                : new LeadJson.Deadline(next.atMillis(), next.rule().name(), next.warned());
    }

    /** The rules of a pool, as they are today. */
    public static RuleBook rules(TenantConfig config, Pool pool) {
        return new RuleBook(pool.recycle(), config.tenant().calendar());
    }

    @Override
    public long rememberLeavingMillis(int tenant) {
        TenantConfig config = directory.tenant(tenant);
        return config == null ? 0 : ClaimPolicies.rememberMillis(config);
    }
}
