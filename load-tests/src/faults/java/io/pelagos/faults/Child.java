package io.pelagos.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** One process that this tool started, known by its pid: nothing else is ever signalled. */
final class Child {

    private final String name;
    private final Process process;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** Starts {@code command}; what it prints is appended to {@code log}. */
    static Child start(String name, Path log, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(log.getParent().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // What the user has set for a server or an engine of his own must not reach these.
        builder.environment().keySet().removeIf(key -> key.startsWith("PELAGOS_") || key.startsWith("PG"));
        builder.environment().putAll(environment);
        try {
            return new Child(name, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits for the end of a process that ends by itself; its exit code. */
    int exit(Duration bound) {
        if (!ended(bound)) {
            killTree();
            throw new IllegalStateException(name + " did not end within " + bound);
        }
        return process.exitValue();
    }

    boolean ended(Duration bound) {
        try {
            return process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sends a signal to this process alone. */
    void signal(String signal) {
        send(signal, LongStream.of(process.pid()));
    }

    /** Sends a signal to this process first, so that it cannot start more, and then to all that it started. */
    void signalTree(String signal) {
        signal(signal);
        send(signal, process.descendants().mapToLong(ProcessHandle::pid));
    }

    /**
     * This process and all that it started can write to no file at all, or to each again; sockets and pipes are no files.
     * Linux's {@code prlimit}, which needs no privilege for one's own.
     */
    void limitFiles(boolean none) {
        LongStream.concat(LongStream.of(process.pid()), process.descendants().mapToLong(ProcessHandle::pid))
                .forEach(pid -> shell("prlimit --pid " + pid + " --fsize=" + (none ? "0:" : "unlimited:")));
    }

    /** SIGKILL to the process and what it started; returns when it is gone. */
    void killTree() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        ended(Duration.ofSeconds(10));
    }

    /** SIGKILL to this process alone; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        ended(Duration.ofSeconds(10));
    }

    private static void send(String signal, LongStream pids) {
        String list = pids.mapToObj(Long::toString).collect(Collectors.joining(" "));
        if (list.isEmpty()) {
            return;
        }
        // The shell's own kill: Java knows only TERM and KILL.
        shell("kill -" + signal + " " + list);
    }

    /** A process that has just ended is no error. */
    private static void shell(String command) {
        try {
            new ProcessBuilder("sh", "-c", command + " 2>/dev/null").start().waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
