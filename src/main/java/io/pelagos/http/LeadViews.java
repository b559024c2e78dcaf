package io.pelagos.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pelagos.lead.Contact;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadDetail;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.SealedDetail;
import io.pelagos.live.Views;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.pool.Usage;
import io.pelagos.team.Principal;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows leads: whole to their owner, masked to everybody else. The only place that decides it. */
final class LeadViews implements Views {

    private static final Set<String> AUDITED = Set.of("phone", "email", "wechat", "name", "company");

    private final ContactVault vault;
    private final PoolPlacement placement;

    LeadViews(ContactVault vault, PoolPlacement placement) {
        this.vault = vault;
        this.placement = placement;
    }

    /** A lead as a caller may see it, in an answer. */
    LeadJson.View view(Call call, LeadRow row, SealedDetail stored) {
        return view(call, view(call.tenant(), call.principal(), row, stored));
    }

    /** Likewise, where it is known whether it is the caller's. */
    LeadJson.View view(Call call, LeadRow row, SealedDetail stored, boolean mine) {
        return view(call, view(call.tenant(), row, stored, mine));
    }

    private static LeadJson.View view(Call call, LeadJson.View view) {
        Set<String> clear = clear(view);
        if (!clear.isEmpty()) {
            call.shows(view.row().id(), clear);
        }
        return view;
    }

    /** What a view tells of a person to who does not own the lead. */
    static Set<String> clear(LeadJson.View view) {
        Set<String> masking = view.masking();
        if (masking == null || masking.containsAll(Contact.PERSONAL)) {
            return Set.of();
        }
        Set<String> clear = view.detail().contact().toJson().fieldNames();
        return clear.stream()
                .filter(field -> Contact.PERSONAL.contains(field) && !masking.contains(field))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A lead as somebody may see it, who is answered in another way, which notes what he sees. */
    LeadJson.View view(TenantConfig tenant, Principal principal, LeadRow row, SealedDetail stored) {
        boolean whole = LeadAccess.owns(principal, row);
        // Whatever a pool shows to those who work: who only checks needs no customer's address for it.
        return principal.role() == Role.AUDITOR ? view(row, stored, AUDITED) : view(tenant, row, stored, whole);
    }

    LeadJson.View view(TenantConfig tenant, LeadRow row, SealedDetail stored, boolean whole) {
        return view(row, stored, whole ? null : masking(tenant, row.pool()));
    }

    private LeadJson.View view(LeadRow row, SealedDetail stored, @Nullable Set<String> masked) {
        LeadDetail detail = vault.open(stored);
        LeadJson.Deadline deadline = placement.deadline(row);
        return new LeadJson.View(row, detail, masked, deadline);
    }

    @Override
    public LeadJson.View whole(TenantConfig tenant, LeadRow row, SealedDetail stored) {
        return view(tenant, row, stored, true);
    }

    @Override
    public LeadJson.View masked(TenantConfig tenant, LeadJson.View whole) {
        return new LeadJson.View(
                whole.row(), whole.detail(), masking(tenant, whole.row().pool()), whole.deadline());
    }

    @Override
    public JsonObject quota(Usage usage) {
        return Usages.json(usage);
    }

    private static Set<String> masking(TenantConfig tenant, @Nullable String pool) {
        Pool rules = pool == null ? null : tenant.get(Pool.POOL, pool);
        return rules == null ? Contact.MASKABLE : rules.masking();
    }

    static void write(JsonGenerator out, LeadJson.View view) throws IOException {
        LeadJson.write(out, view);
    }
}
