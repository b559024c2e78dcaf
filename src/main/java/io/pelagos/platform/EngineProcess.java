package io.pelagos.platform;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Processes of embedded engines: they are daemons, so that they are known by pid and not as children. */
final class EngineProcess {
    private EngineProcess() {}

    /** What a command said (output and errors together) and its exit code. */
    record Result(int code, String output) {
        String lastLine() {
            List<String> lines =
                    output.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
            return lines.isEmpty() ? "exit code " + code : lines.get(lines.size() - 1);
        }
    }

    /** Runs a command to its end. Killed, with code -1, after the time. */
    static Result run(List<String> command, Path directory, Duration atMost) {
        Path output = null;
        try {
            // A file and not a pipe: a daemon that keeps the pipe open would keep us reading.
            output = Files.createTempFile("pelagos", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("LC_ALL", "C");
            builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("PELAGOS_"));
            Process process = builder.start();
            boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return new Result(ended ? process.exitValue() : -1, Files.readString(output, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return new Result(-1, StartFailure.oneLine(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        } finally {
            if (output != null) {
                output.toFile().delete();
            }
        }
    }

    /** A zombie is dead: in a container nobody may ever collect it. */
    static boolean alive(long pid) {
        if (pid <= 0 || !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return !Files.isDirectory(Path.of("/proc/self")); // no /proc on macOS
        }
    }

    /** The command line of a live process, words parted by blanks; empty where unknown. */
    static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.UTF_8)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().commandLine())
                    .orElse("");
        }
    }

    /** Asks, waits, then kills. */
    static void stop(long pid, Duration patience) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty() || !alive(pid)) {
            return;
        }
        process.get().destroy();
        if (!awaitExit(pid, patience)) {
            process.get().destroyForcibly();
            awaitExit(pid, patience);
        }
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> {
            process.destroyForcibly();
            awaitExit(pid, Duration.ofSeconds(5));
        });
    }

    /** Looks for itself: Java's own waiting for strangers' children is slow, and blind to zombies. */
    private static boolean awaitExit(long pid, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (alive(pid)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause(10);
        }
        return true;
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }
}
