package io.pelagos.month;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One command of the server's jar as a process of its own, which ends with this tool: it gets a SIGTERM. */
final class Child implements AutoCloseable {

    /** The engines end in the time that PostgreSQL needs for its last checkpoint. */
    private static final int END_SECONDS = 60;

    private final Process process;
    private final Thread hook = new Thread(this::end, "end-child");

    private Child(Process process) {
        this.process = process;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** What it prints goes to {@code log}. */
    static Child start(
            Path jar, List<String> javaOptions, List<String> command, Path log, Map<String, String> environment) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(javaOptions);
        words.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(log.getParent().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile());
        // What the user has set for a server or an engine of his own must not reach these.
        builder.environment().keySet().removeIf(key -> key.startsWith("PELAGOS_") || key.startsWith("PG"));
        builder.environment().putAll(environment);
        try {
            return new Child(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    private void end() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            // The hook itself is running: nothing to remove.
        }
    }
}
