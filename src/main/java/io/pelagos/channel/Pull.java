package io.pelagos.channel;

import io.pelagos.team.Document;
import io.pelagos.team.Durations;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a platform is asked for its newest leads. Field {@code pull} of a channel's {@code settings}. As little of it is
 * published, all is a setting: url, headers, body and what is signed are texts with places, {@code {from}}, {@code {to}},
 * {@code {page}}, {@code {page_size}}, {@code {token}} (the credential, or else the secret), {@code {secret}},
 * {@code {timestamp}}, {@code {nonce}}, {@code {path}} of the url, {@code {signature}} and {@code {signed_list}}, which is
 * base64 of {@code token,timestamp,nonce,signature}.
 *
 * @param body of a POST; null: GET
 * @param list where in the answer the leads are, see {@link JsonPath}
 * @param signed what {@code {signature}} signs; empty: nothing
 * @param keyed by HMAC-SHA256 under the secret; else SHA-256 alone
 * @param timeFormat of {@code {from}} and {@code {to}}: {@code seconds}, {@code millis}, or a pattern in the time of China
 * @param overlap how far each look reaches back behind the last one
 * @param since where the first look begins; null: when the channel is first seen
 */
public record Pull(
        String url,
        Map<String, String> headers,
        @Nullable JsonObject body,
        String list,
        String signed,
        boolean keyed,
        Signature.Encoding encoding,
        String timeFormat,
        Duration period,
        Duration overlap,
        int pageSize,
        @Nullable Instant since) {
    private static final int TEXT_MAX = 1_000;
    private static final String PAGE = "{page}";
    private static final Duration PERIOD_MIN = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration OVERLAP_MAX = Duration.ofDays(30);

    /** What is known, or supposed, of a platform; {@code url} is always the firm's to say. */
    static @Nullable Pull usual(Channel.Type type) {
        return switch (type) {
            case KUAISHOU ->
                new Pull(
                        "",
                        Map.of("access-token", "{token}"),
                        // Of the body of its requests and of its answers too little is known.
                        new JsonObject(),
                        "",
                        "",
                        true,
                        Signature.Encoding.HEX,
                        "yyyy-MM-dd HH:mm:ss",
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        100,
                        null);
            case TENCENT ->
                new Pull(
                        "",
                        Map.of("X-Signature", "{signed_list}", "X-Signature-Algorithm", "SHA256"),
                        null,
                        "data.leads_info",
                        "{token}.{timestamp}.{secret}",
                        false,
                        Signature.Encoding.HEX,
                        "seconds",
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        200,
                        null);
            case OCEANENGINE ->
                new Pull(
                        "",
                        Map.of("Signature", "{signature}", "Timestamp", "{timestamp}", "Access-Token", "{token}"),
                        null,
                        "data",
                        "{path}?start_time={from}&end_time={to} {timestamp}",
                        true,
                        Signature.Encoding.BASE64_HEX,
                        "yyyy-MM-dd",
                        Duration.ofMinutes(30),
                        DAY,
                        100,
                        null);
            default -> null;
        };
    }

    /** Reads what differs from what is usual. */
    static Pull read(Document document, Pull usual) {
        JsonObject body = document.free("body", 4_000);
        String list = document.optionalText("list", TEXT_MAX);
        String signed = document.optionalText("signed", TEXT_MAX);
        String format = document.optionalText("time_format", 40);
        if (format != null && !isFormat(format)) {
            document.fault("time_format", "must be seconds, millis or a pattern such as yyyy-MM-dd HH:mm:ss");
        }
        String algorithm =
                document.choice("algorithm", List.of("hmac-sha256", "sha256"), usual.keyed ? "hmac-sha256" : "sha256");
        String encoding =
                document.choice("encoding", List.of("hex", "base64", "base64-hex"), Signature.text(usual.encoding));
        Duration period = document.duration("period", DAY);
        if (period != null && period.compareTo(PERIOD_MIN) < 0) {
            document.fault("period", "must be at least " + Durations.text(PERIOD_MIN));
        }
        if (list == null && usual.list.isEmpty()) {
            document.fault("list", "is required");
        }
        if (body == null && usual.body != null) {
            document.fault("body", "is required");
        }
        Duration overlap = document.duration("overlap", OVERLAP_MAX);
        String url = url(document);
        if (!url.isEmpty()
                && !url.contains(PAGE)
                && (body == null || !body.encode().contains(PAGE))) {
            document.fault("url", "must hold {page}, or else the body: a look reads page after page");
        }
        return new Pull(
                url,
                headers(document, usual),
                body == null ? usual.body : body,
                list == null ? usual.list : list,
                signed == null ? usual.signed : signed,
                algorithm.equals("hmac-sha256"),
                Signature.Encoding.valueOf(Signature.word(encoding)),
                format == null ? usual.timeFormat : format,
                period == null ? usual.period : period,
                overlap == null ? usual.overlap : overlap,
                (int) document.integer("page_size", 1, 1_000, usual.pageSize),
                document.time("since"));
    }

    private static Map<String, String> headers(Document document, Pull usual) {
        Map<String, String> headers = new TreeMap<>(usual.headers);
        document.object("headers", said -> {
            for (String name : said.names()) {
                String text = said.optionalText(name, TEXT_MAX);
                if (!name.matches("[A-Za-z0-9-]{1,100}")) {
                    said.fault(name, "is no name of a header");
                } else if (text != null) {
                    headers.put(name, text);
                }
            }
            return said;
        });
        return Map.copyOf(headers);
    }

    private static String url(Document document) {
        String text = document.text("url", TEXT_MAX);
        try {
            URI uri = new URI(filled(text));
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && !authority(text).contains("{")) {
                return text;
            }
        } catch (URISyntaxException e) {
            // Falls through to the fault.
        }
        document.fault("url", "must be an address such as https://example.com/leads?page={page}");
        return "";
    }

    /** An address with something in each of its places. */
    public static String filled(String url) {
        return url.replaceAll("\\{[a-z_]+}", "x");
    }

    /** Whom the address names may not depend on anything. */
    private static String authority(String url) {
        int from = url.indexOf("//") + 2;
        int slash = url.indexOf('/', from);
        return slash < 0 ? url.substring(from) : url.substring(from, slash);
    }

    private static boolean isFormat(String format) {
        try {
            return format.equals("seconds")
                    || format.equals("millis")
                    || !DateTimeFormatter.ofPattern(format, java.util.Locale.ROOT)
                            .toString()
                            .isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
