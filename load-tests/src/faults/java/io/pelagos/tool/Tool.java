package io.pelagos.tool;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * How a tool is called and how it ends. Its options are pairs of a name and a value, all optional; each tool has {@code
 * --jar}, {@code --work} and {@code --seed}. Exit codes: 0 all was well, 1 something was violated, 2 it was called wrongly.
 */
public final class Tool {
    private static final int VIOLATED = 1;
    private static final int MISUSED = 2;
    private static final Set<String> COMMON = Set.of("--jar", "--work", "--seed");
    private static final int SEEDS = 1_000_000;

    private final String name;
    private final Map<String, String> given;
    private final long seed;

    private Tool(String name, Map<String, String> given) {
        this.name = name;
        this.given = given;
        this.seed = given.containsKey("--seed")
                ? whole("--seed", given.get("--seed"))
                : ThreadLocalRandom.current().nextInt(SEEDS);
    }

    /** Ends the process when an option is unknown or has no value; {@code options} are those beside the common ones. */
    public static Tool of(String name, String[] args, String... options) {
        return orMisused(() -> parse(name, List.of(args), List.of(options)));
    }

    /** Throws {@link IllegalArgumentException} when an option is unknown, is there twice, or has no value. */
    static Tool parse(String name, List<String> args, List<String> options) {
        Set<String> known = new TreeSet<>(options);
        known.addAll(COMMON);
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.size(); i += 2) {
            String option = args.get(i);
            if (!known.contains(option) || i + 1 == args.size() || given.put(option, args.get(i + 1)) != null) {
                throw new IllegalArgumentException(
                        "options: " + String.join(" ", known) + ", each at most once, with a value");
            }
        }
        return new Tool(name, given);
    }

    /** What is made of the options; ends the process when they do not do. */
    public <T> T options(Supplier<T> made) {
        return orMisused(made);
    }

    private static <T> T orMisused(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(MISUSED);
            throw e;
        }
    }

    public Path jar() {
        return path("--jar", "target/pelagos.jar");
    }

    /** A folder for logs and data, unless given below the temporary one. */
    public Path work() {
        String folder = "pelagos-" + name + "-" + seed + "-" + System.currentTimeMillis();
        return path(
                "--work", Path.of(System.getProperty("java.io.tmpdir"), folder).toString());
    }

    /** Random unless given. */
    public long seed() {
        return seed;
    }

    public boolean has(String option) {
        return given.containsKey(option);
    }

    public String text(String option, String usual) {
        return given.getOrDefault(option, usual);
    }

    public Path path(String option, String usual) {
        return Path.of(given.getOrDefault(option, usual));
    }

    /** Throws {@link IllegalArgumentException} for what is no whole number, or too big a one. */
    public int number(String option, int usual) {
        long number = whole(option, given.getOrDefault(option, Integer.toString(usual)));
        if (number != (int) number) {
            throw new IllegalArgumentException(option + " is too big: " + number);
        }
        return (int) number;
    }

    private static long whole(String option, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " must be a whole number, not " + text, e);
        }
    }

    /** Minutes in milliseconds, {@code 0.5} being half a one. */
    public long minutes(String option, int usual) {
        String text = given.getOrDefault(option, Integer.toString(usual));
        try {
            return (long) (Double.parseDouble(text) * 60_000);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " must be minutes, not " + text, e);
        }
    }

    public void say(Object line) {
        System.out.println(line);
    }

    /** Prints what came of it and ends the process; {@code well}: nothing was violated. */
    public void end(Object outcome, boolean well) {
        say(outcome);
        System.exit(well ? 0 : VIOLATED);
    }
}
