package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the engines hold, read beside the nodes: PostgreSQL over JDBC, Redis over a socket. */
final class TestStore implements AutoCloseable {
    /** While a cell's row is held: its commits. */
    private static final String HELD_BACK = "pg_stat_activity where wait_event_type = 'Lock'"
            + " and wait_event in ('transactionid', 'tuple') and datname = current_database()";

    private final String postgresUrl;
    private final TestRedis redis;
    private Connection connection;

    /** A line of the journal. */
    record Event(int version, String type, long transition, JsonObject from, JsonObject to, byte[] body, byte[] hash) {}

    /** A lead's row. */
    record Lead(String id, int version, String state, String pool, String owner, byte[] chain) {}

    TestStore(String postgresUrl, String redisUrl) {
        this.postgresUrl = postgresUrl;
        this.redis = new TestRedis(redisUrl);
    }

    String postgresUrl() {
        return postgresUrl;
    }

    /** Makes a list of each row. The arguments are those of the statement. */
    synchronized List<List<Object>> sql(String sql, Object... arguments) {
        try {
            if (connection == null || !connection.isValid(1)) {
                connection = TestEngines.connect(postgresUrl);
            }
            return sql(connection, sql, arguments);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static List<List<Object>> sql(Connection connection, String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            List<List<Object>> rows = new ArrayList<>();
            if (!statement.execute()) {
                return rows;
            }
            try (ResultSet result = statement.getResultSet()) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    List<Object> row = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        row.add(result.getObject(i));
                    }
                    rows.add(row);
                }
            }
            return rows;
        }
    }

    long count(String sql, Object... arguments) {
        return ((Number) sql(sql, arguments).get(0).get(0)).longValue();
    }

    /** Commits of a cell wait until this is closed. */
    final class Hold implements AutoCloseable {
        private final Connection own;

        private Hold(int cell) throws SQLException {
            own = TestEngines.connect(postgresUrl);
            own.setAutoCommit(false);
            sql(own, "select 1 from cell where id = ? for update", cell);
        }

        /** Waits until so many commits wait, or more: the sweeper's may be among them. */
        void await(int commits) {
            TestNode.eventually(commits + " commits wait", () -> commitsHeldBack() >= commits);
        }

        @Override
        public void close() {
            try {
                own.rollback();
                own.close();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Keeps every commit of a cell waiting until it is closed. */
    Hold holdCommits(int cell) {
        try {
            return new Hold(cell);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private long commitsHeldBack() {
        return count("select count(*) from " + HELD_BACK);
    }

    /** Ends the connections whose commits are held back. */
    void endHeldBack() {
        sql("select pg_terminate_backend(pid) from " + HELD_BACK);
    }

    Object redis(String... words) {
        return redis.ask(words);
    }

    /** Empties Redis and waits until the nodes have filled it again. */
    void forget(TestNode... nodes) {
        Map<Integer, Long> before = epochs();
        redis.ask("FLUSHALL");
        awaitRebuilt(before, nodes);
    }

    /** Each cell's epoch. */
    Map<Integer, Long> epochs() {
        Map<Integer, Long> epochs = new HashMap<>();
        sql("select id, epoch from cell").forEach(r -> epochs.put(((Number) r.get(0)).intValue(), (Long) r.get(1)));
        return epochs;
    }

    /** Waits until all cells are in a newer epoch and the nodes serve them. */
    void awaitRebuilt(Map<Integer, Long> before, TestNode... nodes) {
        TestNode.eventually(
                "the cells are rebuilt",
                () -> before.entrySet().stream().allMatch(e -> epochs().get(e.getKey()) > e.getValue())
                        && count("select count(*) from cell where not ready") == 0);
        for (TestNode node : nodes) {
            node.awaitReady();
        }
    }

    TestRedis redis() {
        return redis;
    }

    /** Takes a pooled lead out of Redis, as if nobody had shown it there. */
    void forget(TestTenant firm, String pool, String lead) {
        redis.ask("ZREM", prefix(firm.cell()) + "z:" + firm.no() + "/" + pool + ":", lead);
        redis.ask("HDEL", bucket(firm, lead), lead);
    }

    /** The prefix of a cell's keys, in the epoch that PostgreSQL is at. */
    String prefix(int cell) {
        return "{c" + cell + "}:" + epoch(cell) + ":";
    }

    long epoch(int cell) {
        return count("select epoch from cell where id = ?", cell);
    }

    long outbox(int cell) {
        return (Long) redis.ask("HLEN", prefix(cell) + "ob");
    }

    String record(TestTenant firm, String lead) {
        return (String) redis.ask("HGET", bucket(firm, lead), lead);
    }

    String bucket(TestTenant firm, String lead) {
        return prefix(firm.cell()) + "l:" + lead.substring(lead.length() - 4);
    }

    List<Lead> leads(TestTenant firm) {
        return sql(
                        "select id, version, state::text, pool, owner, chain from lead where tenant = ? order by id",
                        firm.no())
                .stream()
                .map(r -> new Lead(
                        r.get(0).toString(),
                        (Integer) r.get(1),
                        (String) r.get(2),
                        (String) r.get(3),
                        (String) r.get(4),
                        (byte[]) r.get(5)))
                .toList();
    }

    String owner(TestTenant firm, String lead) {
        return (String) sql("select owner from lead where tenant = ? and id = ?", firm.no(), Long.valueOf(lead))
                .get(0)
                .get(0);
    }

    List<Event> events(TestTenant firm, String lead) {
        return sql(
                        "select version, type, transition, body, hash from journal where tenant = ? and lead = ?"
                                + " order by version, at",
                        firm.no(),
                        Long.valueOf(lead))
                .stream()
                .map(TestStore::event)
                .toList();
    }

    private static Event event(List<Object> r) {
        byte[] body = (byte[]) r.get(3);
        JsonObject json = new JsonObject(new String(body, StandardCharsets.UTF_8));
        return new Event(
                (Integer) r.get(0),
                (String) r.get(1),
                (Long) r.get(2),
                json.getJsonObject("from"),
                json.getJsonObject("to"),
                body,
                (byte[]) r.get(4));
    }

    long claims(TestTenant firm) {
        return count("select count(*) from journal where tenant = ? and type = 'claimed'", firm.no());
    }

    long claims(TestTenant firm, String pool) {
        return count(
                "select count(*) from journal where tenant = ? and type = 'claimed' and pool = ?", firm.no(), pool);
    }

    /** The most leads that an agent has held at any time, by the journal's times. */
    int mostHeld(TestTenant firm, String agent) {
        List<List<Object>> steps = sql("""
                select at, case when left_agent = ? then -1 else 1 end from journal
                where tenant = ? and (agent = ? and left_agent is distinct from ? or left_agent = ?) order by 1, 2""", agent, firm.no(), agent, agent, agent);
        int held = 0;
        int most = 0;
        for (List<Object> step : steps) {
            held += (Integer) step.get(1);
            most = Math.max(most, held);
        }
        return most;
    }

    /** The most claims of an agent within any stretch of time of this length. */
    long mostWithin(TestTenant firm, String agent, long millis) {
        return count("""
                select max(n) from (
                  select count(*) over (order by at range between ?::interval preceding and current row) as n
                  from journal where tenant = ? and agent = ? and type = 'claimed') w""", (millis - 1) + " milliseconds", firm.no(), agent);
    }

    /** Who claimed from a pool, or was given a lead of it, in the order of the journal. */
    List<String> claimers(TestTenant firm, String pool) {
        return sql(
                        "select agent from journal where tenant = ? and pool = ? and type = 'claimed' order by at, transition",
                        firm.no(),
                        pool)
                .stream()
                .map(row -> (String) row.get(0))
                .toList();
    }

    /** The leads of a pool, those that entered first in front. */
    List<String> order(TestTenant firm, String pool) {
        return sql(
                        "select id::text from lead where tenant = ? and pool = ? and state = 'p' order by entered_at, id::text",
                        firm.no(),
                        pool)
                .stream()
                .map(r -> (String) r.get(0))
                .toList();
    }

    /** Whether Redis knows each lead of a pool. */
    boolean allShown(TestTenant firm) {
        return leads(firm).stream()
                .filter(lead -> lead.state.equals("p"))
                .noneMatch(lead -> record(firm, lead.id) == null);
    }

    /** Waits until no node will show again what it has missed of the leads that are there. */
    void awaitTail(TestTenant firm) {
        long newest = count("select max(xid::text::bigint) from journal where tenant = ?", firm.no());
        TestNode.eventually(
                "the tail has passed it",
                () -> Long.parseLong(String.valueOf(redis.ask("GET", prefix(firm.cell()) + "tail"))) > newest);
    }

    /** Waits until nothing is under way, then checks that PostgreSQL and Redis tell one story (P4, P7). */
    void assertAtRest(TestTenant firm) {
        int cell = firm.cell();
        TestNode.eventually(
                "touches are told", () -> count("select count(*) from touch where tenant = ?", firm.no()) == 0);
        TestNode.eventually(
                "nothing is under way",
                () -> outbox(cell) == 0 && redis.hash(prefix(cell) + "fl").isEmpty());
        List<Lead> leads = leads(firm);
        for (Lead lead : leads) {
            assertJournal(lead, events(firm, lead.id));
            assertThat(spot(firm, lead.id)).as("Redis' lead %s", lead.id).isEqualTo(spot(lead));
        }
        assertPlaces(firm, leads);
        assertTerms(firm);
    }

    /** Leads are found by what their facts say, and by nothing else. */
    private void assertTerms(TestTenant firm) {
        Set<List<Object>> wanted = new HashSet<>(sql(
                "select l.id, t.name, t.value, t.number from lead l, lead_terms(l.facts) t where l.tenant = ?",
                firm.no()));
        Set<List<Object>> stored =
                new HashSet<>(sql("select lead, name, value, number from lead_term where tenant = ?", firm.no()));
        assertThat(stored).isEqualTo(wanted);
    }

    private static void assertJournal(Lead lead, List<Event> events) {
        JsonObject where = null;
        byte[] chain = new byte[0];
        Set<Long> transitions = new HashSet<>();
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            assertThat(event.version).as("version of lead %s", lead.id).isEqualTo(i + 1);
            assertThat(transitions.add(event.transition)).isTrue();
            if (where != null) {
                assertThat(event.from).as("%s of lead %s", event.type, lead.id).isEqualTo(where);
            }
            where = event.to;
            chain = sha256(chain, event.body);
            assertThat(event.hash).as("chain of lead %s at %s", lead.id, i + 1).isEqualTo(chain);
        }
        assertThat(lead.version).isEqualTo(events.size());
        assertThat(lead.chain).isEqualTo(chain);
        assertThat(where.getString("state")).startsWith(lead.state);
        assertThat(where.getString("owner")).isEqualTo(lead.owner);
        if (!lead.state.equals("c")) {
            assertThat(where.getString("pool")).isEqualTo(lead.pool);
        }
    }

    private static byte[] sha256(byte[] before, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(before);
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String spot(Lead lead) {
        return lead.state.equals("c")
                ? "none"
                : lead.state + " " + lead.version + " " + lead.pool + " " + (lead.owner == null ? "" : lead.owner);
    }

    /** Where Redis has the lead, in the words of {@link #spot(Lead)}. */
    private String spot(TestTenant firm, String lead) {
        String record = record(firm, lead);
        if (record == null) {
            return "none";
        }
        String[] parts = record.split("\\|", -1);
        String mine = firm.no() + "/";
        String owner = parts[0].equals("o") ? parts[3].replace(mine, "") : "";
        return parts[0] + " " + parts[1] + " " + parts[2].replace(mine, "") + " " + owner;
    }

    /** Every pooled lead is on one list, every owned one in its owner's hands, and the counts are right. */
    private void assertPlaces(TestTenant firm, List<Lead> leads) {
        String prefix = prefix(firm.cell());
        Map<String, List<String>> found = new HashMap<>();
        Map<String, Integer> counted = new HashMap<>();
        String mine = firm.no() + "/";
        for (String key : redis.list("KEYS", prefix.replace("{", "\\{") + "[zwoh]:" + mine + "*")) {
            String name = key.substring(prefix.length());
            String place = name.substring(2 + mine.length());
            if (name.startsWith("h:")) {
                redis.hash(key).forEach((field, n) -> {
                    if (field.startsWith("p:") && !n.equals("0")) {
                        counted.put(place + " " + field.substring(2 + mine.length()), Integer.valueOf(n));
                    }
                });
            } else {
                String pool = name.startsWith("o:") ? "owner " + place : "pool " + place.replaceAll(":.*", "");
                List<String> ids =
                        name.startsWith("o:") ? redis.list("SMEMBERS", key) : redis.list("ZRANGE", key, "0", "-1");
                ids.forEach(
                        id -> found.computeIfAbsent(id, x -> new ArrayList<>()).add(pool));
            }
        }
        Map<String, List<String>> wanted = new HashMap<>();
        Map<String, Integer> held = new HashMap<>();
        for (Lead lead : leads) {
            if (lead.state.equals("p")) {
                wanted.put(lead.id, List.of("pool " + lead.pool));
            } else if (lead.state.equals("o")) {
                wanted.put(lead.id, List.of("owner " + lead.owner));
                held.merge(Objects.requireNonNull(lead.owner) + " " + lead.pool, 1, Integer::sum);
            }
        }
        assertThat(found).as("lists in Redis").isEqualTo(wanted);
        assertThat(counted).as("counts of held leads in Redis").isEqualTo(held);
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            throw new AssertionError(Arrays.toString(e.getStackTrace()), e);
        }
    }
}
