package io.pelagos.recycling;

import io.pelagos.team.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often a rule's time may be extended in one ownership, and by whom.
 *
 * @param max 0 for never
 * @param by the least role that may: agent, supervisor or manager
 */
public record Extensions(int max, String by) {
    static final Extensions NONE = new Extensions(0, "supervisor");

    static Extensions in(Document rule) {
        @Nullable
        Extensions extensions = rule.object(
                "extensions",
                d -> new Extensions(
                        (int) d.integer("max", 0, 1000),
                        d.choice("by", List.of("agent", "supervisor", "manager"), "supervisor")));
        return extensions == null ? NONE : extensions;
    }
}
