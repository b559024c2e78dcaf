package io.pelagos.deadletter;

import io.vertx.core.MultiMap;
import io.vertx.core.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes secrets out of a delivery: the channel's own, wherever they are, and the values of fields, headers and parameters whose
 * names say that they hold one. What is left can still be parsed as what it was. It looks at bytes and not at what they
 * mean: a letter is there because nobody could read it.
 */
final class Redaction {
    static final String REDACTED = "redacted";

    /** How names end that tell of a secret. */
    private static final String TELLING_END =
            "[a-z0-9_.-]{0,40}(?:token|secret|password|authorization|api[_-]?key|google_key)";

    /** A text, perhaps cut off, or another scalar. */
    private static final String JSON_VALUE = "(?:\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"?+|[^\\s,}\\]\"\\[{]++)";

    private static final String FORM = "((?:^|&)NAME=)[^&\\s]*+";
    /** A part has some lines before the blank one: without a bound each line would be looked at from all before it. */
    private static final String PART =
            "(name=\"?NAME\"?[^\\r\\n]*+(?:\\r?\\n[^\\r\\n]++){0,8}+\\r?\\n\\r?\\n)[^\\r\\n]*+";

    private static final String XML = "(<(?:[a-z0-9._-]{1,40}:)?NAME(?:\\s[^<>]*+)?>)[^<]*+";
    /** In a header's or parameter's name. */
    private static final Pattern TELLING =
            Pattern.compile("(?i).*(?:token|secret|passw|api[_-]?key|auth|cookie|signature|credential).*");
    /** A shorter secret is taken out only where it stands alone, else half the words would go with it. */
    private static final int LONG_CHARACTERS = 6;

    private static final int HEADERS_MAX = 60;
    private static final int HEADER_CHARACTERS_MAX = 2_000;

    private final Set<String> names;
    private final List<String> secrets;
    private final Pattern json;
    private final List<Pattern> fields;

    /**
     * What to take out beside the usual.
     *
     * @param secrets in the clear
     * @param names of headers, parameters or fields in which this channel expects a secret, in lower case
     */
    Redaction(List<String> secrets, Set<String> names) {
        Set<String> written = new LinkedHashSet<>();
        secrets.stream().filter(secret -> !secret.isEmpty()).forEach(secret -> addWritten(written, secret));
        // The longest first: one may be a part of another.
        this.secrets = written.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        this.names = names;
        StringBuilder telling = new StringBuilder("(?:" + TELLING_END);
        names.forEach(name -> telling.append('|').append(Pattern.quote(bytewise(name))));
        String name = telling.append(')').toString();
        this.json = Pattern.compile("(?i)(\"" + name + "\"\\s*+:\\s*+)" + JSON_VALUE);
        this.fields = Stream.of(FORM, PART, XML)
                .map(shape -> Pattern.compile("(?i)" + shape.replace("NAME", name)))
                .toList();
    }

    /** As it stands in JSON, in forms and in XML. */
    private static void addWritten(Set<String> written, String secret) {
        String json = Json.encode(secret);
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        written.add(bytewise(secret));
        written.add(bytewise(json.substring(1, json.length() - 1)));
        written.add(bytewise(json.substring(1, json.length() - 1).replace("/", "\\/")));
        written.add(url);
        written.add(url.replace("+", "%20"));
        written.add(bytewise(secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }

    byte[] body(byte[] body) {
        // A character for each byte: what is no valid text stays as it is.
        String text = bytewise(body);
        text = json.matcher(text).replaceAll("$1\"" + REDACTED + "\"");
        for (Pattern field : fields) {
            text = field.matcher(text).replaceAll("$1" + REDACTED);
        }
        return withoutSecrets(text).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Headers or parameters, those that tell a secret left out. */
    MultiMap fields(MultiMap fields) {
        MultiMap kept = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, String> field : fields) {
            String name = field.getKey();
            boolean telling = TELLING.matcher(name).matches() || names.contains(name.toLowerCase(Locale.ROOT));
            if (!telling && field.getValue().length() <= HEADER_CHARACTERS_MAX && kept.size() < HEADERS_MAX) {
                kept.add(name, plain(withoutSecrets(bytewise(field.getValue()))));
            }
        }
        return kept;
    }

    private String withoutSecrets(String text) {
        String rest = text;
        for (String secret : secrets) {
            if (secret.length() >= LONG_CHARACTERS) {
                rest = rest.replace(secret, REDACTED);
            } else {
                Pattern alone = Pattern.compile("(?<=^|[\"'=>\\s])" + Pattern.quote(secret) + "(?=$|[\"'&<\\s])");
                rest = alone.matcher(rest).replaceAll(Matcher.quoteReplacement(REDACTED));
            }
        }
        return rest;
    }

    private static String plain(String bytewise) {
        return new String(bytewise.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String bytewise(String text) {
        return bytewise(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String bytewise(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
