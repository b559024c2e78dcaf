package io.pelagos.exchange;

import io.pelagos.channel.LeadDraft;

/** What a row of a file says. */
sealed interface Row {
    /** A lead, and what it brings along. */
    record Lead(LeadDraft draft, Past past) implements Row {}

    /** No lead; why, in words for whoever sent it, without what stands there. */
    record Bad(String why) implements Row {}
}
