package io.pelagos.signin;

import io.pelagos.platform.PgPool;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens a session to somebody who has proven who he is, by whatever way. */
public final class Door {
    /** Ways to prove it. */
    static final String PASSWORD = "password";

    static final String OIDC = "oidc";

    private final PgPool sql;
    private final Tokens tokens;
    private final Sessions sessions;
    private final Trail trail;

    public Door(PgPool sql, Tokens tokens, Sessions sessions, Trail trail) {
        this.sql = sql;
        this.tokens = tokens;
        this.sessions = sessions;
        this.trail = trail;
    }

    /**
     * Null when the agent is gone by now, or the proof counts no more.
     *
     * @param still whether it does; what it has locked stays so until the session is there
     * @param also done in the same transaction
     */
    Future<Sessions.@Nullable Opened> open(
            TenantConfig tenant,
            String agent,
            Sessions.Wanted wanted,
            Function<SqlConnection, Future<Boolean>> still,
            Function<SqlConnection, Future<?>> also) {
        Trail.Event event = new Trail.Event(
                Trail.Kind.SIGNED_IN, agent, null, wanted.how(), wanted.origin().address());
        return sql.transaction(transaction -> tokens.begin(transaction, tenant.no())
                        .compose(begun -> tokens.hold(transaction, tenant, agent))
                        .compose(there -> there ? still.apply(transaction) : Future.succeededFuture(false))
                        .compose(open -> {
                            if (!open) {
                                return Future.succeededFuture((Sessions.Opened) null);
                            }
                            return sessions.open(transaction, tenant, agent, wanted)
                                    .compose(opened -> also.apply(transaction)
                                            .compose(done -> trail.add(transaction, tenant.no(), event))
                                            .map(done -> opened));
                        }))
                .compose(opened -> opened == null || !opened.crowded()
                        ? Future.succeededFuture(opened)
                        : sessions.ended(tenant).map(done -> opened));
    }
}
