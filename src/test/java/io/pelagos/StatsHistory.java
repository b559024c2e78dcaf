package io.pelagos;

import com.github.f4b6a3.tsid.Tsid;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Lives of leads, made up at random and written into the journal as the road writes them: weeks in a moment. */
final class StatsHistory {
    static final List<String> POOLS = List.of("p", "q");
    static final List<String> AGENTS = List.of("ann", "bo", "cy");
    static final List<String> CHANNELS = Arrays.asList("ads", "site", null);
    static final List<String> OUTCOMES = List.of("reached", "no_answer", "interested", "busy");

    private final Random random;
    private final long fromMillis;
    private final long millis;
    final List<Life> lives = new ArrayList<>();

    /** One lead, and its lines. */
    static final class Life {
        final long id;
        final String channel;
        final String grade;
        final List<Line> lines = new ArrayList<>();
        String state = "new";
        String pool;
        String owner;
        boolean won;

        Life(long id, String channel, String grade) {
            this.id = id;
            this.channel = channel;
            this.grade = grade;
        }

        long receivedMillis() {
            return Tsid.from(id).getInstant().toEpochMilli();
        }
    }

    /** What happened, from where to where, and what it tells. */
    record Line(
            int version,
            long at,
            String type,
            String fromState,
            String fromPool,
            String fromOwner,
            String state,
            String pool,
            String owner,
            JsonObject data) {
        String leftAgent() {
            return fromOwner != null && !fromOwner.equals(owner) ? fromOwner : null;
        }

        private JsonObject words(String state, String pool, String owner) {
            JsonObject words = new JsonObject();
            if (!state.equals("new")) {
                words.put("state", state);
            }
            if (state.equals("pooled") || state.equals("owned")) {
                words.put("pool", pool);
            }
            if (owner != null) {
                words.put("owner", owner);
            }
            return words;
        }

        JsonObject from() {
            return words(fromState, fromPool, fromOwner);
        }

        JsonObject to() {
            return words(state, pool, owner);
        }
    }

    StatsHistory(long seed, Instant from, Instant to, int leads) {
        this.random = new Random(seed);
        this.fromMillis = from.toEpochMilli();
        this.millis = ChronoUnit.MILLIS.between(from, to);
        for (int i = 0; i < leads; i++) {
            lives.add(live(i));
        }
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Life live(int n) {
        long at = fromMillis + random.nextLong(millis);
        Life life = new Life(((at - Tsid.TSID_EPOCH) << 22) + n, any(CHANNELS), any(List.of("A", "B")));
        step(life, at, "received", "pooled", any(POOLS), null, new JsonObject());
        long end = fromMillis + millis;
        for (int i = random.nextInt(12); i > 0; i--) {
            at += 1 + random.nextLong(36 * 3_600_000L);
            if (at >= end) {
                break;
            }
            next(life, at);
        }
        return life;
    }

    private void next(Life life, long at) {
        JsonObject nothing = new JsonObject();
        int what = random.nextInt(10);
        if (life.state.equals("closed")) {
            step(life, at, "reopened", "pooled", any(POOLS), null, nothing);
        } else if (life.state.equals("pooled")) {
            switch (what) {
                case 0 -> step(life, at, "closed", "closed", life.pool, null, nothing);
                case 1 -> {
                    if (!life.pool.equals("q")) {
                        step(life, at, "moved", "pooled", "q", null, nothing);
                    }
                }
                case 2 -> step(life, at, "assigned", "owned", life.pool, any(AGENTS), nothing);
                default -> step(life, at, "claimed", "owned", life.pool, any(AGENTS), nothing);
            }
        } else {
            owned(life, at, what);
        }
    }

    private void owned(Life life, long at, int what) {
        JsonObject nothing = new JsonObject();
        switch (what) {
            case 0 -> step(life, at, "released", "pooled", life.pool, null, nothing);
            case 1 -> step(life, at, "recycled", "pooled", any(POOLS), null, nothing);
            case 2 -> {
                String other = any(AGENTS);
                if (!other.equals(life.owner)) {
                    step(life, at, "transferred", "owned", life.pool, other, nothing);
                }
            }
            case 3 -> {
                JsonObject share = new JsonObject().put("agent", life.owner).put("percent", 60);
                JsonObject other = new JsonObject().put("agent", any(AGENTS)).put("percent", 40);
                JsonObject deal = new JsonObject()
                        .put(
                                "deal",
                                new JsonObject()
                                        .put("amount", Integer.toString(random.nextInt(900)) + ".5")
                                        .put("currency", any(List.of("CNY", "EUR"))))
                        .put(
                                "credit",
                                new JsonObject()
                                        .put(
                                                "shares",
                                                new JsonArray().add(share).add(other)));
                step(life, at, life.won ? "repurchased" : "won", "owned", life.pool, life.owner, deal);
                life.won = true;
            }
            case 4 -> review(life, at);
            case 5 -> step(life, at, "opportunity", "owned", life.pool, life.owner, nothing);
            case 6 -> step(life, at, "edited", "owned", life.pool, life.owner, nothing);
            default ->
                step(
                        life,
                        at,
                        "followed_up",
                        "owned",
                        life.pool,
                        life.owner,
                        new JsonObject()
                                .put("method", any(List.of("call", "wechat")))
                                .put("outcome", any(OUTCOMES)));
        }
    }

    private void review(Life life, long at) {
        life.lines.stream()
                .filter(line -> line.type.equals("followed_up"))
                .findFirst()
                .ifPresent(line -> step(
                        life,
                        at,
                        "reviewed",
                        "owned",
                        life.pool,
                        life.owner,
                        new JsonObject()
                                .put("followup", line.version)
                                .put("verdict", any(List.of("fake", "genuine")))));
    }

    private static void step(
            Life life, long at, String type, String state, String pool, String owner, JsonObject data) {
        life.lines.add(
                new Line(life.lines.size() + 1, at, type, life.state, life.pool, life.owner, state, pool, owner, data));
        life.state = state;
        life.pool = pool;
        life.owner = owner;
    }

    /** Writes it all down for a firm. */
    void store(TestStore store, int tenant) {
        JsonArray lines = new JsonArray();
        JsonArray leads = new JsonArray();
        for (Life life : lives) {
            for (Line line : life.lines) {
                lines.add(new JsonObject()
                        .put("lead", life.id)
                        .put("version", line.version)
                        .put("at", line.at)
                        .put("type", line.type)
                        .put("agent", line.owner)
                        .put("pool", line.pool)
                        .put("left_agent", line.leftAgent())
                        .put(
                                "body",
                                new JsonObject()
                                        .put("version", line.version)
                                        .put("type", line.type)
                                        .put("at", line.at)
                                        .put("actor", "rule")
                                        .put("from", line.from())
                                        .put("to", line.to())
                                        .put("data", line.data)
                                        .encode()));
            }
            JsonObject facts = new JsonObject().put("channel", life.channel).put("grade", life.grade);
            leads.add(new JsonObject()
                    .put("id", life.id)
                    .put("version", life.lines.size())
                    .put("state", life.state.substring(0, 1))
                    .put("pool", life.pool)
                    .put("owner", life.owner)
                    .put("at", life.lines.get(life.lines.size() - 1).at)
                    .put("facts", life.won ? facts.put("won_at", 1) : facts));
        }
        store.sql("""
                insert into journal (tenant, lead, version, at, type, transition, agent, pool, left_agent, body, hash)
                select ?, lead, version, to_timestamp(at / 1000.0), type, 1, agent, pool, left_agent, convert_to(body, 'UTF8'), ''
                from jsonb_to_recordset(?::jsonb) as l (lead bigint, version int, at bigint, type text, agent text, pool text,
                  left_agent text, body text)""", tenant, lines.encode());
        store.sql("""
                insert into lead (tenant, id, version, state, pool, owner, entered_at, changed_at, facts, chain)
                select ?, id, version, state::"char", pool, owner, to_timestamp(at / 1000.0), to_timestamp(at / 1000.0),
                  jsonb_strip_nulls(facts), ''
                from jsonb_to_recordset(?::jsonb) as l (id bigint, version int, state text, pool text, owner text, at bigint,
                  facts jsonb)""", tenant, leads.encode());
    }
}
