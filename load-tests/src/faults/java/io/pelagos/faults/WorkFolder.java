package io.pelagos.faults;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The folder of a campaign: hundreds of megabytes of programs and data, of which only logs are worth keeping. */
final class WorkFolder {

    private WorkFolder() {}

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
