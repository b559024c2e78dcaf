package io.pelagos.lead;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** How contact data looks to those who do not own the lead; null and empty values stay as they are. */
final class Masking {
    private static final int HIDDEN_DIGITS_MIN = 4;
    private static final String STARS = "***";

    private Masking() {}

    /** {@code 王小明} becomes {@code 王**}, whatever its length; a company's name likewise. */
    static @Nullable String name(@Nullable String name) {
        return name == null || name.isEmpty() ? name : first(name) + "**";
    }

    /**
     * {@code +8613812341234} becomes {@code 138****1234}: of the national number the first three and the last
     * four digits are shown, fewer where that would hide fewer than four.
     */
    static @Nullable String phone(@Nullable String phone) {
        if (phone == null || phone.isEmpty()) {
            return phone;
        }
        String digits = Phones.nationalNumber(phone);
        int tail = Math.max(0, Math.min(4, digits.length() - HIDDEN_DIGITS_MIN));
        int head = Math.max(0, Math.min(3, digits.length() - HIDDEN_DIGITS_MIN - tail));
        int hidden = Math.max(HIDDEN_DIGITS_MIN, digits.length() - head - tail);
        return digits.substring(0, head) + "*".repeat(hidden) + digits.substring(digits.length() - tail);
    }

    /** {@code anna@example.com} becomes {@code a***@example.com}; a single letter before the @ is hidden too. */
    static @Nullable String email(@Nullable String email) {
        if (email == null || email.isEmpty()) {
            return email;
        }
        int at = email.lastIndexOf('@');
        if (at < 0) {
            return wechat(email);
        }
        String local = email.substring(0, at);
        return (single(local) ? "" : first(local)) + STARS + email.substring(at);
    }

    /** {@code wxid_anna} becomes {@code w***}. */
    static @Nullable String wechat(@Nullable String wechat) {
        if (wechat == null || wechat.isEmpty()) {
            return wechat;
        }
        return single(wechat) ? STARS : first(wechat) + STARS;
    }

    /** The page without what follows its path: forms put there what was typed into them. */
    static JsonObject source(JsonObject source) {
        if (!(source.getValue("page") instanceof String page)) {
            return source;
        }
        String path = page.split("[?#]", 2)[0];
        return path.equals(page) ? source : source.copy().put("page", path);
    }

    private static boolean single(String text) {
        return text.codePointCount(0, text.length()) <= 1;
    }

    private static String first(String text) {
        return text.substring(0, text.offsetByCodePoints(0, 1));
    }
}
