package io.pelagos;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pelagos.alert.AlertRule;
import io.pelagos.channel.Channel;
import io.pelagos.http.ChannelRoutes;
import io.pelagos.platform.StartFailure;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Quota;
import io.pelagos.recycling.RecycleRule;
import io.pelagos.recycling.Sla;
import io.pelagos.team.Agent;
import io.pelagos.team.Change;
import io.pelagos.team.Document;
import io.pelagos.team.Fault;
import io.pelagos.team.InvalidDocument;
import io.pelagos.team.Section;
import io.pelagos.team.Team;
import io.pelagos.team.Tenant;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the demo is set up from. All faults throw {@link StartFailure} and name the place: a document
 * that is left out would only be missed much later.
 *
 * @param name the file, for messages
 */
record DemoDocument(String name, JsonObject json) {
    /** Each section with all readings of its documents that must succeed. */
    private static final Map<String, List<Section<?>>> READINGS = Map.of(
            Team.TEAM.name(), List.of(Team.TEAM),
            Agent.AGENT.name(), List.of(Agent.AGENT, Quota.OF_AGENT),
            Pool.POOL.name(), List.of(Pool.POOL),
            Channel.CHANNEL.name(), List.of(Channel.CHANNEL, Sla.OF_CHANNEL),
            AlertRule.ALERT_RULE.name(), List.of(AlertRule.ALERT_RULE));

    /** The file, or if there is none the demo that travels inside the jar. */
    static DemoDocument of(Path file) {
        if (!Files.exists(file)) {
            return builtIn();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in);
        } catch (IOException e) {
            throw new StartFailure("cannot read " + file, e);
        }
    }

    static DemoDocument builtIn() {
        return inJar("the demo in the jar", "/conf/demo.yaml");
    }

    /** What simulated traffic lives in. */
    static DemoDocument traffic() {
        return inJar("the simulated traffic in the jar", "/conf/demo-traffic.yaml");
    }

    private static DemoDocument inJar(String name, String resource) {
        try (InputStream in = DemoDocument.class.getResourceAsStream(resource)) {
            return read(name, Objects.requireNonNull(in, resource + " is not in the jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // a YAML mapping has text as its keys
    static DemoDocument read(String name, InputStream yaml) throws IOException {
        try {
            Map<String, Object> map = YAMLMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readValue(yaml, Map.class);
            return new DemoDocument(name, new JsonObject(map == null ? Map.of() : map));
        } catch (JsonProcessingException e) {
            String what = e.getOriginalMessage().lines().findFirst().orElse("").strip();
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new StartFailure(name + " is not a YAML mapping, line " + line + ": " + what, e);
        }
    }

    /** The secret that a channel was set up with, to be shown in an example; null when it has none here. */
    @Nullable
    String secret(String channel) {
        for (Object item : json.getValue("channels") instanceof JsonArray items ? items : new JsonArray()) {
            if (item instanceof JsonObject found && channel.equals(found.getValue("id"))) {
                return found.getValue("secret") instanceof String secret ? secret : null;
            }
        }
        return null;
    }

    /** All documents, each checked by itself and against the others. Channels have their hooks, secrets are open. */
    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        changes.add(checked(Tenant.TENANT.name(), "", json.getValue("tenant"), List.of(Tenant.TENANT)));
        changes.addAll(additions());
        return changes;
    }

    /** Likewise, but the firm itself. */
    List<Change> additions() {
        List<Change> changes = new ArrayList<>();
        for (String field : json.fieldNames()) {
            String section = field.replaceFirst("s$", "");
            List<Section<?>> readings = field.equals(section) ? null : READINGS.get(section);
            if (readings != null && json.getValue(field) instanceof JsonArray items) {
                for (int i = 0; i < items.size(); i++) {
                    changes.add(identified(section, field + "/" + i, items.getValue(i), readings));
                }
            } else if (!field.equals("tenant")) {
                throw fault(field + ": is not a list of teams, agents, pools or channels");
            }
        }
        checkReferences(config(changes));
        return changes;
    }

    private Change identified(String section, String place, @Nullable Object item, List<Section<?>> readings) {
        if (!(item instanceof JsonObject object)
                || !(object.getValue("id") instanceof String id)
                || !Document.ID.matcher(id).matches()) {
            throw fault(place + ": needs an id: 1 to 40 of a-z, 0-9 and -");
        }
        JsonObject document = object.copy();
        document.remove("id");
        if (section.equals("channel")) {
            document.put("hook_key", ChannelRoutes.hookKey());
        }
        return checked(section, id, document, readings);
    }

    private Change checked(String section, String id, @Nullable Object document, List<Section<?>> readings) {
        String where = id.isEmpty() ? section : section + " " + id;
        if (!(document instanceof JsonObject object)) {
            throw fault(where + ": must hold keys");
        }
        try {
            readings.forEach(reading -> reading.check(id, object));
        } catch (InvalidDocument e) {
            Fault first = e.faults().get(0);
            throw fault(where + ": " + first.pointer() + " " + first.detail());
        }
        return new Change(section, id, object);
    }

    private TenantConfig config(List<Change> changes) {
        Map<String, Map<String, JsonObject>> documents = new HashMap<>();
        for (Change change : changes) {
            Map<String, JsonObject> section = documents.computeIfAbsent(change.section(), s -> new TreeMap<>());
            if (section.put(change.id(), Objects.requireNonNull(change.doc())) != null) {
                throw fault(change.section() + " " + change.id() + ": is there twice");
            }
        }
        return new TenantConfig(0, Demo.TENANT, 0, 0, documents);
    }

    private void checkReferences(TenantConfig config) {
        config.all(Team.TEAM).forEach((id, team) -> exists(config, Team.TEAM, team.parent(), "team " + id));
        config.all(Agent.AGENT).forEach((id, agent) -> exists(config, Team.TEAM, agent.team(), "agent " + id));
        config.all(Channel.CHANNEL)
                .forEach((id, channel) -> exists(config, Pool.POOL, channel.pool(), "channel " + id));
        config.all(Pool.POOL).forEach((id, pool) -> {
            pool.members().agents().forEach(agent -> exists(config, Agent.AGENT, agent, "pool " + id));
            pool.members().teams().forEach(team -> exists(config, Team.TEAM, team, "pool " + id));
            for (RecycleRule rule : pool.recycle()) {
                exists(config, Pool.POOL, rule.to(), "pool " + id);
            }
        });
    }

    private void exists(TenantConfig config, Section<?> section, @Nullable String id, String where) {
        if (id != null && config.get(section, id) == null) {
            throw fault(where + ": there is no " + section.name() + " " + id);
        }
    }

    private StartFailure fault(String what) {
        return new StartFailure(name + ": " + what);
    }
}
