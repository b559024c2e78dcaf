package io.pelagos;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param command serve, engines, rebuild, verify, heads, rewrap, help or version
 * @param data directory for the embedded engines, for {@code engines}
 * @param cell the cell to rebuild, -1 for all
 * @param tenant whose journal to verify, or whose heads to export; null for all
 * @param heads a file that {@code heads} has written, to be compared with the journal
 */
record Arguments(
        String command,
        @Nullable Path config,
        @Nullable Path data,
        int cell,
        boolean demoTraffic,
        @Nullable String tenant,
        @Nullable Path heads) {
    static final String HELP = """
        Usage: java -jar target/pelagos.jar [options] [command]

        Commands
          serve               serve (also without a command)
          engines             only start the embedded PostgreSQL and Redis, print their addresses, wait for Ctrl-C
          rebuild             have Redis filled again from PostgreSQL, while serving
          verify              prove the journal, also while serving: 0 all is well, 1 findings, 2 it could not look
          heads               print the hash of each lead's last line, to be kept elsewhere
          rewrap              lock the keys of contact data with PELAGOS_MASTER_KEY_NEW instead of PELAGOS_MASTER_KEY

        Options
          --config FILE       instead of conf/pelagos.yaml
          --demo-traffic      simulated leads and agents in the tenant demo; PELAGOS_DEMO_TRAFFIC=false: none after all
          --data DIR          with engines: where they keep their data
          --cell N            with rebuild: that cell only
          --tenant ID         with verify: that tenant only; with heads: whose
          --heads FILE        with verify: also against what heads has printed before
          --help, --version

        Settings and their environment variables are explained in conf/pelagos.yaml.\
        """;

    /** Throws {@link BadConfig} with one line. */
    static Arguments parse(List<String> words) {
        String command = "";
        Path config = null;
        Path data = null;
        int cell = -1;
        boolean traffic = false;
        String tenant = null;
        Path heads = null;
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "--help", "-h" -> {
                    return new Arguments("help", null, null, -1, false, null, null);
                }
                case "--version" -> {
                    return new Arguments("version", null, null, -1, false, null, null);
                }
                case "--config" -> config = Path.of(value(word, rest));
                case "--data" -> data = Path.of(value(word, rest));
                case "--cell" -> cell = cell(value(word, rest));
                case "--tenant" -> tenant = value(word, rest);
                case "--heads" -> heads = Path.of(value(word, rest));
                case "--demo-traffic" -> traffic = true;
                case "serve", "engines", "rebuild", "verify", "heads", "rewrap" -> {
                    if (!command.isEmpty()) {
                        throw new BadConfig("one command at a time, not " + command + " and " + word);
                    }
                    command = word;
                }
                default -> throw new BadConfig("unknown argument " + word + "; see --help");
            }
        }
        command = command.isEmpty() ? "serve" : command;
        if (data != null && !"engines".equals(command)) {
            throw new BadConfig("--data belongs to engines; see --help");
        }
        if (cell >= 0 && !"rebuild".equals(command)) {
            throw new BadConfig("--cell belongs to rebuild; see --help");
        }
        boolean auditing = "verify".equals(command) || "heads".equals(command);
        if (tenant != null && !auditing) {
            throw new BadConfig("--tenant belongs to verify and heads; see --help");
        }
        if (heads != null && !"verify".equals(command)) {
            throw new BadConfig("--heads belongs to verify; see --help");
        }
        if (tenant == null && "heads".equals(command)) {
            throw new BadConfig("heads needs --tenant ID; see --help");
        }
        return new Arguments(command, config, data, cell, traffic, tenant, heads);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new BadConfig(option + " needs a value; see --help");
        }
        return rest.next();
    }

    private static int cell(String text) {
        if (!text.matches("\\d{1,4}")) {
            throw new BadConfig("--cell needs a number, not " + text);
        }
        return Integer.parseInt(text);
    }
}
