package io.pelagos.journal.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.journal.Decision;
import io.pelagos.journal.Journal;
import io.pelagos.journal.Steps;
import io.pelagos.journal.TestCell;
import io.pelagos.platform.LuaScript;
import io.pelagos.pool.Pools;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;

/** The reference model is honest: on a real Redis the scripts give the same answers and leave the same behind. */
class CellModelProperties {
    private static final String NONCE = "the model's";
    private static final Map<String, String> SHAS = new HashMap<>();
    /** What claims must have been told, each at some time, or nothing was compared. */
    private static final Set<String> CLAIM_REPLIES = Set.of(
            "ok",
            "replay",
            "reused",
            "stale",
            "uncounted",
            "busy",
            "pool-empty",
            "not-found",
            "already-claimed",
            "quota-exceeded",
            "owned-full",
            "work-first");

    private static LuaScript script(String name) {
        return switch (name) {
            case "claim" -> Pools.DECISIONS.get(0).script();
            case "step" -> Steps.STEP.script();
            case "settle", "fill" ->
                Decision.helper(Journal.class, name, new LuaScript.Part(Journal.class, "soon.lua"));
            default -> Decision.helper(Journal.class, name);
        };
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void scripts_and_model_agree(@ForAll long seed) {
        TestCell cell = new TestCell();
        RedisModel model = new RedisModel(() -> 0, new World.Deaf());
        Stream.of("claim", "step", "settle", "fill", "sweep", "ring", "look", "missing", "news", "count", "tally")
                .forEach(name -> {
                    String text = script(name).text(NONCE);
                    SHAS.computeIfAbsent(
                            name, n -> cell.redis("SCRIPT", "LOAD", text).toString());
                    model.run("", "SCRIPT", bytes(List.of("LOAD", text)));
                });
        model.run("", "SET", bytes(List.of(cell.prefix + "clock", Long.toString(TestCell.START))));
        RandomCalls calls = new RandomCalls(new Random(seed), model.cell(cell.prefix));
        for (int i = 0; i < 60; i++) {
            RandomCalls.Call call = calls.next();
            if (call.script().equals("clock")) {
                cell.at(Long.parseLong(call.arguments().get(0)));
                model.cell(cell.prefix).clock = Long.valueOf(call.arguments().get(0));
                continue;
            }
            List<String> arguments = new ArrayList<>(List.of(SHAS.get(call.script()), "1", cell.prefix));
            arguments.addAll(call.arguments());
            Response told = cell.redis("EVALSHA", arguments.toArray(String[]::new));
            Response expected = model.run("", "EVALSHA", bytes(arguments));
            if (call.script().equals("claim")) {
                told.forEach(CellModelProperties::collect);
            }
            assertThat(shown(call, told))
                    .as("seed %d, call %d: %s", seed, i, call)
                    .isEqualTo(shown(call, expected));
            if (i % 6 == 5) {
                Map<String, String> left = stored(cell);
                Map<String, String> expectedLeft = stored(model.cell(cell.prefix));
                assertThat(without(left, expectedLeft))
                        .as("seed %d, behind call %d: %s", seed, i, call)
                        .isEqualTo(without(expectedLeft, left));
            }
        }
        Statistics.label("claims")
                .coverage(claims ->
                        CLAIM_REPLIES.forEach(word -> claims.check(word).count(count -> count > 0)));
    }

    private static void collect(Response reply) {
        String word = reply.toString().split("\n", 2)[0];
        if (CLAIM_REPLIES.contains(word)) {
            Statistics.label("claims").collect(word);
        }
    }

    private static List<byte[]> bytes(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    /** The outbox is swept in no order. */
    private static String shown(RandomCalls.Call call, Response reply) {
        if (!call.script().equals("sweep")) {
            return String.valueOf(reply);
        }
        TreeSet<String> all = new TreeSet<>();
        reply.forEach(item -> all.add(item.toString()));
        return all.toString();
    }

    private static Map<String, String> without(Map<String, String> all, Map<String, String> those) {
        Map<String, String> rest = new TreeMap<>(all);
        rest.entrySet().removeAll(those.entrySet());
        return rest;
    }

    // What is stored: key, or kind of key, to its content.

    private static Map<String, String> stored(TestCell cell) {
        Map<String, String> all = new TreeMap<>();
        for (String key : cell.keys("")) {
            if (key.startsWith("l:")) {
                cell.hash(key).forEach((lead, record) -> all.put("l:" + lead, record));
            } else if (key.matches("(fl|ob|cfg|known|k:.*|h:.*)")) {
                cell.hash(key).forEach((field, value) -> all.put(key + " " + field, withoutTime(value)));
            } else if (key.matches("z:.*") || key.equals("alarm")) {
                cell.scores(key).forEach((lead, score) -> all.put(key + " " + lead, score.toString()));
            } else if (key.startsWith("o:")) {
                cell.set(key).forEach(lead -> all.put(key + " " + lead, ""));
            } else {
                all.put(key, cell.get(key));
            }
        }
        return all;
    }

    private static Map<String, String> stored(CellModel model) {
        Map<String, String> all = new TreeMap<>();
        all.put("clock", model.clock.toString());
        model.records.forEach((lead, record) -> all.put("l:" + lead, record));
        model.flights.forEach((lead, flight) -> all.put("fl " + lead, flight.request()));
        model.outbox.forEach((request, entry) -> all.put("ob " + request, entry));
        model.requests.forEach((key, kept) -> all.put("rq:" + key, kept.value()));
        model.newest.forEach((tenant, version) -> all.put("cfg " + tenant, version.toString()));
        model.known.forEach((tenant, counters) -> all.put("known " + tenant, withoutTime(counters)));
        model.alarm.forEach((lead, at) -> all.put("alarm " + lead, at.toString()));
        model.left.forEach((lead, whom) -> whom.forEach((who, at) -> all.put("k:" + lead + " " + who, at)));
        model.counters.forEach((key, kept) -> all.put(key, kept.value()));
        model.windows.forEach((agent, fields) -> fields.forEach((what, n) -> all.put(agent + " " + what, n)));
        for (String pool : RandomCalls.POOLS) {
            model.pool(pool)
                    .forEach(lead -> all.put(
                            "z:" + pool + ": " + lead,
                            Long.toString(LeadText.of(model.records.get(lead)).score())));
        }
        for (String agent : RandomCalls.AGENTS) {
            model.held(agent).forEach((field, n) -> {
                if (n != 0 && !field.equals("all")) {
                    all.put("h:" + agent + " " + field, n.toString());
                }
            });
            model.leadsOf(agent).forEach(lead -> all.put("o:" + agent + " " + lead, ""));
        }
        return all;
    }

    /** Who fills counters is noted with Redis' own time. */
    private static String withoutTime(String text) {
        return text.startsWith("!") ? text.split(" ", 2)[0] : text;
    }

    @Property(tries = 1)
    void every_script_of_a_cell_is_in_the_model() {
        assertThat(Arrays.asList("settle", "fill", "sweep", "ring", "look", "missing", "news", "count", "tally"))
                .allSatisfy(name -> assertThat(
                                Scripts.nameOf(script(name).text(NONCE).getBytes(StandardCharsets.UTF_8)))
                        .isEqualTo(name));
    }
}
