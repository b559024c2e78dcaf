package io.pelagos.cost;

import io.pelagos.deal.Money;
import io.pelagos.team.Document;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was paid for one day's advertising, as finely as the platform tells.
 *
 * @param day in the tenant's time zone
 * @param campaign as leads name it in their source; empty when it is not told, as the following
 */
public record AdCost(LocalDate day, String channel, String campaign, String adGroup, String ad, Money money) {
    private static final int NAME_MAX = 1_000;

    /** What makes it the same cost, told again. */
    record Key(LocalDate day, String channel, String campaign, String adGroup, String ad) {}

    Key key() {
        return new Key(day, channel, campaign, adGroup, ad);
    }

    /** {@code {"date","channel","campaign","ad_group","ad","amount","currency"}}. */
    public static AdCost read(Document document) {
        Money money = Money.in(document);
        if (money == null) {
            document.fault("amount", "is required");
        }
        return new AdCost(
                day(document),
                document.text("channel", Document.ID, "the id of a channel"),
                name(document, "campaign"),
                name(document, "ad_group"),
                name(document, "ad"),
                money == null ? new Money(BigDecimal.ZERO, "") : money);
    }

    private static LocalDate day(Document document) {
        String text = document.text("date", 10);
        try {
            @Nullable LocalDate day = text.isEmpty() ? null : LocalDate.parse(text);
            if (day != null && day.getYear() >= 2_000 && day.getYear() < 2_100) {
                return day;
            }
        } catch (DateTimeException e) {
            // Falls through to the fault.
        }
        if (!document.faulty("date")) {
            document.fault("date", "must be a day such as 2026-05-04");
        }
        return LocalDate.EPOCH;
    }

    private static String name(Document document, String field) {
        return Objects.requireNonNullElse(document.optionalText(field, NAME_MAX), "");
    }
}
