package io.pelagos.channel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a channel knows and nobody may read, opened.
 *
 * @param secret null when it has none
 * @param named further secrets by their names: {@code verify_token}, {@code page_token}, {@code token} …
 */
public record Credentials(@Nullable String secret, Map<String, String> named) {
    public static final Credentials NONE = new Credentials(null, Map.of());

    /** Null when there is none of that name. */
    public @Nullable String get(String name) {
        return named.get(name);
    }

    /** Never what it holds: records like to be logged. */
    @Override
    public String toString() {
        return "Credentials" + named.keySet();
    }
}
