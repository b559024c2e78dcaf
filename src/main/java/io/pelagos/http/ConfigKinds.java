package io.pelagos.http;

import io.pelagos.team.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All kinds of configuration documents, and what a file of the whole configuration calls them.
 *
 * @param all in the order in which people read them
 */
record ConfigKinds(List<ConfigResource.Kind> all) {
    static String section(ConfigResource.Kind kind) {
        return kind.sections().get(0).name();
    }

    /** The name of a section in a file; there is one tenant, and many of all else. */
    static String key(ConfigResource.Kind kind) {
        return single(kind) ? section(kind) : section(kind) + "s";
    }

    /** Whether there is one document of it, without an id. */
    static boolean single(ConfigResource.Kind kind) {
        return section(kind).equals("tenant");
    }

    /** Where a document is in a file. */
    static String pointer(ConfigResource.Kind kind, String id) {
        return "/" + key(kind) + (id.isEmpty() ? "" : "/" + Text.escape(id));
    }

    List<String> sections() {
        return all.stream().map(ConfigKinds::section).toList();
    }

    /** Null for a section that there is not. */
    ConfigResource.@Nullable Kind kind(String section) {
        return all.stream()
                .filter(kind -> section(kind).equals(section))
                .findFirst()
                .orElse(null);
    }
}
