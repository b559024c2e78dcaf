package io.pelagos.outgoing;

import io.pelagos.platform.PgPool;
import io.pelagos.team.Change;
import io.pelagos.team.Directory;
import io.pelagos.team.Put;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Switches webhooks off whose receivers answer 410 Gone: they want nothing more. Who manages may switch them on again. */
final class GoneReceivers {
    private static final Logger LOG = LoggerFactory.getLogger(GoneReceivers.class);
    private static final String ACTOR = "webhook";

    private final PgPool sql;
    private final Directory directory;

    GoneReceivers(PgPool sql, Directory directory) {
        this.sql = sql;
        this.directory = directory;
    }

    /** Fails when the configuration changes at the same moment; the next line that is answered so tries again. */
    Future<Void> switchOff(Key key) {
        TenantConfig tenant = directory.tenant(key.tenant());
        JsonObject document = tenant == null ? null : tenant.doc(Webhook.WEBHOOK.name(), key.webhook());
        if (tenant == null || document == null) {
            return Future.succeededFuture();
        }
        Change off = new Change(Webhook.WEBHOOK.name(), key.webhook(), document.put("enabled", false));
        return sql.transaction(
                        transaction -> directory.put(transaction, key.tenant(), ACTOR, List.of(off), tenant.version()))
                .compose(put -> {
                    if (!(put instanceof Put.Saved)) {
                        return directory.refresh().compose(known -> Future.failedFuture("changed meanwhile"));
                    }
                    LOG.warn(
                            "webhook {} of tenant {} is switched off: its receiver answers 410 Gone",
                            key.webhook(),
                            tenant.id());
                    return directory.changed(tenant.id());
                });
    }
}
