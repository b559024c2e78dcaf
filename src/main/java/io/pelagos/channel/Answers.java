package io.pelagos.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists of questions and answers, as forms of many platforms come: {@code [{"name":"city","value":"Bonn"}]}.
 *
 * @param list the field that holds it
 * @param key the item's field with the question
 * @param value the item's field with the answer, a scalar or a list of such
 */
public record Answers(String list, String key, String value) {
    /** Where the answer to a question is, as a {@link JsonPath}. */
    public String path(String question) {
        return list + "[" + key + "=" + question + "]." + value;
    }

    /** Likewise, of platforms that put each answer into a list. */
    public String firstPath(String question) {
        return path(question) + "[0]";
    }

    /**
     * Keeps each answer as an attribute under its question's name. What is no simple answer, or comes again, stays as it
     * came.
     *
     * @param taken answers at or under these paths are fields of the lead already; what is kept joins them
     */
    public void keep(DraftBuilder draft, ObjectNode body, Set<String> taken) {
        JsonNode items = body.path(list);
        Set<String> seen = new HashSet<>();
        Set<String> answered = answered(taken);
        for (int i = 0; items.isArray() && i < items.size(); i++) {
            String at = list + "[" + i + "]";
            String question = Values.text(items.get(i).get(key));
            String answer = answer(items.get(i).get(value));
            boolean used = answered.contains(at);
            if (question != null && (used || answer != null) && seen.add(question)) {
                if (!used || items.get(i).get(value).size() > 1) {
                    // A question may have the name of one of the platform's own fields.
                    draft.attribute(body.has(question) ? list + "." + question : question, answer);
                }
                taken.add(at);
            }
        }
    }

    /** The items of which an answer is taken, found once: of each item anew, a long list would take long. */
    private Set<String> answered(Set<String> taken) {
        Set<String> items = new HashSet<>();
        for (String path : taken) {
            int end = path.startsWith(list + "[") ? path.indexOf(']') + 1 : 0;
            if (end > 0 && path.startsWith("." + value, end)) {
                items.add(path.substring(0, end));
            }
        }
        return items;
    }

    private static @Nullable String answer(@Nullable JsonNode node) {
        if (node == null || !node.isArray()) {
            return Values.text(node);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : node) {
            String text = Values.text(item);
            if (text == null) {
                return null;
            }
            texts.add(text);
        }
        return texts.isEmpty() ? null : String.join(", ", texts);
    }
}
