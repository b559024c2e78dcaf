package io.pelagos.lead;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The blind index: keyed hashes by which equal leads are found without storing what they share. A hash is 16
 * bytes and valid within one tenant, whose key makes it.
 */
public final class Identities {
    /** {@code identity.kind}: the platform's id of a lead, unique within its channel. */
    public static final char EXTERNAL_ID = 'x';

    /** {@code identity.kind}: a phone in E.164, unique within the tenant. */
    public static final char PHONE = 'p';

    /** {@code identity.kind}: an e-mail address; as the next two, of a tenant or of a channel. */
    public static final char EMAIL = 'e';

    public static final char WECHAT = 'w';
    /** Several values that only together make leads the same. */
    public static final char COMPOSITE = 'k';

    /** {@code identity.kind}: all that a delivery said, unique within its channel: it tells one that is sent again. */
    public static final char DELIVERY = 'r';

    /** {@code identity.kind}: another system's id of a deal, unique within the tenant; as the following. */
    public static final char DEAL = 'd';

    public static final char OPPORTUNITY = 'o';
    public static final char CONTRACT = 'c';
    public static final char PAYMENT = 'y';

    /** No row of {@code identity}: it only tells equal texts. */
    private static final char CONTENT = 't';

    /** No row of {@code identity}: a phone that a partner has asked about, by its plain hash. */
    private static final char ASKED = 'q';

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private Identities() {}

    public static byte[] externalId(Keyset tenant, String channel, String externalId) {
        return tenant.blindIndex(EXTERNAL_ID, channel, externalId);
    }

    /** Names what somebody wrote: equal but for spaces and case is equal. */
    public static byte[] content(Keyset tenant, String words) {
        return tenant.blindIndex(CONTENT, "", plain(words));
    }

    /** @param kind DEAL, OPPORTUNITY, CONTRACT or PAYMENT */
    public static byte[] record(Keyset tenant, char kind, String externalId) {
        return tenant.blindIndex(kind, "", externalId);
    }

    /** A phone as {@link #askedHash} finds it. */
    public static byte[] askedPhone(Keyset tenant, String e164) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(e164.getBytes(StandardCharsets.UTF_8));
            return askedHash(tenant, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** @param sha256 of the phone in E.164, in lower-case hex: a plain hash of a phone is as good as the phone, and is not kept */
    public static byte[] askedHash(Keyset tenant, String sha256) {
        return tenant.blindIndex(ASKED, "", sha256);
    }

    public static byte[] phone(Keyset tenant, String e164) {
        return tenant.blindIndex(PHONE, "", e164);
    }

    /**
     * What makes leads the same, compared without regard to case and spaces.
     *
     * @param channel whose leads only are compared; empty: all of the tenant
     * @param kind PHONE, EMAIL or WECHAT, or COMPOSITE
     * @param names of the fields whose values these are, in one order
     */
    public static byte[] scoped(Keyset tenant, char kind, String channel, List<String> names, List<String> values) {
        String plain = values.stream().map(Identities::plain).collect(Collectors.joining("\0"));
        return tenant.blindIndex(kind, kind == COMPOSITE ? channel + "/" + String.join("+", names) : channel, plain);
    }

    private static String plain(String text) {
        return SPACES.matcher(text.strip().toLowerCase(Locale.ROOT)).replaceAll(" ");
    }

    /** @param said all that the delivery said, the same text when it says the same */
    public static byte[] delivery(Keyset tenant, String channel, String said) {
        return tenant.blindIndex(DELIVERY, channel, said);
    }
}
