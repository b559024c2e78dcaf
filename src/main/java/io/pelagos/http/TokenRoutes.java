package io.pelagos.http;

import io.pelagos.lead.Rfc3339;
import io.pelagos.team.Agent;
import io.pelagos.team.Document;
import io.pelagos.team.Principal;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Text;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tokens of agents; their text is shown once. */
public final class TokenRoutes {
    private record Wanted(
            String name, List<String> scopes, @Nullable Instant expiresAt) {}

    private final Tokens tokens;
    private final ConfigWrites writes;
    private final Clock clock;

    public TokenRoutes(Tokens tokens, ConfigWrites writes, Clock clock) {
        this.tokens = tokens;
        this.writes = writes;
        this.clock = clock;
    }

    public void register(Api api) {
        String path = "/agents/{agent}/tokens";
        api.route(HttpMethod.POST, path, Access.MANAGERS, this::issue);
        api.route(HttpMethod.GET, path, Access.OVERSEERS, this::list);
        api.route(HttpMethod.DELETE, path + "/{token}", Access.MANAGERS, this::revoke);
    }

    private Future<Answer> issue(Call call) {
        TenantConfig tenant = call.tenant();
        String agent = agent(call);
        AgentRoutes.mayTouch(call, tenant, agent);
        Wanted wanted = call.body(this::read);
        if (!Access.mayGrant(call.principal(), wanted.scopes)) {
            throw Problem.FORBIDDEN
                    .detail("A token with scopes makes only tokens with some of its own scopes")
                    .refusal();
        }
        return writes.once(call, transaction -> tokens.hold(transaction, tenant, agent)
                .compose(there -> {
                    if (!there) {
                        throw Problem.NOT_FOUND.refusal();
                    }
                    return tokens.issue(transaction, tenant.no(), agent, wanted.name, wanted.scopes, wanted.expiresAt);
                })
                .map(issued -> Answer.json(201, made(wanted, issued))));
    }

    private static JsonObject made(Wanted wanted, Tokens.Issued issued) {
        return new JsonObject()
                .put("id", Long.toString(issued.id()))
                .put("name", wanted.name)
                .put("scopes", new JsonArray(wanted.scopes))
                .put("expires_at", text(wanted.expiresAt))
                .put("token", issued.token());
    }

    private Wanted read(Document document) {
        Wanted wanted = new Wanted(
                document.has("name") ? document.text("name", 100) : "token",
                document.texts("scopes", 50, 50),
                document.time("expires_at"));
        for (int i = 0; i < wanted.scopes.size(); i++) {
            if (!Principal.SCOPE.matcher(wanted.scopes.get(i)).matches()) {
                document.fault("scopes/" + i, "must be a part of the API and a right, such as leads:read");
            }
        }
        Text.unreadable(new JsonObject().put("name", wanted.name))
                .forEach(fault -> document.fault("name", fault.detail()));
        Instant expires = wanted.expiresAt;
        if (expires != null && expires.isBefore(clock.instant())) {
            document.fault("expires_at", "must be in the future");
        }
        return wanted;
    }

    private Future<Answer> list(Call call) {
        int limit = call.limit();
        long after = call.cursor(Long.MAX_VALUE);
        return tokens.list(call.tenant(), agent(call), after, limit + 1).map(infos -> {
            JsonArray items = new JsonArray();
            infos.stream().limit(limit).forEach(info -> items.add(view(info)));
            String next =
                    infos.size() > limit ? Long.toString(infos.get(limit - 1).id()) : null;
            return Answer.list(items, next);
        });
    }

    private Future<Answer> revoke(Call call) {
        String agent = agent(call);
        AgentRoutes.mayTouch(call, call.tenant(), agent);
        return tokens.revoke(call.tenant(), agent, number(call.path("token"))).map(revoked -> {
            if (!revoked) {
                throw Problem.NOT_FOUND.refusal();
            }
            return Answer.none();
        });
    }

    private static String agent(Call call) {
        String agent = call.path("agent");
        if (call.tenant().get(Agent.AGENT, agent) == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        return agent;
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw Problem.NOT_FOUND.refusal();
        }
    }

    private static JsonObject view(Tokens.Info info) {
        return new JsonObject()
                .put("id", Long.toString(info.id()))
                .put("name", info.name())
                .put("scopes", new JsonArray(info.scopes()))
                .put("created_at", text(info.createdAt()))
                .put("expires_at", text(info.expiresAt()))
                .put("revoked_at", text(info.revokedAt()));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : Rfc3339.text(time.toEpochMilli());
    }
}
