package io.pelagos.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.pelagos.team.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Scalars of a delivery: their digits stay as they were sent, and all text can be stored. */
public final class Values {
    private static final BigInteger EXACT_MAX = BigInteger.ONE.shiftLeft(53);
    private static final int SCALE_MAX = 100;

    private Values() {}

    /** A scalar as text, trimmed; null for null, empty text, objects and lists. */
    public static @Nullable String text(@Nullable JsonNode node) {
        if (node == null || !node.isValueNode() || node.isNull()) {
            return null;
        }
        String text = Text.clean(node.isFloatingPointNumber() ? decimal(node.decimalValue()) : node.asText())
                .strip();
        return text.isEmpty() ? null : text;
    }

    /** A scalar as an attribute; numbers that a double cannot hold become text. Null for null. */
    static @Nullable Object attribute(JsonNode node) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber()) {
            BigInteger number = node.bigIntegerValue();
            return number.abs().compareTo(EXACT_MAX) <= 0 ? (Object) number.longValue() : number.toString();
        }
        if (node.isFloatingPointNumber()) {
            BigDecimal number = node.decimalValue();
            double nearest = number.doubleValue();
            boolean exact =
                    Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(number) == 0;
            return exact ? (Object) nearest : decimal(number);
        }
        return node.isNull() ? null : Text.clean(node.asText());
    }

    /** A huge exponent must not become a huge text. */
    private static String decimal(BigDecimal number) {
        return Math.abs((long) number.scale()) > SCALE_MAX ? number.toString() : number.toPlainString();
    }
}
