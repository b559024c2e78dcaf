package io.pelagos.audit;

/**
 * Something in the journal, or between it and the leads, that is not as it was written.
 *
 * @param version the line that it was found at; 0 when it is about the lead as a whole
 * @param detail one line without tabs, nothing personal
 */
public record Finding(String tenant, long lead, int version, Kind kind, String detail) {
    /** What has happened, as far as can be told from what is left. */
    public enum Kind {
        /** The bytes, the hash or a column of a line. */
        CHANGED,
        /** Lines are missing. */
        REMOVED,
        /** A line that does not belong there. */
        INSERTED,
        /** It is the line of another version of its lead. */
        SWAPPED,
        /** It is a line of another lead or tenant. */
        MOVED,
        /** The lead itself is not where its journal says, or is gone. */
        HEAD,
        /** The chain fits, and is not the one whose hashes were exported. */
        REWRITTEN
    }

    /** {@code tenant <tab> lead <tab> version <tab> kind <tab> detail}. */
    public String text() {
        return tenant
                + '\t'
                + lead
                + '\t'
                + version
                + '\t'
                + kind.name().toLowerCase(java.util.Locale.ROOT)
                + '\t'
                + detail;
    }
}
