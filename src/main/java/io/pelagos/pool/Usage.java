package io.pelagos.pool;

import org.jspecify.annotations.Nullable;

/**
 * How much of a limit is used.
 *
 * @param pool null for a limit over all pools
 * @param window as configured, or {@code owned} for a cap on leads held
 * @param resetsAtMillis when a claim is free again; 0 for caps
 */
public record Usage(@Nullable String pool, String per, String window, long max, long used, long resetsAtMillis) {
    static Usage of(Quota quota, String pool, long used, long freesAtMillis) {
        boolean everywhere = quota.per() == Quota.Per.TENANT;
        return new Usage(
                everywhere ? null : pool, quota.per().text(), quota.window().text(), quota.max(), used, freesAtMillis);
    }

    static Usage owned(@Nullable String pool, long max, long held) {
        return new Usage(pool, "agent", "owned", max, held, 0);
    }
}
