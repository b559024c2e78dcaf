package io.pelagos.privacy;

import io.pelagos.alert.AlertTarget;
import io.pelagos.alert.TargetSecrets;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelSecrets;
import io.pelagos.lead.KeysBehind;
import io.pelagos.lead.Keyset;
import io.pelagos.lead.Keysets;
import io.pelagos.outgoing.Webhook;
import io.pelagos.outgoing.WebhookSecrets;
import io.pelagos.platform.PgPool;
import io.pelagos.signin.OidcSecret;
import io.pelagos.team.Change;
import io.pelagos.team.Directory;
import io.pelagos.team.Put;
import io.pelagos.team.Tenant;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Puts the secrets in a tenant's configuration under its present key: as new versions of the configuration, so that
 * nobody's change is lost. Those of the past stay as they are.
 */
final class SealedConfig {
    /** Who writes them. */
    private static final String ACTOR = "rotation";
    /** Documents of one version. */
    private static final int CHANGES_MAX = 100;

    private final PgPool sql;
    private final Directory directory;
    private final Keysets keysets;

    SealedConfig(PgPool sql, Directory directory, Keysets keysets) {
        this.sql = sql;
        this.directory = directory;
        this.keysets = keysets;
    }

    private interface Reseal {
        JsonObject document(Keyset keys, String id, JsonObject stored);
    }

    /** All documents count as one place; the place goes on while there are more than a version may change. */
    Future<Resealing.Page> page(int tenant) {
        return directory.refresh().compose(fresh -> {
            TenantConfig config = directory.tenant(tenant);
            if (config == null) {
                return Future.failedFuture(new IllegalStateException("tenant " + tenant + " has no configuration"));
            }
            List<Change> changes = new ArrayList<>();
            int stuck = add(changes, config, Channel.CHANNEL.name(), ChannelSecrets::resealed)
                    + add(changes, config, Webhook.WEBHOOK.name(), WebhookSecrets::resealed)
                    + add(changes, config, AlertTarget.ALERT_TARGET.name(), TargetSecrets::resealed)
                    + add(
                            changes,
                            config,
                            Tenant.TENANT.name(),
                            (keys, id, stored) -> OidcSecret.resealed(keys, stored));
            int found = changes.size() + stuck;
            List<Change> some = changes.subList(0, Math.min(CHANGES_MAX, changes.size()));
            return write(config, some)
                    .map(done ->
                            new Resealing.Page(done, found, stuck, done == changes.size() ? null : Sweep.Spot.FIRST));
        });
    }

    private int add(List<Change> changes, TenantConfig config, String section, Reseal reseal) {
        Keyset keys = keysets.get(config.no());
        int stuck = 0;
        for (String id : new TreeSet<>(config.ids(section))) {
            JsonObject stored = config.doc(section, id);
            if (stored == null) {
                continue;
            }
            try {
                JsonObject resealed = reseal.document(keys, id, stored);
                if (!resealed.equals(stored)) {
                    changes.add(new Change(section, id, resealed));
                }
            } catch (KeysBehind e) {
                throw e;
            } catch (IllegalStateException | IllegalArgumentException e) {
                stuck++;
            }
        }
        return stuck;
    }

    /** How many were written: none, when somebody else was faster. */
    private Future<Integer> write(TenantConfig config, List<Change> changes) {
        if (changes.isEmpty()) {
            return Future.succeededFuture(0);
        }
        return sql.transaction(transaction -> directory.put(transaction, config.no(), ACTOR, changes, config.version()))
                .compose(put -> put instanceof Put.Saved
                        ? directory.changed(config.id()).map(changes.size())
                        : Future.succeededFuture(0));
    }
}
