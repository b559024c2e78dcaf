package io.pelagos.channel;

import io.pelagos.channel.ChannelAdapter.Reply;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers that all platforms understand alike: come again, or do not. */
public final class Replies {
    private Replies() {}

    /** What to answer once all leads were tried; {@code results} in their order. */
    public static Reply of(Channel channel, ChannelAdapter adapter, List<Accepted> results) {
        return Acknowledgement.of(channel.reply(), adapter.reply(results));
    }

    /** To a handshake that shows no knowledge of the channel's secret. */
    public static Reply forbidden(String detail) {
        return problem("forbidden", 403, "You may not do this", detail);
    }

    /** What the Chinese platforms want to hear. */
    public static Reply success(List<Accepted> results) {
        Reply unhappy = unhappy(results);
        return unhappy == null ? Reply.json(200, "{\"code\":0,\"message\":\"success\"}") : unhappy;
    }

    /** The answer when not every lead is taken care of; null when all are. The worst decides. */
    public static @Nullable Reply unhappy(List<Accepted> results) {
        Reply refused = null;
        for (Accepted result : results) {
            if (result instanceof Accepted.Overloaded) {
                return problem(
                        "not-ready",
                        503,
                        "Not ready, try again soon",
                        "leads cannot be taken in right now, send it again");
            }
            if (result instanceof Accepted.Unknown) {
                return problem(
                        "outcome-unknown",
                        503,
                        "It may or may not have happened",
                        "it may have been stored, send it again");
            }
            if (result instanceof Accepted.Refused no) {
                refused = problem("invalid-request", 400, "The request is not valid", no.reason());
            }
        }
        return refused;
    }

    /** The titles are those of the API: one problem, one name. */
    private static Reply problem(String slug, int status, String title, String detail) {
        JsonObject body = new JsonObject()
                .put("type", "/problems/" + slug)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        return new Reply(status, "application/problem+json", body.encode());
    }
}
