package io.pelagos.deal;

import io.pelagos.followup.Followup;
import io.pelagos.followup.FollowupHistory;
import io.pelagos.followup.Regrading;
import io.pelagos.journal.Also;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Facts;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Credit;
import io.pelagos.pool.Pool;
import io.pelagos.recycling.Pause;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Deals: a lead is won or buys again, at once or when a supervisor has approved it. */
public final class Deals {
    /** How a credit is named in the winning event. */
    public static final String CREDIT = "credit";

    private static final Credit USUAL = new Credit(Credit.Policy.LAST_CLAIMER, true, 50);

    private final Steps steps;
    private final ContactVault vault;

    public Deals(Steps steps, ContactVault vault) {
        this.steps = steps;
        this.vault = vault;
    }

    /**
     * A sale.
     *
     * @param kind first or repurchase; null: whichever it is
     * @param contractEndsAtMillis 0 for none
     * @param externalId another system's; null for none
     */
    public record Deal(
            @Nullable Money money,
            @Nullable String kind,
            long contractEndsAtMillis,
            @Nullable String externalId) {
        private JsonObject json() {
            JsonObject json = new JsonObject();
            if (money != null) {
                json.put("amount", money.amount().toPlainString()).put("currency", money.currency());
            }
            if (contractEndsAtMillis != 0) {
                json.put("contract_ends_at", Rfc3339.text(contractEndsAtMillis));
            }
            if (externalId != null) {
                json.put("external_id", externalId);
            }
            return json;
        }
    }

    /**
     * Records a deal, or asks for approval where the pool wants it. Refused: {@code closed}, {@code known} (the external
     * id), {@code pending} (another deal waits), {@code won} and {@code not-won} when the kind does not fit.
     *
     * @param approves whether who sells may approve deals; those of his own leads he may not
     */
    public Future<Verdict> sell(Wish wish, Deal deal, boolean approves) {
        String by = wish.caller().actor();
        return steps.takeWhenPlanned(
                wish,
                (found, config) -> unknown(config, deal.externalId, () -> {
                    LeadRow lead = found.row();
                    boolean again = lead.factMillis(Facts.WON_AT) > 0;
                    Pool pool = config.get(Pool.POOL, lead.pool());
                    if (lead.state() == LeadState.CLOSED) {
                        return Future.succeededFuture(Plan.no("closed"));
                    } else if ("first".equals(deal.kind) && again) {
                        return Future.succeededFuture(Plan.no("won"));
                    } else if ("repurchase".equals(deal.kind) && !again) {
                        return Future.succeededFuture(Plan.no("not-won"));
                    } else if (lead.facts().containsKey(Facts.PENDING_DEAL)) {
                        return Future.succeededFuture(Plan.no("pending"));
                    }
                    Also also = also(config, deal.externalId);
                    if (pool != null && pool.dealsNeedApproval() && (!approves || by.equals(lead.owner()))) {
                        return Future.succeededFuture(
                                Plan.go(requested(lead, deal, by).also(also)));
                    }
                    return won(lead, config, deal.json(), deal.contractEndsAtMillis, lead.version())
                            .map(step -> Plan.go(Regrading.graced(step, lead, config, steps.nowMillis())
                                    .also(also)));
                }));
    }

    private Future<Plan> unknown(TenantConfig config, @Nullable String externalId, Supplier<Future<Plan>> plan) {
        return externalId == null
                ? plan.get()
                : steps.identified(config.no(), hash(config, externalId))
                        .compose(known -> known == null ? plan.get() : Future.succeededFuture(Plan.no("known")));
    }

    private Also also(TenantConfig config, @Nullable String externalId) {
        return externalId == null
                ? Also.NOTHING
                : Also.identity(hash(config, externalId), String.valueOf(Identities.DEAL));
    }

    /** The deal that did not come about may come again, put right. */
    private Also free(TenantConfig config, @Nullable String externalId) {
        return externalId == null ? Also.NOTHING : new Also(null, null, null, Buffer.buffer(hash(config, externalId)));
    }

    private byte[] hash(TenantConfig config, String externalId) {
        return Identities.record(vault.keys(config.no()), Identities.DEAL, externalId);
    }

    private Step requested(LeadRow lead, Deal deal, String by) {
        JsonObject pending =
                deal.json().put("version", lead.version() + 1).put("by", by).put("at", Step.NOW);
        if (deal.contractEndsAtMillis != 0) {
            pending.put("ends", deal.contractEndsAtMillis);
        }
        Step step = Step.stays(lead, "requested")
                .set(Facts.PENDING_DEAL, pending)
                .tell("what", "deal")
                .tell("deal", deal.json());
        // "No deal" waits until it is judged, however long that takes.
        return lead.state() == LeadState.OWNED && Pause.of(lead.facts()).size() < Pause.MAX
                ? step.set(Facts.PAUSES, Pause.beginning(lead, Pause.DEAL, steps.nowMillis(), Pause.OPEN))
                : step;
    }

    /**
     * Judges the deal that waits. Refused: {@code nothing}, {@code closed} for a win, {@code own} when who asked would
     * approve.
     */
    public Future<Verdict> judge(Wish wish, boolean approved) {
        return steps.takeWhenPlanned(wish, (found, config) -> {
            LeadRow lead = found.row();
            JsonObject pending = lead.facts().getJsonObject(Facts.PENDING_DEAL);
            if (pending == null) {
                return Future.succeededFuture(Plan.no("nothing"));
            } else if (approved && lead.state() == LeadState.CLOSED) {
                return Future.succeededFuture(Plan.no("closed"));
            } else if (approved && wish.caller().actor().equals(pending.getString("by"))) {
                return Future.succeededFuture(Plan.no("own"));
            }
            int version = pending.getInteger("version");
            if (!approved) {
                return Future.succeededFuture(Plan.go(ended(lead, Step.stays(lead, "rejected"))
                        .tell("what", "deal")
                        .tell("requested", version)
                        .also(free(config, pending.getString("external_id")))));
            }
            JsonObject deal = pending.copy();
            deal.remove("version");
            deal.remove("by");
            deal.remove("at");
            deal.remove("ends");
            return won(lead, config, deal, pending.getLong("ends", 0L), version)
                    .map(step -> Plan.go(Regrading.graced(
                            ended(lead, step).tell("requested", version), lead, config, steps.nowMillis())));
        });
    }

    /** The deal waits no longer, and the rest of "no deal" runs on. */
    private Step ended(LeadRow lead, Step step) {
        step.set(Facts.PENDING_DEAL, null);
        return lead.state() == LeadState.OWNED
                ? step.set(Facts.PAUSES, Pause.beginning(lead, Pause.DEAL, steps.nowMillis(), 0))
                : step;
    }

    /** @param toVersion the journal counts up to there: what comes after the request is not its merit */
    private Future<Step> won(LeadRow lead, TenantConfig config, JsonObject deal, long endsMillis, int toVersion) {
        boolean again = lead.factMillis(Facts.WON_AT) > 0;
        Pool pool = config.get(Pool.POOL, lead.pool());
        Credit credit = pool == null ? USUAL : pool.credit();
        return steps.history(lead, lead.version()).map(lines -> {
            Set<Integer> fakes = FollowupHistory.of(lines).stream()
                    .filter(Followup::isVoid)
                    .map(Followup::version)
                    .collect(Collectors.toSet());
            List<JsonObject> until = lines.stream()
                    .filter(line -> line.getInteger("version") <= toVersion)
                    .toList();
            List<SalesCredit.Share> shares = SalesCredit.shares(credit, until, fakes, agent -> team(config, agent));
            Step step = Step.stays(lead, again ? "repurchased" : "won")
                    .set(Facts.DEAL_AT, Step.NOW)
                    .set(Facts.BOUGHT_AT, Step.NOW)
                    .tell("deal", deal)
                    .tell(
                            CREDIT,
                            new JsonObject()
                                    .put("policy", credit.policy().text())
                                    .put("shares", SalesCredit.json(shares)));
            if (!again) {
                step.set(Facts.WON_AT, Step.NOW);
            }
            return endsMillis == 0
                    ? step
                    : step.set(Facts.CONTRACT_ENDS_AT, Math.max(endsMillis, lead.factMillis(Facts.CONTRACT_ENDS_AT)));
        });
    }

    private static @Nullable String team(TenantConfig config, String agent) {
        Agent known = config.get(Agent.AGENT, agent);
        return known == null ? null : known.team();
    }
}
