package io.pelagos.http;

import io.pelagos.lead.LeadFilter;
import io.pelagos.lead.LeadFilter.Term;
import io.pelagos.lead.LeadState;
import io.pelagos.team.CustomField;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads from a query which leads are asked for. What is wrong is refused by the name of its parameter. */
final class LeadFilters {
    /** What every list of leads takes, beside the firm's own fields. */
    private static final Set<String> COMMON = Set.of("grade", "tag", "channel", "won", "limit", "cursor");

    private static final int TAGS_MAX = 20;
    private static final String FIELD = "field.";
    private static final String MIN = ".min";
    private static final String MAX = ".max";

    private LeadFilters() {}

    /**
     * Refuses any parameter that is none of the firm's.
     *
     * @param own what this list takes beside what every list of leads takes
     */
    static LeadFilter read(Call call, Set<String> own) {
        Map<String, CustomField> fields = call.tenant().tenant().fields();
        Set<String> known = new HashSet<>(COMMON);
        known.addAll(own);
        fields.values().forEach(field -> known.addAll(names(field)));
        call.onlyQuery(known, "is not a filter of this list");
        String state = choice(
                call,
                "state",
                Stream.of(LeadState.values()).map(LeadState::text).toList());
        String won = choice(call, "won", List.of("true", "false"));
        return new LeadFilter(
                state == null ? null : LeadState.ofText(state),
                call.query("pool"),
                null,
                call.query("grade"),
                call.query("channel"),
                won == null ? null : Boolean.valueOf(won),
                terms(call, fields));
    }

    private static List<String> names(CustomField field) {
        String name = FIELD + field.id();
        return ordered(field) ? List.of(name, name + MIN, name + MAX) : List.of(name);
    }

    private static boolean ordered(CustomField field) {
        return field.type() == CustomField.Type.NUMBER || field.type() == CustomField.Type.DATE;
    }

    private static @Nullable String choice(Call call, String name, List<String> words) {
        String word = call.query(name);
        if (word != null && !words.contains(word)) {
            throw Problem.invalid("", name + " must be " + String.join(" or ", words))
                    .refusal();
        }
        return word;
    }

    private static List<Term> terms(Call call, Map<String, CustomField> fields) {
        List<Term> terms = new ArrayList<>();
        call.queries("tag", TAGS_MAX).stream()
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .forEach(tag -> terms.add(Term.of("tag", tag)));
        String awaiting = choice(call, "awaiting", List.of("deal", "edit", "claim"));
        if (awaiting != null) {
            terms.add(Term.of("awaiting", awaiting));
        }
        for (CustomField field : fields.values()) {
            String name = FIELD + field.id();
            Object value = value(call, field, name);
            if (value != null) {
                terms.add(equal(name, value));
            }
            if (ordered(field)) {
                BigDecimal min = number(value(call, field, name + MIN));
                BigDecimal max = number(value(call, field, name + MAX));
                if (min != null || max != null) {
                    terms.add(new Term(name, null, min, max));
                }
            }
        }
        return terms;
    }

    private static @Nullable Object value(Call call, CustomField field, String parameter) {
        String text = call.query(parameter);
        Object value = text == null ? null : field.parse(text);
        if (text != null && value == null) {
            throw Problem.invalid("", parameter + " " + field.fault(text)).refusal();
        }
        return value;
    }

    /** A text that looks like a number is none: whoever asks for a number finds numbers. */
    private static Term equal(String name, Object value) {
        return value instanceof BigDecimal number
                ? new Term(name, number.stripTrailingZeros().toPlainString(), number, number)
                : Term.of(name, value.toString());
    }

    /** Dates are in order as the numbers that their digits are. */
    private static @Nullable BigDecimal number(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        }
        return value == null ? null : new BigDecimal(value.toString().replace("-", ""));
    }
}
