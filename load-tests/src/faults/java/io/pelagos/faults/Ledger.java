package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a campaign has done, a line of JSON each: first what it is to do, then what came of each round. An interrupted one
 * goes on behind the last line; the round that was cut off is done again.
 */
final class Ledger {

    private static final String NAME = "campaign.jsonl";

    private final Path file;
    private final List<JsonNode> rounds;

    private Ledger(Path file, List<JsonNode> rounds) {
        this.file = file;
        this.rounds = rounds;
    }

    static Ledger begin(Options options) throws IOException {
        ObjectNode plan = Api.JSON
                .createObjectNode()
                .put("faults", options.faults())
                .put("seed", options.seed())
                .put("clients", options.clients())
                .put("round", options.faultsPerRound());
        if (options.kinds() != null) {
            plan.put("kinds", options.kinds().pattern());
        }
        Ledger ledger = new Ledger(options.work().resolve(NAME), List.of());
        ledger.append(plan);
        return ledger;
    }

    static Ledger read(Path work) throws IOException {
        List<JsonNode> lines = lines(work.resolve(NAME));
        return new Ledger(work.resolve(NAME), lines.subList(1, lines.size()));
    }

    /** What is left to do of the campaign in a folder. */
    static Options resumed(Path jar, Path work, Duration limit) {
        try {
            JsonNode plan = lines(work.resolve(NAME)).get(0);
            return new Options(
                    jar,
                    work,
                    plan.path("faults").asInt(),
                    plan.path("seed").asLong(),
                    plan.path("clients").asInt(),
                    plan.path("round").asInt(),
                    plan.has("kinds") ? Pattern.compile(plan.path("kinds").asText()) : null,
                    limit,
                    true);
        } catch (IOException e) {
            throw new IllegalArgumentException("no campaign to go on with in " + work, e);
        }
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(Api.JSON.readTree(line));
        }
        if (lines.isEmpty()) {
            throw new IOException("nothing in " + file);
        }
        return lines;
    }

    /** What {@link #append} was given before. */
    List<JsonNode> rounds() {
        return rounds;
    }

    void append(JsonNode line) throws IOException {
        Files.writeString(
                file,
                line.toString() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.SYNC);
    }
}
