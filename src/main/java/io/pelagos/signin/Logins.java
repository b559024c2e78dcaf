package io.pelagos.signin;

import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose login is what. */
final class Logins {
    private Logins() {}

    static @Nullable Agent find(TenantConfig tenant, String login) {
        return tenant.all(Agent.AGENT).values().stream()
                .filter(agent -> agent.login().equals(login))
                .findFirst()
                .orElse(null);
    }

    /** As e-mail addresses are compared; null also when it is the login of several. */
    static @Nullable Agent findMail(TenantConfig tenant, String address) {
        List<Agent> found = tenant.all(Agent.AGENT).values().stream()
                .filter(agent -> agent.login().equalsIgnoreCase(address))
                .limit(2)
                .toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    /** Whether somebody may have a session. */
    static boolean fit(Agent agent) {
        return agent.active() && agent.person();
    }
}
