package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Builds histories and the state that fits them, so that a test can plant one error. */
final class MadeHistory {

    static final String POOL = "daily";
    /** The rule of the tests that takes leads back. */
    static final String RULE = "hold";

    static final long START = 1_700_000_000_000L;

    final List<Operation> operations = new ArrayList<>();
    final List<Truth.Line> journal = new ArrayList<>();
    final Map<Long, Truth.Lead> leads = new TreeMap<>();
    final List<Truth.Request> requests = new ArrayList<>();
    final List<Long> identities = new ArrayList<>();
    final Map<String, Integer> identitiesByKind = new HashMap<>();
    final Set<Long> details = new HashSet<>();
    final Map<String, Integer> byChannel = new HashMap<>();
    final Map<Long, JsonNode> facts = new TreeMap<>();
    final Map<Long, Set<String>> terms = new TreeMap<>();
    /** Agents who are not in team1. */
    final Map<String, String> teams = new HashMap<>();

    private long numbers;
    private long transitions;
    long now = START;

    /** A webhook brought a lead. */
    MadeHistory received(long lead) {
        Intent intent = Intent.hook(++numbers, "/hooks/k", "{}", POOL, Firm.GENERIC, "x" + lead, "+86139" + lead);
        line(
                lead,
                "received",
                new Truth.Place(null, null, null),
                new Truth.Place("pooled", POOL, null),
                ++transitions,
                "channel");
        identities.add(lead);
        details.add(lead);
        byChannel.merge(Firm.GENERIC, 1, Integer::sum);
        told(intent, new Answer.Told(lead, 0, null, null, null));
        return this;
    }

    /** The same person filled in another form, and the client was told so. */
    MadeHistory cameAgain(long lead, String externalId) {
        Intent intent = Intent.hook(++numbers, "/hooks/k", "{}", POOL, Firm.GENERIC, externalId, "+86139" + lead);
        asked(intent, new Answer(200, "", false, "merged", List.of(new Answer.Told(lead, 0, null, null, null)), "{}"));
        return this;
    }

    MadeHistory touched(long lead) {
        line(lead, "merged", place(lead), place(lead), ++transitions, "channel");
        return this;
    }

    MadeHistory claimed(long lead, String agent) {
        return claimed(lead, agent, null);
    }

    MadeHistory claimed(long lead, String agent, String key) {
        Intent intent = Intent.claim(++numbers, agent, key, POOL, 0, 1);
        Answer.Told told = commitClaim(lead, agent, key);
        told(intent, told);
        return this;
    }

    /** The claim is in the journal and nobody was told. */
    Answer.Told commitClaim(long lead, String agent, String key) {
        int version = line(lead, "claimed", place(lead), new Truth.Place("owned", POOL, agent), ++transitions, agent);
        if (key != null) {
            requests.add(new Truth.Request(transitions, List.of(lead), List.of(version)));
        }
        return new Answer.Told(lead, version, "owned", POOL, agent);
    }

    MadeHistory released(long lead, String agent) {
        Intent intent = Intent.release(++numbers, agent, null, lead);
        int version = line(lead, "released", place(lead), new Truth.Place("pooled", POOL, null), ++transitions, agent);
        told(intent, new Answer.Told(lead, version, "pooled", POOL, null));
        return this;
    }

    MadeHistory recycled(long lead) {
        return byRule(lead, "recycled", new Truth.Place("pooled", POOL, null), RULE, null);
    }

    MadeHistory assigned(long lead, String agent) {
        Intent intent = Intent.assign(++numbers, Firm.SUPERVISOR, null, lead, agent, false);
        String type = place(lead).owner() == null ? "assigned" : "transferred";
        int version =
                line(lead, type, place(lead), new Truth.Place("owned", POOL, agent), ++transitions, Firm.SUPERVISOR);
        told(intent, new Answer.Told(lead, version, "owned", POOL, agent));
        return this;
    }

    /** A rule did it. */
    MadeHistory byRule(long lead, String type, Truth.Place to, String rule, String data) {
        event(lead, type, place(lead), to, ++transitions, Told.RULE, rule, data);
        return this;
    }

    /** Somebody did something that leaves the lead where it is, and was told. */
    MadeHistory stays(long lead, Intent.Kind kind, String type, String actor, String data) {
        return does(lead, kind, type, actor, null, place(lead), data);
    }

    /** Somebody did something else, and was told. */
    MadeHistory does(
            long lead, Intent.Kind kind, String type, String actor, String reason, Truth.Place to, String data) {
        String target = reason == null ? to.pool() : reason;
        Intent intent = Intent.step(++numbers, kind, actor, null, lead, "x", "{}", target);
        int version = event(lead, type, place(lead), to, ++transitions, actor, reason, data);
        boolean silent = kind.namesNoVersion();
        asked(intent, silent ? ok() : ok(new Answer.Told(lead, version, to.state(), to.pool(), to.owner())));
        return this;
    }

    /** A lock or a nurture, until so many milliseconds from now; 0 ends one. */
    MadeHistory stops(long lead, Intent.Kind kind, String agent, long millis) {
        String data = millis == 0 ? "{\"ended\":true}" : "{\"until\":\"" + Instant.ofEpochMilli(now + millis) + "\"}";
        return stays(lead, kind, kind == Intent.Kind.LOCK ? Life.LOCK : Life.NURTURE, agent, data);
    }

    MadeHistory followedUp(long lead, String agent) {
        return stays(lead, Intent.Kind.FOLLOW_UP, "followed_up", agent, "{}");
    }

    MadeHistory closed(long lead, String agent) {
        return does(lead, Intent.Kind.CLOSE, "closed", agent, "lost", new Truth.Place("closed", null, null), null);
    }

    MadeHistory reopened(long lead) {
        Truth.Place pool = new Truth.Place("pooled", POOL, null);
        return does(lead, Intent.Kind.REOPEN, "reopened", Firm.SUPERVISOR, null, pool, null);
    }

    /** A deal with another system's id; null for none. */
    MadeHistory sold(long lead, String agent, String externalId) {
        Intent intent = Work.sale(Intent.Kind.DEAL, ++numbers, agent, null, lead, externalId);
        Truth.Place place = place(lead);
        int version = event(
                lead,
                "won",
                place,
                place,
                ++transitions,
                agent,
                null,
                externalId == null ? "{\"deal\":{}}" : "{\"deal\":{\"external_id\":\"" + externalId + "\"}}");
        if (externalId != null) {
            identitiesByKind.merge("d", 1, Integer::sum);
        }
        told(intent, new Answer.Told(lead, version, place.state(), place.pool(), place.owner()));
        return this;
    }

    MadeHistory later(long millis) {
        now += millis;
        return this;
    }

    MadeHistory asked(Intent intent, Answer answer) {
        operations.add(new Operation(intent, 1, now, now, answer));
        return this;
    }

    Intent claim(String agent, String key) {
        return Intent.claim(++numbers, agent, key, POOL, 0, 1);
    }

    void told(Intent intent, Answer.Told told) {
        asked(intent, ok(told));
    }

    static Answer ok(Answer.Told... told) {
        return new Answer(201, "", false, "accepted", List.of(told), "");
    }

    static Answer refused(int status, String problem) {
        return new Answer(status, problem, false, "", List.of(), "");
    }

    Truth.Place place(long lead) {
        return leads.get(lead).place();
    }

    int line(long lead, String type, Truth.Place from, Truth.Place to, long transition, String actor) {
        return event(lead, type, from, to, transition, actor, null, null);
    }

    /**
     * A line of the journal, and the lead as it leaves it.
     *
     * @param data JSON or null
     */
    int event(
            long lead,
            String type,
            Truth.Place from,
            Truth.Place to,
            long transition,
            String actor,
            String reason,
            String data) {
        Truth.Lead before = leads.get(lead);
        int version = before == null ? 1 : before.version() + 1;
        byte[] body = ("{\"lead\":\"" + lead + "\",\"version\":" + version + ",\"type\":\"" + type + "\",\"at\":" + now
                        + ",\"actor\":\"" + actor + "\"" + (reason == null ? "" : ",\"reason\":\"" + reason + "\"")
                        + ",\"from\":" + json(from) + ",\"to\":" + json(to)
                        + (data == null ? "" : ",\"data\":" + data) + "}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] hash = JournalCheck.chain(before == null ? new byte[0] : before.chain(), body);
        String left = from.owner() != null && !from.owner().equals(to.owner()) ? from.owner() : null;
        String pool = to.pool() != null ? to.pool() : before == null ? POOL : before.pool();
        String team = teams.getOrDefault(String.valueOf(to.owner()), "team1");
        journal.add(Truth.Line.of(lead, version, now, type, transition, to.owner(), team, pool, left, body, hash));
        leads.put(lead, new Truth.Lead(lead, version, to.state().charAt(0), pool, to.owner(), hash));
        return version;
    }

    private static String json(Truth.Place place) {
        if (place.state() == null) {
            return "{}";
        }
        return "{\"state\":\"" + place.state() + "\""
                + (place.pool() == null ? "" : ",\"pool\":\"" + place.pool() + "\"")
                + (place.owner() == null ? "" : ",\"owner\":\"" + place.owner() + "\"") + "}";
    }

    Truth truth() {
        List<Truth.Line> sorted = new ArrayList<>(journal);
        sorted.sort(Comparator.comparingLong(Truth.Line::lead).thenComparingInt(Truth.Line::version));
        return new Truth(sorted, leads, requests, identities, identitiesByKind, details, byChannel, facts, terms);
    }

    /** What a Redis in agreement would hold when nothing is nurtured or locked. */
    Arbiter arbiter(Rules rules) {
        Arbiter arbiter = Arbiter.empty(0);
        Truth truth = truth();
        Map<String, Map<String, Integer>> counts = new HashMap<>();
        truth.leads().values().stream().filter(lead -> lead.state() != 'c').forEach(lead -> {
            List<Truth.Line> lines = truth.lines().getOrDefault(lead.id(), List.of());
            Life life = Life.of(lines, rules);
            long due = lines.isEmpty() ? Life.NEVER : life.due(rules);
            long alarm = due == Life.NEVER ? 0 : due;
            arbiter.records()
                    .put(
                            lead.id(),
                            new Arbiter.Record(lead.state(), lead.version(), lead.pool(), lead.owner(), alarm, ""));
            if (alarm > 0) {
                arbiter.alarms().put(lead.id(), alarm);
            }
            if (lead.state() == 'p') {
                arbiter.inPool(lead.pool(), lead.id());
            } else {
                arbiter.holds(lead.owner(), List.of(lead.id()));
                Map<String, Integer> its = counts.computeIfAbsent(lead.owner(), o -> new HashMap<>());
                its.merge("p:" + lead.pool(), 1, Integer::sum);
                if (life.untouched()) {
                    its.merge("u", 1, Integer::sum);
                }
                if (life.won()) {
                    its.merge("w:", 1, Integer::sum);
                    its.merge("w:" + lead.pool(), 1, Integer::sum);
                }
            }
        });
        counts.forEach((agent, its) -> its.forEach((what, count) -> arbiter.counts(agent, what, count)));
        return arbiter;
    }

    /** What the checker finds, by kind; Redis agrees. */
    List<String> found(Rules rules) {
        return found(rules, arbiter(rules));
    }

    List<String> found(Rules rules, Arbiter arbiter) {
        return List.copyOf(Checker.atRest(operations, truth(), arbiter, rules, now)
                .counts()
                .keySet());
    }

    static Rules rules(PoolRules.Builder pool) {
        return new Rules(ZoneId.of("Asia/Shanghai"), 0, 0, 0, List.of(), Map.of(POOL, pool.build()));
    }

    /** One rule that takes a lead back. */
    static Rules taking(String trigger, long afterMillis) {
        return rules(PoolRules.with().recycle(rule(trigger, afterMillis)));
    }

    static PoolRules.Recycle rule(String trigger, long afterMillis) {
        return new PoolRules.Recycle(RULE, trigger, afterMillis, 0, null, 0, null);
    }
}
