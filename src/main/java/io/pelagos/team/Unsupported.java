package io.pelagos.team;

/** Parts of a document whose behaviour does not exist yet: refused, so that nobody believes in a rule that does not run. */
public final class Unsupported {
    private Unsupported() {}

    /** Notes a fault unless the field is absent or null. */
    public static void unlessNull(Document document, String name) {
        if (document.has(name)) {
            refuse(document, name);
        }
    }

    public static void refuse(Document document, String name) {
        document.fault(name, "is not supported yet");
    }
}
