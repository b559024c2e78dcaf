package io.pelagos.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The directory of the embedded engines, held by one server at a time: two would fight over their
 * processes. The lock goes with the process that holds it, however that ends.
 */
public final class DataDir implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private DataDir(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes the directory where needed. Throws {@link StartFailure} when it is held or not writable. */
    public static DataDir lock(Path dir) {
        Path path = dir.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new StartFailure("another server uses the data directory " + dir
                        + ": stop it, or name another one with PELAGOS_DATA_DIR");
            }
            return new DataDir(path, channel);
        } catch (FileAlreadyExistsException e) {
            throw new StartFailure("the data directory " + dir + " is a file", e);
        } catch (IOException e) {
            throw new StartFailure("cannot write in the data directory " + dir + ": " + StartFailure.oneLine(e), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    /** Absolute. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StartFailure("cannot give back the lock of " + path + ": " + e, e);
        }
    }
}
