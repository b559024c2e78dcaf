package io.pelagos.channel.poll;

import io.pelagos.channel.Credentials;
import io.pelagos.channel.LeadSource;
import io.pelagos.channel.Pull;
import io.pelagos.channel.Secrets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fills the places of a channel's {@link Pull}. */
final class PullRequest {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");
    private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);

    private final Pull pull;
    private final Map<String, String> values = new HashMap<>();

    /**
     * Makes the request for one page.
     *
     * @param fromMillis the window's beginning
     * @param toMillis its end
     * @param page counted from 1
     * @param nonce new for each request
     */
    PullRequest(
            Pull pull, Credentials secrets, long fromMillis, long toMillis, int page, long nowMillis, String nonce) {
        this.pull = pull;
        values.put("from", time(fromMillis));
        values.put("to", time(toMillis));
        values.put("page", Integer.toString(page));
        values.put("page_size", Integer.toString(pull.pageSize()));
        values.put("timestamp", Long.toString(nowMillis / 1_000));
        values.put("nonce", nonce);
        values.put("path", URI.create(Pull.filled(pull.url())).getPath());
        put("secret", secrets.secret());
        put("token", secrets.get("token") == null ? secrets.secret() : secrets.get("token"));
        if (!pull.signed().isEmpty()) {
            values.put("signature", signature(secrets.secret()));
            String list = String.join(",", text("token"), text("timestamp"), nonce, text("signature"));
            values.put("signed_list", Base64.getEncoder().encodeToString(utf8(list)));
        }
    }

    private void put(String name, @Nullable String value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    private String text(String name) {
        return values.getOrDefault(name, "");
    }

    private String time(long millis) {
        return switch (pull.timeFormat()) {
            case "seconds" -> Long.toString(millis / 1_000);
            case "millis" -> Long.toString(millis);
            default ->
                DateTimeFormatter.ofPattern(pull.timeFormat(), Locale.ROOT)
                        .format(Instant.ofEpochMilli(millis).atOffset(CHINA));
        };
    }

    private String signature(@Nullable String secret) {
        byte[] message = utf8(filled(pull.signed(), UnaryOperator.identity()));
        byte[] digest = pull.keyed()
                ? Secrets.hmacSha256(utf8(secret == null ? "" : secret), message)
                : Secrets.sha256(message);
        String hex = HexFormat.of().formatHex(digest);
        return switch (pull.encoding()) {
            case HEX -> hex;
            case BASE64 -> Base64.getEncoder().encodeToString(digest);
            case BASE64_HEX -> Base64.getEncoder().encodeToString(utf8(hex));
        };
    }

    /** The whole request. */
    LeadSource.Question question() {
        UnaryOperator<String> encoded = text -> URLEncoder.encode(text, StandardCharsets.UTF_8);
        Map<String, String> headers = new HashMap<>();
        pull.headers().forEach((name, text) -> headers.put(name, filled(text, UnaryOperator.identity())));
        URI address = URI.create(filled(pull.url(), encoded));
        JsonObject body = pull.body();
        if (body == null) {
            return new LeadSource.Question("GET", address, headers, "");
        }
        headers.put("Content-Type", "application/json");
        return new LeadSource.Question("POST", address, headers, object(body).encode());
    }

    private JsonObject object(JsonObject template) {
        JsonObject filled = new JsonObject();
        template.forEach(field -> filled.put(field.getKey(), value(field.getValue())));
        return filled;
    }

    /** Page numbers are numbers when they stand alone. */
    private @Nullable Object value(@Nullable Object template) {
        if (template instanceof JsonObject object) {
            return object(object);
        } else if (template instanceof JsonArray array) {
            JsonArray filled = new JsonArray();
            array.forEach(item -> filled.add(value(item)));
            return filled;
        } else if (template instanceof String text) {
            String filled = filled(text, UnaryOperator.identity());
            return text.equals("{page}") || text.equals("{page_size}") ? (Object) Integer.valueOf(filled) : filled;
        }
        return template;
    }

    private String filled(String text, UnaryOperator<String> encoding) {
        Matcher place = PLACE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (place.find()) {
            place.appendReplacement(filled, Matcher.quoteReplacement(encoding.apply(text(place.group(1)))));
        }
        place.appendTail(filled);
        return filled.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
