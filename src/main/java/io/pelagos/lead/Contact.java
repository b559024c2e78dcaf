package io.pelagos.lead;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be called. All of it is personal: it is stored sealed and shown whole only to the owner.
 *
 * @param phone E.164, or null
 */
public record Contact(
        @Nullable String name,
        @Nullable String phone,
        @Nullable String email,
        @Nullable String wechat,
        @Nullable String company) {

    /** What is masked for whom no pool says anything else. */
    public static final Set<String> MASKABLE = Set.of("phone", "email", "wechat", "company");

    /** What tells of a person, and is cut only where a pool says so; a company is none. */
    public static final Set<String> PERSONAL = Set.of("phone", "email", "wechat");

    public static final Contact NONE = new Contact(null, null, null, null, null);

    /** What others than the owner see: the name always cut, the other fields as the pool's list says. */
    public Contact masked(Set<String> fields) {
        return new Contact(
                Masking.name(name),
                fields.contains("phone") ? Masking.phone(phone) : phone,
                fields.contains("email") ? Masking.email(email) : email,
                fields.contains("wechat") ? Masking.wechat(wechat) : wechat,
                fields.contains("company") ? Masking.name(company) : company);
    }

    /** The API's object, without the fields that are not known. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        put(json, "name", name);
        put(json, "phone", phone);
        put(json, "email", email);
        put(json, "wechat", wechat);
        put(json, "company", company);
        return json;
    }

    public static Contact of(JsonObject json) {
        return new Contact(
                json.getString("name"),
                json.getString("phone"),
                json.getString("email"),
                json.getString("wechat"),
                json.getString("company"));
    }

    /** With some fields, by the names of the API, as given; null takes one away. */
    public Contact with(Map<String, @Nullable String> changes) {
        JsonObject json = toJson();
        changes.forEach((field, value) -> {
            if (value == null) {
                json.remove(field);
            } else {
                json.put(field, value);
            }
        });
        return of(json);
    }

    private static void put(JsonObject json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }
}
