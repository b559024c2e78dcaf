package io.pelagos.channel.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.JsonPath;
import io.pelagos.channel.Secrets;
import io.pelagos.channel.Signature;
import io.pelagos.channel.Values;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Checks one {@link Signature} of one delivery. */
final class SignatureCheck {
    private static final int LIST_ITEMS = 4;
    /** Times above this are in milliseconds; in seconds it is the year 5138. */
    private static final long SECONDS_MAX = 100_000_000_000L;

    private final Signature signature;
    private final Credentials secrets;
    private final Delivery delivery;
    private final @Nullable ObjectNode body;
    private final Map<String, String> known = new HashMap<>();

    /** @param body null as long as it has not been read */
    SignatureCheck(Signature signature, Credentials secrets, Delivery delivery, @Nullable ObjectNode body) {
        this.signature = signature;
        this.secrets = secrets;
        this.delivery = delivery;
        this.body = body;
    }

    boolean valid() {
        String header = delivery.headers().get(signature.header());
        String secret = secrets.secret();
        if (header == null || secret == null) {
            return false;
        }
        put("secret", secret);
        put("token", secrets.get("token") == null ? secret : secrets.get("token"));
        if (!signature.timeHeader().isEmpty()) {
            put("timestamp", delivery.headers().get(signature.timeHeader()));
        }
        try {
            String given = given(header.strip());
            return given != null && fresh() && matches(decoded(given), secret);
        } catch (IllegalArgumentException e) {
            // Not hex, not base64, or no number where a time should be.
            return false;
        }
    }

    private void put(String name, @Nullable String value) {
        if (value != null) {
            known.put(name, value);
        }
    }

    /** The signature itself; what comes with it is then known. */
    private @Nullable String given(String header) {
        return switch (signature.form()) {
            case PLAIN -> header.replaceFirst("^sha256=", "");
            case PAIRS -> {
                // Apart from what is known: whoever sends them could name a secret of his own.
                Map<String, String> pairs = new HashMap<>();
                for (String pair : header.split(",", LIST_ITEMS)) {
                    String[] parts = pair.strip().split("=", 2);
                    if (parts.length == 2) {
                        pairs.put(parts[0], parts[1]);
                    }
                }
                put("timestamp", pairs.get("t"));
                yield pairs.get("s");
            }
            case LIST -> {
                String[] items =
                        new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8).split(",", LIST_ITEMS);
                if (items.length < LIST_ITEMS || !Secrets.equal(known.get("token"), items[0])) {
                    yield null;
                }
                put("timestamp", items[1]);
                put("nonce", items[2]);
                yield items[3];
            }
        };
    }

    private boolean fresh() {
        if (signature.toleranceSeconds() == 0) {
            return true;
        }
        String text = known.get("timestamp");
        if (text == null) {
            return false;
        }
        long time = Long.parseLong(text);
        long millis = Math.abs(time) > SECONDS_MAX ? time : time * 1_000;
        return Math.abs(delivery.atMillis() - millis) <= signature.toleranceSeconds() * 1_000;
    }

    private byte[] decoded(String text) {
        return switch (signature.encoding()) {
            case HEX -> HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT));
            case BASE64 -> Base64.getDecoder().decode(text);
            case BASE64_HEX ->
                HexFormat.of()
                        .parseHex(new String(Base64.getDecoder().decode(text), StandardCharsets.US_ASCII)
                                .toLowerCase(Locale.ROOT));
        };
    }

    private boolean matches(byte[] given, String secret) {
        boolean found = false;
        for (String text : signature.signed()) {
            byte[] message = message(text);
            if (message != null) {
                byte[] expected = signature.keyed()
                        ? Secrets.hmacSha256(secret.getBytes(StandardCharsets.UTF_8), message)
                        : Secrets.sha256(message);
                found |= MessageDigest.isEqual(expected, given);
            }
        }
        return found;
    }

    /** The signed text with its places filled; null when the delivery does not hold what belongs there. */
    private byte @Nullable [] message(String text) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        Matcher place = Signature.PLACE.matcher(text);
        int from = 0;
        while (place.find()) {
            message.writeBytes(utf8(text.substring(from, place.start())));
            byte[] value = value(place.group(1), place.group(2));
            if (value == null) {
                return null;
            }
            message.writeBytes(value);
            from = place.end();
        }
        message.writeBytes(utf8(text.substring(from)));
        return message.toByteArray();
    }

    private byte @Nullable [] value(String place, @Nullable String path) {
        if (path != null) {
            JsonPath.Found found = body == null ? null : JsonPath.find(body, path);
            String value = found == null ? null : Values.text(found.node());
            return value == null ? null : utf8(value);
        }
        return switch (place) {
            case "body" -> delivery.body();
            case "escaped_body" -> escaped(new String(delivery.body(), StandardCharsets.UTF_8));
            default -> {
                String value = known.get(place);
                yield value == null ? null : utf8(value);
            }
        };
    }

    /** All but ASCII as {@code \u00e4}, in lower case, as PHP and Python write JSON. */
    private static byte[] escaped(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 128) {
                ascii.append(c);
            } else {
                ascii.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return utf8(ascii.toString());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
