package io.pelagos.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipFile;

/**
 * What has to lie on a disk for a moment because it is read in another order than it comes. Its files have no name any
 * more once they are open: whatever becomes of this process, nobody finds contact data in them.
 */
final class Spool {
    private final Path directory;

    /** @param directory made when it is needed */
    Spool(Path directory) {
        this.directory = directory;
    }

    private Path file() throws IOException {
        Files.createDirectories(directory);
        // Readable by its owner alone, as temporary files are.
        return Files.createTempFile(directory, "spool-", ".tmp");
    }

    /** All bytes as a ZIP file. Throws {@link BadFile} when they are none. */
    ZipFile zip(InputStream bytes) throws IOException {
        Path file = file();
        try {
            Files.copy(bytes, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return new ZipFile(file.toFile());
        } catch (java.util.zip.ZipException e) {
            throw new BadFile("the file is not a workbook (XLSX)");
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** An empty file to write and read. */
    FileChannel scratch() throws IOException {
        Path file = file();
        try {
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
