package io.pelagos;

import io.pelagos.demo.Traffic;
import io.pelagos.platform.PgPool;
import io.pelagos.team.Agent;
import io.pelagos.team.Change;
import io.pelagos.team.Directory;
import io.pelagos.team.Put;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who and what the simulated traffic of the demo consists of. */
final class DemoCast implements Traffic.Cast {
    private static final String ACTOR = "demo-traffic";
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SOON = Duration.ofMinutes(5);

    private final Vertx vertx;
    private final PgPool sql;
    private final Directory directory;
    private final Tokens tokens;
    private final Clock clock;

    DemoCast(Vertx vertx, PgPool sql, Directory directory, Tokens tokens, Clock clock) {
        this.vertx = vertx;
        this.sql = sql;
        this.directory = directory;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Fails when the configuration changes at the same moment; the next round tries again. */
    @Override
    public Future<Boolean> setUp(TenantConfig firm) {
        return vertx.executeBlocking(() -> DemoDocument.traffic().additions()).compose(all -> {
            List<Change> missing = all.stream()
                    .filter(change -> firm.doc(change.section(), change.id()) == null)
                    .toList();
            if (missing.isEmpty()) {
                return Future.succeededFuture(false);
            }
            return sql.transaction(transaction -> directory.put(transaction, firm.no(), ACTOR, missing, firm.version()))
                    .compose(put -> put instanceof Put.Saved
                            ? directory.changed(firm.id()).map(missing.size() == all.size())
                            : directory.refresh().compose(known -> Future.failedFuture("changed meanwhile")));
        });
    }

    @Override
    public Future<Map<String, String>> tokens(TenantConfig firm, List<String> agents) {
        return sql.transaction(transaction -> {
            Map<String, String> issued = new LinkedHashMap<>();
            Future<?> done = Future.succeededFuture();
            for (String agent : agents) {
                done = done.compose(x -> tokens.issue(
                                transaction,
                                firm.no(),
                                agent,
                                ACTOR,
                                List.of(),
                                clock.instant().plus(DAY))
                        .onSuccess(token -> issued.put(agent, token.token())));
            }
            return done.map(issued);
        });
    }

    @Override
    public Future<@Nullable String> manager(TenantConfig firm) {
        String agent = firm.all(Agent.AGENT).values().stream()
                .filter(one -> one.active() && (one.role() == Role.ADMIN || one.role() == Role.MANAGER))
                .map(Agent::id)
                .findFirst()
                .orElse(null);
        return agent == null
                ? Future.succeededFuture(null)
                : sql.transaction(transaction -> tokens.issue(
                                transaction,
                                firm.no(),
                                agent,
                                ACTOR,
                                List.of("imports:write"),
                                clock.instant().plus(SOON))
                        .map(Tokens.Issued::token));
    }
}
