package io.pelagos.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The processes that work in one data directory of PostgreSQL, as the system sees them. */
final class PostgresProcesses {
    /** How long children of a killed postmaster may take to notice it; one that computes never does. */
    private static final Duration ORPHANS = Duration.ofSeconds(2);

    private static final int LINE_OF_PORT = 3;

    private final Path data;
    private final Path pidFile;

    PostgresProcesses(Path data) {
        this.data = real(data);
        this.pidFile = data.resolve("postmaster.pid");
    }

    /** Without symbolic links, as the system shows it. */
    private static Path real(Path data) {
        try {
            return data.toRealPath();
        } catch (IOException e) {
            return data;
        }
    }

    /** The pid of the live postmaster of this directory, 0 for none. */
    long postmaster() {
        long pid = EngineFiles.number(pidFile);
        return EngineProcess.alive(pid) && EngineProcess.commandLine(pid).contains(data.toString()) ? pid : 0;
    }

    /** Where the postmaster says that it listens, 0 when it does not say. */
    int port() {
        try {
            List<String> lines = Files.readAllLines(pidFile);
            return lines.size() > LINE_OF_PORT
                    ? Integer.parseInt(lines.get(LINE_OF_PORT).strip())
                    : 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /**
     * After the postmaster's death: waits for its children, kills who stays, removes its file. The file
     * would stop the next start if another process has got the old pid by now.
     */
    void cleanUp() throws IOException {
        long deadline = System.nanoTime() + ORPHANS.toNanos();
        while (!orphans().isEmpty() && System.nanoTime() < deadline) {
            EngineProcess.pause(50);
        }
        orphans().forEach(EngineProcess::kill);
        Files.deleteIfExists(pidFile);
    }

    /** Every process of PostgreSQL has its data directory as working directory. */
    private List<Long> orphans() throws IOException {
        Path proc = Path.of("/proc");
        if (!Files.isDirectory(proc.resolve("self"))) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(proc)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .filter(this::worksHere)
                    .toList();
        }
    }

    private boolean worksHere(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"))
                            .equals(data)
                    && EngineProcess.commandLine(pid).startsWith("postgres: ");
        } catch (IOException e) {
            return false; // gone, or not ours to look at
        }
    }
}
