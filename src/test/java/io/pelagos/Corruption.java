package io.pelagos;

import io.pelagos.journal.LeadEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Spoils the journal as somebody with a password for the database could, and mends it. */
final class Corruption {
    private final TestStore store;
    private final int tenant;

    private static final String JOURNAL =
            "tenant, lead, version, at, type, transition, agent, team, pool, left_agent, left_team, body, hash, xid";
    /** @param version where it is to be found */
    record Spoilt(int version, String what, long... leads) {}

    enum Kind {
        BODY,
        COLUMN,
        MIDDLE_REMOVED,
        LAST_REMOVED,
        SWAPPED,
        BODIES_SWAPPED,
        INSERTED,
        APPENDED,
        CHAIN,
        HASH,
        LEAD_ROW,
        MOVED
    }

    Corruption(TestStore store, int tenant) {
        this.store = store;
        this.tenant = tenant;
        store.sql("create temp table if not exists kept_line as select * from journal limit 0;"
                + " create temp table if not exists kept_lead as select * from lead limit 0");
    }

    /** Null when the lead's history is too short for it. */
    Spoilt spoil(Kind kind, long lead, int lines, long other, Random random) {
        int version = 1 + random.nextInt(lines);
        keep(lead);
        return switch (kind) {
            case BODY -> body(lead, version, random);
            case COLUMN -> column(lead, version, random);
            case MIDDLE_REMOVED -> lines < 3 ? null : remove(lead, 1 + random.nextInt(lines - 1), lead);
            case LAST_REMOVED -> remove(lead, lines, lead);
            case SWAPPED -> lines < 2 ? null : swap(lead, lines, random, "version, at");
            case BODIES_SWAPPED -> lines < 2 ? null : swap(lead, lines, random, "body, hash");
            case INSERTED -> inserted(lead, version);
            case APPENDED -> appended(lead, lines);
            case CHAIN -> row(lead, lines, "chain = sha256(chain)");
            case HASH -> {
                at(lead, version, "hash = sha256(hash)");
                yield new Spoilt(version, "hash", lead);
            }
            case LEAD_ROW -> row(lead, lines, ROW.get(random.nextInt(ROW.size())));
            case MOVED -> moved(lead, version, other);
        };
    }

    private Spoilt body(long lead, int version, Random random) {
        int length = ((byte[]) line(lead, version, "body")).length;
        int at = random.nextInt(length);
        int by = 1 + random.nextInt(255);
        at(lead, version, "body = set_byte(body, " + at + ", get_byte(body, " + at + ") # " + by + ")");
        return new Spoilt(version, "byte " + at + " by " + by, lead);
    }

    private static final List<String> COLUMNS = List.of(
            "at = at + interval '1 microsecond'",
            "type = type || 'x'",
            "transition = transition + 1",
            "agent = coalesce(agent, '') || 'x'",
            "team = coalesce(team, '') || 'x'",
            "pool = pool || 'x'",
            "left_agent = coalesce(left_agent, '') || 'x'",
            "left_team = coalesce(left_team, '') || 'x'");

    private static final List<String> ROW = List.of(
            "version = version + 1",
            "version = version - 1",
            "state = case when state = 'c' then 'p'::\"char\" else 'c'::\"char\" end",
            "pool = pool || 'x'",
            "owner = coalesce(owner, '') || 'x'",
            "team = coalesce(team, '') || 'x'",
            "entered_at = entered_at + interval '1 ms'",
            "claimed_at = coalesce(claimed_at, now()) + interval '1 ms'",
            "changed_at = changed_at + interval '1 ms'",
            "rounds = rounds + 1");

    private Spoilt column(long lead, int version, Random random) {
        String column = COLUMNS.get(random.nextInt(COLUMNS.size()));
        at(lead, version, column);
        return new Spoilt(version, column, lead);
    }

    private Spoilt row(long lead, int lines, String change) {
        store.sql("update lead set " + change + " where tenant = ? and id = ?", tenant, lead);
        int version = change.contains("version + 1") ? lines + 1 : lines;
        return new Spoilt(version, change, lead);
    }

    private Spoilt remove(long lead, int version, long checked) {
        store.sql("delete from journal where tenant = ? and lead = ? and version = ?", tenant, lead, version);
        return new Spoilt(version, "removed", checked);
    }

    private Spoilt swap(long lead, int lines, Random random, String what) {
        int one = 1 + random.nextInt(lines - 1);
        int two = one + 1 + random.nextInt(lines - one);
        List<List<Object>> both = List.of(values(lead, one, what), values(lead, two, what));
        // Over a version that nobody has, as both would be there twice.
        at(lead, one, "version = -1");
        set(lead, two, what, both.get(0));
        if (what.startsWith("version")) {
            set(lead, -1, what, both.get(1));
        } else {
            at(lead, -1, "version = " + one);
            set(lead, one, what, both.get(1));
        }
        return new Spoilt(one, "swapped " + one + " and " + two, lead);
    }

    private Spoilt inserted(long lead, int version) {
        store.sql(
                "insert into journal (" + JOURNAL
                        + ") select tenant, lead, version, at + interval '1 s', type, transition,"
                        + " agent, team, pool, left_agent, left_team, body, hash, xid from journal"
                        + " where tenant = ? and lead = ? and version = ?",
                tenant,
                lead,
                version);
        return new Spoilt(version, "inserted", lead);
    }

    private Spoilt appended(long lead, int lines) {
        JsonObject body = body(lead, lines).put("version", lines + 1);
        byte[] bytes = bytes(body);
        store.sql(
                "insert into journal (" + JOURNAL + ") select tenant, lead, version + 1, at, type, transition,"
                        + " agent, team, pool, left_agent, left_team, ?, ?, xid from journal"
                        + " where tenant = ? and lead = ? and version = ?",
                bytes,
                LeadEvent.chain((byte[]) line(lead, lines, "hash"), bytes),
                tenant,
                lead,
                lines);
        return new Spoilt(lines + 1, "appended", lead);
    }

    private Spoilt moved(long lead, int version, long other) {
        if (other == lead) {
            return null;
        }
        keep(other);
        store.sql(
                "update journal set lead = ?, at = at + interval '1 us' where tenant = ? and lead = ? and version = ?",
                other,
                tenant,
                lead,
                version);
        return new Spoilt(version, "moved to " + other, lead, other);
    }

    /** Takes the last line away and puts the lead back to the line before, as a careful thief would. */
    int shorten(long lead, int lines) {
        keep(lead);
        remove(lead, lines, lead);
        List<Object> before = values(lead, lines - 1, "hash, agent, team, pool, at, left_agent");
        String state = body(lead, lines - 1).getJsonObject("to").getString("state");
        store.sql(
                "update lead set version = ?, chain = ?, owner = ?, team = ?, pool = ?, changed_at = ?, state = ?::\"char\""
                        + " where tenant = ? and id = ?",
                lines - 1,
                before.get(0),
                before.get(1),
                before.get(2),
                before.get(3),
                before.get(4),
                state.substring(0, 1),
                tenant,
                lead);
        mendTimes(lead, lines - 1);
        return lines;
    }

    private void mendTimes(long lead, int lines) {
        Object entered = line(lead, 1, "at");
        Object claimed = null;
        int rounds = 0;
        String state = "p";
        String owner = null;
        String pool = (String) line(lead, 1, "pool");
        for (int version = 2; version <= lines; version++) {
            JsonObject to = body(lead, version).getJsonObject("to");
            String next = to.getString("state").substring(0, 1);
            String in = (String) line(lead, version, "pool");
            Object at = line(lead, version, "at");
            entered = next.equals("p") && !(state.equals("p") && in.equals(pool)) ? at : entered;
            claimed = next.equals("o") && !to.getString("owner").equals(owner) ? at : claimed;
            rounds += next.equals("p") && state.equals("o") ? 1 : 0;
            state = next;
            pool = in;
            owner = to.getString("owner");
        }
        store.sql(
                "update lead set entered_at = ?, claimed_at = ?, rounds = ? where tenant = ? and id = ?",
                entered,
                claimed,
                rounds,
                tenant,
                lead);
    }

    /** Changes who did something, and all hashes from there on; the version of the lead's last line. */
    int rewrite(long lead, int lines, Random random) {
        keep(lead);
        int version = 1 + random.nextInt(lines);
        rewriteAll(lead, body -> body.getInteger("version") == version ? body.put("actor", "somebody-else") : body);
        return lines;
    }

    void rewriteAll(long lead, UnaryOperator<JsonObject> change) {
        byte[] hash = new byte[0];
        int version = 1;
        while (!values(lead, version, "version").isEmpty()) {
            byte[] bytes = bytes(change.apply(body(lead, version)));
            hash = LeadEvent.chain(hash, bytes);
            set(lead, version, "body, hash", List.of(bytes, hash));
            version++;
        }
        store.sql("update lead set chain = ? where tenant = ? and id = ?", hash, tenant, lead);
    }

    /** As it is now it will be again. */
    void keep(long lead) {
        store.sql(
                "insert into kept_line select * from journal where tenant = %1$d and lead = %2$d; insert into kept_lead"
                                .formatted(tenant, lead)
                        + " select * from lead where tenant = %1$d and id = %2$d".formatted(tenant, lead));
    }

    void undo() {
        store.sql("delete from journal j using kept_line k where j.lead = k.lead; delete from lead l using kept_lead k"
                + " where l.tenant = k.tenant and l.id = k.id; insert into journal select * from kept_line;"
                + " insert into lead select * from kept_lead; truncate kept_line, kept_lead");
    }

    private void at(long lead, int version, String change) {
        store.sql(
                "update journal set " + change + " where tenant = ? and lead = ? and version = ?",
                tenant,
                lead,
                version);
    }

    private void set(long lead, int version, String columns, List<Object> values) {
        List<Object> arguments = new ArrayList<>(values);
        arguments.addAll(List.of(tenant, lead, version));
        store.sql(
                "update journal set " + columns.replaceAll("(\\w+)", "$1 = ?")
                        + " where tenant = ? and lead = ? and version = ?",
                arguments.toArray());
    }

    private List<Object> values(long lead, int version, String columns) {
        List<List<Object>> found = store.sql(
                "select " + columns + " from journal where tenant = ? and lead = ? and version = ?",
                tenant,
                lead,
                version);
        return found.isEmpty() ? List.of() : found.get(0);
    }

    private Object line(long lead, int version, String column) {
        return values(lead, version, column).get(0);
    }

    private JsonObject body(long lead, int version) {
        return new JsonObject(Buffer.buffer((byte[]) line(lead, version, "body")));
    }

    private static byte[] bytes(JsonObject body) {
        return body.encode().getBytes(StandardCharsets.UTF_8);
    }
}
