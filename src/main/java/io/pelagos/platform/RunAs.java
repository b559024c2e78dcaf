package io.pelagos.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How PostgreSQL's programs are run: as they are, or, as it refuses to run as root, as somebody else.
 * {@code unshare -U} is tried first: in a user namespace without a mapping root looks like nobody but
 * reads root's files, so that nothing has to change hands and the data may lie under /root. Where the
 * system forbids that (most containers), {@code setpriv} makes it nobody indeed, and he gets the data.
 *
 * @param prefix what is put before each command
 * @param uid who must own what PostgreSQL reads and writes; -1: nothing to do
 */
record RunAs(List<String> prefix, int uid) {
    private static final int NOBODY = 65_534;
    private static final Duration PROBE = Duration.ofSeconds(20);

    /**
     * @param home directory of the programs
     * @param data data directory, which need not exist yet
     */
    static RunAs choose(Path home, Path data) throws IOException {
        List<String> probe = List.of(home.resolve("bin/postgres").toString(), "--version");
        List<RunAs> ways = isRoot() ? waysOfRoot(data) : List.of(new RunAs(List.of(), -1));
        String said = "";
        for (RunAs way : ways) {
            EngineProcess.Result result = EngineProcess.run(way.command(probe), Path.of("/"), PROBE);
            if (result.code() == 0) {
                return way;
            }
            said = result.lastLine();
        }
        throw new StartFailure("PostgreSQL cannot run here (" + said + ")"
                + (isRoot()
                        ? ": it refuses to be root; start Pelagos as an ordinary user, or name a data directory"
                                + " that others may enter with PELAGOS_DATA_DIR"
                        : ""));
    }

    private static List<RunAs> waysOfRoot(Path data) throws IOException {
        int owner = Files.exists(data) ? uidOf(data) : 0;
        if (owner != 0) {
            return List.of(setpriv(owner)); // began as an ordinary user, or by setpriv
        }
        return List.of(new RunAs(List.of("unshare", "-U", "--"), -1), setpriv(NOBODY));
    }

    private static RunAs setpriv(int uid) {
        return new RunAs(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--"), uid);
    }

    List<String> command(List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        return all;
    }

    /** Hands files over where that is needed. */
    void own(Path root) throws IOException {
        if (uid < 0) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", uid);
                Files.setAttribute(file, "unix:gid", uid);
            }
        }
    }

    private static boolean isRoot() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.isDirectory(self) ? uidOf(self) == 0 : "root".equals(System.getProperty("user.name"));
    }

    private static int uidOf(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }
}
