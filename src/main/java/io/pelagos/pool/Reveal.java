package io.pelagos.pool;

import io.pelagos.team.Document;
import io.pelagos.team.Role;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may see contact data of a lead that he does not own, one lead at a time.
 *
 * @param by roles
 * @param perDay reveals of one person, on a day of the firm
 * @param detailsPerDay leads that one person may look at one by one, masked as they are; null: any number
 */
public record Reveal(Set<Role> by, int perDay, @Nullable Integer detailsPerDay) {
    static final Reveal USUAL = new Reveal(Set.of(Role.SUPERVISOR, Role.MANAGER, Role.ADMIN), 50, null);
    /** Where no pool says anything. */
    public static final Reveal NOBODY = new Reveal(Set.of(), 0, null);

    private static final int MAX = 100_000;
    private static final List<String> ROLES = List.of("agent", "supervisor", "manager", "admin", "integration");

    static Reveal in(Document pool) {
        Reveal reveal = pool.object("reveal", Reveal::read);
        return reveal == null ? USUAL : reveal;
    }

    private static Reveal read(Document document) {
        Set<Role> by = new LinkedHashSet<>();
        document.choices("by", ROLES).forEach(role -> by.add(Role.valueOf(role.toUpperCase(Locale.ROOT))));
        return new Reveal(
                document.has("by") ? Set.copyOf(by) : USUAL.by,
                (int) document.integer("per_day", 0, MAX, USUAL.perDay),
                document.has("details_per_day") ? (Integer) (int) document.integer("details_per_day", 0, MAX) : null);
    }
}
