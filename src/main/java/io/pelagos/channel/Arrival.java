package io.pelagos.channel;

import org.jspecify.annotations.Nullable;

/**
 * A lead at the intake's door.
 *
 * @param request null when it came without a key
 */
public record Arrival(LeadDraft draft, @Nullable RequestKey request) {}
