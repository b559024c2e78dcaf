package io.pelagos.channel;

import io.pelagos.deal.Money;
import io.pelagos.team.Document;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * For how much leads are bought that a partner asks about first. Field {@code ping_post}: {@code {"ttl":"PT2M","currency":"USD",
 * "prices":[{"when":{"product":["mba"],"zip":["90*"]},"price":12.5}],"max_per_day":100}}.
 *
 * @param ttl how long a price holds
 * @param prices the first that fits counts; when none does, the lead is not wanted
 * @param maxPerDay leads and open reservations of a day in the tenant's time zone; null: any number
 */
public record PingTerms(
        Duration ttl,
        String currency,
        List<Price> prices,
        @Nullable Integer maxPerDay) {
    private static final Duration TTL = Duration.ofMinutes(2);
    private static final Duration TTL_MAX = Duration.ofHours(1);
    private static final int PRICES_MAX = 100;
    private static final int CONDITIONS_MAX = 20;
    private static final int VALUES_MAX = 1_000;
    private static final int VALUE_CHARACTERS_MAX = 200;

    /**
     * A price and for what.
     *
     * @param when by the paths of fields, which values fit, without regard to case; one that ends with {@code *} is a beginning.
     *     All must apply
     */
    public record Price(Map<String, List<String>> when, BigDecimal price) {
        boolean fits(Function<String, @Nullable String> field) {
            return when.entrySet().stream().allMatch(condition -> {
                String value = field.apply(condition.getKey());
                return value != null && fits(value, condition.getValue());
            });
        }

        /** Field {@code when}. */
        public JsonObject asked() {
            JsonObject asked = new JsonObject();
            when.forEach((field, values) -> asked.put(field, new JsonArray(values)));
            return asked;
        }

        /** Whether what a lead says is nothing but what its price was for; it need not say all of it again. */
        public static boolean holds(JsonObject asked, Function<String, @Nullable String> field) {
            return asked.fieldNames().stream().allMatch(name -> {
                String value = field.apply(name);
                return value == null
                        || fits(
                                value,
                                asked.getJsonArray(name).stream()
                                        .map(String::valueOf)
                                        .toList());
            });
        }

        private static boolean fits(String value, List<String> wanted) {
            return wanted.stream().anyMatch(one -> fits(value, one));
        }

        private static boolean fits(String value, String wanted) {
            return wanted.endsWith("*")
                    ? value.regionMatches(true, 0, wanted, 0, wanted.length() - 1)
                    : value.equalsIgnoreCase(wanted);
        }
    }

    /** The price for what somebody offers; null when it is not wanted. */
    public @Nullable Price price(Function<String, @Nullable String> field) {
        return prices.stream().filter(price -> price.fits(field)).findFirst().orElse(null);
    }

    static @Nullable PingTerms in(Document channel) {
        return channel.object("ping_post", PingTerms::read);
    }

    private static PingTerms read(Document document) {
        Duration ttl = document.duration("ttl", TTL_MAX);
        String currency = document.text("currency", 3);
        List<Price> prices = document.list("prices", PRICES_MAX, price -> price(price, currency));
        if (prices.isEmpty() && !document.faulty("prices")) {
            document.fault("prices", "must have at least one item");
        }
        boolean capped = document.has("max_per_day");
        return new PingTerms(
                ttl == null ? TTL : ttl,
                currency,
                List.copyOf(prices),
                capped ? (Integer) (int) document.integer("max_per_day", 1, 1_000_000) : null);
    }

    private static Price price(Document document, String currency) {
        JsonObject when = document.free("when", 20_000);
        Map<String, List<String>> conditions = new TreeMap<>();
        if (when != null) {
            if (when.size() > CONDITIONS_MAX) {
                document.fault("when", "must have at most " + CONDITIONS_MAX + " fields");
            }
            when.forEach(condition -> conditions.put(condition.getKey(), values(document, condition)));
        }
        // Read as any amount; its currency is that of all.
        Object amount = document.anything("price");
        BigDecimal price = Money.amount(amount);
        if (price == null || !Money.known(currency)) {
            document.fault("price", "must be an amount in a known currency");
        }
        return new Price(conditions, price == null ? BigDecimal.ZERO : price);
    }

    private static List<String> values(Document document, Map.Entry<String, Object> condition) {
        List<String> values = new ArrayList<>();
        if (condition.getValue() instanceof JsonArray list && !list.isEmpty() && list.size() <= VALUES_MAX) {
            for (Object value : list) {
                if (value instanceof String text && !text.isBlank() && text.length() <= VALUE_CHARACTERS_MAX) {
                    values.add(text);
                }
            }
            if (values.size() == list.size()) {
                return values;
            }
        }
        document.fault("when", "must hold lists of texts");
        return values;
    }
}
