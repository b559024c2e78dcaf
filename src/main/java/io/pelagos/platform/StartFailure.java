package io.pelagos.platform;

/** The server cannot start for a reason that its operator can mend. The message is one line, for him. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** A library's message on one line, at most 300 characters; its class where it has none. */
    public static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        String line = message == null ? failure.getClass().getSimpleName() : message.strip();
        line = line.replaceAll("\\s*[\\r\\n]+\\s*", " ");
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }
}
