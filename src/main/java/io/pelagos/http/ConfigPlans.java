package io.pelagos.http;

import io.pelagos.team.Agent;
import io.pelagos.team.Change;
import io.pelagos.team.Fault;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a wanted configuration the steps that lead there, checked as the routes of single documents check them, but
 * each beside all the others as they are to be: what refers to another may come with it, and go with it.
 */
final class ConfigPlans {
    private static final int LOOK_UPS_AT_A_TIME = 16;

    private final Vertx vertx;
    private final ConfigKinds kinds;
    private final int documentMax;

    /** @param documentMax characters of a document as JSON */
    ConfigPlans(Vertx vertx, ConfigKinds kinds, int documentMax) {
        this.vertx = vertx;
        this.kinds = kinds;
        this.documentMax = documentMax;
    }

    /**
     * What the configuration is to become.
     *
     * @param documents section → id → document as a file has it; sections that are missing stay as they are
     * @param past likewise, but as stored: where what comes back has its secrets from
     */
    record Wanted(Map<String, Map<String, JsonObject>> documents, Map<String, Map<String, JsonObject>> past) {
        private @Nullable JsonObject past(String section, String id) {
            return past.getOrDefault(section, Map.of()).get(id);
        }
    }

    /** Looks up what documents lead to, before anybody waits for it; fails as {@link #plan} does. */
    Future<Void> lookUp(TenantConfig now, Wanted wanted) {
        List<ConfigDraft> drafts = drafts(now, wanted);
        Future<Void> done = Future.succeededFuture();
        for (int i = 0; i < drafts.size(); i += LOOK_UPS_AT_A_TIME) {
            List<ConfigDraft> some = drafts.subList(i, Math.min(drafts.size(), i + LOOK_UPS_AT_A_TIME));
            done = done.compose(before ->
                    Future.all(some.stream().map(ConfigPlans::lookUp).toList()).mapEmpty());
        }
        return done;
    }

    private static Future<Void> lookUp(ConfigDraft draft) {
        return draft.kind()
                .mayStore(draft.body())
                .recover(cause -> Future.failedFuture(Located.in(draft.pointer(), cause)));
    }

    /** Fails with an {@code InvalidDocument} whose pointers lead into the whole, or with a refusal. */
    Future<ConfigPlan> plan(Call call, TenantConfig now, Wanted wanted) {
        return vertx.executeBlocking(() -> checked(call, now, wanted))
                .compose(plan -> ConfigRemovals.check(call, plan).map(plan));
    }

    private List<ConfigDraft> drafts(TenantConfig now, Wanted wanted) {
        List<ConfigDraft> drafts = new ArrayList<>();
        for (ConfigResource.Kind kind : kinds.all()) {
            String section = ConfigKinds.section(kind);
            Map<String, JsonObject> there = now.docs(section);
            wanted.documents().getOrDefault(section, Map.of()).forEach((id, body) -> {
                JsonObject old = there.get(id);
                if (old == null || !body.equals(kind.filed(old.copy()))) {
                    drafts.add(new ConfigDraft(kind, id, old, old == null ? wanted.past(section, id) : old, body));
                }
            });
        }
        return drafts;
    }

    private ConfigPlan checked(Call call, TenantConfig now, Wanted wanted) {
        List<ConfigDraft> drafts = drafts(now, wanted);
        List<ConfigPlan.Step> steps = new ArrayList<>(removals(now, wanted));
        List<Fault> faults = new ArrayList<>();
        List<Change> provisional = new ArrayList<>(ConfigPlan.changes(steps));
        for (ConfigDraft draft : drafts) {
            Located.attempt(draft.pointer(), faults, () -> provisional.add(draft.provisional(documentMax)));
        }
        Located.refuse(faults);
        TenantConfig beside = now.with(provisional);
        for (ConfigDraft draft : drafts) {
            Located.attempt(draft.pointer(), faults, () -> steps.addAll(draft.steps(call, beside)));
        }
        Located.refuse(faults);
        ConfigPlan plan = new ConfigPlan(now.with(ConfigPlan.changes(steps)), steps);
        Located.refuse(whole(now, plan));
        return plan;
    }

    private List<ConfigPlan.Step> removals(TenantConfig now, Wanted wanted) {
        List<ConfigPlan.Step> removals = new ArrayList<>();
        for (ConfigResource.Kind kind : kinds.all()) {
            Map<String, JsonObject> kept = wanted.documents().get(ConfigKinds.section(kind));
            now.docs(ConfigKinds.section(kind)).forEach((id, old) -> {
                if (kept != null && !kept.containsKey(id)) {
                    removals.add(new ConfigPlan.Step(kind, id, old, null, new JsonArray(), false));
                }
            });
        }
        return removals;
    }

    /** What no document can tell by itself. */
    private List<Fault> whole(TenantConfig now, ConfigPlan plan) {
        if (plan.steps().isEmpty()) {
            return List.of();
        }
        List<Fault> faults = new ArrayList<>();
        Set<String> touched = plan.steps().stream()
                .map(step -> ConfigKinds.pointer(step.kind(), step.id()))
                .collect(Collectors.toSet());
        for (ConfigResource.Kind kind : kinds.all()) {
            for (String id : plan.after().docs(ConfigKinds.section(kind)).keySet()) {
                String pointer = ConfigKinds.pointer(kind, id);
                if (!touched.contains(pointer)) {
                    faults.addAll(Located.in(pointer, kind.broken(now, plan.after(), id)));
                }
            }
        }
        if (!Agent.administer(plan.after())) {
            faults.add(new Fault("/agents", "must hold an active admin, or nobody could change anything any more"));
        }
        return faults;
    }
}
