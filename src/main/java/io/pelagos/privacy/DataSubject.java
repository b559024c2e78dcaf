package io.pelagos.privacy;

import io.pelagos.lead.Contact;
import io.pelagos.lead.Phones;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One person, as texts may mention him. Only what belongs to nobody else counts as a mention: many people have the same
 * name, so names tell him only in what is about one of his leads anyway.
 *
 * @param phone E.164: whom it is asked about; empty when it is only about leads, whoever they are of
 * @param leads that are this person's
 */
record DataSubject(String phone, Set<String> emails, Set<String> wechats, Set<String> names, Set<Long> leads) {
    /** National numbers of fewer digits turn up by chance: they count only behind their country code. */
    private static final int TELLING_DIGITS = 7;
    /** Others are words, such as "unknown" or "same as phone". */
    private static final Pattern TELLING_WECHAT = Pattern.compile("(?=.*[0-9_-])[a-z][-_a-z0-9]{5,19}");

    private static final Pattern NOTHING = Pattern.compile("(?!)");

    private static final String BETWEEN = "[\\s().\\-\\u00a0]{0,3}";

    static DataSubject of(String phone) {
        return new DataSubject(phone, Set.of(), Set.of(), Set.of(), Set.of());
    }

    /** Whoever these leads are of: nothing else tells of him. */
    static DataSubject of(List<Long> leads) {
        return new DataSubject("", Set.of(), Set.of(), Set.of(), new TreeSet<>(leads));
    }

    boolean nobody() {
        return phone.isEmpty();
    }

    /** With what one of his leads says of him. */
    DataSubject with(long lead, Contact contact) {
        return new DataSubject(
                phone,
                and(emails, lower(contact.email())),
                and(wechats, lower(contact.wechat())),
                and(names, contact.name()),
                and(leads, lead));
    }

    private static <T extends Comparable<T>> Set<T> and(Set<T> known, @Nullable T more) {
        Set<T> all = new TreeSet<>(known);
        if (more != null && !more.toString().isBlank()) {
            all.add(more);
        }
        return all;
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    /** What finds him in texts. Made once for many texts. */
    Mentions mentions() {
        return new Mentions(pattern());
    }

    /** Finds a person in texts, however they write his number. */
    static final class Mentions {
        private final Pattern pattern;

        private Mentions(Pattern pattern) {
            this.pattern = pattern;
        }

        boolean in(String text) {
            String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
            return pattern.matcher(plain).find()
                    || (plain.indexOf('%') >= 0
                            && pattern.matcher(decoded(plain)).find());
        }

        /** Forms are kept as they came: {@code anna%40example.com}. */
        private static String decoded(String text) {
            try {
                return URLDecoder.decode(text, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return text; // No form after all.
            }
        }
    }

    private Pattern pattern() {
        if (nobody()) {
            return NOTHING;
        }
        String national = Phones.nationalNumber(phone);
        String country = phone.substring(1, phone.length() - national.length());
        String prefix = "(?:(?:\\+|00)?" + country + BETWEEN + "(?:\\(?0\\)?)?" + BETWEEN + ")";
        String number = "(?<![0-9])" + prefix + (national.length() < TELLING_DIGITS ? "" : "?") + "0?"
                + national.chars().mapToObj(Character::toString).collect(Collectors.joining(BETWEEN)) + "(?![0-9])";
        StringBuilder any = new StringBuilder(number).append('|').append(sha256(phone));
        emails.forEach(email ->
                any.append("|(?<![\\w.+-])").append(Pattern.quote(email)).append("(?![\\w-])"));
        wechats.stream()
                .filter(wechat -> TELLING_WECHAT.matcher(wechat).matches())
                .forEach(wechat ->
                        any.append("|(?<![\\w-])").append(Pattern.quote(wechat)).append("(?![\\w-])"));
        return Pattern.compile(any.toString());
    }

    /** Partners ask about phones by this. */
    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Whether a text names him or one of his leads; only of texts that nobody misses for long when they are another's. A
     * name of one character is in every other text.
     */
    boolean namedIn(String text) {
        return names.stream()
                        .filter(name -> name.codePointCount(0, name.length()) > 1)
                        .anyMatch(text::contains)
                || leads.stream().map(String::valueOf).anyMatch(text::contains);
    }

    JsonObject json() {
        return new JsonObject()
                .put("phone", phone)
                .put("emails", new JsonArray(emails.stream().toList()))
                .put("wechats", new JsonArray(wechats.stream().toList()))
                .put("names", new JsonArray(names.stream().toList()))
                .put("leads", new JsonArray(leads.stream().map(String::valueOf).toList()));
    }

    static DataSubject of(JsonObject json) {
        return new DataSubject(
                json.getString("phone"),
                texts(json, "emails"),
                texts(json, "wechats"),
                texts(json, "names"),
                texts(json, "leads").stream().map(Long::valueOf).collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Set<String> texts(JsonObject json, String name) {
        return json.getJsonArray(name).stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
    }
}
