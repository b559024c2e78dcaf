package io.pelagos.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.ClaimResult;
import io.pelagos.pool.Claims;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Usage;
import io.pelagos.team.Agent;
import io.pelagos.team.Principal;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The race: claims from a pool. */
public final class ClaimRoutes {
    private final Claims claims;
    private final LeadViews views;
    private final Callers callers;

    ClaimRoutes(Claims claims, LeadViews views, Callers callers) {
        this.claims = claims;
        this.views = views;
        this.callers = callers;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/pools/{pool}/claims", Access.PEOPLE, this::claim);
    }

    /** What the body asks for. */
    private record Wanted(@Nullable Long lead, int count) {}

    private Future<Answer> claim(Call call) {
        TenantConfig tenant = call.tenant();
        Agent agent = callers.agent(call);
        Pool pool = tenant.get(Pool.POOL, call.path("pool"));
        // With a key it may be a claim of before that is asked for again.
        if (pool == null || !(Claims.mayClaim(pool, agent) || call.keyHash() != null)) {
            throw Problem.NOT_FOUND.refusal();
        }
        Wanted wanted = wanted(call, pool);
        return claims.claim(callers.caller(call), agent.id(), pool.id(), wanted.lead, wanted.count)
                .compose(result -> result instanceof ClaimResult.Claimed claimed && claimed.replayed()
                        ? claims.usage(tenant, agent, pool)
                                .map(usage -> new ClaimResult.Claimed(claimed.leads(), usage, true))
                        : Future.succeededFuture(result))
                .map(result -> answer(call, pool, wanted, result));
    }

    private static Wanted wanted(Call call, Pool pool) {
        if (call.bytes().length() <= 2) {
            call.json();
            return new Wanted(null, 1);
        }
        return call.body(document -> {
            Long lead = document.has("lead") ? LeadIds.parse(document.text("lead", 40)) : null;
            boolean several = document.has("count");
            long count = document.integer("count", 1, pool.maxBatch(), 1);
            if (lead != null && several) {
                document.fault("count", "is not for a chosen lead");
            }
            return new Wanted(lead, (int) count);
        });
    }

    private Answer answer(Call call, Pool pool, Wanted wanted, ClaimResult result) {
        if (result instanceof ClaimResult.Claimed claimed) {
            Answer answer = Answer.json(201, body(call.tenant(), call.principal(), claimed));
            return claimed.replayed() ? answer.header("Idempotent-Replayed", "true") : answer;
        }
        if (result instanceof ClaimResult.Hindered hindered) {
            return Obstacles.answer(hindered.obstacle());
        }
        return refusal(pool, wanted, result).answer();
    }

    private static Problem refusal(Pool pool, Wanted wanted, ClaimResult result) {
        if (result instanceof ClaimResult.AlreadyClaimed) {
            return Problem.conflict("already-claimed", "Somebody else was faster")
                    .with("lead", String.valueOf(wanted.lead));
        } else if (result instanceof ClaimResult.PoolEmpty) {
            return Problem.conflict("pool-empty", "No lead is left here for you")
                    .with("pool", pool.id());
        } else if (result instanceof ClaimResult.NotFound) {
            return Problem.NOT_FOUND;
        } else if (result instanceof ClaimResult.LaneClosed closed) {
            return Problem.of("lane-closed", 403, "This lead asks for what you do not have")
                    .with("requires", closed.lane());
        } else if (result instanceof ClaimResult.CoolingDown cooling) {
            return Problem.conflict("cooling-down", "You had this lead a short time ago")
                    .with("until", Rfc3339.text(cooling.untilMillis()));
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

    private Buffer body(TenantConfig tenant, Principal principal, ClaimResult.Claimed claimed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = LeadJson.generator(bytes)) {
            out.writeStartObject();
            out.writeArrayFieldStart("claims");
            for (Verdict.Moved lead : claimed.leads()) {
                boolean mine = lead.stillThere() && LeadAccess.owns(principal, lead.row());
                LeadViews.write(out, views.view(tenant, lead.row(), lead.detail(), mine));
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
