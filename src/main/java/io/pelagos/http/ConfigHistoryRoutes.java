package io.pelagos.http;

import io.pelagos.lead.Rfc3339;
import io.pelagos.team.ConfigHistory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who has changed what in the configuration, and when. */
final class ConfigHistoryRoutes {
    private final Vertx vertx;
    private final ConfigKinds kinds;
    private final ConfigHistory history;

    ConfigHistoryRoutes(Vertx vertx, ConfigKinds kinds, ConfigHistory history) {
        this.vertx = vertx;
        this.kinds = kinds;
        this.history = history;
    }

    void register(Api api) {
        api.route(HttpMethod.GET, "/config/history", Access.OVERSEERS, this::list);
    }

    private Future<Answer> list(Call call) {
        call.onlyQuery(Set.of("limit", "cursor", "section", "id"), "is not a parameter of this list");
        String section = call.query("section");
        if (section != null && kinds.kind(section) == null) {
            throw Problem.invalid("", "section must be one of " + String.join(", ", kinds.sections()))
                    .refusal();
        }
        String id = call.query("id");
        if (id != null && section == null) {
            throw Problem.invalid("", "id needs a section").refusal();
        }
        long cursor = call.cursor(Long.MAX_VALUE);
        long before = cursor == 0 ? Long.MAX_VALUE : cursor;
        return history.before(call.tenant().no(), before, section, id, call.limit())
                .compose(page -> vertx.executeBlocking(() -> answer(page)));
    }

    private Answer answer(ConfigHistory.Page page) {
        List<ConfigHistory.Version> versions = page.versions();
        JsonArray items = new JsonArray();
        versions.forEach(version -> items.add(json(version)));
        String next =
                page.more() ? Long.toString(versions.get(versions.size() - 1).version()) : null;
        return Answer.list(items, next);
    }

    private JsonObject json(ConfigHistory.Version version) {
        JsonArray documents = new JsonArray();
        version.changed().forEach(changed -> documents.add(json(changed)));
        return new JsonObject()
                .put("version", version.version())
                .put("at", Rfc3339.text(version.at().toInstant().toEpochMilli()))
                .put("actor", version.actor())
                .put("documents", documents)
                .put("more_documents", version.total() - documents.size());
    }

    /** What people called it then; null where it had no name. */
    private static @Nullable String name(@Nullable JsonObject document) {
        return document != null && document.getValue("name") instanceof String name ? name : null;
    }

    private JsonObject json(ConfigHistory.Changed changed) {
        JsonObject before = changed.before();
        JsonObject after = changed.after();
        JsonObject json = new JsonObject()
                .put("section", changed.section())
                .put("id", changed.id())
                .put("change", after == null ? "removed" : before == null ? "added" : "changed")
                .put("name", name(after == null ? before : after));
        ConfigResource.@Nullable Kind kind = kinds.kind(changed.section());
        return before == null || after == null || kind == null
                ? json
                : json.put("fields", Difference.fields(kind, before, after));
    }
}
