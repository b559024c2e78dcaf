package io.pelagos.http;

import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.pool.RuleAges;
import io.pelagos.preview.Previews;
import io.pelagos.team.Fault;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What changed rules of a pool would do, before they are saved. */
public final class PreviewRoutes {
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(92);
    private static final long USUAL_MILLIS = TimeUnit.DAYS.toMillis(30);

    private final Previews previews;
    private final LongSupplier nowMillis;

    /** Takes the time of the cells. */
    PreviewRoutes(Previews previews, LongSupplier nowMillis) {
        this.previews = previews;
        this.nowMillis = nowMillis;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/pools/{pool}/recycle:preview", Access.PEOPLE, this::preview);
    }

    /** Without rules: those that the pool has. */
    private record Wanted(@Nullable JsonArray recycle, long from, long to) {}

    private Future<Answer> preview(Call call) {
        TenantConfig tenant = call.tenant();
        String id = call.path("pool");
        JsonObject stored = tenant.doc(Pool.POOL.name(), id);
        Pool before = tenant.get(Pool.POOL, id);
        if (stored == null || before == null || !Access.seesPool(tenant, call.principal(), before)) {
            throw Problem.NOT_FOUND.refusal();
        }
        if (!Access.manages(call.principal()) && !Access.administers(call.principal(), before)) {
            throw Problem.FORBIDDEN.refusal();
        }
        long now = nowMillis.getAsLong();
        Wanted wanted = call.body(d -> {
            long to = Times.millis(d, "to");
            long until = to == 0 ? now : to;
            long from = Times.millis(d, "from");
            long since = from == 0 ? until - USUAL_MILLIS : from;
            if (since >= until || until - since > LONGEST_MILLIS) {
                d.fault("from", "must be before to, at most 92 days");
            }
            return new Wanted(d.freeList("recycle", 50), since, until);
        });
        JsonObject changed = RuleAges.hidden(stored.copy());
        if (wanted.recycle != null) {
            changed.put("recycle", wanted.recycle.copy());
        }
        Pool then = checked(call, before, changed);
        RuleAges.stamp(changed, stored, now);
        Pool today = Pool.POOL.read().apply(id, changed);
        return previews.today(
                        tenant.no(),
                        id,
                        PoolPlacement.rules(tenant, today),
                        tenant.tenant().zone())
                .compose(going -> previews.replay(
                                tenant.no(), id, PoolPlacement.rules(tenant, then), wanted.from, wanted.to)
                        .map(replay ->
                                Answer.ok(new JsonObject().put("today", going).put("replay", replay))));
    }

    private static Pool checked(Call call, Pool before, JsonObject document) {
        if (RuleAges.written(document)) {
            throw Problem.invalid("/recycle", "since is not a known field of a rule")
                    .refusal();
        }
        Pool pool = Pool.POOL.check(before.id(), document);
        List<Fault> faults = PoolFaults.of(call, call.tenant(), before, pool);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refusal();
        }
        return pool;
    }
}
