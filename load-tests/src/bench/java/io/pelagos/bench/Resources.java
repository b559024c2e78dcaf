package io.pelagos.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scripts and statements beside the code. */
final class Resources {
    private Resources() {}

    static String text(String name) {
        try (InputStream in = Resources.class.getResourceAsStream("/bench/" + name)) {
            if (in == null) throw new IllegalStateException("resource bench/" + name + " is missing");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For tools that want a file. */
    static Path copy(String name, Path directory) throws IOException {
        return Files.writeString(directory.resolve(name), text(name));
    }
}
