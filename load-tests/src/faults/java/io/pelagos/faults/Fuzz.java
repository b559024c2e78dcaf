package io.pelagos.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Damaged deliveries of every platform and form over real HTTP, whole ones between them. Nothing may break the server, what
 * was acknowledged must be there exactly once, and no log may hold what was sent of people.
 */
public final class Fuzz {
    private static final int LOG_LINES_MAX = 5;

    private Fuzz() {}

    /** @param fixtures the folder with a body of each platform */
    public record Options(Path jar, Path work, Path fixtures, long millis, int clients, long seed) {
        public Options {
            if (millis < 1 || clients < 1 || clients > 256) {
                throw new IllegalArgumentException("minutes and clients (at most 256) must be positive");
            }
        }
    }

    /** @param statuses how often each was answered */
    public record Outcome(long requests, Map<Integer, Long> statuses, int leads, List<String> violations) {
        @Override
        public String toString() {
            return String.format(
                    "%,d deliveries, answered %s, %,d leads, violations: %d%n%s",
                    requests,
                    statuses,
                    leads,
                    violations.size(),
                    violations.stream().map(v -> "  ! " + v + "\n").collect(Collectors.joining()));
        }
    }

    /** Runs to the end; all processes that it started have ended when it returns or throws. */
    public static Outcome run(Options options) throws Exception {
        if (!Files.isReadable(options.jar())) {
            throw new IOException("no server at " + options.jar() + ": build it first");
        }
        Files.createDirectories(options.work());
        // PostgreSQL, which may run as another user, has to find its way in.
        Files.setPosixFilePermissions(options.work(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Outcome outcome;
        try (Rig rig = new Rig(options.work(), options.jar(), UUID.randomUUID().toString())) {
            outcome = run(options, rig);
        }
        if (outcome.violations().isEmpty()) {
            WorkFolder.keepOnlyLogs(options.work());
        }
        return outcome;
    }

    private static Outcome run(Options options, Rig rig) throws Exception {
        rig.start();
        Api api = new Api(rig.http);
        String tenant = "fuzz-" + options.seed();
        Firm firm = Firm.setUp(api, rig.nodes.get(0), rig.operatorToken, tenant, Rules.usual());
        FuzzLoad load = new FuzzLoad(rig.http, rig.nodes, FuzzForm.all(options.fixtures()));
        load.setUp(api, firm);
        load.run(options.millis(), options.clients(), options.seed());
        Truth truth = Archive.of(rig, tenant).truth();
        load.check(truth, pending(rig));
        Findings findings = load.findings;
        JournalCheck.check(truth, findings);
        readLogs(options.work(), findings);
        return new Outcome(
                load.requests(),
                load.statuses(),
                truth.leads().size(),
                findings.violations().stream().map(Violation::toString).toList());
    }

    /** By channel; there is one tenant, and no platform to fetch from. */
    private static Map<String, Set<String>> pending(Rig rig) throws SQLException {
        Map<String, Set<String>> pending = new HashMap<>();
        try (Connection connection = rig.database();
                Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("select channel, id from pending_fetch")) {
            while (row.next()) {
                pending.computeIfAbsent(row.getString(1), any -> new HashSet<>())
                        .add(row.getString(2));
            }
        }
        return pending;
    }

    private static void readLogs(Path work, Findings findings) throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path log : files.filter(file -> file.endsWith("server.log")).toList()) {
                try (Stream<String> lines = Files.lines(log)) {
                    lines.filter(FuzzLoad::personal)
                            .limit(LOG_LINES_MAX)
                            .forEach(line -> findings.add("log", "a log holds what is personal", line));
                }
            }
        }
        WorkFolder.errors(work).forEach(line -> findings.add("log", "the server says that it is broken", line));
    }
}
