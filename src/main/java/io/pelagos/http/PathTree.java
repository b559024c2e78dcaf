package io.pelagos.http;

import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds a path among many without regular expressions: one map look-up per step of the path. */
final class PathTree {
    /** The end of a registered path. */
    static final class Node {
        final Map<HttpMethod, Endpoint> methods = new HashMap<>();
        private final Map<String, Node> words = new HashMap<>();
        private @Nullable Node parameter;

        /** Null when the method is not known here. HEAD hears of what anybody may read. */
        @Nullable
        Endpoint endpoint(HttpMethod method) {
            return method.equals(HttpMethod.HEAD) ? head() : methods.get(method);
        }

        String allowed() {
            Stream<HttpMethod> head = head() == null ? Stream.empty() : Stream.of(HttpMethod.HEAD);
            return Stream.concat(methods.keySet().stream(), head)
                    .map(HttpMethod::name)
                    .sorted()
                    .collect(Collectors.joining(", "));
        }

        private @Nullable Endpoint head() {
            Endpoint get = methods.get(HttpMethod.GET);
            return get != null && get.open() && !get.acts() ? get : null;
        }
    }

    private final Node root = new Node();

    void add(Endpoint endpoint) {
        Node node = root;
        for (String step : endpoint.path().substring(1).split("/", -1)) {
            if (step.startsWith("{")) {
                Node next = node.parameter == null ? new Node() : node.parameter;
                node.parameter = next;
                node = next;
            } else {
                node = node.words.computeIfAbsent(step, s -> new Node());
            }
        }
        if (node.methods.put(endpoint.method(), endpoint) != null) {
            throw new IllegalStateException(endpoint.method() + " " + endpoint.path() + " is registered twice");
        }
    }

    /** The names in braces, in order. */
    static List<String> parameters(String path) {
        List<String> names = new ArrayList<>();
        for (String step : path.split("/", -1)) {
            if (step.startsWith("{")) {
                names.add(step.substring(1, step.length() - 1));
            }
        }
        return List.copyOf(names);
    }

    /** Null when nothing is registered there; fills in the values of the parameters. */
    @Nullable
    Node find(String path, List<String> values) {
        Node node = root;
        int start = 1;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            if (end < 0) {
                end = path.length();
            }
            String step = path.substring(start, end);
            Node next = node.words.get(step);
            if (next == null) {
                next = node.parameter;
                String value = next == null ? null : decode(step);
                if (next == null || value == null) {
                    return null;
                }
                values.add(value);
            }
            node = next;
            start = end + 1;
        }
        return node.methods.isEmpty() ? null : node;
    }

    // No id is empty, long or holds control characters: such a path leads nowhere.
    private static @Nullable String decode(String step) {
        String value = step;
        if (step.indexOf('%') >= 0) {
            try {
                value = URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        if (value.isEmpty() || value.length() > 200) {
            return null;
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i)) || value.charAt(i) == '\uFFFD') {
                return null;
            }
        }
        return value;
    }
}
