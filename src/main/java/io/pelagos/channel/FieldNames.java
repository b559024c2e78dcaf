package io.pelagos.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which value of a body is which field of a lead: what the channel's mapping says, and where it says nothing, the names
 * that are usual on the platform, earlier ones first.
 *
 * @param usual see {@link JsonPath}
 */
public record FieldNames(Map<LeadField, List<String>> usual) {
    /**
     * Fills a lead.
     *
     * @param taken exact paths that are no fields of a lead, such as that of a secret; what is found joins them
     */
    public void fill(DraftBuilder draft, Mapping mapping, ObjectNode body, Set<String> taken) {
        // What the mapping names is taken first: a usual name may mean something else on this channel.
        mapping.paths().forEach((field, path) -> take(draft, field, body, path, taken));
        usual.forEach((field, paths) -> {
            if (!mapping.paths().containsKey(field)) {
                paths.forEach(path -> take(draft, field, body, path, taken));
            }
        });
    }

    private static void take(DraftBuilder draft, LeadField field, ObjectNode body, String path, Set<String> taken) {
        JsonPath.Found found = draft.has(field) ? null : JsonPath.find(body, path);
        if (found == null || taken.contains(found.at())) {
            return;
        }
        boolean list = field == LeadField.TAGS || field == LeadField.SKILLS;
        String value = list ? joined(found.node()) : Values.text(found.node());
        if (value != null) {
            draft.set(field, value, found.at());
            taken.add(found.at());
        }
    }

    private static @Nullable String joined(JsonNode node) {
        if (!node.isArray()) {
            return Values.text(node);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : node) {
            String text = Values.text(item);
            if (text != null) {
                texts.add(text);
            }
        }
        return String.join(",", texts);
    }
}
