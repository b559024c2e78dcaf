package io.pelagos.channel;

import io.pelagos.followup.Regrading;
import io.pelagos.journal.Also;
import io.pelagos.journal.Step;
import io.pelagos.lead.Contact;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadDetail;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Pool;
import io.pelagos.team.TenantConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works out the step that a touch is of the lead that is there: in a pool it is raised, of an owner it is only told what is
 * new, closed it comes back or stays. By what the lead is at that moment, whatever it was when it came in again.
 */
final class Merge {
    /** The sealed part of an event is opened by this word. */
    static final String SAID = "reason";

    private static final int TAGS_MAX = 50;
    /** Of where it came from, what tells of the person: an address may repeat what he has filled in. */
    private static final List<String> PERSONAL_SOURCE = List.of("click_id", "page");

    private final ContactVault vault;

    Merge(ContactVault vault) {
        this.vault = vault;
    }

    /** @param listed whether the lead's number, or that of the touch, is one that nobody may call */
    Step step(LeadStore.Stored found, TenantConfig config, Touch touch, boolean listed, long nowMillis) {
        LeadRow lead = found.row();
        Channel channel = touch.channel() == null ? null : config.get(Channel.CHANNEL, touch.channel());
        Dedupe dedupe = Policies.dedupe(channel, touch.actor());
        boolean closed = lead.state() == LeadState.CLOSED;
        boolean completes = completes(found, touch);
        boolean update = touch.draft().update() || completes;
        boolean back = closed && !update && !listed && dedupe.decide(old(lead), nowMillis) == Dedupe.Then.MERGE;
        String pool = back ? pool(config, lead, touch) : null;
        Step step = pool == null
                ? Step.stays(lead, "merged")
                : Step.toPool(lead, "merged", pool)
                        .set(Facts.CLOSED_REASON, null)
                        .set(Facts.LISTED, null)
                        .set(Facts.REOPENED_AT, Step.NOW)
                        .set(Facts.ESCALATED, null)
                        .tell("reopened", true);
        if (completes) {
            step.set(Facts.PARTIAL, null);
        }
        tell(step, touch, update);
        boolean unwanted = Facts.DO_NOT_CONTACT.equals(lead.facts().getString(Facts.CLOSED_REASON));
        if (closed && pool == null && (unwanted || !update)) {
            return step;
        }
        addDetail(step, found, touch.draft());
        if (lead.state() == LeadState.OWNED) {
            return step;
        }
        raise(step, lead, config, touch.draft());
        if (lead.state() == LeadState.POOLED && dedupe.raise() && !update) {
            step.set(Facts.RAISED_AT, Step.NOW);
        }
        return Regrading.checked(step, lead, config, false, nowMillis);
    }

    /** Only that it came. */
    static Step bare(LeadRow lead, Touch touch) {
        return Step.stays(lead, "merged")
                .tell("channel", touch.channel())
                .tell("touched_at", Rfc3339.text(touch.atMillis()));
    }

    static Dedupe.Old old(LeadRow lead) {
        boolean closed = lead.state() == LeadState.CLOSED;
        return new Dedupe.Old(
                lead.state(),
                lead.facts().containsKey(Facts.WON_AT),
                closed ? lead.facts().getString(Facts.CLOSED_REASON) : null,
                lead.changedAtMillis(),
                lead.facts().containsKey(Facts.PARTIAL));
    }

    /** Where the touch would have gone; null when neither that nor the lead's own pool is there any more. */
    private static @Nullable String pool(TenantConfig config, LeadRow lead, Touch touch) {
        String wanted = touch.draft().pool();
        if (config.get(Pool.POOL, wanted) != null) {
            return wanted;
        }
        return config.get(Pool.POOL, lead.pool()) == null ? null : lead.pool();
    }

    /** Whether it is what the lead is an update of, which came first. */
    private boolean completes(LeadStore.Stored found, Touch touch) {
        JsonObject facts = found.row().facts();
        return facts.containsKey(Facts.PARTIAL)
                && !touch.draft().update()
                && Objects.equals(touch.channel(), facts.getString(Facts.CHANNEL))
                && Objects.equals(
                        touch.draft().externalId(), vault.open(found.detail()).externalId());
    }

    private static void tell(Step step, Touch touch, boolean update) {
        step.tell("channel", touch.channel()).tell("touched_at", Rfc3339.text(touch.atMillis()));
        JsonObject source = touch.draft().source().copy();
        PERSONAL_SOURCE.forEach(source::remove);
        if (!source.isEmpty()) {
            step.tell("source", source);
        }
        if (update) {
            step.tell("update", true);
        }
    }

    /** What the touch said that only those who hear free words may hear; null for nothing. */
    byte @Nullable [] said(LeadStore.Stored found, Touch touch) {
        JsonObject said = new JsonObject();
        if (touch.draft().externalId() != null) {
            said.put("external_id", touch.draft().externalId());
        }
        PERSONAL_SOURCE.forEach(name -> {
            if (touch.draft().source().containsKey(name)) {
                said.put(name, touch.draft().source().getValue(name));
            }
        });
        if (said.isEmpty()) {
            return null;
        }
        LeadRow lead = found.row();
        return vault.key(lead.tenant(), lead.id(), found.detail().key().getBytes())
                .seal(said.toBuffer().getBytes(), SAID);
    }

    private void addDetail(Step step, LeadStore.Stored found, LeadDraft draft) {
        LeadRow lead = found.row();
        LeadDetail before = vault.open(found.detail());
        MergedDetail after = MergedDetail.of(before, draft);
        if (after.changes(before)) {
            Contact contact = after.contact();
            byte[] sealed = vault.seal(
                    vault.key(lead.tenant(), lead.id(), found.detail().key().getBytes()),
                    contact,
                    after.attributes(),
                    before.externalId());
            step.also(new Also(Buffer.buffer(sealed), null, null, null));
            after.told(before).forEach((name, fields) -> step.tell(name, new JsonArray(List.copyOf(fields))));
        }
    }

    /** Score and grade only get better, tags only more. */
    private static void raise(Step step, LeadRow lead, TenantConfig config, LeadDraft draft) {
        Double score = lead.facts().getDouble(Facts.SCORE);
        if (draft.score() != null && (score == null || draft.score() > score)) {
            change(step, lead, Facts.SCORE, draft.score());
        }
        if (draft.grade() != null && better(config, draft.grade(), lead.facts().getString(Facts.GRADE))) {
            change(step, lead, Facts.GRADE, draft.grade());
            step.set(Facts.GRADED_AT, Step.NOW);
        }
        JsonArray before = lead.facts().getJsonArray(Facts.TAGS, new JsonArray());
        Set<Object> tags = new LinkedHashSet<>();
        before.forEach(tags::add);
        for (String tag : draft.tags()) {
            if (tags.size() < TAGS_MAX) {
                tags.add(tag);
            }
        }
        if (tags.size() > before.size()) {
            change(step, lead, Facts.TAGS, new JsonArray(List.copyOf(tags)));
        }
    }

    private static boolean better(TenantConfig config, String grade, @Nullable String before) {
        if (before == null) {
            return true;
        }
        List<String> grades = config.tenant().words().grades();
        int place = grades.indexOf(grade);
        return place >= 0 && place < grades.indexOf(before);
    }

    private static void change(Step step, LeadRow lead, String fact, Object value) {
        Object before = lead.facts().getValue(fact);
        if (!Objects.equals(before, value)) {
            step.set(fact, value)
                    .tell(fact, new JsonObject().put("before", before).put("after", value));
        }
    }
}
