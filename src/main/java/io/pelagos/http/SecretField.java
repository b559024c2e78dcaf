package io.pelagos.http;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A field of a document that is written and never read back.
 *
 * @param around the object that it is in; empty for the document itself
 */
record SecretField(String around, String name) {
    /** Of a path such as {@code secret} or {@code oidc/client_secret}. */
    static SecretField of(String path) {
        int at = path.indexOf('/');
        return new SecretField(at < 0 ? "" : path.substring(0, at), path.substring(at + 1));
    }

    String pointer() {
        return (around.isEmpty() ? "" : "/" + around) + "/" + name;
    }

    @Nullable
    Object in(JsonObject document) {
        JsonObject object = object(document);
        return object == null ? null : object.getValue(name);
    }

    /** Whether it is there, be it as null. */
    boolean named(JsonObject document) {
        JsonObject object = object(document);
        return object != null && object.containsKey(name);
    }

    void remove(JsonObject document) {
        JsonObject object = object(document);
        if (object != null) {
            object.remove(name);
        }
    }

    private @Nullable JsonObject object(JsonObject document) {
        return around.isEmpty() ? document : document.getValue(around) instanceof JsonObject object ? object : null;
    }
}
