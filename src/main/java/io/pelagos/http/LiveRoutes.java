package io.pelagos.http;

import io.pelagos.lead.Contact;
import io.pelagos.live.Guest;
import io.pelagos.live.Live;
import io.pelagos.live.Sight;
import io.pelagos.pool.Pool;
import io.pelagos.privacy.Reads;
import io.pelagos.team.Directory;
import io.pelagos.team.Principal;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The live stream: Server-Sent Events of pools, of leads in hand and of limits. */
public final class LiveRoutes {
    private static final Problem ENOUGH = Problem.of("too-many-streams", 429, "You have too many streams open")
            .header("Retry-After", "5");
    private static final Problem FULL = Problem.NOT_READY
            .detail("As many streams are open here as this node takes")
            .header("Retry-After", "5");

    /** In one note. */
    private static final int POOLS_NAMED_MAX = 100;

    private final Live live;
    private final Tokens tokens;
    private final Directory directory;
    private final Reads reads;

    LiveRoutes(Live live, Tokens tokens, Directory directory, Reads reads) {
        this.live = live;
        this.tokens = tokens;
        this.directory = directory;
        this.reads = reads;
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
        return noted(call.tenant(), call.principal().id(), sight)
                .compose(noted -> live.place())
                .map(here -> Answer.stream(
                                200, "text/event-stream", (out, gone) -> live.open(watcher, sight, came, out, gone))
                        .header("X-Accel-Buffering", "no"));
    }

    /** Of what is still to come only the pools can be named that show it in the clear. */
    private Future<?> noted(TenantConfig tenant, String reader, Sight sight) {
        String pools = tenant.all(Pool.POOL).values().stream()
                .filter(pool -> !pool.masking().containsAll(Contact.PERSONAL))
                .map(Pool::id)
                .filter(pool -> sight.pools().contains(pool) || sight.hearsOthers(pool))
                .sorted()
                .limit(POOLS_NAMED_MAX)
                .collect(Collectors.joining(","));
        return pools.isEmpty()
                ? Future.succeededFuture()
                : reads.note(tenant.no(), reader, "live", "pools " + pools, List.of());
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
            return tokens.principal(token).compose(this::see);
        }

        private Future<@Nullable Sight> see(@Nullable Principal newest) {
            TenantConfig now = directory.tenant(tenant);
            if (newest == null || now == null || !endpoint.roles().contains(newest.role())) {
                return Future.succeededFuture(null);
            } else if (now == config && newest.equals(principal)) {
                return Future.succeededFuture(sight);
            }
            Sight next = Sights.of(now, newest, asked);
            // A stream of which nothing can be noted ends: it comes again.
            return noted(now, id, next)
                    .map(noted -> {
                        principal = newest;
                        config = now;
                        sight = next;
                        return next;
                    })
                    .otherwise(failure -> null);
        }
    }
}
