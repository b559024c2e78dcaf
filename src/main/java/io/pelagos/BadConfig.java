package io.pelagos;

/** The configuration cannot be used. The message is one line that names the key, or the file. */
public final class BadConfig extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadConfig(String message) {
        super(message);
    }
}
