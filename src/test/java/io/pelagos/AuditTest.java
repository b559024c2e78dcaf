package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.pelagos.audit.Audit;
import io.pelagos.audit.Finding;
import io.pelagos.audit.Finding.Kind;
import io.pelagos.audit.HeadsFile;
import io.pelagos.platform.Postgres;
import io.pelagos.platform.StartFailure;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What verify says about a journal that real histories have written, whole and spoilt. */
class AuditTest extends OneNode {
    private static final int LEADS = 200;
    private static final int CORRUPTIONS = 1_000;
    private static final long SEED = 20_261_126;

    @TempDir
    static Path dir;

    private static Connection connection;
    private static TestTenant firm;
    private static List<String> tokens;
    /** Lead to how many lines it has. */
    private static final TreeMap<Long, Integer> LINES = new TreeMap<>();

    @BeforeAll
    static void histories() throws SQLException {
        connection = TestEngines.connect(store.postgresUrl());
        // What is spoilt here need not outlive a crash.
        store.sql("set synchronous_commit = off");
        firm = node.tenant();
        firm.pool("web").pool("south");
        tokens = new ArrayList<>(firm.agents(6));
        for (int i = 0; i < LEADS; i += 50) {
            firm.leads("web", 50);
        }
        Random random = new Random(SEED);
        for (int round = 0; round < 3; round++) {
            work(random);
        }
        store.assertAtRest(firm);
        count();
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    private static void count() {
        store.leads(firm).forEach(lead -> LINES.put(Long.valueOf(lead.id()), lead.version()));
    }

    /** Agents claim, call, win, release; the admin moves, assigns, closes and opens again. */
    private static void work(Random random) {
        List<CompletableFuture<Http.Reply>> claims = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            claims.add(node.as(tokens.get(i)).sendPost("/pools/web/claims", new JsonObject().put("count", 10), ""));
        }
        List<CompletableFuture<Http.Reply>> steps = new ArrayList<>();
        List<Http.Reply> claimed = Http.all(claims);
        for (int i = 0; i < 6; i++) {
            Http agent = node.as(tokens.get(i));
            for (String lead : claimed.get(i).leads()) {
                steps.add(agent.sendPost("/leads/" + lead + "/followups", LeadLife.followup("reached"), ""));
            }
        }
        Http.all(steps);
        List<CompletableFuture<Http.Reply>> ends = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Http agent = node.as(tokens.get(i));
            for (String lead : claimed.get(i).leads()) {
                ends.add(end(agent, "/leads/" + lead, random.nextInt(6)));
            }
        }
        assertThat(Http.all(ends))
                .allMatch(reply -> reply.ok() || reply.problem().equals("same-owner"), "was done");
    }

    private static CompletableFuture<Http.Reply> end(Http agent, String lead, int what) {
        JsonObject why = new JsonObject().put("reason", "not interested");
        return switch (what) {
            case 0, 1 -> agent.sendPost(lead + "/release", why, "");
            case 2 ->
                agent.sendPost(lead + "/close", new JsonObject().put("reason", "lost"), "")
                        .thenCompose(done ->
                                firm.admin().sendPost(lead + "/reopen", new JsonObject().put("pool", "south"), ""));
            case 3 -> firm.admin().sendPost(lead + "/assign", new JsonObject().put("agent", "agent-1"), "");
            case 4 -> firm.admin().sendPost(lead + "/move", new JsonObject().put("pool", "south"), "");
            default ->
                agent.sendPost(
                        lead + "/deals",
                        new JsonObject()
                                .put("amount", 10)
                                .put("currency", "CNY")
                                .put("kind", "first"),
                        "");
        };
    }

    private static void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<Finding> verify(long... leads) {
        List<Finding> findings = new ArrayList<>();
        try {
            Audit audit = new Audit(connection, findings::add, counts -> {});
            for (long lead : leads) {
                audit.lead(firm.no(), firm.id, lead);
            }
        } catch (SQLException | java.io.IOException e) {
            throw new AssertionError(e);
        }
        return findings;
    }

    /** The command as a whole; {@code out} gets what it prints. */
    private static int command(StringBuilder out, String... words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        PrintStream nowhere = new PrintStream(java.io.OutputStream.nullOutputStream());
        try {
            return new AuditCommands(Postgres.of(store.postgresUrl()), print, nowhere)
                    .run(Arguments.parse(List.of(words)));
        } finally {
            out.append(bytes.toString(StandardCharsets.UTF_8));
        }
    }

    private static Path heads() throws java.io.IOException {
        StringBuilder out = new StringBuilder();
        assertThat(command(out, "heads", "--tenant", firm.id)).isZero();
        Path file = Files.createTempFile(dir, "heads", "");
        return Files.writeString(file, out);
    }

    @Test
    void every_corruption_is_found_and_its_place_named() throws Exception {
        Random random = new Random(SEED);
        Corruption corruption = new Corruption(store, firm.no());
        List<Corruption.Kind> kinds = List.of(Corruption.Kind.values());
        Map<Corruption.Kind, Integer> done = new TreeMap<>();
        List<Long> leads = List.copyOf(LINES.keySet());
        for (int i = 0; i < CORRUPTIONS; i++) {
            Corruption.Kind kind = kinds.get(i % kinds.size());
            long lead = leads.get(random.nextInt(leads.size()));
            long other = leads.get(random.nextInt(leads.size()));
            Corruption.Spoilt spoilt = corruption.spoil(kind, lead, LINES.get(lead), other, random);
            if (spoilt == null) {
                corruption.undo();
                continue;
            }
            done.merge(kind, 1, Integer::sum);
            List<Finding> found = verify(spoilt.leads());
            assertThat(found)
                    .as("%s: %s", kind, spoilt.what())
                    .anyMatch(f -> f.tenant().equals(firm.id) && f.lead() == lead && f.version() == spoilt.version());
            assertThat(found).allMatch(f -> f.lead() == lead || f.lead() == other);
            corruption.undo();
        }
        assertThat(done.values()).as("%s", done).hasSize(kinds.size()).allMatch(n -> n > 40);
        assertThat(command(new StringBuilder(), "verify")).isZero();
    }

    @Test
    void an_owner_changed_by_hand_is_found_also_when_the_server_has_gone_on_from_there() throws SQLException {
        String lead = firm.leads("south", 1).get(0);
        assertThat(node.as(tokens.get(0))
                        .post("/pools/south/claims", new JsonObject().put("lead", lead), "")
                        .status())
                .isEqualTo(201);
        try {
            run("update lead set owner = 'agent-2' where id = " + lead);
            assertThat(firm.admin()
                            .post("/leads/" + lead + "/notes", new JsonObject().put("text", "hm"), "")
                            .ok())
                    .isTrue();
            assertThat(verify(Long.parseLong(lead)))
                    .extracting(Finding::kind, Finding::version)
                    .containsExactly(tuple(Finding.Kind.HEAD, 3));
        } finally {
            run("delete from journal where lead = " + lead);
            run("delete from lead where id = " + lead);
            store.forget(firm, "south", lead);
        }
    }

    @Test
    void nothing_is_found_in_a_journal_that_nobody_has_touched_also_while_claims_run_beside() throws Exception {
        Path heads = heads();
        List<CompletableFuture<Http.Reply>> claims = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            claims.add(node.as(tokens.get(i % 6)).sendPost("/pools/south/claims", new JsonObject(), ""));
            claims.add(node.as(tokens.get(i % 6)).sendPost("/pools/web/claims", new JsonObject(), ""));
            if (i % 20 == 0) {
                StringBuilder out = new StringBuilder();
                assertThat(command(out, "verify", "--heads", heads.toString()))
                        .as(out.toString())
                        .isZero();
            }
        }
        Http.all(claims);
        StringBuilder out = new StringBuilder();
        assertThat(command(out, "verify", "--tenant", firm.id))
                .as(out.toString())
                .isZero();
        assertThat(out).isEmpty();
        count();
    }

    @Test
    void exported_heads_find_what_was_rewritten_together_with_the_lead() throws Exception {
        Path heads = heads();
        Corruption corruption = new Corruption(store, firm.no());
        Random random = new Random(SEED);
        for (long lead : LINES.keySet().stream().limit(12).toList()) {
            int lines = store.leads(firm).stream()
                    .filter(l -> l.id().equals(Long.toString(lead)))
                    .findFirst()
                    .orElseThrow()
                    .version();
            boolean shorten = random.nextBoolean() && lines > 1;
            int version = shorten ? corruption.shorten(lead, lines) : corruption.rewrite(lead, lines, random);
            assertThat(verify(lead)).as("a chain that fits").isEmpty();
            StringBuilder out = new StringBuilder();
            assertThat(command(out, "verify", "--heads", heads.toString())).isOne();
            String kind = shorten ? "removed" : "rewritten";
            assertThat(out.toString()).startsWith(firm.id + "\t" + lead + "\t" + version + "\t" + kind + "\t");
            assertThat(out.toString().lines()).hasSize(1);
            corruption.undo();
        }
        assertThat(command(new StringBuilder(), "verify", "--heads", heads.toString()))
                .isZero();
    }

    @Test
    void heads_over_http_are_those_of_the_command() throws Exception {
        String printed = Files.readString(heads());
        Http.Reply reply = firm.admin().get("/audit/heads");
        assertThat(withoutTime(reply.body())).isEqualTo(withoutTime(printed)).contains("\"lead\":\"");
        assertThat(node.as(tokens.get(0)).get("/audit/heads").status()).isEqualTo(403);
    }

    private static String withoutTime(String heads) {
        return heads.replaceFirst("\"at\":\"[^\"]*\"", "");
    }

    @Test
    void a_lead_that_is_gone_alone_or_with_its_journal_is_found() throws Exception {
        Path heads = heads();
        Corruption corruption = new Corruption(store, firm.no());
        long lead = LINES.lastKey();
        corruption.keep(lead);
        store.sql("delete from lead where tenant = ? and id = ?", firm.no(), lead);
        assertThat(verify(lead)).singleElement().matches(f -> f.kind() == Kind.HEAD && f.lead() == lead);
        store.sql("delete from journal where tenant = ? and lead = ?", firm.no(), lead);
        assertThat(command(new StringBuilder(), "verify")).isZero();
        StringBuilder out = new StringBuilder();
        assertThat(command(out, "verify", "--heads", heads.toString())).isOne();
        assertThat(out.toString()).contains(firm.id + "\t" + lead + "\t1\tremoved\t");
        corruption.undo();
        corruption.keep(lead);
        store.sql("update journal set tenant = 4711 where tenant = ? and lead = ?", firm.no(), lead);
        out.setLength(0);
        assertThat(command(out, "verify")).isOne();
        assertThat(out.toString()).contains("the number 4711").contains("moved").contains(firm.id + "\t" + lead);
        corruption.undo();
        assertThat(command(new StringBuilder(), "verify")).isZero();
    }

    @Test
    void a_file_of_heads_that_was_changed_or_cut_or_is_anothers_is_refused() throws Exception {
        String whole = Files.readString(heads());
        for (String bad : List.of(
                whole.replaceFirst("\"version\":\\d+", "\"version\":99"),
                whole.substring(0, whole.length() / 2),
                whole.replaceFirst("(?m)^\\{\"lead.*\\n", ""),
                "{}",
                "")) {
            Path file = Files.writeString(dir.resolve("bad"), bad);
            assertThatThrownBy(() -> HeadsFile.open(file)).isInstanceOf(HeadsFile.Unusable.class);
        }
        Path other = Files.writeString(dir.resolve("other"), whole);
        assertThatThrownBy(() -> command(new StringBuilder(), "verify", "--tenant", "x", "--heads", other.toString()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("not of x");
        assertThatThrownBy(() -> command(new StringBuilder(), "heads", "--tenant", "nobody"))
                .isInstanceOf(StartFailure.class);
    }

    @Test
    void lines_of_older_versions_are_proven_as_far_as_they_go() throws Exception {
        Corruption corruption = new Corruption(store, firm.no());
        long lead = LINES.firstKey();
        corruption.keep(lead);
        corruption.rewriteAll(lead, body -> {
            body.remove("row");
            return body;
        });
        List<Finding> findings = new ArrayList<>();
        Audit.Counts counts = new Audit(connection, findings::add, page -> {}).lead(firm.no(), firm.id, lead);
        assertThat(counts.bare()).isEqualTo(counts.lines()).isPositive();
        assertThat(findings).isEmpty();
        corruption.undo();
    }
}
