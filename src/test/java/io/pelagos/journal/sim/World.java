package io.pelagos.journal.sim;

import io.pelagos.journal.Verdict;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One simulated world: engines, nodes, clients and what befalls them, all from one seed. */
final class World implements RedisModel.Listener {
    /** Virtual time begins here, epoch milliseconds. */
    static final long EPOCH = 1_900_000_000_000L;

    /** Whether traces show each message to an engine. */
    static final boolean VERBOSE = Boolean.getBoolean("simulation.verbose");

    private static final long BUSY_MICROS = 3_000_000;
    private static final long REST_MICROS = 60_000_000;
    private static final long LOOK_MICROS = 250_000;
    /** A round of background work and some more. */
    private static final int CALM_LOOKS = 10;

    final Agenda agenda;
    final History history = new History();
    final PgModel truth = new PgModel();
    final PgServer postgres = new PgServer(this, truth);
    final RedisModel redis;
    final Firm firm;
    private final Promises promises;
    final Set<RedisWire.Connection> redisConnections = new LinkedHashSet<>();
    final Set<PgWire.Session> pgSessions = new LinkedHashSet<>();
    final List<Node> nodes = new ArrayList<>();
    final List<Client> clients = new ArrayList<>();
    boolean redisUp = true;
    boolean postgresUp = true;
    long redisAheadMillis;
    long heals;
    private final Faults faults;
    private int starts;

    World(long seed, boolean traced) {
        agenda = new Agenda(seed, traced);
        firm = Firm.of(agenda);
        redis = new RedisModel(() -> EPOCH + agenda.nowMillis() + redisAheadMillis, this);
        promises = new Promises(history, truth, firm);
        faults = new Faults(this);
        agenda.tell(() -> "seed " + seed + ", " + firm);
    }

    /** Hears nothing. */
    static final class Deaf implements RedisModel.Listener {
        @Override
        public void healed(String connection, String found, String right) {}

        @Override
        public void decided(String connection, long request, long version, String lead, String word) {}
    }

    /** What became of a world. */
    record Outcome(
            List<String> violations, String trace, long heals, int lines, int acknowledged, List<String> faults) {}

    Outcome run() {
        int count = 1 + agenda.below(3);
        for (int i = 0; i < count; i++) {
            start("node" + (i + 1));
        }
        int leads = 2 + agenda.below(5);
        for (int i = 1; i <= leads; i++) {
            new Client.Intake(this, i).sendLater(agenda.between(50_000, i <= 2 ? 300_000 : BUSY_MICROS));
        }
        int operations = 10 + agenda.below(30);
        for (int i = 1; i <= operations; i++) {
            Client client = new Client(this, i, leads);
            clients.add(client);
            client.sendLater(agenda.between(300_000, BUSY_MICROS));
        }
        faults.plan(BUSY_MICROS);
        agenda.runUntil(BUSY_MICROS);
        faults.end();
        agenda.tell(() -> "no more faults");
        rest();
        return new Outcome(
                history.violations,
                agenda.trace(),
                heals,
                truth.journal.size(),
                history.granted.size(),
                faults.happened());
    }

    private void rest() {
        int calm = 0;
        int looks = agenda.chance(0.1) ? 4 * CALM_LOOKS : CALM_LOOKS;
        while (agenda.nowMicros() < BUSY_MICROS + REST_MICROS) {
            agenda.runUntil(agenda.nowMicros() + LOOK_MICROS);
            calm = restless().isEmpty() ? calm + 1 : 0;
            if (calm >= looks) {
                promises.judge();
                return;
            }
        }
        history.broken("P4", "the world does not come to rest: " + restless());
        promises.judge();
    }

    private String restless() {
        for (Node node : nodes) {
            if (!node.started || !node.journal.ready(tag -> "")) {
                return node.name + " is not ready";
            }
        }
        for (Client client : clients) {
            if (!client.over()) {
                return client + " has no answer";
            }
        }
        CellModel cell = redis.cell(prefix());
        if (cell == null || cell.clock == null) {
            return "the cell is not filled";
        }
        if (!cell.flights.isEmpty() || !cell.outbox.isEmpty()) {
            return "on its way: " + cell.flights + cell.outbox;
        }
        List<String> astray = promises.astray(cell);
        return astray.isEmpty() ? "" : astray.toString();
    }

    private String prefix() {
        return "{c" + PgModel.CELL + "}:" + truth.epoch + ":";
    }

    Node start(String slot) {
        Node node = new Node(this, ++starts, slot);
        nodes.add(node);
        agenda.tell(() -> node.name + " starts");
        node.start();
        return node;
    }

    void crash(Node node) {
        agenda.tell(() -> node.name + " dies");
        nodes.remove(node);
        node.die();
        List.copyOf(redisConnections).stream().filter(c -> c.node() == node).forEach(RedisWire.Connection::abandoned);
        List.copyOf(pgSessions).stream().filter(s -> s.node() == node).forEach(PgWire.Session::abandoned);
    }

    // How long things take.

    /** One way between a node and an engine. */
    long delay() {
        if (faults.slow() && agenda.chance(0.3)) {
            return agenda.between(1_000, 80_000);
        }
        return agenda.chance(0.03) ? agenda.between(1_000, 20_000) : agenda.between(50, 400);
    }

    /** A statement. */
    long service() {
        if (faults.sluggish() && agenda.chance(0.3)) {
            return agenda.between(10_000, 7_000_000);
        }
        return agenda.chance(0.03) ? agenda.between(1_000, 30_000) : agenda.between(20, 300);
    }

    /** Whether what was on its way when its connection broke still comes. */
    boolean arrivesLate() {
        return agenda.chance(0.6);
    }

    void conflicts() {
        if (faults.any() && agenda.chance(0.01)) {
            throw new PgException("deadlock", "ERROR", "40P01", "");
        }
    }

    @Override
    public void healed(String node, String found, String right) {
        agenda.tell(() -> "  " + node + " heals " + found + " to " + right);
        heals++;
        history.broken("P4", node + " found " + found + " that should be " + right);
    }

    @Override
    public void decided(String node, long request, long version, String lead, String word) {
        agenda.tell(() -> "  Redis to " + node + ", request " + request + ": " + word.replace('\n', ' '));
        history.decided(node, request, version, lead, word);
    }

    /** Whether an answer is lost on its way. */
    boolean lost() {
        return faults.any() && agenda.chance(0.04);
    }

    /** Redis' data as of now, for a replica. */
    RedisModel.Replica replica() {
        return redis.replica();
    }

    static boolean definite(Verdict verdict) {
        return verdict instanceof Verdict.Done
                || verdict instanceof Verdict.Refused
                || verdict == Verdict.Obstacle.KEY_REUSED
                || verdict == Verdict.Obstacle.BAD_DATA;
    }
}
