package io.pelagos.platform;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

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
        String message = failure instanceof FileSystemException file ? reason(file) : failure.getMessage();
        String line = message == null ? failure.getClass().getSimpleName() : message.strip();
        line = line.replaceAll("\\s*[\\r\\n]+\\s*", " ");
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }

    /** Of these two Java says only the file, and what is wrong with it by the class. */
    private static @Nullable String reason(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "no right to use " + failure.getFile();
        }
        return failure instanceof NoSuchFileException ? "there is no " + failure.getFile() : failure.getMessage();
    }
}
