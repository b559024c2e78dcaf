package io.pelagos.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The processes that the bench started; {@link #close} ends them, newest first, and nothing else. */
final class Children implements AutoCloseable {
    private static final int STOP_SECONDS = 15;
    private static final int KEPT_LINES = 40;

    private final Deque<Child> running = new ArrayDeque<>();
    private final Deque<Runnable> endings = new ArrayDeque<>();

    /** A long-running process whose lines are read in the background; the last few are kept for the error message. */
    static final class Child {
        private final String name;
        private final Process process;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final Deque<String> last = new ArrayDeque<>();
        private final Thread reader;

        private Child(String name, Process process) {
            this.name = name;
            this.process = process;
            reader = new Thread(this::read, name + "-output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    synchronized (last) {
                        last.addLast(line);
                        if (last.size() > KEPT_LINES) last.removeFirst();
                    }
                    if (lines.size() < 10_000) lines.add(line);
                }
            } catch (IOException e) {
                lines.add("(output ended: " + e.getMessage() + ")");
            }
        }

        /** Waits for a line that holds the text; fails when the process ends or the time is up. */
        String awaitLine(String text, int timeout_seconds) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeout_seconds);
            while (System.nanoTime() < end) {
                String line = lines.poll(100, TimeUnit.MILLISECONDS);
                if (line != null && line.contains(text)) return line;
                if (line == null && !process.isAlive()) break;
            }
            throw new IllegalStateException(name + " did not say \"" + text + "\":\n" + tail());
        }

        private String tail() {
            synchronized (last) {
                return String.join("\n", last);
            }
        }
    }

    /**
     * Starts a long-running process; its standard error is read together with its output.
     *
     * @param environment beside what is inherited, but for the server's own variables: all that is measured has the same
     */
    synchronized Child start(String name, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(key -> key.startsWith("PELAGOS_"));
        builder.environment().putAll(environment);
        Child child = new Child(name, builder.start());
        running.push(child);
        return child;
    }

    /** Runs a process to its end and answers its output; fails when it fails. */
    String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Child child;
        synchronized (this) {
            child = new Child(command.get(0), closed(process));
            running.push(child);
        }
        int status = process.waitFor();
        child.reader.join();
        String output = String.join("\n", child.lines);
        synchronized (this) {
            running.remove(child);
        }
        if (status != 0) throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
        return output.toString();
    }

    private static Process closed(Process process) throws IOException {
        process.outputWriter().close();
        return process;
    }

    /** Ends one before the others. */
    synchronized void stop(Child child) {
        running.remove(child);
        stop(child.process);
    }

    /** Something to tidy up at the end, also after Ctrl-C, while the processes still run. */
    synchronized void atEnd(Runnable ending) {
        endings.push(ending);
    }

    @Override
    public synchronized void close() {
        while (!endings.isEmpty()) endings.pop().run();
        while (!running.isEmpty()) stop(running.pop().process);
    }

    /** SIGTERM first, so that an engine can end its own children; what is left after a while is killed. */
    private static void stop(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        descendants.forEach(ProcessHandle::destroy);
    }

    /** A server to measure: all of them run in the same JVM, as the README advises for few cores. */
    static List<String> measuredServer(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(javaCommand(), "-XX:+UseSerialGC"));
        command.addAll(arguments);
        return command;
    }

    static String javaCommand() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    /** The first line of what a command prints, for the list of versions. */
    static String firstLine(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = in.readLine();
                while (in.readLine() != null) continue;
                return line == null ? "" : line;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(command[0] + " cannot be started", e);
        }
    }
}
