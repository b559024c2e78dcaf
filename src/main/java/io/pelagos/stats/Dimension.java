package io.pelagos.stats;

import io.pelagos.platform.Sql;
import io.pelagos.team.TenantConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * By what leads are set apart.
 *
 * @param text as it is asked for
 * @param file the SQL that finds a lead's value; {@code name} is its argument
 */
public record Dimension(String text, String file, String name) {
    public static final Dimension CHANNEL = fact("channel");

    private static final String FIELD = "field.";
    private static final Map<String, Dimension> KNOWN = Map.ofEntries(
            entry(CHANNEL),
            entry(place("pool")),
            entry(place("owner")),
            entry(place("state")),
            entry(fact("grade")),
            entry(fact("stage")),
            entry(fact("intent")),
            entry(fact("last_outcome")),
            entry(fact("closed_reason")),
            entry(source("campaign")),
            entry(source("ad_group")),
            entry(source("ad")),
            entry(new Dimension("tag", "by-tag.sql", "")));

    /** Those that every firm has. */
    public static final List<String> WORDS = KNOWN.keySet().stream().sorted().toList();

    private static Map.Entry<String, Dimension> entry(Dimension dimension) {
        return Map.entry(dimension.text, dimension);
    }

    private static Dimension fact(String name) {
        return new Dimension(name, "by-fact.sql", name);
    }

    private static Dimension place(String name) {
        return new Dimension(name, "by-place.sql", name);
    }

    private static Dimension source(String name) {
        return new Dimension(name, "by-source.sql", name);
    }

    /** One of these, or {@code field.ID} of a field that the firm has; null for what is none. */
    public static @Nullable Dimension of(String text, TenantConfig config) {
        if (text.startsWith(FIELD)) {
            String field = text.substring(FIELD.length());
            return config.tenant().fields().containsKey(field) ? new Dimension(text, "by-field.sql", field) : null;
        }
        return KNOWN.get(text);
    }

    /** Whether a lead may have several of it, so that the sum over all is more than the leads. */
    boolean several() {
        return text.equals("tag");
    }

    String sql() {
        return Sql.of(Dimension.class, file);
    }
}
