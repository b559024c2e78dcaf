package io.pelagos.apifuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes requests: most of them right, the others wrong in one place. One for each thread. */
final class Drafts {
    private static final int PATIENCE = 8;

    private final Document document;
    private final List<Caller> callers;
    private final List<Known> all;
    private final List<Operation> deck = new ArrayList<>();
    private final Random random;
    private final Oddities odd;
    private int keys;

    Drafts(Document document, List<Caller> callers, Random random) {
        this.document = document;
        this.callers = callers;
        this.all = callers.stream().map(Caller::known).distinct().toList();
        this.random = random;
        this.odd = new Oddities(random);
        document.operations().forEach(operation -> {
            for (int i = 0; i < operation.weight(); i++) {
                deck.add(operation);
            }
        });
    }

    Draft next() {
        Operation operation = deck.get(random.nextInt(deck.size()));
        Caller caller = caller(operation);
        // One wrong thing at a time: two of them are refused for the first.
        int wrong = random.nextInt(100);
        Known known = wrong < 5 ? all.get(random.nextInt(all.size())) : caller.known();
        Values values = new Values(document, new Words(known, random), random);
        Map<String, String> names = names(operation, caller, known, wrong >= 5 && wrong < 12);
        String url = address(operation, names) + query(operation, values, wrong >= 12 && wrong < 25);
        Map<String, String> headers = headers(operation, known, wrong >= 25 && wrong < 32);
        Draft bare = new Draft(operation, caller, names, url, headers, null, new byte[0]);
        if (operation.bodies().isEmpty()) {
            return bare;
        }
        return new Bodies(values, new Words(known, random), odd, random).with(bare, wrong >= 32 && wrong < 70);
    }

    private Caller caller(Operation operation) {
        List<Caller> allowed =
                callers.stream().filter(c -> c.mayCall(operation)).toList();
        List<Caller> from = allowed.isEmpty() || random.nextInt(6) == 0 ? callers : allowed;
        if (operation.path().endsWith("/me/password") && random.nextBoolean()) {
            // Nobody else has one.
            from = callers.stream().filter(c -> c.label().equals("SESSION")).toList();
        }
        return from.get(random.nextInt(from.size()));
    }

    private Map<String, String> names(Operation operation, Caller caller, Known known, boolean wrong) {
        List<String> holes = operation.holes();
        Map<String, String> names = new HashMap<>();
        if (holes.isEmpty()) {
            return names;
        }
        // The last one first: it may only be there below certain others.
        String last = holes.get(holes.size() - 1);
        Known.Id id = named(operation, last, known);
        names.putAll(id.parents());
        names.put(last, id.id());
        for (String hole : holes) {
            names.computeIfAbsent(hole, any -> named(operation, any, known).id());
        }
        Known.Id own = known.any(leads(operation, caller), random);
        if (own != null && last.equals("lead") && random.nextBoolean()) {
            names.put(last, own.id());
        }
        if (wrong) {
            names.put(holes.get(random.nextInt(holes.size())), odd.text());
        }
        return names;
    }

    /** The kind of the leads that an operation is likely to do something with. */
    private static String leads(Operation operation, Caller caller) {
        if (operation.path().endsWith("/approve") || operation.path().contains("/requests")) {
            return Known.REQUESTED;
        }
        return operation.path().endsWith("/decline") ? Known.ringingWith(caller.agent()) : Known.heldBy(caller.agent());
    }

    private Known.Id named(Operation operation, String hole, Known known) {
        Known.Id nobody = new Known.Id("none-" + random.nextInt(9), Map.of());
        Known.Id id = known.any(hole, random);
        for (int i = 0; i < PATIENCE && id != null && operation.harms() && known.keeps(hole, id.id()); i++) {
            id = known.any(hole, random);
        }
        if (id == null || operation.harms() && known.keeps(hole, id.id())) {
            return nobody;
        }
        return id;
    }

    private static String address(Operation operation, Map<String, String> names) {
        String path = operation.path();
        for (String hole : operation.holes()) {
            path = path.replace("{" + hole + "}", encoded(names.get(hole)));
        }
        return path;
    }

    private String query(Operation operation, Values values, boolean wrong) {
        List<String> pairs = new ArrayList<>();
        for (JsonNode parameter : operation.parameters()) {
            boolean wanted = parameter.path("required").asBoolean() ? random.nextInt(20) > 0 : random.nextInt(4) == 0;
            if (parameter.path("in").asText().equals("query") && wanted) {
                String name = parameter.path("name").asText().replace("<id>", "size");
                JsonNode value = values.of(parameter.path("schema"), name);
                for (JsonNode each : value.isArray() ? value : List.of(value)) {
                    pairs.add(encoded(name) + "=" + encoded(each.asText()));
                }
            }
        }
        if (wrong) {
            String pair =
                    switch (random.nextInt(5)) {
                        case 0 -> "unknown=1";
                        case 1 -> "limit=" + encoded(odd.number());
                        case 2 -> "cursor=" + encoded(odd.text());
                        case 3 -> encoded(odd.text()) + "=" + encoded(odd.text());
                        default ->
                            pairs.isEmpty()
                                    ? "cursor"
                                    : pairs.get(random.nextInt(pairs.size())).replaceFirst("=.*", "=")
                                            + encoded(odd.text());
                    };
            pairs.removeIf(old -> old.startsWith(pair.substring(0, pair.indexOf('=') + 1)) && random.nextInt(4) > 0);
            pairs.add(pair);
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private Map<String, String> headers(Operation operation, Known known, boolean wrong) {
        Map<String, String> headers = new HashMap<>();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asText();
            if (!parameter.path("in").asText().equals("header") || random.nextInt(3) > 0) {
                continue;
            }
            headers.put(
                    name,
                    switch (name) {
                        // Some come again: with the same request, or with another.
                        case "Idempotency-Key" -> "key-" + (random.nextInt(4) == 0 ? random.nextInt(50) : ++keys);
                        case "If-Match" -> random.nextBoolean() ? "*" : "\"" + random.nextInt(50) + "\"";
                        case "Last-Event-ID" -> cursor(known);
                        default -> "1";
                    });
        }
        if (wrong) {
            headers.put(
                    List.of(
                                    "Idempotency-Key",
                                    "If-Match",
                                    "Last-Event-ID",
                                    "Accept",
                                    "Content-Encoding",
                                    "X-CSRF-Token")
                            .get(random.nextInt(6)),
                    List.of(
                                    "x".repeat(256),
                                    "x".repeat(9_000),
                                    " ",
                                    "\"",
                                    "\"-1\"",
                                    "W/\"1\"",
                                    "gzip",
                                    "é",
                                    "\"99999999999999999999\"")
                            .get(random.nextInt(9)));
        }
        return headers;
    }

    private String cursor(Known known) {
        Known.Id cursor = known.any("cursor", random);
        return cursor == null ? "1" : cursor.id();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
