package io.pelagos.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pelagos.assignment.ClaimRequests;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.ClaimResult;
import io.pelagos.pool.Claims;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Usage;
import io.pelagos.team.Agent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The race: claims from a pool. */
public final class ClaimRoutes {
    private final Claims claims;
    private final LeadViews views;
    private final Callers callers;
    private final Replays replays;
    private final RequestRoutes requests;
    private final BotGuard guard;

    ClaimRoutes(
            Claims claims, LeadViews views, Callers callers, Replays replays, RequestRoutes requests, BotGuard guard) {
        this.guard = guard;
        this.claims = claims;
        this.views = views;
        this.callers = callers;
        this.replays = replays;
        this.requests = requests;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/pools/{pool}/claims", Access.PEOPLE, this::claim);
    }

    /** What the body asks for. */
    private record Wanted(@Nullable Long lead, long count) {}

    private Future<Answer> claim(Call call) {
        Agent agent = callers.agent(call);
        Pool pool = call.tenant().get(Pool.POOL, call.path("pool"));
        if (pool == null || !Claims.mayClaim(pool, agent)) {
            // Before a look at the body: to who is no member, a hidden pool is as unknown as none.
            return replays.orRefuse(call, Problem.NOT_FOUND, leads -> replayed(call, agent, pool, leads));
        }
        Wanted wanted = wanted(call);
        if (wanted.count > pool.maxBatch()) {
            Problem refusal = Problem.invalid("/count", "must be a whole number from 1 to " + pool.maxBatch());
            return replays.orRefuse(call, refusal, leads -> replayed(call, agent, pool, leads));
        }
        return guard.guard(
                call,
                agent.id(),
                () -> pool.byRequest()
                        ? requests.ask(
                                call,
                                agent,
                                pool,
                                wanted.lead,
                                wanted.count,
                                leads -> replayed(call, agent, pool, leads))
                        : claim(call, agent, pool, wanted),
                refusal -> replays.orRefuse(call, refusal, leads -> replayed(call, agent, pool, leads)));
    }

    private Future<Answer> claim(Call call, Agent agent, Pool pool, Wanted wanted) {
        return claims.claim(callers.caller(call), agent.id(), pool.id(), wanted.lead, (int) wanted.count)
                .compose(result -> {
                    if (result instanceof ClaimResult.Claimed claimed) {
                        if (claimed.replayed()) {
                            return replayed(call, agent, pool, claimed.leads());
                        }
                        guard.won(call, agent.id(), pool, claimed.leads());
                    }
                    return Future.succeededFuture(answer(call, pool, wanted, result));
                });
    }

    /**
     * What the first request heard, not what one would hear today: the pool may have come to ask for a supervisor's word
     * since, or to ask for none. With the limits as they are now; a pool that is gone has none.
     */
    private Future<Answer> replayed(Call call, Agent agent, @Nullable Pool pool, List<Verdict.Moved> leads) {
        if (!leads.isEmpty() && leads.get(0).type().equals(ClaimRequests.REQUESTED)) {
            Answer asked = RequestRoutes.asked(leads.get(0), agent.id());
            return Future.succeededFuture(asked.header("Idempotent-Replayed", "true"));
        }
        Future<List<Usage>> usage = pool == null
                ? Future.succeededFuture(List.of())
                : claims.allowances().used(call.tenant(), agent, pool);
        return usage.map(now -> new ClaimResult.Claimed(leads, now, true))
                .map(claimed -> claimed(call, claimed).header("Idempotent-Replayed", "true"));
    }

    private static Wanted wanted(Call call) {
        if (call.bytes().length() <= 2) {
            call.json();
            return new Wanted(null, 1);
        }
        return call.body(document -> {
            Long lead = LeadIds.read(document, "lead");
            boolean several = document.has("count");
            if (document.has("lead") && several) {
                document.fault("count", "is not for a chosen lead");
            }
            return new Wanted(lead, document.integer("count", 1, Long.MAX_VALUE, 1));
        });
    }

    private Answer answer(Call call, Pool pool, Wanted wanted, ClaimResult result) {
        if (result instanceof ClaimResult.Claimed claimed) {
            return claimed(call, claimed);
        }
        if (result instanceof ClaimResult.Hindered hindered) {
            return Obstacles.answer(hindered.obstacle());
        }
        return refusal(pool.id(), wanted.lead, result).answer();
    }

    private Answer claimed(Call call, ClaimResult.Claimed claimed) {
        return Answer.json(201, body(call, claimed));
    }

    /** Why a claim did not come about; {@code lead} is the chosen one, null for the next. */
    static Problem refusal(String pool, @Nullable Long lead, ClaimResult result) {
        if (result instanceof ClaimResult.AlreadyClaimed) {
            return Problem.conflict("already-claimed", "Somebody else was faster")
                    .with("lead", String.valueOf(lead));
        } else if (result instanceof ClaimResult.PoolEmpty) {
            return Problem.conflict("pool-empty", "No lead is left here for you")
                    .with("pool", pool);
        } else if (result instanceof ClaimResult.NotFound) {
            return Problem.NOT_FOUND;
        } else if (result instanceof ClaimResult.LaneClosed closed) {
            return Problem.of("lane-closed", 403, "This lead asks for what you do not have")
                    .with("requires", closed.lane());
        } else if (result instanceof ClaimResult.CoolingDown cooling) {
            return Problem.conflict("cooling-down", "You had this lead a short time ago")
                    .with("until", Rfc3339.text(cooling.untilMillis()));
        } else if (result instanceof ClaimResult.NotYourTurn turn) {
            Problem problem = Problem.conflict("not-your-turn", "Others choose now");
            return turn.atMillis() == 0 ? problem : problem.with("until", Rfc3339.text(turn.atMillis()));
        } else if (result instanceof ClaimResult.WorkFirst work) {
            return Problem.conflict("work-first", "Work on the leads that you hold first")
                    .with("gate", work.gate())
                    .with("count", work.count())
                    .with("max", work.max());
        } else if (result instanceof ClaimResult.QuotaExceeded quota) {
            return quota(quota.usage());
        }
        throw new IllegalStateException("an unknown result of a claim");
    }

    private static Problem quota(Usage usage) {
        Problem problem =
                Problem.of("quota-exceeded", 429, "The limit is reached").with("quota", Usages.json(usage));
        if (usage.resetsAtMillis() == 0) {
            return problem;
        }
        long seconds = Math.max(1, (usage.resetsAtMillis() - System.currentTimeMillis() + 999) / 1000);
        return problem.header("Retry-After", Long.toString(seconds));
    }

    private Buffer body(Call call, ClaimResult.Claimed claimed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = LeadJson.generator(bytes)) {
            out.writeStartObject();
            out.writeArrayFieldStart("claims");
            for (Verdict.Moved lead : claimed.leads()) {
                boolean mine = lead.stillThere() && LeadAccess.owns(call.principal(), lead.row());
                LeadViews.write(out, views.view(call, lead.row(), lead.detail(), mine));
            }
            out.writeEndArray();
            out.writeFieldName("quotas");
            Usages.write(out, claimed.usage());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }
}
