package io.pelagos.exchange;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.Arrival;
import io.pelagos.channel.Intake;
import io.pelagos.channel.RequestKey;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The rows of one chunk on their way in. Reading and sealing them is done by another thread than people's requests. */
final class Batch {
    /** So often rows that the intake had no room for come again; then the chunk waits for its next turn. */
    private static final int TRIES = 20;

    private static final long PAUSE_MILLIS = 250;

    private final Vertx vertx;
    private final Intake intake;
    private final Moving moving;
    private final Import file;
    private final TenantConfig config;
    private final int n;
    private final Tally tally = new Tally();

    Batch(Vertx vertx, Intake intake, Moving moving, Import file, TenantConfig config, int n) {
        this.vertx = vertx;
        this.intake = intake;
        this.moving = moving;
        this.file = file;
        this.config = config;
        this.n = n;
    }

    /** A row that is a lead, and its place in the chunk. */
    private record Item(Line line, int index, Row.Lead row) {}

    private record Answered(Item item, Accepted accepted) {}

    /** What became of the rows; fails when some could not come in now, or nobody knows whether they did. */
    Future<Tally> run(Callable<List<Line>> lines, List<String> names) {
        return accept(() -> read(lines.call(), names))
                .compose(answered -> finish(answered, 1))
                .map(done -> {
                    tally.errors.sort(Comparator.comparingLong(Line::number));
                    return tally;
                });
    }

    private List<Item> read(List<Line> lines, List<String> names) {
        Plan plan = Plan.of(config, file.doc(), names);
        List<Item> items = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            Row row = plan == null ? new Row.Bad("its pool is there no more") : plan.read(line);
            if (row instanceof Row.Lead lead) {
                items.add(new Item(line, i, lead));
            } else if (row instanceof Row.Bad bad) {
                tally.reject(line, bad.why());
            }
        }
        return items;
    }

    private Future<List<Answered>> accept(Callable<List<Item>> source) {
        return vertx.executeBlocking(
                        () -> {
                            List<Item> items = source.call();
                            return intake.acceptAll(file.tenant(), arrivals(items), file.actor())
                                    .map(accepted -> together(items, accepted));
                        },
                        false)
                .compose(answers -> answers);
    }

    private List<Arrival> arrivals(List<Item> items) {
        return items.stream()
                .map(item -> new Arrival(
                        item.row.past().isNothing() ? item.row.draft() : Moving.held(item.row.draft()),
                        key(item.index)))
                .toList();
    }

    private static List<Answered> together(List<Item> items, List<Accepted> accepted) {
        List<Answered> answered = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            answered.add(new Answered(items.get(i), accepted.get(i)));
        }
        return answered;
    }

    private Future<Void> finish(List<Answered> answered, int attempt) {
        List<Item> again = new ArrayList<>();
        List<Future<Void>> moved = new ArrayList<>();
        for (Answered one : answered) {
            Item item = one.item;
            Accepted accepted = one.accepted;
            if (accepted instanceof Accepted.Lead lead) {
                moved.add(in(item, lead.lead()));
            } else if (accepted instanceof Accepted.Duplicate || accepted instanceof Accepted.Test) {
                tally.duplicate++;
            } else if (accepted instanceof Accepted.Overloaded || accepted instanceof Accepted.Unknown) {
                again.add(item);
            } else if (accepted instanceof Accepted.Refused refused) {
                tally.reject(item.line, refused.reason());
            } else {
                tally.merged++;
            }
        }
        return Future.all(moved).compose(all -> again.isEmpty() ? Future.succeededFuture() : again(again, attempt));
    }

    private Future<Void> again(List<Item> items, int attempt) {
        if (attempt >= TRIES) {
            return Future.failedFuture("the intake has no room for an import now");
        }
        return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                .compose(waited -> accept(() -> items))
                .compose(answered -> finish(answered, attempt + 1));
    }

    private Future<Void> in(Item item, long lead) {
        if (item.row.past().isNothing()) {
            tally.accepted++;
            return Future.succeededFuture();
        }
        return moving.take(config, file, lead, item.row).map(refusal -> {
            if (refusal == null) {
                tally.accepted++;
            } else {
                tally.reject(item.line, refusal);
            }
            return null;
        });
    }

    /** Names the row, chunk and place in it, for as long as requests are remembered. */
    private RequestKey key(int index) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] key =
                    digest.digest(("import:" + file.id() + ":" + n + ":" + index).getBytes(StandardCharsets.UTF_8));
            return new RequestKey(key, key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
