package io.pelagos.channel;

import io.pelagos.lead.LeadDatabase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between the intake and PostgreSQL and cuts the line at a COMMIT: before it arrives, or after it is done. */
final class CommitCutter {
    private final NetClient client;
    private final NetServer server;
    private final LeadDatabase database;
    private final boolean arrives;
    private final AtomicInteger cutsLeft;

    /** @param arrives whether PostgreSQL still gets the COMMIT whose reply is cut off */
    CommitCutter(LeadDatabase database, boolean arrives, int cuts) {
        this.database = database;
        this.arrives = arrives;
        this.cutsLeft = new AtomicInteger(cuts);
        this.client = database.vertx.createNetClient();
        this.server = LeadDatabase.await(
                database.vertx.createNetServer().connectHandler(this::join).listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    int cutsLeft() {
        return Math.max(0, cutsLeft.get());
    }

    private void join(NetSocket intake) {
        intake.pause();
        client.connect(database.address()).onSuccess(postgres -> {
            intake.handler(bytes -> {
                if (!arrives && cut(bytes)) {
                    postgres.close();
                    intake.close();
                } else {
                    postgres.write(bytes);
                }
            });
            postgres.handler(bytes -> {
                if (arrives && cut(bytes)) {
                    intake.close();
                    postgres.close();
                } else {
                    intake.write(bytes);
                }
            });
            intake.closeHandler(closed -> postgres.close());
            postgres.closeHandler(closed -> intake.close());
            intake.resume();
        });
    }

    /** Both the statement and the server's word that it is done end with COMMIT and a zero byte. */
    private boolean cut(Buffer bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1).contains("COMMIT\0") && cutsLeft.getAndDecrement() > 0;
    }
}
