package io.pelagos.lead;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens what is personal of leads. Keys of a tenant have to be loaded ({@link #ready}) before its leads
 * are sealed or opened; from then on all is in memory.
 */
public final class ContactVault {
    private static final String DETAIL = "detail";

    private final Keysets keysets;

    public ContactVault(Keysets keysets) {
        this.keysets = keysets;
    }

    /** Loads the tenant's keys. */
    public Future<Keyset> ready(int tenant) {
        return keysets.load(tenant);
    }

    /** The tenant's keys, which have been made ready; throws {@link IllegalStateException} before. */
    public Keyset keys(int tenant) {
        return keysets.get(tenant);
    }

    /** The stored form of a lead's personal values: columns {@code key} and {@code sealed}. */
    public record Sealed(byte[] key, byte[] sealed) {}

    /** Seals a new lead under a new key. */
    public Sealed seal(int tenant, long lead, Contact contact, JsonObject attributes, @Nullable String externalId) {
        LeadKey key = keysets.get(tenant).newLeadKey(lead);
        return new Sealed(key.wrapped(), seal(key, contact, attributes, externalId));
    }

    /** Seals changed values under the lead's present key. */
    public byte[] seal(LeadKey key, Contact contact, JsonObject attributes, @Nullable String externalId) {
        JsonObject plain = new JsonObject().put("contact", contact.toJson()).put("attributes", attributes);
        if (externalId != null) {
            plain.put("external_id", externalId);
        }
        return key.seal(plain.toBuffer().getBytes(), DETAIL);
    }

    /** The lead's key, for the journal's reasons and contents too. */
    public LeadKey key(int tenant, long lead, byte[] wrapped) {
        return keysets.get(tenant).leadKey(lead, wrapped);
    }

    /** The key of what was said about a lead; null when that was erased, and no key opens it any more. */
    public @Nullable LeadKey wordsKey(LeadRow lead, SealedDetail stored) {
        return lead.erased() ? null : key(lead.tenant(), lead.id(), stored.key().getBytes());
    }

    /** A lead of which nothing is known, under a key that has sealed nothing else: what is stored when it is erased. */
    public Sealed sealNothing(int tenant, long lead) {
        return seal(tenant, lead, Contact.NONE, new JsonObject(), null);
    }

    /** Opens a row of {@code lead_detail}; throws {@link IllegalStateException} when it cannot be opened. */
    public LeadDetail open(
            int tenant,
            long lead,
            @Nullable String channel,
            byte[] wrappedKey,
            byte[] sealed,
            JsonObject source,
            long createdAtMillis) {
        byte[] bytes = key(tenant, lead, wrappedKey).open(sealed, DETAIL);
        JsonObject plain = new JsonObject(Buffer.buffer(bytes));
        return new LeadDetail(
                tenant,
                lead,
                channel,
                Contact.of(plain.getJsonObject("contact", new JsonObject())),
                plain.getJsonObject("attributes", new JsonObject()),
                plain.getString("external_id"),
                source,
                createdAtMillis);
    }

    public LeadDetail open(SealedDetail stored) {
        return open(
                stored.tenant(),
                stored.lead(),
                stored.channel(),
                stored.key().getBytes(),
                stored.sealed().getBytes(),
                stored.source(),
                stored.createdAtMillis());
    }

    /** Seals a secret of the tenant that belongs to no lead; {@code context} names what it is. */
    public byte[] sealForTenant(int tenant, byte[] plain, String context) {
        return keysets.get(tenant).seal(plain, context);
    }

    public byte[] openForTenant(int tenant, byte[] sealed, String context) {
        return keysets.get(tenant).open(sealed, context);
    }
}
