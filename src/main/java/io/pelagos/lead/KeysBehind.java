package io.pelagos.lead;

/**
 * What was to be opened is sealed by a key that this node does not have yet, or not any more. It has begun to look for
 * it: whoever tries again a little later either can, or hears that nobody can.
 */
public final class KeysBehind extends IllegalStateException {
    private static final long serialVersionUID = 1;

    KeysBehind(int tenant) {
        super("newer keys of tenant " + tenant + " are looked for");
    }
}
