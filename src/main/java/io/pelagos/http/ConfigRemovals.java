package io.pelagos.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Whether all that a plan takes away may go. */
final class ConfigRemovals {
    private static final int CONFLICTS_MAX = 50;

    private ConfigRemovals() {}

    /** Fails with a refusal that lists what must stay, and why. */
    static Future<Void> check(Call call, ConfigPlan plan) {
        JsonArray held = new JsonArray();
        Future<Void> asked = Future.succeededFuture();
        for (ConfigPlan.Step step : plan.steps()) {
            if (step.stored() == null) {
                asked = asked.compose(before ->
                        held.size() >= CONFLICTS_MAX ? Future.succeededFuture() : ask(call, plan, step, held));
            }
        }
        return asked.map(done -> {
            if (!held.isEmpty()) {
                throw Problem.conflict("in-use", "Something that would be removed is in use")
                        .with("documents", held)
                        .refusal();
            }
            return null;
        });
    }

    private static Future<Void> ask(Call call, ConfigPlan plan, ConfigPlan.Step step, JsonArray held) {
        return Future.succeededFuture()
                .compose(begun -> step.kind().mayDelete(call, plan.after(), step.id()))
                .recover(cause -> {
                    if (!(cause instanceof Refusal refusal) || refusal.problem().status() != 409) {
                        return Future.failedFuture(cause);
                    }
                    Problem problem = refusal.problem();
                    String detail = problem.detail();
                    held.add(new JsonObject()
                            .put("section", step.section())
                            .put("id", step.id())
                            .put("detail", detail == null ? problem.title() : detail));
                    return Future.succeededFuture();
                });
    }
}
