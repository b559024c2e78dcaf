package io.pelagos.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The server under test, started as anybody starts it, and a tenant in it made through the API. */
final class Product {
    private static final int START_SECONDS = 120;
    private static final int FILL_SECONDS = 5;
    private static final long HIGHEST_FILL_NANOS = 90_000_000_000L;
    private static final int HIGH_LIMIT = 1_000_000;
    private static final int VISIBLE_SECONDS = 20;

    private final Wrk wrk;
    private final PelagosApi operator;
    private final TestTenant tenant;
    private final String hook;
    private final String visibleHook;
    private final Path tokens;
    private long nextNumber = 1;
    private long received;
    /** At most so many were claimed: with those whose answer was cut off. */
    private long claimed;

    private long acknowledged;

    Product(Children children, Engines engines, Path jar, Wrk wrk, Path directory, int agents)
            throws IOException, InterruptedException {
        this(children, engines, jar, wrk, directory, agents, "-Dheap=usual");
    }

    /** @param heap an option of the JVM */
    Product(Children children, Engines engines, Path jar, Wrk wrk, Path directory, int agents, String heap)
            throws IOException, InterruptedException {
        this.wrk = wrk;
        String token = "bench-" + UUID.randomUUID();
        Map<String, String> environment = Map.of(
                "PELAGOS_HTTP_HOST",
                "127.0.0.1",
                "PELAGOS_HTTP_PORT",
                Integer.toString(freePort()),
                "PELAGOS_DATA_DIR",
                directory.resolve("server").toString(),
                "PELAGOS_POSTGRES_URL",
                engines.postgres(),
                "PELAGOS_REDIS_URL",
                engines.redis(),
                "PELAGOS_MASTER_KEY",
                "bench-" + UUID.randomUUID(),
                "PELAGOS_BOOTSTRAP_TOKEN",
                token,
                "PELAGOS_DEMO_TRAFFIC",
                "false",
                "PELAGOS_CLUSTER",
                "false");
        String ready = children.start("server", environment, Children.measuredServer(heap, "-jar", jar.toString()))
                .awaitLine("Pelagos is ready on http://", START_SECONDS);
        this.operator = new PelagosApi(ready.substring(ready.indexOf("http://")).split("\\s")[0], token);
        this.tenant = TestTenant.create(operator, "bench");
        tenant.pool("bench", HIGH_LIMIT, HIGH_LIMIT);
        tenant.pool("visible", HIGH_LIMIT, HIGH_LIMIT);
        this.hook = tenant.signedChannel("signed", "bench");
        this.visibleHook = tenant.signedChannel("signed-visible", "visible");
        tenant.agents(agents);
        this.tokens = Wrk.tokenFile(directory, "product-tokens", tenant.tokens());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Fills Redis anew from PostgreSQL, all cells. */
    void rebuild() {
        operator.post("/operator/rebuild", "{}");
    }

    String url() {
        return operator.url();
    }

    TestTenant tenant() {
        return tenant;
    }

    /** Closed-loop webhooks into the pool that will be claimed from. */
    Wrk.Run hooks(int seconds) throws IOException, InterruptedException {
        Wrk.Run run = hooksTo(hook, seconds);
        received += run.ok();
        return run;
    }

    private Wrk.Run hooksTo(String path, int seconds) throws IOException, InterruptedException {
        Wrk.Run run = wrk.hooks(url(), path, nextNumber, seconds);
        nextNumber += Bench.NUMBERS_PER_RUN;
        if (run.ok() == 0) throw new IllegalStateException("no webhook was accepted: " + run);
        return run;
    }

    /** Webhooks until the pool holds so many leads or 90 s are over; answers how many it holds. */
    long fill(long leads) throws IOException, InterruptedException {
        long end = System.nanoTime() + HIGHEST_FILL_NANOS;
        while (claimable() < leads && System.nanoTime() < end) hooks(FILL_SECONDS);
        return claimable();
    }

    long claimable() {
        return received - claimed;
    }

    /** Closed-loop claims of the next lead; a pool that ran empty would make the figure a lie. */
    Wrk.Run claims(int seconds) throws IOException, InterruptedException {
        Wrk.Run run = wrk.claims(url(), "bench", tokens, seconds);
        // Requests cut off at the end of a run may have claimed, too.
        claimed += run.ok() + Wrk.CONNECTIONS;
        acknowledged += run.ok();
        if (run.ok() == 0) throw new IllegalStateException("no claim succeeded: " + run);
        if (claimable() < Wrk.CONNECTIONS) throw new IllegalStateException("the pool may have run empty: " + run);
        return run;
    }

    /** Claims on a fixed schedule. */
    OpenLoop.Run openLoop(double perSecond, int seconds) throws IOException {
        OpenLoop.Run run = new OpenLoop(url(), "/api/v1/pools/bench/claims", tenant.tokens()).run(perSecond, seconds);
        claimed += run.created() + run.unanswered();
        acknowledged += run.created();
        if (run.other() > 0) throw new IllegalStateException("not all were claims in the open loop: " + run);
        return run;
    }

    /** One claim looked at closely: the contact in clear, the quota and the cap counted. */
    void checkOneClaim() {
        JsonNode answer = operator.as(tenant.tokens().get(0)).post("/pools/bench/claims", "{}");
        claimed++;
        acknowledged++;
        JsonNode lead = answer.path("claims").path(0);
        Set<String> windows = new HashSet<>();
        answer.path("quotas").forEach(quota -> windows.add(quota.path("window").asText()));
        boolean clear = lead.path("contact").path("phone").asText().matches("\\+86\\d{11}");
        if (!clear || lead.path("masked").asBoolean(true) || !windows.containsAll(Set.of("hour", "owned"))) {
            throw new IllegalStateException("a claim is not what the contract says: " + answer);
        }
    }

    /** Webhooks into a pool of their own, then a walk through it: what was acknowledged can be seen and claimed. */
    void checkVisible(int seconds) throws IOException, InterruptedException {
        Wrk.Run run = hooksTo(visibleHook, seconds);
        long end = System.nanoTime() + VISIBLE_SECONDS * 1_000_000_000L;
        long seen = tenant.countPooled("visible");
        while (seen < run.ok() && System.nanoTime() < end) {
            Thread.sleep(200);
            seen = tenant.countPooled("visible");
        }
        if (seen < run.ok() || seen > run.ok() + Wrk.CONNECTIONS) {
            throw new IllegalStateException(run.ok() + " webhooks were acknowledged, but the pool shows " + seen);
        }
    }

    /** Leads and claims acknowledged against those in the journal: none may be missing there. */
    String checkJournal(Database database) throws SQLException {
        long leads = journal(database, "received");
        long claims = journal(database, "claimed");
        if (leads < received || claims < acknowledged) {
            throw new IllegalStateException("acknowledged, but not in the journal: leads " + received + ", there "
                    + leads + "; claims " + acknowledged + ", there " + claims);
        }
        return "journal: %,d claims for %,d acknowledged, %,d leads for %,d acknowledged in the claimed pool"
                .formatted(claims, acknowledged, leads, received);
    }

    private long journal(Database database, String type) throws SQLException {
        return database.number("select count(*) from journal j join tenant t on t.no = j.tenant where t.id = '"
                + tenant.id() + "' and j.type = '" + type + "'");
    }
}
