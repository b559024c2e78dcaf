package io.pelagos.http;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.EventJson;
import io.pelagos.lead.LeadStore;
import io.pelagos.team.Document;
import io.pelagos.team.Text;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What people write about a lead: cleaned, and sealed under the lead's own key. */
final class Sealing {
    /** What the sealed part of an event is; the same word opens it. */
    static final String REASON = EventJson.REASON;

    /** Characters of a note, or of what a task or a comment on it says. */
    static final int WORDS_MAX = 5_000;

    private final ContactVault vault;

    Sealing(ContactVault vault) {
        this.vault = vault;
    }

    /** Null for nothing said. */
    byte @Nullable [] seal(LeadStore.Stored lead, JsonObject said) {
        return said.isEmpty()
                ? null
                : vault.key(
                                lead.row().tenant(),
                                lead.row().id(),
                                lead.detail().key().getBytes())
                        .seal(said.toBuffer().getBytes(), REASON);
    }

    /** A field of free words; null for nothing. */
    static @Nullable String words(Document document, String name, int max) {
        String text = document.optionalText(name, max);
        String clean = text == null ? "" : Text.clean(text);
        return clean.isBlank() ? null : clean;
    }

    /** A field of free words that must be there. */
    static String someWords(Document document, String name) {
        String words = words(document, name, WORDS_MAX);
        if (words == null && !document.faulty(name)) {
            document.fault(name, document.has(name) ? "must not be blank" : "is required");
        }
        return words == null ? "" : words;
    }

    /** {@code {name: words}}, or empty for nothing said. */
    static JsonObject said(String name, @Nullable String words) {
        return words == null ? new JsonObject() : new JsonObject().put(name, words);
    }
}
