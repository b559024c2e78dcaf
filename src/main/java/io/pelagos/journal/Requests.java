package io.pelagos.journal;

import io.pelagos.journal.Verdict.Obstacle;
import io.pelagos.platform.PgSteps;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings requests of clients to the journal: makes a proposal again when it was out of date, and
 * answers a key that only PostgreSQL still remembers.
 */
public final class Requests {
    private static final int TRIES = 6;
    private static final String REMEMBERED = "select body, transition, leads, versions from request where key = $1";

    private final Journal journal;
    private final Directory directory;
    private final PgSteps pg;
    private final Truth truth;

    public Requests(Journal journal, Directory directory, PgSteps pg) {
        this.journal = journal;
        this.directory = directory;
        this.pg = pg;
        this.truth = new PostgresTruth(pg);
    }

    /**
     * Submits until there is a verdict.
     *
     * @param key hash of tenant, principal and Idempotency-Key in hex, or empty
     * @param body hash of method, path and body in hex, or empty
     * @param make is asked for each try, under today's configuration; null when that does not allow it
     */
    public Future<Verdict> submit(TenantConfig config, String key, String body, Supplier<@Nullable Proposal> make) {
        return attempt(new Asked(config, key, body), make, 1);
    }

    /** A request as it came; key and body are hashes in hex, or empty. */
    private record Asked(TenantConfig config, String key, String body) {}

    private Future<Verdict> attempt(Asked asked, Supplier<@Nullable Proposal> make, int number) {
        TenantConfig config = asked.config;
        Proposal proposal = make.get();
        if (proposal == null) {
            return remembered(asked, new Verdict.Refused("not-found", List.of()));
        }
        return journal.submit(config.cell(), proposal).compose(verdict -> {
            if (Obstacle.OVERRULED.equals(verdict)) {
                return remembered(asked, Obstacle.OVERRULED)
                        .compose(
                                known -> known == Obstacle.OVERRULED ? again(asked, make, number, known) : done(known));
            }
            if (verdict == Obstacle.STALE) {
                return directory.refresh().otherwiseEmpty().compose(x -> again(asked, make, number, verdict));
            }
            if (verdict instanceof Verdict.Refused refused) {
                return refused.word().equals("uncounted")
                        ? journal.recount(config.cell(), config.no())
                                .otherwiseEmpty()
                                .compose(x -> again(asked, make, number, Obstacle.NOT_READY))
                        : remembered(asked, verdict);
            }
            return done(verdict);
        });
    }

    private Future<Verdict> again(Asked asked, Supplier<@Nullable Proposal> make, int number, Verdict last) {
        return number < TRIES ? attempt(asked, make, number + 1) : done(last);
    }

    private static Future<Verdict> done(Verdict verdict) {
        return Future.succeededFuture(verdict);
    }

    /** As below, for whoever decides again himself. */
    Future<Verdict> remembered(TenantConfig config, String key, String body, Verdict otherwise) {
        return remembered(new Asked(config, key, body), otherwise);
    }

    /** A refusal may only mean that the request was granted long ago, and Redis has forgotten it. */
    private Future<Verdict> remembered(Asked asked, Verdict otherwise) {
        if (asked.key.isEmpty()) {
            return done(otherwise);
        }
        Buffer key = PostgresTruth.hex(asked.key);
        return pg.ask(c -> c.preparedQuery(REMEMBERED).execute(Tuple.of(key)))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return done(otherwise);
                    }
                    Row row = rows.iterator().next();
                    if (!row.getBuffer(0).equals(PostgresTruth.hex(asked.body))) {
                        return done(Obstacle.KEY_REUSED);
                    }
                    return replay(asked, row);
                })
                .recover(failure -> done(Obstacle.OUTCOME_UNKNOWN));
    }

    private Future<Verdict> replay(Asked asked, Row row) {
        Long[] leads = row.getArrayOfLongs(2);
        Integer[] versions = row.getArrayOfIntegers(3);
        List<Entry.Move> moves = new ArrayList<>();
        for (int i = 0; i < leads.length; i++) {
            moves.add(new Entry.Move(leads[i], versions[i], "", ""));
        }
        Entry entry = new Entry(
                row.getLong(1), asked.config.no(), 0, "", "", asked.key, asked.body, "", "", "", "", "", "", moves);
        return truth.find(List.of(entry))
                .map(found -> new Verdict.Done(
                        found.stream()
                                .filter(f -> f.committed() != null)
                                .sorted(Comparator.comparingInt(Truth.Found::move))
                                .map(Requests::moved)
                                .toList(),
                        "",
                        true));
    }

    private static Verdict.Moved moved(Truth.Found found) {
        if (found.committed() == null || found.type() == null || found.detail() == null || found.lead() == null) {
            throw new IllegalStateException("a committed move has its rows");
        }
        return new Verdict.Moved(
                found.committed(),
                found.detail(),
                found.type(),
                found.lead().version() == found.committed().version());
    }
}
