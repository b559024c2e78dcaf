package io.pelagos.http;

import io.pelagos.lead.ContactVault;
import io.pelagos.privacy.Rotation;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.pgclient.PgException;
import java.util.function.LongSupplier;

/** The keys under which a tenant's contact data lie: its admin changes them, or an operator for it. */
public final class KeyRoutes {
    private final Directory directory;
    private final ConfigWrites writes;
    private final ContactVault vault;
    private final LongSupplier ids;

    KeyRoutes(Directory directory, ConfigWrites writes, ContactVault vault, LongSupplier ids) {
        this.directory = directory;
        this.writes = writes;
        this.vault = vault;
        this.ids = ids;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/keys:rotate", Access.ADMIN, call -> rotate(call, call.tenant()));
        api.route(HttpMethod.POST, "/operator/tenants/{tenant}/keys:rotate", Access.OPERATOR, call -> {
            TenantConfig tenant = directory.tenant(call.path("tenant"));
            if (tenant == null) {
                throw Problem.NOT_FOUND.refusal();
            }
            return rotate(call, tenant);
        });
    }

    /** Answers the job that does it. */
    private Future<Answer> rotate(Call call, TenantConfig of) {
        call.body(d -> true);
        int tenant = of.no();
        long job = ids.getAsLong();
        return vault.ready(tenant)
                .compose(keys -> writes.once(call, transaction -> Rotation.begin(
                                transaction, job, tenant, call.principal().id())
                        .map(created -> Answer.json(202, HandoverRoutes.started(job, Rotation.KIND, 0)))))
                .recover(cause -> Future.failedFuture(
                        cause instanceof PgException error && Rotation.ONE_AT_A_TIME.equals(error.getConstraint())
                                ? Problem.conflict("rotation-running", "The keys are rotating already")
                                        .refusal()
                                : cause));
    }
}
