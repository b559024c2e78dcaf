package io.pelagos.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Clocks of processes that can be set while they run, by libfaketime (https://github.com/wolfcw/libfaketime, Debian's package
 * libfaketime). Only what tells the time of day: timers go by another clock, which nobody can set. It is of no use for
 * programs that are linked statically, as this tool's Redis is.
 */
final class Clocks {

    /** Until then a process may go by the time of before: the library looks once a second. */
    static final long SEEN_AFTER_MILLIS = 1_100;

    private static final List<String> FOLDERS = List.of(
            "/usr/lib/x86_64-linux-gnu/faketime",
            "/usr/lib/aarch64-linux-gnu/faketime",
            "/usr/lib64/faketime",
            "/usr/lib/faketime",
            "/usr/local/lib/faketime");

    private final Path library;
    private final Path folder;

    private Clocks(Path library, Path folder) {
        this.library = library;
        this.folder = folder;
    }

    /** Empty when this machine has no libfaketime. */
    static Optional<Clocks> in(Path folder) {
        return FOLDERS.stream()
                .map(place -> Path.of(place, "libfaketimeMT.so.1"))
                .filter(Files::isReadable)
                .findFirst()
                .map(library -> new Clocks(library, folder));
    }

    /** What a process is started with, so that its clock is the one of this name. */
    Map<String, String> environment(String name) {
        set(name, 0);
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file(name).toString(),
                // In seconds: reading the file each time makes everything slow.
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // Else each timed wait of a JVM ends at once.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    /** The clock is wrong by so much from a second on at the latest; negative: it is behind. */
    void set(String name, long millis) {
        try {
            Files.createDirectories(folder);
            // Renamed, so that nobody reads half of it.
            Path next = folder.resolve(name + ".next");
            Files.writeString(next, String.format(Locale.ROOT, "%+.3f%n", millis / 1_000.0));
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(next, file(name), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what the library leaves in the machine's memory of processes that were killed. */
    static void forget(Iterable<Long> pids) {
        for (long pid : pids) {
            for (String name : List.of("faketime_shm_", "sem.faketime_sem_")) {
                try {
                    Files.deleteIfExists(Path.of("/dev/shm", name + pid));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ".clock").toAbsolutePath();
    }
}
