package io.pelagos;

import io.pelagos.alert.AlertWork;
import io.pelagos.alert.MessageCounts;
import io.pelagos.channel.Intake;
import io.pelagos.channel.IntakeCounts;
import io.pelagos.deadletter.LetterBox;
import io.pelagos.health.ChannelCounts;
import io.pelagos.journal.CellState;
import io.pelagos.journal.Journal;
import io.pelagos.journal.JournalMetrics;
import io.pelagos.live.Live;
import io.pelagos.outgoing.Outgoing;
import io.pelagos.platform.PgPool;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

/** What is read from a node's parts when somebody asks for its numbers. */
final class NodeGauges {
    private final NodeMeters meters;

    NodeGauges(NodeMeters meters) {
        this.meters = meters;
    }

    void journal(Journal journal, Config.Road road) {
        JournalMetrics m = journal.metrics();
        meters.counter("pelagos.transitions", "Leads that changed, as committed", m::transitions);
        meters.counter("pelagos.commit.batches", "Transactions of the journal", m::batches);
        meters.counter("pelagos.overruled", "Decisions that PostgreSQL refused", m::overruledTotal);
        meters.counter("pelagos.bad.data", "Decisions whose values PostgreSQL refused", m::refusedTotal);
        meters.counter("pelagos.swept", "Outbox entries taken over from slow or dead nodes", m::sweptTotal);
        meters.counter("pelagos.healed", "Leads that the scrubber put right", m::healedTotal);
        meters.counter("pelagos.rebuilds", "Rebuilds of a cell by this node", m::rebuilds);
        meters.cells("pelagos.cell.open", "Whether the cell decides", journal::states, c -> c.open() ? 1 : 0);
        meters.cells(
                "pelagos.cell.epoch",
                "The cell's epoch, which grows with each rebuild",
                journal::states,
                c -> c.epoch());
        meters.cells(
                "pelagos.cell.tended",
                "Whether this node does the cell's background work",
                journal::states,
                c -> c.tended() ? 1 : 0);
        meters.cells(
                "pelagos.outbox.entries",
                "Decided and not yet settled, of all nodes",
                journal::states,
                c -> c.outbox());
        meters.cells(
                "pelagos.outbox.oldest.seconds",
                "How long this node's oldest decided request has waited to be committed",
                journal::states,
                c -> c.oldestMillis() / 1_000.0);
        meters.cells(
                "pelagos.alarm.lag.seconds",
                "How late the alarms of the last round rang, on the node that rings them",
                journal::states,
                c -> c.alarmLateMillis() / 1_000.0);
        waiting(journal, "people", CellState::queued);
        waiting(journal, "server", CellState::background);
        waiting(journal, "busy", CellState::busy);
        meters.gauge(
                "pelagos.road.in.flight",
                "Requests without an answer, in the cell that has most",
                () -> journal.states().stream()
                        .mapToInt(CellState::inFlight)
                        .max()
                        .orElse(0));
        meters.gauge("pelagos.road.in.flight.max", "How many there may be in a cell", road::maxInFlight);
    }

    private void waiting(Journal journal, String queue, ToIntFunction<CellState> size) {
        meters.gauge(
                "pelagos.road.waiting",
                "Requests that wait to be decided",
                () -> journal.states().stream().mapToInt(size).sum(),
                "queue",
                queue);
    }

    void intake(Intake intake) {
        IntakeCounts counts = intake.counts();
        meters.counter("pelagos.leads.accepted", "Leads taken in", counts::accepted);
        meters.counter("pelagos.leads.duplicate", "Leads that were there already", counts::duplicates);
        meters.counter("pelagos.leads.merged", "Leads that touched one that was there", counts::merged);
        meters.counter("pelagos.leads.refused", "Leads whose values PostgreSQL refused", counts::refused);
        meters.counter("pelagos.leads.overloaded", "Leads sent away for lack of room or of time", counts::overloaded);
        meters.gauge("pelagos.intake.waiting", "Leads that wait for a transaction", intake::waiting);
        meters.gauge("pelagos.intake.waiting.max", "How many may wait", intake::waitingMax);
    }

    void channels(ChannelCounts counts, LetterBox box) {
        meters.counter("pelagos.channel.deliveries", "What came to hooks", () -> counts.totals()
                .getOrDefault(ChannelCounts.DELIVERY, 0L));
        ChannelCounts.RESULTS.forEach(kind -> meters.counter(
                "pelagos.channel.results",
                "What became of leads that came by channels",
                () -> counts.totals().getOrDefault(kind, 0L),
                "kind",
                kind));
        meters.counter("pelagos.dead.letters", "Deliveries kept that could not be taken", box::kept);
        meters.counter("pelagos.dead.letters.dropped", "Such deliveries for which there was no room", box::dropped);
    }

    void live(Live live) {
        meters.gauge("pelagos.live.streams", "Live streams that are open", live::open);
        meters.gauge("pelagos.live.streams.max", "How many may be open", live::max);
        meters.counter("pelagos.live.dropped", "Live streams cut off, as nobody read them", live::dropped);
    }

    void outgoing(Outgoing webhooks, Config.Outgoing bounds) {
        String help = "Attempts to tell webhooks";
        meters.counter("pelagos.webhook.attempts", help, webhooks.counts()::taken, "result", "taken");
        meters.counter("pelagos.webhook.attempts", help, webhooks.counts()::failed, "result", "failed");
        meters.gauge("pelagos.webhook.pending", "Events that wait for the webhooks of this node", webhooks::pending);
        meters.gauge("pelagos.webhook.served", "Webhooks that this node works for", webhooks::webhooks);
        meters.gauge("pelagos.webhook.in.flight", "Attempts under way", webhooks::inFlight);
        meters.gauge("pelagos.webhook.in.flight.max", "How many may be under way", bounds::maxInFlight);
    }

    void alerts(AlertWork alerts) {
        String help = "Attempts to tell targets of alerts";
        MessageCounts counts = alerts.counts();
        meters.counter("pelagos.alert.messages", help, counts::taken, "result", "taken");
        meters.counter("pelagos.alert.messages", help, counts::failed, "result", "failed");
        meters.counter("pelagos.alert.messages", help, counts::givenUp, "result", "given-up");
    }

    void postgres(PostgresLinks pg) {
        pg.pools().forEach(this::pool);
        pg.links()
                .forEach((name, link) -> meters.gauge(
                        "pelagos.postgres.link.up",
                        "Whether a held connection to PostgreSQL is there",
                        () -> link.up() ? 1 : 0,
                        "link",
                        name));
    }

    private void pool(String name, PgPool pool) {
        String help = "Connections to PostgreSQL of a pool";
        meters.gauge(
                "pelagos.postgres.pool.connections", help, () -> pool.fill().idle(), "pool", name, "state", "idle");
        meters.gauge(
                "pelagos.postgres.pool.connections",
                help,
                () -> pool.fill().open() - pool.fill().idle(),
                "pool",
                name,
                "state",
                "used");
        meters.gauge(
                "pelagos.postgres.pool.size",
                "How many a pool may have",
                () -> pool.fill().size(),
                "pool",
                name);
        meters.gauge(
                "pelagos.postgres.pool.waiting",
                "Who waits for one",
                () -> pool.fill().waiting(),
                "pool",
                name);
    }

    /** Those out of the jar; an engine of one's own has none. */
    void engines(Map<String, Boolean> alive) {
        alive.keySet()
                .forEach(engine -> meters.gauge(
                        "pelagos.engine.up",
                        "Whether an engine out of the jar is alive",
                        () -> alive.getOrDefault(engine, false) ? 1 : 0,
                        "engine",
                        engine.toLowerCase(Locale.ROOT)));
    }
}
