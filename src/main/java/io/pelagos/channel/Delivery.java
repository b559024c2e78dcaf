package io.pelagos.channel;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * What a platform sent to a hook, untouched: signatures are made over the raw bytes.
 *
 * @param headers by their names without regard to case
 * @param atMillis when it arrived, for signatures with a time in them
 */
public record Delivery(
        MultiMap headers,
        MultiMap query,
        byte[] body,
        @Nullable String contentType,
        long atMillis) {}
