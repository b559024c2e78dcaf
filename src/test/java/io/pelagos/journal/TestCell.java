package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.pelagos.platform.LuaScript;
import io.pelagos.platform.RedisLink;
import io.pelagos.platform.RedisRequests;
import io.pelagos.platform.RedisUrl;
import io.pelagos.platform.TestEngines;
import io.pelagos.pool.Pools;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A cell of the test's own in a real Redis, filled and asked as the journal does it. Its time stands
 * still: the clock that a rebuild sets lies in the future, and a cell's time never goes back to TIME.
 */
public final class TestCell {
    public static final int TENANT = 7;
    public static final long START = 4_000_000_000_000L;

    public final String prefix;
    private final Fence fence;
    private long requestIds = 1_000;

    public TestCell() {
        this.fence = new Fence(TestEngines.cells(1), 1, Engine.NONCE, "");
        this.prefix = fence.prefix();
        at(START);
    }

    /** Sets the time; earlier than the last time is not possible. */
    public void at(long millis) {
        redis("SET", prefix + "clock", Long.toString(millis));
    }

    /** Lets the time run on from there, instead of standing still. */
    void runsFrom(long millis) {
        redis("SET", prefix + "offset", Long.toString(millis - redisMillis()));
        at(0);
    }

    private long redisMillis() {
        Response time = redis("TIME");
        return time.get(0).toLong() * 1_000 + time.get(1).toLong() / 1_000;
    }

    Fence fence() {
        return fence;
    }

    RedisArbiter arbiter() {
        return engine().arbiter;
    }

    CellRedis cellRedis() {
        return new CellRedis(link());
    }

    RedisRequests link() {
        return engine().link;
    }

    public long newRequest() {
        return ++requestIds;
    }

    /** A proposal of tenant 7, agent or rule {@code actor}, configuration version 1, without a key. */
    public Proposal proposal(Decision decision, String policy, String... arguments) {
        return keyed(decision, newRequest(), 1, "", "", policy, arguments);
    }

    public Proposal keyed(
            Decision decision,
            long request,
            long version,
            String key,
            String body,
            String policy,
            String... arguments) {
        return new Proposal(decision, request, TENANT, version, key, body, "actor", policy, List.of(arguments), false);
    }

    public Proposal of(int tenant, long version, Decision decision, String policy, String... arguments) {
        return new Proposal(
                decision, newRequest(), tenant, version, "", "", "actor", policy, List.of(arguments), false);
    }

    /** What the script replies to proposals of one kind that come together: word, details, entry. */
    public List<String> decide(Proposal... proposals) {
        return decided(proposals).replies().stream().map(TestCell::text).toList();
    }

    Arbiter.Decided decided(Proposal... proposals) {
        return await(() -> engine().arbiter.decide(fence, List.of(proposals)));
    }

    private static String text(Arbiter.Reply reply) {
        String usage = reply.text().contains("\n") ? "" : "\n";
        return reply.entry().isEmpty() ? reply.text() : reply.text() + usage + "\n" + reply.entry();
    }

    /** The first line of the only reply. */
    public String word(Proposal proposal) {
        return decide(proposal).get(0).split("\n", -1)[0];
    }

    /** The entry of an {@code ok}. */
    static Entry entry(String reply) {
        String[] parts = reply.split("\n", -1);
        if (!parts[0].equals("ok") && !parts[0].equals("replay")) {
            throw new AssertionError("not decided: " + reply);
        }
        return Entry.parse(parts[2]);
    }

    /** Leads of an {@code ok}, in the order in which they were taken. */
    public static List<Long> taken(String reply) {
        return entry(reply).moves().stream().map(Entry.Move::lead).toList();
    }

    /** Puts a lead that has no record yet. */
    public void put(long lead, String record) {
        if (settle(Settlement.put(lead, "", record)).equals("0")) {
            throw new AssertionError("lead " + lead + " has a record");
        }
    }

    /** Puts another record for a lead whose record is as seen. */
    public void replace(long lead, String seen, String record) {
        if (settle(Settlement.put(lead, seen, record)).equals("0")) {
            throw new AssertionError("lead " + lead + " has another record");
        }
    }

    public static String pooled(int version, String pool, String lane, long score, long visible, String flags) {
        return pooled(version, pool, lane, score, visible, flags, 0, "");
    }

    public static String pooled(
            int version, String pool, String lane, long score, long visible, String flags, long alarm, String first) {
        return "p|" + version + "|" + TENANT + "/" + pool + "|" + lane + "|" + score + "|" + visible + "|" + flags + "|"
                + alarm + "|" + first;
    }

    public static String owned(
            int version, String pool, String owner, String team, long claimed, long alarm, long next, String flags) {
        return "o|" + version + "|" + TENANT + "/" + pool + "|" + TENANT + "/" + owner + "|"
                + (team.isEmpty() ? "" : TENANT + "/" + team) + "|" + claimed + "|" + next + "|" + flags + "|" + alarm;
    }

    /** One digit per settlement. */
    /** Puts leads as a rebuild does. */
    void fill(Map<Long, String> records) {
        List<String> arguments = new ArrayList<>();
        records.forEach((lead, record) -> arguments.addAll(List.of(Long.toString(lead), record)));
        await(() -> engine().arbiter.call(fence, RedisArbiter.FILL, arguments));
    }

    String settle(Settlement... settlements) {
        return await(() -> engine().arbiter.settled(fence, List.of(settlements)));
    }

    /** Settles all moves of an {@code ok} as committed just as they were decided. One digit per lead. */
    public String commit(String reply) {
        return land(entry(reply), true);
    }

    /** Settles all moves of an {@code ok} as refused: the leads are where they were. One digit per lead. */
    public String refuse(String reply) {
        return land(entry(reply), false);
    }

    private String land(Entry entry, boolean committed) {
        Flight flight = new Flight(fence, entry, "", false, 0, null);
        for (int i = 0; i < entry.moves().size(); i++) {
            Entry.Move move = entry.moves().get(i);
            LeadRow row = Rows.of(entry.tenant(), move.lead(), committed ? move.after() : move.before());
            if (committed) {
                flight.moved(
                        i, new Verdict.Moved(row, Rows.detail(entry.tenant(), move.lead()), entry.type(), true), row);
            } else {
                flight.refused(i, row);
            }
        }
        return settle(flight.settlements(new Rows()).toArray(Settlement[]::new));
    }

    public Response call(LuaScript script, String... arguments) {
        return await(() -> engine().arbiter.call(fence, script, List.of(arguments)));
    }

    public List<String> texts(LuaScript script, String... arguments) {
        return RedisArbiter.texts(call(script, arguments), 0);
    }

    public String record(long lead) {
        String id = Long.toString(lead);
        return text(redis("HGET", prefix + "l:" + id.substring(Math.max(0, id.length() - 4)), id));
    }

    public String get(String key) {
        return text(redis("GET", prefix + key));
    }

    public void set(String key, String value) {
        redis("SET", prefix + key, value);
    }

    /** How long a key is kept, by the cell's time: that is ahead of the clock by which Redis forgets. */
    public long ttlMillis(String key) {
        return redis("PTTL", prefix + key).toLong() + redisMillis() - Long.parseLong(get("clock"));
    }

    /** The fields of a hash that are not 0. */
    public Map<String, String> hash(String key) {
        List<String> fields = RedisArbiter.texts(redis("HKEYS", prefix + key), 0);
        List<String> values = RedisArbiter.texts(redis("HVALS", prefix + key), 0);
        Map<String, String> hash = new TreeMap<>();
        for (int i = 0; i < fields.size(); i++) {
            if (!values.get(i).equals("0")) {
                hash.put(fields.get(i), values.get(i));
            }
        }
        return hash;
    }

    /** Members, lowest score first. */
    public List<String> members(String key) {
        return RedisArbiter.texts(redis("ZRANGE", prefix + key, "0", "-1"), 0);
    }

    public Map<String, Long> scores(String key) {
        Map<String, Long> scores = new TreeMap<>();
        for (String member : members(key)) {
            scores.put(member, (long)
                    redis("ZSCORE", prefix + key, member).toDouble().doubleValue());
        }
        return scores;
    }

    public Set<String> set(String key) {
        return new TreeSet<>(RedisArbiter.texts(redis("SMEMBERS", prefix + key), 0));
    }

    public Response redis(String command, String... arguments) {
        Request request = Request.cmd(Command.create(command));
        Arrays.stream(arguments).forEach(request::arg);
        return await(() -> engine().link.send(request));
    }

    private static String text(Response reply) {
        return reply == null ? "" : reply.toString();
    }

    /** All keys of the cell that begin so, without the prefix. */
    public List<String> keys(String begin) {
        return RedisArbiter.texts(redis("KEYS", prefix + begin + "*"), 0).stream()
                .map(key -> key.substring(prefix.length()))
                .sorted()
                .toList();
    }

    /**
     * What has been claimed under each limit, by the name under which it is given back:
     * {@code q:…}, or {@code h:T/agent#q:<what>#<start of the window>} for an agent's calendar windows.
     */
    public Map<String, Long> counters() {
        Map<String, Long> all = new TreeMap<>();
        keys("q:").forEach(key -> all.put(key, Long.valueOf(get(key))));
        for (String key : keys("h:")) {
            hash(key).forEach((field, value) -> {
                if (field.startsWith("q:")) {
                    String[] window = value.split(" ", -1);
                    all.put(key + "#" + field + "#" + window[0], Long.valueOf(window[1]));
                }
            });
        }
        all.values().removeIf(n -> n == 0);
        return all;
    }

    /** What the records contribute, as road.lua says: key → member or field → score or count. */
    public Map<String, Map<String, Long>> derived() {
        Map<String, Map<String, Long>> all = new TreeMap<>();
        Map<String, String> inFlight = hash("fl");
        for (String bucket : keys("l:")) {
            hash(bucket).forEach((lead, record) -> {
                if (!inFlight.containsKey(lead)) {
                    contribute(all, lead, record, true);
                }
            });
        }
        inFlight.forEach((lead, request) -> {
            for (Entry.Move move : Entry.parse(hash("ob").get(request)).moves()) {
                if (Long.toString(move.lead()).equals(lead)) {
                    contributeOnTheWay(all, lead, move.before(), move.after());
                }
            }
        });
        return all;
    }

    /** For whom it leaves and for whom it goes to; for whom it stays with, what either record counts. */
    private void contributeOnTheWay(Map<String, Map<String, Long>> all, String lead, String before, String after) {
        String[] b = before.split("\\|", -1);
        String[] a = after.split("\\|", -1);
        if (!b[0].equals("o") || !a[0].equals("o") || !b[3].equals(a[3])) {
            contribute(all, lead, before, false);
            contribute(all, lead, after, false);
            return;
        }
        boolean sameClass = kind(b[7]).equals(kind(a[7]));
        contribute(
                all,
                lead,
                sameClass ? before : before.replace("|" + b[7] + "|", "|" + b[7].replaceAll("[wn]", "") + "|"),
                false);
        Map<String, Long> held = at(all, "h:" + b[3]);
        if (!sameClass && b[7].contains("n")) {
            held.merge("m", 1L, Long::sum);
        }
        Map.of("u", "u", "l", "l", "n", "m").forEach((flag, field) -> {
            if (a[7].contains(flag) && !b[7].contains(flag)) {
                held.merge(field, 1L, Long::sum);
            }
        });
    }

    private static String kind(String flags) {
        return flags.contains("w") ? "w:" : flags.contains("n") ? "n:" : "";
    }

    private void contribute(Map<String, Map<String, Long>> all, String lead, String record, boolean atRest) {
        String[] r = record.split("\\|", -1);
        if (r[0].equals("p") && atRest) {
            boolean waits = redis("ZSCORE", prefix + "w:" + r[2], lead) != null;
            if (!r[7].equals("0")) {
                at(all, "alarm").put(lead, Long.valueOf(r[7]));
            }
            if (waits) {
                at(all, "w:" + r[2]).put(lead, Long.valueOf(r[5]));
                if (!r[8].isEmpty()) {
                    at(all, "f:" + r[2] + ":" + r[8]).put(lead, Long.valueOf(r[4]));
                }
            } else {
                at(all, "z:" + r[2] + ":" + r[3]).put(lead, Long.valueOf(r[4]));
                if (!r[3].isEmpty()) {
                    at(all, "la:" + r[2]).put(r[3], 1L);
                }
            }
        } else if (r[0].equals("o")) {
            at(all, "o:" + r[3]).put(lead, 1L);
            if (!r[6].equals("0")) {
                at(all, "d:" + r[3]).put(lead, Long.valueOf(r[6]));
            }
            if (atRest && !r[8].equals("0")) {
                at(all, "alarm").put(lead, Long.valueOf(r[8]));
            }
            Map<String, Long> held = at(all, "h:" + r[3]);
            held.merge("p:" + r[2], 1L, Long::sum);
            if (r[7].contains("u")) {
                held.merge("u", 1L, Long::sum);
            }
            if (r[7].contains("l")) {
                held.merge("l", 1L, Long::sum);
            }
            if (r[7].contains("n")) {
                held.merge("m", 1L, Long::sum);
            }
            String kind = kind(r[7]);
            if (!kind.isEmpty()) {
                held.merge(kind, 1L, Long::sum);
                held.merge(kind + r[2], 1L, Long::sum);
            }
        }
    }

    private static Map<String, Long> at(Map<String, Map<String, Long>> all, String key) {
        return all.computeIfAbsent(key, k -> new TreeMap<>());
    }

    /** What the keys beside the records really hold, in the same form. */
    public Map<String, Map<String, Long>> stored() {
        Map<String, Map<String, Long>> all = new TreeMap<>();
        for (String key : keys("")) {
            if (key.matches("[zwdf]:.*") || key.equals("alarm")) {
                all.put(key, scores(key));
            } else if (key.startsWith("la:") || key.startsWith("o:")) {
                set(key).forEach(member -> at(all, key).put(member, 1L));
            } else if (key.startsWith("h:")) {
                hash(key).forEach((field, n) -> {
                    if (!field.startsWith("q:")) {
                        at(all, key).put(field, Long.valueOf(n));
                    }
                });
            }
        }
        return all;
    }

    static <T> T await(Supplier<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        engine().context.runOnContext(x -> work.get().onComplete(promise));
        return await(promise.future());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One connection and the scripts, for all cells of this JVM. */
    static final class Engine {
        static final String NONCE = "a nonce";
        final Vertx vertx = Vertx.vertx();
        final Context context = vertx.getOrCreateContext();
        final RedisLink link = new RedisLink(
                vertx,
                RedisUrl.of(TestEngines.redisUrl())
                        .options(RedisUrl.of(TestEngines.redisUrl()).address()),
                c -> Future.succeededFuture(),
                10_000);
        final RedisArbiter arbiter = new RedisArbiter(link);

        private Engine open() {
            Promise<Void> opened = Promise.promise();
            context.runOnContext(x -> link.open()
                    .compose(done -> new CellRedis(link).load(NONCE, scripts()))
                    .onComplete(opened));
            await(opened.future());
            return this;
        }

        static List<LuaScript> scripts() {
            List<LuaScript> scripts = new ArrayList<>(RedisArbiter.OWN);
            Pools.DECISIONS.forEach(decision -> scripts.add(decision.script()));
            scripts.add(Steps.STEP.script());
            scripts.addAll(Pools.READERS);
            return scripts;
        }
    }

    // Not in Engine itself: its callbacks run on another thread, which would wait for the class to be there.
    private static final class Shared {
        static final Engine ENGINE = new Engine().open();
    }

    static Engine engine() {
        return Shared.ENGINE;
    }
}
