package io.pelagos.privacy;

import io.pelagos.journal.Also;
import io.pelagos.journal.Step;
import io.pelagos.lead.Contact;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Facts;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadStore;
import java.util.Set;

/** The step by which a lead's person is forgotten: the fact stays in the journal, the data nowhere. */
final class LeadErasure {
    /** Why it is closed, where nothing else closed it before. */
    static final String REASON = "erased";

    /** What says nothing of the person and is counted: where leads come from, and what becomes of them. */
    private static final Set<String> KEPT = Set.of(
            Facts.CHANNEL,
            Facts.GRADE,
            Facts.SCORE,
            Facts.WON_AT,
            Facts.DEAL_AT,
            Facts.BOUGHT_AT,
            Facts.STAGE,
            Facts.FOLLOWUPS_EVER,
            Facts.OUTCOMES,
            Facts.LAST_OUTCOME,
            Facts.FOLLOWED_UP_AT,
            Facts.LEFT,
            Facts.CLOSED_REASON,
            Facts.LISTED);

    private LeadErasure() {}

    /** @param why a plain word: what somebody writes could name the person */
    static Step step(LeadStore.Stored found, ContactVault vault, String why) {
        LeadRow lead = found.row();
        Step step = Step.closes(lead, "erased").set(Facts.ERASED_AT, Step.NOW).because(why);
        lead.facts().fieldNames().stream().filter(fact -> !KEPT.contains(fact)).forEach(fact -> step.set(fact, null));
        // What the lead is found by goes with these, whether they are there or not.
        step.set(Facts.TAGS, null).set(Facts.FIELDS, null);
        if (!lead.facts().containsKey(Facts.CLOSED_REASON)) {
            step.set(Facts.CLOSED_REASON, REASON);
        }
        Contact contact = vault.open(found.detail()).contact();
        byte[] phone = contact.phone() == null ? null : Identities.phone(vault.keys(lead.tenant()), contact.phone());
        return step.also(Also.erased(vault.sealNothing(lead.tenant(), lead.id()), phone));
    }
}
