package io.pelagos.followup;

import io.pelagos.journal.Also;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.Contact;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Facts;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadDetail;
import io.pelagos.lead.LeadKey;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.scoring.Scoring;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Changes of what is known of a lead: grade, tags, fields, contact; and notes. */
public final class Edits {
    /** Characters of all attributes as JSON: they travel whole with each change. */
    private static final int ATTRIBUTES_MAX = 20_000;

    private final Steps steps;
    private final ContactVault vault;

    public Edits(Steps steps, ContactVault vault) {
        this.steps = steps;
        this.vault = vault;
    }

    /**
     * What is to be changed. Only what is named changes; a null value takes something away.
     *
     * @param facts of {@link Facts}: grade, intent, score, tags
     * @param fields the firm's own
     * @param contact by the names of the API
     * @param attributes whatever the platform sent
     */
    public record Edit(
            Map<String, @Nullable Object> facts,
            Map<String, @Nullable Object> fields,
            Map<String, @Nullable String> contact,
            Map<String, @Nullable Object> attributes) {
        boolean isEmpty() {
            return facts.isEmpty() && fields.isEmpty() && contact.isEmpty() && attributes.isEmpty();
        }
    }

    /**
     * Changes a lead. Refused: {@code closed}, {@code nothing} when it is so already, {@code no-grade} and
     * {@code no-intent} for words that the firm does not have, {@code known} when another lead has the phone,
     * {@code too-large} for more attributes than a lead may have.
     *
     * @param editor agent who edits; an owner's edits weaken no deadline, whatever his role
     */
    public Future<Verdict> edit(Wish wish, Edit edit, @Nullable String editor) {
        return steps.takeWhenPlanned(wish, (found, config) -> {
            boolean byOwner = editor != null && editor.equals(found.row().owner());
            return othersPhone(found, edit)
                    .map(others -> others ? Plan.no("known") : plan(found, config, edit, byOwner));
        });
    }

    private Plan plan(LeadStore.Stored found, TenantConfig config, Edit edit, boolean byOwner) {
        LeadRow lead = found.row();
        String fault = fault(lead, config, edit);
        if (fault != null) {
            return Plan.no(fault);
        }
        JsonObject attributes = merged(vault.open(found.detail()).attributes(), edit.attributes);
        if (!edit.attributes.isEmpty() && attributes.encode().length() > ATTRIBUTES_MAX) {
            return Plan.no("too-large");
        }
        Step step = Step.stays(lead, "edited");
        boolean changed = setFacts(step, lead, edit);
        changed |= setDetail(step, found, edit);
        if (changed) {
            score(step, found, config, edit, attributes);
        }
        return changed
                ? Plan.go(Regrading.checked(step, lead, config, byOwner, steps.nowMillis()))
                : Plan.no("nothing");
    }

    /** Whoever writes a score or a grade has the last word; else the firm's scoring has it, where it looks at edits. */
    private void score(Step step, LeadStore.Stored found, TenantConfig config, Edit edit, JsonObject attributes) {
        LeadRow lead = found.row();
        Scoring scoring = Scoring.of(config);
        if (edit.facts.containsKey(Facts.SCORE) || edit.facts.containsKey(Facts.GRADE)) {
            if (lead.facts().containsKey(Facts.SCORED)) {
                step.set(Facts.SCORED, null);
            }
        } else if (scoring.onEdit() && Rescoring.applies(scoring, lead)) {
            LeadDetail detail = vault.open(found.detail());
            Contact contact = detail.contact().with(edit.contact);
            Rescoring.add(step, lead, config, detail, contact, attributes, steps.nowMillis());
        }
    }

    private Future<Boolean> othersPhone(LeadStore.Stored found, Edit edit) {
        String phone = edit.contact.get("phone");
        if (phone == null) {
            return Future.succeededFuture(false);
        }
        LeadRow lead = found.row();
        return steps.identified(lead.tenant(), Identities.phone(vault.keys(lead.tenant()), phone))
                .map(known -> known != null && known != lead.id());
    }

    private static @Nullable String fault(LeadRow lead, TenantConfig config, Edit edit) {
        if (lead.state() == LeadState.CLOSED) {
            return "closed";
        }
        List<String> grades = config.tenant().words().grades();
        List<String> intents = config.tenant().words().intents();
        if (unknown(grades, edit.facts.get(Facts.GRADE))) {
            return "no-grade";
        }
        return unknown(intents, edit.facts.get(Facts.INTENT)) ? "no-intent" : null;
    }

    private static boolean unknown(List<String> words, @Nullable Object word) {
        return word != null && !words.isEmpty() && !words.contains(word.toString());
    }

    private static boolean setFacts(Step step, LeadRow lead, Edit edit) {
        boolean changed = false;
        for (Map.Entry<String, @Nullable Object> fact : edit.facts.entrySet()) {
            Object before = lead.facts().getValue(fact.getKey());
            Object after = fact.getValue() instanceof JsonArray list && list.isEmpty() ? null : fact.getValue();
            if (!Objects.equals(before, after)) {
                step.set(fact.getKey(), after).tell(fact.getKey(), change(before, after));
                if (fact.getKey().equals(Facts.GRADE)) {
                    step.set(Facts.GRADED_AT, Step.NOW);
                }
                changed = true;
            }
        }
        JsonObject before = lead.facts().getJsonObject(Facts.FIELDS, new JsonObject());
        JsonObject after = merged(before, edit.fields);
        if (!after.equals(before)) {
            step.set(Facts.FIELDS, after.isEmpty() ? null : after).tell(Facts.FIELDS, change(before, after));
            changed = true;
        }
        return changed;
    }

    private static JsonObject change(@Nullable Object before, @Nullable Object after) {
        return new JsonObject().put("before", before).put("after", after);
    }

    private static JsonObject merged(JsonObject before, Map<String, @Nullable Object> changes) {
        JsonObject after = before.copy();
        changes.forEach((name, value) -> {
            if (value == null) {
                after.remove(name);
            } else {
                after.put(name, value);
            }
        });
        return after;
    }

    /** What is personal: the journal tells only which fields changed. */
    private boolean setDetail(Step step, LeadStore.Stored found, Edit edit) {
        LeadRow lead = found.row();
        LeadDetail before = vault.open(found.detail());
        Contact contact = before.contact().with(edit.contact);
        JsonObject attributes = merged(before.attributes(), edit.attributes);
        boolean newContact = !contact.equals(before.contact());
        boolean newAttributes = !attributes.equals(before.attributes());
        if (!newContact && !newAttributes) {
            return false;
        }
        LeadKey key = vault.key(lead.tenant(), lead.id(), found.detail().key().getBytes());
        byte[] sealed = vault.seal(key, contact, attributes, before.externalId());
        boolean newPhone = !Objects.equals(contact.phone(), before.contact().phone());
        step.also(new Also(
                Buffer.buffer(sealed),
                newPhone && contact.phone() != null ? phone(lead, contact.phone()) : null,
                newPhone && contact.phone() != null ? String.valueOf(Identities.PHONE) : null,
                newPhone && before.contact().phone() != null
                        ? phone(lead, before.contact().phone())
                        : null));
        if (newContact) {
            step.tell("contact", changed(before.contact().toJson(), contact.toJson()));
        }
        if (newAttributes) {
            step.tell("attributes", changed(before.attributes(), attributes));
        }
        return true;
    }

    /** The names of what differs. */
    private static JsonArray changed(JsonObject before, JsonObject after) {
        Set<String> names = new TreeSet<>(before.fieldNames());
        names.addAll(after.fieldNames());
        names.removeIf(name -> Objects.equals(before.getValue(name), after.getValue(name)));
        return new JsonArray(List.copyOf(names));
    }

    private Buffer phone(LeadRow lead, @Nullable String e164) {
        return Buffer.buffer(Identities.phone(vault.keys(lead.tenant()), String.valueOf(e164)));
    }

    /** Words about a lead, sealed with the wish; they change nothing else. Refused: {@code closed}. */
    public Future<Verdict> note(Wish wish) {
        return note(wish, null);
    }

    /** Likewise; {@code kind} says what the words are: a complaint, a message from the service desk. */
    public Future<Verdict> note(Wish wish, @Nullable String kind) {
        return steps.take(
                wish,
                (found, config) -> found.row().state() == LeadState.CLOSED
                        ? Plan.no("closed")
                        : Plan.go(Step.stays(found.row(), "noted").tell("kind", kind)));
    }

    /**
     * A supervisor's word on what the owner has changed. Refused: {@code nothing} when nothing waits for it, {@code own} when
     * the owner himself would approve.
     */
    public Future<Verdict> approve(Wish wish, boolean approved) {
        return steps.take(wish, (found, config) -> {
            LeadRow lead = found.row();
            JsonObject unapproved = lead.facts().getJsonObject(Facts.UNAPPROVED);
            if (unapproved == null) {
                return Plan.no("nothing");
            } else if (approved && wish.caller().actor().equals(lead.owner())) {
                return Plan.no("own");
            }
            Step step = Step.stays(lead, approved ? "approved" : "rejected")
                    .set(Facts.UNAPPROVED, null)
                    .tell("what", "edit");
            return Plan.go(Regrading.checked(
                    approved ? step : Regrading.undone(step, unapproved), lead, config, false, steps.nowMillis()));
        });
    }
}
