package io.pelagos.http;

import io.pelagos.platform.Repeat;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.util.function.Function;

/** Writes an answer of many pages, each when the one before has left. */
final class Pages {
    private Pages() {}

    /**
     * Writes them until there are no more, or the client has left.
     *
     * @param page writes the next page; tells whether there are more
     */
    static Future<Void> write(
            WriteStream<Buffer> out, Future<Void> gone, Function<WriteStream<Buffer>, Future<Boolean>> page) {
        return Repeat.whileTrue(() ->
                gone.isComplete() ? Future.failedFuture(new IOException("the client has left")) : page.apply(out));
    }
}
