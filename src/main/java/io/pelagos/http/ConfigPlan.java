package io.pelagos.http;

import io.pelagos.team.Change;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of many documents at once that has been checked.
 *
 * @param after the configuration with all of it
 */
record ConfigPlan(TenantConfig after, List<Step> steps) {
    /**
     * One document of it.
     *
     * @param old and stored as they are kept; null where there is none
     * @param fields how they differ, if both are there
     * @param restored whether it was there before {@code old} and comes back
     */
    record Step(
            ConfigResource.Kind kind,
            String id,
            @Nullable JsonObject old,
            @Nullable JsonObject stored,
            JsonArray fields,
            boolean restored) {
        String section() {
            return ConfigKinds.section(kind);
        }

        private JsonObject named() {
            return new JsonObject().put("section", section()).put("id", id);
        }
    }

    static List<Change> changes(List<Step> steps) {
        return steps.stream()
                .map(step -> new Change(step.section(), step.id(), step.stored()))
                .toList();
    }

    /** Makes and takes away what belongs to the documents elsewhere. */
    Future<?> also(SqlConnection transaction) {
        Future<?> done = Future.succeededFuture();
        for (Step step : steps) {
            JsonObject stored = step.stored();
            if (step.old() == null) {
                done = done.compose(before -> step.kind().alsoCreate(transaction, after, step.id()));
            } else if (stored == null) {
                done = done.compose(before -> step.kind().alsoDelete(transaction, after, step.id()));
            } else {
                done = done.compose(before -> step.kind().alsoReplace(transaction, after, step.id(), stored));
            }
        }
        return done;
    }

    /** What it adds, changes and removes; {@code version} is the one that it has made, or would be made from. */
    JsonObject json(long version, boolean applied) {
        JsonArray added = new JsonArray();
        JsonArray changed = new JsonArray();
        JsonArray removed = new JsonArray();
        for (Step step : steps) {
            JsonObject stored = step.stored();
            if (stored == null) {
                removed.add(step.named());
            } else if (step.old() == null) {
                added.add(applied ? made(step, stored) : step.named());
            } else {
                changed.add(step.named().put("fields", step.fields()));
            }
        }
        return new JsonObject()
                .put("version", version)
                .put("applied", applied)
                .put("added", added)
                .put("changed", changed)
                .put("removed", removed);
    }

    /** With what the server has made of it and others have to know: secrets are shown only this once. */
    private JsonObject made(Step step, JsonObject stored) {
        JsonObject named = step.named();
        JsonObject made = step.kind().made(after, step.id(), stored.copy());
        if (made.getValue("secret") instanceof String secret && !step.restored()) {
            named.put("secret", secret);
        }
        return made.getValue("hook_url") instanceof String url ? named.put("hook_url", url) : named;
    }
}
