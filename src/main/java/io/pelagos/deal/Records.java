package io.pelagos.deal;

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
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opportunities, contracts and payments of a lead. They live in its journal; what rules look at is in its facts. */
public final class Records {
    private final Steps steps;
    private final ContactVault vault;

    public Records(Steps steps, ContactVault vault) {
        this.steps = steps;
        this.vault = vault;
    }

    /** What can be recorded. */
    public enum Kind {
        OPPORTUNITY("opportunity", Identities.OPPORTUNITY),
        CONTRACT("contract", Identities.CONTRACT),
        PAYMENT("payment", Identities.PAYMENT);

        /** Its event's type. */
        final String type;

        final char identity;

        Kind(String type, char identity) {
            this.type = type;
            this.identity = identity;
        }
    }

    /**
     * An opportunity as first told, or told anew.
     *
     * @param of version of the event that told it first; 0 for a new one
     * @param stage one of the firm's
     * @param probability per cent; null: not said
     */
    public record Opportunity(
            int of,
            String stage,
            @Nullable Integer probability,
            @Nullable Money money,
            @Nullable String externalId) {}

    /**
     * Opens an opportunity, or moves it on. Refused: {@code closed}, {@code no-stage}, {@code known},
     * {@code no-opportunity}.
     *
     * @param editor agent who does it; an owner's change of the stage weakens no deadline, whatever his role
     */
    public Future<Verdict> opportunity(Wish wish, Opportunity told, @Nullable String editor) {
        return record(wish, Kind.OPPORTUNITY, told.externalId, (lead, config) -> {
            if (!config.tenant().words().stages().contains(told.stage)) {
                return Future.succeededFuture(Plan.no("no-stage"));
            }
            return known(lead, told.of).map(known -> {
                if (!known) {
                    return Plan.no("no-opportunity");
                }
                Step step = Step.stays(lead, Kind.OPPORTUNITY.type)
                        .set(Facts.STAGE, told.stage)
                        .tell("opportunity", told.of == 0 ? lead.version() + 1 : told.of)
                        .tell("stage", told.stage)
                        .tell("probability", told.probability)
                        .tell("external_id", told.externalId);
                tell(step, told.money);
                if (told.of == 0 && lead.state() == LeadState.OWNED) {
                    step.set(Facts.OPPORTUNITY_AT, Step.NOW);
                }
                boolean byOwner = editor != null && editor.equals(lead.owner());
                return Plan.go(Regrading.checked(step, lead, config, byOwner, steps.nowMillis()));
            });
        });
    }

    private Future<Boolean> known(LeadRow lead, int opportunity) {
        return opportunity == 0
                ? Future.succeededFuture(true)
                : steps.history(lead, lead.version()).map(lines -> list(lines, Kind.OPPORTUNITY).stream()
                        .anyMatch(o -> o.getString("id").equals(Integer.toString(opportunity))));
    }

    /**
     * A contract. Refused: {@code closed}, {@code known}.
     *
     * @param atMillis when it was signed; 0: now
     * @param endsAtMillis 0 for none
     */
    public Future<Verdict> contract(
            Wish wish, @Nullable Money money, long atMillis, long endsAtMillis, @Nullable String externalId) {
        return record(wish, Kind.CONTRACT, externalId, (lead, config) -> {
            Step step = bought(lead, Kind.CONTRACT, money, atMillis, externalId);
            return Future.succeededFuture(Plan.go(
                    endsAtMillis == 0
                            ? step
                            : step.set(
                                            Facts.CONTRACT_ENDS_AT,
                                            Math.max(endsAtMillis, lead.factMillis(Facts.CONTRACT_ENDS_AT)))
                                    .tell("ends_at", Rfc3339.text(endsAtMillis))));
        });
    }

    /** A payment, at a time, 0: now. Refused: {@code closed}, {@code known}. */
    public Future<Verdict> payment(Wish wish, Money money, long atMillis, @Nullable String externalId) {
        return record(
                wish,
                Kind.PAYMENT,
                externalId,
                (lead, config) ->
                        Future.succeededFuture(Plan.go(bought(lead, Kind.PAYMENT, money, atMillis, externalId))));
    }

    private static Step bought(
            LeadRow lead, Kind kind, @Nullable Money money, long atMillis, @Nullable String externalId) {
        Step step = Step.stays(lead, kind.type).tell("external_id", externalId);
        tell(step, money);
        if (atMillis == 0) {
            return step.set(Facts.BOUGHT_AT, Step.NOW);
        }
        step.tell("on", Rfc3339.text(atMillis));
        return atMillis > lead.factMillis(Facts.BOUGHT_AT) ? step.set(Facts.BOUGHT_AT, atMillis) : step;
    }

    private static void tell(Step step, @Nullable Money money) {
        if (money != null) {
            step.tell("amount", money.amount().toPlainString()).tell("currency", money.currency());
        }
    }

    private interface Recorder {
        Future<Plan> plan(LeadRow lead, TenantConfig config);
    }

    private Future<Verdict> record(Wish wish, Kind kind, @Nullable String externalId, Recorder recorder) {
        return steps.takeWhenPlanned(wish, (found, config) -> {
            if (found.row().state() == LeadState.CLOSED) {
                return Future.succeededFuture(Plan.no("closed"));
            } else if (externalId == null) {
                return recorder.plan(found.row(), config);
            }
            byte[] hash = Identities.record(vault.keys(config.no()), kind.identity, externalId);
            return steps.identified(config.no(), hash)
                    .compose(known -> known != null
                            ? Future.succeededFuture(Plan.no("known"))
                            : recorder.plan(found.row(), config).map(also(hash, kind)));
        });
    }

    private static Function<Plan, Plan> also(byte[] hash, Kind kind) {
        return plan -> plan instanceof Plan.Go go
                ? Plan.go(go.step().also(Also.identity(hash, String.valueOf(kind.identity))))
                : plan;
    }

    /** What a lead's journal tells of one kind, oldest first; an opportunity as it was told last. */
    public static List<JsonObject> list(List<JsonObject> lines, Kind kind) {
        Map<String, JsonObject> all = new LinkedHashMap<>();
        for (JsonObject line : lines) {
            if (line.getString("type").equals(kind.type)) {
                JsonObject data = line.getJsonObject("data", new JsonObject()).copy();
                Object first = data.remove("opportunity");
                String id = String.valueOf(first == null ? line.getInteger("version") : first);
                all.computeIfAbsent(id, x -> new JsonObject().put("id", id).put("at", Rfc3339.text(line.getLong("at"))))
                        .mergeIn(data);
            }
        }
        return List.copyOf(all.values());
    }

    /** The deals that a lead's journal tells of, oldest first, with their credit. */
    public static JsonArray deals(List<JsonObject> lines) {
        JsonArray deals = new JsonArray();
        for (JsonObject line : lines) {
            String type = line.getString("type");
            if (type.equals("won") || type.equals("repurchased")) {
                JsonObject data = line.getJsonObject("data", new JsonObject());
                deals.add(new JsonObject()
                        .put("id", line.getInteger("version").toString())
                        .put("at", Rfc3339.text(line.getLong("at")))
                        .put("kind", type.equals("won") ? "first" : "repurchase")
                        .mergeIn(data.getJsonObject("deal", new JsonObject()))
                        .put("credit", data.getValue("credit")));
            }
        }
        return deals;
    }
}
