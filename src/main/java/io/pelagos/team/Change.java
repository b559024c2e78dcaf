package io.pelagos.team;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A document to write.
 *
 * @param doc null deletes it
 */
public record Change(String section, String id, @Nullable JsonObject doc) {}
