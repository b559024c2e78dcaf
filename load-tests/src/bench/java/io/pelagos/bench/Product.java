package io.pelagos.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The server under test, a tenant in it made through the API, and a count of what was acknowledged. */
final class Product {
    private static final int REBUILT_SECONDS = 120;
    private static final int FILL_SECONDS = 5;
    private static final long HIGHEST_FILL_SECONDS = 90;
    private static final int MOST_TRIES = 20;
    private static final int HIGH_LIMIT = 1_000_000;
    private static final int VISIBLE_SECONDS = 20;

    private final Wrk wrk;
    private final Server server;
    private final TestTenant tenant;
    private final String hook;
    private final String visibleHook;
    private final Path tokens;
    private long nextNumber = 1;
    private long received;
    /** At most so many were claimed: with those whose answer was cut off. */
    private long claimed;

    private long acknowledged;

    /** A new tenant of the server, with so many agents. */
    Product(Server server, Wrk wrk, Path folder, int agents) throws IOException {
        this.server = server;
        this.wrk = wrk;
        this.tenant = TestTenant.create(server.operator(), "bench");
        tenant.pool("bench", HIGH_LIMIT, HIGH_LIMIT);
        tenant.pool("visible", HIGH_LIMIT, HIGH_LIMIT);
        this.hook = tenant.signedChannel("signed", "bench");
        this.visibleHook = tenant.signedChannel("signed-visible", "visible");
        tenant.agents(agents);
        this.tokens = Wrk.tokenFile(folder, "product-tokens", tenant.tokens());
    }

    Server server() {
        return server;
    }

    String url() {
        return server.url();
    }

    /** Fills the cell of the bench's tenant anew. */
    void rebuild(Database database) throws SQLException {
        server.rebuild(database.number("select cell from tenant where id = '" + tenant.id() + "'"));
    }

    TestTenant tenant() {
        return tenant;
    }

    /** A file with a line for each agent's token. */
    Path tokens() {
        return tokens;
    }

    /** Webhooks and claims in a pool that nothing else uses, for the JVM to get warm. */
    void warm(int seconds) throws IOException, InterruptedException {
        hooksTo(visibleHook, seconds);
        wrk.claims(url(), "visible", tokens, seconds);
    }

    /** Closed-loop webhooks into the pool that will be claimed from. */
    Wrk.Run hooks(int seconds) throws IOException, InterruptedException {
        Wrk.Run run = hooksTo(hook, seconds);
        received += run.ok();
        return run;
    }

    private Wrk.Run hooksTo(String path, int seconds) throws IOException, InterruptedException {
        Wrk.Run run = wrk.hooks(url(), path, nextNumber, seconds);
        nextNumber += Wrk.NUMBERS_PER_RUN;
        if (run.ok() == 0) throw new IllegalStateException("no webhook was accepted: " + run);
        return run;
    }

    /** Webhooks until the pool holds so many leads or 90 s are over; answers how many it holds. */
    long fill(long leads) throws IOException, InterruptedException {
        return fill(leads, HIGHEST_FILL_SECONDS);
    }

    long fill(long leads, long highest_seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(highest_seconds);
        while (claimable() < leads && System.nanoTime() < end) hooks(FILL_SECONDS);
        return claimable();
    }

    /** Webhooks until the pool holds so many leads, and hardly more: at most those whose answer was cut off. */
    void fillExactly(long leads) throws IOException, InterruptedException {
        for (int tries = 0; claimable() < leads; tries++) {
            if (tries == MOST_TRIES) throw new IllegalStateException("hardly any webhook is accepted");
            long missing = leads - claimable();
            Wrk.Run run = wrk.hooks(url(), hook, nextNumber, 1, missing);
            nextNumber += Wrk.NUMBERS_PER_RUN;
            received += Math.min(missing, run.ok());
        }
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

    /** Asks for a lead until there is one: the gate is open again. */
    void awaitClaim() {
        PelagosApi agent = tenant.admin().as(tenant.tokens().get(0));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(REBUILT_SECONDS);
        PelagosApi.Answer answer = agent.call("POST", "/pools/bench/claims", "{}");
        while (answer.status() == 503 && System.nanoTime() < end) {
            answer = agent.call("POST", "/pools/bench/claims", "{}");
        }
        if (answer.status() != 201) throw new IllegalStateException("no claim: " + answer);
        claimed++;
        acknowledged++;
    }

    /** One claim looked at closely: the contact in clear, the quota and the cap counted. */
    void checkOneClaim() {
        JsonNode answer = tenant.admin().as(tenant.tokens().get(0)).post("/pools/bench/claims", "{}");
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
