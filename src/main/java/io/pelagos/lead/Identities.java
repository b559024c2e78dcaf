package io.pelagos.lead;

/**
 * The blind index: keyed hashes by which equal leads are found without storing what they share. A hash is 16
 * bytes and valid within one tenant, whose key makes it.
 */
public final class Identities {
    /** {@code identity.kind}: the platform's id of a lead, unique within its channel. */
    public static final char EXTERNAL_ID = 'x';

    /** {@code identity.kind}: a phone in E.164, unique within the tenant. */
    public static final char PHONE = 'p';

    private Identities() {}

    public static byte[] externalId(Keyset tenant, String channel, String externalId) {
        return tenant.blindIndex(EXTERNAL_ID, channel, externalId);
    }

    public static byte[] phone(Keyset tenant, String e164) {
        return tenant.blindIndex(PHONE, "", e164);
    }
}
