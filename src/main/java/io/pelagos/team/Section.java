package io.pelagos.team;

import io.vertx.core.json.JsonObject;
import java.util.function.BiFunction;

/**
 * A kind of configuration document and how its feature reads it.
 *
 * @param name as in table {@code config}: pool, channel, team, agent, tenant
 * @param read from id and document; throws {@link InvalidDocument}
 */
public record Section<T>(String name, BiFunction<String, JsonObject, T> read) {
    /** Throws {@link InvalidDocument} when its feature could not read the document. */
    public void check(String id, JsonObject document) {
        Object unused = read.apply(id, document);
    }
}
