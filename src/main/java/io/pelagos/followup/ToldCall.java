package io.pelagos.followup;

import org.jspecify.annotations.Nullable;

/**
 * What a phone system tells of a call.
 *
 * @param number the customer's, E.164; null when the lead is named
 * @param recording its address; null for none
 */
public record ToldCall(
        CallRecord call, @Nullable String number, @Nullable String recording) {}
