package io.pelagos.channel;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What of a lead a delivery can fill, and where it is looked for when the channel's mapping does not say. */
public enum LeadField {
    NAME("contact.name", "name"),
    PHONE("contact.phone", "phone"),
    EMAIL("contact.email", "email"),
    WECHAT("contact.wechat", "wechat"),
    COMPANY("contact.company", "company"),
    /** The number is shared and expires. */
    VIRTUAL("contact.virtual", "virtual"),
    EXTERNAL_ID("external_id", "lead_id"),
    CAMPAIGN("source.campaign", "campaign"),
    AD_GROUP("source.ad_group", "ad_group"),
    AD("source.ad", "ad"),
    CLICK_ID("source.click_id", "click_id"),
    PAGE("source.page", "page"),
    GRADE("grade"),
    SCORE("score"),
    /** A list, or one text with commas. */
    TAGS("tags"),
    SKILLS("requires.skills"),
    REGION("requires.region"),
    LANGUAGE("requires.language"),
    SENIORITY("requires.seniority"),
    TEST("is_test", "test");

    @SuppressWarnings("ImmutableEnumChecker") // what List.of answers never changes
    private final List<String> usualPaths;

    LeadField(String... usualPaths) {
        this.usualPaths = List.of(usualPaths);
    }

    public List<String> usualPaths() {
        return usualPaths;
    }

    /** As it is written in a mapping: {@code ad_group}; also with its group, {@code source.ad_group}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its {@link #text}, with or without its group; null for none. */
    public static @Nullable LeadField of(String text) {
        for (LeadField field : values()) {
            if (field.text().equals(text) || field.usualPaths.get(0).equals(text)) {
                return field;
            }
        }
        return null;
    }
}
