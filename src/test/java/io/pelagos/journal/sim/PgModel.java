package io.pelagos.journal.sim;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * PostgreSQL's tables, as far as the journal uses them: one cell, one tenant. Statements are known by a part of their
 * text. Of commit.sql the model applies those conditions that it finds in the text, so that one that is taken out is missing here, too.
 */
final class PgModel {
    static final int CELL = 1;
    static final int TENANT = 7;

    long epoch;
    String nonce = "";
    String replid = "";
    boolean ready;
    String history = "system/1";
    long position = 1;
    long configVersion = 1;
    final NavigableMap<Long, Lead> leads = new TreeMap<>();
    /** As they were committed. */
    final List<Line> journal = new ArrayList<>();

    final Map<String, Remembered> requests = new HashMap<>();
    final TreeSet<Long> running = new TreeSet<>();
    long nextXid = 100;

    /** A row of {@code lead}. */
    static final class Lead {
        long id;
        int version;
        char state = 'p';
        String pool;
        String owner;
        String team;
        long entered;
        Long claimed;
        long changed;
        int rounds;
        JsonObject facts = new JsonObject();
    }

    /** A line of the journal, and what else the statement said of it. */
    record Line(
            long lead,
            int version,
            long at,
            String type,
            long transition,
            String agent,
            String team,
            String pool,
            String leftAgent,
            String leftTeam,
            char state,
            String key,
            long xid) {}

    record Remembered(Buffer body, long transition, List<Long> leads, List<Integer> versions) {}

    static String hex(Buffer bytes) {
        return bytes == null ? null : java.util.HexFormat.of().formatHex(bytes.getBytes());
    }

    // Writing.

    /** Refused like a value that PostgreSQL cannot store. */
    static final String POISON = "poison";

    /** What commit.sql does once it holds its locks. */
    PgRows commit(String sql, Tuple a, boolean epochFits, long xid) {
        boolean fenced = sql.contains("exists (select 1 from fence)");
        boolean versioned = sql.contains("l.version = i.version - 1");
        boolean keyed = sql.contains("r.key = i.key and r.transition <> i.transition");
        List<Line> lines = new ArrayList<>();
        List<Lead> moved = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        int n = ((Object[]) a.getValue(0)).length;
        for (int i = 0; i < n; i++) {
            Lead lead = leads.get(at(a, 2, i, Long.class));
            String key = hex(at(a, 15, i, Buffer.class));
            if (at(a, 12, i, Buffer.class).toString().contains(POISON)) {
                throw new PgException("poison", "ERROR", "22021", "");
            }
            Remembered known = key == null ? null : requests.get(key);
            boolean another = known != null && known.transition != at(a, 6, i, Long.class);
            int version = at(a, 3, i, Integer.class);
            if (lead == null
                    || (fenced && !epochFits)
                    || (versioned && lead.version != version - 1)
                    || (keyed && another)) {
                continue;
            }
            if (known != null) {
                throw new PgException("a key is there twice", "ERROR", "23505", "");
            }
            numbers.add(at(a, 0, i, Integer.class));
            moved.add(next(lead, a, i));
            lines.add(line(a, i, key, xid));
        }
        for (int i = 0; i < moved.size(); i++) {
            leads.put(moved.get(i).id, moved.get(i));
            remember(lines.get(i), a);
        }
        journal.addAll(lines);
        position++;
        PgRows rows = new PgRows();
        for (int i = 0; i < moved.size(); i++) {
            rows.row(columns(moved.get(i), numbers.get(i), true));
        }
        return rows;
    }

    private static <T> T at(Tuple a, int column, int row, Class<T> type) {
        return type.cast(((Object[]) a.getValue(column))[row]);
    }

    private static Lead next(Lead from, Tuple a, int i) {
        Lead lead = new Lead();
        lead.id = from.id;
        lead.version = at(a, 3, i, Integer.class);
        lead.state = at(a, 7, i, String.class).charAt(0);
        String pool = at(a, 8, i, String.class);
        lead.pool = pool == null ? from.pool : pool;
        lead.owner = at(a, 9, i, String.class);
        lead.team = at(a, 10, i, String.class);
        long at = at(a, 4, i, Long.class);
        boolean enters = lead.state == 'p' && (from.state != 'p' || !lead.pool.equals(from.pool));
        boolean comes = lead.state == 'o' && !lead.owner.equals(from.owner);
        lead.entered = enters ? at : from.entered;
        lead.claimed = comes ? Long.valueOf(at) : from.claimed;
        lead.changed = at;
        lead.rounds = from.rounds + (lead.state == 'p' && from.state == 'o' ? 1 : 0);
        lead.facts = from.facts.copy();
        String patch = at(a, 11, i, String.class);
        if (patch != null) {
            lead.facts.mergeIn(new JsonObject(patch));
            new ArrayList<>(lead.facts.fieldNames())
                    .stream().filter(name -> lead.facts.getValue(name) == null).forEach(lead.facts::remove);
        }
        return lead;
    }

    private static Line line(Tuple a, int i, String key, long xid) {
        return new Line(
                at(a, 2, i, Long.class),
                at(a, 3, i, Integer.class),
                at(a, 4, i, Long.class),
                at(a, 5, i, String.class),
                at(a, 6, i, Long.class),
                at(a, 9, i, String.class),
                at(a, 10, i, String.class),
                at(a, 8, i, String.class),
                at(a, 13, i, String.class),
                at(a, 14, i, String.class),
                at(a, 7, i, String.class).charAt(0),
                key,
                xid);
    }

    private void remember(Line line, Tuple a) {
        if (line.key == null) {
            return;
        }
        Buffer body = null;
        Object[] keys = (Object[]) a.getValue(15);
        for (int i = 0; i < keys.length; i++) {
            body = line.key.equals(hex((Buffer) keys[i])) ? at(a, 16, i, Buffer.class) : body;
        }
        Remembered known = requests.computeIfAbsent(
                line.key, k -> new Remembered(null, line.transition, new ArrayList<>(), new ArrayList<>()));
        known.leads.add(line.lead);
        known.versions.add(line.version);
        requests.put(line.key, new Remembered(body, line.transition, known.leads, known.versions));
    }

    /** The intake's insert: a new lead of a pool and its first line. False if it is there. */
    boolean receive(long id, String pool, long at, long xid) {
        if (leads.containsKey(id)) {
            return false;
        }
        Lead lead = new Lead();
        lead.id = id;
        lead.version = 1;
        lead.pool = pool;
        lead.entered = at;
        lead.changed = at;
        leads.put(id, lead);
        journal.add(new Line(id, 1, at, "received", id, null, null, pool, null, null, 'p', null, xid));
        position++;
        return true;
    }

    // Reading.

    PgRows read(String sql, Tuple a) {
        if (sql.startsWith("select c.epoch, c.nonce")) {
            return new PgRows().row(epoch, nonce, replid, ready, history, "db/" + history, position);
        } else if (sql.contains("select pg_snapshot_xmin")) {
            return new PgRows().row(Long.toString(xmin()));
        } else if (sql.startsWith("select epoch from cell")) {
            return new PgRows().row(epoch);
        } else if (sql.startsWith("select no, config_version from tenant")) {
            return new PgRows().row(TENANT, configVersion);
        } else if (sql.startsWith("select no from tenant")) {
            return new PgRows().row(TENANT);
        } else if (sql.contains("from tenant t left join keyset")) {
            return new PgRows("no", "config_version", "access_version", "key_version")
                    .row(TENANT, configVersion, 1L, 1L);
        } else if (sql.contains("from tenant t left join config")) {
            return new PgRows("no", "tenant", "cell", "config_version", "section", "id", "doc")
                    .row(TENANT, "firm", (short) CELL, configVersion, null, null, null);
        } else if (sql.startsWith("select coalesce((date_part('epoch', greatest(")) {
            return new PgRows()
                    .row(journal.stream()
                            .filter(line -> line.type.equals("claimed") || line.leftAgent != null)
                            .mapToLong(Line::at)
                            .max()
                            .orElse(0));
        } else if (sql.startsWith("select body, transition, leads, versions from request")) {
            Remembered known = requests.get(hex((Buffer) a.getValue(0)));
            return known == null
                    ? new PgRows()
                    : new PgRows()
                            .row(
                                    known.body,
                                    known.transition,
                                    known.leads.toArray(Long[]::new),
                                    known.versions.toArray(Integer[]::new));
        } else if (sql.startsWith("select j.lead, j.xid::text from journal j join tenant t")) {
            return tail(Long.parseLong(a.getString(0)));
        } else if (sql.contains("left join journal j on")) {
            return find(a, sql.contains("j.transition = i.transition"));
        }
        return leads(sql, a);
    }

    private long xmin() {
        return running.isEmpty() ? nextXid : running.first();
    }

    private PgRows tail(long from) {
        PgRows rows = new PgRows();
        journal.stream()
                .filter(line -> line.xid >= from && line.xid < xmin() && line.type.equals("received"))
                .sorted(java.util.Comparator.comparingLong(Line::xid))
                .forEach(line -> rows.row(line.lead, Long.toString(line.xid)));
        return rows;
    }

    private PgRows find(Tuple a, boolean ofTransition) {
        PgRows rows = new PgRows();
        int n = ((Object[]) a.getValue(0)).length;
        for (int i = 0; i < n; i++) {
            Lead lead = leads.get(at(a, 2, i, Long.class));
            if (lead == null) {
                continue;
            }
            int version = at(a, 3, i, Integer.class);
            long transition = at(a, 4, i, Long.class);
            Line line = journal.stream()
                    .filter(l ->
                            l.lead == lead.id && l.version == version && (!ofTransition || l.transition == transition))
                    .findFirst()
                    .orElse(null);
            List<Object> row = new ArrayList<>(Arrays.asList(columns(lead, at(a, 0, i, Integer.class), true)));
            row.add(line != null);
            row.addAll(
                    line == null
                            ? Arrays.asList(null, null, null, null, null, null)
                            : Arrays.asList(
                                    line.at, line.agent, line.team, line.pool, String.valueOf(line.state), line.type));
            rows.row(row.toArray());
        }
        return rows;
    }

    private PgRows leads(String sql, Tuple a) {
        PgRows rows = new PgRows();
        if (sql.startsWith("select id from lead")) {
            leads.tailMap(a.getLong(1), false).keySet().stream()
                    .limit(a.getInteger(2))
                    .forEach(rows::row);
        } else if (sql.contains("l.id > $2 and l.state <> 'c'")) {
            leads.tailMap(a.getLong(1), false).values().stream()
                    .filter(lead -> lead.state != 'c')
                    .limit(1_000)
                    .forEach(lead -> rows.row(columns(lead, null, false)));
        } else if (sql.contains("l.id = any($2)")) {
            for (Object id : (Object[]) a.getValue(1)) {
                Lead lead = leads.get((Long) id);
                if (lead != null) {
                    rows.row(columns(lead, null, sql.contains("lead_detail")));
                }
            }
        } else {
            throw new IllegalArgumentException("the model does not know this statement: " + sql);
        }
        return rows;
    }

    private static Object[] columns(Lead l, Integer number, boolean detail) {
        List<Object> row = new ArrayList<>(19);
        if (number != null) {
            row.add(number);
        }
        row.addAll(Arrays.asList(
                TENANT,
                l.id,
                l.version,
                String.valueOf(l.state),
                l.pool,
                l.owner,
                l.team,
                l.entered,
                l.claimed,
                l.changed,
                l.rounds,
                l.facts));
        if (detail) {
            row.addAll(Arrays.asList("web", Buffer.buffer(), Buffer.buffer(), new JsonObject(), l.entered));
        }
        return row.toArray();
    }
}
