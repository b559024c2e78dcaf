package io.pelagos.channel;

import io.pelagos.channel.Entry.Stamp;
import io.pelagos.journal.LeadEvent;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Facts;
import io.pelagos.lead.Keyset;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes a draft ready for the database: gives it an id, seals what is personal, writes its first journal line. */
final class DraftSealer {
    private final ContactVault vault;
    private final InstantSource clock;
    private final Policies policies;
    private final LongSupplier ids;

    DraftSealer(ContactVault vault, InstantSource clock, Policies policies, LongSupplier ids) {
        this.vault = vault;
        this.clock = clock;
        this.policies = policies;
        this.ids = ids;
    }

    /** The tenant's keys have to be loaded. */
    Entry entry(Keyset keys, int tenant, LeadDraft draft, String actor, @Nullable RequestKey request) {
        long now = nowMillis();
        Policies.Judged judged = policies.judge(tenant, draft, actor, now);
        IdentityHashes hashes =
                IdentityHashes.of(keys, judged, draft, actor.startsWith("channel:"), request != null, now);
        return new Entry(judged, actor, request, hashes, stamp(tenant, judged, actor));
    }

    long nowMillis() {
        return clock.millis();
    }

    /** A new id and all that hangs on it; for a lead whose id another lead has. */
    Stamp stamp(int tenant, Policies.Judged judged, String actor) {
        long id = ids.getAsLong();
        LeadDraft draft = judged.draft();
        return stamp(
                tenant,
                id,
                judged,
                actor,
                Going.to(judged.route().pool()),
                vault.seal(tenant, id, draft.contact(), draft.attributes(), draft.externalId()));
    }

    /** The same lead, closed as it arrives: its number is on the do-not-call list. */
    Stamp closed(Entry entry) {
        return again(entry, new Going(entry.draft.pool(), false, Facts.DO_NOT_CONTACT));
    }

    /** The same lead for the pool in which there is room. */
    Stamp placed(Entry entry, String pool) {
        return again(entry, new Going(pool, !pool.equals(entry.draft.pool()), null));
    }

    /** What the touch of a lead that is there says, until it is a step of that lead. */
    byte[] touch(Entry entry) {
        byte[] plain = Touch.said(entry.draft).toBuffer().getBytes();
        return vault.sealForTenant(entry.row().tenant(), plain, Touch.CONTEXT);
    }

    private Stamp again(Entry entry, Going going) {
        LeadRow row = entry.row();
        return stamp(
                row.tenant(),
                row.id(),
                entry.judged,
                entry.actor,
                going,
                entry.stamp().sealed());
    }

    /**
     * Where a new lead goes.
     *
     * @param overflows whether a cap sends it there
     * @param closedFor null for a lead that goes into its pool
     */
    private record Going(
            String pool, boolean overflows, @Nullable String closedFor) {
        static Going to(String pool) {
            return new Going(pool, false, null);
        }
    }

    private Stamp stamp(
            int tenant, long id, Policies.Judged judged, String actor, Going going, ContactVault.Sealed sealed) {
        long now = nowMillis();
        JsonObject facts = facts(judged);
        if (going.closedFor != null) {
            facts.put(Facts.CLOSED_REASON, going.closedFor).put(Facts.LISTED, true);
        }
        LeadState state = going.closedFor == null ? LeadState.POOLED : LeadState.CLOSED;
        LeadRow row = new LeadRow(tenant, id, 1, state, going.pool, null, null, now, 0, now, 0, facts);
        JsonObject to = new JsonObject().put("state", state.text());
        JsonObject data = new JsonObject();
        if (judged.draft().channel() != null) {
            data.put("channel", judged.draft().channel());
        }
        // A closed lead is in no pool; where it came in is told all the same.
        (going.closedFor == null ? to : data).put("pool", going.pool);
        Routing.Rule rule = judged.route().rule();
        if (rule != null) {
            data.put("routed", rule.name());
        }
        if (going.overflows) {
            data.put("overflow", true);
        }
        byte[] body = new LeadEvent(
                        id,
                        1,
                        "received",
                        now,
                        actor,
                        going.closedFor,
                        new JsonObject(),
                        to,
                        data.isEmpty() ? null : data,
                        null,
                        new LeadEvent.Written(tenant, id, null, null))
                .bytes();
        return new Stamp(row, facts.encode(), sealed, body, LeadEvent.chain(new byte[0], body));
    }

    /** What rules and the pool's order look at; only what is known. */
    private static JsonObject facts(Policies.Judged judged) {
        LeadDraft draft = judged.draft();
        JsonObject facts = new JsonObject();
        if (judged.scored()) {
            facts.put(Facts.SCORED, true);
        }
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
        if (draft.update()) {
            facts.put(Facts.PARTIAL, true);
        }
        if (draft.channel() != null) {
            facts.put("channel", draft.channel());
        }
        return facts;
    }
}
