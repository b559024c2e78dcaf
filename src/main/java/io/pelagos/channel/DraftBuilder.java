package io.pelagos.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.pelagos.lead.Contact;
import io.pelagos.lead.Phones;
import io.pelagos.team.Text;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a lead from what an adapter finds. What is beyond the limits is cut or left out, and the
 * attribute {@code truncated} says so: an odd form must not cost the lead.
 */
public final class DraftBuilder {
    private static final int ATTRIBUTES_MAX = 200;
    /** Names and values of all attributes: they travel whole with each change. */
    private static final int ATTRIBUTES_CHARACTERS_MAX = 20_000;

    private static final int VALUE_CHARACTERS_MAX = 4_096;
    private static final int NAME_CHARACTERS_MAX = 255;
    private static final int TAGS_MAX = 50;

    private final Channel channel;
    private final Map<LeadField, String> fields = new EnumMap<>(LeadField.class);
    private final Map<LeadField, String> from = new EnumMap<>(LeadField.class);
    private final JsonObject attributes = new JsonObject();
    private int characters;
    private boolean truncated;
    private boolean update;

    public DraftBuilder(Channel channel) {
        this.channel = channel;
    }

    public boolean has(LeadField field) {
        return fields.containsKey(field);
    }

    /** Null leaves the field as it is. */
    public void set(LeadField field, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (field == LeadField.EXTERNAL_ID && value.length() > VALUE_CHARACTERS_MAX) {
            // Cut, two leads' ids might become one.
            keep(field.text(), value);
        } else {
            fields.put(field, cut(value, VALUE_CHARACTERS_MAX));
        }
    }

    /** Likewise; {@code at} is the exact path where the value was found. */
    public void set(LeadField field, @Nullable String value, String at) {
        if (value != null) {
            set(field, value);
            from.put(field, at);
        }
    }

    /** Null leaves the field as it is, and so does a value when there is one. */
    public void setIfAbsent(LeadField field, @Nullable String value) {
        if (!has(field)) {
            set(field, value);
        }
    }

    public @Nullable String get(LeadField field) {
        return fields.get(field);
    }

    /** The platform sends again what it has sent before, with more in it. */
    public void update() {
        update = true;
    }

    /** Null is not kept. */
    public void attribute(String name, @Nullable Object value) {
        if (value == null) {
            return;
        }
        String key = Text.clean(name);
        String shorter = cut(key, NAME_CHARACTERS_MAX);
        boolean taken = attributes.containsKey(shorter);
        int more = shorter.length()
                + Math.min(VALUE_CHARACTERS_MAX, value.toString().length());
        boolean full = attributes.size() >= ATTRIBUTES_MAX || characters + more > ATTRIBUTES_CHARACTERS_MAX;
        if (taken ? !shorter.equals(name) : full) {
            truncated = true;
            return;
        }
        characters += more;
        keep(shorter, value);
    }

    /** What is our own beside the platform's fields, and few. */
    private void keep(String name, Object value) {
        attributes.put(name, value instanceof String text ? cut(text, VALUE_CHARACTERS_MAX) : value);
    }

    /** Never in the middle of a character. */
    private String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        truncated = true;
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }

    /**
     * Keeps all scalars under a node as attributes by their exact paths, but those at or under {@code except}; looks no further
     * once there is no room for more.
     */
    public void attributes(JsonNode node, String at, Set<String> except) {
        if (except.contains(at) || (truncated && attributes.size() >= ATTRIBUTES_MAX)) {
            return;
        }
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> child : node.properties()) {
                attributes(child.getValue(), JsonPath.child(at, child.getKey()), except);
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                attributes(node.get(i), at + "[" + i + "]", except);
            }
        } else {
            attribute(at, Values.attribute(node));
        }
    }

    /** Keeps what was gathered around this lead beside its own, as far as there is room. */
    public void around(DraftBuilder outer) {
        outer.attributes.forEach(entry -> {
            if (!attributes.containsKey(entry.getKey())) {
                attribute(entry.getKey(), entry.getValue());
            }
        });
        truncated |= outer.truncated;
    }

    public LeadDraft build() {
        channel.mapping().defaults().forEach(fields::putIfAbsent);
        String phone = phone();
        if (truncated) {
            keep("truncated", true);
        }
        Contact contact = new Contact(
                fields.get(LeadField.NAME),
                phone,
                fields.get(LeadField.EMAIL),
                fields.get(LeadField.WECHAT),
                fields.get(LeadField.COMPANY));
        return new LeadDraft(
                channel.id(),
                channel.pool(),
                fields.get(LeadField.EXTERNAL_ID),
                contact,
                truth(LeadField.VIRTUAL),
                attributes,
                source(),
                fields.get(LeadField.GRADE),
                number(LeadField.SCORE),
                list(LeadField.TAGS),
                lane().text(),
                truth(LeadField.TEST) || isTestValue(),
                update,
                Map.copyOf(from));
    }

    /** The first valid number; the raw text and further numbers are kept beside it, a bad one refuses nothing. */
    private @Nullable String phone() {
        String raw = fields.get(LeadField.PHONE);
        if (raw == null) {
            return null;
        }
        List<String> numbers = Phones.all(raw, channel.defaultRegion());
        if (numbers.isEmpty() || !raw.equals(numbers.get(0))) {
            keep("phone_raw", raw);
        }
        for (int i = 1; i < numbers.size(); i++) {
            keep("phone_" + (i + 1), numbers.get(i));
        }
        return numbers.isEmpty() ? null : numbers.get(0);
    }

    private JsonObject source() {
        JsonObject source = new JsonObject();
        for (LeadField field :
                List.of(LeadField.CAMPAIGN, LeadField.AD_GROUP, LeadField.AD, LeadField.CLICK_ID, LeadField.PAGE)) {
            String value = fields.get(field);
            if (value != null) {
                source.put(field.text(), value);
            }
        }
        return source;
    }

    private Lane lane() {
        Integer seniority = number(LeadField.SENIORITY);
        return new Lane(
                list(LeadField.SKILLS),
                fields.get(LeadField.REGION),
                fields.get(LeadField.LANGUAGE),
                seniority == null ? 0 : seniority);
    }

    private List<String> list(LeadField field) {
        List<String> items = new ArrayList<>();
        for (String item : fields.getOrDefault(field, "").split(",", -1)) {
            String text = item.strip();
            if (!text.isEmpty() && !items.contains(text) && items.size() < TAGS_MAX) {
                items.add(text);
            }
        }
        return items;
    }

    /** A number that is none is kept as an attribute: a form's mistake must not cost the lead. */
    private @Nullable Integer number(LeadField field) {
        String text = fields.get(field);
        if (text == null) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            keep(field.text(), text);
            return null;
        }
    }

    private boolean isTestValue() {
        String value = fields.get(LeadField.TEST);
        return value != null && channel.settings().testValues().contains(value);
    }

    private boolean truth(LeadField field) {
        String text = fields.getOrDefault(field, "");
        return text.equalsIgnoreCase("true") || text.equals("1");
    }
}
