package io.pelagos.platform;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs, unpacked from the class path once per version of them. */
final class PostgresBinaries {
    private static final int HASH_BYTES = 6;
    /** Behind it, in the name of a directory that is not whole yet, stands who unpacks. */
    private static final String UNPACKING = ".tmp";

    private PostgresBinaries() {}

    /** Unpacks to {@code parent/bin-<hash of the archive>} unless it is there; answers that directory. */
    static Path extract(Path parent) throws IOException {
        String name = "postgres-" + platform() + ".txz";
        URL resource = PostgresBinaries.class.getResource("/" + name);
        if (resource == null) {
            throw new StartFailure("no PostgreSQL for " + platform()
                    + " is inside: give the address of one with PELAGOS_POSTGRES_URL");
        }
        Path home = parent.resolve("bin-" + hash(resource));
        if (Files.isDirectory(home)) {
            return home;
        }
        Path temporary = parent.resolve(
                home.getFileName() + UNPACKING + ProcessHandle.current().pid());
        EngineFiles.deleteTree(temporary);
        try (InputStream in = new BufferedInputStream(resource.openStream(), 65_536);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, temporary);
            }
        }
        try {
            Files.move(temporary, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(home)) { // else another server was faster
                throw e;
            }
            EngineFiles.deleteTree(temporary);
        }
        return home;
    }

    /** Programs of earlier versions of Pelagos, which nothing runs any more, and what unpackers that died have left. */
    static void deleteOthers(Path home) throws IOException {
        Path parent = home.getParent();
        if (parent == null) {
            return;
        }
        try (Stream<Path> files = Files.list(parent)) {
            for (Path file : files.filter(f -> String.valueOf(f.getFileName()).startsWith("bin-"))
                    .toList()) {
                if (!file.equals(home) && !isBeingUnpacked(file)) {
                    EngineFiles.deleteTree(file);
                }
            }
        }
    }

    private static boolean isBeingUnpacked(Path file) {
        String name = file.toString();
        int mark = name.lastIndexOf(UNPACKING);
        try {
            return mark > 0 && EngineProcess.alive(Long.parseLong(name.substring(mark + UNPACKING.length())));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("an entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else {
            Files.createDirectories(target.getParent());
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            } else {
                Files.copy(tar, target);
            }
        }
        if (!entry.isSymbolicLink()) {
            Files.setPosixFilePermissions(target, permissions(entry));
        }
    }

    /** Readable for others too: as root, PostgreSQL runs as somebody else. */
    private static Set<PosixFilePermission> permissions(TarArchiveEntry entry) {
        Set<PosixFilePermission> set = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if (entry.isDirectory() || (entry.getMode() & 0100) != 0) {
            set.add(PosixFilePermission.OWNER_EXECUTE);
            set.add(PosixFilePermission.GROUP_EXECUTE);
            set.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return set;
    }

    private static String hash(URL resource) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(resource.openStream(), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** As the archives of zonky's project are named. */
    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.startsWith("mac") ? "darwin" : os)
                + "-"
                + switch (arch) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> arch;
                };
    }
}
