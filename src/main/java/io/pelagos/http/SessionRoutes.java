package io.pelagos.http;

import io.pelagos.lead.Rfc3339;
import io.pelagos.signin.Sessions;
import io.pelagos.signin.SignIn;
import io.pelagos.signin.Trail;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.Principal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/** Signing in and out with a password, and who one is. */
public final class SessionRoutes {
    private static final int BODY_BYTES_MAX = 8_192;
    private static final Problem REFUSED = Problem.of(
                    "sign-in-refused", 401, "Firm, login or password is wrong, or the account is locked")
            .header("WWW-Authenticate", "Bearer");
    static final Problem THROTTLED = Problem.of(
                    "too-many-sign-ins", 429, "Too many sign-ins from this address have failed")
            .header("Retry-After", "60");

    private record Wanted(String tenant, String login, String password) {}

    private final Directory directory;
    private final SignIn signIn;
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final ClientAddress address;

    SessionRoutes(Directory directory, SignIn signIn, Sessions sessions, SessionCookie cookie, ClientAddress address) {
        this.directory = directory;
        this.signIn = signIn;
        this.sessions = sessions;
        this.cookie = cookie;
        this.address = address;
    }

    public void register(Api api) {
        api.openJson("/session", BODY_BYTES_MAX, this::open);
        api.route(HttpMethod.GET, "/session", Access.ALL, this::read);
        api.route(HttpMethod.DELETE, "/session", Access.ALL, this::end);
    }

    private Future<Answer> open(Call call) {
        if (!directory.fresh()) {
            throw Problem.NOT_READY.refusal();
        }
        Wanted wanted = call.body(d -> new Wanted(d.text("tenant", 40), d.text("login", 100), d.text("password", 400)));
        return signIn.enter(wanted.tenant, wanted.login, wanted.password, address.of(call.request()))
                .map(outcome -> answer(wanted.tenant, outcome));
    }

    private Answer answer(String tenant, SignIn.Outcome outcome) {
        if (outcome instanceof SignIn.In in) {
            Sessions.Opened opened = in.session();
            JsonObject body = new JsonObject()
                    .put("token", opened.token())
                    .put("expires_at", Rfc3339.text(opened.expiresAt().toEpochMilli()))
                    .put("tenant", tenant)
                    .put("agent", MeRoutes.agent(in.agent()))
                    .put("csrf_token", SessionCookie.csrf(opened.token()))
                    .put("password_change_required", in.mustChange());
            return Answer.json(201, body).cookie(cookie.set(opened.token()));
        }
        Problem problem =
                switch ((SignIn.No) outcome) {
                    case REFUSED -> REFUSED;
                    case THROTTLED -> THROTTLED;
                    case BUSY -> Problem.NOT_READY;
                };
        return problem.answer();
    }

    private Future<Answer> read(Call call) {
        Principal principal = call.principal();
        Agent agent = Callers.agentOrNull(call.tenant(), principal);
        JsonObject who = agent != null
                ? MeRoutes.agent(agent)
                : new JsonObject()
                        .put("id", principal.id())
                        .put("role", principal.role().text());
        return sessions.find(call.token())
                .map(session -> Answer.ok(new JsonObject()
                        .put("tenant", call.tenant().id())
                        .put("agent", who)
                        .put("expires_at", session == null ? null : expiry(session))
                        .put("session", session == null ? null : SessionListRoutes.json(session))
                        .put("csrf_token", session == null ? null : SessionCookie.csrf(call.token()))
                        .put("password_change_required", principal.passwordDue())));
    }

    private static String expiry(Sessions.Info session) {
        return Rfc3339.text(session.expiresAt().toEpochMilli());
    }

    private Future<Answer> end(Call call) {
        String agent = call.principal().agent();
        return sessions.find(call.token()).compose(session -> {
            if (session == null || agent == null) {
                throw Problem.NOT_FOUND
                        .detail("This token is no session; it is revoked where it was made")
                        .refusal();
            }
            String from = address.of(call.request()).address();
            Trail.Event event = new Trail.Event(Trail.Kind.SIGNED_OUT, agent, null, session.how(), from);
            return sessions.end(call.tenant(), agent, session.id(), event)
                    .map(ended -> Answer.none().cookie(cookie.clear()));
        });
    }
}
