package io.pelagos.journal.sim;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import io.vertx.redis.client.impl.types.SimpleStringType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** A Redis: what it holds, which scripts it knows, who it is. The commands that the journal sends, and no others. */
final class RedisModel {
    /** An error that Redis answers. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message, null, false, false);
        }
    }

    /** Hears what is decided, and what is healed. */
    interface Listener {
        /** A lead's record says where PostgreSQL does not have it, and is put right. */
        void healed(String connection, String found, String right);

        void decided(String connection, long request, long version, String lead, String word);
    }

    private final LongSupplier wallMillis;
    private final Listener listener;
    private Map<String, CellModel> cells = new TreeMap<>();
    private Map<String, CellModel.Kept> texts = new TreeMap<>();
    /** SHA to the script's name. */
    private final Map<String, String> scripts = new HashMap<>();

    private long id = 1;

    RedisModel(LongSupplier wallMillis, Listener listener) {
        this.wallMillis = wallMillis;
        this.listener = listener;
    }

    // Faults.

    /** The keys are gone, the scripts are not. */
    void flush() {
        cells.clear();
        texts.clear();
    }

    void forgetScripts() {
        scripts.clear();
    }

    /** Started anew: nothing is left. */
    void restart() {
        flush();
        forgetScripts();
        id++;
    }

    /** Data as a replica has it. */
    record Replica(Map<String, CellModel> cells, Map<String, CellModel.Kept> texts) {}

    Replica replica() {
        Map<String, CellModel> copies = new TreeMap<>();
        cells.forEach((prefix, cell) -> copies.put(prefix, cell.copy()));
        return new Replica(copies, new TreeMap<>(texts));
    }

    /** A replica that was behind is the master now: without scripts, unless it was the master before. */
    void failover(Replica replica, boolean withScripts) {
        cells = new TreeMap<>(replica.cells);
        texts = new TreeMap<>(replica.texts);
        if (!withScripts) {
            forgetScripts();
        }
        id++;
    }

    // Looks from outside.

    CellModel cell(String prefix) {
        return cells.get(prefix);
    }

    // Commands.

    Response run(String connection, String command, List<byte[]> arguments) {
        long wall = wallMillis.getAsLong();
        texts.values().removeIf(kept -> kept.until() <= wall);
        if (command.equals("SCRIPT")) {
            return script(arguments);
        }
        List<String> a = new ArrayList<>(arguments.size());
        arguments.forEach(bytes -> a.add(new String(bytes, StandardCharsets.UTF_8)));
        return switch (command) {
            case "INFO" -> text("# Replication\r\nrole:master\r\nmaster_replid:replid" + id + "\r\n");
            case "GET" -> text(get(a.get(0)));
            case "SET" -> set(a, wall);
            case "PEXPIRE" -> {
                CellModel.Kept kept = texts.get(a.get(0));
                if (kept != null) {
                    texts.put(a.get(0), new CellModel.Kept(kept.value(), wall + Long.parseLong(a.get(1))));
                }
                yield NumberType.create(kept == null ? 0 : 1);
            }
            case "UNLINK" -> {
                a.forEach(this::unlink);
                yield NumberType.create(a.size());
            }
            case "SCAN" ->
                array(
                        text("0"),
                        array(cells.keySet().stream()
                                .map(p -> text(p + "clock"))
                                .toArray(Response[]::new)));
            case "EVALSHA" -> {
                String name = scripts.get(a.get(0));
                CellModel cell = cells.get(a.get(2));
                if (name == null) {
                    throw new Refused("NOSCRIPT No matching script");
                } else if (cell == null || cell.clock == null) {
                    throw new Refused("NOSCRIPT the keys of this cell are gone");
                }
                cell.expire(wall);
                yield call(connection, name, cell, a.subList(3, a.size()), wall);
            }
            default -> throw new IllegalArgumentException("the model does not know " + command);
        };
    }

    private Response script(List<byte[]> a) {
        if (new String(a.get(0), StandardCharsets.UTF_8).equals("EXISTS")) {
            return array(a.stream()
                    .skip(1)
                    .map(sha -> NumberType.create(scripts.containsKey(new String(sha, StandardCharsets.UTF_8)) ? 1 : 0))
                    .toArray(Response[]::new));
        }
        byte[] text = a.get(1);
        String name = Scripts.nameOf(text);
        String sha = sha(text);
        scripts.put(sha, name);
        return text(sha);
    }

    private static String sha(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isClock(String key) {
        return key.endsWith(":clock");
    }

    private static String prefix(String clockKey) {
        return clockKey.substring(0, clockKey.length() - "clock".length());
    }

    private String get(String key) {
        if (isClock(key)) {
            CellModel cell = cells.get(prefix(key));
            return cell == null || cell.clock == null ? null : cell.clock.toString();
        }
        CellModel.Kept kept = texts.get(key);
        return kept == null ? null : kept.value();
    }

    private Response set(List<String> a, long wall) {
        if (isClock(a.get(0))) {
            cells.computeIfAbsent(prefix(a.get(0)), p -> new CellModel()).clock = Long.valueOf(a.get(1));
            return SimpleStringType.OK;
        }
        if (a.contains("NX") && texts.containsKey(a.get(0))) {
            return null;
        }
        int px = a.indexOf("PX");
        long until = px < 0 ? Long.MAX_VALUE : wall + Long.parseLong(a.get(px + 1));
        texts.put(a.get(0), new CellModel.Kept(a.get(1), until));
        return SimpleStringType.OK;
    }

    private void unlink(String key) {
        if (isClock(key)) {
            cells.remove(prefix(key));
            texts.keySet().removeIf(k -> k.startsWith(prefix(key)));
        } else {
            texts.remove(key);
        }
    }

    private Response call(String connection, String name, CellModel cell, List<String> a, long wall) {
        return switch (name) {
            case "claim", "step" -> decide(connection, name.equals("claim"), cell, a, wall);
            case "settle" -> {
                tellOfHeals(connection, cell, a);
                yield text(cell.settle(a, wall));
            }
            case "fill" -> {
                cell.fill(a);
                yield NumberType.create(1);
            }
            case "sweep" -> {
                List<Response> reply = new ArrayList<>(List.of(NumberType.create(cell.outbox.size())));
                cell.sweep(Long.parseLong(a.get(0)), Integer.parseInt(a.get(1)), wall)
                        .forEach(e -> reply.add(text(e)));
                yield array(reply.toArray(Response[]::new));
            }
            case "look" -> texts(cell.look(a));
            case "missing" -> texts(cell.missing(a));
            case "news" -> NumberType.create(cell.news(a.get(0), Long.parseLong(a.get(1))));
            case "tally" -> NumberType.create(cell.records.size());
            case "count" -> NumberType.create(cell.count(a, wall));
            case "ring" -> {
                List<String> due = cell.ring(Integer.parseInt(a.get(0)), Long.parseLong(a.get(1)), wall);
                List<String> reply = new ArrayList<>(List.of(cell.clock.toString()));
                reply.addAll(due);
                yield texts(reply);
            }
            default -> throw new IllegalArgumentException("the model does not know " + name + ".lua");
        };
    }

    /** Leads that were elsewhere than PostgreSQL has them; those that were not here yet are none of them. */
    private void tellOfHeals(String connection, CellModel cell, List<String> a) {
        for (int i = 0; i < a.size(); i += 4) {
            String found = cell.records.getOrDefault(a.get(i), "");
            boolean moves = a.get(i + 1).equals("=" + found) && !cell.flights.containsKey(a.get(i));
            if (moves && !place(found).equals(place(a.get(i + 2)))) {
                listener.healed(connection, found, a.get(i + 2));
            }
        }
    }

    /** State, version, pool and owner. */
    private static String place(String record) {
        if (record.isEmpty()) {
            return "";
        }
        LeadText r = LeadText.of(record);
        return r.state() + "|" + r.version() + "|" + r.pool() + "|" + r.owner();
    }

    private Response decide(String connection, boolean claims, CellModel cell, List<String> a, long wall) {
        DecideModel decision = new DecideModel(cell, claims, wall);
        List<DecideModel.Reply> replies = decision.decide(a);
        List<Response> reply = new ArrayList<>();
        reply.add(text(Long.toString(decision.now())));
        reply.add(NumberType.create(cell.outbox.size()));
        int first = a.size() - replies.size();
        for (int i = 0; i < replies.size(); i++) {
            String[] request = a.get(first + i).split("\t", 10);
            long version = Long.parseLong(a.get(3 * Integer.parseInt(request[1]) - 1));
            String word = replies.get(i).text();
            listener.decided(connection, Long.parseLong(request[0]), version, request[claims ? 7 : 5], word);
            reply.add(text(word));
            reply.add(text(replies.get(i).entry()));
        }
        return array(reply.toArray(Response[]::new));
    }

    private static Response text(String text) {
        return text == null ? null : BulkType.create(Buffer.buffer(text), false);
    }

    private static Response texts(List<String> texts) {
        return array(texts.stream().map(RedisModel::text).toArray(Response[]::new));
    }

    private static Response array(Response... items) {
        MultiType array = MultiType.create(items.length, false);
        for (Response item : items) {
            array.add(item);
        }
        return array;
    }
}
