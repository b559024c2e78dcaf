package io.pelagos.http;

import io.pelagos.team.Text;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What differs between two versions of a document, as people may see it: secrets are stars. */
final class Difference {
    /** More fields of a document are not told. */
    private static final int FIELDS_MAX = 100;

    private static final String STARS = "***";

    private final JsonArray fields = new JsonArray();

    private Difference() {}

    /**
     * Pointers with what is there before ({@code from}) and after ({@code to}), each left out where nothing is; empty
     * for documents that are the same.
     *
     * @param before and after as stored
     */
    static JsonArray fields(ConfigResource.Kind kind, JsonObject before, JsonObject after) {
        Difference difference = new Difference();
        JsonObject then = shown(kind, before);
        JsonObject now = shown(kind, after);
        for (String secret : kind.secrets()) {
            SecretField field = SecretField.of(secret);
            difference.secret(field.pointer(), field.in(before), field.in(after));
            field.remove(then);
            field.remove(now);
        }
        difference.compare("", then, now);
        return difference.fields;
    }

    private static JsonObject shown(ConfigResource.Kind kind, JsonObject stored) {
        return kind.filed(stored.copy());
    }

    /** One that is only sealed is another each time, as it is written anew. */
    private void secret(String pointer, @Nullable Object before, @Nullable Object after) {
        if (before instanceof JsonObject || after instanceof JsonObject) {
            JsonObject then = before instanceof JsonObject object ? object : new JsonObject();
            JsonObject now = after instanceof JsonObject object ? object : new JsonObject();
            names(then, now)
                    .forEach(
                            name -> secret(pointer + "/" + Text.escape(name), then.getValue(name), now.getValue(name)));
        } else if (!Objects.equals(before, after)) {
            add(pointer, before == null ? null : STARS, after == null ? null : STARS);
        }
    }

    private void compare(String pointer, @Nullable Object before, @Nullable Object after) {
        if (before instanceof JsonObject then && after instanceof JsonObject now) {
            for (String name : names(then, now)) {
                compare(pointer + "/" + Text.escape(name), then.getValue(name), now.getValue(name));
            }
        } else if (before instanceof JsonArray then && after instanceof JsonArray now) {
            for (int i = 0; i < Math.max(then.size(), now.size()); i++) {
                compare(
                        pointer + "/" + i,
                        i < then.size() ? then.getValue(i) : null,
                        i < now.size() ? now.getValue(i) : null);
            }
        } else if (!Objects.equals(before, after)) {
            add(pointer, before, after);
        }
    }

    private static Set<String> names(JsonObject then, JsonObject now) {
        Set<String> names = new TreeSet<>(then.fieldNames());
        names.addAll(now.fieldNames());
        return names;
    }

    private void add(String pointer, @Nullable Object from, @Nullable Object to) {
        if (fields.size() == FIELDS_MAX) {
            return;
        }
        JsonObject field = new JsonObject().put("pointer", pointer);
        if (from != null) {
            field.put("from", from);
        }
        fields.add(to == null ? field : field.put("to", to));
    }
}
