package io.pelagos.faults;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * All that this tool knows about key names and texts in Redis: the only class to change when they change.
 *
 * <pre>
 * P = {c&lt;cell&gt;}:&lt;epoch&gt;:
 * Pl:&lt;last 4 digits of the lead id&gt;   hash, lead id → p|version|pool|lane|score|visible_at|flags|alarm|first
 *                                        or  o|version|pool|owner|team|claimed|next|flags|alarm
 * Pz:&lt;tenantNo&gt;/&lt;pool&gt;:&lt;lane&gt;       sorted set of leads, the pool's order
 * Pw:&lt;tenantNo&gt;/&lt;pool&gt;               sorted set of leads that are not for everybody yet
 * Pf:&lt;tenantNo&gt;/&lt;pool&gt;:&lt;who&gt;        sorted set of those of them that somebody may claim sooner
 * Pfl                                    hash, leads in flight, of all tenants of the cell
 * Po:&lt;tenantNo&gt;/&lt;agent&gt;              set of leads held
 * Ph:&lt;tenantNo&gt;/&lt;agent&gt;              hash of counts, see {@link Arbiter}; q:… are those of claims
 * Pclock                                 string, the last time that was given out; Poffset what is added to that of Redis
 * Palarm                                 sorted set of leads by the time when rules are asked again
 * Pob                                    hash, the outbox
 * </pre>
 */
final class Layout {

    /** What each script says of itself, and no other does. */
    private static final Map<String, String> SCRIPTS = Map.of(
            "-- Decides claims", "decide",
            "Decides a step of a lead", "decide",
            "-- Puts leads where the committed rows say", "settle",
            "-- Puts leads into a cell that is being rebuilt", "fill",
            "-- Outbox entries that nobody settled in time", "sweep",
            "-- Shows leads to the scrubber", "look",
            "-- The alarm clock: leads whose deadline has come", "ring",
            "-- Names the leads that are not here", "missing",
            "-- How many leads have a record", "tally");

    /** The last script that a rebuild loads, behind its nonce. */
    private static final String MARKER = "\nreturn 1\n";

    private static final int MARKER_LENGTH_MAX = 80;

    /** A name for a script that is loaded; "" for one that nobody asks about. */
    static String scriptName(String text) {
        if (text.length() <= MARKER_LENGTH_MAX && text.endsWith(MARKER)) {
            return "marker";
        }
        return SCRIPTS.entrySet().stream()
                .filter(script -> text.contains(script.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private final String prefix;
    private final String tenant;

    Layout(int cell, long epoch, int tenantNo) {
        prefix = "{c" + cell + "}:" + epoch + ":";
        tenant = tenantNo + "/";
    }

    /** Entries of the outbox of the whole cell. */
    long outbox(Resp redis) throws IOException {
        return redis.number("HLEN", prefix + "ob");
    }

    long nowMillis(Resp redis) throws IOException {
        List<?> time = (List<?>) redis.call("TIME");
        long now = Long.parseLong((String) time.get(0)) * 1_000 + Long.parseLong((String) time.get(1)) / 1_000;
        String ahead = (String) redis.call("GET", prefix + "offset");
        String last = (String) redis.call("GET", prefix + "clock");
        return Math.max(now + (ahead == null ? 0 : Long.parseLong(ahead)), last == null ? 0 : Long.parseLong(last));
    }

    void advanceClock(Resp redis, long byMillis) throws IOException {
        redis.call("INCRBY", prefix + "offset", Long.toString(byMillis));
    }

    /** Walks all keys of the cell; consistent only at rest. */
    Arbiter read(Resp redis) throws IOException {
        Arbiter arbiter = Arbiter.empty(outbox(redis));
        for (String key : redis.keys(prefix)) {
            String rest = key.substring(prefix.length());
            if (rest.startsWith("l:")) {
                readRecords(redis.hash(key), arbiter);
            } else if (rest.startsWith("z:" + tenant)) {
                String pool = rest.substring(2 + tenant.length());
                int lane = pool.indexOf(':');
                readPool(redis, key, lane < 0 ? pool : pool.substring(0, lane), arbiter);
            } else if (rest.startsWith("w:" + tenant)) {
                readPool(redis, key, rest.substring(2 + tenant.length()), arbiter);
                arbiter.waiting().addAll(members(redis, key));
            } else if (rest.startsWith("f:" + tenant)) {
                String place = rest.substring(2 + tenant.length());
                members(redis, key).forEach(lead -> arbiter.kept().put(lead, place));
            } else if (rest.equals("alarm")) {
                redis.sorted(key).forEach((lead, at) -> arbiter.alarms().put(Long.valueOf(lead), at.longValue()));
            } else if (rest.startsWith("h:" + tenant)) {
                readCounts(redis.hash(key), rest.substring(2 + tenant.length()), arbiter);
            } else if (rest.startsWith("o:" + tenant)) {
                arbiter.holds(
                        rest.substring(2 + tenant.length()),
                        redis.set(key).stream().map(Long::valueOf).toList());
            }
        }
        // A lead in flight keeps its record. Leads of other tenants have none here.
        for (String lead : redis.hash(prefix + "fl").keySet()) {
            arbiter.records()
                    .computeIfPresent(Long.valueOf(lead), (id, was) -> new Arbiter.Record('f', 0, null, null, 0, ""));
        }
        return arbiter;
    }

    private void readCounts(Map<String, String> counts, String agent, Arbiter arbiter) {
        counts.forEach((name, count) -> {
            if (!name.startsWith("q:")) {
                arbiter.counts(agent, name.replace(":" + tenant, ":"), Integer.parseInt(count));
            }
        });
    }

    private void readRecords(Map<String, String> records, Arbiter arbiter) {
        records.forEach((lead, text) -> {
            Arbiter.Record record = record(text);
            if (record != null) {
                arbiter.records().put(Long.valueOf(lead), record);
            }
        });
    }

    /** Null for a lead of another tenant. */
    Arbiter.Record record(String text) {
        String[] parts = text.split("\\|", -1);
        char state = parts[0].charAt(0);
        if (!parts[2].startsWith(tenant)) {
            return null;
        }
        boolean owned = state == 'o';
        return new Arbiter.Record(
                state,
                Integer.parseInt(parts[1]),
                without(parts[2]),
                owned ? without(parts[3]) : null,
                Long.parseLong(parts[owned ? 8 : 7]),
                owned ? "" : parts[8]);
    }

    private String without(String text) {
        return text.startsWith(tenant) ? text.substring(tenant.length()) : text;
    }

    private static void readPool(Resp redis, String key, String pool, Arbiter arbiter) throws IOException {
        members(redis, key).forEach(lead -> arbiter.inPool(pool, lead));
    }

    private static List<Long> members(Resp redis, String key) throws IOException {
        return redis.sorted(key).keySet().stream().map(Long::valueOf).toList();
    }
}
