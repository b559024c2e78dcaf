package io.pelagos.http;

import io.pelagos.lead.LeadRow;
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
    private final LongSupplier nowMillis;

    /** Takes the time of the cells. */
    LookLimits(Reads reads, LongSupplier nowMillis) {
        this.reads = reads;
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

    /** Counts a look at a masked lead by itself, where its pool bounds that; refuses one too many. */
    Future<Void> look(Call call, LeadRow lead) {
        Integer max = RevealRoutes.rules(call.tenant(), lead).detailsPerDay();
        if (max == null || !WATCHED.contains(call.principal().role()) || LeadAccess.owns(call.principal(), lead)) {
            return Future.succeededFuture();
        }
        return reads.count(counter(call, "detail/" + lead.pool()), max).map(counted -> {
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
