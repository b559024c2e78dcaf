package io.pelagos.apifuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An operation of the document.
 *
 * @param path with holes, such as {@code /api/v1/pools/{pool}}
 * @param parameters resolved
 * @param bodies by media type
 * @param answers by status, as they stand in the document
 * @param roles that may call it; empty for everybody
 */
record Operation(
        String method,
        String path,
        List<JsonNode> parameters,
        Map<String, JsonNode> bodies,
        Map<String, JsonNode> answers,
        Set<String> roles) {
    private static final Pattern HOLE = Pattern.compile("\\{([^}]+)}");
    private static final Set<String> SLOW = Set.of("/api/v1/imports", "/api/v1/exports/leads", "/api/v1/tenants");
    private static final Set<String> SLOWER = Set.of("/api/v1/session");
    /** What harms whom it names for good. */
    private static final Set<String> HARMS = Set.of("PUT", "PATCH", "DELETE");

    String name() {
        return method + " " + path;
    }

    /** How often it is called, against others: what is slow, hashes passwords or stops everybody less often. */
    int weight() {
        if (path.endsWith("/rebuild")) {
            return 1;
        }
        if (SLOWER.contains(path) && !method.equals("GET") || path.endsWith("/password")) {
            return 20;
        }
        return SLOW.contains(path) && !method.equals("GET") || path.startsWith("/api/v1/exports") ? 30 : 100;
    }

    /** The names of the path's parameters, in order. */
    List<String> holes() {
        Matcher hole = HOLE.matcher(path);
        return hole.results().map(found -> found.group(1)).toList();
    }

    boolean harms() {
        return HARMS.contains(method) || path.endsWith("/handover");
    }

    boolean streams() {
        return answers.getOrDefault("200", MissingNode.getInstance())
                .path("content")
                .has("text/event-stream");
    }

    /** What an {@code id} in its answers names: {@code lead} for {@code …/pools/{pool}/leads}. */
    String kind() {
        String last = "";
        for (String part : path.split("/")) {
            last = part.isEmpty() ? last : part;
        }
        if (last.startsWith("{")) {
            return last.substring(1, last.length() - 1);
        }
        String word = last.substring(last.lastIndexOf('-') + 1);
        if (word.endsWith("ies")) {
            return word.substring(0, word.length() - 3) + "y";
        }
        return word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    }
}
