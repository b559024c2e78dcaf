package io.pelagos.signin;

import io.pelagos.platform.PgPool;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Choosing passwords, for others and for oneself. What was signed in with the one before ends. */
public final class Passwords {
    /** How it went. */
    public enum Result {
        DONE,
        /** Nothing was looked at. */
        BUSY,
        /** The agent is gone. */
        GONE,
        /** There is no password yet. */
        NONE,
        /** The old one is another. */
        WRONG,
        /** Too many have tried. */
        LOCKED
    }

    private final PgPool sql;
    private final Tokens tokens;
    private final Hasher hasher;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Guard guard;
    private final Trail trail;

    public Passwords(
            PgPool sql, Tokens tokens, Hasher hasher, Accounts accounts, Sessions sessions, Guard guard, Trail trail) {
        this.sql = sql;
        this.tokens = tokens;
        this.hasher = hasher;
        this.accounts = accounts;
        this.sessions = sessions;
        this.guard = guard;
        this.trail = trail;
    }

    /** What {@link #first} keeps of a password; for the start of a server, which nobody else waits for. */
    public Future<String> hashed(String password) {
        return hasher.hash(password);
    }

    /** Gives agents of a firm that is being made the same password, in the transaction that makes it. */
    public Future<?> first(SqlConnection transaction, int tenant, List<String> agents, String hash) {
        Future<?> done = Future.succeededFuture();
        for (String agent : agents) {
            done = done.compose(before -> accounts.put(transaction, tenant, agent, hash, false));
        }
        return done;
    }

    /** Whether an agent has one. */
    public Future<Boolean> has(TenantConfig tenant, String agent) {
        return accounts.find(tenant.no(), agent).map(Objects::nonNull);
    }

    /** Gives an agent a password, whatever it was before; ends all sessions, and a lock. */
    public Future<Result> set(
            TenantConfig tenant, String agent, String password, boolean mustChange, String actor, Origin origin) {
        Trail.Event event = new Trail.Event(Trail.Kind.PASSWORD_SET, agent, actor, null, origin.address());
        return hasher.within(Result.BUSY, () -> hasher.hash(password)
                .compose(hash -> write(
                        tenant,
                        agent,
                        transaction -> tokens.hold(transaction, tenant, agent)
                                .compose(there -> there
                                        ? accounts.put(transaction, tenant.no(), agent, hash, mustChange)
                                                .map(Result.DONE)
                                        : Future.succeededFuture(Result.GONE)),
                        null,
                        event)));
    }

    /**
     * An agent's own choice, which ends the agent's other sessions.
     *
     * @param session the one that goes on, and is good for everything from now on; null for none
     */
    public Future<Result> change(
            TenantConfig tenant, Agent agent, String old, String chosen, @Nullable Long session, Origin origin) {
        Guard.Subject account = Guard.Subject.account(tenant.no(), agent.id());
        SignInPolicy policy = SignInPolicy.of(tenant);
        return hasher.within(Result.BUSY, () -> guard.count(account, policy.account())
                .compose(verdict -> verdict == Guard.Verdict.CLOSED
                        ? Future.succeededFuture(Result.LOCKED)
                        : prove(tenant, agent, old)
                                .compose(hash -> hash != null
                                        ? replace(tenant, agent, hash, chosen, session, origin)
                                        : wrong(tenant, agent, verdict, origin))));
    }

    /** The hash of the password that was given; null when it is another. */
    private Future<@Nullable String> prove(TenantConfig tenant, Agent agent, String old) {
        return accounts.find(tenant.no(), agent.id()).compose(known -> {
            String hash = known == null ? hasher.nobodys() : known.hash();
            return hasher.matches(old, hash).map(matches -> matches && known != null ? hash : null);
        });
    }

    private Future<Result> wrong(TenantConfig tenant, Agent agent, Guard.Verdict verdict, Origin origin) {
        Guard.Subject account = Guard.Subject.account(tenant.no(), agent.id());
        note(tenant, agent, Trail.Kind.FAILED, origin);
        if (verdict != Guard.Verdict.LAST) {
            return accounts.find(tenant.no(), agent.id()).map(known -> known == null ? Result.NONE : Result.WRONG);
        }
        note(tenant, agent, Trail.Kind.LOCKED, origin);
        return guard.lock(account, SignInPolicy.of(tenant).lock()).map(Result.WRONG);
    }

    private void note(TenantConfig tenant, Agent agent, Trail.Kind kind, Origin origin) {
        trail.note(tenant.no(), new Trail.Event(kind, agent.id(), null, Door.PASSWORD, origin.address()));
    }

    private Future<Result> replace(
            TenantConfig tenant, Agent agent, String old, String chosen, @Nullable Long session, Origin origin) {
        Trail.Event event = new Trail.Event(Trail.Kind.PASSWORD_CHANGED, agent.id(), null, null, origin.address());
        return hasher.hash(chosen)
                .compose(hash -> write(
                        tenant,
                        agent.id(),
                        transaction -> accounts.replace(transaction, tenant.no(), agent.id(), old, hash, false)
                                .map(replaced -> replaced ? Result.DONE : Result.WRONG),
                        session,
                        event));
    }

    private Future<Result> write(
            TenantConfig tenant,
            String agent,
            Function<SqlConnection, Future<Result>> work,
            @Nullable Long session,
            Trail.Event event) {
        return sql.transaction(transaction -> tokens.begin(transaction, tenant.no())
                        .compose(begun -> work.apply(transaction))
                        .compose(result -> result != Result.DONE
                                ? Future.succeededFuture(result)
                                : after(transaction, tenant, agent, session, event)
                                        .map(result)))
                .compose(result -> result != Result.DONE
                        ? Future.succeededFuture(result)
                        : sessions.ended(tenant).map(result));
    }

    private Future<?> after(
            SqlConnection transaction, TenantConfig tenant, String agent, @Nullable Long session, Trail.Event event) {
        return sessions.endAll(transaction, tenant, agent, session)
                .compose(done ->
                        session == null ? Future.succeededFuture() : sessions.free(transaction, tenant, session))
                .compose(done -> guard.clear(transaction, Guard.Subject.account(tenant.no(), agent)))
                .compose(done -> trail.add(transaction, tenant.no(), event));
    }

    /** Takes away an agent's password and sessions, in the transaction that deletes the agent. */
    public Future<?> remove(SqlConnection transaction, TenantConfig tenant, String agent) {
        return accounts.remove(transaction, tenant.no(), agent)
                .compose(done -> sessions.endAll(transaction, tenant, agent, null))
                .compose(done -> guard.clear(transaction, Guard.Subject.account(tenant.no(), agent)));
    }
}
