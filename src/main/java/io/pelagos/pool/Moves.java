package io.pelagos.pool;

import io.pelagos.journal.Deadlines;
import io.pelagos.journal.Decision;
import io.pelagos.journal.Journal;
import io.pelagos.journal.Proposal;
import io.pelagos.journal.Requests;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.recycling.Deadline;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.Holding;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.Base64;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Leads that go back to a pool, or from a pool or an agent to another agent. */
public final class Moves implements Deadlines {
    static final Decision RELEASE = Decision.of(Moves.class, "release", 0);
    static final Decision ASSIGN = Decision.of(Moves.class, "assign", 0, "limits");

    private final Journal journal;
    private final Requests requests;
    private final Directory directory;
    private final LongSupplier ids;

    Moves(Journal journal, Requests requests, Directory directory, LongSupplier ids) {
        this.journal = journal;
        this.requests = requests;
        this.directory = directory;
        this.ids = ids;
    }

    /**
     * The owner gives a lead back to the pool it came from.
     *
     * @param sealedReason what the owner says, under the lead's key; null for nothing
     */
    public Future<MoveResult> release(Caller caller, Agent owner, long lead, byte @Nullable [] sealedReason) {
        return requests.submit(caller.config(), caller.key(), caller.body(), () -> {
                    TenantConfig config = newest(caller.config());
                    List<String> arguments = List.of(
                            Long.toString(lead),
                            Names.agent(config, owner),
                            "",
                            "",
                            "released",
                            "",
                            base64(sealedReason));
                    return proposal(RELEASE, ids.getAsLong(), config, caller, "", arguments, false);
                })
                .map(verdict -> result(verdict, null, caller.config()));
    }

    /**
     * A supervisor gives a lead to an agent.
     *
     * @param seen where the supervisor saw it; when it is elsewhere by now, nothing happens
     * @param force above the holding cap
     */
    public Future<MoveResult> assign(
            Caller caller, LeadRow seen, String toId, boolean force, byte @Nullable [] sealedReason) {
        return requests.submit(caller.config(), caller.key(), caller.body(), () -> {
                    TenantConfig config = newest(caller.config());
                    // Each try looks anew: who has left a moment ago gets no lead.
                    Agent to = config.get(Agent.AGENT, toId);
                    if (to == null || !to.active()) {
                        return null;
                    }
                    String policy = ClaimPolicies.holding(
                                    cap(config, seen), config.tenant().owned())
                            .encode();
                    String place = seen.state() == LeadState.POOLED
                            ? "p" + Names.of(config, seen.pool())
                            : "o" + Names.of(config, String.valueOf(seen.owner()));
                    List<String> arguments = List.of(
                            Long.toString(seen.id()),
                            Names.agent(config, to),
                            Names.team(config, to),
                            place,
                            force ? "1" : "",
                            base64(sealedReason));
                    return proposal(ASSIGN, ids.getAsLong(), config, caller, policy, arguments, false);
                })
                .map(verdict -> result(verdict, seen, newest(caller.config())));
    }

    private static Holding cap(TenantConfig config, LeadRow seen) {
        Pool pool = config.get(Pool.POOL, seen.pool());
        return pool == null ? Holding.NONE : pool.owned();
    }

    /** A rule takes a lead back: the alarm clock has rung, and the rules still say so. */
    @Override
    public Future<?> passed(LeadRow lead) {
        TenantConfig config = directory.tenant(lead.tenant());
        Pool pool = config == null ? null : config.get(Pool.POOL, lead.pool());
        Deadline deadline = pool == null ? null : Deadline.next(pool.recycle(), lead);
        if (config == null || deadline == null || lead.owner() == null) {
            return Future.succeededFuture();
        }
        String to = deadline.rule().to();
        List<String> arguments = List.of(
                Long.toString(lead.id()),
                Names.of(config, lead.owner()),
                Integer.toString(lead.version()),
                to == null ? "" : Names.of(config, to),
                "recycled",
                deadline.rule().name().replace('\t', ' ').replace('\n', ' '),
                "");
        Caller rule = new Caller(config, "rule", "", "");
        return journal.submit(config.cell(), proposal(RELEASE, ids.getAsLong(), config, rule, "", arguments, true));
    }

    private TenantConfig newest(TenantConfig config) {
        TenantConfig newest = directory.tenant(config.no());
        return newest == null ? config : newest;
    }

    private static Proposal proposal(
            Decision decision,
            long requestId,
            TenantConfig config,
            Caller caller,
            String policy,
            List<String> arguments,
            boolean background) {
        return new Proposal(
                decision,
                requestId,
                config.no(),
                config.version(),
                caller.key(),
                caller.body(),
                caller.actor(),
                policy,
                arguments,
                background);
    }

    private static String base64(byte @Nullable [] bytes) {
        return bytes == null ? "" : Base64.getEncoder().encodeToString(bytes);
    }

    private static Usage full(Verdict.Refused refused, @Nullable LeadRow seen, TenantConfig config) {
        long held = Long.parseLong(refused.detail(1));
        return refused.detail(0).equals("pool") && seen != null
                ? Usage.owned(seen.pool(), cap(config, seen).max(), held)
                : Usage.owned(null, config.tenant().owned().max(), held);
    }

    private static MoveResult result(Verdict verdict, @Nullable LeadRow seen, TenantConfig config) {
        if (verdict instanceof Verdict.Done done) {
            return new MoveResult.Moved(done.leads().get(0), done.replayed());
        }
        if (verdict instanceof Verdict.Obstacle obstacle) {
            return new MoveResult.Hindered(obstacle);
        }
        Verdict.Refused refused = (Verdict.Refused) verdict;
        return switch (refused.word()) {
            case "not-found" -> new MoveResult.NotFound();
            case "changed" -> new MoveResult.Changed();
            case "same" -> new MoveResult.SameOwner();
            case "owned-full" -> new MoveResult.Full(full(refused, seen, config));
            default -> throw new IllegalStateException("a script refuses with an unknown word: " + refused.word());
        };
    }
}
