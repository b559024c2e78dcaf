package io.pelagos.channel;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads one lead of a platform, pushed or pulled: the same names either way. */
@FunctionalInterface
public interface LeadItems {
    /** Takes anything that is an object: what is not understood is kept. */
    LeadDraft lead(Channel channel, ObjectNode item);
}
