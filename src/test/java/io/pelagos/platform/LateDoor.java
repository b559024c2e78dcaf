package io.pelagos.platform;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;

/** Stands before PostgreSQL and lets nothing through until it is opened: connections are accepted, and nothing comes. */
final class LateDoor {
    private final Vertx vertx;
    private final Postgres postgres;
    private final NetClient client;
    private final NetServer server;
    private final io.vertx.core.Promise<Void> opened = io.vertx.core.Promise.promise();

    LateDoor(Vertx vertx, Postgres postgres) throws Exception {
        this.vertx = vertx;
        this.postgres = postgres;
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer()
                .connectHandler(this::join)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    int port() {
        return server.actualPort();
    }

    void open() {
        opened.complete();
    }

    private void join(NetSocket caller) {
        caller.pause();
        opened.future()
                .compose(open -> client.connect(postgres.port(), postgres.host()))
                .onSuccess(engine -> {
                    caller.handler(engine::write);
                    engine.handler(caller::write);
                    caller.closeHandler(closed -> engine.close());
                    engine.closeHandler(closed -> caller.close());
                    vertx.runOnContext(go -> caller.resume());
                });
    }
}
