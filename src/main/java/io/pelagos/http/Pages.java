package io.pelagos.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
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
        Promise<Void> done = Promise.promise();
        next(out, gone, page, done);
        return done.future();
    }

    /** Not a chain of futures: ten thousand pages would be as many in each other. */
    private static void next(
            WriteStream<Buffer> out,
            Future<Void> gone,
            Function<WriteStream<Buffer>, Future<Boolean>> page,
            Promise<Void> done) {
        if (gone.isComplete()) {
            done.fail(new IOException("the client has left"));
            return;
        }
        page.apply(out).onComplete(written -> {
            if (written.failed()) {
                done.fail(written.cause());
            } else if (written.result()) {
                next(out, gone, page, done);
            } else {
                done.complete();
            }
        });
    }
}
