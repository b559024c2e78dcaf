package io.pelagos.channel;

import io.vertx.core.MultiMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a platform sent to a hook, untouched: signatures are made over the raw bytes.
 *
 * @param headers by their names without regard to case
 * @param atMillis when it arrived, for signatures with a time in them
 * @param proven where it comes from was shown before, and its secrets are taken out: no adapter asks for proof again
 */
public record Delivery(
        MultiMap headers,
        MultiMap query,
        byte[] body,
        @Nullable String contentType,
        long atMillis,
        boolean proven) {
    /** As it comes over the wire: the adapter asks for proof. */
    public Delivery(MultiMap headers, MultiMap query, byte[] body, @Nullable String contentType, long atMillis) {
        this(headers, query, body, contentType, atMillis, false);
    }

    /** The content type without its parameters, in lower case; empty when there is none. */
    public String mediaType() {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
