package io.pelagos.http;

import io.pelagos.team.ConfigHistory;
import io.pelagos.team.Directory;
import io.pelagos.team.InvalidDocument;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The whole configuration as one file: read it, apply it, go back to what it was. */
final class ConfigFileRoutes {
    private static final int FILE_BYTES_MAX = 4 << 20;
    private static final Set<String> DRY_RUN = Set.of("dry_run");

    private final Vertx vertx;
    private final ConfigKinds kinds;
    private final ConfigFile file;
    private final ConfigHistory history;
    private final ConfigWrites writes;
    private final Directory directory;

    ConfigFileRoutes(Vertx vertx, ConfigKinds kinds, ConfigHistory history, ConfigWrites writes, Directory directory) {
        this.vertx = vertx;
        this.kinds = kinds;
        this.file = new ConfigFile(kinds);
        this.history = history;
        this.writes = writes;
        this.directory = directory;
    }

    void register(Api api) {
        ConfigPlans plans = new ConfigPlans(vertx, kinds, api.maxBodyBytes());
        api.route(HttpMethod.GET, "/config", Access.OVERSEERS, this::read);
        api.route(
                HttpMethod.PUT,
                "/config",
                Access.ADMIN,
                Set.of(YamlBody.TYPE),
                FILE_BYTES_MAX,
                call -> put(call, plans));
        api.route(HttpMethod.POST, "/config/revert", Access.MANAGERS, call -> revert(call, plans));
    }

    private Future<Answer> read(Call call) {
        call.onlyQuery(Set.of("version"), "is not a parameter of the configuration");
        TenantConfig tenant = call.tenant();
        String asked = call.query("version");
        if (asked == null) {
            Map<String, Map<String, JsonObject>> stored = new HashMap<>();
            kinds.sections().forEach(section -> stored.put(section, tenant.docs(section)));
            return text(tenant, tenant.version(), stored);
        }
        long version = version(asked);
        return then(tenant, version).compose(stored -> text(tenant, version, stored));
    }

    private static long version(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Problem.invalid("", "version must be a whole number").refusal();
        }
    }

    private Future<Answer> text(TenantConfig tenant, long version, Map<String, Map<String, JsonObject>> stored) {
        return vertx.executeBlocking(() -> Buffer.buffer(file.text(tenant.id(), version, stored)))
                .map(text -> new Answer(200, text, YamlBody.TYPE, Map.of()).etag(version));
    }

    /** All documents as they were then, as stored. */
    private Future<Map<String, Map<String, JsonObject>>> then(TenantConfig tenant, long version) {
        if (version < 1 || version > tenant.version()) {
            throw Problem.NOT_FOUND.refusal();
        }
        return history.at(tenant.no(), version).map(stored -> {
            if (stored == null) {
                throw Problem.NOT_FOUND.refusal();
            }
            return stored;
        });
    }

    private Future<Answer> put(Call call, ConfigPlans plans) {
        boolean dryRun = dryRun(call);
        return vertx.executeBlocking(() -> YamlBody.parse(call.bytes())).compose(body -> Future.succeededFuture()
                .map(read -> file.wanted(body.json()))
                .compose(wanted -> go(call, plans, dryRun, now -> wanted))
                .recover(cause -> Future.failedFuture(
                        cause instanceof InvalidDocument invalid
                                ? body.invalid(invalid.faults()).refusal()
                                : cause)));
    }

    private static boolean dryRun(Call call) {
        call.onlyQuery(DRY_RUN, "is not a parameter of this change");
        String text = call.query("dry_run");
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw Problem.invalid("", "dry_run must be true or false").refusal();
        }
        return "true".equals(text);
    }

    /** One document, or all if it names none. */
    private record Past(
            long version,
            @Nullable String section,
            @Nullable String id) {}

    private Future<Answer> revert(Call call, ConfigPlans plans) {
        boolean dryRun = dryRun(call);
        Past past = call.body(d -> {
            long version = d.integer("version", 1, Long.MAX_VALUE);
            String section = d.has("section") ? d.choice("section", kinds.sections(), null) : null;
            String id = d.optionalId("id");
            boolean single = "tenant".equals(section);
            if (section == null ? id != null : single == (id != null)) {
                d.fault("id", single ? "is not for the tenant" : "and section belong together");
            }
            return new Past(version, section, single ? "" : id);
        });
        if (!Access.mayRevert(call.principal(), past.section())) {
            throw Problem.FORBIDDEN
                    .detail("Only an admin goes back with all, with the firm itself, or with people")
                    .refusal();
        }
        return then(call.tenant(), past.version())
                .compose(stored -> go(call, plans, dryRun, now -> wanted(now, stored, past)));
    }

    private ConfigPlans.Wanted wanted(TenantConfig now, Map<String, Map<String, JsonObject>> stored, Past past) {
        ConfigPlans.Wanted all = file.wanted(stored);
        String section = past.section();
        String id = past.id();
        ConfigResource.Kind kind = section == null ? null : kinds.kind(section);
        if (section == null || id == null || kind == null) {
            return all;
        }
        JsonObject before = all.documents().getOrDefault(section, Map.of()).get(id);
        Map<String, JsonObject> documents = now.docs(section);
        if (before == null && !documents.containsKey(id)) {
            throw Problem.NOT_FOUND.refusal();
        }
        documents.replaceAll((other, document) -> kind.filed(document));
        if (before == null) {
            documents.remove(id);
        } else {
            documents.put(id, before);
        }
        return new ConfigPlans.Wanted(Map.of(section, documents), stored);
    }

    private Future<Answer> go(
            Call call, ConfigPlans plans, boolean dryRun, Function<TenantConfig, ConfigPlans.Wanted> wanted) {
        if (dryRun) {
            return directory.refresh().compose(seen -> {
                TenantConfig now = newest(call);
                ConfigPlans.Wanted all = wanted.apply(now);
                return plans.lookUp(now, all)
                        .compose(done -> plans.plan(call, now, all))
                        .map(plan -> Answer.ok(plan.json(now.version(), false)).etag(now.version()));
            });
        }
        return writes.change(call, () -> plans.lookUp(call.tenant(), wanted.apply(call.tenant())), now -> plans.plan(
                        call, now, wanted.apply(now))
                .map(plan -> new ConfigWrites.Edit(
                        ConfigPlan.changes(plan.steps()), version -> Answer.ok(plan.json(version, true)), plan::also)));
    }

    private TenantConfig newest(Call call) {
        TenantConfig now = directory.tenant(call.tenant().no());
        Long expected = call.ifMatch();
        if (now == null) {
            throw Problem.NOT_READY.refusal();
        }
        if (expected != null && expected != now.version()) {
            throw Problem.CHANGED.refusal();
        }
        return now;
    }
}
