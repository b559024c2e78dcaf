package io.pelagos.deadletter;

import static io.pelagos.lead.LeadDatabase.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Channel;
import io.pelagos.channel.Deliveries;
import io.pelagos.channel.Delivery;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadDatabase;
import io.pelagos.platform.PgLink;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits to be written, seen from the thread that writes: nothing is written before a test has put all in. */
class LetterBoxTest {
    private static final int FIRM = 7;

    private final LeadDatabase database = new LeadDatabase();
    private final ContactVault vault = new ContactVault(database.keysets(null));
    private final DeadLetters letters =
            new DeadLetters(new PgLink(database.vertx, database.options(), 10_000), vault, 100);
    private final AtomicLong ids = new AtomicLong();
    private final LetterBox box = new LetterBox(database.vertx, letters, vault, ids::incrementAndGet);
    private final Channel channel = Deliveries.channel("generic", new JsonObject());

    @AfterEach
    void close() {
        database.close();
    }

    private void put(Delivery delivery) {
        box.put(FIRM, channel, delivery, 400, "unreadable", delivery.body().length, true);
    }

    private void putAll(Runnable puts) {
        Promise<Void> done = Promise.promise();
        database.vertx.runOnContext(go -> {
            puts.run();
            done.complete();
        });
        await(done.future());
        await(box.drain());
    }

    @Test
    void keeps_nothing_of_a_request_but_its_own_copy() {
        Delivery delivery = Deliveries.delivery("{".getBytes(UTF_8), "application/json", "X-Note", "first");
        delivery.query().add("form", "7");
        putAll(() -> {
            put(delivery);
            delivery.headers().set("X-Note", "another request's");
            delivery.query().clear();
        });
        List<DeadLetter> kept = await(letters.page(FIRM, channel.id(), Long.MAX_VALUE, 10));
        assertThat(kept).hasSize(1);
        LetterBody body =
                await(letters.find(FIRM, channel.id(), kept.get(0).id())).body();
        assertThat(body.headers().get("X-Note")).isEqualTo("first");
        assertThat(body.query().get("form")).isEqualTo("7");
        assertThat(new String(body.body(), UTF_8)).isEqualTo("{");
        assertThat(body.contentType()).isEqualTo("application/json");
    }

    @Test
    void counts_all_that_it_keeps_and_drops_what_is_more() {
        String megabyte = "x".repeat(1 << 20);
        putAll(() -> {
            for (int i = 0; i < 20; i++) {
                put(Deliveries.delivery(new byte[0], "application/json", "X-Long", megabyte));
            }
        });
        assertThat(box.kept()).isEqualTo(15);
        assertThat(box.dropped()).isEqualTo(5);
    }

    @Test
    void counts_a_long_body_as_what_is_kept_of_it() {
        byte[] body = new byte[1 << 20];
        putAll(() -> {
            for (int i = 0; i < 50; i++) {
                put(Deliveries.delivery(body, "application/json"));
            }
        });
        assertThat(box.kept()).isEqualTo(50);
    }
}
