package io.pelagos.http;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadStore;
import io.pelagos.privacy.Reads;
import io.pelagos.team.Role;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;
import java.util.function.LongSupplier;

/** How often a person may look at leads that are not his, by the rules of their pool, on a day of the firm. */
final class LookLimits {
    /** Who looks with his own eyes, and is no manager. */
    private static final Set<Role> WATCHED = Set.of(Role.AGENT, Role.SUPERVISOR);

    private final Reads reads;
    private final LeadStore store;
    private final LeadAccess access;
    private final LongSupplier nowMillis;

    /** Takes the time of the cells. */
    LookLimits(Reads reads, LeadStore store, LeadAccess access, LongSupplier nowMillis) {
        this.reads = reads;
        this.store = store;
        this.access = access;
        this.nowMillis = nowMillis;
    }

    Reads.Counter reveals(Call call, LeadRow lead) {
        return counter(call, "reveal/" + lead.pool());
    }

    private Reads.Counter counter(Call call, String what) {
        return new Reads.Counter(call.tenant().no(), call.principal().id(), today(call), what);
    }

    private LocalDate today(Call call) {
        return Instant.ofEpochMilli(nowMillis.getAsLong()).atZone(zone(call)).toLocalDate();
    }

    private static ZoneId zone(Call call) {
        return call.tenant().tenant().zone();
    }

    /**
     * The lead that the path names, for all routes that answer what is in it: refuses who may not know of it. Where its pool
     * bounds looks at masked leads this is one, the first on a day, and one too many is refused.
     */
    Future<LeadStore.Stored> lead(Call call) {
        return store.find(call.tenant().no(), LeadIds.parse(call.path("lead"))).compose(found -> {
            if (found == null || !access.sees(call.tenant(), call.principal(), found.row())) {
                throw Problem.NOT_FOUND.refusal();
            }
            return look(call, found.row()).map(found);
        });
    }

    private Future<Void> look(Call call, LeadRow lead) {
        Integer max = RevealRoutes.rules(call.tenant(), lead).detailsPerDay();
        if (max == null || !WATCHED.contains(call.principal().role()) || LeadAccess.owns(call.principal(), lead)) {
            return Future.succeededFuture();
        }
        Reads.Counter counter = counter(call, "detail/" + lead.pool());
        return reads.countOnce(counter, Long.toString(lead.id()), max).map(counted -> {
            if (!counted) {
                throw problem(call, "You have looked at as many leads today as you may")
                        .refusal();
            }
            return null;
        });
    }

    /** Until tomorrow. */
    Problem problem(Call call, String title) {
        long tomorrow =
                today(call).plusDays(1).atStartOfDay(zone(call)).toInstant().toEpochMilli();
        return Problem.of("look-limit", 429, title)
                .header("Retry-After", Long.toString((tomorrow - nowMillis.getAsLong()) / 1_000 + 1));
    }
}
