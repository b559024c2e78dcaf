package io.pelagos;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/** An agent of a firm who claims a lead and gives it back, at one node after the other, until the end. */
final class SteadyClaims implements AutoCloseable {
    private static final String POOL = "steady";
    /** Some may stay in the agent's hands, where an answer told nothing. */
    private static final int LEADS = 10;

    private final List<Http> nodes;
    private final AtomicInteger rounds = new AtomicInteger();
    private final Set<String> refusals = new ConcurrentSkipListSet<>();
    private final CompletableFuture<Void> ended;
    private volatile boolean closing;

    /** The firm gets a pool and an agent for it. */
    SteadyClaims(TestTenant firm, List<TestNode> at) {
        firm.pool(POOL);
        String agent = firm.agent(POOL);
        firm.leads(POOL, LEADS);
        nodes = at.stream().map(node -> node.as(agent)).toList();
        ended = CompletableFuture.runAsync(this::run, work -> new Thread(work, "claims").start());
    }

    private void run() {
        for (int i = 0; !closing; i++) {
            Http node = nodes.get(i % nodes.size());
            Http.Reply claim = node.post("/pools/" + POOL + "/claims", new JsonObject());
            if (!claim.ok()) {
                refusals.add(claim.toString());
                continue;
            }
            Http.Reply release = node.post("/leads/" + claim.leads().get(0) + "/release", new JsonObject());
            if (release.ok()) {
                rounds.incrementAndGet();
            } else {
                refusals.add(release.toString());
            }
        }
    }

    /** Claims that were won and given back again. */
    int rounds() {
        return rounds.get();
    }

    /** Status and slug of each kind of answer that was none of these. */
    Set<String> refusals() {
        return refusals;
    }

    /** Fails if a node gave no answer. */
    @Override
    public void close() {
        closing = true;
        Http.await(ended);
    }
}
