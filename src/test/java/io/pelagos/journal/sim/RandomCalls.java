package io.pelagos.journal.sim;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Calls of a cell's scripts that make sense often enough: they are made from what the model holds. */
final class RandomCalls {
    static final List<String> POOLS = List.of("7/web", "7/old");
    static final List<String> AGENTS = List.of("7/ann", "7/bob", "7/eve");
    private static final int FIRST_LEAD = 1_000;
    private static final int LEADS = 6;
    /** Where the time of test cells begins. */
    private static final long START = 4_000_000_000_000L;

    private static final long HOUR = 3_600_000;

    private final Random random;
    private final CellModel model;
    private long requests = 1_000;
    private long now = START;
    private int newest = 1;

    /** A script, and its arguments behind the prefix. */
    record Call(String script, List<String> arguments) {}

    RandomCalls(Random random, CellModel model) {
        this.random = random;
        this.model = model;
    }

    Call next() {
        int dice = random.nextInt(100);
        if (!"defs".equals(model.known.get("7")) && random.nextInt(3) == 0) {
            // Nothing can be claimed meanwhile.
            return new Call("count", count());
        } else if (dice < 25) {
            return new Call("claim", decide(true));
        } else if (dice < 45) {
            return new Call("step", decide(false));
        } else if (dice < 67) {
            return new Call("settle", settle());
        } else if (dice < 70) {
            return new Call("fill", fill());
        } else if (dice < 76) {
            return new Call("look", leads());
        } else if (dice < 80) {
            return new Call("missing", leads());
        } else if (dice < 83) {
            return new Call("sweep", List.of(any(List.of("0", "1000")), "100"));
        } else if (dice < 87) {
            return new Call("ring", List.of(Integer.toString(1 + random.nextInt(3)), "30000"));
        } else if (dice < 89) {
            return new Call("news", List.of("7", version()));
        } else if (dice < 91) {
            return new Call("tally", List.of());
        } else if (dice < 96) {
            return new Call("count", count());
        }
        now += 1 + random.nextInt(900_000);
        return new Call("clock", List.of(Long.toString(now)));
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String lead() {
        return Integer.toString(FIRST_LEAD + random.nextInt(LEADS));
    }

    private List<String> leads() {
        return random.ints(1 + random.nextInt(3), FIRST_LEAD, FIRST_LEAD + LEADS)
                .mapToObj(Integer::toString)
                .toList();
    }

    /** Only owned leads are untouched, locked or nurtured. */
    private String flags(boolean owned) {
        StringBuilder flags = new StringBuilder();
        for (char flag : (owned ? "cwnlu" : "cw").toCharArray()) {
            if (random.nextInt(4) == 0) {
                flags.append(flag);
            }
        }
        return flags.toString();
    }

    private String alarm() {
        return random.nextBoolean() ? "0" : Long.toString(now + random.nextInt(1_000_000) - 200_000);
    }

    private String record(int version) {
        return random.nextInt(3) > 0
                ? "p|" + version + "|" + any(POOLS) + "||" + random.nextInt(5) + "|0|" + flags(false) + "|" + alarm()
                        + "|"
                : "o|" + version + "|" + any(POOLS) + "|" + any(AGENTS) + "|7/blue|" + (now - 5) + "|0|" + flags(true)
                        + "|" + alarm();
    }

    // Decisions.

    private List<String> decide(boolean claims) {
        List<String> arguments = new ArrayList<>();
        int contexts = 1 + random.nextInt(2);
        arguments.add(Integer.toString(contexts));
        for (int i = 0; i < contexts; i++) {
            arguments.addAll(List.of("7", version(), claims ? policy() : caps()));
        }
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            boolean keyed = random.nextInt(3) == 0;
            String head = String.join(
                    "\t",
                    Long.toString(++requests),
                    Integer.toString(1 + random.nextInt(contexts)),
                    keyed ? "k" + random.nextInt(6) : "",
                    keyed ? "b" + random.nextInt(2) : "",
                    "actor");
            arguments.add(head + "\t" + (claims ? claim() : step()));
        }
        return arguments;
    }

    /** Of the configuration: mostly the newest that was heard of, now and then the next or the one before. */
    private String version() {
        int dice = random.nextInt(12);
        newest += dice == 0 ? 1 : 0;
        return Integer.toString(dice == 1 ? newest - 1 : newest);
    }

    private String claim() {
        boolean chosen = random.nextBoolean();
        return String.join(
                "\t",
                any(AGENTS),
                random.nextBoolean() ? "7/blue" : "",
                chosen ? lead() : "",
                chosen ? "1" : Integer.toString(1 + random.nextInt(3)),
                "",
                "0",
                "why",
                "{\"wanted\":null}",
                "");
    }

    private String policy() {
        long base = START;
        JsonArray quotas = new JsonArray();
        if (random.nextBoolean()) {
            quotas.add(quota("a", "7/web:hour", 0, base));
        }
        if (random.nextBoolean()) {
            quotas.add(quota("a", "7/web:rolling", 60_000, base));
        }
        if (random.nextBoolean()) {
            quotas.add(quota(any(List.of("p", "n")), "7/web:day", 0, base));
        }
        return holding()
                .put("tenant", "7")
                .put("pool", POOLS.get(random.nextInt(5) / 4))
                .put("defs", "defs")
                .put("from", base)
                .put("to", base + 24 * HOUR)
                .put("quotas", quotas)
                .put("untouched", random.nextInt(4) - 1)
                .put("overdue", -1)
                .put("cool_agent", random.nextBoolean() ? HOUR : 0)
                .put("cool_team", random.nextInt(3) == 0 ? HOUR : 0)
                .put("first", false)
                .put("first_beats_cooling", false)
                .encode();
    }

    private JsonObject quota(String scope, String what, long step, long base) {
        return new JsonObject()
                .put("scope", scope)
                .put("what", what)
                .put("step", step)
                .put("max", 1 + random.nextInt(4))
                .put("base", Long.toString(base))
                .put("frees", base + HOUR)
                .put("buckets", 30)
                .put("ttl", 10 * HOUR);
    }

    private JsonObject holding() {
        return new JsonObject()
                .put("cap", random.nextInt(4))
                .put("cap_won", random.nextBoolean())
                .put("cap_nurtured", random.nextBoolean())
                .put("all", random.nextInt(4))
                .put("all_won", random.nextBoolean())
                .put("all_nurtured", random.nextBoolean());
    }

    private String caps() {
        return random.nextBoolean() ? "" : holding().encode();
    }

    private String step() {
        String lead = lead();
        String before = model.records.getOrDefault(lead, "");
        String version =
                before.isEmpty() ? "" : Integer.toString(LeadText.of(before).version());
        boolean right = random.nextInt(6) > 0;
        String to = any(List.of("p", "o", "o", "c"));
        boolean owned = to.equals("o");
        String owner = random.nextBoolean() && before.startsWith("o")
                ? LeadText.of(before).owner()
                : any(AGENTS);
        return String.join(
                "\t",
                lead,
                right ? version : "3",
                version.isEmpty() ? "9" : Integer.toString(Integer.parseInt(version) + 1),
                "stepped",
                "rule",
                "{\"followed_up_at\":\"\\u0001now\"}",
                "",
                "",
                "",
                to,
                to.equals("c") ? "" : any(POOLS),
                owned ? owner : "",
                owned ? "7/blue" : "",
                "0",
                flags(owned),
                owned && random.nextInt(3) == 0 ? any(List.of("l 1", "n 1")) : "",
                random.nextInt(4) == 0 ? "q:p//7/web:day:" + START : "");
    }

    // Settlements.

    private List<String> settle() {
        List<String> arguments = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            int dice = random.nextInt(10);
            if (dice < 4) {
                String lead = lead();
                arguments.addAll(List.of(lead, "n", record(1 + random.nextInt(3)), ""));
            } else if (dice < 6) {
                String lead = lead();
                String found = model.records.getOrDefault(lead, "");
                arguments.addAll(List.of(
                        lead,
                        found.isEmpty() ? "n" : "=" + found,
                        random.nextInt(5) == 0 ? "" : record(1 + random.nextInt(3)),
                        left() + "\n\n\n"));
            } else if (!model.outbox.isEmpty()) {
                land(any(List.copyOf(model.outbox.values())), arguments);
            }
        }
        return arguments.isEmpty() ? List.of(lead(), "n", record(1), "") : arguments;
    }

    /** Leads that are nowhere: none when all are. */
    private List<String> fill() {
        return leads().stream()
                .distinct()
                .filter(lead -> !model.records.containsKey(lead) && !model.flights.containsKey(lead))
                .flatMap(lead -> Stream.of(lead, record(1 + random.nextInt(3))))
                .toList();
    }

    private String left() {
        return random.nextBoolean() ? "" : any(AGENTS) + "|" + any(List.of("", "7/blue")) + "|" + now + "|" + HOUR;
    }

    /** All of a request: committed as decided, or refused, or a lead found elsewhere. */
    private void land(String entry, List<String> arguments) {
        String[] fields = entry.split("\t", -1);
        boolean committed = random.nextInt(3) > 0;
        boolean wrong = random.nextInt(8) == 0;
        for (int i = 13; i < fields.length; i++) {
            String[] move = fields[i].split(",", -1);
            String before = move[2];
            String after = move[3];
            String record =
                    committed ? after : random.nextInt(4) == 0 && !(before + after).isEmpty() ? record(7) : before;
            boolean asDecided = committed && before.startsWith("p") && after.startsWith("o");
            String counters = committed == fields[3].equals("refunded") ? named(fields[12], after) : "";
            String back = committed || fields[5].isEmpty() ? counters : counters + " rq:" + fields[5];
            arguments.addAll(List.of(
                    move[0],
                    "f" + (wrong ? "999" : fields[0]),
                    record,
                    left() + "\n" + back + "\n" + (asDecided ? "\n" : before + "\n" + after)));
        }
    }

    private static String named(String counters, String after) {
        String agent = after.startsWith("o") ? LeadText.of(after).owner() : "";
        List<String> names = new ArrayList<>();
        for (String counter : counters.split(" ", -1)) {
            names.add(counter.startsWith("#") ? "h:" + agent + counter : counter);
        }
        return String.join(" ", names);
    }

    private List<String> count() {
        String word = any(List.of("begin", "more", "end", "end"));
        List<String> arguments = new ArrayList<>(
                List.of("7", random.nextInt(8) == 0 ? "others" : "defs", word, any(List.of("me", "me", "me", "you"))));
        boolean some = random.nextBoolean();
        arguments.add(some ? "2" : "0");
        if (some) {
            arguments.addAll(List.of("h:" + any(AGENTS) + "#q:7/web:hour#" + START, "1", "60000"));
            arguments.addAll(List.of("q:p//7/web:day:" + START, "2", Long.toString(10 * HOUR)));
            arguments.addAll(List.of(lead(), "a:" + any(AGENTS), Long.toString(now - 5), Long.toString(HOUR)));
        }
        return arguments;
    }
}
