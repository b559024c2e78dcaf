package io.pelagos.live;

import io.pelagos.alert.Alerts;
import io.pelagos.journal.JournalCursor;
import io.pelagos.journal.JournalTail;
import io.pelagos.lead.LeadStore;
import io.pelagos.pool.Claims;
import io.pelagos.pool.PoolLists;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The live streams of this node. All of it runs on the node's one thread, as its requests do. */
public final class Live {
    private static final long SECOND_MILLIS = 1_000;

    private final Vertx vertx;
    private final Limits limits;
    private final Readers readers = new Readers();
    private final Follower follower;
    private final CatchUp catchUp;
    private final QuotaNews quotas;
    private final StockNews stocks;
    private final AlertNews alerts;
    private boolean closed;
    private long dropped;

    /**
     * Bounds.
     *
     * @param beatSeconds after so long a comment keeps a stream open
     * @param pendingMax leads of which a reader may be behind
     * @param stalledSeconds for how long a reader may take nothing
     */
    public record Limits(
            int streams, int perTenant, int perPrincipal, int beatSeconds, int pendingMax, int stalledSeconds) {}

    /** What the streams read. */
    public record Sources(
            JournalTail tail,
            LeadStore store,
            PoolPlacement placement,
            PoolLists lists,
            Claims claims,
            Directory directory,
            Views views,
            Alerts alerts,
            LongSupplier nowMillis) {}

    /** Whether there is room for one more. */
    public enum Room {
        FREE,
        FULL,
        /** Too many of this principal. */
        ENOUGH,
        CLOSED
    }

    public Live(Vertx vertx, Sources from, Limits limits) {
        this.vertx = vertx;
        this.limits = limits;
        Teller teller = new Teller(from.store, from.placement, from.directory, from.views);
        this.quotas = new QuotaNews(readers, from.directory, from.claims, from.views);
        this.stocks = new StockNews(readers, from.directory, from.lists, from.nowMillis);
        this.alerts = new AlertNews(readers, from.alerts);
        this.follower = new Follower(vertx, from.tail, readers, teller, from.directory, told -> {
            told.forEach(quotas::note);
            told.forEach(stocks::note);
            quotas.run();
        });
        this.catchUp = new CatchUp(vertx, from.tail, teller, follower);
        from.directory.onChange(this::changed);
    }

    /** Looks for news each second, though nobody says that there are any. */
    public void start() {
        vertx.setPeriodic(SECOND_MILLIS, timer -> {
            if (closed) {
                vertx.cancelTimer(timer);
            } else {
                everySecond();
            }
        });
    }

    /** The journal has grown. */
    public void grown() {
        follower.grown();
    }

    /** How many streams may be open. */
    public int max() {
        return limits.streams;
    }

    public Room room(Guest guest) {
        if (closed) {
            return Room.CLOSED;
        }
        if (readers.of(guest) >= limits.perPrincipal) {
            return Room.ENOUGH;
        }
        return readers.open() < limits.streams && readers.of(guest.tenant()) < limits.perTenant ? Room.FREE : Room.FULL;
    }

    /** From where a stream begins that is opened now. */
    public Future<JournalCursor> place() {
        return follower.place();
    }

    /**
     * Opens a stream of Server-Sent Events, behind a {@link #place} that has just been told. It is over when the client
     * has gone, or may see nothing any more; it fails when the client is to be cut off.
     *
     * @param after the last id that the client has seen; null for none, and one that is none for what is no id
     */
    public Future<Void> open(
            Guest guest, Sight sight, @Nullable Came after, WriteStream<Buffer> out, Future<Void> gone) {
        if (room(guest) != Room.FREE) {
            return Future.failedFuture("there is no room for the stream");
        }
        JournalCursor here = follower.position();
        JournalCursor from = after == null || after.cursor == null ? here : after.cursor;
        Reader reader = new Reader(guest, sight, from, out, limits.pendingMax);
        readers.add(reader);
        gone.onComplete(left -> reader.end());
        Future<Void> over =
                reader.over().onComplete(done -> readers.remove(reader)).onFailure(slow -> dropped++);
        out.write(Buffer.buffer("retry: 2000\n\n"));
        if (after == null) {
            reader.join(here);
            reader.beat(Event.beat(here));
        } else if (after.cursor == null) {
            reader.reset("cursor", here);
            reader.join(here);
        } else {
            catchUp.add(reader);
        }
        stocks.note(reader);
        return over;
    }

    /** An id that a client came with; null when no journal has given it. */
    public record Came(@Nullable JournalCursor cursor) {
        public static Came with(String id) {
            return new Came(JournalCursor.parse(id));
        }
    }

    private void everySecond() {
        long stalledNanos = limits.stalledSeconds * 1_000_000_000L;
        Map<JournalCursor, Buffer> beats = new HashMap<>();
        for (Reader reader : readers.all()) {
            if (reader.stalledNanos() > stalledNanos) {
                reader.drop("nothing was taken for too long");
            } else {
                look(reader);
            }
            if (reader.quiet(limits.beatSeconds)) {
                reader.beat(beats.computeIfAbsent(reader.position(), Event::beat));
            }
        }
        follower.look();
        quotas.run();
        stocks.run();
        alerts.run();
    }

    /** Another configuration: who may see less sees less at once, and who shows rules shows the new ones. */
    private void changed(TenantConfig config) {
        Buffer data = new JsonObject().put("version", config.version()).toBuffer();
        List<Event> news = List.of(new Event("config", "config", null, data));
        vertx.runOnContext(v -> {
            Map<List<Event>, Buffer> written = new HashMap<>();
            readers.in(config.no()).forEach(reader -> {
                look(reader);
                reader.send(news, written);
            });
        });
    }

    private void look(Reader reader) {
        reader.guest.look().onSuccess(sight -> {
            if (sight == null) {
                reader.end();
            } else if (reader.open() && !sight.equals(reader.sight())) {
                reader.see(sight, follower.position());
                stocks.note(reader);
            }
        });
    }

    /** How many readers were cut off so far. */
    public long dropped() {
        return dropped;
    }

    /** How many streams are open. */
    public int open() {
        return readers.open();
    }

    /** Ends all streams; their clients come back with the last id, to a node that stays. */
    public void close() {
        closed = true;
        readers.all().forEach(Reader::end);
    }
}
