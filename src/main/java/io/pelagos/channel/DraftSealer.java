package io.pelagos.channel;

import com.github.f4b6a3.tsid.TsidFactory;
import io.pelagos.channel.Entry.Identity;
import io.pelagos.channel.Entry.Stamp;
import io.pelagos.journal.LeadEvent;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Facts;
import io.pelagos.lead.Identities;
import io.pelagos.lead.Keyset;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a draft ready for the database: gives it an id, seals what is personal, writes its first journal line. */
final class DraftSealer {
    private static final int NODE_BITS = 10;

    private final ContactVault vault;
    private final InstantSource clock;
    private final TsidFactory ids;

    DraftSealer(ContactVault vault, InstantSource clock, int node) {
        this.vault = vault;
        this.clock = clock;
        this.ids = TsidFactory.builder()
                .withNodeBits(NODE_BITS)
                .withNode(node < 0 ? new SecureRandom().nextInt(1 << NODE_BITS) : node)
                .build();
    }

    /** The tenant's keys have to be loaded. */
    Entry entry(Keyset keys, int tenant, LeadDraft draft, String actor, @Nullable RequestKey request) {
        return new Entry(draft, actor, request, identities(keys, draft), stamp(tenant, draft, actor));
    }

    /** A new id and all that hangs on it; for a lead whose id another lead has. */
    Stamp stamp(int tenant, LeadDraft draft, String actor) {
        long id = ids.create().toLong();
        return stamp(
                tenant,
                id,
                draft,
                actor,
                null,
                vault.seal(tenant, id, draft.contact(), draft.attributes(), draft.externalId()));
    }

    /** The same lead, closed as it arrives: its number is on the do-not-call list. */
    Stamp closed(Entry entry) {
        LeadRow row = entry.row();
        return stamp(
                row.tenant(),
                row.id(),
                entry.draft,
                entry.actor,
                Facts.DO_NOT_CONTACT,
                entry.stamp().sealed());
    }

    /** @param closedFor null for a lead that goes into its pool */
    private Stamp stamp(
            int tenant,
            long id,
            LeadDraft draft,
            String actor,
            @Nullable String closedFor,
            ContactVault.Sealed sealed) {
        long now = clock.millis();
        JsonObject facts = facts(draft);
        if (closedFor != null) {
            facts.put(Facts.CLOSED_REASON, closedFor).put(Facts.LISTED, true);
        }
        LeadState state = closedFor == null ? LeadState.POOLED : LeadState.CLOSED;
        LeadRow row = new LeadRow(tenant, id, 1, state, draft.pool(), null, null, now, 0, now, 0, facts);
        JsonObject to = new JsonObject().put("state", state.text());
        JsonObject data = new JsonObject();
        if (draft.channel() != null) {
            data.put("channel", draft.channel());
        }
        // A closed lead is in no pool; where it came in is told all the same.
        (closedFor == null ? to : data).put("pool", draft.pool());
        byte[] body = new LeadEvent(
                        id,
                        1,
                        "received",
                        now,
                        actor,
                        closedFor,
                        new JsonObject(),
                        to,
                        data.isEmpty() ? null : data,
                        null)
                .bytes();
        return new Stamp(row, facts.encode(), sealed, body, LeadEvent.chain(new byte[0], body));
    }

    private static List<Identity> identities(Keyset keys, LeadDraft draft) {
        List<Identity> found = new ArrayList<>(2);
        String externalId = draft.externalId();
        if (externalId != null) {
            String scope = draft.channel() == null ? "" : draft.channel();
            found.add(new Identity(
                    Buffer.buffer(Identities.externalId(keys, scope, externalId)), Identities.EXTERNAL_ID));
        }
        String phone = draft.contact().phone();
        if (phone != null && !draft.virtualPhone()) {
            found.add(new Identity(Buffer.buffer(Identities.phone(keys, phone)), Identities.PHONE));
        }
        return found;
    }

    /** What rules and the pool's order look at; only what is known. */
    private static JsonObject facts(LeadDraft draft) {
        JsonObject facts = new JsonObject();
        if (draft.grade() != null) {
            facts.put("grade", draft.grade());
        }
        if (draft.score() != null) {
            facts.put("score", draft.score());
        }
        if (!draft.tags().isEmpty()) {
            facts.put("tags", new JsonArray(draft.tags()));
        }
        if (!draft.lane().isEmpty()) {
            facts.put("lane", draft.lane());
        }
        if (draft.channel() != null) {
            facts.put("channel", draft.channel());
        }
        return facts;
    }
}
