package io.pelagos.team;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A kind of configuration document and how its feature reads it.
 *
 * @param name as in table {@code config}: pool, channel, team, agent, tenant
 * @param read from id and document; throws {@link InvalidDocument}
 */
public record Section<T>(String name, BiFunction<String, JsonObject, T> read) {
    /** Reads what somebody writes: throws {@link InvalidDocument} when its feature, or people, could not read it. */
    public T check(String id, JsonObject document) {
        T value = read.apply(id, document);
        List<Fault> faults = Text.unreadable(document);
        if (!faults.isEmpty()) {
            throw new InvalidDocument(faults);
        }
        return value;
    }
}
