package io.pelagos.exchange;

import java.io.IOException;

/** A file that cannot be imported as a whole. Its message is for the one who sent it and repeats nothing personal. */
public final class BadFile extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean tooLarge;

    BadFile(String message) {
        this(message, false);
    }

    private BadFile(String message, boolean tooLarge) {
        super(message);
        this.tooLarge = tooLarge;
    }

    static BadFile tooLarge(long maxBytes) {
        return new BadFile("the file has more than " + maxBytes + " bytes", true);
    }

    /** Beyond the bound of bytes. */
    public boolean isTooLarge() {
        return tooLarge;
    }
}
