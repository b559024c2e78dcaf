package io.pelagos.followup;

import io.pelagos.journal.Caller;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Refund;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Follow-ups: recorded by the owner, shown by call records, judged by supervisors. */
public final class Followups {
    /** Names a text without telling it: equal contents of a firm have equal names. */
    public static final String CONTENT_HASH = "content_hash";

    private final Steps steps;
    private final CallRecords calls;
    private final DeadNumbers deadNumbers;

    public Followups(Steps steps, CallRecords calls, DeadNumbers deadNumbers) {
        this.steps = steps;
        this.calls = calls;
        this.deadNumbers = deadNumbers;
    }

    /**
     * What the owner says of a contact; the content is sealed, and comes with the wish.
     *
     * @param nextAtMillis the next contact, 0 for none
     * @param call the phone system's id of the call; null: the last one with this lead that no follow-up has named
     * @param contentHash see {@link #CONTENT_HASH}; empty for no content
     */
    public record Report(
            String method,
            String outcome,
            long nextAtMillis,
            @Nullable String call,
            List<String> proofs,
            String contentHash) {}

    /** Records a follow-up; one of a dead number may give the claim back. Refused: {@code not-owned}, {@code no-outcome}, {@code past}. */
    public Future<Verdict> record(Wish wish, Report report) {
        return steps.takeWhenPlanned(wish, (found, config) -> {
                    String fault = fault(found.row(), config, report);
                    if (fault != null) {
                        return Future.succeededFuture(Plan.no(fault));
                    }
                    return calls.of(found.row(), report, steps.nowMillis())
                            .compose(call -> unused(found, call))
                            .map(call -> Plan.go(Regrading.graced(
                                    recorded(found.row(), report, call), found.row(), config, steps.nowMillis())));
                })
                .compose(verdict -> looked(
                        verdict,
                        wish,
                        refund -> refund.byCall() && refund.outcomes().contains(report.outcome)));
    }

    /** A look again after a repeated request, too: the node may have died between the two steps. */
    private Future<Verdict> looked(Verdict verdict, Wish wish, Predicate<Refund> matters) {
        boolean stands = verdict instanceof Verdict.Done
                || (verdict instanceof Verdict.Refused refused && refused.word().equals("known"));
        return stands
                ? deadNumbers.look(wish.caller(), wish.lead(), matters).map(verdict)
                : Future.succeededFuture(verdict);
    }

    /** A call shows one follow-up, whoever had the lead then. */
    private Future<Optional<CallRecord>> unused(LeadStore.Stored lead, Optional<CallRecord> call) {
        return call.isEmpty()
                ? Future.succeededFuture(call)
                : history(lead)
                        .map(history -> call.filter(c -> history.stream().noneMatch(f -> c.id().equals(f.call()))));
    }

    private @Nullable String fault(LeadRow lead, TenantConfig config, Report report) {
        if (lead.state() != LeadState.OWNED) {
            return "not-owned";
        } else if (!config.tenant().words().outcomes().contains(report.outcome)) {
            return "no-outcome";
        }
        return report.nextAtMillis != 0 && report.nextAtMillis <= steps.nowMillis() ? "past" : null;
    }

    private static Step recorded(LeadRow lead, Report report, Optional<CallRecord> call) {
        JsonObject facts = lead.facts();
        String callId = call.map(CallRecord::id).orElse(report.call);
        int seconds = call.map(CallRecord::seconds).orElse(0);
        List<String> proofs = call.filter(CallRecord::recorded).isPresent() && !report.proofs.contains("recording")
                ? Stream.concat(report.proofs.stream(), Stream.of("recording")).toList()
                : report.proofs;
        Followup followup = new Followup(
                lead.version() + 1,
                0,
                String.valueOf(lead.owner()),
                report.method,
                report.outcome,
                callId,
                seconds,
                proofs,
                false);
        JsonObject outcomes =
                facts.getJsonObject(Facts.OUTCOMES, new JsonObject()).copy();
        outcomes.put(report.outcome, outcomes.getInteger(report.outcome, 0) + 1);
        JsonArray remembered = FollowupHistory.remember(
                facts.getJsonArray(Facts.FOLLOWUPS, new JsonArray()),
                followup.fact().put("at", Step.NOW),
                lead.claimedAtMillis());
        Step step = Step.stays(lead, "followed_up")
                .set(Facts.FOLLOWED_UP_AT, Step.NOW)
                .set(Facts.FOLLOWUPS_EVER, facts.getInteger(Facts.FOLLOWUPS_EVER, 0) + 1)
                .set(Facts.LAST_OUTCOME, report.outcome)
                .set(Facts.OUTCOMES, outcomes)
                .set(Facts.FOLLOWUPS, remembered)
                .set(Facts.NEXT_AT, report.nextAtMillis == 0 ? null : report.nextAtMillis)
                .tell("method", report.method)
                .tell("outcome", report.outcome)
                .tell("call", callId)
                .tell("seconds", seconds == 0 ? null : seconds)
                .tell("proofs", proofs.isEmpty() ? null : new JsonArray(proofs))
                .tell(CONTENT_HASH, report.contentHash.isEmpty() ? null : report.contentHash);
        return report.nextAtMillis == 0 ? step : step.tell("next_at", Rfc3339.text(report.nextAtMillis));
    }

    /**
     * The phone system tells of a call: the follow-up that it belongs to gets its length, and may be proved by it. Refused: {@code nothing} when
     * there is none, {@code known} when the follow-up shows this already.
     */
    public Future<Verdict> evidence(Caller caller, CallRecord call, long lead) {
        Wish wish = new Wish(caller, lead, (config, row) -> true, found -> null);
        return steps.takeWhenPlanned(wish, (found, config) -> history(found).map(history -> {
                    Followup shown = CallMatch.followup(history, call);
                    if (shown == null) {
                        return Plan.no("nothing");
                    }
                    return call.id().equals(shown.call()) && call.seconds() == shown.seconds()
                            ? Plan.no("known")
                            : Plan.go(rewritten(
                                            found.row(), "evidenced", history, shown.shownBy(call.id(), call.seconds()))
                                    .tell("call", call.id())
                                    .tell("seconds", call.seconds()));
                }))
                .compose(verdict -> looked(verdict, wish, Refund::byCall));
    }

    /**
     * A supervisor's verdict; a fake is void, and the deadline is computed anew. Refused: {@code no-followup}, {@code own}.
     *
     * @param mayJudge whether the caller may judge an agent
     */
    public Future<Verdict> review(Wish wish, int version, boolean fake, BiPredicate<TenantConfig, String> mayJudge) {
        return steps.takeWhenPlanned(wish, (found, config) -> history(found).map(history -> {
                    Followup judged = history.stream()
                            .filter(f -> f.version() == version)
                            .findFirst()
                            .orElse(null);
                    if (judged == null || !mayJudge.test(config, judged.agent())) {
                        return Plan.no("no-followup");
                    } else if (wish.caller().actor().equals(judged.agent())) {
                        return Plan.no("own");
                    }
                    return Plan.go(rewritten(found.row(), "reviewed", history, judged.judged(fake))
                            .tell("verdict", fake ? "fake" : "genuine")
                            .tell("agent", judged.agent()));
                }))
                .compose(verdict -> looked(verdict, wish, refund -> !fake && !refund.byCall()));
    }

    /** A lead's follow-ups, oldest first. */
    public Future<List<Followup>> history(LeadStore.Stored lead) {
        return steps.history(lead.row(), lead.row().version()).map(FollowupHistory::of);
    }

    /** A step that makes the lead's facts those of the changed history. */
    private static Step rewritten(LeadRow lead, String type, List<Followup> history, Followup changed) {
        List<Followup> now = history.stream()
                .map(f -> f.version() == changed.version() ? changed : f)
                .toList();
        Step step = Step.stays(lead, type).tell("followup", changed.version());
        for (Map.Entry<String, @Nullable Object> fact :
                FollowupHistory.facts(lead, now).entrySet()) {
            step.set(fact.getKey(), fact.getValue());
        }
        return step;
    }
}
