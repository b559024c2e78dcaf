package io.pelagos.followup;

import io.pelagos.journal.Caller;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.LeadRow;
import io.pelagos.platform.PgLink;
import io.pelagos.pool.Claim;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Refund;
import io.pelagos.pool.Refunds;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a claim back when its number is verified as dead: once, and whoever has the lead by then. */
public final class DeadNumbers {
    private static final Logger LOG = LoggerFactory.getLogger(DeadNumbers.class);
    private static final String TEAM =
            "select team from journal where tenant = $1 and lead = $2 and version = $3 and type = 'claimed'";

    private final Steps steps;
    private final Refunds refunds;
    private final CallRecords calls;
    private final PgLink pg;

    public DeadNumbers(Steps steps, Refunds refunds, CallRecords calls, PgLink pg) {
        this.steps = steps;
        this.refunds = refunds;
        this.calls = calls;
        this.pg = pg;
    }

    /**
     * Looks whether what has just been committed verifies a dead number, and gives the claim back then. Never fails: what
     * was committed stands, and the same call or verdict told again looks again.
     *
     * @param matters which pools' refunds it may have to do with
     */
    Future<Void> look(Caller caller, long lead, Predicate<Refund> matters) {
        boolean any = caller.config().all(Pool.POOL).values().stream()
                .map(Pool::refund)
                .anyMatch(refund -> refund != null && matters.test(refund));
        if (!any) {
            return Future.succeededFuture();
        }
        Wish wish = new Wish(caller.withoutKey(), lead, (config, row) -> true, found -> null);
        return steps.takeWhenPlanned(wish, (found, config) -> plan(found.row(), config))
                .onSuccess(verdict -> {
                    if (verdict instanceof Verdict.Obstacle) {
                        LOG.warn("lead {}: a claim may have to be given back and was not: {}", lead, verdict);
                    }
                })
                .onFailure(broken -> LOG.warn("a claim may have to be given back and was not", broken))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private Future<Plan> plan(LeadRow lead, TenantConfig config) {
        return steps.history(lead, lead.version())
                .compose(lines -> verified(lead, DeadNumber.of(lines, pool -> refund(config, pool)), 0))
                .compose(dead -> dead == null
                        ? Future.succeededFuture(Plan.no("nothing"))
                        : withTeam(lead, dead.claim()).map(claim -> refunded(lead, config, dead, claim)));
    }

    private static @Nullable Refund refund(TenantConfig config, String poolId) {
        Pool pool = config.get(Pool.POOL, poolId);
        return pool == null ? null : pool.refund();
    }

    /** The first that is; null for none. */
    private Future<@Nullable DeadNumber> verified(LeadRow lead, List<DeadNumber> told, int from) {
        if (from == told.size()) {
            return Future.succeededFuture(null);
        }
        DeadNumber dead = told.get(from);
        Future<Boolean> proven = !dead.refund().byCall()
                ? Future.succeededFuture(dead.verdict().equals("genuine"))
                : dead.call() == null
                        ? Future.succeededFuture(false)
                        : calls.find(lead.tenant(), dead.call())
                                .map(record -> record.filter(call -> dead.provenBy(call, lead.id()))
                                        .isPresent());
        return proven.compose(yes -> yes ? Future.succeededFuture(dead) : verified(lead, told, from + 1));
    }

    private Future<Claim> withTeam(LeadRow lead, Claim claim) {
        return pg.ask(c -> c.preparedQuery(TEAM).execute(Tuple.of(lead.tenant(), lead.id(), claim.version())))
                .map(rows -> new Claim(
                        claim.version(),
                        claim.atMillis(),
                        claim.agent(),
                        rows.iterator().next().getString(0),
                        claim.pool()));
    }

    private Plan refunded(LeadRow lead, TenantConfig config, DeadNumber dead, Claim claim) {
        Pool pool = config.get(Pool.POOL, claim.pool());
        return pool == null
                ? Plan.no("nothing")
                : Plan.go(refunds.refund(config, pool, lead, claim).tell("followup", dead.followup()));
    }
}
