package io.pelagos.http;

import io.pelagos.journal.Journal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Health, numbers, the API's description, and the operator's commands. */
public final class SystemRoutes {
    private final Journal journal;
    private final Supplier<Future<String>> metrics;
    private final BooleanSupplier ready;
    private final Supplier<Collection<Integer>> cells;
    private final int cellCount;
    private final Buffer openapi;

    /**
     * Joins the parts.
     *
     * @param metrics this node's numbers, in the text format of Prometheus
     * @param cells those that hold tenants
     * @param openapi the document served at {@code /openapi.yaml}
     */
    SystemRoutes(
            Journal journal,
            Supplier<Future<String>> metrics,
            BooleanSupplier ready,
            Supplier<Collection<Integer>> cells,
            int cellCount,
            Buffer openapi) {
        this.journal = journal;
        this.metrics = metrics;
        this.ready = ready;
        this.cells = cells;
        this.cellCount = cellCount;
        this.openapi = openapi;
    }

    public void register(Api api) {
        api.open(HttpMethod.GET, "/health/live", 0, call -> Future.succeededFuture(status(200, "live")));
        api.open(
                HttpMethod.GET,
                "/health/ready",
                0,
                call -> Future.succeededFuture(
                        ready.getAsBoolean() ? status(200, "ready") : Problem.NOT_READY.answer()));
        api.open(HttpMethod.GET, "/metrics", 0, call -> metrics());
        api.open(
                HttpMethod.GET,
                "/openapi.yaml",
                0,
                call -> Future.succeededFuture(new Answer(200, openapi, "application/yaml", Map.of())));
        api.route(HttpMethod.POST, "/operator/rebuild", Access.OPERATOR, this::rebuild);
    }

    private static Answer status(int status, String text) {
        return Answer.json(status, new JsonObject().put("status", text));
    }

    private Future<Answer> rebuild(Call call) {
        Integer cell = call.body(d -> d.has("cell") ? (Integer) (int) d.integer("cell", 0, cellCount - 1) : null);
        Set<Integer> all = new LinkedHashSet<>(cell == null ? cells.get() : Set.of(cell));
        Future<Void> rebuilt = Future.succeededFuture();
        for (int one : all) {
            rebuilt = rebuilt.compose(done -> journal.rebuild(one));
        }
        return rebuilt.map(done -> Answer.ok(
                        new JsonObject().put("rebuilt", new io.vertx.core.json.JsonArray(java.util.List.copyOf(all)))))
                .recover(failure -> Future.failedFuture(Problem.NOT_READY.refusal()));
    }

    private Future<Answer> metrics() {
        return metrics.get().map(text -> new Answer(200, Buffer.buffer(text), "text/plain; version=0.0.4", Map.of()));
    }
}
