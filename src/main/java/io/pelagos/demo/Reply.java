package io.pelagos.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** An answer of the server: its status, and the object in its body; an empty one for any other body. */
record Reply(int status, JsonObject body) {
    boolean ok() {
        return status >= 200 && status < 300;
    }

    List<JsonObject> items(String name) {
        return body.getJsonArray(name, new JsonArray()).stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }
}
