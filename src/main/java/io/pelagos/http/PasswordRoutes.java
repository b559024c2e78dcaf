package io.pelagos.http;

import io.pelagos.signin.Origin;
import io.pelagos.signin.PasswordPolicy;
import io.pelagos.signin.Passwords;
import io.pelagos.signin.Sessions;
import io.pelagos.team.Agent;
import io.pelagos.team.Document;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/**
 * Passwords. They take no Idempotency-Key: doing it twice is the same as doing it once, and a quick hash of the request
 * is not to be kept anywhere.
 */
public final class PasswordRoutes {
    private static final int TEXT_MAX = 2 * PasswordPolicy.MAX;

    private final Passwords passwords;
    private final Sessions sessions;
    private final Callers callers;
    private final ClientAddress address;

    PasswordRoutes(Passwords passwords, Sessions sessions, Callers callers, ClientAddress address) {
        this.passwords = passwords;
        this.sessions = sessions;
        this.callers = callers;
        this.address = address;
    }

    public void register(Api api) {
        api.route(HttpMethod.PUT, "/agents/{agent}/password", Access.MANAGERS, this::set);
        api.route(HttpMethod.PUT, "/me/password", Access.PERSONS, this::change);
    }

    private record Given(String password, boolean mustChange) {}

    private Future<Answer> set(Call call) {
        TenantConfig tenant = call.tenant();
        Agent agent = tenant.get(Agent.AGENT, call.path("agent"));
        if (agent == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        AgentRoutes.mayTouch(call, tenant, agent.id());
        if (!Access.mayGrant(call.principal(), List.of())) {
            throw Problem.FORBIDDEN
                    .detail("A token with scopes sets no password, which would open all")
                    .refusal();
        }
        if (!agent.person()) {
            throw Problem.conflict("no-person", "A machine has tokens and no password")
                    .refusal();
        }
        return agent.id().equals(call.principal().agent())
                ? passwords.has(tenant, agent.id()).compose(has -> has ? own(call, agent) : set(call, tenant, agent))
                : set(call, tenant, agent);
    }

    /** Whoever sits down at somebody's open screen must not become its owner: the old one is asked for here, too. */
    private Future<Answer> own(Call call, Agent agent) {
        return change(call, agent, call.body(d -> {
            if (d.flag("must_change", false)) {
                d.fault("must_change", "is for a password that somebody else has chosen");
            }
            return chosen(d, "password", call.tenant(), agent);
        }));
    }

    private Future<Answer> set(Call call, TenantConfig tenant, Agent agent) {
        Given given = call.body(d -> new Given(password(d, "password", tenant, agent), d.flag("must_change", false)));
        Origin origin = address.of(call.request());
        return passwords
                .set(
                        tenant,
                        agent.id(),
                        given.password,
                        given.mustChange,
                        call.principal().id(),
                        origin)
                .map(PasswordRoutes::answer);
    }

    private record Chosen(String old, String chosen) {}

    private static Chosen chosen(Document document, String field, TenantConfig tenant, Agent agent) {
        Chosen read = new Chosen(document.text("old", TEXT_MAX), password(document, field, tenant, agent));
        if (!read.old.isEmpty() && read.old.equals(read.chosen)) {
            document.fault(field, "must be another one");
        }
        return read;
    }

    private Future<Answer> change(Call call) {
        Agent agent = callers.agent(call);
        return change(call, agent, call.body(d -> chosen(d, "new", call.tenant(), agent)));
    }

    private Future<Answer> change(Call call, Agent agent, Chosen words) {
        Origin origin = address.of(call.request());
        return sessions.find(call.token())
                .compose(session -> passwords.change(
                        call.tenant(), agent, words.old, words.chosen, session == null ? null : session.id(), origin))
                .map(PasswordRoutes::answer);
    }

    private static String password(Document document, String name, TenantConfig tenant, Agent agent) {
        String password = document.text(name, TEXT_MAX);
        String fault = document.faulty(name) ? null : PasswordPolicy.fault(password, tenant.id(), agent);
        if (fault != null) {
            document.fault(name, fault);
        }
        return password;
    }

    private static Answer answer(Passwords.Result result) {
        return switch (result) {
            case DONE -> Answer.none();
            case BUSY -> throw Problem.NOT_READY.refusal();
            case GONE -> throw Problem.NOT_FOUND.refusal();
            case NONE ->
                throw Problem.conflict("no-password", "There is no password yet; a manager or an admin sets it")
                        .refusal();
            case WRONG -> throw Problem.invalid("/old", "is not the password").refusal();
            case LOCKED ->
                throw Problem.of("account-locked", 429, "Too many have tried; a new password from an admin unlocks it")
                        .header("Retry-After", "60")
                        .refusal();
        };
    }
}
