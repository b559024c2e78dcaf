package io.pelagos.journal;

import io.pelagos.lead.LeadRow;

/** Where a committed lead belongs in Redis, by today's configuration: the pools and the rules answer. */
public interface Placement {

    Place place(LeadRow row);

    /** How long it is remembered that a lead of this tenant left an agent, for cooldowns; 0: not at all. */
    long rememberLeavingMillis(int tenant);

    /**
     * A place in Redis.
     *
     * @param lane what the lead asks of an agent, {@code skill=a&region=sh}; empty for nothing
     * @param score the pool's order, lowest first; whole numbers below 2^53
     * @param visibleAtMillis when everybody may have it, 0 for at once
     * @param first who may have it sooner, {@code a:T/<agent>} or {@code t:T/<team>}; empty for nobody
     * @param alarmAtMillis when the rules are to be asked next, 0 for never
     * @param nurtured whether an owned lead waits for the customer's date now
     * @param locked whether its owner has locked it now
     */
    record Place(
            String lane,
            long score,
            long visibleAtMillis,
            String first,
            long alarmAtMillis,
            boolean nurtured,
            boolean locked) {
        /** In a pool, for everybody at a time. */
        public static Place pooled(String lane, long score, long visibleAtMillis, String first, long alarmAtMillis) {
            return new Place(lane, score, visibleAtMillis, first, alarmAtMillis, false, false);
        }

        public static Place owned(long alarmAtMillis, boolean nurtured, boolean locked) {
            return new Place("", 0, 0, "", alarmAtMillis, nurtured, locked);
        }
    }
}
