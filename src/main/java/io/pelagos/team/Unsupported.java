package io.pelagos.team;

/** Parts of a document whose behaviour does not exist yet: refused, so that nobody believes in a rule that does not run. */
public final class Unsupported {
    private Unsupported() {}

    public static void refuse(Document document, String name) {
        document.fault(name, "is not supported yet");
    }
}
