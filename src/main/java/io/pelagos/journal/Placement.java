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
     * @param visibleAtMillis the end of its embargo, 0 for none
     * @param alarmAtMillis its next deadline, 0 for none
     */
    record Place(String lane, long score, long visibleAtMillis, long alarmAtMillis) {}
}
