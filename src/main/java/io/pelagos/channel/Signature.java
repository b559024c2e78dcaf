package io.pelagos.channel;

import io.pelagos.team.Document;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a platform signs. Where platforms or their documents contradict one another each part is a setting of the
 * channel's {@code auth}, with the default below.
 *
 * @param header where the signature is
 * @param keyed HMAC-SHA256 under the channel's secret; else SHA-256 alone
 * @param signed what may be signed, each a text with places: {@code {body}} the raw bytes, {@code {escaped_body}} with
 *     all but ASCII as {@code \u00e4}, {@code {body.PATH}} a value of the body, {@code {timestamp}}, {@code {nonce}},
 *     {@code {secret}}, {@code {token}} the credential of that name or else the secret
 * @param timeHeader where the time is when the form does not hold it; empty: nowhere
 * @param toleranceSeconds how far the time may be from now; 0: it is not looked at
 */
public record Signature(
        String header,
        boolean keyed,
        List<String> signed,
        Encoding encoding,
        Form form,
        String timeHeader,
        long toleranceSeconds) {
    /** A place in a signed text. */
    public static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)(?:\\.([^{}]+))?}");

    private static final List<String> PLACES = List.of("body", "escaped_body", "timestamp", "nonce", "secret", "token");
    private static final int SIGNED_MAX = 4;
    private static final int TEXT_MAX = 200;
    private static final long TOLERANCE_SECONDS_MAX = 86_400;

    /** How the digest is written; BASE64_HEX: base64 of its hex digits. */
    public enum Encoding {
        HEX,
        BASE64,
        BASE64_HEX
    }

    /** What the header holds. */
    public enum Form {
        /** The signature; {@code sha256=} before it is usual and means nothing more. */
        PLAIN,
        /** {@code t=<seconds>,s=<signature>}. */
        PAIRS,
        /** base64 of {@code token,timestamp,nonce,signature}. */
        LIST
    }

    private static final Signature HMAC = new Signature("", true, List.of("{body}"), Encoding.HEX, Form.PLAIN, "", 0);

    /** By the type in {@code auth}. */
    static final Map<String, Signature> USUAL = Map.of(
            "hmac-sha256",
            HMAC,
            "meta",
            HMAC.in("X-Hub-Signature-256"),
            "linkedin",
            HMAC.in("X-LI-Signature").of("hmacsha256={body}"),
            "tiktok-open",
            HMAC.in("X-Open-Signature").of("{escaped_body}"),
            "tiktok",
            new Signature("TikTok-Signature", true, List.of("{timestamp}.{body}"), Encoding.HEX, Form.PAIRS, "", 300),
            "oceanengine",
            new Signature(
                    "SIGNATURE",
                    false,
                    List.of("{body.id}|{token}|{timestamp}"),
                    Encoding.BASE64,
                    Form.PLAIN,
                    "TIMESTAMP",
                    0),
            // Whether the dots of the document are signed or only join is not known.
            "tencent",
            new Signature(
                    "X-Signature",
                    false,
                    List.of("{token}{timestamp}{secret}", "{token}.{timestamp}.{secret}"),
                    Encoding.HEX,
                    Form.LIST,
                    "",
                    300));

    private Signature in(String name) {
        return new Signature(name, keyed, signed, encoding, form, timeHeader, toleranceSeconds);
    }

    private Signature of(String text) {
        return new Signature(header, keyed, List.of(text), encoding, form, timeHeader, toleranceSeconds);
    }

    /** Whether it can be checked only once the body has been read. */
    public boolean readsBody() {
        return signed.stream().anyMatch(text -> text.contains("{body."));
    }

    /** Reads what a channel says otherwise than its platform usually does. */
    Signature read(Document document) {
        String name = document.optionalText("name", TEXT_MAX);
        String algorithm =
                document.choice("algorithm", List.of("hmac-sha256", "sha256"), keyed ? "hmac-sha256" : "sha256");
        List<String> texts = document.texts("signed", SIGNED_MAX, TEXT_MAX);
        String encoded = document.choice("encoding", List.of("hex", "base64", "base64-hex"), text(encoding));
        String time = document.optionalText("timestamp", TEXT_MAX);
        long tolerance = document.integer("tolerance_seconds", 0, TOLERANCE_SECONDS_MAX, toleranceSeconds);
        Signature read = new Signature(
                name == null ? header : name,
                algorithm.equals("hmac-sha256"),
                texts.isEmpty() ? signed : List.copyOf(texts),
                Encoding.valueOf(word(encoded)),
                form,
                time == null ? timeHeader : time,
                tolerance);
        read.check(document);
        return read;
    }

    private void check(Document document) {
        if (header.isEmpty()) {
            document.fault("name", "is required");
        }
        for (String text : signed) {
            Matcher place = PLACE.matcher(text);
            boolean secret = keyed;
            while (place.find()) {
                boolean known = PLACES.contains(place.group(1))
                        && (place.group(2) == null || place.group(1).equals("body"));
                if (!known) {
                    document.fault(
                            "signed",
                            "may hold only {body}, {body.PATH}, {escaped_body}, {timestamp}, {nonce},"
                                    + " {secret} and {token}");
                }
                secret |= place.group(1).equals("secret") || place.group(1).equals("token");
            }
            if (!secret) {
                document.fault("signed", "must hold {secret} or {token}: anybody can make a digest without them");
            }
        }
        if (toleranceSeconds > 0 && form == Form.PLAIN && timeHeader.isEmpty()) {
            document.fault("timestamp", "is required: the header with the time");
        }
    }

    static String text(Encoding encoding) {
        return encoding.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    static String word(String text) {
        return text.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
    }
}
