package io.pelagos;

import io.pelagos.channel.JsonBody;
import io.pelagos.channel.LeadSource;
import io.pelagos.channel.fetch.Web;
import io.pelagos.platform.GuardedClient;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Calls platforms. A channel may name another address as its platform's, so it is called like all that tenants choose. */
final class PlatformWeb implements Web {
    /** A lease must be longer than some answers, one after the other. */
    private static final int TIMEOUT_MILLIS_MAX = 15_000;

    private final GuardedClient client;
    private final int timeoutMillis;

    PlatformWeb(GuardedClient client, int timeoutMillis) {
        this.client = client;
        this.timeoutMillis = Math.min(TIMEOUT_MILLIS_MAX, timeoutMillis);
    }

    /** How long an answer may take. */
    int timeoutMillis() {
        return timeoutMillis;
    }

    @Override
    public Future<Reply> ask(LeadSource.Question question) {
        GuardedClient.Request request = new GuardedClient.Request(
                question.method(),
                question.address(),
                question.headers(),
                Buffer.buffer(question.body()),
                JsonBody.BYTES_MAX);
        return client.send(request, timeoutMillis)
                .compose(reply -> reply.cut()
                        ? Future.failedFuture(new IOException("the answer is too large"))
                        : Future.succeededFuture(new Reply(
                                reply.status(),
                                seconds(reply.headers().get("retry-after")),
                                reply.body().getBytes())));
    }

    /** Dates, which platforms do not send, are not understood. */
    private static long seconds(@Nullable String retryAfter) {
        return retryAfter != null && retryAfter.matches("\\d{1,9}") ? Long.parseLong(retryAfter) : 0;
    }
}
