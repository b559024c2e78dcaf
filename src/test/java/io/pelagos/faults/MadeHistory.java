package io.pelagos.faults;

import java.nio.charset.StandardCharsets;
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
    static final long START = 1_700_000_000_000L;

    final List<Operation> operations = new ArrayList<>();
    final List<Truth.Line> journal = new ArrayList<>();
    final Map<Long, Truth.Lead> leads = new TreeMap<>();
    final List<Truth.Request> requests = new ArrayList<>();
    final List<Long> identities = new ArrayList<>();
    final Set<Long> details = new HashSet<>();
    final Map<String, Integer> byChannel = new HashMap<>();
    private long numbers;
    private long transitions;
    long now = START;

    /** A webhook brought a lead. */
    MadeHistory received(long lead) {
        Intent intent = Intent.hook(++numbers, "/hooks/k", "{}", POOL, Firm.GENERIC, "x" + lead, "+86139" + lead);
        line(lead, "received", new Truth.Place(null, null, null), new Truth.Place("pooled", POOL, null), ++transitions);
        identities.add(lead);
        details.add(lead);
        byChannel.merge(Firm.GENERIC, 1, Integer::sum);
        told(intent, new Answer.Told(lead, 0, null, null, null));
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
        int version = line(lead, "claimed", place(lead), new Truth.Place("owned", POOL, agent), ++transitions);
        if (key != null) {
            requests.add(new Truth.Request(transitions, List.of(lead), List.of(version)));
        }
        return new Answer.Told(lead, version, "owned", POOL, agent);
    }

    MadeHistory released(long lead, String agent) {
        Intent intent = Intent.release(++numbers, agent, null, lead);
        int version = line(lead, "released", place(lead), new Truth.Place("pooled", POOL, null), ++transitions);
        told(intent, new Answer.Told(lead, version, "pooled", POOL, null));
        return this;
    }

    MadeHistory recycled(long lead) {
        line(lead, "recycled", place(lead), new Truth.Place("pooled", POOL, null), ++transitions);
        return this;
    }

    MadeHistory assigned(long lead, String agent) {
        Intent intent = Intent.assign(++numbers, Firm.SUPERVISOR, null, lead, agent);
        int version = line(lead, "assigned", place(lead), new Truth.Place("owned", POOL, agent), ++transitions);
        told(intent, new Answer.Told(lead, version, "owned", POOL, agent));
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

    int line(long lead, String type, Truth.Place from, Truth.Place to, long transition) {
        Truth.Lead before = leads.get(lead);
        int version = before == null ? 1 : before.version() + 1;
        byte[] body = ("{\"lead\":\"" + lead + "\",\"version\":" + version + ",\"type\":\"" + type + "\",\"at\":" + now
                        + ",\"from\":" + json(from) + ",\"to\":" + json(to) + "}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] hash = JournalCheck.chain(before == null ? new byte[0] : before.chain(), body);
        String left = from.owner() != null && !from.owner().equals(to.owner()) ? from.owner() : null;
        journal.add(
                new Truth.Line(lead, version, now, type, transition, to.owner(), "team1", to.pool(), left, body, hash));
        char state = to.state().charAt(0);
        leads.put(lead, new Truth.Lead(lead, version, state, to.pool(), to.owner(), hash));
        return version;
    }

    private static String json(Truth.Place place) {
        if (place.state() == null) {
            return "{}";
        }
        String owner = place.owner() == null ? "null" : "\"" + place.owner() + "\"";
        return "{\"state\":\"" + place.state() + "\",\"pool\":\"" + place.pool() + "\",\"owner\":" + owner + "}";
    }

    Truth truth() {
        List<Truth.Line> sorted = new ArrayList<>(journal);
        sorted.sort(Comparator.comparingLong(Truth.Line::lead).thenComparingInt(Truth.Line::version));
        return new Truth(sorted, leads, requests, identities, details, byChannel);
    }

    /** What a Redis in agreement would hold. */
    Arbiter arbiter() {
        Arbiter arbiter = Arbiter.empty();
        for (Truth.Lead lead : leads.values()) {
            arbiter.records()
                    .put(lead.id(), new Arbiter.Record(lead.state(), lead.version(), lead.pool(), lead.owner()));
            if (lead.state() == 'p') {
                arbiter.inPool(lead.pool(), lead.id());
            } else {
                arbiter.holds(lead.owner(), List.of(lead.id()));
                long count = leads.values().stream()
                        .filter(l -> lead.owner().equals(l.owner()))
                        .count();
                arbiter.counts(lead.owner(), lead.pool(), (int) count);
            }
        }
        return arbiter;
    }
}
