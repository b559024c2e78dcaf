package io.pelagos.http;

import io.pelagos.channel.Channel;
import io.pelagos.channel.fetch.FetchTable;
import io.pelagos.channel.poll.PollTable;
import io.pelagos.lead.Rfc3339;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What a channel's platform has told and not yet given. */
final class FetchRoutes {
    private final FetchTable table;
    private final PollTable polls;

    FetchRoutes(FetchTable table, PollTable polls) {
        this.table = table;
        this.polls = polls;
    }

    void register(Api api) {
        api.route(HttpMethod.GET, "/channels/{channel}/fetches", Access.OVERSEERS, this::read);
        api.route(HttpMethod.POST, "/channels/{channel}/fetches:retry", Access.MANAGERS, this::retry);
    }

    private Future<Answer> read(Call call) {
        return state(call, channel(call));
    }

    /** Doing it twice does no harm, so a key means nothing. */
    private Future<Answer> retry(Call call) {
        String channel = channel(call);
        call.body(document -> document);
        int tenant = call.tenant().no();
        return Future.all(table.retry(tenant, channel), polls.now(tenant, channel))
                .compose(done -> state(call, channel));
    }

    private static String channel(Call call) {
        String channel = call.path("channel");
        if (call.tenant().get(Channel.CHANNEL, channel) == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        return channel;
    }

    private Future<Answer> state(Call call, String channel) {
        int tenant = call.tenant().no();
        Channel known = call.tenant().get(Channel.CHANNEL, channel);
        boolean polled = known != null && known.settings().pull() != null;
        return table.state(tenant, channel).compose(state -> polls.state(tenant, channel)
                .map(poll -> Answer.ok(json(state).put("poll", polled ? json(poll) : null))));
    }

    private static JsonObject json(FetchTable.State state) {
        Long oldest = state.oldestMillis();
        return new JsonObject()
                .put("waiting", state.waiting())
                .put("blocked", state.blocked())
                .put("reason", state.reason())
                .put("oldest_at", oldest == null ? null : Rfc3339.text(oldest));
    }

    private static @Nullable JsonObject json(PollTable.@Nullable State poll) {
        return poll == null
                ? null
                : new JsonObject()
                        .put("cursor_at", Rfc3339.text(poll.cursorMillis()))
                        .put("due_at", Rfc3339.text(poll.dueMillis()))
                        .put("reason", poll.reason());
    }
}
