package io.pelagos.deal;

import io.pelagos.team.Document;
import java.math.BigDecimal;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * An amount in a currency.
 *
 * @param amount as written, at most 15 digits before and 4 behind the point
 * @param currency ISO 4217
 */
public record Money(BigDecimal amount, String currency) {
    private static final int DIGITS_MAX = 15;
    private static final int DECIMALS_MAX = 4;

    /** Reads {@code amount} and {@code currency}; null when neither is there. */
    public static @Nullable Money in(Document document) {
        Object value = document.anything("amount");
        String currency = document.optionalText("currency", 3);
        if (value == null && currency == null) {
            return null;
        }
        BigDecimal amount = amount(value);
        if (amount == null) {
            document.fault("amount", "must be a number from 0 with at most 15 digits, 4 of them more behind the point");
        }
        if (currency == null || !known(currency)) {
            document.fault("currency", "must be a currency such as CNY");
        }
        return new Money(amount == null ? BigDecimal.ZERO : amount, currency == null ? "" : currency);
    }

    /** An amount as JSON holds it; null for what is none. */
    public static @Nullable BigDecimal amount(@Nullable Object value) {
        if (!(value instanceof Number)) {
            return null;
        }
        BigDecimal amount = new BigDecimal(value.toString());
        boolean fits = amount.signum() >= 0
                && amount.scale() <= DECIMALS_MAX
                && amount.precision() - amount.scale() <= DIGITS_MAX;
        return fits ? amount : null;
    }

    public static boolean known(String currency) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(c -> c.getCurrencyCode().equals(currency));
    }
}
