package io.pelagos.http;

import com.github.f4b6a3.tsid.TsidCreator;
import io.pelagos.team.Change;
import io.pelagos.team.Document;
import io.pelagos.team.Fault;
import io.pelagos.team.Role;
import io.pelagos.team.Section;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The routes that every kind of configuration document has in common: list, read, write, delete. */
final class ConfigResource {
    /** What is particular to a kind of document. All refuse by throwing. */
    interface Kind {
        /** Its section, and other readings of the same documents that must succeed too. */
        List<Section<?>> sections();

        /** Whether the caller may know of it. */
        default boolean sees(Call call, TenantConfig tenant, String id) {
            return true;
        }

        /** The answer's fields, without the id. */
        default JsonObject show(JsonObject stored) {
            return stored;
        }

        /** The answer's fields to who has just made it. */
        default JsonObject made(TenantConfig tenant, String id, JsonObject stored) {
            return show(stored);
        }

        /** Fields that are written and never read back, such as {@code oidc/client_secret}: a text, or an object of texts. */
        default List<String> secrets() {
            return List.of();
        }

        /** The fields as a file of the whole configuration has them: those of secrets that there are hold null. */
        default JsonObject filed(JsonObject stored) {
            return show(stored);
        }

        /** A body as a document, completed by what stays and what the server adds, but not checked yet. */
        default JsonObject draft(@Nullable JsonObject old, JsonObject body) {
            return body;
        }

        /** What a change of other documents would break in one that stays as it is. */
        default List<Fault> broken(TenantConfig before, TenantConfig after, String id) {
            return List.of();
        }

        /** What has to be looked up before a body is stored; fails when that must not be. */
        default Future<Void> mayStore(JsonObject body) {
            return Future.succeededFuture();
        }

        /** What to store of a body; checks what only this kind knows. {@code old} is null for a new one. */
        JsonObject store(Call call, TenantConfig tenant, String id, @Nullable JsonObject old, JsonObject body);

        /** Makes what belongs to a new one elsewhere, in the transaction that makes it. */
        default Future<?> alsoCreate(SqlConnection transaction, TenantConfig tenant, String id) {
            return Future.succeededFuture();
        }

        /** Takes away what must not outlive what it was before, in the transaction that changes it. */
        default Future<?> alsoReplace(SqlConnection transaction, TenantConfig tenant, String id, JsonObject stored) {
            return Future.succeededFuture();
        }

        /** Fails when it must stay. */
        default Future<Void> mayDelete(Call call, TenantConfig tenant, String id) {
            return Future.succeededFuture();
        }

        /** Takes away what must not outlive it, in the transaction that deletes it. */
        default Future<?> alsoDelete(SqlConnection transaction, TenantConfig tenant, String id) {
            return Future.succeededFuture();
        }
    }

    private final String name;
    /** What the path calls it: {@code rule} for an {@code alert-rule}. */
    private final String parameter;

    private final Kind kind;
    private final ConfigWrites writes;

    ConfigResource(Kind kind, ConfigWrites writes) {
        this.name = kind.sections().get(0).name();
        this.parameter = name.substring(name.lastIndexOf('-') + 1);
        this.kind = kind;
        this.writes = writes;
    }

    void register(Api api, Set<Role> readers, Set<Role> writers, boolean patch) {
        register(api, readers, writers, writers, patch);
    }

    /** @param editors who may change one that is there: the kind says which */
    void register(Api api, Set<Role> readers, Set<Role> writers, Set<Role> editors, boolean patch) {
        String all = "/" + name + "s";
        String one = all + "/{" + parameter + "}";
        api.route(HttpMethod.GET, all, readers, this::list);
        api.route(HttpMethod.POST, all, writers, this::create);
        api.route(HttpMethod.GET, one, readers, this::read);
        api.route(HttpMethod.PUT, one, editors, call -> replace(call, false));
        if (patch) {
            api.route(HttpMethod.PATCH, one, editors, call -> replace(call, true));
        }
        api.route(HttpMethod.DELETE, one, writers, this::delete);
    }

    private Future<Answer> list(Call call) {
        TenantConfig tenant = call.tenant();
        String after = call.cursorId();
        int limit = call.limit();
        JsonArray items = new JsonArray();
        String last = "";
        for (String id : tenant.all(kind.sections().get(0)).keySet()) {
            if (id.compareTo(after) <= 0 || !kind.sees(call, tenant, id)) {
                continue;
            }
            if (items.size() == limit) {
                return Future.succeededFuture(Answer.list(items, last).etag(tenant.version()));
            }
            items.add(view(id, existing(tenant, id)));
            last = id;
        }
        return Future.succeededFuture(Answer.list(items, null).etag(tenant.version()));
    }

    private Future<Answer> read(Call call) {
        String id = call.path(parameter);
        JsonObject stored = visible(call, call.tenant(), id);
        return Future.succeededFuture(
                Answer.ok(view(id, stored)).etag(call.tenant().version()));
    }

    private Future<Answer> create(Call call) {
        JsonObject body = call.json().copy();
        String chosen = id(body);
        String id = chosen == null ? TsidCreator.getTsid().toLong() + "" : chosen;
        return kind.mayStore(body)
                .compose(may -> writes.change(call, tenant -> {
                    if (tenant.doc(name, id) != null) {
                        throw Problem.conflict("already-exists", "The id is taken by another " + name)
                                .with("errors", Problem.errors(List.of(new Fault("/id", "is taken by another one"))))
                                .refusal();
                    }
                    return edit(call, tenant, id, null, body, 201);
                }));
    }

    private Future<Answer> replace(Call call, boolean patch) {
        String id = call.path(parameter);
        JsonObject body = call.json().copy();
        String said = id(body);
        if (said != null && !said.equals(id)) {
            throw Problem.invalid("/id", "must be the id in the path").refusal();
        }
        return kind.mayStore(body)
                .compose(may -> writes.change(call, tenant -> {
                    JsonObject old = visible(call, tenant, id);
                    return edit(call, tenant, id, old, patch ? merged(kind.show(old.copy()), body) : body, 200);
                }));
    }

    private Future<ConfigWrites.Edit> edit(
            Call call, TenantConfig tenant, String id, @Nullable JsonObject old, JsonObject body, int status) {
        JsonObject stored = kind.store(call, tenant, id, old, body.copy());
        kind.sections().forEach(section -> section.check(id, stored));
        boolean fresh = old == null;
        return Future.succeededFuture(new ConfigWrites.Edit(
                List.of(new Change(name, id, stored)),
                version -> Answer.json(
                        status, fresh ? withId(id, kind.made(tenant, id, stored.copy())) : view(id, stored.copy())),
                transaction -> fresh
                        ? kind.alsoCreate(transaction, tenant, id)
                        : kind.alsoReplace(transaction, tenant, id, stored)));
    }

    private Future<Answer> delete(Call call) {
        String id = call.path(parameter);
        return writes.change(call, tenant -> {
            visible(call, tenant, id);
            return kind.mayDelete(call, tenant, id)
                    .map(may -> new ConfigWrites.Edit(
                            List.of(new Change(name, id, null)),
                            version -> Answer.none(),
                            transaction -> kind.alsoDelete(transaction, tenant, id)));
        });
    }

    private JsonObject visible(Call call, TenantConfig tenant, String id) {
        JsonObject stored = tenant.doc(name, id);
        if (stored == null || !kind.sees(call, tenant, id)) {
            throw Problem.NOT_FOUND.refusal();
        }
        return stored;
    }

    private JsonObject existing(TenantConfig tenant, String id) {
        JsonObject stored = tenant.doc(name, id);
        return stored == null ? new JsonObject() : stored;
    }

    private JsonObject view(String id, JsonObject stored) {
        return withId(id, kind.show(stored));
    }

    private static JsonObject withId(String id, JsonObject shown) {
        return new JsonObject().put("id", id).mergeIn(shown);
    }

    /** Takes the id out of a body; null when it names none. */
    private static @Nullable String id(JsonObject body) {
        if (!body.containsKey("id")) {
            return null;
        }
        JsonObject only = new JsonObject().put("id", body.remove("id"));
        return Document.read(only, document -> document.optionalId("id"));
    }

    /** A merge patch (RFC 7396). */
    private static JsonObject merged(JsonObject target, JsonObject patch) {
        for (Map.Entry<String, Object> field : patch) {
            Object value = field.getValue();
            if (value == null) {
                target.remove(field.getKey());
            } else if (value instanceof JsonObject inner) {
                Object before = target.getValue(field.getKey());
                target.put(field.getKey(), merged(before instanceof JsonObject o ? o : new JsonObject(), inner));
            } else {
                target.put(field.getKey(), value);
            }
        }
        return target;
    }
}
