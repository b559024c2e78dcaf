package io.pelagos.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The small files that an embedded engine leaves beside its data: its password, its port, its settings. */
final class EngineFiles {
    private static final int SECRET_BYTES = 16;

    private EngineFiles() {}

    /** The secret kept in a file, made up the first time. */
    static String secret(Path file) {
        try {
            String kept = Files.readString(file).strip();
            if (!kept.isEmpty()) {
                return kept;
            }
        } catch (NoSuchFileException e) {
            // The first start.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        writePrivate(file, made + "\n");
        return made;
    }

    /** Writes for the eyes of the owner only, and never half. */
    static void writePrivate(Path file, String text) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            Files.deleteIfExists(temporary);
            try (SeekableByteChannel out = Files.newByteChannel(temporary, options, mode)) {
                out.write(StandardCharsets.UTF_8.encode(text));
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number kept in the first line of a file, 0 when there is none. */
    static int number(Path file) {
        try {
            String text = Files.readString(file);
            return Integer.parseInt(text.lines().findFirst().orElse("").strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** The port of the last start where it is still free, so that tools find the engine again; else another. */
    static int freePort(Path file) {
        int kept = number(file);
        int port = kept > 0 && kept < 65_536 && isFree(kept) ? kept : anyFree();
        if (port != kept) {
            writePrivate(file, port + "\n");
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int anyFree() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of a log, on one line, for an error message. */
    static String lastLine(Path log) {
        try {
            List<String> lines = Files.readString(log, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
        } catch (IOException e) {
            return "";
        }
    }

    static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
