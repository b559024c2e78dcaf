package io.pelagos.channel;

import io.pelagos.lead.Contact;
import io.pelagos.lead.LeadDetail;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of a person after a touch: what the old lead did not know is added; another phone or address than the
 * known one is kept beside it, as attribute {@code phone_2} and so on.
 */
record MergedDetail(Contact contact, JsonObject attributes) {
    /** Characters of all attributes as JSON: they travel whole with each change. */
    private static final int ATTRIBUTES_MAX = 20_000;

    private static final int OTHERS_MAX = 9;

    static MergedDetail of(LeadDetail before, LeadDraft draft) {
        JsonObject contact = before.contact().toJson();
        JsonObject attributes = before.attributes().copy();
        for (Map.Entry<String, Object> field : draft.contact().toJson()) {
            String name = field.getKey();
            String value = field.getValue().toString();
            // A shared number is nobody's: it must not become the one by which the lead is found.
            boolean shared = name.equals("phone") && draft.virtualPhone();
            if (!contact.containsKey(name) && !shared) {
                contact.put(name, value);
            } else if (!value.equalsIgnoreCase(contact.getString(name))) {
                keepBeside(attributes, name, value);
            }
        }
        for (Map.Entry<String, Object> attribute : draft.attributes()) {
            if (!attributes.containsKey(attribute.getKey())) {
                add(attributes, attribute.getKey(), attribute.getValue());
            }
        }
        return new MergedDetail(Contact.of(contact), attributes);
    }

    private static void keepBeside(JsonObject attributes, String name, String value) {
        for (int i = 2; i <= OTHERS_MAX; i++) {
            Object there = attributes.getValue(name + "_" + i);
            if (there == null) {
                add(attributes, name + "_" + i, value);
                return;
            } else if (there.toString().equalsIgnoreCase(value)) {
                return;
            }
        }
    }

    private static void add(JsonObject attributes, String name, Object value) {
        JsonObject more = new JsonObject().put(name, value);
        if (attributes.encode().length() + more.encode().length() <= ATTRIBUTES_MAX) {
            attributes.put(name, value);
        }
    }

    boolean changes(LeadDetail before) {
        return !contact.equals(before.contact()) || !attributes.equals(before.attributes());
    }

    /** The names of what is new: {@code contact} and {@code attributes} to their fields. */
    Map<String, Set<String>> told(LeadDetail before) {
        Map<String, Set<String>> told = new TreeMap<>();
        put(told, "contact", before.contact().toJson(), contact.toJson());
        put(told, "attributes", before.attributes(), attributes);
        return told;
    }

    private static void put(Map<String, Set<String>> told, String what, JsonObject before, JsonObject after) {
        Set<String> names = new TreeSet<>(after.fieldNames());
        names.removeIf(name -> Objects.equals(before.getValue(name), after.getValue(name)));
        if (!names.isEmpty()) {
            told.put(what, names);
        }
    }
}
