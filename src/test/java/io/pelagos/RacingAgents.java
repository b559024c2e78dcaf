package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A firm's four agents who claim at several nodes, and what they were promised, while something is broken under them. */
final class RacingAgents {
    private static final int AGENTS = 4;

    final TestTenant firm;
    private final TestStore store;
    private final int limit;
    private final List<String> agents;
    private final Map<String, String> won = new HashMap<>();
    private final Set<String> refusals = new HashSet<>();
    private List<TestNode> nodes;

    /** @param limit of leads that each of them may claim; there are enough for all of them and one more */
    RacingAgents(TestStore store, int limit, TestNode... nodes) {
        this.store = store;
        this.limit = limit;
        this.nodes = List.of(nodes);
        JsonObject quota = new JsonObject().put("window", "day").put("max", limit);
        firm = nodes[0].tenant(nodes).pool("p", new JsonObject().put("quotas", new JsonArray().add(quota)));
        agents = firm.agents(AGENTS);
        firm.leads("p", (AGENTS + 1) * limit);
    }

    /** One of them. */
    String agent() {
        return agents.get(0);
    }

    /** From now on they claim there. */
    void at(List<TestNode> others) {
        nodes = List.copyOf(others);
        firm.stay(nodes.get(0));
    }

    private Http http(int number) {
        return nodes.get(number / AGENTS % nodes.size()).as(agents.get(number % AGENTS));
    }

    /** Claims by all agents on all nodes, not waited for. */
    List<CompletableFuture<Http.Reply>> send(int claims) {
        List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
        for (int i = 0; i < claims; i++) {
            sent.add(http(i).sendPost("/pools/p/claims", new JsonObject(), ""));
        }
        return sent;
    }

    /** Claims by all agents on all nodes; whoever gets no answer claims again at the first with the same key. */
    List<CompletableFuture<Http.Reply>> sendAndRepeat(int claims, String key) {
        List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
        for (int i = 0; i < claims; i++) {
            Http first = nodes.get(0).as(agents.get(i % AGENTS));
            String own = key + i;
            sent.add(http(i).sendPost("/pools/p/claims", new JsonObject(), own)
                    .exceptionallyCompose(e -> first.sendPost("/pools/p/claims", new JsonObject(), own)));
        }
        return sent;
    }

    List<Http.Reply> note(List<CompletableFuture<Http.Reply>> sent) {
        List<Http.Reply> replies = Http.all(sent);
        for (int i = 0; i < replies.size(); i++) {
            for (String lead : replies.get(i).leads()) {
                assertThat(won.put(lead, "agent-" + (i % AGENTS + 1)))
                        .as("two owners")
                        .isNull();
            }
            if (!replies.get(i).ok()) {
                refusals.add(replies.get(i).problem());
            }
        }
        return replies;
    }

    /** Claims until every agent has reached the limit, then compares all with what the engines hold. */
    void assertNothingLost() {
        assertThat(refusals).isSubsetOf("not-ready", "outcome-unknown");
        TestNode.eventually("every agent has reached the limit", () -> {
            List<Http.Reply> replies = note(send(4 * AGENTS));
            return replies.stream().allMatch(r -> r.problem().equals("quota-exceeded"));
        });
        assertThat(store.claims(firm, "p")).isEqualTo((long) AGENTS * limit);
        for (int i = 1; i <= AGENTS; i++) {
            assertThat(store.mostWithin(firm, "agent-" + i, Duration.ofDays(1).toMillis()))
                    .isEqualTo(limit);
        }
        for (TestStore.Lead lead : store.leads(firm)) {
            String owner = won.get(lead.id());
            assertThat(owner == null || owner.equals(lead.owner()))
                    .as("%s is %s's", lead.id(), owner)
                    .isTrue();
        }
        store.assertAtRest(firm);
        assertThat(nodes.stream().mapToLong(node -> node.metric("pelagos_healed_total")))
                .containsOnly(0L);
    }
}
