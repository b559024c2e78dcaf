package io.pelagos.faults;

import java.util.List;

/**
 * One pool's rules; 0 and null mean none.
 *
 * @param cap leads of the pool that one agent may hold
 * @param members who may claim, null for everyone
 * @param locksMax leads that one agent may have locked at once
 * @param nurturesMax leads that one agent may nurture at once
 * @param firstRefusalMillis how long a lead that came back is there only for the team that had it
 * @param stale what becomes of leads that nobody claims
 * @param roundsMax a lead that came back so often is closed
 * @param approves whether agents' deals wait for a supervisor
 * @param router how the server gives leads to agents; null for not at all
 */
record PoolRules(
        List<Quota> quotas,
        int cap,
        long cooldownMillis,
        long embargoMillis,
        List<String> members,
        List<Recycle> recycle,
        int locksMax,
        int nurturesMax,
        long firstRefusalMillis,
        Stale stale,
        int roundsMax,
        boolean approves,
        Router router) {

    static final String MAX_HOLD = "max_hold";
    static final String NO_FIRST_CONTACT = "no_first_contact";
    static final String NO_FOLLOWUP = "no_followup";

    /**
     * A claim limit.
     *
     * @param per agent, team, pool or tenant
     * @param window hour, day, week, month in the tenant's zone, or an ISO 8601 duration that rolls
     */
    record Quota(String per, String window, int max) {}

    /**
     * A rule that takes a lead back.
     *
     * @param trigger one of the words above
     * @param warnMillis how long before it the owner is warned, 0 for not at all
     * @param to null for the pool that it was claimed from
     * @param extensions how often its time may be extended
     * @param grade only leads of this grade; null for all
     */
    record Recycle(
            String name, String trigger, long afterMillis, long warnMillis, String to, int extensions, String grade) {}

    /** A lead that has waited so long goes to another pool. */
    record Stale(long afterMillis, String to) {}

    /** @param offerMillis how long a lead rings each of at most two agents, before it is free; 0: it is theirs at once */
    record Router(String strategy, long offerMillis) {}

    static Builder with(Quota... quotas) {
        return new Builder(List.of(quotas));
    }

    /** Null when the pool has no such rule. */
    Recycle rule(String name) {
        return recycle.stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Builds a pool's rules: none but what is said. */
    static final class Builder {
        private final List<Quota> quotas;
        private int cap;
        private long cooldownMillis;
        private long embargoMillis;
        private List<String> members;
        private List<Recycle> recycle = List.of();
        private int locksMax;
        private int nurturesMax;
        private long firstRefusalMillis;
        private Stale stale;
        private int roundsMax;
        private boolean approves;
        private Router router;

        private Builder(List<Quota> quotas) {
            this.quotas = quotas;
        }

        Builder cap(int leads) {
            cap = leads;
            return this;
        }

        Builder cooldown(long millis) {
            cooldownMillis = millis;
            return this;
        }

        Builder embargo(long millis) {
            embargoMillis = millis;
            return this;
        }

        Builder only(String agent) {
            members = List.of(agent);
            return this;
        }

        Builder recycle(Recycle... rules) {
            recycle = List.of(rules);
            return this;
        }

        Builder patience(int locks, int nurtures) {
            locksMax = locks;
            nurturesMax = nurtures;
            return this;
        }

        Builder firstRefusal(long millis) {
            firstRefusalMillis = millis;
            return this;
        }

        Builder stale(long millis, String to) {
            stale = new Stale(millis, to);
            return this;
        }

        Builder closesAfter(int rounds) {
            roundsMax = rounds;
            return this;
        }

        Builder approves() {
            approves = true;
            return this;
        }

        Builder router(String strategy, long offerMillis) {
            router = new Router(strategy, offerMillis);
            return this;
        }

        PoolRules build() {
            return new PoolRules(
                    quotas,
                    cap,
                    cooldownMillis,
                    embargoMillis,
                    members,
                    recycle,
                    locksMax,
                    nurturesMax,
                    firstRefusalMillis,
                    stale,
                    roundsMax,
                    approves,
                    router);
        }
    }
}
