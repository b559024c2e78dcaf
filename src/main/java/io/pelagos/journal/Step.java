package io.pelagos.journal;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a lead's life, worked out from its committed row: which event, where the lead goes, what changes in
 * its facts. It happens only while the lead is still as it was. Built up by its methods, then submitted once.
 */
public final class Step {
    /** Stands for the time of the decision in {@link #set} and {@link #tell}. */
    public static final String NOW = "\u0001now";

    final LeadRow from;
    final String type;
    final LeadState state;
    final @Nullable String pool;
    final @Nullable String owner;
    final @Nullable String team;
    final JsonObject patch = new JsonObject();
    final JsonObject data = new JsonObject();
    String reason = "";
    byte @Nullable [] sealed;
    Also also = Also.NOTHING;
    /** What step.lua reads as its policy. */
    String policy = "";

    String givenBack = "";
    String flagLimit = "";

    private Step(
            LeadRow from,
            String type,
            LeadState state,
            @Nullable String pool,
            @Nullable String owner,
            @Nullable String team) {
        this.from = from;
        this.type = type;
        this.state = state;
        this.pool = pool;
        this.owner = owner;
        this.team = team;
        boolean leaves = from.owner() != null && !from.owner().equals(owner);
        if (leaves) {
            Facts.OF_OWNERSHIP.stream().filter(from.facts()::containsKey).forEach(patch::putNull);
        }
        boolean leavesPool = from.state() == LeadState.POOLED
                && (state != LeadState.POOLED || !from.pool().equals(pool));
        if (leavesPool && from.facts().containsKey(Facts.WANTED)) {
            patch.putNull(Facts.WANTED);
        }
    }

    /** The lead stays where it is. */
    public static Step stays(LeadRow lead, String type) {
        return new Step(lead, type, lead.state(), lead.pool(), lead.owner(), lead.team());
    }

    public static Step toPool(LeadRow lead, String type, String pool) {
        return new Step(lead, type, LeadState.POOLED, pool, null, null);
    }

    public static Step toOwner(LeadRow lead, String type, String agent, @Nullable String team) {
        return new Step(lead, type, LeadState.OWNED, lead.pool(), agent, team);
    }

    public static Step closes(LeadRow lead, String type) {
        return new Step(lead, type, LeadState.CLOSED, lead.pool(), null, null);
    }

    /** A fact is so from now on; null takes it away. */
    public Step set(String fact, @Nullable Object value) {
        patch.put(fact, value);
        return this;
    }

    /** Whether it says something of this fact. */
    public boolean sets(String fact) {
        return patch.containsKey(fact);
    }

    /** The event says so. */
    public Step tell(String name, @Nullable Object value) {
        if (value != null) {
            data.put(name, value);
        }
        return this;
    }

    /** A rule's name or another plain word; not what people write. */
    public Step because(String word) {
        reason = word;
        return this;
    }

    /** What people write, under the lead's key. */
    public Step sealed(byte @Nullable [] words) {
        sealed = words;
        return this;
    }

    public Step also(Also more) {
        also = more;
        return this;
    }

    /** Refused with {@code owned-full} when the new owner holds as many as these caps allow; step.lua describes them. */
    public Step withinCaps(String policy) {
        this.policy = policy;
        return this;
    }

    /**
     * Once committed, these counters of claims count one less.
     *
     * @param complete names the counters that must be complete for that; step.lua describes it
     */
    public Step givesBack(List<String> counters, String complete) {
        givenBack = String.join(" ", counters);
        policy = complete;
        return this;
    }

    /** Refused with {@code no-excess} unless the owner, whom the lead leaves, holds more than these caps allow. */
    public Step aboveCaps(String policy) {
        this.policy = policy;
        return this;
    }

    /** Refused with {@code too-many} when so many of the owner's leads have the flag already; see road.lua. */
    public Step atMost(int max, char flag) {
        flagLimit = flag + " " + max;
        return this;
    }

    /** The lead as the step leaves it, if it happens at this time. */
    public LeadRow after(long nowMillis) {
        boolean comes = state == LeadState.OWNED && !String.valueOf(owner).equals(from.owner());
        boolean enters = state == LeadState.POOLED
                && (from.state() != LeadState.POOLED || !from.pool().equals(pool));
        return new LeadRow(
                from.tenant(),
                from.id(),
                from.version() + 1,
                state,
                pool == null ? from.pool() : pool,
                owner,
                team,
                enters ? nowMillis : from.enteredAtMillis(),
                comes ? nowMillis : from.claimedAtMillis(),
                nowMillis,
                from.rounds() + (state == LeadState.POOLED && from.state() == LeadState.OWNED ? 1 : 0),
                patched(nowMillis));
    }

    /** As commit.sql merges them. */
    private JsonObject patched(long nowMillis) {
        JsonObject facts = from.facts().copy();
        for (Map.Entry<String, Object> fact : patch) {
            if (fact.getValue() == null) {
                facts.remove(fact.getKey());
            } else {
                facts.put(fact.getKey(), at(nowMillis, fact.getValue()));
            }
        }
        return facts;
    }

    private static @Nullable Object at(long nowMillis, @Nullable Object value) {
        if (value instanceof JsonObject object) {
            JsonObject then = new JsonObject();
            object.forEach(member -> then.put(member.getKey(), at(nowMillis, member.getValue())));
            return then;
        }
        if (value instanceof JsonArray array) {
            JsonArray then = new JsonArray();
            array.forEach(item -> then.add(at(nowMillis, item)));
            return then;
        }
        return NOW.equals(value) ? (Object) nowMillis : value;
    }
}
