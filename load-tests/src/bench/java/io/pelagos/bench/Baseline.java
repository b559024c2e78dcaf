package io.pelagos.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The baselines of R2 and R3: {@link BaselineServer} on a database of its own in the same PostgreSQL. */
final class Baseline implements AutoCloseable {
    private static final int[] POOL_SIZES = {4, 8, 16, 32};
    private static final int START_SECONDS = 20;

    private final Database server;
    private final String name = "pelagos_bench_" + Long.toString(System.nanoTime(), 36);
    private final Database database;
    private final Wrk wrk;
    private final String url;
    private final Path tokens;
    private final OpenLoop fixed;
    private int filled;
    private long nextNumber = 1;
    private int claimSize;
    private int hookSize;

    Baseline(Children children, Database server, String postgres, Path schema, Wrk wrk, Path directory, int agents)
            throws SQLException, IOException, InterruptedException {
        this.server = server;
        this.wrk = wrk;
        String own = server.createBeside(name);
        children.atEnd(() -> dropLate(postgres, name));
        this.database = Database.open(own);
        for (String script : Database.migrations(schema)) database.execute(script);
        database.execute(Resources.text("baseline.sql"));
        List<String> command = Children.measuredServer(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                BaselineServer.class.getName(),
                own,
                "0",
                Integer.toString(agents)));
        String ready = children.start("baseline", Map.of(), command).awaitLine("Baseline is ready on ", START_SECONDS);
        this.url = ready.substring(ready.indexOf("http://")).trim();
        this.fixed = new OpenLoop(url, BaselineServer.FIXED, List.of(BaselineServer.token(1)));
        this.tokens = Wrk.tokenFile(
                directory,
                "baseline-tokens",
                IntStream.rangeClosed(1, agents).mapToObj(BaselineServer::token).toList());
    }

    /** Answers of the same size as a claim's on a fixed schedule, with neither Redis nor PostgreSQL behind them. */
    OpenLoop.Run fixedAnswers(double perSecond, int seconds) throws IOException {
        OpenLoop.Run run = fixed.run(perSecond, seconds);
        if (run.other() + run.unanswered() > 0) throw new IllegalStateException("not all answers were fixed: " + run);
        return run;
    }

    /** The same answers as fast as they come, over so many connections. */
    Wrk.Run fixedClosed(int connections, int seconds) throws IOException, InterruptedException {
        Wrk.Run run = wrk.posts(url, BaselineServer.FIXED, "{}", tokens, connections, seconds);
        require(run, "fixed answer");
        return run;
    }

    void fill(int leads) throws SQLException, IOException {
        BaselineFill.fill(database, filled, leads);
        filled += leads;
    }

    /** Warms the claim up and keeps the size of the connection pool that is best. */
    void tuneClaims(int seconds) throws IOException, InterruptedException {
        claims(seconds + 1);
        claimSize = best(() -> wrk.claims(url, BaselineServer.POOL, tokens, seconds));
    }

    /** The same for the webhook. */
    void tuneHooks(int seconds) throws IOException, InterruptedException {
        hooks(seconds + 1);
        hookSize = best(() -> hooksNow(seconds));
    }

    private interface Trial {
        Wrk.Run run() throws IOException, InterruptedException;
    }

    private int best(Trial trial) throws IOException, InterruptedException {
        int best = 0;
        double highest = -1;
        for (int size : POOL_SIZES) {
            resize(size);
            double perSecond = trial.run().perSecond();
            if (perSecond > highest) {
                highest = perSecond;
                best = size;
            }
        }
        return best;
    }

    Wrk.Run claims(int seconds) throws IOException, InterruptedException {
        if (claimSize > 0) resize(claimSize);
        Wrk.Run run = wrk.claims(url, BaselineServer.POOL, tokens, seconds);
        require(run, "claim");
        return run;
    }

    Wrk.Run hooks(int seconds) throws IOException, InterruptedException {
        if (hookSize > 0) resize(hookSize);
        return hooksNow(seconds);
    }

    private Wrk.Run hooksNow(int seconds) throws IOException, InterruptedException {
        Wrk.Run run = wrk.hooks(url, BaselineServer.HOOK, nextNumber, seconds);
        nextNumber += Wrk.NUMBERS_PER_RUN;
        require(run, "webhook");
        return run;
    }

    private static void require(Wrk.Run run, String what) {
        if (run.ok() == 0 || run.refused() + run.broken() > 0) {
            throw new IllegalStateException("the baseline's " + what + " does not work: " + run);
        }
    }

    /** Closes the connections: an idle baseline must not add to the counters of the product's run. */
    void rest() throws IOException, InterruptedException {
        resize(0);
    }

    private void resize(int size) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/pool-size/" + size))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    int claimSize() {
        return claimSize;
    }

    int hookSize() {
        return hookSize;
    }

    /** Claims in the journal of the baseline's database, to see that its answers were true. */
    long journal(String type) throws SQLException {
        return database.number("select count(*) from journal where type = '" + type + "'");
    }

    @Override
    public void close() throws SQLException {
        database.close();
        server.drop(name);
    }

    private static void dropLate(String postgres, String name) {
        try (Database database = Database.open(postgres)) {
            database.drop(name);
        } catch (SQLException e) {
            System.err.println("left behind: database " + name + ": " + e.getMessage());
        }
    }
}
