package io.pelagos.pool;

import io.pelagos.team.Agent;
import io.pelagos.team.Section;
import io.pelagos.team.TenantConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** How scripts name a tenant's things: {@code T/<id>} with the tenant's number. */
final class Names {
    /** Of all agents: made once for each version of the configuration, though every claim asks for it. */
    private static final Section<String> OFFERS = new Section<>(
            Agent.AGENT.name(), (id, json) -> offers(Agent.AGENT.read().apply(id, json)));

    private Names() {}

    static String of(TenantConfig config, String id) {
        return config.no() + "/" + id;
    }

    static String agent(TenantConfig config, Agent agent) {
        return of(config, agent.id());
    }

    /** Nothing for somebody without a team. */
    static String team(TenantConfig config, Agent agent) {
        return agent.team() == null ? "" : of(config, agent.team());
    }

    /** What an agent has to offer to lanes: {@code ' s:loan r:sh l:zh '}, values percent-encoded as in lanes. */
    static String offers(TenantConfig config, Agent agent) {
        String known = config.get(OFFERS, agent.id());
        return known == null ? offers(agent) : known;
    }

    /** As above, for who has no configuration at hand. */
    static String offers(Agent agent) {
        StringBuilder text = new StringBuilder(" ");
        agent.skills().forEach(s -> text.append("s:").append(encoded(s)).append(' '));
        agent.regions().forEach(r -> text.append("r:").append(encoded(r)).append(' '));
        agent.languages().forEach(l -> text.append("l:").append(encoded(l)).append(' '));
        return text.toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
