package io.pelagos.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.journal.JournalCursor;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** However a socket stops and goes on, and wherever the connection is cut: nothing is lost that is not said to be. */
class ReaderProperties {
    private static final int PENDING_MAX = 6;
    private static final int LINES = 60;

    /** A socket that is full when it likes. */
    private static final class Socket implements WriteStream<Buffer> {
        private final Random random;
        private final StringBuilder written = new StringBuilder();
        private boolean full;
        private @Nullable Handler<Void> drained;

        Socket(Random random) {
            this.random = random;
        }

        void drain() {
            full = false;
            if (drained != null) {
                drained.handle(null);
            }
        }

        @Override
        public Future<Void> write(Buffer data) {
            assertThat(full).isFalse();
            written.append(data);
            full = random.nextInt(3) == 0;
            return Future.succeededFuture();
        }

        @Override
        public boolean writeQueueFull() {
            return full;
        }

        @Override
        public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
            drained = handler;
            return this;
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
            return this;
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int bytes) {
            return this;
        }

        @Override
        public Future<Void> end() {
            return Future.succeededFuture();
        }
    }

    /** What a client has read: an event, and up to which line it would come back then. */
    private record Read(String name, String key, long line, long lastId) {}

    private record Offered(String key, long line) {}

    private static JournalCursor cursor(long line) {
        return new JournalCursor("0123456789ab", line, 1, 1);
    }

    @Property(tries = 300)
    void who_comes_back_with_the_last_id_has_missed_nothing(@ForAll long seed) {
        Random random = new Random(seed);
        Socket socket = new Socket(random);
        Sight sight = new Sight(1, null, null, Set.of(), null, true, Set.of(), null, false);
        Reader reader = new Reader(new Nobody(), sight, cursor(0), socket, PENDING_MAX);
        reader.join(cursor(0));
        List<Offered> offered = new ArrayList<>();
        for (long line = 1; line <= LINES; line++) {
            List<Event> events = new ArrayList<>();
            String lead = Integer.toString(random.nextInt(10));
            for (String place : random.nextBoolean() ? List.of("p/") : List.of("p/", "/")) {
                String key = place + lead;
                JsonObject data = new JsonObject().put("key", key).put("line", line);
                // Some are longer than what is written at once.
                data.put("text", "x".repeat(random.nextInt(4) == 0 ? 20_000 : 10));
                events.add(new Event("changed", key, cursor(line), data.toBuffer()));
                offered.add(new Offered(key, line));
            }
            reader.send(events, new HashMap<>());
            reader.reached(cursor(line));
            assertThat(reader.pending()).isLessThanOrEqualTo(PENDING_MAX);
            if (random.nextInt(4) == 0) {
                socket.drain();
            }
        }
        while (reader.pending() > 0) {
            socket.drain();
        }
        List<Read> all = read(socket.written.toString());
        assertThat(all.get(all.size() - 1).lastId).isEqualTo(LINES);
        for (int cut = 0; cut <= all.size(); cut++) {
            assertNothingMissed(offered, all.subList(0, cut));
        }
    }

    private static void assertNothingMissed(List<Offered> offered, List<Read> read) {
        long lastId = read.isEmpty() ? 0 : read.get(read.size() - 1).lastId;
        for (Offered event : offered) {
            boolean comesAgain = offered.stream().anyMatch(o -> o.key.equals(event.key) && o.line > lastId);
            boolean told = read.stream().anyMatch(r -> r.key.equals(event.key) && r.line >= event.line);
            boolean anew = read.stream().anyMatch(r -> r.name.equals("reset") && r.lastId >= event.line);
            assertThat(event.line > lastId || comesAgain || told || anew)
                    .as("%s is lost for who comes back behind line %d", event, lastId)
                    .isTrue();
        }
    }

    private static List<Read> read(String text) {
        List<Read> all = new ArrayList<>();
        long lastId = 0;
        for (String block : text.split("\n\n", -1)) {
            String name = "";
            JsonObject data = new JsonObject();
            for (String line : block.split("\n", -1)) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = new JsonObject(line.substring(6));
                } else if (line.startsWith("id: ")) {
                    long id = JournalCursor.parse(line.substring(4)).xid();
                    assertThat(id).isGreaterThanOrEqualTo(lastId);
                    lastId = id;
                }
            }
            if (!name.isEmpty()) {
                all.add(new Read(name, data.getString("key", ""), data.getLong("line", 0L), lastId));
            }
        }
        return all;
    }

    private static final class Nobody implements Guest {
        @Override
        public int tenant() {
            return 1;
        }

        @Override
        public String principal() {
            return "nobody";
        }

        @Override
        public Future<@Nullable Sight> look() {
            return Future.succeededFuture();
        }
    }
}
