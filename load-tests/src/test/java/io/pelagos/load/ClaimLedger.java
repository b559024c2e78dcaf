package io.pelagos.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Every lead that any agent was answered. It judges each answer, and all of them together at the end. */
final class ClaimLedger {
    static final String CLAIMED = "claimed";
    static final String EMPTY = "pool empty";

    private static final int MOST_TOLD = 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Set<String> expected;
    private final Map<String, String> agentOfLead = new ConcurrentHashMap<>();
    private final AtomicInteger told = new AtomicInteger();

    /** @param expected ids of the leads that were put into the pool */
    ClaimLedger(Set<String> expected) {
        this.expected = expected;
    }

    /** What an answer to a claim says: {@link #CLAIMED}, {@link #EMPTY}, or what is wrong with it. */
    String judge(String agent, int mostLeads, String body) {
        String outcome = outcome(agent, mostLeads, body);
        // Gatling's report names the check that failed, but not what was found.
        if (!outcome.equals(CLAIMED) && !outcome.equals(EMPTY) && told.incrementAndGet() <= MOST_TOLD) {
            System.err.println("broken promise: " + outcome);
        }
        return outcome;
    }

    private String outcome(String agent, int mostLeads, String body) {
        JsonNode answer;
        try {
            answer = JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (answer.path("type").asText().equals("/problems/pool-empty")) return EMPTY;
        if (!answer.has("claims")) return "neither claims nor an empty pool: " + body;
        int leads = answer.get("claims").size();
        if (leads == 0 || leads > mostLeads) return leads + " leads for " + mostLeads;
        for (JsonNode lead : answer.get("claims")) {
            String wrong = wrong(agent, lead);
            if (wrong != null) return wrong;
        }
        return CLAIMED;
    }

    private String wrong(String agent, JsonNode lead) {
        String id = lead.path("id").asText();
        String before = agentOfLead.putIfAbsent(id, agent);
        if (before != null) return "lead " + id + " was answered to " + before + " and to " + agent;
        if (!expected.contains(id)) return "lead " + id + " was never put into this pool";
        if (lead.path("masked").asBoolean(true)) return "lead " + id + " is masked";
        String phone = lead.path("contact").path("phone").asText();
        if (!phone.matches("\\+861\\d{10}")) return "lead " + id + " has the phone " + phone;
        if (!lead.path("owner").asText().equals(agent)) return "lead " + id + " is of " + lead.path("owner");
        return null;
    }

    /** How many different leads. */
    int claimed() {
        return agentOfLead.size();
    }
}
