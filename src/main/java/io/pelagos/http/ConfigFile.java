package io.pelagos.http;

import io.pelagos.team.Fault;
import io.pelagos.team.InvalidDocument;
import io.pelagos.team.Text;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole configuration of a tenant as one YAML file: {@code tenant}, then each section as a mapping of ids to
 * documents.
 */
final class ConfigFile {
    private static final String HEAD = """
            # The configuration of %s, version %d. Apply it with PUT /api/v1/config; ?dry_run=true only tells the difference.
            # A section that is not in the file stays as it is; of one that is, what is not in the file is removed.
            # Secrets are never here. Null stands for one that is kept; where there is none to keep, it has to be given.
            """;

    private final ConfigKinds kinds;

    ConfigFile(ConfigKinds kinds) {
        this.kinds = kinds;
    }

    /** Takes section → id → document, as stored. */
    String text(String tenant, long version, Map<String, Map<String, JsonObject>> stored) {
        StringBuilder text = new StringBuilder(HEAD.formatted(tenant, version));
        for (ConfigResource.Kind kind : kinds.all()) {
            Map<String, JsonObject> documents = filed(kind, stored);
            JsonObject section = new JsonObject();
            if (ConfigKinds.single(kind)) {
                documents.forEach((id, document) -> section.mergeIn(document));
            } else {
                documents.forEach(section::put);
            }
            text.append('\n').append(YamlText.of(new JsonObject().put(ConfigKinds.key(kind), section)));
        }
        return text.toString();
    }

    private static Map<String, JsonObject> filed(
            ConfigResource.Kind kind, Map<String, Map<String, JsonObject>> stored) {
        Map<String, JsonObject> filed = new LinkedHashMap<>();
        stored.getOrDefault(ConfigKinds.section(kind), Map.of())
                .forEach((id, document) -> filed.put(id, kind.filed(document.copy())));
        return filed;
    }

    /** All sections as a file of then would have them, so that what came since goes. */
    ConfigPlans.Wanted wanted(Map<String, Map<String, JsonObject>> stored) {
        Map<String, Map<String, JsonObject>> documents = new HashMap<>();
        kinds.all().forEach(kind -> documents.put(ConfigKinds.section(kind), filed(kind, stored)));
        return new ConfigPlans.Wanted(documents, stored);
    }

    /** What a file says, by section and id; its documents are not checked yet. */
    ConfigPlans.Wanted wanted(JsonObject file) {
        Map<String, Map<String, JsonObject>> documents = new HashMap<>();
        List<Fault> faults = new ArrayList<>();
        List<String> keys = kinds.all().stream().map(ConfigKinds::key).toList();
        for (String key : file.fieldNames()) {
            if (!keys.contains(key)) {
                faults.add(new Fault("/" + Text.escape(key), "is not one of " + String.join(", ", keys)));
            }
        }
        for (ConfigResource.Kind kind : kinds.all()) {
            String key = ConfigKinds.key(kind);
            if (file.containsKey(key)) {
                documents.put(ConfigKinds.section(kind), documents(kind, file.getValue(key), faults));
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidDocument(faults);
        }
        return new ConfigPlans.Wanted(documents, Map.of());
    }

    private static Map<String, JsonObject> documents(ConfigResource.Kind kind, Object section, List<Fault> faults) {
        Map<String, JsonObject> documents = new LinkedHashMap<>();
        String pointer = ConfigKinds.pointer(kind, "");
        if (!(section instanceof JsonObject object)) {
            faults.add(new Fault(
                    pointer,
                    ConfigKinds.single(kind)
                            ? "must be a mapping"
                            : "must be a mapping of ids to documents, {} for none"));
        } else if (ConfigKinds.single(kind)) {
            documents.put("", object);
        } else {
            for (String id : object.fieldNames()) {
                if (object.getValue(id) instanceof JsonObject document) {
                    documents.put(id, document);
                } else {
                    faults.add(new Fault(ConfigKinds.pointer(kind, id), "must be a mapping"));
                }
            }
        }
        return documents;
    }
}
