package io.pelagos.apifuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Ids that a tenant's answers have named, so that later requests reach what is there. Bounded: newer ones replace older ones. */
final class Known {
    /** The kind of the leads that somebody has asked for. */
    static final String REQUESTED = "requested lead";

    private static final int KEPT = 300;
    /** Fields that name something wherever they stand. */
    private static final Set<String> NAMES =
            Set.of("lead", "pool", "channel", "agent", "team", "task", "import", "job", "webhook", "session");

    /** An id with those in whose paths it stands. */
    record Id(String id, Map<String, String> parents) {}

    private final Map<String, List<Id>> byKind = new HashMap<>();
    private final Map<String, Set<String>> keepers = new HashMap<>();

    /** Something that must last: it is not changed or deleted on purpose. */
    synchronized void keep(String kind, String id) {
        keepers.computeIfAbsent(kind, any -> new TreeSet<>()).add(id);
        add(kind, id, Map.of());
    }

    /** Null when there is none. What lasts is named more often: there is more to do with it. */
    synchronized Id any(String kind, Random random) {
        Set<String> kept = keepers.getOrDefault(kind, Set.of());
        if (!kept.isEmpty() && random.nextInt(5) < 2) {
            return new Id(List.copyOf(kept).get(random.nextInt(kept.size())), Map.of());
        }
        List<Id> ids = byKind.getOrDefault(kind, List.of());
        return ids.isEmpty() ? null : ids.get(random.nextInt(ids.size()));
    }

    synchronized boolean keeps(String kind, String id) {
        return keepers.getOrDefault(kind, Set.of()).contains(id);
    }

    synchronized void add(String kind, String id, Map<String, String> parents) {
        List<Id> ids = byKind.computeIfAbsent(kind, any -> new ArrayList<>());
        Id known = new Id(id, parents);
        if (id.isEmpty() || id.length() > 200 || ids.contains(known)) {
            return;
        }
        if (ids.size() < KEPT) {
            ids.add(known);
        } else {
            int place = Math.floorMod(id.hashCode(), KEPT);
            if (!keeps(kind, ids.get(place).id())) {
                ids.set(place, known);
            }
        }
    }

    /** The kind of the leads that rang with an agent. */
    static String ringingWith(String agent) {
        return "lead that rings with " + agent;
    }

    /** The kind of the leads that an agent was seen with. */
    static String heldBy(String agent) {
        return "lead of " + agent;
    }

    /** Takes up what an answer names; {@code kind} is what its {@code id} fields are. */
    void learn(JsonNode node, String kind, Map<String, String> path) {
        if (node.isArray()) {
            node.forEach(item -> learn(item, kind, path));
            return;
        }
        String its = node.has("rounds") && node.has("contact") ? "lead" : kind;
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (value.isContainerNode()) {
                learn(value, NAMES.contains(name) ? name : its, path);
            } else if (name.equals("id") && value.isTextual()) {
                add(its, value.asText(), its.equals(kind) ? path : Map.of());
                if (node.path("owner").isTextual()) {
                    add(heldBy(node.path("owner").asText()), value.asText(), Map.of());
                }
            } else if (name.equals("next") && value.isTextual()) {
                add("cursor", value.asText(), Map.of());
            } else if (name.equals("hook_url")) {
                add("key", value.asText().replaceFirst("^/hooks/", ""), Map.of());
            } else if (NAMES.contains(name) && value.isTextual()) {
                add(name, value.asText(), Map.of());
            }
        }
    }
}
