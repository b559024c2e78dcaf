package io.pelagos.exchange;

import io.pelagos.channel.LeadDraft;
import io.pelagos.exchange.Past.Contacted;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Rfc3339;
import io.pelagos.recycling.Pause;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A lead that comes from another system goes on where it was: one step, {@code imported}, takes it from its pool to its
 * owner, or closes it, with what it brings along; its line in the journal tells all of it. Until then a lane keeps it that
 * is open to nobody. Rules count from the import, or from the end of the grace.
 */
public final class Moving {
    /** The event. */
    public static final String TYPE = "imported";

    /** Above what any agent has. */
    private static final String HELD = "seniority=1000000";

    private static final int LOOKS = 60;
    private static final long PAUSE_MILLIS = 100;
    /** What the sealed part of an event is. */
    private static final String SEALED = "reason";

    private final Vertx vertx;
    private final Steps steps;
    private final LeadStore store;
    private final ContactVault vault;

    public Moving(Vertx vertx, Steps steps, LeadStore store, ContactVault vault) {
        this.vertx = vertx;
        this.steps = steps;
        this.store = store;
        this.vault = vault;
    }

    /** The lead as it comes in, seen by agents only once it is where it belongs. */
    static LeadDraft held(LeadDraft draft) {
        return new LeadDraft(
                draft.channel(),
                draft.pool(),
                draft.externalId(),
                draft.contact(),
                draft.virtualPhone(),
                draft.attributes(),
                draft.source(),
                draft.grade(),
                draft.score(),
                draft.tags(),
                HELD,
                false);
    }

    /** Null when it is done; else why never. Fails when the way is not free now. */
    Future<@Nullable String> take(TenantConfig config, Import file, long lead, Row.Lead row) {
        return look(config, file, lead, row, 1);
    }

    private Future<@Nullable String> look(TenantConfig config, Import file, long lead, Row.Lead row, int number) {
        if (number > LOOKS) {
            return Future.failedFuture("an imported lead cannot be moved now");
        }
        return store.find(config.no(), lead).compose(found -> {
            if (found == null || found.row().erased()) {
                return Future.succeededFuture("the lead is gone");
            }
            return moved(found.row()).compose(moved -> {
                if (moved) {
                    return Future.<@Nullable String>succeededFuture(null);
                }
                long grace = file.doc().getLong("grace_millis", 0L);
                Step step = step(found.row(), row, grace, steps.nowMillis()).sealed(said(found, row.past()));
                return steps.takeInBackground(config, file.actor(), step).compose(verdict -> {
                    if (verdict instanceof Verdict.Done) {
                        return Future.<@Nullable String>succeededFuture(null);
                    } else if (verdict == Verdict.Obstacle.BAD_DATA) {
                        return opened(config, file, found.row(), row);
                    }
                    // Redis does not show it yet, or the road is closed; the row tells whether it has happened.
                    return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                            .compose(waited -> look(config, file, lead, row, number + 1));
                });
            });
        });
    }

    /** Whether the step has been taken. Others may have come before it: a supervisor, or the same person by a channel. */
    private Future<Boolean> moved(LeadRow lead) {
        return lead.version() == 1
                ? Future.succeededFuture(false)
                : steps.history(lead, lead.version()).map(lines -> lines.stream()
                        .anyMatch(line -> line.getString("type").equals(TYPE)));
    }

    /** What it brings along cannot be stored; agents shall see the lead all the same. */
    private Future<@Nullable String> opened(TenantConfig config, Import file, LeadRow lead, Row.Lead row) {
        Step bare = lane(Step.stays(lead, TYPE), lead, row);
        return steps.takeInBackground(config, file.actor(), bare)
                .compose(verdict -> verdict instanceof Verdict.Done
                        ? Future.succeededFuture("the lead is in its pool; a value of its past cannot be stored")
                        : Future.failedFuture("an imported lead cannot be moved now"));
    }

    /** What was said, under the lead's key. */
    private byte @Nullable [] said(LeadStore.Stored found, Past past) {
        JsonArray contents = new JsonArray();
        past.followups().forEach(followup -> contents.add(followup.content()));
        if (past.followups().stream().allMatch(followup -> followup.content() == null)) {
            return null;
        }
        LeadRow row = found.row();
        return vault.key(row.tenant(), row.id(), found.detail().key().getBytes())
                .seal(new JsonObject().put("contents", contents).toBuffer().getBytes(), SEALED);
    }

    static Step step(LeadRow lead, Row.Lead row, long graceMillis, long nowMillis) {
        Past past = row.past();
        Agent owner = past.owner();
        // A number that nobody may call has closed it already, or somebody has assigned it meanwhile.
        boolean pooled = lead.state() == LeadState.POOLED;
        String reason = past.closedReason();
        Step step;
        if (pooled && reason != null) {
            step = Step.closes(lead, TYPE).because(reason).set(Facts.CLOSED_REASON, reason);
        } else if (pooled && owner != null) {
            step = Step.toOwner(lead, TYPE, owner.id(), owner.team()).tell("forced", true);
            owned(step, lead, past, graceMillis, nowMillis);
        } else {
            step = Step.stays(lead, TYPE);
        }
        lane(step, lead, row);
        bought(step, past);
        followedUp(step, past);
        past.told().forEach(entry -> step.tell(entry.getKey(), entry.getValue()));
        if (!past.fields().isEmpty()) {
            step.set(Facts.FIELDS, past.fields()).tell(Facts.FIELDS, past.fields());
        }
        return step;
    }

    /** Opens it to whom it is for. */
    private static Step lane(Step step, LeadRow lead, Row.Lead row) {
        String lane = row.draft().lane();
        return HELD.equals(lead.facts().getString(Facts.LANE))
                ? step.set(Facts.LANE, lane.isEmpty() ? null : lane)
                : step;
    }

    private static void owned(Step step, LeadRow lead, Past past, long graceMillis, long nowMillis) {
        if (graceMillis > 0) {
            long untilMillis = nowMillis + graceMillis;
            step.set(Facts.PAUSES, Pause.beginning(lead, Pause.GRACE, nowMillis, untilMillis))
                    .tell("grace_until", Rfc3339.text(untilMillis));
        }
        if (past.lastFollowupAtMillis() != 0) {
            step.set(Facts.MIGRATED, true);
        }
        if (past.nextAtMillis() != 0) {
            step.set(Facts.NEXT_AT, past.nextAtMillis()).tell(Facts.NEXT_AT, Rfc3339.text(past.nextAtMillis()));
        }
    }

    private static void bought(Step step, Past past) {
        if (past.wonAtMillis() != 0) {
            step.set(Facts.WON_AT, past.wonAtMillis())
                    .set(Facts.DEAL_AT, past.wonAtMillis())
                    .set(Facts.BOUGHT_AT, past.wonAtMillis())
                    .tell(Facts.WON_AT, Rfc3339.text(past.wonAtMillis()));
        }
        if (past.contractEndsAtMillis() != 0) {
            step.set(Facts.CONTRACT_ENDS_AT, past.contractEndsAtMillis())
                    .tell(Facts.CONTRACT_ENDS_AT, Rfc3339.text(past.contractEndsAtMillis()));
        }
    }

    private static void followedUp(Step step, Past past) {
        JsonArray told = new JsonArray();
        JsonObject outcomes = new JsonObject();
        for (Contacted followup : past.followups()) {
            told.add(new JsonObject()
                    .put("at", Rfc3339.text(followup.atMillis()))
                    .put("method", followup.method())
                    .put("outcome", followup.outcome()));
            outcomes.put(followup.outcome(), outcomes.getInteger(followup.outcome(), 0) + 1);
        }
        if (!told.isEmpty()) {
            step.set(Facts.FOLLOWUPS_EVER, told.size())
                    .set(Facts.OUTCOMES, outcomes)
                    .tell("followups", told);
        }
        if (past.lastFollowupAtMillis() != 0) {
            step.set(Facts.FOLLOWED_UP_AT, past.lastFollowupAtMillis())
                    .tell("last_followup_at", Rfc3339.text(past.lastFollowupAtMillis()));
        }
        if (past.lastOutcome() != null) {
            step.set(Facts.LAST_OUTCOME, past.lastOutcome()).tell("last_outcome", past.lastOutcome());
        }
    }
}
