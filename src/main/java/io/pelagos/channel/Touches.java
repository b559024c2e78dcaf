package io.pelagos.channel;

import io.pelagos.followup.DoNotCall;
import io.pelagos.journal.Caller;
import io.pelagos.journal.LeadEvent;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.platform.PgLink;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes noted touches steps of the leads that are there. Any node does it, as soon as the way is free: a touch is
 * acknowledged before. Each is a request of its own name, so that it happens once, whoever tries it how often.
 */
public final class Touches {
    private static final Logger LOG = LoggerFactory.getLogger(Touches.class);
    private static final int BATCH = 100;
    /** Why there is no lead any more that a touch could happen to: its person may have been erased meanwhile. */
    private static final Set<String> GONE = Set.of("not-found", "erased");
    /** Tries between two lines in the log. */
    private static final int TELL_EACH = 5;
    /**
     * Who took them has died, or found the way closed: longer with each try, at most half a minute; what has failed so
     * often that this is no help, some minutes.
     */
    private static final String TAKE = """
            update touch set tries = tries + 1,
              look_at = now() + case when tries < 20 then least(30, 3 * (tries + 1)) else 600 end * interval '1 second'
            where id in (select id from touch where look_at <= now() order by look_at limit %d for update skip locked)
            returning id, tenant, lead, channel, actor, (date_part('epoch', at) * 1000)::bigint, sealed, tries""".formatted(BATCH);

    private static final String DONE = "delete from touch where id = any ($1)";

    private final PgLink pg;
    private final Steps steps;
    private final Directory directory;
    private final ContactVault vault;
    private final DoNotCall doNotCall;
    private final Merge merge;
    private boolean running;
    private boolean again;

    public Touches(PgLink pg, Steps steps, Directory directory, ContactVault vault, DoNotCall doNotCall) {
        this.pg = pg;
        this.steps = steps;
        this.directory = directory;
        this.vault = vault;
        this.doNotCall = doNotCall;
        this.merge = new Merge(vault);
    }

    /** Some of the touches that wait; whether others may. */
    public Future<Boolean> runDue() {
        if (running) {
            again = true;
            return Future.succeededFuture(false);
        }
        running = true;
        again = false;
        return pg.ask(c -> c.query(TAKE).execute())
                .compose(rows -> {
                    List<Row> taken = new ArrayList<>(rows.size());
                    rows.forEach(taken::add);
                    return taken.isEmpty() ? Future.succeededFuture(false) : take(taken);
                })
                .map(more -> more || again)
                .andThen(done -> running = false);
    }

    private Future<Boolean> take(List<Row> taken) {
        List<Future<Boolean>> steps = taken.stream().map(this::happens).toList();
        return Future.join(steps).otherwiseEmpty().compose(all -> {
            List<Long> done = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i).succeeded() && steps.get(i).result()) {
                    done.add(taken.get(i).getLong(0));
                }
            }
            return done.isEmpty()
                    ? Future.succeededFuture(false)
                    : pg.ask(c -> c.preparedQuery(DONE).execute(Tuple.of(done.toArray(Long[]::new))))
                            .map(deleted -> taken.size() == BATCH);
        });
    }

    /** Whether the touch is over: it has happened, or there is nothing that it could happen to. */
    private Future<Boolean> happens(Row row) {
        int tenant = row.getInteger(1);
        TenantConfig config = directory.tenant(tenant);
        if (config == null) {
            return Future.succeededFuture(false);
        }
        return vault.ready(tenant)
                .map(keys -> touch(row, keys.open(row.getBuffer(6).getBytes(), Touch.CONTEXT)))
                .compose(touch -> steps.takeInBackground(
                                wish(config, touch, found -> merge.said(found, touch)),
                                (found, now) -> plan(found, now, touch))
                        .compose(verdict -> verdict == Verdict.Obstacle.BAD_DATA
                                ? bare(config, touch)
                                : Future.succeededFuture(verdict)))
                .map(verdict -> verdict instanceof Verdict.Done || isGone(verdict, row))
                .onFailure(broken -> {
                    if (row.getInteger(7) % TELL_EACH == 0) {
                        // Only the class: the message may repeat what the platform sent.
                        LOG.warn("touch {} of lead {} waits: {}", row.getLong(0), row.getLong(2), broken.getClass());
                    }
                });
    }

    /** What it says cannot be stored with the lead; that it came is told all the same. */
    private Future<Verdict> bare(TenantConfig config, Touch touch) {
        return steps.takeInBackground(
                wish(config, touch, found -> null),
                (found, now) -> Future.succeededFuture(Plan.go(Merge.bare(found.row(), touch))));
    }

    private static boolean isGone(Verdict verdict, Row row) {
        boolean gone = verdict instanceof Verdict.Refused refused && GONE.contains(refused.word());
        if (gone) {
            LOG.warn("touch {} is over: there is no lead {}", row.getLong(0), row.getLong(2));
        }
        return gone;
    }

    private static Touch touch(Row row, byte[] said) {
        return new Touch(
                row.getLong(0),
                row.getInteger(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                Touch.draft(row.getString(3), new JsonObject(Buffer.buffer(said))));
    }

    private static Wish wish(TenantConfig config, Touch touch, Function<LeadStore.Stored, byte @Nullable []> said) {
        byte[] name = ("touch\0" + touch.id()).getBytes(StandardCharsets.UTF_8);
        String key = HexFormat.of().formatHex(LeadEvent.chain(new byte[0], name));
        return new Wish(new Caller(config, touch.actor(), key, key), touch.lead(), (now, lead) -> true, said);
    }

    private Future<Plan> plan(LeadStore.Stored found, TenantConfig config, Touch touch) {
        return listed(found, touch).map(listed -> Plan.go(merge.step(found, config, touch, listed, steps.nowMillis())));
    }

    /** Only a closed lead can come back by a touch; others are closed by whoever keeps the list. */
    private Future<Boolean> listed(LeadStore.Stored found, Touch touch) {
        if (found.row().state() != LeadState.CLOSED) {
            return Future.succeededFuture(false);
        }
        String phone = touch.draft().contact().phone();
        return doNotCall
                .lists(found)
                .compose(listed -> listed || phone == null
                        ? Future.succeededFuture(listed)
                        : doNotCall.lists(touch.tenant(), Objects.requireNonNull(phone)));
    }
}
