package io.pelagos.followup;

import io.pelagos.journal.Caller;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadStore;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes what phone systems tell of calls: stores it, finds the lead, and gives it to the follow-up that it belongs to. */
public final class CallDesk {
    private static final String RECORDING = "recording";

    private final CallRecords calls;
    private final Followups followups;
    private final LeadStore store;
    private final ContactVault vault;

    public CallDesk(CallRecords calls, Followups followups, LeadStore store, ContactVault vault) {
        this.calls = calls;
        this.followups = followups;
        this.store = store;
        this.vault = vault;
    }

    /**
     * What became of it.
     *
     * @param verdict null for a call that is of no lead
     */
    public record Taken(CallRecord call, @Nullable Verdict verdict) {
        /** Whether it belongs to a follow-up; told again, it belongs to it still. */
        public boolean matched() {
            return verdict instanceof Verdict.Done
                    || (verdict instanceof Verdict.Refused refused
                            && refused.word().equals("known"));
        }
    }

    /** Telling it again changes nothing. Empty when it names a lead that is not there. */
    public Future<Optional<Taken>> take(Caller caller, ToldCall told) {
        int tenant = caller.config().no();
        byte[] number = told.number() == null ? new byte[0] : Identities.phone(vault.keys(tenant), told.number());
        byte[] sealed = told.recording() == null
                ? null
                : vault.sealForTenant(tenant, told.recording().getBytes(StandardCharsets.UTF_8), RECORDING);
        return lead(tenant, told, number)
                .compose(lead -> lead.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : calls.put(tenant, told.call().of(lead.get()), number, sealed)
                                .compose(stored -> shown(caller, stored).map(Optional::of)));
    }

    /** Whose call it was: 0 for nobody's, empty for a lead that is named and not there. */
    private Future<Optional<Long>> lead(int tenant, ToldCall told, byte[] number) {
        if (told.call().lead() != 0) {
            return store.find(tenant, told.call().lead())
                    .map(found -> found == null
                            ? Optional.empty()
                            : Optional.of(found.row().id()));
        }
        return store.identified(tenant, number).map(id -> Optional.of(id == null ? 0L : id));
    }

    private Future<Taken> shown(Caller caller, CallRecord stored) {
        return stored.lead() == 0
                ? Future.succeededFuture(new Taken(stored, null))
                : followups
                        .evidence(caller.withoutKey(), stored, stored.lead())
                        .map(verdict -> new Taken(stored, verdict));
    }
}
