package io.pelagos.platform;

import java.io.IOException;
import java.util.Locale;

/** Why there was no answer. Its message says no more than that: it is shown, and must not tell about a network. */
public final class Unreachable extends IOException {
    private static final long serialVersionUID = 1;

    /** What went wrong first. */
    public enum Why {
        /** It leads to where nobody may call. */
        FORBIDDEN,
        /** The name stands for nothing. */
        NAME,
        CONNECTION,
        /** The certificate, or what is agreed with it. */
        TLS,
        TIME;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Why why;

    public Unreachable(Why why) {
        super(why.text());
        this.why = why;
    }

    /** @param cause for who looks for a fault; it is not shown */
    Unreachable(Why why, Throwable cause) {
        super(why.text(), cause);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
