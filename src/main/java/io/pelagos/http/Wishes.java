package io.pelagos.http;

import io.pelagos.journal.Caller;
import io.pelagos.journal.Wish;
import io.pelagos.lead.LeadState;
import io.pelagos.team.Principal;
import io.pelagos.team.Role;
import io.vertx.core.json.JsonObject;

/** Turns requests about the lead in their path into wishes. */
final class Wishes {
    private final LeadAccess access;
    private final Callers callers;
    private final Sealing sealing;

    Wishes(LeadAccess access, Callers callers, Sealing sealing) {
        this.access = access;
        this.callers = callers;
        this.sealing = sealing;
    }

    /** What only the owner may do; refuses who is no agent. */
    Wish ofOwner(Call call, JsonObject said) {
        callers.agent(call);
        Principal principal = call.principal();
        return new Wish(
                callers.caller(call),
                LeadIds.parse(call.path("lead")),
                (tenant, lead) -> LeadAccess.owns(principal, lead),
                lead -> sealing.seal(lead, said));
    }

    /** Where the planner itself asks who may. */
    Wish ofAnybody(Call call, JsonObject said) {
        return new Wish(
                callers.caller(call),
                LeadIds.parse(call.path("lead")),
                (tenant, lead) -> true,
                lead -> sealing.seal(lead, said));
    }

    /** What agents may do to their own leads, and who supervises or manages to all that he sees. */
    Wish ofSeer(Call call, JsonObject said) {
        return ofSeer(call, callers.caller(call), LeadIds.parse(call.path("lead")), said);
    }

    /** What whoever sees a lead may do. */
    Wish ofKnower(Call call, JsonObject said) {
        Principal principal = call.principal();
        return new Wish(
                callers.caller(call),
                LeadIds.parse(call.path("lead")),
                (tenant, lead) -> access.sees(tenant, principal, lead),
                lead -> sealing.seal(lead, said));
    }

    /** As {@link #ofSeer(Call, JsonObject)} for one lead of many in a request. */
    Wish ofSeer(Call call, long lead, JsonObject said) {
        return ofSeer(call, callers.caller(call, lead), lead, said);
    }

    /** To another pool: as who sees it, and admins of a pool what waits there. */
    Wish ofMover(Call call, JsonObject said) {
        return ofMover(call, callers.caller(call), LeadIds.parse(call.path("lead")), said);
    }

    /** The same for one lead of many in a request. */
    Wish ofMover(Call call, long lead, JsonObject said) {
        return ofMover(call, callers.caller(call, lead), lead, said);
    }

    private Wish ofMover(Call call, Caller caller, long id, JsonObject said) {
        Principal principal = call.principal();
        return new Wish(
                caller,
                id,
                (tenant, lead) -> (lead.state() == LeadState.POOLED && LeadAccess.keeps(tenant, principal, lead))
                        || (principal.role() != Role.AGENT && access.handles(tenant, principal, lead)),
                lead -> sealing.seal(lead, said));
    }

    private Wish ofSeer(Call call, Caller caller, long id, JsonObject said) {
        Principal principal = call.principal();
        return new Wish(
                caller,
                id,
                (tenant, lead) -> principal.role() == Role.AGENT
                        ? LeadAccess.owns(principal, lead)
                        : access.handles(tenant, principal, lead),
                lead -> sealing.seal(lead, said));
    }
}
