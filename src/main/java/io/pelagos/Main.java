package io.pelagos;

import io.pelagos.platform.EmbeddedPostgres;
import io.pelagos.platform.Postgres;
import io.pelagos.platform.StartFailure;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Reads the configuration, starts the engines and the server, and stops them in the other order. */
public final class Main {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    public static void main(String[] words) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Arguments arguments;
        try {
            arguments = Arguments.parse(List.of(words));
        } catch (BadConfig e) {
            exit(MISUSED, e);
            return;
        }
        try {
            int code = run(arguments, out);
            if (code != 0) {
                System.exit(code);
            }
        } catch (BadConfig | StartFailure e) {
            LoggerFactory.getLogger(Main.class).debug("the start failed", e);
            exit(FAILED, e);
        } catch (Throwable e) {
            LoggerFactory.getLogger(Main.class).error("the start failed for a reason that nobody foresaw", e);
            exit(FAILED, e);
        }
    }

    private static int run(Arguments arguments, PrintStream out) {
        switch (arguments.command()) {
            case "help" -> out.println(Arguments.HELP);
            case "version" -> out.println("Pelagos " + version());
            case "engines" -> engines(arguments, out);
            case "rebuild" -> rebuild(arguments, out);
            case "verify", "heads" -> {
                return audit(arguments, out);
            }
            case "rewrap" -> rewrap(arguments, out);
            default -> serve(arguments, out);
        }
        return 0;
    }

    private static void serve(Arguments arguments, PrintStream out) {
        Config config = config(arguments);
        Logs.as(config.log());
        Server.checkFirst(config);
        Closing closing = Closing.atExit();
        closing.start(() -> {
            Engines engines = closing.add(
                    new Engines(config.postgres().url(), config.redis().url()));
            engines.start(config.dataDir(), out);
            engines.keepAlive();
            closing.add(Server.start(config, engines, out));
        });
    }

    private static void engines(Arguments arguments, PrintStream out) {
        Config config = config(arguments);
        Closing closing = Closing.atExit();
        closing.start(() -> {
            Engines engines = closing.add(new Engines("", ""));
            engines.start(arguments.data() == null ? config.dataDir() : arguments.data(), System.err);
            out.println("PELAGOS_POSTGRES_URL=" + engines.postgresUrl());
            out.println("PELAGOS_REDIS_URL=" + engines.redisUrl());
        });
        closing.await();
    }

    private static void rebuild(Arguments arguments, PrintStream out) {
        Config config = config(arguments);
        if (arguments.cell() >= config.cells()) {
            throw new BadConfig("there are cells 0 to " + (config.cells() - 1) + ", no " + arguments.cell());
        }
        Server.rebuild(running(config, arguments.command()), arguments.cell(), out);
    }

    /** What it cannot look at is told like any failure, by another code: 1 is that of findings. */
    private static int audit(Arguments arguments, PrintStream out) {
        PrintStream progress = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        try {
            Postgres postgres = Postgres.of(running(config(arguments), arguments.command()));
            return new AuditCommands(postgres, out, progress).run(arguments);
        } catch (BadConfig | StartFailure e) {
            progress.println("pelagos: " + e.getMessage());
            return MISUSED;
        }
    }

    /** The address of the PostgreSQL of a server that runs, for a second process beside it. */
    private static String running(Config config, String command) {
        String url = config.postgres().embedded()
                ? EmbeddedPostgres.urlOfRunning(config.dataDir())
                : config.postgres().url();
        if (url == null) {
            throw new StartFailure("no server runs with the data directory " + config.dataDir() + "; " + command
                    + " speaks to the PostgreSQL of one that runs");
        }
        return url;
    }

    private static void rewrap(Arguments arguments, PrintStream out) {
        Config config = config(arguments);
        String after = System.getenv("PELAGOS_MASTER_KEY_NEW");
        if (after == null || after.isEmpty()) {
            throw new BadConfig(
                    "PELAGOS_MASTER_KEY_NEW is not set: it is the key that takes the place of PELAGOS_MASTER_KEY");
        }
        Server.rewrap(running(config, arguments.command()), config.masterKey(), after, out);
    }

    private static Config config(Arguments arguments) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (arguments.demoTraffic()) {
            // Who sets the variable means it.
            environment.putIfAbsent("PELAGOS_DEMO_TRAFFIC", "true");
        }
        return Config.load(arguments.config(), environment);
    }

    /** As packaged. */
    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    private static void exit(int code, Throwable why) {
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        err.println("pelagos: " + why.getMessage());
        System.exit(code);
    }
}
