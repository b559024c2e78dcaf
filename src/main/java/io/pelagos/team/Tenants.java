package io.pelagos.team;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a tenant with its first documents. */
public final class Tenants {
    /** The id of the agent that comes with a new tenant. */
    public static final String FIRST_ADMIN = "admin";

    private final Directory directory;

    public Tenants(Directory directory) {
        this.directory = directory;
    }

    /** Who may set up the rest. */
    public static Change firstAdmin() {
        JsonObject admin = new JsonObject()
                .put("login", "admin")
                .put("name", "Admin")
                .put("role", Role.ADMIN.text())
                .put("status", "active");
        return new Change(Agent.AGENT.name(), FIRST_ADMIN, admin);
    }

    /**
     * The new tenant's number, or null when its id is taken. Inside a transaction of the caller's, who
     * calls {@link Directory#changed} after it has committed.
     */
    public Future<@Nullable Integer> create(
            SqlConnection transaction, String id, String actor, JsonObject tenant, List<Change> more) {
        return directory.create(transaction, id).compose(no -> {
            if (no == null) {
                return Future.succeededFuture();
            }
            List<Change> changes = new ArrayList<>();
            changes.add(new Change(Tenant.TENANT.name(), "", tenant));
            changes.addAll(more);
            return directory.put(transaction, no, actor, changes, null).map(put -> no);
        });
    }
}
