package io.pelagos.faults;

import java.util.List;
import java.util.regex.Pattern;

/** The kinds of faults of a campaign. */
final class Faults {

    private Faults() {}

    /** All, or those whose name matches. Throws {@link IllegalArgumentException} when none does. */
    static List<Fault> of(Rig rig, Pattern kinds) {
        List<Fault> chosen = Fault.all(rig).stream()
                .filter(fault -> kinds == null || kinds.matcher(fault.name()).find())
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("no kind of fault matches " + kinds);
        }
        return chosen;
    }
}
