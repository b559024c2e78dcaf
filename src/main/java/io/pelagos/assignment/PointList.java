package io.pelagos.assignment;

import io.pelagos.assignment.Results.Result;
import io.pelagos.platform.Kept;
import io.pelagos.platform.PgPool;
import io.pelagos.team.Agent;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What agents' results are worth, as the firm's {@link Points} say. It reads its way through the journal, so it is kept. */
public final class PointList {
    /** All agents may look at it at once. */
    private static final long NOW_MILLIS = 10_000;
    /** The orders of a firm's pools are made soon one after another. */
    private static final long DAY_MILLIS = TimeUnit.HOURS.toMillis(1);

    private static final int FIRMS_MAX = 1_000;

    private final Results results;
    private final Kept<Map<String, Long>> now = new Kept<>(NOW_MILLIS, FIRMS_MAX);
    private final Kept<Map<String, Long>> days = new Kept<>(DAY_MILLIS, FIRMS_MAX);

    /** @param scans for what reads its way through a firm's journal */
    public PointList(PgPool scans) {
        this.results = new Results(scans);
    }

    /** Agent to points, now or some seconds ago. */
    public Future<Map<String, Long>> now(TenantConfig config, long nowMillis) {
        return now.of(Integer.toString(config.no()), config.version(), nowMillis, () -> until(config, nowMillis + 1));
    }

    /** Agent to points, of what was before a day began. */
    Future<Map<String, Long>> at(TenantConfig config, long startMillis) {
        return days.of(Integer.toString(config.no()), config.version(), startMillis, () -> until(config, startMillis));
    }

    private Future<Map<String, Long>> until(TenantConfig config, long toMillis) {
        Points points = Points.of(config);
        return results.of(config.no(), toMillis - points.window().toMillis(), toMillis)
                .map(done -> {
                    Map<String, Long> all = new HashMap<>();
                    config.all(Agent.AGENT).values().stream()
                            .filter(agent -> agent.role() == Role.AGENT && agent.active())
                            .forEach(agent ->
                                    all.put(agent.id(), points.of(done.getOrDefault(agent.id(), Result.NOTHING))));
                    return all;
                });
    }
}
