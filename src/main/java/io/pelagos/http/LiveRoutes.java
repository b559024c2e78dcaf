package io.pelagos.http;

import io.pelagos.live.Guest;
import io.pelagos.live.Live;
import io.pelagos.live.Sight;
import io.pelagos.team.Directory;
import io.pelagos.team.Principal;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The live stream: Server-Sent Events of pools, of leads in hand and of limits. */
public final class LiveRoutes {
    private static final Problem ENOUGH = Problem.of("too-many-streams", 429, "You have too many streams open")
            .header("Retry-After", "5");
    private static final Problem FULL = Problem.NOT_READY
            .detail("As many streams are open here as this node takes")
            .header("Retry-After", "5");

    private final Live live;
    private final Tokens tokens;
    private final Directory directory;

    LiveRoutes(Live live, Tokens tokens, Directory directory) {
        this.live = live;
        this.tokens = tokens;
        this.directory = directory;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/live", Access.WORKERS, this::open);
    }

    private Future<Answer> open(Call call) {
        call.onlyQuery(Set.of("pools", "cursor"), "is not known here");
        String pools = call.query("pools");
        Set<String> asked = pools == null ? null : Set.copyOf(List.of(pools.split(",", -1)));
        Sight sight = Sights.of(call.tenant(), call.principal(), asked);
        if (asked != null && !sight.pools().containsAll(asked)) {
            throw Problem.NOT_FOUND.refusal();
        }
        Watcher watcher = new Watcher(call, sight, asked);
        switch (live.room(watcher)) {
            case ENOUGH -> throw ENOUGH.refusal();
            case FULL -> throw FULL.refusal();
            case CLOSED -> throw Problem.NOT_READY.refusal();
            case FREE -> {}
        }
        // Clients that cannot set a header name the last id in the address.
        String header = call.header("Last-Event-ID");
        String id = header == null || header.isEmpty() ? call.query("cursor") : header;
        Live.Came came = id == null ? null : Live.Came.with(id);
        return live.place().map(here -> Answer.stream(
                        200, "text/event-stream", (out, gone) -> live.open(watcher, sight, came, out, gone))
                .header("X-Accel-Buffering", "no"));
    }

    /** Looks again who the token stands for and what that one sees; works nothing out while neither has changed. */
    private final class Watcher implements Guest {
        private final String token;
        private final Endpoint endpoint;
        private final @Nullable Set<String> asked;
        private final int tenant;
        private final String id;
        private Principal principal;
        private TenantConfig config;
        private Sight sight;

        Watcher(Call call, Sight sight, @Nullable Set<String> asked) {
            this.token = call.token();
            this.endpoint = call.endpoint();
            this.asked = asked;
            this.tenant = call.tenant().no();
            this.id = call.principal().id();
            this.principal = call.principal();
            this.config = call.tenant();
            this.sight = sight;
        }

        @Override
        public int tenant() {
            return tenant;
        }

        @Override
        public String principal() {
            return id;
        }

        @Override
        public Future<@Nullable Sight> look() {
            return tokens.principal(token).map(this::see);
        }

        private @Nullable Sight see(@Nullable Principal newest) {
            TenantConfig now = directory.tenant(tenant);
            if (newest == null || now == null || !endpoint.roles().contains(newest.role())) {
                return null;
            }
            if (now != config || !newest.equals(principal)) {
                principal = newest;
                config = now;
                sight = Sights.of(now, newest, asked);
            }
            return sight;
        }
    }
}
