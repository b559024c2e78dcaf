package io.pelagos.channel.fetch;

import io.pelagos.channel.LeadSource;
import io.pelagos.platform.Unreachable;
import io.vertx.core.Future;

/** The way to the platforms. Which addresses may be called is decided behind it. */
@FunctionalInterface
public interface Web {
    /** Fails when no whole answer came in bounded time and size. */
    Future<Reply> ask(LeadSource.Question question);

    /** Why there was no answer, in a word that is shown. */
    static String reason(Throwable failure) {
        return failure instanceof Unreachable known && known.why() == Unreachable.Why.FORBIDDEN
                ? "address-refused"
                : "unreachable";
    }

    /** @param retryAfterSeconds what the answer asks for; 0 for nothing */
    record Reply(int status, long retryAfterSeconds, byte[] body) {}
}
