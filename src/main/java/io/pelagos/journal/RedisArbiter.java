package io.pelagos.journal;

import io.pelagos.platform.LuaScript;
import io.pelagos.platform.RedisLink;
import io.pelagos.platform.RedisRequests;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arbiter: Redis, asked through scripts alone. */
final class RedisArbiter implements Arbiter {
    private static final LuaScript.Part SOON = new LuaScript.Part(RedisArbiter.class, "soon.lua");
    static final LuaScript SETTLE = Decision.helper(RedisArbiter.class, "settle", SOON);
    static final LuaScript FILL = Decision.helper(RedisArbiter.class, "fill", SOON);
    static final LuaScript SWEEP = Decision.helper(RedisArbiter.class, "sweep");
    static final LuaScript RING = Decision.helper(RedisArbiter.class, "ring");
    static final LuaScript LOOK = Decision.helper(RedisArbiter.class, "look");
    static final LuaScript MISSING = Decision.helper(RedisArbiter.class, "missing");
    static final LuaScript NEWS = Decision.helper(RedisArbiter.class, "news");
    static final LuaScript COUNT = Decision.helper(RedisArbiter.class, "count");
    static final LuaScript TALLY = Decision.helper(RedisArbiter.class, "tally");
    static final List<LuaScript> OWN = List.of(SETTLE, FILL, SWEEP, RING, LOOK, MISSING, NEWS, COUNT, TALLY);

    /** What a Redis answers that has not the cell's scripts or, now or for a while, not its keys: nothing was done. */
    private static final List<String> FORGOTTEN =
            List.of("NOSCRIPT", "READONLY", "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN");

    private final RedisRequests redis;
    private final Map<String, Map<LuaScript, String>> shas = new HashMap<>();

    RedisArbiter(RedisRequests redis) {
        this.redis = redis;
    }

    /** What many requests of a call share; it is sent once. */
    private record Shared(int tenant, long configVersion, String policy) {
        static Shared of(Proposal proposal) {
            return new Shared(proposal.tenant(), proposal.configVersion(), proposal.policy());
        }
    }

    @Override
    public Future<Decided> decide(Fence fence, List<Proposal> proposals) {
        Decision decision = proposals.get(0).decision();
        Map<Shared, Integer> contexts = new LinkedHashMap<>();
        for (Proposal proposal : proposals) {
            contexts.putIfAbsent(Shared.of(proposal), contexts.size() + 1);
        }
        Request request = request(fence, decision.script()).arg(contexts.size());
        contexts.keySet()
                .forEach(shared ->
                        request.arg(shared.tenant).arg(shared.configVersion).arg(shared.policy));
        for (Proposal proposal : proposals) {
            request.arg(text(proposal, contexts.getOrDefault(Shared.of(proposal), 0)));
        }
        return send(request).map(reply -> {
            List<Reply> replies = new ArrayList<>(reply.size() / 2);
            for (int i = 2; i < reply.size(); i += 2) {
                replies.add(new Reply(reply.get(i).toString(), reply.get(i + 1).toString()));
            }
            return new Decided(reply.get(0).toLong(), reply.get(1).toInteger(), replies);
        });
    }

    /** One text: each argument of a call costs, here and in Redis. */
    private static String text(Proposal proposal, int context) {
        StringBuilder text = new StringBuilder(160)
                .append(proposal.requestId())
                .append('\t')
                .append(context)
                .append('\t')
                .append(proposal.key())
                .append('\t')
                .append(proposal.body())
                .append('\t')
                .append(proposal.actor());
        proposal.arguments().forEach(argument -> text.append('\t').append(argument));
        return text.toString();
    }

    @Override
    public Future<Void> settle(Fence fence, List<Settlement> settlements) {
        return settled(fence, settlements).mapEmpty();
    }

    /** One digit per settlement: 1 done, 0 not as expected. */
    Future<String> settled(Fence fence, List<Settlement> settlements) {
        Request request = request(fence, SETTLE);
        for (Settlement s : settlements) {
            request.arg(s.lead()).arg(s.expected()).arg(s.record()).arg(s.rest());
        }
        return send(request).map(Response::toString);
    }

    /** Outbox entries of at least that age. */
    Future<Swept> sweep(Fence fence, long olderThanMillis, int limit) {
        return send(request(fence, SWEEP).arg(olderThanMillis).arg(limit))
                .map(reply -> new Swept(reply.get(0).toInteger(), texts(reply, 1)));
    }

    /** Records of leads, and whether all that belongs to them is there. */
    Future<List<Look>> look(Fence fence, List<Long> leads) {
        Request request = request(fence, LOOK);
        leads.forEach(request::arg);
        return send(request).map(reply -> texts(reply, 0).stream()
                .map(text -> new Look(text.substring(0, text.length() - 2), text.endsWith("+")))
                .toList());
    }

    /** Those of the leads that Redis does not know, in the order given. */
    Future<List<Long>> missing(Fence fence, List<Long> leads) {
        Request request = request(fence, MISSING);
        leads.forEach(request::arg);
        return send(request)
                .map(reply -> texts(reply, 0).stream().map(Long::valueOf).toList());
    }

    /** The cell's time, by which claims are counted: this node's clock may be another. */
    Future<Long> nowMillis(Fence fence) {
        return call(fence, RING, List.of("0", "0")).map(reply -> reply.get(0).toLong());
    }

    /** Any other script of a cell; its reply as Redis gave it. */
    Future<Response> call(Fence fence, LuaScript script, List<String> arguments) {
        Request request = request(fence, script);
        arguments.forEach(request::arg);
        return send(request);
    }

    static List<String> texts(Response reply, int from) {
        List<String> texts = new ArrayList<>(reply.size());
        for (int i = from; i < reply.size(); i++) {
            texts.add(reply.get(i).toString());
        }
        return texts;
    }

    private Request request(Fence fence, LuaScript script) {
        String sha = shas.computeIfAbsent(fence.nonce(), nonce -> new HashMap<>())
                .computeIfAbsent(script, s -> s.sha(fence.nonce()));
        if (shas.size() > 256) {
            shas.clear();
        }
        return Request.cmd(Command.EVALSHA).arg(sha).arg(1).arg(fence.prefix());
    }

    private Future<Response> send(Request request) {
        return redis.send(request)
                .recover(failure ->
                        Future.failedFuture(new Trouble(kind(failure), String.valueOf(failure.getMessage()))));
    }

    private static Trouble.Kind kind(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.equals(RedisLink.NOT_SENT)) {
            return Trouble.Kind.NOT_SENT;
        }
        return FORGOTTEN.stream().anyMatch(message::startsWith) ? Trouble.Kind.FORGOTTEN : Trouble.Kind.UNREACHABLE;
    }
}
