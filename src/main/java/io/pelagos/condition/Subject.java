package io.pelagos.condition;

import io.pelagos.lead.Contact;
import io.pelagos.lead.Phones;
import io.pelagos.team.WorkCalendar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lead as conditions see it.
 *
 * @param fields the firm's own, by id
 * @param atMillis when it came in
 * @param zone the tenant's
 * @param calendar the tenant's; null: all time is working time
 */
public record Subject(
        @Nullable String channel,
        @Nullable String grade,
        @Nullable Integer score,
        List<String> tags,
        Contact contact,
        JsonObject source,
        JsonObject attributes,
        JsonObject fields,
        long atMillis,
        ZoneId zone,
        @Nullable WorkCalendar calendar) {
    private static final Set<String> KNOWN = Set.of(
            "channel",
            "grade",
            "score",
            "tags",
            "source.campaign",
            "source.ad_group",
            "source.ad",
            "source.click_id",
            "source.page",
            "contact.name",
            "contact.phone",
            "contact.email",
            "contact.wechat",
            "contact.company",
            "contact.country",
            "contact.region",
            "contact.phone_prefix");
    private static final String ATTRIBUTES = "attributes.";
    private static final String FIELDS = "fields.";

    static boolean knows(String field) {
        return KNOWN.contains(field)
                || (field.startsWith(ATTRIBUTES) && field.length() > ATTRIBUTES.length())
                || (field.startsWith(FIELDS) && field.length() > FIELDS.length());
    }

    /** The id of the firm's own field that a name stands for; null for another field. */
    static @Nullable String ownField(String field) {
        return field.startsWith(FIELDS) ? field.substring(FIELDS.length()) : null;
    }

    /** The same lead with another score and grade. */
    public Subject scored(@Nullable Integer newScore, @Nullable String newGrade) {
        return new Subject(
                channel, newGrade, newScore, tags, contact, source, attributes, fields, atMillis, zone, calendar);
    }

    boolean working() {
        return calendar == null || calendar.open(atMillis);
    }

    /** Its values under a name; none when it has none. Numbers, flags and texts. */
    List<Object> values(String field) {
        if (field.startsWith(ATTRIBUTES)) {
            return scalars(at(attributes, field.substring(ATTRIBUTES.length())));
        } else if (field.startsWith(FIELDS)) {
            return scalars(fields.getValue(field.substring(FIELDS.length())));
        } else if (field.startsWith("source.")) {
            return scalars(source.getValue(field.substring("source.".length())));
        }
        return switch (field) {
            case "channel" -> scalars(channel);
            case "grade" -> scalars(grade);
            case "score" -> scalars(score);
            case "tags" -> List.copyOf(tags);
            case "contact.name" -> scalars(contact.name());
            case "contact.phone" -> scalars(contact.phone());
            case "contact.email" -> scalars(contact.email());
            case "contact.wechat" -> scalars(contact.wechat());
            case "contact.company" -> scalars(contact.company());
            case "contact.country" -> contact.phone() == null ? List.of() : named(Phones.region(contact.phone()));
            case "contact.region" -> contact.phone() == null ? List.of() : List.copyOf(Phones.places(contact.phone()));
            case "contact.phone_prefix" -> prefixes(contact.phone());
            default -> List.of();
        };
    }

    private static List<Object> named(String country) {
        return country.isEmpty() ? List.of() : List.of(country);
    }

    private static List<Object> prefixes(@Nullable String phone) {
        List<Object> prefixes = new ArrayList<>();
        for (int i = 2; phone != null && i <= phone.length(); i++) {
            prefixes.add(phone.substring(0, i));
        }
        return prefixes;
    }

    /** Most are kept under their whole path as one name; whoever sent objects finds his way into them. */
    private static @Nullable Object at(JsonObject object, String path) {
        if (object.containsKey(path)) {
            return object.getValue(path);
        }
        int dot = path.indexOf('.');
        return dot > 0 && object.getValue(path.substring(0, dot)) instanceof JsonObject inner
                ? at(inner, path.substring(dot + 1))
                : null;
    }

    private static List<Object> scalars(@Nullable Object value) {
        if (value instanceof JsonArray list) {
            return list.stream().filter(Subject::isScalar).toList();
        }
        return value != null && isScalar(value) ? List.of(value) : List.of();
    }

    private static boolean isScalar(@Nullable Object value) {
        return value != null && !(value instanceof JsonObject || value instanceof JsonArray || value instanceof Map);
    }
}
