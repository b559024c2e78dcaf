package io.pelagos.team;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tenant's whole configuration at one version. Immutable; each document is parsed once, when first asked for. */
public final class TenantConfig {
    private static final Logger log = LoggerFactory.getLogger(TenantConfig.class);

    private final int no;
    private final String id;
    private final int cell;
    private final long version;
    private final Map<String, Map<String, JsonObject>> documents;
    private final Map<Section<?>, Map<String, ?>> parsed = new ConcurrentHashMap<>();

    /** Takes section → id → document, which must not be changed afterwards. */
    public TenantConfig(int no, String id, int cell, long version, Map<String, Map<String, JsonObject>> documents) {
        this.no = no;
        this.id = id;
        this.cell = cell;
        this.version = version;
        this.documents = documents;
    }

    public int no() {
        return no;
    }

    public String id() {
        return id;
    }

    public int cell() {
        return cell;
    }

    /** Grows with each change; the ETag of the configuration. */
    public long version() {
        return version;
    }

    /** What the tenant says about itself. */
    public Tenant tenant() {
        Tenant tenant = get(Tenant.TENANT, "");
        return tenant == null ? Tenant.unnamed(id) : tenant;
    }

    public <T> @Nullable T get(Section<T> section, String id) {
        return all(section).get(id);
    }

    /** All documents of a section by id, in the order of their ids. */
    @SuppressWarnings("unchecked") // only all() writes, with the section's own type
    public <T> Map<String, T> all(Section<T> section) {
        Map<String, ?> known = parsed.get(section);
        if (known == null) {
            known = parsed.computeIfAbsent(section, this::parse);
        }
        return (Map<String, T>) known;
    }

    /** Of all documents of a section, those that this server cannot read, too. */
    public Set<String> ids(String section) {
        return Set.copyOf(documents.getOrDefault(section, Map.of()).keySet());
    }

    /** The document as stored, a copy; null when there is none. */
    public @Nullable JsonObject doc(String section, String id) {
        JsonObject document = documents.getOrDefault(section, Map.of()).get(id);
        return document == null ? null : document.copy();
    }

    /** All stored documents of a section by id, copies; those too that cannot be read. */
    public Map<String, JsonObject> docs(String section) {
        Map<String, JsonObject> copies = new TreeMap<>();
        documents.getOrDefault(section, Map.of()).forEach((id, document) -> copies.put(id, document.copy()));
        return copies;
    }

    /** What the configuration would be with these changes; its version stays. */
    public TenantConfig with(List<Change> changes) {
        Map<String, Map<String, JsonObject>> after = new HashMap<>(documents);
        for (Change change : changes) {
            Map<String, JsonObject> section = after.get(change.section());
            if (section == null || section == documents.get(change.section())) {
                section = section == null ? new TreeMap<>() : new TreeMap<>(section);
                after.put(change.section(), section);
            }
            if (change.doc() == null) {
                section.remove(change.id());
            } else {
                section.put(change.id(), change.doc());
            }
        }
        return new TenantConfig(no, id, cell, version, after);
    }

    private Map<String, Object> parse(Section<?> section) {
        Map<String, Object> values = new LinkedHashMap<>();
        documents.getOrDefault(section.name(), Map.of()).forEach((key, document) -> {
            try {
                values.put(key, section.read().apply(key, document));
            } catch (InvalidDocument e) {
                // Written by another version of the server. Without it the rest of the tenant goes on.
                log.error("tenant {}: {} {} is left out: {}", id, section.name(), key, e.faults());
            }
        });
        return java.util.Collections.unmodifiableMap(values);
    }
}
