package io.pelagos.channel;

import io.pelagos.channel.ChannelAdapter.Reply;
import io.pelagos.team.Document;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a channel wants to be answered when all is taken care of, where that is agreed with the platform. Field
 * {@code reply}: {@code {"status":200,"body":{"code":0}}}; a body that is a text is sent as plain text.
 */
final class Acknowledgement {
    private static final int BODY_MAX = 2_000;

    private Acknowledgement() {}

    /** Null when it says nothing: then what is usual is answered. */
    static @Nullable Reply read(Document document) {
        boolean says = document.has("status") || document.has("body");
        int status = (int) document.integer("status", 200, 299, 200);
        Object body = document.anything("body");
        if (!says) {
            return null;
        } else if (body instanceof JsonObject) {
            JsonObject object = document.free("body", BODY_MAX);
            return Reply.json(status, object == null ? "{}" : object.encode());
        }
        String text = document.optionalText("body", BODY_MAX);
        return new Reply(status, "text/plain; charset=utf-8", text == null ? "" : text);
    }

    /** What to answer: the channel's own words only when every lead is taken care of. */
    static Reply of(@Nullable Reply own, Reply adapters) {
        return own == null || adapters.status() >= 300 ? adapters : own;
    }
}
