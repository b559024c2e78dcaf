package io.pelagos.lead;

import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which leads are asked for: those to which all of it applies; null filters nothing.
 *
 * @param owners held by one of these agents
 * @param won whether it must be won, or must not be
 * @param terms what an index finds leads by
 */
public record LeadFilter(
        @Nullable LeadState state,
        @Nullable String pool,
        @Nullable List<String> owners,
        @Nullable String grade,
        @Nullable String channel,
        @Nullable Boolean won,
        List<Term> terms) {
    /** All leads. */
    public static final LeadFilter NONE = new LeadFilter(null, null, null, null, null, null, List.of());

    /** The condition for a lead {@code l} and its detail {@code d}; takes the arguments of {@link #arguments}. */
    static final String PASSES = """
            and ($2::text is null or l.state = $2::"char") and ($3::text is null or l.pool = $3)
            and ($4::text[] is null or l.owner = any($4)) and ($5::text is null or l.facts ->> 'grade' = $5)
            and ($6::text is null or d.channel = $6) and ($7::boolean is null or (l.facts ? 'won_at') = $7)
            and (cardinality($8::text[]) = 0 or not exists (
              select from unnest($8, $9::text[], $10::text[]::numeric[], $11::text[]::numeric[]) as w (name, value, min, max)
              where not exists (
                select from lead_term t
                where t.tenant = l.tenant and t.lead = l.id and t.name = w.name
                  and (w.value is null or t.value = term_value(w.name, w.value))
                  and (w.min is null or t.number >= w.min) and (w.max is null or t.number <= w.max))))
            """;

    /**
     * A row that a lead must have in {@code lead_term}; V6__lead_terms.sql tells which it has.
     *
     * @param name {@code tag}, {@code awaiting}, or {@code field.} and the field's id
     * @param value null for any
     * @param min the least number, included; null for any
     * @param max the greatest, likewise
     */
    public record Term(
            String name,
            @Nullable String value,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max) {
        public static Term of(String name, String value) {
            return new Term(name, value, null, null);
        }
    }

    /** With this state instead. */
    public LeadFilter in(LeadState only) {
        return new LeadFilter(only, pool, owners, grade, channel, won, terms);
    }

    /** With these owners instead. */
    public LeadFilter heldBy(@Nullable List<String> agents) {
        return new LeadFilter(state, pool, agents, grade, channel, won, terms);
    }

    /** The tenant, then {@code $2} to {@code $11} of {@link #PASSES}. */
    Tuple arguments(int tenant) {
        Tuple arguments = Tuple.of(
                tenant,
                state == null ? null : String.valueOf(state.letter()),
                pool,
                owners == null ? null : owners.toArray(String[]::new),
                grade,
                channel);
        arguments.addBoolean(won);
        return addTerms(arguments);
    }

    /** Four arrays: names, values, and numbers as texts, as PostgreSQL reads them more exactly than a double. */
    Tuple addTerms(Tuple arguments) {
        return arguments
                .addArrayOfString(column(Term::name))
                .addArrayOfString(column(Term::value))
                .addArrayOfString(column(term -> text(term.min())))
                .addArrayOfString(column(term -> text(term.max())));
    }

    private @Nullable String[] column(Function<Term, @Nullable String> part) {
        return terms.stream().map(part).toArray(String[]::new);
    }

    static @Nullable String text(@Nullable BigDecimal number) {
        return number == null ? null : number.toString();
    }
}
