package io.pelagos.stats;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How evenly leads are shared out. */
public final class Fairness {
    private static final int DECIMALS = 4;

    private Fairness() {}

    /**
     * The Gini coefficient: 0 when all have the same, towards 1 the more a few have; half the mean absolute difference over
     * the mean. Null when nobody has anything.
     */
    public static @Nullable BigDecimal gini(Collection<Long> shares) {
        List<Long> sorted = shares.stream().sorted().toList();
        long sum = 0;
        long weighted = 0;
        for (int i = 0; i < sorted.size(); i++) {
            sum += sorted.get(i);
            weighted += (2L * (i + 1) - sorted.size() - 1) * sorted.get(i);
        }
        return ratio(weighted, sum * sorted.size());
    }

    /** Null when there is nothing to divide by. */
    public static @Nullable BigDecimal ratio(long part, long whole) {
        return whole == 0
                ? null
                : BigDecimal.valueOf(part)
                        .divide(BigDecimal.valueOf(whole), DECIMALS, RoundingMode.HALF_UP)
                        .stripTrailingZeros();
    }
}
