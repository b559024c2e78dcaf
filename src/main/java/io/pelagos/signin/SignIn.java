package io.pelagos.signin;

import io.pelagos.platform.PgPool;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.Principal;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signing in with a password. An unknown firm, an unknown login, a wrong password and a locked account are answered
 * alike, after the same work: nobody learns which it was, nor who has an account.
 */
public final class SignIn {
    /** How it went. */
    public sealed interface Outcome {}

    /** @param mustChange whether the session is only good for choosing another password */
    public record In(Agent agent, Sessions.Opened session, boolean mustChange) implements Outcome {}

    /** Why nobody was let in. */
    public enum No implements Outcome {
        REFUSED,
        /** Too many have failed from there, whatever they tried. */
        THROTTLED,
        /** Nothing was looked at. */
        BUSY
    }

    /** Of somebody who has to choose a password first. */
    private static final List<String> PASSWORD_ONLY =
            List.of(Principal.PASSWORD_DUE, "session:read", "session:write", "me:write");

    private final PgPool sql;
    private final Directory directory;
    private final Hasher hasher;
    private final Accounts accounts;
    private final Guard guard;
    private final Door door;
    private final Trail trail;

    public SignIn(
            PgPool sql, Directory directory, Hasher hasher, Accounts accounts, Guard guard, Door door, Trail trail) {
        this.sql = sql;
        this.directory = directory;
        this.hasher = hasher;
        this.accounts = accounts;
        this.guard = guard;
        this.door = door;
        this.trail = trail;
    }

    /** Somebody who wants to get in, and whom we know of that. */
    private record Attempt(
            @Nullable TenantConfig tenant,
            @Nullable Agent agent,
            SignInPolicy policy,
            Guard.Subject account,
            Guard.Subject address,
            String password,
            Origin origin) {
        int tenantNo() {
            return tenant == null ? 0 : tenant.no();
        }

        String agentId() {
            return agent == null ? "" : agent.id();
        }
    }

    public Future<Outcome> enter(String tenant, String login, String password, Origin origin) {
        Attempt attempt = attempt(directory.tenant(tenant), login, password, origin);
        return hasher.within(No.BUSY, () -> guard.count(attempt.address, attempt.policy.address())
                .compose(verdict -> verdict == Guard.Verdict.CLOSED
                        ? Future.succeededFuture(No.THROTTLED)
                        : guard.count(attempt.account, attempt.policy.account())
                                .compose(free -> judge(attempt, free))));
    }

    private static Attempt attempt(@Nullable TenantConfig tenant, String login, String password, Origin origin) {
        int no = tenant == null ? 0 : tenant.no();
        Agent agent = tenant == null ? null : Logins.find(tenant, login);
        return new Attempt(
                tenant,
                agent,
                SignInPolicy.of(tenant),
                agent == null ? Guard.Subject.nobody(no, login) : Guard.Subject.account(no, agent.id()),
                Guard.Subject.address(no, origin.address()),
                password,
                origin);
    }

    private Future<Outcome> judge(Attempt attempt, Guard.Verdict verdict) {
        return accounts.find(attempt.tenantNo(), attempt.agentId()).compose(account -> {
            String hash = account == null ? hasher.nobodys() : account.hash();
            return hasher.matches(attempt.password, hash).compose(matches -> {
                boolean open = matches && verdict != Guard.Verdict.CLOSED && attempt.policy.passwords();
                TenantConfig tenant = attempt.tenant;
                Agent agent = attempt.agent;
                if (open && account != null && tenant != null && agent != null && Logins.fit(agent)) {
                    return open(attempt, tenant, agent, account);
                }
                return refuse(attempt, verdict);
            });
        });
    }

    private Future<Outcome> refuse(Attempt attempt, Guard.Verdict verdict) {
        boolean lock = verdict == Guard.Verdict.LAST;
        note(attempt, Trail.Kind.FAILED);
        if (!lock) {
            return Future.succeededFuture(No.REFUSED);
        }
        note(attempt, Trail.Kind.LOCKED);
        return guard.lock(attempt.account, attempt.policy.lock()).map(No.REFUSED);
    }

    private void note(Attempt attempt, Trail.Kind kind) {
        TenantConfig tenant = attempt.tenant;
        Agent agent = attempt.agent;
        if (tenant != null && (agent != null || kind == Trail.Kind.FAILED)) {
            String id = agent == null ? null : agent.id();
            trail.note(tenant.no(), new Trail.Event(kind, id, null, Door.PASSWORD, attempt.origin.address()));
        }
    }

    private Future<Outcome> open(Attempt attempt, TenantConfig tenant, Agent agent, Accounts.Account account) {
        List<String> scopes = account.mustChange() ? PASSWORD_ONLY : List.of();
        return fresh(tenant, agent, account, attempt.password)
                .compose(hash -> door.open(
                        tenant,
                        agent.id(),
                        new Sessions.Wanted(scopes, Door.PASSWORD, attempt.origin),
                        transaction -> accounts.hold(transaction, tenant.no(), agent.id(), hash),
                        transaction -> guard.clear(transaction, attempt.account)
                                .compose(done -> guard.giveBack(transaction, attempt.address))))
                .map(opened -> opened == null ? No.REFUSED : new In(agent, opened, account.mustChange()));
    }

    /** The hash that the account has from now on: at today's cost. */
    private Future<String> fresh(TenantConfig tenant, Agent agent, Accounts.Account account, String password) {
        if (!hasher.outdated(account.hash())) {
            return Future.succeededFuture(account.hash());
        }
        return hasher.hash(password).compose(hash -> sql.transaction(transaction ->
                        accounts.replace(transaction, tenant.no(), agent.id(), account.hash(), hash, true))
                .map(replaced -> hash));
    }
}
