package io.pelagos.bench;

import static io.pelagos.bench.Report.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Closed-loop load: wrk with 128 connections and one thread. */
final class Wrk {
    static final int CONNECTIONS = 128;
    /** Each run counts its leads from a number of its own, so that no two leads share an id or a phone. */
    static final long NUMBERS_PER_RUN = 2_000_000;

    private static final long ANY_NUMBER = NUMBERS_PER_RUN;
    private static final Pattern LINE =
            Pattern.compile("bench ok=(\\d+) refused=(\\d+) broken=(\\d+) micros=(\\d+) p50=([\\d.]+) p99=([\\d.]+)");

    private final Children children;
    private final Path claimScript;
    private final Path hookScript;

    /** @param ok answers that are no error; @param refused error statuses; @param broken without an answer */
    record Run(long ok, long refused, long broken, double perSecond, double p50_ms, double p99_ms) {
        double refusedPerSecond() {
            return ok == 0 ? 0 : perSecond * refused / ok;
        }

        String told() {
            String wrong = refused + broken == 0 ? "" : format(", refused %d, broken %d", refused, broken);
            return format("%,.0f/s, p50 %.1f, p99 %.1f ms", perSecond, p50_ms, p99_ms) + wrong;
        }
    }

    Wrk(Children children, Path directory) throws IOException {
        this.children = children;
        this.claimScript = Resources.copy("claim.lua", directory);
        this.hookScript = Resources.copy("hook.lua", directory);
    }

    /** Claims the next lead of a pool, with all tokens of the file in turn. */
    Run claims(String url, String pool, Path tokens, int seconds) throws IOException, InterruptedException {
        return posts(url, "/api/v1/pools/" + pool + "/claims", "{}", tokens, CONNECTIONS, seconds);
    }

    /** The same request over and over, but for the token: those of the file take turns. */
    Run posts(String url, String path, String body, Path tokens, int connections, int seconds)
            throws IOException, InterruptedException {
        return run(url, claimScript, connections, seconds, List.of(path, tokens.toString(), body));
    }

    /** Signed leads with consecutive numbers from the first. */
    Run hooks(String url, String path, long firstNumber, int seconds) throws IOException, InterruptedException {
        return hooks(url, path, firstNumber, seconds, ANY_NUMBER);
    }

    /** The same, but not more than so many. */
    Run hooks(String url, String path, long firstNumber, int seconds, long most)
            throws IOException, InterruptedException {
        List<String> arguments = List.of(path, TestTenant.SECRET, Long.toString(firstNumber), Long.toString(most));
        return run(url, hookScript, CONNECTIONS, seconds, arguments);
    }

    private Run run(String url, Path script, int connections, int seconds, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--timeout", "10s", "-s", script.toString()));
        command.add(url);
        command.add("--");
        command.addAll(arguments);
        return parse(children.run(command));
    }

    static Run parse(String output) {
        Matcher line = LINE.matcher(output);
        if (!line.find()) throw new IllegalStateException("wrk printed no result:\n" + output);
        long ok = Long.parseLong(line.group(1));
        return new Run(
                ok,
                Long.parseLong(line.group(2)),
                Long.parseLong(line.group(3)),
                ok * 1e6 / Long.parseLong(line.group(4)),
                Double.parseDouble(line.group(5)) / 1000,
                Double.parseDouble(line.group(6)) / 1000);
    }

    static Path tokenFile(Path directory, String name, List<String> tokens) throws IOException {
        return Files.write(directory.resolve(name), tokens);
    }
}
