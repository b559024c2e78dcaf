package io.pelagos.journal;

/** An engine did not do what was asked. Carries no stack: it is an answer, and may come by the thousand. */
public final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public enum Kind {
        /** Redis does not know the cell's scripts: it may have lost anything. */
        FORGOTTEN,
        /** Nothing was asked: there is no connection. */
        NOT_SENT,
        /** No answer: what was asked may or may not have happened. */
        UNREACHABLE,
        /** A value was refused; nothing was written. */
        BAD_DATA,
        /** Two transactions met; nothing was written, and another try may work. */
        CONFLICT
    }

    private final Kind kind;

    public Trouble(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    static Kind kindOf(Throwable failure) {
        return failure instanceof Trouble trouble ? trouble.kind : Kind.UNREACHABLE;
    }
}
