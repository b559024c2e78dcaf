package io.pelagos.http;

import io.pelagos.journal.Caller;
import io.pelagos.team.Agent;
import io.pelagos.team.Principal;
import io.pelagos.team.TenantConfig;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Turns a request into the caller of a transition. */
final class Callers {
    private static final HexFormat HEX = HexFormat.of();

    Caller caller(Call call) {
        return caller(call, call.keyHash());
    }

    /** Of one lead's part in a request about many: each is remembered by itself. */
    Caller caller(Call call, long lead) {
        String key = call.idempotencyKey();
        return caller(call, key == null ? null : RequestHash.key(call.principal(), key + '\0' + lead));
    }

    private static Caller caller(Call call, byte @Nullable [] key) {
        return new Caller(
                call.tenant(),
                call.principal().id(),
                key == null ? "" : HEX.formatHex(key),
                key == null ? "" : HEX.formatHex(call.bodyHash()));
    }

    /** The agent that the principal is; only agents claim and release. */
    Agent agent(Call call) {
        Agent agent = agentOrNull(call.tenant(), call.principal());
        if (agent == null) {
            throw Problem.FORBIDDEN.detail("Only an agent can do this").refusal();
        }
        return agent;
    }

    /** An agent whom the caller leads; to others there is no such agent. */
    static Agent ledBy(Call call, String id) {
        Agent agent = call.tenant().get(Agent.AGENT, id);
        if (agent == null || !LeadAccess.leads(call.tenant(), call.principal(), agent)) {
            throw Problem.NOT_FOUND.refusal();
        }
        return agent;
    }

    static @Nullable Agent agentOrNull(TenantConfig tenant, Principal principal) {
        return principal.agent() == null ? null : tenant.get(Agent.AGENT, principal.agent());
    }
}
