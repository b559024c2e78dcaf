package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Four agents who claim at two nodes, and what they were promised, while something is broken under them. */
final class ClaimsOnTwoNodes implements AutoCloseable {
    private static final int LIMIT = 30;

    final TestStore store;
    final TestNode first;
    final TestNode second;
    final TestTenant firm;
    private final List<String> agents;
    private final Map<String, String> won = new HashMap<>();
    private final Set<String> refusals = new HashSet<>();

    ClaimsOnTwoNodes(String redisUrl) {
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redisUrl);
        first = TestNode.start(postgres, redisUrl);
        second = TestNode.start(postgres, redisUrl);
        JsonObject quota = new JsonObject().put("window", "day").put("max", LIMIT);
        firm = first.tenant(second).pool("p", new JsonObject().put("quotas", new JsonArray().add(quota)));
        agents = firm.agents(4);
        firm.leads("p", 150);
    }

    /** One of them. */
    String agent() {
        return agents.get(0);
    }

    private TestNode node(int number) {
        return number % 2 == 0 ? first : second;
    }

    /** Claims by all agents on both nodes, not waited for. */
    List<CompletableFuture<Http.Reply>> send(int claims) {
        List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
        for (int i = 0; i < claims; i++) {
            sent.add(node(i / 4).as(agents.get(i % 4)).sendPost("/pools/p/claims", new JsonObject(), ""));
        }
        return sent;
    }

    List<Http.Reply> note(List<CompletableFuture<Http.Reply>> sent) {
        List<Http.Reply> replies = Http.all(sent);
        for (int i = 0; i < replies.size(); i++) {
            for (String lead : replies.get(i).leads()) {
                assertThat(won.put(lead, "agent-" + (i % 4 + 1)))
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
            List<Http.Reply> replies = note(send(16));
            return replies.stream().allMatch(r -> r.problem().equals("quota-exceeded"));
        });
        assertThat(store.claims(firm)).isEqualTo(4L * LIMIT);
        for (TestStore.Lead lead : store.leads(firm)) {
            String owner = won.get(lead.id());
            assertThat(owner == null || owner.equals(lead.owner()))
                    .as("%s is %s's", lead.id(), owner)
                    .isTrue();
        }
        store.assertAtRest(firm);
        assertThat(first.metric("pelagos_healed_total") + second.metric("pelagos_healed_total"))
                .isZero();
    }

    @Override
    public void close() {
        first.close();
        second.close();
        store.close();
    }
}
