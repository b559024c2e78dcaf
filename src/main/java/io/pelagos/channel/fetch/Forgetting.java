package io.pelagos.channel.fetch;

import io.pelagos.channel.Channel;
import io.pelagos.channel.FetchWanted;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Facts;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.pool.Leaving;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Closes a lead whose platform says that its person has deleted it. Its contact stays, sealed, until somebody erases it. */
public final class Forgetting {
    private final Steps steps;
    private final LeadStore store;
    private final ContactVault vault;

    public Forgetting(Steps steps, LeadStore store, ContactVault vault) {
        this.steps = steps;
        this.store = store;
        this.vault = vault;
    }

    /** True when it is closed or was never here; false when it is on its way elsewhere. The tenant's keys are ready. */
    Future<Boolean> forget(TenantConfig tenant, Channel channel, FetchWanted wanted) {
        byte[] hash = Identities.externalId(vault.keys(tenant.no()), channel.id(), wanted.id());
        return store.identified(tenant.no(), hash)
                .compose(lead -> lead == null
                        ? Future.succeededFuture(true)
                        : store.find(tenant.no(), lead).compose(found -> close(tenant, channel, found)));
    }

    private Future<Boolean> close(TenantConfig tenant, Channel channel, LeadStore.@Nullable Stored found) {
        LeadRow row = found == null ? null : found.row();
        if (row == null || row.state() == LeadState.CLOSED) {
            return Future.succeededFuture(true);
        }
        Step step = Leaving.closes(row)
                .set(Facts.CLOSED_REASON, Facts.DO_NOT_CONTACT)
                .because(Facts.DO_NOT_CONTACT);
        return steps.takeInBackground(tenant, "channel:" + channel.id(), step)
                .map(verdict -> verdict instanceof Verdict.Done);
    }
}
