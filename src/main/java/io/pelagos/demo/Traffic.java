package io.pelagos.demo;

import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Turns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one firm, the demo, alive, on one node at a time. Whatever fails is left out: nobody waits for it. */
public final class Traffic {
    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
    private static final String TURN = "demo-traffic";
    private static final long TURN_MILLIS = 10_000;
    private static final long HOLD_MILLIS = 3_000;
    private static final long STOCK_MILLIS = 10_000;
    /** Tokens last twice as long. */
    private static final long TOKENS_MILLIS = TimeUnit.HOURS.toMillis(12);

    private static final int PAST_LEADS = 120;

    private final Parts parts;
    private final Pace pace;
    private final Client client;
    private final MadeUp madeUp;
    private final Channels channels;
    private final RandomGenerator random;
    private final Map<String, SimulatedAgent> agents = new LinkedHashMap<>();
    private String anyToken = "";
    private boolean mine;
    private boolean asking;
    private boolean feeding;
    private boolean telling;
    private long holdAtMillis;
    private long stockAtMillis;
    private long leadAtMillis;
    private long tokensAtMillis;
    private volatile boolean stopping;

    /** Sets up what is simulated, and lets its people in. */
    public interface Cast {
        /** Makes what is missing; whether it has made anything, so that this is the first time. */
        Future<Boolean> setUp(TenantConfig firm);

        /** Tokens of some agents, by their ids, which last a day. */
        Future<Map<String, String>> tokens(TenantConfig firm, List<String> agents);

        /** A token that may import leads, for a few minutes; null when nobody may. */
        Future<@Nullable String> manager(TenantConfig firm);
    }

    /**
     * What it works with.
     *
     * @param tenant the firm's id
     * @param node names this node among the others
     * @param base where this server is reached, such as {@code http://127.0.0.1:8080}
     */
    public record Parts(
            Vertx vertx, Directory directory, Turns turns, Cast cast, String tenant, String node, String base) {}

    public Traffic(Parts parts, Pace pace, RandomGenerator random) {
        this.parts = parts;
        this.pace = pace;
        this.client = new Client(parts.base, parts.vertx.getOrCreateContext());
        this.madeUp = new MadeUp(random);
        this.channels = new Channels(client, madeUp, pace, System.currentTimeMillis());
        this.random = random;
    }

    /** On the thread that it will belong to. */
    public void start() {
        parts.vertx.setPeriodic(pace.tickMillis(), timer -> {
            if (stopping) {
                parts.vertx.cancelTimer(timer);
            } else {
                tick();
            }
        });
    }

    /** Nothing more is begun. */
    public void stop() {
        stopping = true;
    }

    private static long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }

    private void tick() {
        TenantConfig firm = parts.directory.tenant(parts.tenant);
        long now = nowMillis();
        if (firm == null) {
            return;
        }
        if (now >= holdAtMillis && !asking) {
            asking = true;
            holdAtMillis = now + HOLD_MILLIS;
            hold(firm).onComplete(done -> {
                asking = false;
                if (done.failed()) {
                    mine = false;
                    tell(done.cause());
                }
            });
        }
        if (mine) {
            play(firm, now);
        }
    }

    /** Once until it works again. */
    private void tell(Throwable failure) {
        if (!telling) {
            LOG.info("The simulated traffic of the demo waits: {}", failure.getMessage());
        }
        telling = true;
    }

    /** The turn; who gets it anew looks first whether all is there. */
    private Future<Void> hold(TenantConfig firm) {
        return parts.turns.hold(firm.no(), TURN, TURN_MILLIS, parts.node).compose(held -> {
            if (!held) {
                mine = false;
                return Future.succeededFuture();
            }
            boolean fresh = agents.isEmpty() || nowMillis() - tokensAtMillis > TOKENS_MILLIS;
            return (fresh ? enter(firm) : Future.<Void>succeededFuture()).onSuccess(in -> {
                mine = true;
                telling = false;
            });
        });
    }

    private Future<Void> enter(TenantConfig firm) {
        return parts.cast.setUp(firm).compose(first -> {
            TenantConfig now = parts.directory.tenant(parts.tenant);
            TenantConfig known = now == null ? firm : now;
            return parts.cast
                    .tokens(known, Simulated.agents(known))
                    .onSuccess(tokens -> {
                        agents.clear();
                        tokens.forEach((id, token) -> {
                            anyToken = token;
                            agents.put(id, new SimulatedAgent(client, madeUp, channels, pace, random, token));
                        });
                        tokensAtMillis = nowMillis();
                    })
                    .compose(tokens -> first ? past(known) : Future.succeededFuture());
        });
    }

    /** Two weeks that have been, as an import; without them there is a demo, too. */
    private Future<Void> past(TenantConfig firm) {
        return parts.cast.manager(firm).compose(token -> {
            if (token == null) {
                return Future.succeededFuture();
            }
            Future<?> done = Future.succeededFuture();
            for (String pool : Simulated.pools(firm)) {
                String lines = IntStream.range(0, PAST_LEADS / 2)
                        .mapToObj(i -> madeUp.past(Simulated.agents(firm), System.currentTimeMillis()))
                        .map(JsonObject::encode)
                        .collect(Collectors.joining("\n"));
                done = done.compose(x -> client.file(token, "/api/v1/imports?pool=" + pool, lines));
            }
            return done.<Void>mapEmpty().otherwiseEmpty();
        });
    }

    private void play(TenantConfig firm, long now) {
        if (now >= stockAtMillis) {
            stockAtMillis = now + Math.min(STOCK_MILLIS, 2 * pace.leadMillis());
            channels.look(anyToken, Simulated.pools(firm)).onFailure(this::tell);
        }
        if (now >= leadAtMillis && !feeding) {
            feeding = true;
            leadAtMillis = now + pace.leadMillis() / 2 + random.nextLong(pace.leadMillis() + 1);
            channels.push(firm).onFailure(this::tell).onComplete(done -> feeding = false);
        }
        agents.values().forEach(agent -> ask(() -> agent.act(Simulated.pools(firm), now)));
    }

    private void ask(Supplier<Future<?>> step) {
        step.get().onFailure(this::tell);
    }
}
