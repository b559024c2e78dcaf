package io.pelagos.pool;

import io.pelagos.team.Agent;
import io.pelagos.team.Document;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may see and claim a pool's leads. */
public record Members(boolean everyone, Set<String> agents, Set<String> teams) {
    static final Members NOBODY = new Members(false, Set.of(), Set.of());

    boolean include(Agent agent) {
        String team = agent.team();
        return everyone || agents.contains(agent.id()) || (team != null && teams.contains(team));
    }

    static Members in(Document pool) {
        @Nullable Members members = pool.object("members", Members::read);
        return members == null ? NOBODY : members;
    }

    static Members read(Document document) {
        return new Members(document.flag("everyone", false), ids(document, "agents"), ids(document, "teams"));
    }

    private static Set<String> ids(Document document, String name) {
        List<String> ids = document.texts(name, 10_000, 40);
        for (int i = 0; i < ids.size(); i++) {
            if (!Document.ID.matcher(ids.get(i)).matches()) {
                document.fault(name + "/" + i, "must be an id: 1 to 40 of a-z, 0-9 and -");
            }
        }
        return Set.copyOf(ids);
    }
}
