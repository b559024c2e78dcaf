package io.pelagos.faults;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a campaign: hundreds of megabytes of programs and data, of which only logs are worth keeping. */
final class WorkFolder {

    private static final int ERRORS_MAX = 50;

    private WorkFolder() {}

    /** Makes it, so that PostgreSQL, which may run as another user, finds its way in. It is emptied at the end: never somebody else's. */
    static void begin(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Stream<Path> content = Files.list(folder)) {
            if (content.findAny().isPresent()) {
                throw new IOException("the work folder must be empty: " + folder);
            }
        }
    }

    /** What the nodes reported as defects: often why a promise was broken. */
    static List<String> errors(Path folder) throws IOException {
        List<String> errors = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path log : files.filter(f -> f.endsWith("server.log")).toList()) {
                try (Stream<String> lines = Files.lines(log)) {
                    lines.filter(line -> line.contains(" ERROR "))
                            .limit(ERRORS_MAX)
                            .forEach(line -> errors.add(folder.relativize(log) + ": " + line));
                }
            }
        }
        return errors;
    }

    static void keepOnlyLogs(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.getFileName().toString().endsWith(".log")) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                try {
                    Files.delete(directory);
                } catch (DirectoryNotEmptyException e) {
                    // Holds a log.
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
